import type { MessageAttributes } from '../wire/message-attributes.ts'
import { ServiceError } from '../wire/service-error.ts'
import { envelopeOf, lambdaEventOf } from './envelope.ts'
import type { Sender } from './envelope.ts'
import type { Mailbox } from './mailbox.ts'
import { findSubscription } from './store.ts'
import type { Delivery, Job, Sns } from './store.ts'

/** How messages leave SNS for the other services of the machine. Each resolves when the receiver has it for good. */
export interface DeliverTo {
  sqs(queueArn: string, body: string, attributes: MessageAttributes, topicArn: string): Promise<void>
  lambda(functionArn: string, event: object, topicArn: string): Promise<void>
}

const HTTP_ATTEMPTS = 5
const HTTP_TIMEOUT_MS = 15_000
/** SQS takes no more attributes on a message; SNS discards a raw message that has more. */
const RAW_ATTRIBUTES = 10

/** The receiver refuses the message for what it is: no later attempt can change that. */
class Refused extends Error {}

const post = async (sender: Sender, delivery: Delivery): Promise<void> => {
  const raw = delivery.raw && delivery.kind === 'notification'
  const response = await fetch(delivery.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'text/plain; charset=UTF-8',
      'user-agent': 'Amazon Simple Notification Service Agent',
      'x-amz-sns-message-type':
        delivery.kind === 'confirmation' ? 'SubscriptionConfirmation' : 'Notification',
      'x-amz-sns-message-id': delivery.messageId,
      'x-amz-sns-topic-arn': delivery.topic,
      ...(delivery.kind === 'confirmation' ? {} : { 'x-amz-sns-subscription-arn': delivery.subscription }),
      ...(raw ? { 'x-amz-sns-rawdelivery': 'true' } : {}),
    },
    body: raw ? delivery.message : JSON.stringify(envelopeOf(sender, delivery)),
    // A redirect could lead off this machine.
    redirect: 'manual',
    signal: AbortSignal.timeout(HTTP_TIMEOUT_MS),
  })
  await response.arrayBuffer()
  if (response.ok) return
  const said = `${delivery.endpoint} answered ${response.status}`
  if (response.status >= 300 && response.status < 500 && response.status !== 429) throw new Refused(said)
  throw new Error(said)
}

/** Carries one job out. */
export const deliver = async (
  to: DeliverTo,
  mailbox: Mailbox,
  sender: Sender,
  job: Job,
  id: number,
): Promise<void> => {
  if (job.kind === 'dead-letter') return to.sqs(job.queue, job.body, job.attributes, job.topic)
  switch (job.protocol) {
    case 'email':
    case 'email-json':
      return mailbox.deliver(id, job)
    case 'sqs':
      if (!job.raw) return to.sqs(job.endpoint, JSON.stringify(envelopeOf(sender, job)), {}, job.topic)
      if (Object.keys(job.attributes).length > RAW_ATTRIBUTES) {
        throw new Refused(`a raw message to SQS can have at most ${RAW_ATTRIBUTES} attributes`)
      }
      return to.sqs(job.endpoint, job.message, job.attributes, job.topic)
    case 'lambda':
      return to.lambda(job.endpoint, lambdaEventOf(sender, job), job.topic)
    case 'http':
    case 'https':
      return post(sender, job)
  }
}

/**
 * Whether a failed job is given up: HTTP after a few attempts, and whatever the receiver refuses for good. A function
 * is asked until it takes the message: in AWS that is tried for 23 days, longer than a run on one machine lasts.
 */
export const givesUp = (job: Job, error: unknown, attempts: number): boolean => {
  if (error instanceof Refused) return true
  const goesToQueue = job.kind === 'dead-letter' || job.protocol === 'sqs'
  if (goesToQueue) return error instanceof ServiceError && error.status < 500
  return (job.protocol === 'http' || job.protocol === 'https') && attempts >= HTTP_ATTEMPTS
}

/** Sends what was given up to the dead-letter queue that its subscription names, if it names one. */
export const toDeadLetters = (sns: Sns, job: Job, error: unknown): void => {
  if (job.kind !== 'notification') return
  const policy = findSubscription(sns, job.subscription)?.attributes.RedrivePolicy
  if (policy === undefined) return
  const { deadLetterTargetArn } = JSON.parse(policy) as { deadLetterTargetArn: string }
  sns.outbox.add({
    kind: 'dead-letter',
    topic: job.topic,
    queue: deadLetterTargetArn,
    body: job.raw ? job.message : JSON.stringify(envelopeOf(sns.sender(), job)),
    attributes: {
      RequestID: { DataType: 'String', StringValue: job.messageId },
      ErrorCode: {
        DataType: 'String',
        StringValue: error instanceof Refused ? 'ClientError' : 'ServerError',
      },
      ErrorMessage: {
        DataType: 'String',
        StringValue: error instanceof Error ? error.message : String(error),
      },
    },
  })
}
