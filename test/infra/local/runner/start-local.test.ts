import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { PutItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterEach, describe, expect, it } from 'vitest'
import type { LocalAws, LocalOptions, LogLine } from '../../../../infra/local/runner/start-local.ts'
import { startLocal } from '../../../../infra/local/runner/start-local.ts'
import { lambda, table, temporaryDirectory, writeAssembly } from './support/assembly.ts'
import { handlers, written } from './support/handlers.ts'

type Resources = Record<string, unknown>

const running: LocalAws[] = []
afterEach(async () => {
  for (const local of running.splice(0)) await local.stop()
})

interface Run {
  local: LocalAws
  out: string
  lines: LogLine[]
  directory: string
  dynamodb: DynamoDBClient
  sqs: SQSClient
  put: (sk: string, attributes?: Record<string, { S: string }>) => Promise<unknown>
}

/** Runs one stack of the given resources. Every output of a `Ref` is named after its resource. */
const run = async (
  resources: Resources,
  options: { directory?: string; outputs?: string[] } & Partial<LocalOptions> = {},
): Promise<Run> => {
  const { directory = temporaryDirectory(), outputs = [], ...others } = options
  const Outputs = Object.fromEntries(outputs.map((name) => [name, { Value: { Ref: name } }]))
  const assembly = writeAssembly(
    join(directory, 'cdk.out'),
    { Pipe: { template: { Resources: resources, Outputs } } },
    handlers,
  )
  const out = join(directory, 'out.ndjson')
  const lines: LogLine[] = []
  const local = await startLocal({
    assembly,
    stateDirectory: join(directory, '.tierwatch'),
    log: (line) => lines.push(line),
    extraEnvironment: { '*': { OUT: out } },
    ...others,
  })
  running.push(local)
  const dynamodb = new DynamoDBClient(local.clientConfig('dynamodb'))
  const sqs = new SQSClient(local.clientConfig('sqs'))
  const put: Run['put'] = (sk, attributes = {}) =>
    dynamodb.send(
      new PutItemCommand({
        TableName: local.outputs['Table'],
        Item: { pk: { S: 'p' }, sk: { S: sk }, ...attributes },
      }),
    )
  return { local, out, lines, directory, dynamodb, sqs, put }
}

const streamMapping = (properties: Resources = {}): Resources => ({
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: {
    EventSourceArn: { 'Fn::GetAtt': ['Table', 'StreamArn'] },
    FunctionName: { Ref: 'Worker' },
    StartingPosition: 'TRIM_HORIZON',
    BatchSize: 10,
    ...properties,
  },
})

const queueMapping = (properties: Resources = {}): Resources => ({
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: {
    EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] },
    FunctionName: { Ref: 'Worker' },
    ...properties,
  },
})

const queue = (properties: Resources = {}): Resources => ({ Type: 'AWS::SQS::Queue', Properties: properties })
const redrive = (maxReceiveCount: number): Resources => ({
  RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount },
})

const bodies = async ({ local, sqs }: Run, name: string): Promise<string[]> => {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: local.outputs[name], MaxNumberOfMessages: 10 }),
  )
  return Messages.map((message) => message.Body ?? '')
}

/** A stream that already holds records when its mapping starts: what comes in one batch is then certain. */
const withRecords = async (resources: Resources, names: string[], outputs = ['Table']): Promise<Run> => {
  const directory = temporaryDirectory()
  const before = await run({ Table: table() }, { directory, outputs: ['Table'] })
  for (const name of names) await before.put(name)
  await before.local.stop()
  return run({ Table: table(), ...resources }, { directory, outputs })
}

describe('streams', () => {
  it('bring filtered records to a function, in order, within milliseconds once warm', async () => {
    const test = await run(
      {
        Table: table(),
        Worker: lambda('echo'),
        Mapping: streamMapping({
          FilterCriteria: {
            Filters: [
              { Pattern: '{"eventName":["INSERT"],"dynamodb":{"NewImage":{"sk":{"S":[{"prefix":"CS#"}]}}}}' },
            ],
          },
        }),
      },
      { outputs: ['Table'] },
    )
    const { local, put, out } = test
    await put('CS#1', { note: { S: 'x' } })
    await put('V#1')
    await put('CS#2')
    await put('CS#2', { note: { S: 'a second write is no INSERT' } })
    await local.idle()
    interface Event {
      Records: {
        eventSourceARN: string
        dynamodb: { NewImage: Record<string, { S: string }>; SequenceNumber: string }
      }[]
    }
    const records = written<Event>(out).flatMap((event) => event.Records)
    expect(records.map((record) => record.dynamodb.NewImage['sk']?.S)).toEqual(['CS#1', 'CS#2'])
    expect(records[0]).toMatchObject({
      eventSource: 'aws:dynamodb',
      awsRegion: 'us-east-1',
      dynamodb: {
        Keys: { pk: { S: 'p' }, sk: { S: 'CS#1' } },
        NewImage: { note: { S: 'x' } },
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
    })
    expect(records[0]?.eventSourceARN).toMatch(/^arn:aws:dynamodb:us-east-1:000000000000:table\/.*\/stream\//)

    const times: number[] = []
    for (const sk of ['CS#3', 'CS#4', 'CS#5', 'CS#6', 'CS#7']) {
      const before = written(out).length
      const began = performance.now()
      await put(sk)
      await expect.poll(() => written(out).length, { interval: 1, timeout: 10_000 }).toBe(before + 1)
      times.push(performance.now() - began)
    }
    // Some 3 ms on an idle machine; the fallback, a poll, would take a second each time, for its wait begins when the record
    // before was read.
    expect(Math.min(...times)).toBeLessThan(700)
  })

  it('repeat from the first record that was reported as failed', async () => {
    const { local, out } = await withRecords(
      {
        Worker: lambda('partial'),
        Mapping: streamMapping({ FunctionResponseTypes: ['ReportBatchItemFailures'] }),
      },
      ['a', 'b', 'flaky', 'c'],
    )
    await local.idle()
    expect(written(out)).toEqual([
      ['a', 'b', 'flaky', 'c'],
      ['flaky', 'c'],
    ])
  })

  it('split a batch until the poison is alone, and send that to the on-failure destination', async () => {
    const test = await withRecords(
      {
        Worker: lambda('whole'),
        Dead: queue(),
        Mapping: streamMapping({
          BisectBatchOnFunctionError: true,
          MaximumRetryAttempts: 1,
          DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Dead', 'Arn'] } } },
        }),
      },
      ['a', 'b', 'poison', 'c', 'd', 'e'],
      ['Dead'],
    )
    await test.local.idle()
    expect(written<string[]>(test.out)).toEqual([['a'], ['b'], ['c', 'd', 'e']])
    expect(test.local.deadLetters()).toEqual([{ queue: expect.stringContaining('Dead'), count: 1 }])
    const [letter = ''] = await bodies(test, 'Dead')
    expect(JSON.parse(letter)).toMatchObject({
      requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 2 },
      DDBStreamBatchInfo: { batchSize: 1 },
    })
  })

  it('give up the rest of a batch that cannot be split, and go on behind it', async () => {
    const test = await withRecords(
      {
        Worker: lambda('partial'),
        Dead: queue(),
        Mapping: streamMapping({
          BatchSize: 4,
          FunctionResponseTypes: ['ReportBatchItemFailures'],
          MaximumRetryAttempts: 1,
          DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Dead', 'Arn'] } } },
        }),
      },
      ['a', 'poison', 'b', 'c', 'd'],
      ['Dead'],
    )
    await test.local.idle()
    expect(written(test.out)).toEqual([
      ['a', 'poison', 'b', 'c'],
      ['poison', 'b', 'c'],
      ['poison', 'b', 'c'],
      ['d'],
    ])
    const [letter = ''] = await bodies(test, 'Dead')
    expect(JSON.parse(letter)).toMatchObject({ DDBStreamBatchInfo: { batchSize: 3 } })
  })

  it('collect a batch in a window', async () => {
    const test = await run(
      {
        Table: table(),
        Worker: lambda('whole'),
        Mapping: streamMapping({ MaximumBatchingWindowInSeconds: 1 }),
      },
      { outputs: ['Table'] },
    )
    const began = Date.now()
    for (const sk of ['a', 'b', 'c']) await test.put(sk)
    await test.local.idle()
    expect(Date.now() - began).toBeGreaterThanOrEqual(950)
    expect(written<string[]>(test.out)[0]?.length).toBeGreaterThan(1)
    expect(written<string[]>(test.out).flat()).toEqual(['a', 'b', 'c'])
  })

  it('start from now on with LATEST, and remember that', async () => {
    const directory = temporaryDirectory()
    const before = await run({ Table: table() }, { directory, outputs: ['Table'] })
    await before.put('old')
    await before.local.stop()
    const resources = {
      Table: table(),
      Worker: lambda('whole'),
      Mapping: streamMapping({ StartingPosition: 'LATEST' }),
    }
    const first = await run(resources, { directory, outputs: ['Table'] })
    await first.put('new')
    await first.local.idle()
    expect(written(first.out)).toEqual([['new']])
  })
})

describe('queues', () => {
  it('retry what was reported as failed, and the poison ends in the dead-letter queue', async () => {
    const test = await run(
      {
        Dead: queue(),
        Queue: queue(redrive(3)),
        Worker: lambda('partial'),
        Mapping: queueMapping({ FunctionResponseTypes: ['ReportBatchItemFailures'] }),
      },
      { outputs: ['Queue', 'Dead'] },
    )
    for (const MessageBody of ['a', 'flaky', 'poison', 'b']) {
      await test.sqs.send(new SendMessageCommand({ QueueUrl: test.local.outputs['Queue'], MessageBody }))
    }
    await test.local.idle()
    const seen = written<string[]>(test.out).flat()
    expect(seen.filter((name) => name === 'a')).toHaveLength(1)
    expect(seen.filter((name) => name === 'b')).toHaveLength(1)
    expect(seen.filter((name) => name === 'poison')).toHaveLength(3)
    expect(await bodies(test, 'Dead')).toEqual(['poison'])
    expect(test.local.deadLetters()).toEqual([{ queue: expect.stringContaining('Dead'), count: 1 }])
  })

  it('delete what the filter does not want', async () => {
    const test = await run(
      {
        Queue: queue(),
        Worker: lambda('echo'),
        Mapping: queueMapping({ FilterCriteria: { Filters: [{ Pattern: '{"body":{"kind":["alert"]}}' }] } }),
      },
      { outputs: ['Queue'] },
    )
    for (const MessageBody of ['{"kind":"alert"}', '{"kind":"other"}', 'plain']) {
      await test.sqs.send(
        new SendMessageCommand({
          QueueUrl: test.local.outputs['Queue'],
          MessageBody,
          MessageAttributes: { severity: { DataType: 'String', StringValue: 'high' } },
        }),
      )
    }
    await test.local.idle()
    const records = written<{ Records: unknown[] }>(test.out).flatMap((event) => event.Records)
    expect(records).toEqual([
      expect.objectContaining({
        body: '{"kind":"alert"}',
        eventSource: 'aws:sqs',
        attributes: expect.objectContaining({ ApproximateReceiveCount: '1' }),
        messageAttributes: { severity: expect.objectContaining({ stringValue: 'high', dataType: 'String' }) },
      }),
    ])
  })

  it('gather a large batch in a window', async () => {
    const test = await run(
      {
        Queue: queue(),
        Worker: lambda('whole'),
        Mapping: queueMapping({ BatchSize: 25, MaximumBatchingWindowInSeconds: 1 }),
      },
      { outputs: ['Queue'] },
    )
    const names = Array.from({ length: 25 }, (_, at) => `m${at}`)
    await Promise.all(
      names.map((MessageBody) =>
        test.sqs.send(new SendMessageCommand({ QueueUrl: test.local.outputs['Queue'], MessageBody })),
      ),
    )
    await test.local.idle()
    const batches = written<string[]>(test.out)
    expect(batches.flat().sort()).toEqual([...names].sort())
    expect(Math.max(...batches.map((batch) => batch.length))).toBeGreaterThan(10)
  })
})

describe('functions', () => {
  it('are invoked through the Lambda API', async () => {
    const test = await run(
      {
        Worker: lambda('echo'),
        Broken: lambda('fails'),
        Off: lambda('echo', { ReservedConcurrentExecutions: 0 }),
      },
      { outputs: ['Worker', 'Broken', 'Off'] },
    )
    const client = new LambdaClient({ ...test.local.clientConfig('lambda'), maxAttempts: 1 })
    const call = (name: string, parts: object = {}) =>
      client.send(
        new InvokeCommand({
          FunctionName: test.local.outputs[name] ?? name,
          Payload: JSON.stringify({ a: 1 }),
          ...parts,
        }),
      )
    const good = await call('Worker')
    expect(good.StatusCode).toBe(200)
    expect(JSON.parse(good.Payload?.transformToString() ?? '')).toEqual({ echoed: { a: 1 } })
    const bad = await call('Broken')
    expect(bad.FunctionError).toBe('Unhandled')
    expect(JSON.parse(bad.Payload?.transformToString() ?? '')).toMatchObject({
      errorType: 'Error',
      errorMessage: 'never works',
    })
    expect((await call('Worker', { InvocationType: 'DryRun' })).StatusCode).toBe(204)
    expect((await call('Worker', { InvocationType: 'Event' })).StatusCode).toBe(202)
    await expect(call('Off')).rejects.toMatchObject({ name: 'TooManyRequestsException' })
    await expect(call('Absent')).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
    await expect(call('Worker', { LogType: 'Tail' })).rejects.toThrow(/LogType Tail is not supported/)
    await test.local.idle()
    expect(written(test.out)).toHaveLength(3)

    expect(await test.local.invoke('Worker', 'hello')).toEqual({ payload: { echoed: 'hello' } })
    expect((await test.local.invoke('Broken', {})).functionError).toMatchObject({
      errorMessage: 'never works',
    })
  })

  it('are not invoked by a page in a browser, which can post but not sign', async () => {
    const test = await run({ Worker: lambda('echo') }, { outputs: ['Worker'] })
    const url = `${test.local.endpoints.lambda}/2015-03-31/functions/${test.local.outputs['Worker']}/invocations`
    const refused = await fetch(url, { method: 'POST', body: '{}' })
    expect(refused.status).toBe(403)
    expect(refused.headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException')
    await test.local.idle()
    expect(written(test.out)).toEqual([])
  })

  it('are tried again when invoked asynchronously, and then give up into their destinations', async () => {
    const test = await run(
      {
        Dead: queue(),
        Failed: queue(),
        Worker: lambda('fails', { DeadLetterConfig: { TargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] } } }),
        Policy: {
          Type: 'AWS::Lambda::EventInvokeConfig',
          Properties: {
            FunctionName: { Ref: 'Worker' },
            Qualifier: '$LATEST',
            MaximumRetryAttempts: 1,
            DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Failed', 'Arn'] } } },
          },
        },
      },
      { outputs: ['Dead', 'Failed'] },
    )
    await test.local.invoke('Worker', { n: 1 }, { async: true })
    await test.local.idle()
    expect(written(test.out)).toEqual([{ n: 1 }, { n: 1 }])
    expect(await bodies(test, 'Dead')).toEqual(['{"n":1}'])
    const [record = ''] = await bodies(test, 'Failed')
    expect(JSON.parse(record)).toMatchObject({
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 2 },
      requestPayload: { n: 1 },
      responsePayload: { errorMessage: 'never works' },
    })
  })

  it('get their own extra environment, and an unknown name is refused', async () => {
    const resources = { Worker: lambda('echo'), Other: lambda('echo') }
    const directory = temporaryDirectory()
    await expect(run(resources, { directory, extraEnvironment: { Nobody: { A: '1' } } })).rejects.toThrow(
      /There is no function Nobody/,
    )
    const out = join(directory, 'special.ndjson')
    const { local } = await run(resources, { directory, extraEnvironment: { Other: { OUT: out } } })
    expect((await local.invoke('Worker', 1)).functionError).toBeDefined()
    await local.invoke('Other', 1)
    expect(written(out)).toEqual([1])
  })
})

describe('events from elsewhere', () => {
  it('a bucket notifies a function, a queue and a topic', async () => {
    const resources: Resources = {
      Queue: queue(),
      Topic: { Type: 'AWS::SNS::Topic' },
      Fanned: queue(),
      Subscription: {
        Type: 'AWS::SNS::Subscription',
        Properties: {
          TopicArn: { Ref: 'Topic' },
          Protocol: 'sqs',
          Endpoint: { 'Fn::GetAtt': ['Fanned', 'Arn'] },
          RawMessageDelivery: true,
        },
      },
      Worker: lambda('echo'),
      Bucket: {
        Type: 'AWS::S3::Bucket',
        Properties: {
          NotificationConfiguration: {
            QueueConfigurations: [
              {
                Event: 's3:ObjectCreated:*',
                Queue: { 'Fn::GetAtt': ['Queue', 'Arn'] },
                Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'queued/' }] } },
              },
            ],
            TopicConfigurations: [
              {
                Event: 's3:ObjectCreated:*',
                Topic: { Ref: 'Topic' },
                Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'fanned/' }] } },
              },
            ],
          },
        },
      },
      // What the CDK makes of `bucket.addEventNotification`.
      Notifications: {
        Type: 'Custom::S3BucketNotifications',
        Properties: {
          ServiceToken: { 'Fn::GetAtt': ['Provider', 'Arn'] },
          BucketName: { Ref: 'Bucket' },
          NotificationConfiguration: {
            LambdaFunctionConfigurations: [
              {
                Events: ['s3:ObjectCreated:*'],
                Filter: {
                  Key: {
                    FilterRules: [
                      { Name: 'suffix', Value: '.csv' },
                      { Name: 'prefix', Value: 'intake/' },
                    ],
                  },
                },
                LambdaFunctionArn: { 'Fn::GetAtt': ['Worker', 'Arn'] },
              },
            ],
          },
          Managed: true,
          SkipDestinationValidation: true,
        },
      },
      Provider: {
        Type: 'AWS::Lambda::Function',
        Properties: { Code: { ZipFile: 'import boto3' }, Handler: 'index.handler', Runtime: 'python3.13' },
      },
    }
    const test = await run(resources, { outputs: ['Bucket', 'Queue', 'Fanned'] })
    const s3 = new S3Client(test.local.clientConfig('s3'))
    const Bucket = test.local.outputs['Bucket']
    await s3.send(new PutObjectCommand({ Bucket, Key: 'intake/acme/register.csv', Body: 'supplier_id,name' }))
    for (const Key of ['queued/a', 'fanned/b', 'elsewhere/register.csv', 'intake/notes.txt']) {
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }))
    }
    // Nobody reads the two queues, so their messages keep the run from being idle.
    await expect(test.local.idle({ timeoutMs: 2_000 })).rejects.toThrow(
      /1 messages in .*Queue.*1 messages in .*Fanned/,
    )
    const event = (key: string) => ({
      Records: [
        expect.objectContaining({
          s3: expect.objectContaining({ object: expect.objectContaining({ key }) }),
        }),
      ],
    })
    expect(written(test.out)).toEqual([event('intake/acme/register.csv')])
    expect((await bodies(test, 'Queue')).map((body) => JSON.parse(body) as unknown)).toEqual([
      event('queued/a'),
    ])
    expect((await bodies(test, 'Fanned')).map((body) => JSON.parse(body) as unknown)).toEqual([
      event('fanned/b'),
    ])
  })

  it('a topic delivers to a queue by filter policy, and to a function', async () => {
    const subscription = (properties: Resources): Resources => ({
      Type: 'AWS::SNS::Subscription',
      Properties: { TopicArn: { Ref: 'Topic' }, ...properties },
    })
    const test = await run(
      {
        Topic: { Type: 'AWS::SNS::Topic' },
        Queue: queue(),
        Worker: lambda('partial'),
        Mapping: queueMapping({ FunctionResponseTypes: ['ReportBatchItemFailures'] }),
        Direct: lambda('echo'),
        ToQueue: subscription({
          Protocol: 'sqs',
          Endpoint: { 'Fn::GetAtt': ['Queue', 'Arn'] },
          RawMessageDelivery: true,
          FilterPolicy: { severity: ['high'] },
        }),
        ToFunction: subscription({ Protocol: 'lambda', Endpoint: { 'Fn::GetAtt': ['Direct', 'Arn'] } }),
      },
      { outputs: ['Topic'] },
    )
    const sns = new SNSClient(test.local.clientConfig('sns'))
    for (const severity of ['high', 'low']) {
      await sns.send(
        new PublishCommand({
          TopicArn: test.local.outputs['Topic'],
          Message: severity,
          MessageAttributes: { severity: { DataType: 'String', StringValue: severity } },
        }),
      )
    }
    await test.local.idle()
    const all = written<string[] | { Records: { Sns: { Message: string } }[] }>(test.out)
    expect(all.filter(Array.isArray)).toEqual([['high']])
    const direct = all.flatMap((line) =>
      Array.isArray(line) ? [] : line.Records.map((record) => record.Sns.Message),
    )
    expect(direct.sort()).toEqual(['high', 'low'])
  })

  it('a schedule invokes its function when fired', async () => {
    const test = await run({
      Worker: lambda('echo'),
      Group: { Type: 'AWS::Scheduler::ScheduleGroup', Properties: { Name: 'checks' } },
      Hourly: {
        Type: 'AWS::Scheduler::Schedule',
        Properties: {
          GroupName: { Ref: 'Group' },
          ScheduleExpression: 'rate(1 hour)',
          FlexibleTimeWindow: { Mode: 'OFF' },
          State: 'DISABLED',
          Target: {
            Arn: { 'Fn::GetAtt': ['Worker', 'Arn'] },
            RoleArn: 'arn:aws:iam::000000000000:role/none',
            Input: '{"source":"ofac-sdn","at":"<aws.scheduler.scheduled-time>"}',
          },
        },
      },
    })
    expect(test.local.schedules['Hourly']).toMatchObject({ expression: 'rate(1 hour)', enabled: false })
    await test.local.schedules['Hourly']?.fire({ at: '2026-03-01T00:00:00Z' })
    await test.local.idle()
    await test.local.schedules['Hourly']?.fire()
    await test.local.idle()
    expect(written(test.out)).toEqual([
      { source: 'ofac-sdn', at: '2026-03-01T00:00:00Z' },
      { source: 'ofac-sdn', at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) },
    ])
  })
})

describe('schedules that run by themselves', () => {
  it('fire at a rate from the start on, unless they are disabled', async () => {
    const schedule = (State: string, name: string): Resources => ({
      Type: 'AWS::Scheduler::Schedule',
      Properties: {
        ScheduleExpression: 'rate(1 day)',
        FlexibleTimeWindow: { Mode: 'OFF' },
        State,
        Target: { Arn: { 'Fn::GetAtt': ['Worker', 'Arn'] }, RoleArn: 'x', Input: JSON.stringify({ name }) },
      },
    })
    const test = await run(
      { Worker: lambda('echo'), On: schedule('ENABLED', 'on'), Off: schedule('DISABLED', 'off') },
      { schedules: 'run' },
    )
    await expect.poll(() => written(test.out), { timeout: 10_000 }).toEqual([{ name: 'on' }])
  })
})

describe('a second start on the same state', () => {
  const resources = { Table: table(), Worker: lambda('whole'), Mapping: streamMapping() }

  it('finds everything, reads on where it was, and adds what is new', async () => {
    const directory = temporaryDirectory()
    const first = await run(resources, { directory, outputs: ['Table'] })
    await first.put('one')
    await first.local.idle()
    expect(existsSync(join(directory, '.tierwatch', 'running.json'))).toBe(true)
    await first.local.stop()
    expect(existsSync(join(directory, '.tierwatch', 'running.json'))).toBe(false)

    const second = await run({ ...resources, Queue: queue() }, { directory, outputs: ['Table', 'Queue'] })
    expect(second.local.outputs['Table']).toBe(first.local.outputs['Table'])
    await second.put('two')
    await second.local.idle()
    expect(written(second.out)).toEqual([['one'], ['two']])
    await second.sqs.send(
      new SendMessageCommand({ QueueUrl: second.local.outputs['Queue'], MessageBody: 'x' }),
    )
    expect(await bodies(second, 'Queue')).toEqual(['x'])
  })

  it('changes a queue, and says how to start over where a table cannot change', async () => {
    const directory = temporaryDirectory()
    const first = await run({ Table: table(), Queue: queue({ VisibilityTimeout: 30 }) }, { directory })
    await first.local.stop()
    const changed = await run({ Table: table(), Queue: queue({ VisibilityTimeout: 60 }) }, { directory })
    await changed.local.stop()
    const otherKey = table({
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    })
    await expect(run({ Table: otherKey }, { directory })).rejects.toMatchObject({
      message: expect.stringMatching(/Pipe\/Table .*AttributeDefinitions, KeySchema changed/),
      nextStep: `Start over: rm -r ${join(directory, '.tierwatch')}`,
    })
  })

  it('takes up asynchronous invocations that the first one left behind', async () => {
    const directory = temporaryDirectory()
    const first = await run({ Worker: lambda('echo', { ReservedConcurrentExecutions: 0 }) }, { directory })
    await first.local.invoke('Worker', { n: 1 }, { async: true })
    await expect(first.local.idle({ timeoutMs: 100 })).rejects.toThrow(/1 asynchronous invocations of Worker/)
    await first.local.stop()
    const second = await run({ Worker: lambda('echo') }, { directory })
    await second.local.idle()
    expect(written(second.out)).toEqual([{ n: 1 }])
  })

  it('ends a subscription that is gone from the template', async () => {
    const directory = temporaryDirectory()
    const parts: Resources = { Topic: { Type: 'AWS::SNS::Topic' }, Queue: queue() }
    const Subscription = {
      Type: 'AWS::SNS::Subscription',
      Properties: {
        TopicArn: { Ref: 'Topic' },
        Protocol: 'sqs',
        Endpoint: { 'Fn::GetAtt': ['Queue', 'Arn'] },
      },
    }
    const first = await run({ ...parts, Subscription }, { directory, outputs: ['Topic', 'Queue'] })
    await first.local.stop()
    const second = await run(parts, { directory, outputs: ['Topic', 'Queue'] })
    const sns = new SNSClient(second.local.clientConfig('sns'))
    await sns.send(new PublishCommand({ TopicArn: second.local.outputs['Topic'], Message: 'x' }))
    await second.local.idle()
    expect(await bodies(second, 'Queue')).toEqual([])
  })

  it('is refused while the first one runs', async () => {
    const directory = temporaryDirectory()
    await run({ Queue: queue() }, { directory })
    await expect(run({ Queue: queue() }, { directory })).rejects.toThrow(/runner\.sqlite cannot be opened/)
  })
})
