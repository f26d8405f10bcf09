import { createServer } from 'node:http'
import {
  ConfirmSubscriptionCommand,
  GetSubscriptionAttributesCommand,
  ListSubscriptionsByTopicCommand,
  SetSubscriptionAttributesCommand,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns'
import { describe, expect, it } from 'vitest'
import { afterTest, eventually, handClock } from '../wire/support.ts'
import { functionArn, queueArn, startTopic } from './support.ts'

describe('an e-mail subscription', () => {
  it('waits for its confirmation, whose token comes by mail', async () => {
    const { client, service, TopicArn, publish, settled } = await startTopic()
    const answer = await client.send(
      new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'officer@example.com' }),
    )
    expect(answer.SubscriptionArn).toBe('pending confirmation')
    await publish('too early')
    await settled()

    const [mail, ...others] = service.mailbox()
    expect(others).toEqual([])
    expect(mail).toMatchObject({ kind: 'confirmation', to: 'officer@example.com', topicArn: TopicArn })
    expect(mail?.body).toContain(mail?.token)
    const listed = async () =>
      (await client.send(new ListSubscriptionsByTopicCommand({ TopicArn }))).Subscriptions?.[0]
        ?.SubscriptionArn
    expect(await listed()).toBe('PendingConfirmation')

    const { SubscriptionArn } = await client.send(
      new ConfirmSubscriptionCommand({ TopicArn, Token: mail?.token ?? '' }),
    )
    expect(await listed()).toBe(SubscriptionArn)
    await publish('now', { Subject: 'An alert' })
    await settled()
    expect(service.mailbox().at(-1)).toMatchObject({
      kind: 'notification',
      to: 'officer@example.com',
      subject: 'An alert',
      body: 'now',
    })
  })

  it('can be confirmed and ended by the links in its mails', async () => {
    const { client, service, TopicArn, subscribe, publish, settled } = await startTopic()
    await subscribe('email', 'a@example.com')
    await settled()
    expect((await fetch(service.mailbox()[0]?.confirmUrl ?? '')).status).toBe(200)
    await publish('hello')
    await settled()
    expect((await fetch(service.mailbox()[1]?.unsubscribeUrl ?? '')).status).toBe(200)
    expect((await client.send(new ListSubscriptionsByTopicCommand({ TopicArn }))).Subscriptions).toEqual([])
  })

  it('confirmed with AuthenticateOnUnsubscribe is not ended by a forwarded link', async () => {
    const { client, service, TopicArn, subscribe, publish, settled } = await startTopic()
    const SubscriptionArn = await subscribe('email', 'a@example.com')
    await settled()
    const Token = service.mailbox()[0]?.token ?? ''
    await client.send(new ConfirmSubscriptionCommand({ TopicArn, Token, AuthenticateOnUnsubscribe: 'true' }))
    await publish('hello')
    await settled()
    expect((await fetch(service.mailbox()[1]?.unsubscribeUrl ?? '')).status).toBe(403)
    const { Attributes } = await client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }))
    expect(Attributes).toMatchObject({ PendingConfirmation: 'false', ConfirmationWasAuthenticated: 'true' })
    await client.send(new UnsubscribeCommand({ SubscriptionArn }))
    await expect(
      client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn })),
    ).rejects.toMatchObject({
      name: 'NotFoundException',
    })
  })

  it('gets another mail when it is asked for again, and is forgotten after two days', async () => {
    const time = handClock()
    const { client, service, TopicArn, subscribe, settled } = await startTopic({ clock: time.clock })
    const first = await subscribe('email', 'a@example.com')
    expect(await subscribe('email', 'a@example.com')).toBe(first)
    await settled()
    const tokens = service.mailbox().map(({ token }) => token ?? '')
    expect(tokens).toHaveLength(2)
    expect(tokens[0]).toBe(tokens[1])

    time.forward(48 * 3_600)
    await expect(
      client.send(new ConfirmSubscriptionCommand({ TopicArn, Token: tokens[0] })),
    ).rejects.toMatchObject({ name: 'InvalidParameterException' })
    expect((await client.send(new ListSubscriptionsByTopicCommand({ TopicArn }))).Subscriptions).toEqual([])
  })

  it('cannot be ended while it is pending', async () => {
    const { client, subscribe } = await startTopic()
    const SubscriptionArn = await subscribe('email', 'a@example.com')
    await expect(client.send(new UnsubscribeCommand({ SubscriptionArn }))).rejects.toMatchObject({
      name: 'InvalidParameterException',
    })
  })
})

describe('an HTTP subscription', () => {
  it('confirms itself at the address that it is sent, and gets messages with their headers', async () => {
    const requests: { type: unknown; body: string }[] = []
    let answers = [200]
    const server = createServer((request, response) => {
      let body = ''
      request.on('data', (part: Buffer) => {
        body += part.toString()
      })
      request.on('end', () => {
        requests.push({ type: request.headers['x-amz-sns-message-type'], body })
        response.writeHead(answers.shift() ?? 200).end()
      })
    })
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve)
    })
    afterTest(() => {
      server.closeAllConnections()
      server.close()
    })
    const address = server.address()
    const endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/hook`
    const { service, subscribe, publish, settled, queued } = await startTopic()
    await subscribe('http', endpoint, {
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn('dead') }),
    })
    await eventually('the confirmation', () => requests.length === 1)
    const confirmation = JSON.parse(requests[0]?.body ?? '') as Record<string, string>
    expect(confirmation).toMatchObject({ Type: 'SubscriptionConfirmation' })
    await fetch(confirmation['SubscribeURL'] ?? '')

    answers = [503, 200]
    await publish('once more')
    await settled()
    expect(requests.slice(1).map(({ type }) => type)).toEqual(['Notification', 'Notification'])
    expect(JSON.parse(requests[2]?.body ?? '')).toMatchObject({ Type: 'Notification', Message: 'once more' })

    answers = [403]
    await publish('refused')
    await settled()
    expect(queued).toMatchObject([{ to: queueArn('dead'), body: expect.stringContaining('refused') }])
    expect(service.failedDeliveries()).toMatchObject([{ endpoint, reason: expect.stringContaining('403') }])
  })

  it('to another host is refused, because nothing would be sent there', async () => {
    const { subscribe } = await startTopic()
    await expect(subscribe('https', 'https://hooks.example.com/x')).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining('https://hooks.example.com'),
    })
  })
})

describe('subscriptions', () => {
  it('are the same when repeated, and cannot change by being repeated', async () => {
    const { subscribe } = await startTopic()
    const FilterPolicy = '{"severity": ["high"]}'
    const arn = await subscribe('sqs', queueArn('q'), { FilterPolicy })
    expect(await subscribe('sqs', queueArn('q'), { FilterPolicy: '{"severity":["high"]}' })).toBe(arn)
    await expect(
      subscribe('sqs', queueArn('q'), { FilterPolicy: '{"severity":["low"]}' }),
    ).rejects.toMatchObject({
      message: expect.stringContaining('different attributes'),
    })
  })

  it.each([
    ['a text message', 'sms', '+4912345', {}, /sms/],
    ['a stream', 'firehose', 'arn:aws:firehose:us-east-1:000000000000:deliverystream/x', {}, /firehose/],
    ['no address', 'email', 'nobody', {}, /e-mail/],
    ['no queue', 'sqs', functionArn, {}, /SQS/],
    ['no function', 'lambda', queueArn('q'), {}, /Lambda/],
    ['raw mails', 'email', 'a@example.com', { RawMessageDelivery: 'true' }, /RawMessageDelivery/],
    ['a delivery policy', 'sqs', queueArn('q'), { DeliveryPolicy: '{}' }, /DeliveryPolicy/],
    ['a redrive to no queue', 'sqs', queueArn('q'), { RedrivePolicy: '{}' }, /RedrivePolicy/],
    ['an unknown scope', 'sqs', queueArn('q'), { FilterPolicyScope: 'Everything' }, /FilterPolicyScope/],
    ['an unknown operator', 'sqs', queueArn('q'), { FilterPolicy: '{"a":[{"wildcard":"*"}]}' }, /wildcard/],
    ['nested attribute keys', 'sqs', queueArn('q'), { FilterPolicy: '{"a":{"b":["c"]}}' }, /MessageBody/],
  ])('refuse %s', async (_what, protocol, endpoint, attributes, message) => {
    const { client, TopicArn, subscribe } = await startTopic()
    await expect(subscribe(protocol, endpoint, attributes)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringMatching(message),
    })
    expect((await client.send(new ListSubscriptionsByTopicCommand({ TopicArn }))).Subscriptions).toEqual([])
  })

  it('change one attribute at a time, checked together', async () => {
    const { client, subscribe } = await startTopic()
    const SubscriptionArn = await subscribe('sqs', queueArn('q'))
    const set = (AttributeName: string, AttributeValue: string) =>
      client.send(new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName, AttributeValue }))
    const attributes = async () =>
      (await client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }))).Attributes

    await set('FilterPolicyScope', 'MessageBody')
    await set('FilterPolicy', '{"a":{"b":["c"]}}')
    await set('RawMessageDelivery', 'true')
    expect(await attributes()).toMatchObject({
      FilterPolicy: '{"a":{"b":["c"]}}',
      FilterPolicyScope: 'MessageBody',
      RawMessageDelivery: 'true',
      PendingConfirmation: 'false',
    })
    // The nested policy does not fit the other scope.
    await expect(set('FilterPolicyScope', 'MessageAttributes')).rejects.toMatchObject({
      message: expect.stringContaining('MessageBody'),
    })
    await set('FilterPolicy', '{}')
    expect(await attributes()).not.toHaveProperty('FilterPolicy')
  })
})
