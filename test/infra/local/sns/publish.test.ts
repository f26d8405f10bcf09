import { join } from 'node:path'
import {
  CreateTopicCommand,
  ConfirmSubscriptionCommand,
  PublishBatchCommand,
  PublishCommand,
  SubscribeCommand,
} from '@aws-sdk/client-sns'
import { CreateQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import { describe, expect, it } from 'vitest'
import { startSns } from '../../../../infra/local/sns/server.ts'
import { startSqs } from '../../../../infra/local/sqs/server.ts'
import { afterTest, eventually, snsClient, sqsClient, startChild, temporaryFolder } from '../wire/support.ts'
import { functionArn, queueArn, startTopic } from './support.ts'

const text = (StringValue: string) => ({ DataType: 'String', StringValue })

describe('publishing', () => {
  it('reaches queues in an envelope or raw, functions as an event, and mailboxes as text', async () => {
    const { client, service, TopicArn, subscribe, publish, settled, queued, invoked } = await startTopic()
    await subscribe('sqs', queueArn('wrapped'))
    await subscribe('sqs', queueArn('raw'), { RawMessageDelivery: 'true' })
    await subscribe('lambda', functionArn)
    await subscribe('email-json', 'a@example.com')
    await settled()
    await client.send(new ConfirmSubscriptionCommand({ TopicArn, Token: service.mailbox()[0]?.token ?? '' }))
    const attributes = {
      severity: text('high'),
      proof: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2]) },
    }

    const { MessageId } = await publish('body “x” &<>\n', {
      Subject: 'A subject',
      MessageAttributes: attributes,
    })
    await settled()

    const wrapped = queued.find(({ to }) => to === queueArn('wrapped'))
    expect(JSON.parse(wrapped?.body ?? '')).toMatchObject({
      Type: 'Notification',
      MessageId,
      TopicArn,
      Subject: 'A subject',
      Message: 'body “x” &<>\n',
      MessageAttributes: {
        severity: { Type: 'String', Value: 'high' },
        proof: { Type: 'Binary', Value: 'AQI=' },
      },
    })
    expect(queued.find(({ to }) => to === queueArn('raw'))).toMatchObject({
      body: 'body “x” &<>\n',
      attributes: { severity: text('high'), proof: { DataType: 'Binary', BinaryValue: 'AQI=' } },
    })
    expect(invoked).toMatchObject([
      {
        to: functionArn,
        event: {
          Records: [
            { EventSource: 'aws:sns', Sns: { MessageId, Subject: 'A subject', Message: 'body “x” &<>\n' } },
          ],
        },
      },
    ])
    expect(JSON.parse(service.mailbox().at(-1)?.body ?? '')).toMatchObject({
      Type: 'Notification',
      MessageId,
    })
  })

  it('sends a message to a real queue, whose consumer verifies the digests', async () => {
    const sqs = await startSqs({ file: join(temporaryFolder(), 'sqs.sqlite') })
    afterTest(() => sqs.close())
    const queues = sqsClient(sqs.url)
    const { QueueUrl } = await queues.send(new CreateQueueCommand({ QueueName: 'q' }))
    const { subscribe, publish, settled } = await startTopic({
      deliver: { sqs: (arn, body, attributes) => sqs.sendInProcess(arn, body, attributes) },
    })
    await subscribe('sqs', queueArn('q'), { RawMessageDelivery: 'true' })
    await publish('hello', { MessageAttributes: { severity: text('high') } })
    await settled()
    const { Messages } = await queues.send(
      new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['All'] }),
    )
    expect(Messages).toMatchObject([{ Body: 'hello', MessageAttributes: { severity: text('high') } }])
  })

  it('picks the text of each protocol, or else the default', async () => {
    const { client, service, TopicArn, subscribe, publish, settled, queued, invoked } = await startTopic()
    await subscribe('sqs', queueArn('q'), { RawMessageDelivery: 'true' })
    await subscribe('lambda', functionArn)
    await subscribe('email', 'a@example.com')
    await settled()
    await client.send(new ConfirmSubscriptionCommand({ TopicArn, Token: service.mailbox()[0]?.token ?? '' }))
    await publish(
      JSON.stringify({ default: 'short', email: 'a readable text', sqs: '{"schemaVersion":1}' }),
      {
        MessageStructure: 'json',
      },
    )
    await settled()
    expect(queued[0]?.body).toBe('{"schemaVersion":1}')
    expect(invoked).toMatchObject([{ event: { Records: [{ Sns: { Message: 'short' } }] } }])
    expect(service.mailbox().at(-1)?.body).toBe('a readable text')
  })

  it.each([
    ['a subject of 101 characters', { Subject: 'x'.repeat(101) }],
    ['a subject with a line break', { Subject: 'a\nb' }],
    ['a subject with a control character', { Subject: 'a\u0007b' }],
    ['a subject that begins with a space', { Subject: ' a' }],
    ['an empty subject', { Subject: '' }],
    ['an empty message', { Message: '' }],
    ['another structure', { MessageStructure: 'xml' }],
    ['a structure without default', { MessageStructure: 'json', Message: '{"email":"x"}' }],
    ['a structure that is no JSON', { MessageStructure: 'json', Message: 'x' }],
    ['a structure with a default that is no text', { MessageStructure: 'json', Message: '{"default":1}' }],
    [
      'a structure with an unknown protocol',
      { MessageStructure: 'json', Message: '{"default":"x","e-mail":"y"}' },
    ],
    ['a message group', { MessageGroupId: 'g' }],
    ['a phone number', { TopicArn: undefined, PhoneNumber: '+4912345' }],
  ])('refuses %s', async (_what, input) => {
    const { publish, subscribe, settled, queued } = await startTopic()
    await subscribe('sqs', queueArn('q'))
    await expect(publish('x', input)).rejects.toMatchObject({ name: 'InvalidParameterException' })
    await settled()
    expect(queued).toEqual([])
  })

  it.each([
    ['an unknown type', { DataType: 'Date', StringValue: '2026' }],
    ['a list that is none', { DataType: 'String.Array', StringValue: 'a,b' }],
    ['a number that is none', { DataType: 'Number', StringValue: 'many' }],
    ['an empty value', { DataType: 'String', StringValue: '' }],
  ])('refuses an attribute of %s', async (_what, attribute) => {
    const { publish } = await startTopic()
    await expect(publish('x', { MessageAttributes: { a: attribute } })).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: expect.stringContaining('"a"'),
    })
  })

  it('takes a subject of 100 characters in any script', async () => {
    const { publish } = await startTopic()
    await expect(publish('x', { Subject: '新疆棉花'.repeat(25) })).resolves.toBeDefined()
  })

  it('takes 256 KiB, attributes included, and not a byte more', async () => {
    const { publish } = await startTopic()
    const MessageAttributes = { a: text('1') }
    const room = 262_144 - 'a'.length - 'String'.length - '1'.length
    await expect(publish('é'.repeat(room / 2), { MessageAttributes })).resolves.toBeDefined()
    await expect(publish('x'.repeat(room + 1), { MessageAttributes })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining('too long'),
    })
  })
})

describe('filters', () => {
  it('choose by attributes, or by the body', async () => {
    const { subscribe, publish, settled, queued } = await startTopic()
    await subscribe('sqs', queueArn('high'), {
      FilterPolicy: '{"severity":["high"],"tier":[{"numeric":["<=",2]}]}',
    })
    await subscribe('sqs', queueArn('lists'), { FilterPolicy: '{"lists":[{"prefix":"ofac-"}]}' })
    await subscribe('sqs', queueArn('body'), {
      FilterPolicy: '{"designation":{"source":["cbp-wro"]}}',
      FilterPolicyScope: 'MessageBody',
    })
    const attributes = (severity: string, tier: string, lists: string[]) => ({
      severity: text(severity),
      tier: { DataType: 'Number', StringValue: tier },
      lists: { DataType: 'String.Array', StringValue: JSON.stringify(lists) },
    })
    await publish('1', { MessageAttributes: attributes('high', '2', ['bis-entity-list']) })
    await publish('2', { MessageAttributes: attributes('high', '3', ['dhs-uflpa', 'ofac-sdn']) })
    await publish('{"designation":{"source":"cbp-wro"}}', {
      MessageAttributes: attributes('low', '1', ['cbp-wro']),
    })
    await settled()
    const got = queued.map(({ to, body }) => [
      to.split(':').at(-1),
      (JSON.parse(body) as { Message: string }).Message,
    ])
    expect(got).toHaveLength(3)
    expect(got).toEqual(
      expect.arrayContaining([
        ['body', '{"designation":{"source":"cbp-wro"}}'],
        ['high', '1'],
        ['lists', '2'],
      ]),
    )
  })
})

describe('batches', () => {
  it('tell what failed entry by entry, and publish the rest', async () => {
    const { client, TopicArn, subscribe, settled, queued } = await startTopic()
    await subscribe('sqs', queueArn('q'), { RawMessageDelivery: 'true' })
    const result = await client.send(
      new PublishBatchCommand({
        TopicArn,
        PublishBatchRequestEntries: [
          { Id: 'good', Message: 'x', MessageAttributes: { a: text('1') } },
          { Id: 'bad', Message: 'y', Subject: 'line\nbreak', MessageAttributes: { a: text('1') } },
        ],
      }),
    )
    await settled()
    expect(result.Successful).toEqual([
      expect.objectContaining({ Id: 'good', MessageId: expect.any(String) }),
    ])
    expect(result.Failed).toMatchObject([{ Id: 'bad', Code: 'InvalidParameter', SenderFault: true }])
    expect(queued.map(({ body }) => body)).toEqual(['x'])
  })

  it('are refused whole when empty, long, large, or with an id twice', async () => {
    const { client, TopicArn, subscribe, settled, queued } = await startTopic()
    await subscribe('sqs', queueArn('q'))
    const batch = (entries: [string, string][]) =>
      client.send(
        new PublishBatchCommand({
          TopicArn,
          PublishBatchRequestEntries: entries.map(([Id, Message]) => ({ Id, Message })),
        }),
      )
    await expect(batch([])).rejects.toMatchObject({ name: 'EmptyBatchRequestException' })
    await expect(
      batch(Array.from({ length: 11 }, (_, index): [string, string] => [`e${index}`, 'x'])),
    ).rejects.toMatchObject({ name: 'TooManyEntriesInBatchRequestException' })
    await expect(
      batch([
        ['a', 'x'],
        ['a', 'y'],
      ]),
    ).rejects.toMatchObject({ name: 'BatchEntryIdsNotDistinctException' })
    await expect(
      batch([
        ['a', 'x'.repeat(200_000)],
        ['b', 'x'.repeat(200_000)],
      ]),
    ).rejects.toMatchObject({
      name: 'BatchRequestTooLongException',
    })
    await settled()
    expect(queued).toEqual([])
  })
})

describe('delivery', () => {
  it('is repeated until the function takes it', async () => {
    let failures = 2
    const taken: object[] = []
    const { subscribe, publish, settled } = await startTopic({
      deliver: {
        lambda: async (_arn, event) => {
          await Promise.resolve()
          if (failures-- > 0) throw new Error('throttled')
          taken.push(event)
        },
      },
    })
    await subscribe('lambda', functionArn)
    await publish('x')
    await settled()
    expect(taken).toHaveLength(1)
  })

  it('that a queue refuses goes to the dead-letter queue of the subscription, or is told', async () => {
    const sqs = await startSqs({ file: join(temporaryFolder(), 'sqs.sqlite') })
    afterTest(() => sqs.close())
    await sqsClient(sqs.url).send(new CreateQueueCommand({ QueueName: 'dead' }))
    const { service, subscribe, publish, settled } = await startTopic({
      deliver: { sqs: (arn, body, attributes) => sqs.sendInProcess(arn, body, attributes) },
    })
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: queueArn('dead') })
    await subscribe('sqs', queueArn('gone'), { RedrivePolicy })
    await subscribe('sqs', queueArn('lost'))
    await publish('x')
    await settled()
    await eventually('the dead letter', () => sqs.counts('dead').visible === 1)
    const endpoints = service.failedDeliveries().map(({ endpoint }) => endpoint)
    expect(endpoints.sort()).toEqual([queueArn('gone'), queueArn('lost')])
  })

  it('survives kill -9: what was published arrives, and a mail is one mail', async () => {
    const folder = temporaryFolder()
    const child = await startChild(join(import.meta.dirname, 'child.ts'), folder)
    const client = snsClient(child.url)
    const { TopicArn } = await client.send(new CreateTopicCommand({ Name: 'alerts' }))
    await client.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queueArn('q') }))
    await client.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'a@example.com' }))
    const acknowledged: string[] = []
    const kill = new AbortController()
    const publisher = async (): Promise<void> => {
      while (!kill.signal.aborted) {
        const { MessageId } = await client.send(new PublishCommand({ TopicArn, Message: 'x' }))
        acknowledged.push(MessageId ?? '')
      }
    }
    const publishers = [1, 2, 3].map(() => publisher().catch(() => undefined))
    await eventually('some messages', () => acknowledged.length >= 20)
    await child.kill()
    kill.abort()
    await Promise.all(publishers)

    const arrived = new Set<string>()
    const service = await startSns({
      file: join(folder, 'sns.sqlite'),
      mailboxDirectory: join(folder, 'mailbox'),
      deliver: {
        sqs: async (_arn, body) => {
          await Promise.resolve()
          arrived.add((JSON.parse(body) as { MessageId: string }).MessageId)
        },
        lambda: () => Promise.reject(new Error('no function is subscribed')),
      },
    })
    afterTest(() => service.close())
    await eventually('all is delivered', () => service.pendingDeliveries() === 0)
    expect(acknowledged.filter((id) => !arrived.has(id))).toEqual([])
    expect(service.mailbox().map(({ kind, to }) => [kind, to])).toEqual([['confirmation', 'a@example.com']])
  })
})
