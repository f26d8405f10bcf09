import { reasonOf, ServiceError } from '../wire/service-error.ts'
import type { DeadLetter, Delivery, Job } from './store.ts'

/** How events leave for the other services of the machine. Resolves when the receiver has it for good. */
export type DeliverTo = (
  arn: string,
  body: string,
  /** The rule that sends it. */
  ruleArn: string,
  attributes?: Record<string, string>,
) => Promise<void>

/** A target that refuses the event for what it is, or does not exist: no later attempt can change that. */
const isFinal = (error: unknown): boolean =>
  (error instanceof ServiceError && error.status < 500) ||
  (error instanceof Error && (error.name === 'ConfigError' || error.name === 'NotFoundException'))

export const deliver = (to: DeliverTo, job: Job): Promise<void> =>
  job.kind === 'delivery'
    ? to(job.targetArn, job.input, job.ruleArn)
    : to(job.queue, job.body, job.attributes['RULE_ARN'] ?? '', job.attributes)

const isTooOld = (job: Delivery, now: number): boolean =>
  now - job.acceptedAt > job.maximumEventAgeSeconds * 1000

/** Whether a failed job is given up: by its target's retry policy, and at once where no attempt can succeed. */
export const givesUp = (job: Job, error: unknown, attempts: number, now: number): boolean =>
  isFinal(error) || (job.kind === 'delivery' && (attempts > job.maximumRetryAttempts || isTooOld(job, now)))

const codeOf = (error: unknown): string => {
  if (error instanceof ServiceError) return error.code
  return error instanceof Error && error.name === 'ConfigError' ? 'NO_RESOURCE' : 'SDK_CLIENT_ERROR'
}

/**
 * What goes to the dead-letter queue of a target, if it has one.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-event-delivery.html
 */
export const deadLetterFor = (
  job: Delivery,
  error: unknown,
  attempts: number,
  now = job.acceptedAt,
): DeadLetter | undefined => {
  if (job.deadLetterArn === undefined) return undefined
  return {
    kind: 'dead-letter',
    queue: job.deadLetterArn,
    body: job.input,
    attributes: {
      RULE_ARN: job.ruleArn,
      TARGET_ARN: job.targetArn,
      ERROR_CODE: codeOf(error),
      ERROR_MESSAGE: reasonOf(error).slice(0, 1_000),
      ...(!isFinal(error) && {
        EXHAUSTED_RETRY_CONDITION: isTooOld(job, now) ? 'MaximumEventAgeInSeconds' : 'MaximumRetryAttempts',
      }),
      RETRY_ATTEMPTS: String(attempts - 1),
    },
  }
}
