import { join } from 'node:path'
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  PurgeQueueCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
  TagQueueCommand,
  UntagQueueCommand,
} from '@aws-sdk/client-sqs'
import { describe, expect, it } from 'vitest'
import { startSqs } from '../../../../infra/local/sqs/server.ts'
import { ConfigError } from '../../../../shared/errors.ts'
import { afterTest, handClock, sqsClient, temporaryFolder } from '../wire/support.ts'

const start = async (clock?: () => number) => {
  const file = join(temporaryFolder(), 'sqs.sqlite')
  const service = await startSqs(clock ? { file, clock } : { file })
  afterTest(() => service.close())
  return { file, service, client: sqsClient(service.url) }
}

const arn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`

describe('queues', () => {
  it('gives a queue a URL that works by itself, and finds it by name', async () => {
    const { service, client } = await start()

    const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: 'screen' }))

    expect(QueueUrl).toBe(`${service.url}/000000000000/screen`)
    expect(QueueUrl).toBe(service.queueUrl('screen'))
    expect((await client.send(new GetQueueUrlCommand({ QueueName: 'screen' }))).QueueUrl).toBe(QueueUrl)
    // A client without an endpoint takes the host from the URL, as handlers in AWS do.
    const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
    const bare = new SQSClient({
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      logger: silent,
    })
    afterTest(() => bare.destroy())
    await bare.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }))
    expect(service.counts('screen').visible).toBe(1)
  })

  it('creates a queue again with equal attributes, and refuses differing ones', async () => {
    const { client } = await start()
    const Attributes = { VisibilityTimeout: '360', MessageRetentionPeriod: '1209600' }
    const first = await client.send(new CreateQueueCommand({ QueueName: 'q', Attributes }))

    expect(await client.send(new CreateQueueCommand({ QueueName: 'q', Attributes }))).toMatchObject({
      QueueUrl: first.QueueUrl,
    })
    await expect(
      client.send(new CreateQueueCommand({ QueueName: 'q', Attributes: { VisibilityTimeout: '30' } })),
    ).rejects.toMatchObject({
      name: 'QueueNameExists',
      message: expect.stringContaining('VisibilityTimeout'),
    })
  })

  it('takes the same redrive policy in another spelling for equal', async () => {
    const { client } = await start()
    await client.send(new CreateQueueCommand({ QueueName: 'dlq' }))
    const policy = (text: string) =>
      client.send(new CreateQueueCommand({ QueueName: 'q', Attributes: { RedrivePolicy: text } }))

    await policy(`{"deadLetterTargetArn":"${arn('dlq')}","maxReceiveCount":5}`)

    await expect(
      policy(`{"maxReceiveCount":"5","deadLetterTargetArn":"${arn('dlq')}"}`),
    ).resolves.toBeDefined()
    await expect(policy(`{"maxReceiveCount":4,"deadLetterTargetArn":"${arn('dlq')}"}`)).rejects.toMatchObject(
      {
        name: 'QueueNameExists',
      },
    )
  })

  it.each([
    [{ FifoQueue: 'true' }, 'UnsupportedOperation', /FifoQueue/],
    [{ VisibilityTimeout: '43201' }, 'InvalidAttributeValue', /VisibilityTimeout/],
    [{ DelaySeconds: '901' }, 'InvalidAttributeValue', /DelaySeconds/],
    [{ MessageRetentionPeriod: '59' }, 'InvalidAttributeValue', /MessageRetentionPeriod/],
    [{ MaximumMessageSize: '1048577' }, 'InvalidAttributeValue', /MaximumMessageSize/],
    [{ Policy: '{' }, 'InvalidAttributeValue', /Policy/],
    [{ Colour: 'red' }, 'InvalidAttributeName', /Colour/],
    [
      { RedrivePolicy: `{"deadLetterTargetArn":"${arn('none')}","maxReceiveCount":3}` },
      'InvalidAttributeValue',
      /exist/,
    ],
    [
      { RedrivePolicy: `{"deadLetterTargetArn":"${arn('none')}"}` },
      'InvalidAttributeValue',
      /maxReceiveCount/,
    ],
  ])('refuses the attributes %j by name', async (Attributes: Record<string, string>, name, message) => {
    const { client } = await start()
    await expect(client.send(new CreateQueueCommand({ QueueName: 'q', Attributes }))).rejects.toMatchObject({
      name,
      message: expect.stringMatching(message),
    })
    await expect(client.send(new GetQueueUrlCommand({ QueueName: 'q' }))).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
    })
  })

  it('refuses FIFO queues and malformed names', async () => {
    const { client } = await start()
    await expect(client.send(new CreateQueueCommand({ QueueName: 'a.fifo' }))).rejects.toMatchObject({
      name: 'UnsupportedOperation',
      message: expect.stringContaining('FIFO'),
    })
    for (const QueueName of ['a b', 'x'.repeat(81)]) {
      await expect(client.send(new CreateQueueCommand({ QueueName }))).rejects.toMatchObject({
        name: 'InvalidParameterValue',
      })
    }
  })

  it('tells and sets attributes, with counts', async () => {
    const { client } = await start()
    const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: 'q' }))
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'now' }))
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'later', DelaySeconds: 900 }))
    await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: '7' } }))

    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
    )

    expect(Attributes).toMatchObject({
      QueueArn: arn('q'),
      VisibilityTimeout: '7',
      MaximumMessageSize: '1048576',
      ApproximateNumberOfMessages: '1',
      ApproximateNumberOfMessagesDelayed: '1',
      ApproximateNumberOfMessagesNotVisible: '0',
    })
    const none = await client.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['RedrivePolicy'] }),
    )
    expect(none.Attributes).toBeUndefined()
  })

  it('lists queues by prefix and page, and the sources of a dead-letter queue', async () => {
    const { service, client } = await start()
    await client.send(new CreateQueueCommand({ QueueName: 'dlq' }))
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arn('dlq'), maxReceiveCount: 3 })
    for (const QueueName of ['a-1', 'a-2']) {
      await client.send(new CreateQueueCommand({ QueueName, Attributes: { RedrivePolicy } }))
    }

    const first = await client.send(new ListQueuesCommand({ QueueNamePrefix: 'a-', MaxResults: 1 }))
    const second = await client.send(
      new ListQueuesCommand({ QueueNamePrefix: 'a-', MaxResults: 1, NextToken: first.NextToken }),
    )

    expect([first.QueueUrls, second.QueueUrls]).toEqual([
      [service.queueUrl('a-1')],
      [service.queueUrl('a-2')],
    ])
    expect(second.NextToken).toBeUndefined()
    const sources = await client.send(
      new ListDeadLetterSourceQueuesCommand({ QueueUrl: service.queueUrl('dlq') }),
    )
    expect(sources.queueUrls).toEqual([service.queueUrl('a-1'), service.queueUrl('a-2')])
  })

  it('keeps tags', async () => {
    const { client } = await start()
    const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: 'q', tags: { a: '1' } }))
    await client.send(new TagQueueCommand({ QueueUrl, Tags: { b: '2' } }))
    await client.send(new UntagQueueCommand({ QueueUrl, TagKeys: ['a'] }))
    expect((await client.send(new ListQueueTagsCommand({ QueueUrl }))).Tags).toEqual({ b: '2' })
  })

  it('purges once a minute, and deletes', async () => {
    const time = handClock()
    const { service, client } = await start(time.clock)
    const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: 'q' }))
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }))
    await client.send(new PurgeQueueCommand({ QueueUrl }))
    expect(service.counts('q')).toEqual({ visible: 0, inFlight: 0, delayed: 0 })
    await expect(client.send(new PurgeQueueCommand({ QueueUrl }))).rejects.toMatchObject({
      name: 'PurgeQueueInProgress',
    })
    time.forward(60)
    await client.send(new PurgeQueueCommand({ QueueUrl }))
    await client.send(new DeleteQueueCommand({ QueueUrl }))
    await expect(client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }))).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
    })
  })
})

describe('the service', () => {
  it('refuses what it does not do, naming it', async () => {
    const { service, client } = await start()
    const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: 'q' }))
    await expect(
      client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x', MessageGroupId: 'g' })),
    ).rejects.toMatchObject({
      name: 'UnsupportedOperation',
      message: expect.stringContaining('MessageGroupId'),
    })

    const response = await fetch(service.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'AmazonSQS.AddPermission', authorization: 'x' },
      body: '{}',
    })
    expect(response.status).toBe(400)
    expect(await response.text()).toContain('AddPermission')
  })

  it('answers no request that is unsigned', async () => {
    const { service } = await start()
    const response = await fetch(service.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'AmazonSQS.ListQueues' },
    })
    expect(response.status).toBe(403)
  })

  it('refuses a second process on the same file', async () => {
    const { file } = await start()
    await expect(startSqs({ file })).rejects.toBeInstanceOf(ConfigError)
  })
})
