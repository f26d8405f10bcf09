import { Logger } from '@aws-lambda-powertools/logger'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { S3Client } from '@aws-sdk/client-s3'
import { SNSClient } from '@aws-sdk/client-sns'
import { z } from 'zod'
import { dynamoAttestations } from '../../shared/adapters/dynamo-attestations.ts'
import { dynamoDispositions } from '../../shared/adapters/dynamo-dispositions.ts'
import { dynamoListStore } from '../../shared/adapters/dynamo-list-store.ts'
import { dynamoRegistry } from '../../shared/adapters/dynamo-registry.ts'
import { lockFrom, retentionOf, sealOnce } from '../../shared/adapters/s3-document-store.ts'
import { publishAlert } from '../../shared/adapters/sns-topics.ts'
import { sendAttestation } from '../../shared/alerts/attestation/send-attestation.ts'
import { TransientError } from '../../shared/errors.ts'
import { readEnvironment } from '../../shared/runtime/env.ts'

const environment = readEnvironment('attest', process.env)
const logger = new Logger()
const dynamo = new DynamoDBClient({})
const s3 = new S3Client({})
const registry = dynamoRegistry(dynamo, environment.REGISTRY_TABLE)
const deps = {
  lists: dynamoListStore(dynamo, environment.LISTS_TABLE),
  registry,
  policies: dynamoDispositions(dynamo, environment.REGISTRY_TABLE),
  attestations: dynamoAttestations(dynamo, environment.REGISTRY_TABLE),
  seal: (key: string, text: string) =>
    sealOnce(s3, environment.EVIDENCE_BUCKET, key, text, lockFrom(new Date(), retentionOf(environment))),
  publish: publishAlert(new SNSClient({})),
  now: () => new Date(),
}

const requestSchema = z.object({
  /** End of the period: the scheduled time, so that a retry attests the same one. */
  scheduledAt: z.string().datetime({ offset: true }),
  /** One customer only; all without. */
  customerId: z.string().optional(),
})

/** Once a week: what was watched, for every customer. One that fails does not keep the others from theirs. */
export const handler = async (event: unknown): Promise<{ sent: string[] }> => {
  const { scheduledAt, customerId } = requestSchema.parse(event)
  const to = new Date(scheduledAt).toISOString()
  const sent: string[] = []
  const failed: string[] = []
  for (const customer of await registry.customers()) {
    if (customerId !== undefined && customer.customerId !== customerId) continue
    try {
      if (await sendAttestation(deps, customer, to)) sent.push(customer.customerId)
    } catch (error) {
      failed.push(customer.customerId)
      logger.error('attestation failed', { customerId: customer.customerId, error: error as Error })
    }
  }
  logger.info('attested', { to, sent: sent.length, failed: failed.length })
  if (failed.length > 0) {
    throw new TransientError(
      `Attestations of ${failed.length} customers failed: ${failed.join(', ')}`,
      'It is tried again; those that were sent are not sent twice.',
    )
  }
  return { sent }
}
