import { randomUUID } from 'node:crypto'
import { checkBatch, eachEntry } from '../wire/batch.ts'
import { attributesProblem, attributesSize } from '../wire/message-attributes.ts'
import type { MessageAttribute, MessageAttributes } from '../wire/message-attributes.ts'
import { ServiceError } from '../wire/service-error.ts'
import type { XmlTree } from '../wire/xml.ts'
import { passes, readFilterPolicy, readStringArray } from './filter-policy.ts'
import { invalidParameter, unsupported } from './form.ts'
import type { Form } from './form.ts'
import { subscriptionsOf, topicAt } from './store.ts'
import type { Delivery, Protocol, Sns, Subscription, Topic } from './store.ts'
import { DEFAULT_MESSAGE_SIZE } from './topics.ts'

const LONGEST_SUBJECT = 100
const TYPES = ['String', 'String.Array', 'Number', 'Binary']

/** Keys of a message with MessageStructure json: SNS knows more than this service delivers to. */
const STRUCTURE_KEYS =
  /^(default|email|email-json|http|https|lambda|sqs|sms|firehose|application|APNS(_SANDBOX|_VOIP|_VOIP_SANDBOX)?|MACOS(_SANDBOX)?|GCM|ADM|BAIDU|MPNS|WNS)$/

interface Message {
  subject: string | undefined
  attributes: MessageAttributes
  size: number
  textFor(protocol: Protocol): string
}

const checkSubject = (subject: string): void => {
  if (subject.length > LONGEST_SUBJECT) {
    throw invalidParameter(`Subject Reason: it must be at most ${LONGEST_SUBJECT} characters long`)
  }
  if (/\p{Cc}|\p{Zl}|\p{Zp}/u.test(subject)) {
    throw invalidParameter('Subject Reason: it must not hold line breaks or control characters')
  }
  if (!/^[\p{L}\p{N}\p{P}\p{S}]/u.test(subject)) {
    throw invalidParameter('Subject Reason: it must begin with a letter, digit or punctuation mark')
  }
}

const readAttributes = (form: Form): MessageAttributes => {
  const attributes: MessageAttributes = {}
  for (const entry of form.members('MessageAttributes', 'entry')) {
    const name = entry.required('Name')
    const StringValue = entry.optional('Value.StringValue')
    const BinaryValue = entry.optional('Value.BinaryValue')
    const attribute: MessageAttribute = {
      DataType: entry.required('Value.DataType'),
      ...(StringValue === undefined ? {} : { StringValue }),
      ...(BinaryValue === undefined ? {} : { BinaryValue }),
    }
    if (Object.hasOwn(attributes, name))
      throw invalidParameter(`MessageAttributes Reason: ${name} is there twice`)
    if (!TYPES.includes(attribute.DataType)) {
      throw new ServiceError(
        'ParameterValueInvalid',
        `The message attribute "${name}" has the type "${attribute.DataType}"; SNS knows ${TYPES.join(', ')}`,
      )
    }
    attributes[name] = attribute
  }
  const problem = attributesProblem(attributes)
  if (problem !== undefined) throw new ServiceError('ParameterValueInvalid', problem)
  for (const [name, { DataType, StringValue }] of Object.entries(attributes)) {
    if (DataType !== 'String.Array') continue
    try {
      readStringArray(StringValue ?? '')
    } catch {
      throw new ServiceError(
        'ParameterValueInvalid',
        `The message attribute "${name}" is no JSON array of plain values`,
      )
    }
  }
  return attributes
}

/** The texts of a message with MessageStructure json, by protocol. Throws `InvalidParameter`. */
const readStructure = (message: string): Map<string, string> => {
  let structure: unknown
  try {
    structure = JSON.parse(message)
  } catch {
    throw invalidParameter('Message Structure - JSON message body failed to parse')
  }
  if (typeof structure !== 'object' || structure === null || Array.isArray(structure)) {
    throw invalidParameter('Message Structure - the message is not a JSON object')
  }
  const texts = new Map<string, string>()
  for (const [key, value] of Object.entries(structure)) {
    // SNS drops unknown keys and values that are no texts without a word: here they are refused, so that a slip shows.
    if (!STRUCTURE_KEYS.test(key)) throw invalidParameter(`Message Structure - "${key}" is not a protocol`)
    if (typeof value !== 'string')
      throw invalidParameter(`Message Structure - the value of "${key}" is not a text`)
    texts.set(key, value)
  }
  if (!texts.has('default')) {
    throw invalidParameter('Message Structure - No default entry in JSON message body')
  }
  return texts
}

const readMessage = (form: Form): Message => {
  const message = form.required('Message')
  const subject = form.optional('Subject')
  const structure = form.optional('MessageStructure')
  const attributes = readAttributes(form)
  for (const name of ['MessageGroupId', 'MessageDeduplicationId']) {
    if (form.optional(name) !== undefined) throw unsupported(`the parameter ${name}`)
  }
  if (message === '') throw invalidParameter('Empty message')
  if (subject !== undefined) checkSubject(subject)
  if (structure !== undefined && structure !== 'json')
    throw invalidParameter('MessageStructure Reason: it can only be json')
  const texts = structure === 'json' ? readStructure(message) : undefined
  return {
    subject,
    attributes,
    size: Buffer.byteLength(message) + attributesSize(attributes),
    textFor: (protocol) => texts?.get(protocol) ?? texts?.get('default') ?? message,
  }
}

const checkSize = (topic: Topic, size: number): void => {
  const limit = Number(topic.attributes['MaximumMessageSize'] ?? DEFAULT_MESSAGE_SIZE)
  if (size > limit) throw invalidParameter(`Message too long: ${size} bytes with its attributes, of ${limit}`)
}

const wants = (
  { attributes: { FilterPolicy, FilterPolicyScope } }: Subscription,
  message: Message,
  text: string,
): boolean => {
  if (FilterPolicy === undefined) return true
  const scope = FilterPolicyScope === 'MessageBody' ? 'MessageBody' : 'MessageAttributes'
  return passes(readFilterPolicy(FilterPolicy, scope), message.attributes, text)
}

/** Writes one delivery for each subscription that wants the message; the caller holds the transaction. */
const enqueue = (sns: Sns, topic: Topic, message: Message): string => {
  const messageId = randomUUID()
  const sentAt = new Date(sns.now()).toISOString()
  for (const subscription of subscriptionsOf(sns, topic.arn)) {
    const text = message.textFor(subscription.protocol)
    if (!subscription.confirmed || !wants(subscription, message, text)) continue
    const delivery: Delivery = {
      kind: 'notification',
      subscription: subscription.arn,
      topic: topic.arn,
      protocol: subscription.protocol,
      endpoint: subscription.endpoint,
      raw: subscription.attributes.RawMessageDelivery === 'true',
      messageId,
      ...(message.subject === undefined ? {} : { subject: message.subject }),
      message: text,
      attributes: message.attributes,
      sentAt,
    }
    sns.outbox.add(delivery)
    if (sns.faults?.duplicates()) sns.outbox.add(delivery)
  }
  return messageId
}

const targetOf = (form: Form): string => {
  if (form.optional('PhoneNumber') !== undefined) throw unsupported('publishing to a PhoneNumber')
  const topic = form.optional('TopicArn')
  const target = form.optional('TargetArn')
  if (topic !== undefined && target !== undefined) {
    throw invalidParameter('TopicArn Reason: both TopicArn and TargetArn are given')
  }
  const arn = topic ?? target
  if (arn === undefined)
    throw invalidParameter('TopicArn or TargetArn Reason: no value for required parameter')
  return arn
}

export const publish = (sns: Sns, form: Form): XmlTree => {
  const arn = targetOf(form)
  const message = readMessage(form)
  const messageId = sns.database.transaction(() => {
    const topic = topicAt(sns, arn)
    checkSize(topic, message.size)
    return enqueue(sns, topic, message)
  })
  return { MessageId: messageId }
}

export const publishBatch = (sns: Sns, form: Form): XmlTree => {
  const arn = form.required('TopicArn')
  const entries = form
    .members('PublishBatchRequestEntries', 'member')
    .map((entry) => ({ Id: entry.required('Id'), form: entry }))
  checkBatch(entries)
  const topic = topicAt(sns, arn)
  let total = 0
  const result = sns.database.transaction(() => {
    const done = eachEntry(entries, (entry) => {
      try {
        const message = readMessage(entry.form)
        total += message.size
        checkSize(topic, message.size)
        return { MessageId: enqueue(sns, topic, message) }
      } catch (error) {
        entry.form.markRead()
        throw error
      }
    })
    if (total > DEFAULT_MESSAGE_SIZE) {
      throw new ServiceError(
        'BatchRequestTooLong',
        `The length of all the messages put together is more than ${DEFAULT_MESSAGE_SIZE} bytes`,
      )
    }
    return done
  })
  return {
    Successful: { member: result.Successful.map(({ Id, MessageId }) => ({ Id, MessageId })) },
    Failed: {
      member: result.Failed.map(({ Id, Code, Message, SenderFault }) => ({ Id, Code, Message, SenderFault })),
    },
  }
}
