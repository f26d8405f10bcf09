import { join } from 'node:path'
import {
  ChangeMessageVisibilityCommand,
  ChangeMessageVisibilityBatchCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs'
import type { QueueAttributeName } from '@aws-sdk/client-sqs'
import { describe, expect, it } from 'vitest'
import { startSqs } from '../../../../infra/local/sqs/server.ts'
import { afterTest, eventually, handClock, sqsClient, temporaryFolder } from '../wire/support.ts'

const start = async (attributes: Partial<Record<QueueAttributeName, string>> = {}, clock?: () => number) => {
  const file = join(temporaryFolder(), 'sqs.sqlite')
  const service = await startSqs(clock ? { file, clock } : { file })
  afterTest(() => service.close())
  const client = sqsClient(service.url)
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: 'q', Attributes: attributes }))
  const send = (MessageBody: string) => client.send(new SendMessageCommand({ QueueUrl, MessageBody }))
  const receive = async (most = 10, waitSeconds = 0) =>
    (
      await client.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: most,
          WaitTimeSeconds: waitSeconds,
          MessageSystemAttributeNames: ['All'],
          MessageAttributeNames: ['All'],
        }),
      )
    ).Messages ?? []
  return { service, client, QueueUrl, send, receive }
}

describe('sending', () => {
  it('carries bodies and attributes of every type unchanged; the client verifies the digests', async () => {
    const { client, QueueUrl, receive } = await start()
    const body = '{"name":"纺织 & <Textile> \u{1F9F5}"}\r\n\t'
    const attributes = {
      severity: { DataType: 'String', StringValue: 'high — €' },
      score: { DataType: 'Number.float', StringValue: '0.97' },
      proof: { DataType: 'Binary', BinaryValue: new Uint8Array([0, 1, 254, 255]) },
    }

    const sent = await client.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody: body,
        MessageAttributes: attributes,
        MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: 'Root=1-a' } },
      }),
    )
    const [message] = await receive()

    expect(message).toMatchObject({ MessageId: sent.MessageId, Body: body, MessageAttributes: attributes })
    expect(message?.MD5OfMessageAttributes).toBe(sent.MD5OfMessageAttributes)
    expect(message?.Attributes).toMatchObject({ ApproximateReceiveCount: '1', AWSTraceHeader: 'Root=1-a' })
    expect(Number(message?.Attributes?.SentTimestamp)).toBeGreaterThan(Date.now() - 60_000)
  })

  it('computes the digest of attributes as SQS documents it', async () => {
    const { client, QueueUrl } = await start()
    // Computed by hand from the documented layout with a separate tool: md5 of
    // 00000001 "a" 00000006 "String" 01 00000001 "1".
    const sent = await client.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody: 'x',
        MessageAttributes: { a: { DataType: 'String', StringValue: '1' } },
      }),
    )
    expect(sent.MD5OfMessageAttributes).toBe('314c77b249893c6b3c765a42cc08b245')
  })

  it('takes a message of exactly 1 MiB, attributes included, and not a byte more', async () => {
    const { client, QueueUrl, service } = await start()
    const attributes = { a: { DataType: 'String', StringValue: '1' } }
    const room = 1_048_576 - 'a'.length - 'String'.length - '1'.length
    const send = (length: number) =>
      client.send(
        new SendMessageCommand({ QueueUrl, MessageBody: 'x'.repeat(length), MessageAttributes: attributes }),
      )

    await send(room)
    await expect(send(room + 1)).rejects.toMatchObject({ name: 'InvalidParameterValue' })
    expect(service.counts('q').visible).toBe(1)
  })

  it.each([
    ['an empty body', { MessageBody: '' }, 'MissingParameter'],
    ['a control character', { MessageBody: 'a\u0001b' }, 'InvalidMessageContents'],
    ['too long a delay', { MessageBody: 'x', DelaySeconds: 901 }, 'InvalidParameterValue'],
    [
      'an empty attribute',
      { MessageBody: 'x', MessageAttributes: { a: { DataType: 'String', StringValue: '' } } },
      'InvalidParameterValue',
    ],
    [
      'an attribute of an unknown type',
      { MessageBody: 'x', MessageAttributes: { a: { DataType: 'Date', StringValue: '2026' } } },
      'InvalidParameterValue',
    ],
    [
      'eleven attributes',
      {
        MessageBody: 'x',
        MessageAttributes: Object.fromEntries(
          Array.from({ length: 11 }, (_, i) => [`a${i}`, { DataType: 'String', StringValue: 'v' }]),
        ),
      },
      'InvalidParameterValue',
    ],
  ])('refuses %s', async (_what, input, name) => {
    const { client, QueueUrl, service } = await start()
    await expect(client.send(new SendMessageCommand({ QueueUrl, ...input }))).rejects.toMatchObject({ name })
    expect(service.counts('q').visible).toBe(0)
  })

  it('tells the failed entries of a batch one by one, and keeps the good ones', async () => {
    const { client, QueueUrl, service } = await start()
    const result = await client.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: 'good', MessageBody: 'x' },
          { Id: 'bad', MessageBody: 'a\u0000' },
          { Id: 'late', MessageBody: 'x', DelaySeconds: 9_999 },
        ],
      }),
    )
    expect(result.Successful?.map(({ Id }) => Id)).toEqual(['good'])
    expect(result.Failed).toEqual([
      expect.objectContaining({ Id: 'bad', SenderFault: true, Code: 'InvalidMessageContents' }),
      expect.objectContaining({ Id: 'late', SenderFault: true, Code: 'InvalidParameterValue' }),
    ])
    expect(service.counts('q').visible).toBe(1)
  })

  it('refuses whole batches that are empty, long, large, or repeat an id', async () => {
    const { client, QueueUrl, service } = await start()
    const batch = (Entries: { Id: string; MessageBody: string }[]) =>
      client.send(new SendMessageBatchCommand({ QueueUrl, Entries }))
    const many = Array.from({ length: 11 }, (_, i) => ({ Id: `e${i}`, MessageBody: 'x' }))
    const large = Array.from({ length: 2 }, (_, i) => ({ Id: `e${i}`, MessageBody: 'x'.repeat(524_289) }))

    await expect(batch([])).rejects.toMatchObject({ name: 'EmptyBatchRequest' })
    await expect(batch(many)).rejects.toMatchObject({ name: 'TooManyEntriesInBatchRequest' })
    await expect(batch(large)).rejects.toMatchObject({ name: 'BatchRequestTooLong' })
    await expect(batch([...many.slice(0, 1), ...many.slice(0, 1)])).rejects.toMatchObject({
      name: 'BatchEntryIdsNotDistinct',
    })
    await expect(batch([{ Id: 'a b', MessageBody: 'x' }])).rejects.toMatchObject({
      name: 'InvalidBatchEntryId',
    })
    expect(service.counts('q').visible).toBe(0)
    expect((await batch(many.slice(1))).Successful).toHaveLength(10)
  })

  it('sends from within the process', async () => {
    const { service, receive } = await start()
    await service.sendInProcess('arn:aws:sqs:us-east-1:000000000000:q', 'hello', {
      kind: { DataType: 'String', StringValue: 'opened' },
    })
    expect(await receive()).toMatchObject([
      { Body: 'hello', MessageAttributes: { kind: { StringValue: 'opened' } } },
    ])
    await expect(service.sendInProcess('arn:aws:sqs:us-east-1:000000000000:none', 'x')).rejects.toMatchObject(
      {
        code: 'QueueDoesNotExist',
      },
    )
  })
})

describe('receiving', () => {
  it('hides a message for its visibility time, then gives it again with a higher count', async () => {
    const time = handClock()
    const { send, receive, service } = await start({ VisibilityTimeout: '30' }, time.clock)
    await send('x')

    expect((await receive())[0]?.Attributes?.ApproximateReceiveCount).toBe('1')
    time.forward(29)
    expect(await receive()).toEqual([])
    expect(service.counts('q')).toEqual({ visible: 0, inFlight: 1, delayed: 0 })
    time.forward(1)
    expect((await receive())[0]?.Attributes?.ApproximateReceiveCount).toBe('2')
  })

  it('waits for a message that comes while it polls', async () => {
    const { send, receive } = await start()
    const started = Date.now()
    const polled = receive(1, 20)
    await new Promise((resolve) => setTimeout(resolve, 60))
    await send('late')
    expect((await polled).map(({ Body }) => Body)).toEqual(['late'])
    // The poll alone would last twenty seconds.
    expect(Date.now() - started).toBeLessThan(15_000)
  })

  it('wakes a poller, and listeners, when a delayed message comes due', async () => {
    const { client, QueueUrl, receive, service } = await start()
    const heard: string[] = []
    service.onMessage((name) => heard.push(name))
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'later', DelaySeconds: 1 }))
    heard.length = 0

    expect((await receive(1, 5)).map(({ Body }) => Body)).toEqual(['later'])
    expect(heard).toEqual(['q'])
  })

  it('answers an empty poll when its time is over', async () => {
    const { receive } = await start()
    const started = Date.now()
    expect(await receive(1, 1)).toEqual([])
    expect(Date.now() - started).toBeGreaterThan(900)
  })

  it('gives no message to a poller that went away', async () => {
    const { client, QueueUrl, send, receive } = await start()
    const gone = new AbortController()
    const polled = client.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }), {
      abortSignal: gone.signal,
    })
    const ended = expect(polled).rejects.toThrow(/abort/i)
    await new Promise((resolve) => setTimeout(resolve, 100))
    gone.abort()
    await ended
    await new Promise((resolve) => setTimeout(resolve, 50))
    await send('x')
    expect(await receive()).toHaveLength(1)
  })

  it('chooses attributes by name and prefix', async () => {
    const { client, QueueUrl } = await start()
    const one = { DataType: 'String', StringValue: '1' }
    await client.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody: 'x',
        MessageAttributes: { 'tw.a': one, 'tw.b': one, c: one, d: one },
      }),
    )
    const { Messages } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MessageAttributeNames: ['tw.*', 'd'],
        MessageSystemAttributeNames: ['SentTimestamp'],
      }),
    )
    expect(Object.keys(Messages?.[0]?.MessageAttributes ?? {}).sort()).toEqual(['d', 'tw.a', 'tw.b'])
    expect(Object.keys(Messages?.[0]?.Attributes ?? {})).toEqual(['SentTimestamp'])
  })

  it.each([[{ MaxNumberOfMessages: 11 }], [{ WaitTimeSeconds: 21 }], [{ VisibilityTimeout: 43_201 }]])(
    'refuses %j',
    async (input) => {
      const { client, QueueUrl } = await start()
      await expect(client.send(new ReceiveMessageCommand({ QueueUrl, ...input }))).rejects.toMatchObject({
        name: 'InvalidParameterValue',
        message: expect.stringContaining(Object.keys(input)[0] ?? ''),
      })
    },
  )

  it('forgets messages after the retention time', async () => {
    const time = handClock()
    const { send, receive, service } = await start({ MessageRetentionPeriod: '60' }, time.clock)
    await send('x')
    time.forward(59)
    expect(service.counts('q').visible).toBe(1)
    time.forward(1)
    expect(await receive()).toEqual([])
  })
})

describe('deleting and changing visibility', () => {
  it('deletes with the newest handle only', async () => {
    const { client, QueueUrl, send, receive, service } = await start()
    await send('x')
    const [first] = await receive()
    await client.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl,
        ReceiptHandle: first?.ReceiptHandle ?? '',
        VisibilityTimeout: 0,
      }),
    )
    const [second] = await receive()

    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: first?.ReceiptHandle ?? '' }))
    expect(service.counts('q').inFlight).toBe(1)
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: second?.ReceiptHandle ?? '' }))
    expect(service.counts('q')).toEqual({ visible: 0, inFlight: 0, delayed: 0 })
    await expect(
      client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: 'nonsense' })),
    ).rejects.toMatchObject({ name: 'ReceiptHandleIsInvalid' })
  })

  it('changes the visibility of what is in flight, and of nothing else', async () => {
    const time = handClock()
    const { client, QueueUrl, send, receive } = await start({ VisibilityTimeout: '10' }, time.clock)
    await send('x')
    const [message] = await receive()
    const ReceiptHandle = message?.ReceiptHandle ?? ''
    const change = (VisibilityTimeout: number) =>
      client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }))

    await change(100)
    time.forward(99)
    expect(await receive()).toEqual([])
    time.forward(1)
    await expect(change(10)).rejects.toMatchObject({ name: 'MessageNotInflight' })
    await expect(change(43_201)).rejects.toMatchObject({ name: 'InvalidParameterValue' })
  })

  it('does both in batches, entry by entry', async () => {
    const { client, QueueUrl, send, receive, service } = await start()
    await send('a')
    await send('b')
    const messages = await receive()
    const [a, b] = messages.map(({ ReceiptHandle }) => ReceiptHandle ?? '')

    const changed = await client.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl,
        Entries: [
          { Id: 'a', ReceiptHandle: a, VisibilityTimeout: 0 },
          { Id: 'x', ReceiptHandle: 'nonsense', VisibilityTimeout: 0 },
        ],
      }),
    )
    const deleted = await client.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: 'b', ReceiptHandle: b },
          { Id: 'x', ReceiptHandle: 'nonsense' },
        ],
      }),
    )

    expect([changed.Successful?.length, changed.Failed?.[0]?.Code]).toEqual([1, 'ReceiptHandleIsInvalid'])
    expect([deleted.Successful?.length, deleted.Failed?.[0]?.Code]).toEqual([1, 'ReceiptHandleIsInvalid'])
    expect(service.counts('q')).toEqual({ visible: 1, inFlight: 0, delayed: 0 })
  })

  it('releases all that is in flight, and tells listeners', async () => {
    const { send, receive, service } = await start({ VisibilityTimeout: '43200' })
    await send('a')
    await send('b')
    await send('c')
    await receive(2)
    const heard: string[] = []
    service.onMessage((name) => heard.push(name))

    expect(service.releaseInFlight()).toBe(2)

    expect(heard).toEqual(['q'])
    expect(service.counts('q')).toEqual({ visible: 3, inFlight: 0, delayed: 0 })
    expect(await receive()).toHaveLength(3)
    await eventually('nothing left', () => service.counts('q').visible === 0)
  })
})
