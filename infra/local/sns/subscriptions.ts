import { randomBytes, randomUUID } from 'node:crypto'
import { canonicalJson } from '../../../shared/hash.ts'
import { parseArn, queueNameOf } from '../wire/arn.ts'
import { ServiceError } from '../wire/service-error.ts'
import type { XmlTree } from '../wire/xml.ts'
import { readFilterPolicy } from './filter-policy.ts'
import { invalidParameter, unsupported } from './form.ts'
import type { Form } from './form.ts'
import {
  findSubscription,
  OWNER,
  PROTOCOLS,
  subscriptionAt,
  subscriptionFor,
  subscriptionPage,
  subscriptionWithToken,
  topicAt,
} from './store.ts'
import type { Protocol, Sns, Subscription, SubscriptionAttributes } from './store.ts'
import { entries } from './topics.ts'

const PENDING = 'PendingConfirmation'

const isLoopback = (endpoint: string): boolean => {
  const { hostname } = new URL(endpoint)
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}

const checkEndpoint = (protocol: Protocol, endpoint: string): void => {
  switch (protocol) {
    case 'email':
    case 'email-json':
      if (!/^[^\s@]+@[^\s@]+$/.test(endpoint))
        throw invalidParameter('Endpoint Reason: it is not an e-mail address')
      return
    case 'sqs':
      if (queueNameOf(endpoint) === undefined) throw invalidParameter('Endpoint Reason: SQS endpoint ARN')
      return
    case 'lambda':
      if (parseArn(endpoint)?.service !== 'lambda')
        throw invalidParameter('Endpoint Reason: Lambda endpoint ARN')
      return
    case 'http':
    case 'https':
      if (!URL.canParse(endpoint) || new URL(endpoint).protocol !== `${protocol}:`) {
        throw invalidParameter(`Endpoint Reason: it must be a URL that begins with ${protocol}://`)
      }
      if (!isLoopback(endpoint)) {
        throw unsupported(
          `the endpoint ${new URL(endpoint).origin}: nothing is sent to other hosts from here; use 127.0.0.1, or deploy to AWS. It`,
        )
      }
  }
}

const ATTRIBUTES = ['FilterPolicy', 'FilterPolicyScope', 'RawMessageDelivery', 'RedrivePolicy'] as const
type AttributeName = (typeof ATTRIBUTES)[number]

const checkRedrivePolicy = (value: string): void => {
  let policy: unknown
  try {
    policy = JSON.parse(value)
  } catch {
    throw invalidParameter('RedrivePolicy Reason: it is not JSON')
  }
  const members = Object.entries(policy ?? {})
  const [[name, arn] = []] = members
  if (members.length !== 1 || name !== 'deadLetterTargetArn' || queueNameOf(String(arn)) === undefined) {
    throw invalidParameter('RedrivePolicy Reason: it must name one deadLetterTargetArn, an SQS queue')
  }
}

/** Lays one attribute over the present ones, checked. An empty text takes an attribute away. */
const withAttribute = (
  protocol: Protocol,
  present: SubscriptionAttributes,
  name: string,
  value: string,
): SubscriptionAttributes => {
  const known: AttributeName | undefined = ATTRIBUTES.find((attribute) => attribute === name)
  if (known === undefined) throw unsupported(`the subscription attribute ${name}`)
  const changed = { ...present, [known]: value }
  const empty = value === '' || (known === 'FilterPolicy' && value.trim() === '{}')
  if (empty && known !== 'FilterPolicyScope' && known !== 'RawMessageDelivery') {
    delete changed[known]
    return changed
  }
  if (known === 'RawMessageDelivery') {
    if (value !== 'true' && value !== 'false')
      throw invalidParameter('RawMessageDelivery Reason: it must be true or false')
    if (value === 'true' && protocol !== 'sqs' && protocol !== 'http' && protocol !== 'https') {
      throw invalidParameter(`RawMessageDelivery Reason: not for the protocol ${protocol}`)
    }
  }
  if (known === 'FilterPolicyScope' && value !== 'MessageAttributes' && value !== 'MessageBody') {
    throw invalidParameter('FilterPolicyScope Reason: it must be MessageAttributes or MessageBody')
  }
  if (known === 'RedrivePolicy') checkRedrivePolicy(value)
  return changed
}

/** The policy is read again whenever it or its scope changes: what one scope allows, the other may not. */
const checkTogether = ({ FilterPolicy: policy, FilterPolicyScope: scope }: SubscriptionAttributes): void => {
  if (policy !== undefined)
    readFilterPolicy(policy, scope === 'MessageBody' ? 'MessageBody' : 'MessageAttributes')
}

const sameAttributes = (a: SubscriptionAttributes, b: SubscriptionAttributes): boolean => {
  const comparable = (attributes: SubscriptionAttributes): string =>
    canonicalJson(
      Object.entries({ FilterPolicyScope: 'MessageAttributes', RawMessageDelivery: 'false', ...attributes })
        .map(([name, value]) => [name, value?.startsWith('{') ? canonicalJson(JSON.parse(value)) : value])
        .sort(([x], [y]) => (String(x) < String(y) ? -1 : 1)),
    )
  return comparable(a) === comparable(b)
}

const needsConfirmation = (protocol: Protocol): boolean => protocol !== 'sqs' && protocol !== 'lambda'

/** Asks the subscriber to confirm, once more at each Subscribe: the first mail may have been lost. */
const askForConfirmation = (sns: Sns, subscription: Subscription): void => {
  const { token } = subscription
  if (token === undefined) return
  sns.outbox.add({
    kind: 'confirmation',
    subscription: subscription.arn,
    topic: subscription.topic,
    protocol: subscription.protocol,
    endpoint: subscription.endpoint,
    raw: false,
    messageId: randomUUID(),
    message: `You have chosen to subscribe to the topic ${subscription.topic}. To confirm the subscription, visit the SubscribeURL included in this message.`,
    attributes: {},
    sentAt: new Date(sns.now()).toISOString(),
    token,
  })
}

export const subscribe = (sns: Sns, form: Form): XmlTree => {
  const topic = form.required('TopicArn')
  const protocol = PROTOCOLS.find((known) => known === form.required('Protocol'))
  if (protocol === undefined) throw unsupported(`the protocol ${form.required('Protocol')}`)
  const endpoint = form.required('Endpoint')
  const wantsArn = form.flag('ReturnSubscriptionArn')
  checkEndpoint(protocol, endpoint)
  let attributes: SubscriptionAttributes = {}
  for (const [name, value] of form.map('Attributes'))
    attributes = withAttribute(protocol, attributes, name, value)
  checkTogether(attributes)

  const subscription = sns.database.transaction(() => {
    topicAt(sns, topic)
    const existing = subscriptionFor(sns, topic, protocol, endpoint)
    if (existing) {
      if (!sameAttributes(existing.attributes, attributes)) {
        throw invalidParameter('Attributes Reason: Subscription already exists with different attributes')
      }
      if (!existing.confirmed) askForConfirmation(sns, existing)
      return existing
    }
    const arn = `${topic}:${randomUUID()}`
    const pending = needsConfirmation(protocol)
    sns.database.run(
      `INSERT INTO subscriptions (arn, topic, protocol, endpoint, attributes, confirmed, confirmed_by_signature, token, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      arn,
      topic,
      protocol,
      endpoint,
      JSON.stringify(attributes),
      pending ? 0 : 1,
      pending ? 0 : 1,
      pending ? randomBytes(32).toString('hex') : null,
      sns.now(),
    )
    const created = subscriptionAt(sns, arn)
    if (pending) askForConfirmation(sns, created)
    return created
  })
  return { SubscriptionArn: subscription.confirmed || wantsArn ? subscription.arn : 'pending confirmation' }
}

export const confirmSubscription = (sns: Sns, form: Form, signed: boolean): XmlTree => {
  const topic = form.required('TopicArn')
  const token = form.required('Token')
  const authenticate = form.flag('AuthenticateOnUnsubscribe')
  if (authenticate && !signed) {
    throw new ServiceError('AuthorizationError', 'AuthenticateOnUnsubscribe needs a signed request', 403)
  }
  const arn = sns.database.transaction(() => {
    topicAt(sns, topic)
    const found = subscriptionWithToken(sns, topic, token)
    if (!found) throw invalidParameter('Token')
    if (!found.confirmed) {
      sns.database.run(
        `UPDATE subscriptions SET confirmed = 1, confirmed_by_signature = ?, unsubscribe_needs_signature = ? WHERE arn = ?`,
        signed ? 1 : 0,
        authenticate ? 1 : 0,
        found.arn,
      )
    }
    return found.arn
  })
  return { SubscriptionArn: arn }
}

export const unsubscribe = (sns: Sns, form: Form, signed: boolean): XmlTree => {
  const arn = form.required('SubscriptionArn')
  if (!/^arn:aws:sns:[^:]*:\d{12}:[^:]+:[^:]+$/.test(arn)) throw invalidParameter('SubscriptionArn')
  sns.database.transaction(() => {
    const found = findSubscription(sns, arn)
    // No error for one that is gone: ending a subscription twice ends it.
    if (!found) return
    if (!found.confirmed)
      throw invalidParameter('SubscriptionArn Reason: the subscription is pending confirmation')
    if (found.unsubscribeNeedsSignature && !signed) {
      throw new ServiceError(
        'AuthorizationError',
        'This subscription can only be ended by a signed request',
        403,
      )
    }
    sns.database.run('DELETE FROM subscriptions WHERE arn = ?', arn)
    sns.database.run(
      'UPDATE topics SET deleted_subscriptions = deleted_subscriptions + 1 WHERE arn = ?',
      found.topic,
    )
  })
  return {}
}

const listed = (subscription: Subscription): XmlTree => ({
  SubscriptionArn: subscription.confirmed ? subscription.arn : PENDING,
  Owner: OWNER,
  Protocol: subscription.protocol,
  Endpoint: subscription.endpoint,
  TopicArn: subscription.topic,
})

export const listSubscriptions = (sns: Sns, form: Form): XmlTree => {
  const { items, next } = subscriptionPage(sns, undefined, form.optional('NextToken'))
  return { Subscriptions: { member: items.map(listed) }, NextToken: next }
}

export const listSubscriptionsByTopic = (sns: Sns, form: Form): XmlTree => {
  const topic = topicAt(sns, form.required('TopicArn'))
  const { items, next } = subscriptionPage(sns, topic.arn, form.optional('NextToken'))
  return { Subscriptions: { member: items.map(listed) }, NextToken: next }
}

export const getSubscriptionAttributes = (sns: Sns, form: Form): XmlTree => {
  const found = subscriptionAt(sns, form.required('SubscriptionArn'))
  return {
    Attributes: entries({
      SubscriptionArn: found.arn,
      TopicArn: found.topic,
      Owner: OWNER,
      Protocol: found.protocol,
      Endpoint: found.endpoint,
      RawMessageDelivery: 'false',
      ...(found.attributes.FilterPolicy === undefined ? {} : { FilterPolicyScope: 'MessageAttributes' }),
      ...found.attributes,
      PendingConfirmation: String(!found.confirmed),
      ConfirmationWasAuthenticated: String(found.confirmedBySignature),
    }),
  }
}

export const setSubscriptionAttributes = (sns: Sns, form: Form): XmlTree => {
  const arn = form.required('SubscriptionArn')
  const name = form.required('AttributeName')
  const value = form.optional('AttributeValue') ?? ''
  sns.database.transaction(() => {
    const found = subscriptionAt(sns, arn)
    const changed = withAttribute(found.protocol, found.attributes, name, value)
    checkTogether(changed)
    sns.database.run('UPDATE subscriptions SET attributes = ? WHERE arn = ?', JSON.stringify(changed), arn)
  })
  return {}
}
