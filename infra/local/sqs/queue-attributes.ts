import { canonicalJson } from '../../../shared/hash.ts'
import { queueArn, queueNameOf } from '../wire/arn.ts'
import { ServiceError } from '../wire/service-error.ts'
import { unsupported } from './errors.ts'
import { findQueue } from './store.ts'
import type { Sqs } from './store.ts'

/** A queue's settings, as text as on the wire. */
export interface QueueAttributes {
  DelaySeconds: string
  MaximumMessageSize: string
  MessageRetentionPeriod: string
  ReceiveMessageWaitTimeSeconds: string
  VisibilityTimeout: string
  SqsManagedSseEnabled: string
  RedrivePolicy?: string
  RedriveAllowPolicy?: string
  /** Kept, and without effect: requests on one machine are not checked against policies. */
  Policy?: string
  /** Kept, and without effect: nothing is encrypted on one machine. */
  KmsMasterKeyId?: string
  KmsDataKeyReusePeriodSeconds?: string
}

export const defaultAttributes: QueueAttributes = {
  DelaySeconds: '0',
  MaximumMessageSize: '1048576',
  MessageRetentionPeriod: '345600',
  ReceiveMessageWaitTimeSeconds: '0',
  VisibilityTimeout: '30',
  SqsManagedSseEnabled: 'true',
}

const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  DelaySeconds: [0, 900],
  MaximumMessageSize: [1_024, 1_048_576],
  MessageRetentionPeriod: [60, 1_209_600],
  ReceiveMessageWaitTimeSeconds: [0, 20],
  VisibilityTimeout: [0, 43_200],
  KmsDataKeyReusePeriodSeconds: [60, 86_400],
}

const FIFO_ONLY = ['FifoQueue', 'ContentBasedDeduplication', 'DeduplicationScope', 'FifoThroughputLimit']

const invalid = (name: string, value: string, reason: string): ServiceError =>
  new ServiceError(
    'InvalidAttributeValue',
    `Value ${value} for parameter ${name} is invalid. Reason: ${reason}`,
  )

const jsonObject = (name: string, value: string): Record<string, unknown> => {
  let parsed: unknown
  try {
    parsed = JSON.parse(value)
  } catch {
    throw invalid(name, value, 'it is not JSON.')
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw invalid(name, value, 'it is not a JSON object.')
  }
  return parsed as Record<string, unknown>
}

export interface RedrivePolicy {
  /** Name of the dead-letter queue. */
  target: string
  maxReceiveCount: number
}

/** The policy of a queue whose attributes were checked when they were set. */
export const redrivePolicyOf = (attributes: QueueAttributes): RedrivePolicy | undefined => {
  if (attributes.RedrivePolicy === undefined) return undefined
  const { deadLetterTargetArn, maxReceiveCount } = jsonObject('RedrivePolicy', attributes.RedrivePolicy)
  return { target: queueNameOf(String(deadLetterTargetArn)) ?? '', maxReceiveCount: Number(maxReceiveCount) }
}

const mayUse = (allowPolicy: string | undefined, source: string): boolean => {
  if (allowPolicy === undefined) return true
  const { redrivePermission, sourceQueueArns } = jsonObject('RedriveAllowPolicy', allowPolicy)
  if (redrivePermission === 'denyAll') return false
  return (
    redrivePermission === 'allowAll' || (Array.isArray(sourceQueueArns) && sourceQueueArns.includes(source))
  )
}

const checkRedrivePolicy = (sqs: Sqs, queueName: string, value: string): void => {
  const policy = jsonObject('RedrivePolicy', value)
  const unknown = Object.keys(policy).find(
    (key) => key !== 'deadLetterTargetArn' && key !== 'maxReceiveCount',
  )
  if (unknown !== undefined) throw invalid('RedrivePolicy', value, `it holds the unknown member ${unknown}.`)
  const count = Number(policy['maxReceiveCount'])
  if (policy['maxReceiveCount'] === undefined || !Number.isInteger(count) || count < 1 || count > 1000) {
    throw invalid('RedrivePolicy', value, 'maxReceiveCount must be an integer from 1 to 1000.')
  }
  const target = queueNameOf(String(policy['deadLetterTargetArn']))
  const deadLetters = target === undefined ? undefined : findQueue(sqs, target)
  if (!deadLetters) throw invalid('RedrivePolicy', value, 'the dead-letter target does not exist.')
  if (deadLetters.name === queueName)
    throw invalid('RedrivePolicy', value, 'a queue cannot be its own dead-letter queue.')
  if (!mayUse(deadLetters.attributes.RedriveAllowPolicy, queueArn(queueName))) {
    throw invalid(
      'RedrivePolicy',
      value,
      'the RedriveAllowPolicy of the dead-letter queue does not admit this queue.',
    )
  }
}

const checkRedriveAllowPolicy = (value: string): void => {
  const { redrivePermission, sourceQueueArns, ...rest } = jsonObject('RedriveAllowPolicy', value)
  const unknown = Object.keys(rest)[0]
  if (unknown !== undefined)
    throw invalid('RedriveAllowPolicy', value, `it holds the unknown member ${unknown}.`)
  if (
    redrivePermission !== 'allowAll' &&
    redrivePermission !== 'denyAll' &&
    redrivePermission !== 'byQueue'
  ) {
    throw invalid('RedriveAllowPolicy', value, 'redrivePermission must be allowAll, denyAll or byQueue.')
  }
  const named = Array.isArray(sourceQueueArns) ? sourceQueueArns.length : 0
  if (redrivePermission === 'byQueue' ? named < 1 || named > 10 : sourceQueueArns !== undefined) {
    throw invalid('RedriveAllowPolicy', value, 'byQueue, and only byQueue, names 1 to 10 sourceQueueArns.')
  }
}

const checkOne = (sqs: Sqs, queueName: string, name: string, value: string): void => {
  if (FIFO_ONLY.includes(name)) throw unsupported(`${name}: a FIFO queue`)
  const range = RANGES[name]
  if (range) {
    const number = Number(value)
    if (!/^\d+$/.test(value) || number < range[0] || number > range[1]) {
      throw invalid(name, value, `it must be an integer from ${range[0]} to ${range[1]}.`)
    }
    return
  }
  switch (name) {
    case 'RedrivePolicy':
      return checkRedrivePolicy(sqs, queueName, value)
    case 'RedriveAllowPolicy':
      return checkRedriveAllowPolicy(value)
    case 'Policy':
      jsonObject(name, value)
      return
    case 'SqsManagedSseEnabled':
      if (value !== 'true' && value !== 'false') throw invalid(name, value, 'it must be true or false.')
      return
    case 'KmsMasterKeyId':
      return
    default:
      throw new ServiceError('InvalidAttributeName', `Unknown Attribute ${name}.`)
  }
}

/** The members that an empty text takes away. */
const REMOVABLE = ['RedrivePolicy', 'RedriveAllowPolicy', 'Policy', 'KmsMasterKeyId'] as const

/** Checks given attributes and lays them over the present ones. Throws `InvalidAttributeName` or `InvalidAttributeValue`. */
export const withAttributes = (
  sqs: Sqs,
  queueName: string,
  present: QueueAttributes,
  given: Record<string, string>,
): QueueAttributes => {
  const merged: QueueAttributes = { ...present }
  for (const [name, value] of Object.entries(given)) {
    const removable = REMOVABLE.find((known) => known === name)
    if (removable !== undefined && value === '') {
      delete merged[removable]
      continue
    }
    checkOne(sqs, queueName, name, value)
    Object.assign(merged, { [name]: value })
  }
  // SQS keeps one kind of encryption at a time: a key of one's own switches the managed one off.
  if (given['KmsMasterKeyId']) {
    if (given['SqsManagedSseEnabled'] === 'true') {
      throw invalid('SqsManagedSseEnabled', 'true', 'a queue has either a KMS key or managed encryption.')
    }
    merged.SqsManagedSseEnabled = 'false'
  }
  return merged
}

const comparable = (value: string | undefined): string => {
  if (value === undefined || !value.startsWith('{')) return String(value)
  const parsed = JSON.parse(value) as Record<string, unknown>
  // CloudFormation writes maxReceiveCount as a number, other tools as text: the same policy.
  if (parsed['maxReceiveCount'] !== undefined) parsed['maxReceiveCount'] = Number(parsed['maxReceiveCount'])
  return canonicalJson(parsed)
}

/** The first given attribute that a queue does not already have, or undefined. */
export const differingAttribute = (
  present: QueueAttributes,
  given: Record<string, string>,
): string | undefined => {
  const known = new Map<string, string>(Object.entries(present))
  return Object.keys(given).find(
    (name) => comparable(known.get(name)) !== comparable(given[name] || undefined),
  )
}
