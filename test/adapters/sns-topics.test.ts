import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  ListSubscriptionsByTopicCommand,
  NotFoundException,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, expect, test } from 'vitest'
import { publishAlert, snsTopics, subscriptionCounts } from '../../shared/adapters/sns-topics.ts'

const client = new SNSClient({
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
})
const mock = mockClient(client)
beforeEach(() => {
  mock.reset()
  mock.onAnyCommand().rejects(new Error('a call that no test expects'))
})
const topics = snsTopics(client, {
  prefix: 'tierwatch-test-customer-',
  keyArn: 'arn:aws:kms:us-east-1:000000000000:key/1',
})
const arn = 'arn:aws:sns:us-east-1:000000000000:tierwatch-test-customer-acme'

test("a customer's topic stands under the deployment's prefix and is encrypted with its key", async () => {
  mock.on(CreateTopicCommand).resolves({ TopicArn: arn })
  mock.on(DeleteTopicCommand).resolves({})
  expect(await topics.create('acme')).toBe(arn)
  expect(mock.commandCalls(CreateTopicCommand)[0]?.args[0].input).toEqual({
    Name: 'tierwatch-test-customer-acme',
    Attributes: { KmsMasterKeyId: 'arn:aws:kms:us-east-1:000000000000:key/1', DisplayName: 'Tierwatch' },
  })
  await topics.delete(arn)
  expect(mock.commandCalls(DeleteTopicCommand)[0]?.args[0].input).toEqual({ TopicArn: arn })
})

test('a subscription filters on the attributes of messages, and has an ARN before it is confirmed', async () => {
  mock.on(SubscribeCommand).resolves({ SubscriptionArn: `${arn}:1` })
  const filter = { severity: ['critical', 'high'] }
  expect(await topics.subscribe(arn, { protocol: 'email', endpoint: 'a@b.example', filter })).toBe(`${arn}:1`)
  await topics.subscribe(arn, { protocol: 'sqs', endpoint: 'arn:aws:sqs:us-east-1:000000000000:q' })
  const [first, second] = mock.commandCalls(SubscribeCommand).map(({ args }) => args[0].input)
  expect(first).toMatchObject({
    ReturnSubscriptionArn: true,
    Attributes: { FilterPolicy: '{"severity":["critical","high"]}', FilterPolicyScope: 'MessageAttributes' },
  })
  expect(second?.Attributes).toBeUndefined()
})

test('subscriptions are listed from all pages, pending ones as such', async () => {
  mock
    .on(ListSubscriptionsByTopicCommand)
    .resolvesOnce({
      Subscriptions: [{ SubscriptionArn: 'PendingConfirmation', Protocol: 'email', Endpoint: 'a@b.example' }],
      NextToken: 't',
    })
    .resolves({
      Subscriptions: [
        { SubscriptionArn: `${arn}:1`, Protocol: 'sqs', Endpoint: 'q' },
        { SubscriptionArn: `${arn}:2`, Protocol: 'https', Endpoint: 'h' },
      ],
    })
  mock
    .on(GetSubscriptionAttributesCommand, { SubscriptionArn: `${arn}:1` })
    .resolves({ Attributes: { FilterPolicy: '{"tier":["1"]}', PendingConfirmation: 'false' } })
    .on(GetSubscriptionAttributesCommand, { SubscriptionArn: `${arn}:2` })
    .resolves({ Attributes: { PendingConfirmation: 'true' } })
  expect(await topics.subscriptions(arn)).toEqual([
    { arn: 'PendingConfirmation', protocol: 'email', endpoint: 'a@b.example', confirmed: false },
    { arn: `${arn}:1`, protocol: 'sqs', endpoint: 'q', confirmed: true, filter: { tier: ['1'] } },
    { arn: `${arn}:2`, protocol: 'https', endpoint: 'h', confirmed: false },
  ])
  expect(
    mock.commandCalls(ListSubscriptionsByTopicCommand).map(({ args }) => args[0].input.NextToken),
  ).toEqual([undefined, 't'])
})

test('a message is text for people and JSON for programs, with its attributes', async () => {
  mock.on(PublishCommand).resolves({ MessageId: 'm1' })
  const message = {
    subject: 'Listed',
    text: 'For people',
    json: '{"alertId":"a"}',
    attributes: { severity: 'high', tier: '2' },
  }
  expect(await publishAlert(client)(arn, message)).toBe('m1')
  const input = mock.commandCalls(PublishCommand)[0]?.args[0].input
  expect(input).toMatchObject({ TopicArn: arn, Subject: 'Listed', MessageStructure: 'json' })
  expect(JSON.parse(input?.Message ?? '')).toEqual({ default: '{"alertId":"a"}', email: 'For people' })
  expect(input?.MessageAttributes).toEqual({
    severity: { DataType: 'String', StringValue: 'high' },
    tier: { DataType: 'String', StringValue: '2' },
  })
})

test('a topic that SNS refuses is an error', async () => {
  mock
    .on(PublishCommand)
    .rejects(Object.assign(new Error('Topic does not exist'), { name: 'NotFoundException' }))
  await expect(
    publishAlert(client)(arn, { subject: 's', text: 't', json: '{}', attributes: {} }),
  ).rejects.toThrow('Topic does not exist')
})

test('what an endpoint does not take is set aside; mail has no endpoint that could refuse', async () => {
  mock.on(SubscribeCommand).resolves({ SubscriptionArn: `${arn}:1` })
  const deadLetterArn = 'arn:aws:sqs:us-east-1:000000000000:dead'
  const careful = snsTopics(client, { prefix: 'tierwatch-test-customer-', keyArn: 'k', deadLetterArn })
  await careful.subscribe(arn, { protocol: 'https', endpoint: 'https://a.example/alerts' })
  await careful.subscribe(arn, { protocol: 'email', endpoint: 'a@b.example' })
  const [https, email] = mock.commandCalls(SubscribeCommand).map(({ args }) => args[0].input.Attributes)
  expect(https).toEqual({ RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetterArn }) })
  expect(email).toBeUndefined()
})

test('subscriptions are counted by whether they are confirmed; a topic that is gone has none', async () => {
  mock
    .on(ListSubscriptionsByTopicCommand)
    .resolvesOnce({
      Subscriptions: [{ SubscriptionArn: 'PendingConfirmation' }, { SubscriptionArn: `${arn}:1` }],
      NextToken: 't',
    })
    .resolvesOnce({ Subscriptions: [{ SubscriptionArn: `${arn}:2` }, { SubscriptionArn: 'Deleted' }] })
    .rejects(new NotFoundException({ message: 'gone', $metadata: {} }))
  expect(await subscriptionCounts(client)(arn)).toEqual({ confirmed: 2, pending: 1 })
  expect(await subscriptionCounts(client)(arn)).toEqual({ confirmed: 0, pending: 0 })
})
