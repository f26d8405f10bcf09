import { Logger } from '@aws-lambda-powertools/logger'
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { z } from 'zod'
import { dynamoDueStore } from '../../shared/adapters/dynamo-due-store.ts'
import { dynamoListStore } from '../../shared/adapters/dynamo-list-store.ts'
import { commitDue, type DueOutcome } from '../../shared/lists/due-dates.ts'
import { watchedSources } from '../../shared/model/source.ts'
import { readEnvironment } from '../../shared/runtime/env.ts'

const environment = readEnvironment('due-dates', process.env)
const logger = new Logger()
const metrics = new Metrics()
const dynamo = new DynamoDBClient({})
const lists = dynamoListStore(dynamo, environment.LISTS_TABLE)
const due = dynamoDueStore(dynamo, environment.LISTS_TABLE)

const requestSchema = z.object({ scheduledAt: z.string().min(10) })

/** Every hour: what came due on each source becomes a change set. A source that fails does not keep the others waiting. */
export const handler = async (event: unknown): Promise<DueOutcome[]> => {
  const scheduledAt = new Date(requestSchema.parse(event).scheduledAt).toISOString()
  const outcomes: DueOutcome[] = []
  const failures: unknown[] = []
  for (const source of watchedSources) {
    try {
      const outcome = await commitDue(source, scheduledAt, { lists, due, now: () => new Date() })
      outcomes.push(outcome)
      if (outcome.outcome === 'committed') {
        const { seq, counts } = outcome.changeSet
        logger.info('came due', { source, seq, designations: counts.amended, through: outcome.through })
      }
    } catch (error) {
      logger.error('due dates failed', { source, error: error as Error })
      failures.push(error)
    }
  }
  metrics.addMetric('DueDatesLooked', MetricUnit.Count, outcomes.length)
  metrics.publishStoredMetrics()
  // The invocation is tried again; what was committed is passed over then.
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} sources were not looked at`)
  return outcomes
}
