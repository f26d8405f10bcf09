import { Logger } from '@aws-lambda-powertools/logger'
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { S3Client } from '@aws-sdk/client-s3'
import { SNSClient } from '@aws-sdk/client-sns'
import { SQSClient } from '@aws-sdk/client-sqs'
import type { z } from 'zod'
import { dynamoAnchors } from '../../shared/adapters/dynamo-anchors.ts'
import { dynamoListStore } from '../../shared/adapters/dynamo-list-store.ts'
import { dynamoRegistry } from '../../shared/adapters/dynamo-registry.ts'
import {
  lockFrom,
  readSealed,
  retentionOf,
  s3DocumentStore,
  sealOnce,
} from '../../shared/adapters/s3-document-store.ts'
import { s3ReportStore } from '../../shared/adapters/s3-report-store.ts'
import { sendMessages } from '../../shared/adapters/sqs-sender.ts'
import { publishAlert } from '../../shared/adapters/sns-topics.ts'
import { alertMessage, digestMessage, reportMessage } from '../../shared/alerts/messages/messages.ts'
import { sendNotice, type SendDependencies } from '../../shared/alerts/send-notice.ts'
import { sealedKey } from '../../shared/evidence/sealed-record.ts'
import { severityOf } from '../../shared/alerts/severity.ts'
import { consequencesOf } from '../../shared/legal/consequences.ts'
import { productVersion } from '../../shared/product.ts'
import { screeningModel } from '../../shared/screening/model.ts'
import { readerOf } from '../../shared/sources/registry.ts'
import { readEnvironment } from '../../shared/runtime/env.ts'
import {
  type BatchAnswer,
  eachChange,
  eachMessage,
  isQueueEvent,
  type QueueEvent,
  type StreamEvent,
} from '../../shared/runtime/stream-record.ts'
import { noticeAt, noticeRef } from '../../shared/runtime/work-refs.ts'

const environment = readEnvironment('send-alerts', process.env)
const logger = new Logger()
const metrics = new Metrics()
const dynamo = new DynamoDBClient({})
const s3 = new S3Client({})
const sqs = new SQSClient({})

const anchors = dynamoAnchors(dynamo, environment.REGISTRY_TABLE)

const reports = s3ReportStore(s3, environment.EVIDENCE_BUCKET, {
  linkSeconds: Number(environment.REPORT_LINK_SECONDS),
  retention: retentionOf(environment),
  now: () => new Date(),
})

const deps: SendDependencies = {
  lists: dynamoListStore(dynamo, environment.LISTS_TABLE),
  documents: s3DocumentStore(s3, environment.EVIDENCE_BUCKET),
  readerOf,
  versions: { product: productVersion, model: screeningModel().version },
  registry: dynamoRegistry(dynamo, environment.REGISTRY_TABLE),
  seal: (customerId, alertId, record) =>
    sealOnce(
      s3,
      environment.EVIDENCE_BUCKET,
      sealedKey(customerId, alertId),
      record,
      lockFrom(new Date(), retentionOf(environment)),
    ),
  sealed: (customerId, alertId) =>
    readSealed(s3, environment.EVIDENCE_BUCKET, sealedKey(customerId, alertId)),
  publish: publishAlert(new SNSClient({})),
  consequencesOf,
  severityOf,
  alertMessage,
  reportMessage,
  digestMessage,
  storeReport: (key, file) => reports.store(key, file),
  linkTo: (key) => reports.linkTo(key),
  anchorsOf: (customerId, matchId) => anchors.of(customerId, matchId),
  now: () => new Date(),
  leaseSeconds: Number(environment.ALERT_LEASE_SECONDS),
}

const work = async ({ customerId, noticeId }: z.infer<typeof noticeRef>): Promise<void> => {
  // Handed on first and durably: others learn of the transitions even where the sending fails.
  await sendMessages(sqs, environment.EVENTS_QUEUE_URL, [{ customerId, noticeId }])
  const { sent, busy, unknownEffects } = await sendNotice(deps, customerId, noticeId)
  metrics.addMetric('UnknownEffects', MetricUnit.Count, unknownEffects)
  metrics.publishStoredMetrics()
  // What another sender holds is not waited for here: the watchdog looks again when its lease has run out.
  logger.info('notice sent', { customerId, noticeId, sent, busy })
}

const failed = (about: Record<string, string>, error: unknown): void =>
  logger.error('sending failed', { ...about, error: error as Error })

/** From the stream: a notice whose last batch is screened. From the redrive queue: one that was not sent. */
export const handler = (event: StreamEvent | QueueEvent): Promise<BatchAnswer> =>
  isQueueEvent(event)
    ? eachMessage(event, (message) => work(noticeRef.parse(message)), failed)
    : eachChange(event, (keys) => work(noticeAt(keys)), failed)
