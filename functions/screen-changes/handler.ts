import { Logger } from '@aws-lambda-powertools/logger'
import { screeningDependencies } from '../../shared/adapters/screening.ts'
import { screenBatch } from '../../shared/matches/work.ts'
import { readEnvironment } from '../../shared/runtime/env.ts'
import { type BatchAnswer, eachMessage, type QueueEvent } from '../../shared/runtime/stream-record.ts'
import { batchRef } from '../../shared/runtime/work-refs.ts'

const environment = readEnvironment('screen-changes', process.env)
const logger = new Logger()
const deps = screeningDependencies(environment)

/** Changed designations × the suppliers that share a key with them: one batch of one customer's notice a message. */
export const handler = (event: QueueEvent): Promise<BatchAnswer> =>
  eachMessage(
    event,
    async (message) => {
      const ref = batchRef.parse(message)
      await screenBatch(deps, ref)
      logger.info('batch screened', { ...ref })
    },
    (about, error) => logger.error('screening failed', { ...about, error: error as Error }),
  )
