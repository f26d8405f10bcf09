import { join } from 'node:path'
import {
  CancelMessageMoveTaskCommand,
  CreateQueueCommand,
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs'
import { describe, expect, it } from 'vitest'
import { startSqs } from '../../../../infra/local/sqs/server.ts'
import { afterTest, eventually, sqsClient, temporaryFolder } from '../wire/support.ts'

const arn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`

const start = async (maxReceiveCount = 2) => {
  const service = await startSqs({ file: join(temporaryFolder(), 'sqs.sqlite') })
  afterTest(() => service.close())
  const client = sqsClient(service.url)
  await client.send(new CreateQueueCommand({ QueueName: 'dlq' }))
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arn('dlq'), maxReceiveCount })
  await client.send(new CreateQueueCommand({ QueueName: 'q', Attributes: { RedrivePolicy } }))
  const receive = async (name: string) =>
    (
      await client.send(
        new ReceiveMessageCommand({
          QueueUrl: service.queueUrl(name),
          MaxNumberOfMessages: 10,
          VisibilityTimeout: 0,
          MessageSystemAttributeNames: ['All'],
        }),
      )
    ).Messages ?? []
  const send = (name: string, MessageBody: string) =>
    client.send(new SendMessageCommand({ QueueUrl: service.queueUrl(name), MessageBody }))
  return { service, client, receive, send }
}

describe('dead letters', () => {
  it('moves a message on the receive after the limit, with its id and sending time', async () => {
    const { service, receive, send } = await start(2)
    const sent = await send('q', 'poison')
    const [first] = await receive('q')
    const [second] = await receive('q')
    expect([first, second].map((message) => message?.Attributes?.ApproximateReceiveCount)).toEqual(['1', '2'])
    expect(service.counts('dlq').visible).toBe(0)

    expect(await receive('q')).toEqual([])

    const [dead] = await receive('dlq')
    expect(dead).toMatchObject({ MessageId: sent.MessageId, Body: 'poison' })
    expect(dead?.Attributes).toMatchObject({
      DeadLetterQueueSourceArn: arn('q'),
      SentTimestamp: first?.Attributes?.SentTimestamp,
    })
    expect(service.counts('q')).toEqual({ visible: 0, inFlight: 0, delayed: 0 })
  })

  it('hands out good messages in the same receive that buries a poisonous one', async () => {
    const { receive, send } = await start(1)
    await send('q', 'poison')
    await receive('q')
    await send('q', 'good')
    expect((await receive('q')).map(({ Body }) => Body)).toEqual(['good'])
    expect((await receive('dlq')).map(({ Body }) => Body)).toEqual(['poison'])
  })

  it('moves dead letters back to where they came from as new messages', async () => {
    const { service, client, receive, send } = await start(1)
    const heard: string[] = []
    for (let index = 0; index < 5; index++) await send('q', `m${index}`)
    const [before] = await receive('q')
    await receive('q')
    expect(service.counts('dlq').visible).toBe(5)
    service.onMessage((name) => heard.push(name))

    await client.send(new StartMessageMoveTaskCommand({ SourceArn: arn('dlq') }))
    await eventually('all moved', () => service.counts('q').visible === 5)

    expect(heard).toContain('q')
    const back = await receive('q')
    expect(back.map(({ Body }) => Body)).toEqual(['m0', 'm1', 'm2', 'm3', 'm4'])
    expect(back[0]?.MessageId).not.toBe(before?.MessageId)
    expect(back[0]?.Attributes?.ApproximateReceiveCount).toBe('1')
    const tasks = async () =>
      (await client.send(new ListMessageMoveTasksCommand({ SourceArn: arn('dlq') }))).Results?.[0]
    await eventually('the task is done', async () => (await tasks())?.Status === 'COMPLETED')
    expect(await tasks()).toMatchObject({
      ApproximateNumberOfMessagesMoved: 5,
      ApproximateNumberOfMessagesToMove: 5,
    })
  })

  it('moves at the given rate, and can be cancelled', async () => {
    const { service, client, send } = await start()
    await client.send(new CreateQueueCommand({ QueueName: 'other' }))
    for (let index = 0; index < 4; index++) await send('dlq', `m${index}`)

    const { TaskHandle } = await client.send(
      new StartMessageMoveTaskCommand({
        SourceArn: arn('dlq'),
        DestinationArn: arn('other'),
        MaxNumberOfMessagesPerSecond: 2,
      }),
    )
    await eventually('the first two', () => service.counts('other').visible === 2)
    const cancelled = await client.send(new CancelMessageMoveTaskCommand({ TaskHandle }))

    expect(cancelled.ApproximateNumberOfMessagesMoved).toBe(2)
    expect(service.counts('dlq').visible).toBe(2)
  })

  it('fails a task whose messages have no known source, and says so', async () => {
    const { service, client, send } = await start()
    await send('dlq', 'sent here directly')
    await client.send(new StartMessageMoveTaskCommand({ SourceArn: arn('dlq') }))
    const task = async () =>
      (await client.send(new ListMessageMoveTasksCommand({ SourceArn: arn('dlq') }))).Results?.[0]
    await eventually('the task failed', async () => (await task())?.Status === 'FAILED')
    expect(await task()).toMatchObject({ FailureReason: 'CouldNotDetermineMessageSource' })
    expect(service.counts('dlq').visible).toBe(1)
  })

  it('refuses a task on a queue that is no dead-letter queue, or does not exist', async () => {
    const { client } = await start()
    await expect(client.send(new StartMessageMoveTaskCommand({ SourceArn: arn('q') }))).rejects.toMatchObject(
      {
        name: 'InvalidParameterValue',
      },
    )
    await expect(
      client.send(new StartMessageMoveTaskCommand({ SourceArn: arn('none') })),
    ).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
  })
})
