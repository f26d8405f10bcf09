import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { ConfirmSubscriptionCommand, SNSClient } from '@aws-sdk/client-sns'
import { GetQueueAttributesCommand, SQSClient, StartMessageMoveTaskCommand } from '@aws-sdk/client-sqs'
import { dynamoAuditTrail } from '../../shared/adapters/dynamo-audit-trail.ts'
import { dynamoAttestations } from '../../shared/adapters/dynamo-attestations.ts'
import { subscriptionCounts } from '../../shared/adapters/sns-topics.ts'
import type { AttestationStore } from '../../shared/alerts/attestation/send-attestation.ts'
import { dynamoAnchors } from '../../shared/adapters/dynamo-anchors.ts'
import { dynamoDispositions } from '../../shared/adapters/dynamo-dispositions.ts'
import { dynamoIntakeStore } from '../../shared/adapters/dynamo-intake-store.ts'
import { dynamoListStore } from '../../shared/adapters/dynamo-list-store.ts'
import { dynamoRegistry } from '../../shared/adapters/dynamo-registry.ts'
import { s3Anchors } from '../../shared/adapters/s3-anchors.ts'
import { dynamoEarlyNotices } from '../../shared/adapters/dynamo-early-notices.ts'
import { dynamoUflpaNotices } from '../../shared/adapters/dynamo-uflpa-notices.ts'
import type { UflpaNoticesStore } from '../../shared/operations/poll-uflpa-notices.ts'
import type { EarlyNoticeStore } from '../../shared/operations/poll-inspection.ts'
import type { EarlyOutbox } from '../../shared/operations/sweep.ts'
import { getBytes, s3DocumentStore } from '../../shared/adapters/s3-document-store.ts'
import { operationsChain } from '../../shared/audit/chain.ts'
import type { AnchorStore, AuditTrail } from '../../shared/audit/ports.ts'
import type { Anchors } from '../../shared/alerts/anchors.ts'
import { ConfigError, TransientError } from '../../shared/errors.ts'
import { alertOfRecord, sealedKey } from '../../shared/evidence/sealed-record.ts'
import type { DocumentStore, ListStore } from '../../shared/lists/ports.ts'
import type { Registry } from '../../shared/matches/ports.ts'
import type { Alert } from '../../shared/model/alert.ts'
import type { IntakeStore } from '../../shared/suppliers/intake.ts'

/** A running Tierwatch, on one machine or in AWS: what the commands work on. */
export interface System {
  lists: ListStore
  documents: DocumentStore
  registry: Registry
  /** Entity List rules on public inspection, and what of them is still to be told. */
  earlyNotices: Pick<EarlyNoticeStore, 'all'> & EarlyOutbox
  /** Notices on the UFLPA Entity List. */
  uflpaNotices: Pick<UflpaNoticesStore, 'get'>
  intakes: IntakeStore
  dispositions: ReturnType<typeof dynamoDispositions>
  /** The audit trail that holds a chain. */
  trail(chain: string): AuditTrail
  anchors: AnchorStore
  /** Events that legal clocks run from, as customers entered them. */
  clockAnchors: Anchors
  attestations: AttestationStore
  /** How many subscriptions of a topic have been confirmed, and how many wait. */
  subscriptionsOf: (topicArn: string) => Promise<{ confirmed: number; pending: number }>
  s3: S3Client
  /** The sealed record of an alert, as the text that was hashed; `null` where none is sealed. */
  sealedRecord(customerId: string, alertId: string): Promise<string | null>
  /** An alert as it was told; `null` where none is sealed. */
  sealedAlert(customerId: string, alertId: string): Promise<Alert | null>
  /** One machine only: confirms every subscription of an address, with the newest confirmation mail of each; how many. */
  confirmSubscription(endpoint: string): Promise<number>
  /** Every dead-letter queue by its name in commands, with its messages. */
  deadLetters(): Promise<{ queue: string; messages: number }[]>
  /** Moves a dead-letter queue's messages back to where they came from. */
  redrive(queue: string): Promise<void>
  /** Outputs of the stacks by name: `ListsTable`, `CheckSourceFunction`, `DlqFanOutStream` … */
  outputs: Readonly<Record<string, string>>
  /** Invokes a function by the name of its output and gives its answer; a failed one is an error. */
  invoke<T>(output: string, payload: unknown): Promise<T>
  /** Waits until nothing is under way. In AWS: until no change set and no notice is open; `false` where it took too long. */
  settle(): Promise<boolean>
  close(): Promise<void>
}

export const outputOf = (outputs: Readonly<Record<string, string>>, name: string): string => {
  const value = outputs[name]
  if (value === undefined) {
    throw new ConfigError(`The deployment has no output ${name}`, 'Deploy this version of the stacks first.')
  }
  return value
}

/** `DlqScreen` is the output of the dead-letter queue that commands call `Screen`. */
const deadLetterPrefix = 'Dlq'

interface Clients {
  dynamo: DynamoDBClient
  s3: S3Client
  sns: SNSClient
  sqs: SQSClient
  lambda: LambdaClient
}

/** The commands' view of a deployment, over SDK clients. */
export const systemOver = (
  clients: Clients,
  outputs: Readonly<Record<string, string>>,
  lifecycle: {
    settle: () => Promise<boolean>
    close: () => Promise<void>
    /** Topics and tokens of the confirmation mails to an address, the newest of each topic; absent in AWS, where the recipient has them. */
    confirmations?: (endpoint: string) => { topicArn: string; token: string }[]
  },
): System => {
  const lists = dynamoListStore(clients.dynamo, outputOf(outputs, 'ListsTable'))
  const registry = dynamoRegistry(clients.dynamo, outputOf(outputs, 'RegistryTable'))
  const queueAttributes = async (name: string): Promise<Record<string, string>> => {
    const { Attributes } = await clients.sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: outputOf(outputs, name),
        AttributeNames: ['QueueArn', 'ApproximateNumberOfMessages'],
      }),
    )
    return Attributes ?? {}
  }
  const sealedRecord = async (customerId: string, alertId: string): Promise<string | null> => {
    const key = sealedKey(customerId, alertId)
    const bytes = await getBytes(clients.s3, outputOf(outputs, 'EvidenceBucket'), key)
    return bytes ? new TextDecoder().decode(bytes) : null
  }
  return {
    lists,
    registry,
    earlyNotices: dynamoEarlyNotices(clients.dynamo, outputOf(outputs, 'ListsTable'), () => new Date()),
    uflpaNotices: dynamoUflpaNotices(clients.dynamo, outputOf(outputs, 'ListsTable')),
    documents: s3DocumentStore(clients.s3, outputOf(outputs, 'EvidenceBucket')),
    dispositions: dynamoDispositions(clients.dynamo, outputOf(outputs, 'RegistryTable')),
    trail: (chain) =>
      dynamoAuditTrail(
        clients.dynamo,
        outputOf(outputs, chain === operationsChain ? 'ListsTable' : 'RegistryTable'),
      ),
    anchors: s3Anchors(clients.s3, outputOf(outputs, 'EvidenceBucket')),
    attestations: dynamoAttestations(clients.dynamo, outputOf(outputs, 'RegistryTable')),
    subscriptionsOf: subscriptionCounts(clients.sns),
    clockAnchors: dynamoAnchors(clients.dynamo, outputOf(outputs, 'RegistryTable')),
    intakes: dynamoIntakeStore(clients.dynamo, outputOf(outputs, 'RegistryTable')),
    s3: clients.s3,
    outputs,
    sealedRecord,
    async sealedAlert(customerId, alertId) {
      const text = await sealedRecord(customerId, alertId)
      return text === null ? null : alertOfRecord(text)
    },
    async confirmSubscription(endpoint) {
      const mails = lifecycle.confirmations?.(endpoint) ?? []
      if (mails.length === 0) {
        throw new ConfigError(
          `There is no confirmation mail to ${endpoint}`,
          lifecycle.confirmations
            ? 'Subscribe it first: npx tierwatch subscribe.'
            : 'In AWS the recipient follows the link in the mail.',
        )
      }
      let confirmed = 0
      let refused: unknown
      for (const { topicArn, token } of mails) {
        try {
          await clients.sns.send(new ConfirmSubscriptionCommand({ TopicArn: topicArn, Token: token }))
          confirmed++
        } catch (error) {
          // A topic that is gone, or a token that ran out: the others still count.
          refused = error
        }
      }
      if (confirmed === 0) throw refused
      return confirmed
    },
    async deadLetters() {
      const queues = Object.keys(outputs).filter((name) => name.startsWith(deadLetterPrefix))
      return Promise.all(
        queues.map(async (name) => ({
          queue: name.slice(deadLetterPrefix.length),
          messages: Number((await queueAttributes(name))['ApproximateNumberOfMessages'] ?? 0),
        })),
      )
    },
    async redrive(queue) {
      if (outputs[`Queue${queue}`] === undefined) {
        throw new ConfigError(
          `${queue} holds the positions of what failed, not the messages: it cannot be moved back`,
          'It need not be: the watchdog drives that work again. When tierwatch status shows nothing pending, purge it.',
        )
      }
      const { QueueArn } = await queueAttributes(`${deadLetterPrefix}${queue}`)
      await clients.sqs.send(new StartMessageMoveTaskCommand({ SourceArn: QueueArn ?? '' }))
    },
    async invoke<T>(output: string, payload: unknown): Promise<T> {
      const answer = await clients.lambda.send(
        new InvokeCommand({ FunctionName: outputOf(outputs, output), Payload: JSON.stringify(payload) }),
      )
      const text = answer.Payload ? new TextDecoder().decode(answer.Payload) : 'null'
      const value = JSON.parse(text) as T & { errorType?: string; errorMessage?: string }
      if (answer.FunctionError !== undefined) {
        const { errorType = 'Error', errorMessage = text } = value
        if (errorType === 'TransientError' || errorType === 'ConflictError')
          throw new TransientError(errorMessage, 'Try again.')
        if (errorType === 'ConfigError' || errorType === 'InputError')
          throw new ConfigError(errorMessage, 'Correct the call and run it again.')
        throw new ConfigError(`${errorType}: ${errorMessage}`, 'The function’s log has the details.')
      }
      return value
    },
    settle: lifecycle.settle,
    close: lifecycle.close,
  }
}

/** Puts a supplier file where the intake reads it. The version names the upload. */
export const uploadSupplierFile = async (
  system: System,
  customerId: string,
  file: string,
  bytes: Uint8Array,
  confirmedBy: string | undefined,
  /** Replays: the logical time of the upload; only the local system heeds it. */
  logicalAt?: string,
): Promise<{ key: string; versionId?: string }> => {
  const key = `intake/${customerId}/${file}`
  const { VersionId } = await system.s3.send(
    new PutObjectCommand({
      Bucket: outputOf(system.outputs, 'IntakeBucket'),
      Key: key,
      Body: bytes,
      Metadata: {
        ...(confirmedBy === undefined
          ? {}
          : { 'confirm-removals': 'yes', author: encodeURIComponent(confirmedBy) }),
        ...(logicalAt === undefined ? {} : { 'logical-at': logicalAt }),
      },
    }),
  )
  return { key, ...(VersionId === undefined ? {} : { versionId: VersionId }) }
}
