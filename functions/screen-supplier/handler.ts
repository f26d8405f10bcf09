import { Logger } from '@aws-lambda-powertools/logger'
import { screeningDependencies } from '../../shared/adapters/screening.ts'
import { screenBatch, screenIntake } from '../../shared/matches/work.ts'
import { readEnvironment } from '../../shared/runtime/env.ts'
import {
  type BatchAnswer,
  eachMessage,
  eachRecord,
  isQueueEvent,
  keysOf,
  newImageOf,
  type QueueEvent,
  type StreamEvent,
} from '../../shared/runtime/stream-record.ts'
import { batchRef } from '../../shared/runtime/work-refs.ts'

const environment = readEnvironment('screen-supplier', process.env)
const logger = new Logger()
const deps = screeningDependencies(environment)

interface Written {
  customerId: string
  intakeId: string
  supplierIds: string[]
  /** Sequence number of the first record: from there a failed group is delivered again. */
  first: string
}

/** Records of one intake are screened together: the list index is read once for all of them. */
const groups = (event: StreamEvent): Written[] => {
  const found: Written[] = []
  for (const record of event.Records) {
    const { pk, sk } = keysOf(record)
    const customerId = pk.slice('C#'.length)
    const intakeId = newImageOf(record, 'intakeId')
    const supplierId = sk.slice('S#'.length)
    const last = found.at(-1)
    if (last && last.customerId === customerId && last.intakeId === intakeId)
      last.supplierIds.push(supplierId)
    else {
      found.push({
        customerId,
        intakeId,
        supplierIds: [supplierId],
        first: record.dynamodb?.SequenceNumber ?? '',
      })
    }
  }
  return found
}

/** Changed suppliers × every list. From the stream, or from the redrive queue what the watchdog found left behind. */
export const handler = (event: StreamEvent | QueueEvent): Promise<BatchAnswer> =>
  isQueueEvent(event)
    ? eachMessage(
        event,
        (message) => screenBatch(deps, batchRef.parse(message)),
        (about, error) => logger.error('screening failed', { ...about, error: error as Error }),
      )
    : eachRecord(
        groups(event),
        'stream',
        ({ first }) => first,
        async ({ customerId, intakeId, supplierIds }) => {
          await screenIntake(deps, customerId, intakeId, [...new Set(supplierIds)])
          logger.info('suppliers screened', { customerId, intakeId, suppliers: supplierIds.length })
        },
        (group, error) =>
          logger.error('screening failed', {
            customerId: group.customerId,
            intakeId: group.intakeId,
            error: error as Error,
          }),
      )
