import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { startLocal } from '../../../../infra/local/runner/start-local.ts'
import { lambda, table, temporaryDirectory, writeAssembly } from './support/assembly.ts'
import { handlers } from './support/handlers.ts'

const start = (template: Record<string, unknown>) => {
  const directory = temporaryDirectory()
  const assembly = writeAssembly(join(directory, 'cdk.out'), { Pipe: { template } }, handlers)
  return startLocal({ assembly, stateDirectory: join(directory, '.tierwatch') })
}

const queue = (properties: Record<string, unknown> = {}) => ({
  Type: 'AWS::SQS::Queue',
  Properties: properties,
})
const mapping = (properties: Record<string, unknown>) => ({
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: {
    EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] },
    FunctionName: { Ref: 'Worker' },
    ...properties,
  },
})

describe('what the runner does not know is refused by name', () => {
  it.each<[string, Record<string, unknown>, RegExp]>([
    [
      'a resource type',
      { Machine: { Type: 'AWS::StepFunctions::StateMachine' } },
      /Pipe\/Machine \(AWS::StepFunctions::StateMachine\): the resource type AWS::StepFunctions::StateMachine is not implemented/,
    ],
    [
      'a property',
      { Worker: lambda('echo', { VpcConfig: { SubnetIds: [] } }) },
      /Pipe\/Worker \(AWS::Lambda::Function\): the property VpcConfig is not implemented/,
    ],
    [
      'a nested property',
      {
        Table: table({ Replicas: [{ Region: 'us-east-1', KinesisStreamSpecification: { StreamArn: 'x' } }] }),
      },
      /Pipe\/Table \(AWS::DynamoDB::GlobalTable\): the property Replicas\.0\.KinesisStreamSpecification is not implemented/,
    ],
    [
      'a property of an event source mapping',
      { Queue: queue(), Worker: lambda('echo'), Mapping: mapping({ TumblingWindowInSeconds: 5 }) },
      /Pipe\/Mapping .*: the property TumblingWindowInSeconds is not implemented/,
    ],
    [
      'a value',
      { Worker: lambda('echo', { PackageType: 'Image' }) },
      /Pipe\/Worker .*: this value of the property PackageType is not implemented locally|this value of the property PackageType: only Zip/,
    ],
    [
      'another runtime',
      { Worker: lambda('echo', { Runtime: 'python3.13' }) },
      /property Runtime .*only Node\.js runs here/,
    ],
    [
      'an intrinsic function',
      { Queue: queue({ QueueName: { 'Fn::Base64': 'x' } }) },
      /Pipe\/Queue \(AWS::SQS::Queue\)\.QueueName: the intrinsic function Fn::Base64 is not implemented/,
    ],
    [
      'an attribute',
      { Queue: queue(), Other: queue({ QueueName: { 'Fn::GetAtt': ['Queue', 'Colour'] } }) },
      /Pipe\/Queue \(AWS::SQS::Queue\): the attribute Colour is not implemented/,
    ],
    [
      'a second region',
      { Table: table({ Replicas: [{ Region: 'us-east-1' }, { Region: 'eu-west-1' }] }) },
      /Replicas\.1\.Region: only us-east-1/,
    ],
    ['a FIFO queue', { Queue: queue({ FifoQueue: true }) }, /the property FifoQueue is not implemented/],
    [
      'an event source',
      {
        Worker: lambda('echo'),
        Mapping: mapping({ EventSourceArn: 'arn:aws:kinesis:us-east-1:000000000000:stream/x' }),
      },
      /the event source arn:aws:kinesis/,
    ],
    [
      'a schedule target',
      {
        Daily: {
          Type: 'AWS::Scheduler::Schedule',
          Properties: {
            ScheduleExpression: 'rate(1 day)',
            FlexibleTimeWindow: { Mode: 'OFF' },
            Target: { Arn: 'arn:aws:scheduler:::aws-sdk:ecs:runTask', RoleArn: 'x' },
          },
        },
      },
      /the target arn:aws:scheduler:::aws-sdk:ecs:runTask/,
    ],
  ])('%s', async (_name, Resources, message) => {
    await expect(start({ Resources })).rejects.toThrow(message)
  })
})

describe('what AWS would refuse is refused here', () => {
  it.each<[string, Record<string, unknown>, RegExp]>([
    [
      'a queue that shows messages again before its function can be done',
      {
        Queue: queue({ VisibilityTimeout: 10 }),
        Worker: lambda('echo', { Timeout: 60 }),
        Mapping: mapping({}),
      },
      /visibility timeout \(10 s\) is less than the function's timeout \(60 s\)/,
    ],
    [
      'a large batch without a window',
      { Queue: queue(), Worker: lambda('echo'), Mapping: mapping({ BatchSize: 100 }) },
      /needs MaximumBatchingWindowInSeconds/,
    ],
    [
      'a setting for streams on a queue',
      { Queue: queue(), Worker: lambda('echo'), Mapping: mapping({ BisectBatchOnFunctionError: true }) },
      /BisectBatchOnFunctionError is for streams/,
    ],
    [
      'more concurrent batches of a shard than AWS allows',
      {
        Table: table(),
        Worker: lambda('echo'),
        Mapping: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: {
            EventSourceArn: { 'Fn::GetAtt': ['Table', 'StreamArn'] },
            FunctionName: { Ref: 'Worker' },
            StartingPosition: 'LATEST',
            ParallelizationFactor: 11,
          },
        },
      },
      /ParallelizationFactor is a whole number from 1 to 10/,
    ],
    [
      'a function that runs for longer than functions may',
      { Worker: lambda('echo', { Timeout: 901 }) },
      /Pipe\/Worker .*: Timeout is from 1 to 900, not 901/,
    ],
    [
      'a function of more memory than there is',
      { Worker: lambda('echo', { MemorySize: 10_241 }) },
      /MemorySize is from 128 to 10240, not 10241/,
    ],
    [
      'an environment of more than 4 KB',
      { Worker: lambda('echo', { Environment: { Variables: { LONG: 'x'.repeat(4090) } } }) },
      /the environment has 4101 bytes, of at most 4096/,
    ],
    [
      'a variable that Lambda sets',
      { Worker: lambda('echo', { Environment: { Variables: { AWS_REGION: 'eu-west-1' } } }) },
      /Lambda itself sets the variable AWS_REGION/,
    ],
    [
      'a reference to nothing',
      { Queue: queue({ QueueName: { Ref: 'Nothing' } }) },
      /Pipe\/Nothing: there is no such/,
    ],
    [
      'a circle',
      { A: queue({ QueueName: { 'Fn::GetAtt': ['B', 'QueueName'] } }), B: { ...queue(), DependsOn: ['A'] } },
      /it depends on itself/,
    ],
  ])('%s', async (_name, Resources, message) => {
    await expect(start({ Resources })).rejects.toThrow(message)
  })

  it('a condition that is false leaves its resource out, and nothing may refer to it', async () => {
    const template = (outputs: Record<string, unknown>) => ({
      Conditions: { Never: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] } },
      Resources: { Queue: queue(), Extra: { ...queue(), Condition: 'Never' } },
      Outputs: outputs,
    })
    const local = await start(
      template({ Queue: { Value: { Ref: 'Queue' } }, None: { Condition: 'Never', Value: { Ref: 'Extra' } } }),
    )
    expect(Object.keys(local.outputs).sort()).toEqual(['Pipe.Queue', 'Queue'])
    await local.stop()
    await expect(start(template({ None: { Value: { Ref: 'Extra' } } }))).rejects.toThrow(
      /its condition is false/,
    )
  })

  it('an app that was synthesised for another account', async () => {
    const directory = temporaryDirectory()
    const assembly = writeAssembly(join(directory, 'cdk.out'), { Pipe: { template: { Resources: {} } } })
    const { readFileSync, writeFileSync } = await import('node:fs')
    const manifest = join(assembly, 'manifest.json')
    const other = readFileSync(manifest, 'utf8').replace(
      'aws://unknown-account/unknown-region',
      'aws://123456789012/eu-west-1',
    )
    writeFileSync(manifest, other)
    await expect(startLocal({ assembly, stateDirectory: join(directory, '.tierwatch') })).rejects.toThrow(
      /synthesised for aws:\/\/123456789012\/eu-west-1/,
    )
  })
})
