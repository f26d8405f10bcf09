import { join } from 'node:path'
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { expect, it } from 'vitest'
import { startSqs } from '../../../../infra/local/sqs/server.ts'
import { afterTest, sqsClient, startChild, temporaryFolder } from '../wire/support.ts'

it('loses no acknowledged message to kill -9, and none is stuck in flight', async () => {
  const folder = temporaryFolder()
  const child = await startChild(join(import.meta.dirname, 'child.ts'), folder)
  const client = sqsClient(child.url)
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: 'q' }))

  const acknowledged: string[] = []
  const kill = new AbortController()
  const sender = async (name: string): Promise<void> => {
    for (let index = 0; !kill.signal.aborted; index++) {
      const { MessageId } = await client.send(
        new SendMessageCommand({ QueueUrl, MessageBody: `${name}-${index}` }),
      )
      acknowledged.push(MessageId ?? '')
    }
  }
  const senders = ['a', 'b', 'c', 'd'].map((name) => sender(name).catch(() => undefined))
  while (acknowledged.length < 40) await new Promise((resolve) => setTimeout(resolve, 5))
  const { Messages } = await client.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 43_200 }),
  )
  await child.kill()
  kill.abort()
  await Promise.all(senders)

  const service = await startSqs({ file: join(folder, 'sqs.sqlite') })
  afterTest(() => service.close())
  expect(Messages).toHaveLength(10)
  expect(service.counts('q').inFlight).toBe(10)
  expect(service.releaseInFlight()).toBe(10)
  const again = sqsClient(service.url)
  const found = new Set<string>()
  for (;;) {
    const page = await again.send(
      new ReceiveMessageCommand({ QueueUrl: service.queueUrl('q'), MaxNumberOfMessages: 10 }),
    )
    if (!page.Messages) break
    for (const { MessageId } of page.Messages) found.add(MessageId ?? '')
  }
  expect(acknowledged.filter((id) => !found.has(id))).toEqual([])
  // A message may be stored whose sender never heard of it: at most one for each sender.
  expect(found.size - acknowledged.length).toBeLessThanOrEqual(4)
})
