import { Logger } from '@aws-lambda-powertools/logger'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { z } from 'zod'
import { dynamoAuditTrail } from '../../shared/adapters/dynamo-audit-trail.ts'
import { dynamoIntakeStore } from '../../shared/adapters/dynamo-intake-store.ts'
import { dynamoRegistry } from '../../shared/adapters/dynamo-registry.ts'
import { dynamoReverseIndex } from '../../shared/adapters/dynamo-reverse-index.ts'
import { readEnvironment } from '../../shared/runtime/env.ts'
import { readAtMost } from '../../shared/runtime/read-at-most.ts'
import { type BatchAnswer, eachMessage, type QueueEvent } from '../../shared/runtime/stream-record.ts'
import { screeningModel } from '../../shared/screening/model.ts'
import { confirmedRemovals } from '../../shared/suppliers/confirmed-removals.ts'
import { maxFileBytes } from '../../shared/suppliers/decode-file.ts'
import { takeIn } from '../../shared/suppliers/intake.ts'

const environment = readEnvironment('intake-suppliers', process.env)
const logger = new Logger()
const dynamo = new DynamoDBClient({})
const trail = dynamoAuditTrail(dynamo, environment.REGISTRY_TABLE)
const s3 = new S3Client({})
const deps = {
  registry: dynamoRegistry(dynamo, environment.REGISTRY_TABLE),
  intakes: dynamoIntakeStore(dynamo, environment.REGISTRY_TABLE),
  index: dynamoReverseIndex(dynamo, environment.INDEX_TABLE),
  model: screeningModel(),
  now: () => new Date(),
}

/** An S3 event, as far as we read it. `s3:TestEvent` has no records. */
const notificationSchema = z.object({
  Records: z
    .array(
      z.object({
        eventTime: z.string(),
        s3: z.object({
          bucket: z.object({ name: z.string() }),
          object: z.object({
            key: z.string(),
            versionId: z.string().optional(),
            sequencer: z.string().optional(),
          }),
        }),
      }),
    )
    .optional(),
})

/** `intake/<customerId>/<file>`: the prefix alone decides the tenant. */
const keyPattern = /^intake\/([a-z0-9-]+)\/(.+)$/

/** A replay of the past says when in it a file came. In AWS nobody can date a file back: the variable is empty there. */
const logicalTime = (given: string | undefined): { at?: string } =>
  environment.LOGICAL_TIME === 'from-upload' && given !== undefined && !Number.isNaN(Date.parse(given))
    ? { at: new Date(given).toISOString() }
    : {}

const takeInObject = async (
  bucket: string,
  encodedKey: string,
  upload: { versionId?: string | undefined; sequencer?: string | undefined; at: string },
): Promise<void> => {
  const key = decodeURIComponent(encodedKey.replaceAll('+', ' '))
  const [, customerId, file] = keyPattern.exec(key) ?? []
  if (customerId === undefined || file === undefined) {
    logger.warn('object outside of intake/<customerId>/<file> left alone', { bucket })
    return
  }
  const object = await s3.send(
    // By its version: a retry must read the bytes that it began with, whatever was uploaded since.
    new GetObjectCommand({
      Bucket: bucket,
      Key: key,
      ...(upload.versionId === undefined ? {} : { VersionId: upload.versionId }),
    }),
  )
  const record = await takeIn(deps, {
    customerId,
    file,
    // What is larger is refused by its size: one byte more than may be shows that it is.
    bytes: await readAtMost(object.Body as AsyncIterable<Uint8Array> | undefined, maxFileBytes + 1),
    uploadId: `${key}\n${upload.versionId ?? upload.sequencer ?? ''}`,
    uploadedAt: upload.at,
    ...logicalTime(object.Metadata?.['logical-at']),
    confirmRemovals: object.Metadata?.['confirm-removals'] === 'yes',
  })
  if (object.Metadata?.['confirm-removals'] === 'yes' && record.state === 'applied') {
    await trail.append(customerId, confirmedRemovals(record, object.Metadata['author']))
  }
  logger.info('supplier file taken in', {
    customerId,
    intakeId: record.intakeId,
    state: record.state,
    added: record.added,
    changed: record.changed,
    removed: record.removed,
    problems: record.problems.length,
  })
}

export const handler = (event: QueueEvent): Promise<BatchAnswer> =>
  eachMessage(
    event,
    async (message) => {
      for (const { eventTime, s3: notification } of notificationSchema.parse(message).Records ?? []) {
        const { key, versionId, sequencer } = notification.object
        await takeInObject(notification.bucket.name, key, { versionId, sequencer, at: eventTime })
      }
    },
    (about, error) => logger.error('intake failed', { ...about, error: error as Error }),
  )
