import { Logger } from '@aws-lambda-powertools/logger'
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { S3Client } from '@aws-sdk/client-s3'
import { SNSClient } from '@aws-sdk/client-sns'
import { SQSClient } from '@aws-sdk/client-sqs'
import { z } from 'zod'
import { dynamoAuditTrail } from '../../shared/adapters/dynamo-audit-trail.ts'
import { dynamoCustomerStore, formerCustomers } from '../../shared/adapters/dynamo-customer-store.ts'
import { dynamoDispositions } from '../../shared/adapters/dynamo-dispositions.ts'
import { dynamoEarlyNotices } from '../../shared/adapters/dynamo-early-notices.ts'
import { dynamoListStore } from '../../shared/adapters/dynamo-list-store.ts'
import { dynamoRegistry } from '../../shared/adapters/dynamo-registry.ts'
import { s3Anchors } from '../../shared/adapters/s3-anchors.ts'
import { retentionOf } from '../../shared/adapters/s3-document-store.ts'
import { subscriptionCounts } from '../../shared/adapters/sns-topics.ts'
import { sendMessages } from '../../shared/adapters/sqs-sender.ts'
import { operationsChain } from '../../shared/audit/chain.ts'
import { watchedSources } from '../../shared/model/source.ts'
import { hourly, type HourlyGauges } from '../../shared/operations/hourly.ts'
import { keyAgain } from '../../shared/operations/key-again.ts'
import { type Gauges, sweep } from '../../shared/operations/sweep.ts'
import { readEnvironment } from '../../shared/runtime/env.ts'

const environment = readEnvironment('watchdog', process.env)
const logger = new Logger()
const metrics = new Metrics()
const dynamo = new DynamoDBClient({})
const sqs = new SQSClient({})
const sns = new SNSClient({})
const registry = dynamoRegistry(dynamo, environment.REGISTRY_TABLE)

const to =
  (queueUrl: string) =>
  (messages: readonly unknown[]): Promise<void> =>
    sendMessages(sqs, queueUrl, messages)

const hourlyDependencies = {
  registry,
  policies: dynamoDispositions(dynamo, environment.REGISTRY_TABLE),
  trails: (chain: string) =>
    dynamoAuditTrail(
      dynamo,
      chain === operationsChain ? environment.LISTS_TABLE : environment.REGISTRY_TABLE,
    ),
  anchors: s3Anchors(new S3Client({}), environment.EVIDENCE_BUCKET, retentionOf(environment)),
  formerCustomers: () => formerCustomers(dynamo, environment.REGISTRY_TABLE),
  enqueue: to(environment.SCREEN_QUEUE_URL),
  failed: (about: Record<string, string>, error: unknown): void =>
    logger.error('hourly round failed', { ...about, error: error as Error }),
  now: () => new Date(),
}

const eventSchema = z.object({ scheduledAt: z.string().optional() }).optional()

/** The first round of an hour does what the calendar asks for; so does one that somebody asks for by hand. */
const isHourly = (scheduledAt: string | undefined): boolean =>
  scheduledAt === undefined || new Date(scheduledAt).getUTCMinutes() < Number(environment.WATCHDOG_MINUTES)

const lookAtCalendar = async (): Promise<HourlyGauges> => {
  const calendar = await hourly(hourlyDependencies)
  metrics.addMetric('OverdueMatches', MetricUnit.Count, calendar.overdueMatches)
  metrics.publishStoredMetrics()
  logger.info('looked at the calendar', { ...calendar })
  return calendar
}

/** Every five minutes: how old is what we know, what is left behind, and whoever it was is asked to look again. */
export const handler = async (event?: unknown): Promise<Gauges & Partial<HourlyGauges>> => {
  const scheduledAt = eventSchema.parse(event)?.scheduledAt
  const gauges = await sweep({
    lists: dynamoListStore(dynamo, environment.LISTS_TABLE),
    registry,
    early: dynamoEarlyNotices(dynamo, environment.LISTS_TABLE, () => new Date()),
    redrive: {
      fanOut: to(environment.FAN_OUT_REDRIVE_QUEUE_URL),
      announce: to(environment.FAN_OUT_REDRIVE_QUEUE_URL),
      screen: to(environment.SCREEN_QUEUE_URL),
      screenIntake: to(environment.SCREEN_SUPPLIER_REDRIVE_QUEUE_URL),
      send: to(environment.SEND_REDRIVE_QUEUE_URL),
    },
    subscriptionsOf: subscriptionCounts(sns),
    now: () => new Date(),
    sweepAfterSeconds: Number(environment.SWEEP_AFTER_SECONDS),
  })
  metrics.addMetric('PendingChangeSetAgeSeconds', MetricUnit.Seconds, gauges.pendingChangeSetAge)
  metrics.addMetric('UnsentNoticeAgeSeconds', MetricUnit.Seconds, gauges.unsentNoticeAge)
  metrics.addMetric('UntoldEarlyNoticeAgeSeconds', MetricUnit.Seconds, gauges.untoldEarlyNoticeAge)
  metrics.addMetric('UnconfirmedSubscriptions', MetricUnit.Count, gauges.unconfirmedSubscriptions)
  metrics.addMetric('CustomersWithoutSubscriber', MetricUnit.Count, gauges.customersWithoutSubscriber)
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
  // Last: whatever fails here has not kept lost work from being found.
  const calendar = isHourly(scheduledAt) ? await lookAtCalendar() : {}
  // What this opens the next rounds drive; that it fails has not kept lost work from being found.
  const keying = await keyAgain({
    registry,
    customers: dynamoCustomerStore(dynamo, environment.REGISTRY_TABLE),
    modelVersion: environment.MODEL_VERSION,
    now: () => new Date(),
  })
  if (keying.length > 0) logger.info('registers are keyed for a new model', { customers: keying.length })
  return { ...gauges, ...calendar }
}
