import { join } from 'node:path'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { afterEach, expect, test } from 'vitest'
import type { LocalAws } from '../../../../infra/local/runner/start-local.ts'
import { startLocal } from '../../../../infra/local/runner/start-local.ts'
import { lambda, temporaryDirectory, writeAssembly } from './support/assembly.ts'
import { handlers, written } from './support/handlers.ts'

const running: LocalAws[] = []
afterEach(async () => {
  for (const local of running.splice(0)) await local.stop()
})

const run = async (directory: string, resources: Record<string, unknown>) => {
  const assembly = writeAssembly(
    join(directory, 'cdk.out'),
    { Pipe: { template: { Resources: resources } } },
    handlers,
  )
  const out = join(directory, 'out.ndjson')
  const local = await startLocal({
    assembly,
    stateDirectory: join(directory, '.tierwatch'),
    extraEnvironment: { '*': { OUT: out } },
  })
  running.push(local)
  return { local, out }
}

test('events of a bus reach functions, queues and topics by its rules, until a rule is gone', async () => {
  const directory = temporaryDirectory()
  const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] })
  const rule = (pattern: unknown, ...targets: unknown[]) => ({
    Type: 'AWS::Events::Rule',
    Properties: {
      EventBusName: { Ref: 'Bus' },
      EventPattern: pattern,
      Targets: targets.map((Arn, at) => ({ Id: `T${at}`, Arn, DeadLetterConfig: { Arn: arn('Dead') } })),
    },
  })
  const base = {
    Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'tierwatch-test' } },
    Worker: lambda('echo'),
    Failing: lambda('fails'),
    Queue: { Type: 'AWS::SQS::Queue', Properties: {} },
    Dead: { Type: 'AWS::SQS::Queue', Properties: {} },
    Topic: { Type: 'AWS::SNS::Topic', Properties: {} },
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { EventSourceArn: arn('Queue'), FunctionName: { Ref: 'Worker' } },
    },
    Subscription: {
      Type: 'AWS::SNS::Subscription',
      Properties: { TopicArn: { Ref: 'Topic' }, Protocol: 'lambda', Endpoint: arn('Worker') },
    },
    BusPolicy: { Type: 'AWS::Events::EventBusPolicy', Properties: { StatementId: 'x' } },
  }
  const all = rule({ source: ['tierwatch'] }, arn('Worker'), arn('Queue'), { Ref: 'Topic' })
  const first = await run(directory, { ...base, All: all })
  const put = async (local: LocalAws, detail: string) => {
    const client = new EventBridgeClient(local.clientConfig('eventbridge'))
    const Detail = JSON.stringify({ detail })
    await client.send(
      new PutEventsCommand({
        Entries: [
          { EventBusName: 'tierwatch-test', Source: 'tierwatch', DetailType: 'match.opened', Detail },
        ],
      }),
    )
    client.destroy()
    await local.idle()
  }
  await put(first.local, 'one')
  expect(written(first.out).map((event) => JSON.stringify(event).includes('one'))).toEqual([true, true, true])
  expect(first.local.deadLetters()).toEqual([expect.objectContaining({ count: 0 })])
  await first.local.stop()

  const narrow = rule({ 'detail-type': ['match.opened'] }, arn('Worker'))
  const second = await run(directory, { ...base, Narrow: narrow })
  await put(second.local, 'two')
  const texts = written(second.out).map((event) => JSON.stringify(event))
  expect(texts.filter((text) => text.includes('two'))).toHaveLength(1)
})
