import { writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetBucketNotificationConfigurationCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import type { NotificationConfiguration } from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { startS3 } from '../../../../infra/local/s3/server.ts'
import { afterTest, eventually, s3Client, startChild, temporaryFolder } from '../wire/support.ts'
import { startWithBucket } from './support.ts'

const queue = 'arn:aws:sqs:us-east-1:000000000000:intake'
const intake = 'arn:aws:lambda:us-east-1:000000000000:function:intake-suppliers'

interface Notification {
  destinationArn: string
  message: object
}

const start = async (configuration: NotificationConfiguration, directory = temporaryFolder()) => {
  const events: Notification[] = []
  const started = await startWithBucket({
    directory,
    onEvent: async (event) => {
      events.push(event)
      await Promise.resolve()
    },
  })
  const configure = (NotificationConfiguration: NotificationConfiguration) =>
    started.client.send(
      new PutBucketNotificationConfigurationCommand({ Bucket: 'docs', NotificationConfiguration }),
    )
  await configure(configuration)
  return { ...started, events, configure }
}

const filter = (Prefix: string, Suffix: string) => ({
  Key: {
    FilterRules: [
      { Name: 'prefix' as const, Value: Prefix },
      { Name: 'suffix' as const, Value: Suffix },
    ],
  },
})

describe('notifications', () => {
  it('tell a function of each object that its filter lets through', async () => {
    const { put, events, version } = await start({
      LambdaFunctionConfigurations: [
        {
          Id: 'suppliers',
          LambdaFunctionArn: intake,
          Events: ['s3:ObjectCreated:*'],
          Filter: filter('intake/', '.csv'),
        },
      ],
    })
    await version()
    await put('elsewhere/a.csv', 'x')
    await put('intake/acme/a.txt', 'x')
    const { ETag, VersionId } = await put('intake/acme/my list+é (1).csv', 'a,b\n')
    await put('intake/acme/b.csv', 'x')

    await eventually('two events', () => events.length === 2)

    expect(events.map(({ destinationArn }) => destinationArn)).toEqual([intake, intake])
    const records = events.map(
      ({ message }) => (message as { Records: { s3: { object: { sequencer: string } } }[] }).Records[0],
    )
    expect(records[0]).toMatchObject({
      eventSource: 'aws:s3',
      eventName: 'ObjectCreated:Put',
      awsRegion: 'us-east-1',
      s3: {
        configurationId: 'suppliers',
        bucket: { name: 'docs', arn: 'arn:aws:s3:::docs' },
        object: {
          key: 'intake/acme/my+list%2B%C3%A9+%281%29.csv',
          size: 4,
          eTag: ETag?.replaceAll('"', ''),
          versionId: VersionId,
        },
      },
    })
    const [first, second] = records.map((record) => record?.s3.object.sequencer ?? '')
    expect(String(first) < String(second)).toBe(true)
  })

  it('announce themselves to a new queue, once, and to no function', async () => {
    const configuration: NotificationConfiguration = {
      QueueConfigurations: [{ QueueArn: queue, Events: ['s3:ObjectCreated:*'], Filter: filter('q/', '') }],
      LambdaFunctionConfigurations: [
        { LambdaFunctionArn: intake, Events: ['s3:ObjectCreated:*'], Filter: filter('l/', '') },
      ],
    }
    const { events, configure, service } = await start(configuration)
    await configure(configuration)
    await eventually('delivered', () => service.pendingEvents() === 0)
    expect(events).toEqual([
      {
        destinationArn: queue,
        sourceArn: 'arn:aws:s3:::docs',
        message: expect.objectContaining({ Event: 's3:TestEvent', Bucket: 'docs' }),
      },
    ])
  })

  it('are told back as they were set', async () => {
    const configuration: NotificationConfiguration = {
      QueueConfigurations: [
        {
          Id: 'q',
          QueueArn: queue,
          Events: ['s3:ObjectCreated:Put', 's3:ObjectRemoved:*'],
          Filter: filter('a/', '.x'),
        },
      ],
    }
    const { client } = await start(configuration)
    const read = await client.send(new GetBucketNotificationConfigurationCommand({ Bucket: 'docs' }))
    expect(read.QueueConfigurations).toEqual(configuration.QueueConfigurations)
  })

  it('tell of removals where they are asked to', async () => {
    const { client, put, events } = await start({
      LambdaFunctionConfigurations: [{ LambdaFunctionArn: intake, Events: ['s3:ObjectRemoved:*'] }],
    })
    await put('k', 'x')
    await client.send(new DeleteObjectCommand({ Bucket: 'docs', Key: 'k' }))
    await eventually('one event', () => events.length === 1)
    expect(events[0]?.message).toMatchObject({
      Records: [{ eventName: 'ObjectRemoved:Delete', s3: { object: { key: 'k' } } }],
    })
  })

  it.each([
    ['EventBridge', { EventBridgeConfiguration: {} }, 'NotImplemented'],
    [
      'an event that never comes',
      { QueueConfigurations: [{ QueueArn: queue, Events: ['s3:ObjectRestore:Post' as const] }] },
      'NotImplemented',
    ],
    [
      'a destination of another kind',
      { QueueConfigurations: [{ QueueArn: intake, Events: ['s3:ObjectCreated:*' as const] }] },
      'InvalidArgument',
    ],
    [
      'overlapping filters',
      {
        QueueConfigurations: [
          { QueueArn: queue, Events: ['s3:ObjectCreated:*' as const], Filter: filter('a/', '') },
          { QueueArn: queue, Events: ['s3:ObjectCreated:Put' as const], Filter: filter('a/b', '') },
        ],
      },
      'InvalidArgument',
    ],
  ])('refuse %s', async (_what, configuration: NotificationConfiguration, name) => {
    const { configure } = await start({})
    await expect(configure(configuration)).rejects.toMatchObject({ name })
  })

  it('are repeated until somebody takes them', async () => {
    let failures = 2
    const taken: Notification[] = []
    const { client, put, service } = await startWithBucket({
      onEvent: async (event) => {
        await Promise.resolve()
        if (failures-- > 0) throw new Error('the function is not there yet')
        taken.push(event)
      },
    })
    await client.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket: 'docs',
        NotificationConfiguration: {
          LambdaFunctionConfigurations: [{ LambdaFunctionArn: intake, Events: ['s3:ObjectCreated:*'] }],
        },
      }),
    )
    await put('k', 'x')
    expect(service.pendingEvents()).toBe(1)
    await eventually('taken', () => taken.length === 1)
    await eventually('nothing pending', () => service.pendingEvents() === 0)
  })

  it('survive kill -9, as the objects do', async () => {
    const directory = temporaryFolder()
    const child = await startChild(join(import.meta.dirname, 'child.ts'), directory)
    const before = s3Client(child.url)
    await before.send(new CreateBucketCommand({ Bucket: 'docs' }))
    await before.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket: 'docs',
        NotificationConfiguration: {
          LambdaFunctionConfigurations: [{ LambdaFunctionArn: intake, Events: ['s3:ObjectCreated:*'] }],
        },
      }),
    )
    const acknowledged: string[] = []
    const kill = new AbortController()
    const writer = async (name: string): Promise<void> => {
      for (let index = 0; !kill.signal.aborted; index++) {
        const Key = `${name}-${index}`
        await before.send(new PutObjectCommand({ Bucket: 'docs', Key, Body: Key.repeat(1_000) }))
        acknowledged.push(Key)
      }
    }
    const writers = ['a', 'b', 'c'].map((name) => writer(name).catch(() => undefined))
    await eventually('some objects', () => acknowledged.length >= 20)
    await child.kill()
    kill.abort()
    await Promise.all(writers)
    // What a write leaves behind that was killed before its transaction.
    const [folder = ''] = await readdir(join(directory, 'blobs'))
    const orphan = join(directory, 'blobs', folder, 'orphan')
    writeFileSync(orphan, 'no version names this')

    const told = new Set<string>()
    const service = await startS3({
      directory,
      onEvent: async ({ message }) => {
        await Promise.resolve()
        told.add(
          (message as { Records: { s3: { object: { key: string } } }[] }).Records[0]?.s3.object.key ?? '',
        )
      },
    })
    afterTest(() => service.close())
    await eventually('all events', () => service.pendingEvents() === 0)

    const client = s3Client(service.url)
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: 'docs' }))
    const stored = Contents.map(({ Key }) => Key ?? '')
    expect(acknowledged.filter((key) => !stored.includes(key))).toEqual([])
    expect([...told].sort()).toEqual(stored.sort())
    for (const Key of stored.slice(-3)) {
      const answer = await client.send(new GetObjectCommand({ Bucket: 'docs', Key }))
      expect(await answer.Body?.transformToString()).toBe(Key.repeat(1_000))
    }
    expect(await readdir(join(directory, 'blobs', folder))).not.toContain('orphan')
  })
})
