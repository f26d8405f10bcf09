import { Logger } from '@aws-lambda-powertools/logger'
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SQSClient } from '@aws-sdk/client-sqs'
import { dynamoListStore } from '../../shared/adapters/dynamo-list-store.ts'
import { dynamoRegistry } from '../../shared/adapters/dynamo-registry.ts'
import { sendMessages } from '../../shared/adapters/sqs-sender.ts'
import { watchedSources } from '../../shared/model/source.ts'
import { type Gauges, sweep } from '../../shared/operations/sweep.ts'
import { readEnvironment } from '../../shared/runtime/env.ts'

const environment = readEnvironment('watchdog', process.env)
const logger = new Logger()
const metrics = new Metrics()
const dynamo = new DynamoDBClient({})
const sqs = new SQSClient({})

const to =
  (queueUrl: string) =>
  (messages: readonly unknown[]): Promise<void> =>
    sendMessages(sqs, queueUrl, messages)

/** Every five minutes: how old is what we know, what is left behind, and whoever it was is asked to look again. */
export const handler = async (): Promise<Gauges> => {
  const gauges = await sweep({
    lists: dynamoListStore(dynamo, environment.LISTS_TABLE),
    registry: dynamoRegistry(dynamo, environment.REGISTRY_TABLE),
    redrive: {
      fanOut: to(environment.FAN_OUT_REDRIVE_QUEUE_URL),
      screen: to(environment.SCREEN_QUEUE_URL),
      screenIntake: to(environment.SCREEN_SUPPLIER_REDRIVE_QUEUE_URL),
      send: to(environment.SEND_REDRIVE_QUEUE_URL),
    },
    now: () => new Date(),
    sweepAfterSeconds: Number(environment.SWEEP_AFTER_SECONDS),
  })
  metrics.addMetric('PendingChangeSetAgeSeconds', MetricUnit.Seconds, gauges.pendingChangeSetAge)
  metrics.addMetric('UnsentNoticeAgeSeconds', MetricUnit.Seconds, gauges.unsentNoticeAge)
  metrics.addMetric('WorkRedriven', MetricUnit.Count, gauges.redriven)
  metrics.publishStoredMetrics()
  for (const source of watchedSources) {
    const perSource = metrics.singleMetric()
    perSource.addDimension('source', source)
    perSource.addMetric('SourceHeld', MetricUnit.Count, gauges.sourceHeld[source] ?? 0)
    const age = gauges.sourceCheckAge[source]
    if (age !== undefined) {
      const gauge = metrics.singleMetric()
      gauge.addDimension('source', source)
      gauge.addMetric('SourceCheckAgeSeconds', MetricUnit.Seconds, age)
    }
  }
  logger.info('swept', { redriven: gauges.redriven })
  return gauges
}
