import { canonicalJson } from '../../../shared/hash.ts'
import { topicArn } from '../wire/arn.ts'
import { ServiceError } from '../wire/service-error.ts'
import type { XmlTree } from '../wire/xml.ts'
import { invalidParameter, unsupported } from './form.ts'
import type { Form } from './form.ts'
import { findTopic, OWNER, subscriptionsOf, topicAt, topicPage } from './store.ts'
import type { Sns, Topic } from './store.ts'

const LONGEST_NAME = 256
const LONGEST_DISPLAY_NAME = 100
const MOST_TAGS = 50

/** The default, and the most that e-mail can carry; larger ones are for topics without any e-mail subscription. */
export const DEFAULT_MESSAGE_SIZE = 262_144

/**
 * Kept, and without effect on one machine: nothing is encrypted, checked against policies, traced or logged there.
 */
const KEPT =
  /^(Policy|KmsMasterKeyId|TracingConfig|(HTTP|Lambda|SQS)(Success|Failure)FeedbackRoleArn|(HTTP|Lambda|SQS)SuccessFeedbackSampleRate)$/

const checkAttribute = (name: string, value: string): void => {
  switch (name) {
    case 'DisplayName':
      if (value.length > LONGEST_DISPLAY_NAME) {
        throw invalidParameter(`DisplayName Reason: must be at most ${LONGEST_DISPLAY_NAME} characters long`)
      }
      return
    case 'MaximumMessageSize': {
      const size = Number(value)
      if (!/^\d+$/.test(value) || size < 1024)
        throw invalidParameter('MaximumMessageSize Reason: must be at least 1024')
      if (size > DEFAULT_MESSAGE_SIZE) throw unsupported(`a MaximumMessageSize above ${DEFAULT_MESSAGE_SIZE}`)
      return
    }
    case 'SignatureVersion':
      if (value !== '1' && value !== '2') throw invalidParameter('SignatureVersion Reason: must be 1 or 2')
      return
    case 'FifoTopic':
    case 'ContentBasedDeduplication':
    case 'FifoThroughputScope':
    case 'ArchivePolicy':
      throw unsupported(`${name}: a FIFO topic`)
    default:
      if (!KEPT.test(name)) throw unsupported(`the topic attribute ${name}`)
      if (name === 'Policy') {
        try {
          JSON.parse(value)
        } catch {
          throw invalidParameter('Policy Reason: it is not JSON')
        }
      }
  }
}

const readTags = (form: Form): Record<string, string> => {
  const tags = new Map(
    form.members('Tags', 'member').map((tag) => [tag.required('Key'), tag.required('Value')]),
  )
  if (tags.size > MOST_TAGS)
    throw new ServiceError('TagLimitExceeded', `A topic can have at most ${MOST_TAGS} tags`)
  return Object.fromEntries(tags)
}

const comparable = (value: string | undefined): string => {
  if (value === undefined) return ''
  try {
    return canonicalJson(JSON.parse(value))
  } catch {
    return value
  }
}

const refuseDifferences = (
  topic: Topic,
  attributes: Map<string, string>,
  tags: Record<string, string>,
): void => {
  for (const [name, value] of attributes) {
    if (comparable(topic.attributes[name]) !== comparable(value)) {
      throw invalidParameter(`Attributes Reason: Topic already exists with a different ${name}`)
    }
  }
  if (canonicalJson(tags) !== canonicalJson(topic.tags)) {
    throw invalidParameter('Tags Reason: Topic already exists with different tags')
  }
}

export const createTopic = (sns: Sns, form: Form): XmlTree => {
  const name = form.required('Name')
  const attributes = form.map('Attributes')
  const withTags = form.has('Tags.member')
  const tags = readTags(form)
  if (form.has('DataProtectionPolicy')) throw unsupported('the parameter DataProtectionPolicy')
  if (name.endsWith('.fifo')) throw unsupported(`${name}: a FIFO topic`)
  if (name.length > LONGEST_NAME || !/^[A-Za-z0-9_-]+$/.test(name)) {
    throw invalidParameter(
      `Topic Name Reason: only letters, digits, "-" and "_", from 1 to ${LONGEST_NAME} of them`,
    )
  }
  for (const [attribute, value] of attributes) checkAttribute(attribute, value)
  const arn = topicArn(name)
  sns.database.transaction(() => {
    const existing = findTopic(sns, arn)
    if (existing) refuseDifferences(existing, attributes, withTags ? tags : existing.tags)
    else {
      sns.database.run(
        'INSERT INTO topics (arn, attributes, tags) VALUES (?, ?, ?)',
        arn,
        JSON.stringify(Object.fromEntries(attributes)),
        JSON.stringify(tags),
      )
    }
  })
  return { TopicArn: arn }
}

/** Deletes a topic with its subscriptions. No error where there is none, as in SNS. */
export const deleteTopic = (sns: Sns, form: Form): XmlTree => {
  sns.database.run('DELETE FROM topics WHERE arn = ?', form.required('TopicArn'))
  return {}
}

export const listTopics = (sns: Sns, form: Form): XmlTree => {
  const { items, next } = topicPage(sns, form.optional('NextToken'))
  return { Topics: { member: items.map((arn) => ({ TopicArn: arn })) }, NextToken: next }
}

export const entries = (values: Record<string, string>): XmlTree => ({
  entry: Object.entries(values).map(([key, value]) => ({ key, value })),
})

export const getTopicAttributes = (sns: Sns, form: Form): XmlTree => {
  const topic = topicAt(sns, form.required('TopicArn'))
  const subscriptions = subscriptionsOf(sns, topic.arn)
  const confirmed = subscriptions.filter((subscription) => subscription.confirmed).length
  return {
    Attributes: entries({
      DisplayName: '',
      ...topic.attributes,
      TopicArn: topic.arn,
      Owner: OWNER,
      SubscriptionsConfirmed: String(confirmed),
      SubscriptionsPending: String(subscriptions.length - confirmed),
      SubscriptionsDeleted: String(topic.deletedSubscriptions),
    }),
  }
}

export const setTopicAttributes = (sns: Sns, form: Form): XmlTree => {
  const arn = form.required('TopicArn')
  const name = form.required('AttributeName')
  const value = form.optional('AttributeValue') ?? ''
  checkAttribute(name, value)
  sns.database.transaction(() => {
    const { attributes } = topicAt(sns, arn)
    const changed = { ...attributes, [name]: value }
    sns.database.run('UPDATE topics SET attributes = ? WHERE arn = ?', JSON.stringify(changed), arn)
  })
  return {}
}

const changeTags = (sns: Sns, arn: string, change: (tags: Map<string, string>) => void): XmlTree => {
  sns.database.transaction(() => {
    const topic = findTopic(sns, arn)
    if (!topic) throw new ServiceError('ResourceNotFound', `Resource does not exist: ${arn}`, 404)
    const tags = new Map(Object.entries(topic.tags))
    change(tags)
    if (tags.size > MOST_TAGS)
      throw new ServiceError('TagLimitExceeded', `A topic can have at most ${MOST_TAGS} tags`)
    sns.database.run(
      'UPDATE topics SET tags = ? WHERE arn = ?',
      JSON.stringify(Object.fromEntries(tags)),
      arn,
    )
  })
  return {}
}

export const tagResource = (sns: Sns, form: Form): XmlTree => {
  const added = readTags(form)
  return changeTags(sns, form.required('ResourceArn'), (tags) => {
    for (const [key, value] of Object.entries(added)) tags.set(key, value)
  })
}

export const untagResource = (sns: Sns, form: Form): XmlTree => {
  const keys = form.texts('TagKeys')
  return changeTags(sns, form.required('ResourceArn'), (tags) => {
    for (const key of keys) tags.delete(key)
  })
}

export const listTagsForResource = (sns: Sns, form: Form): XmlTree => {
  const topic = findTopic(sns, form.required('ResourceArn'))
  if (!topic) throw new ServiceError('ResourceNotFound', 'Resource does not exist', 404)
  return { Tags: { member: Object.entries(topic.tags).map(([Key, Value]) => ({ Key, Value })) } }
}
