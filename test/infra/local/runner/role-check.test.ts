import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { afterEach, expect, test } from 'vitest'
import type { LocalAws } from '../../../../infra/local/runner/start-local.ts'
import { deniedCallsFile, startLocal } from '../../../../infra/local/runner/start-local.ts'
import { eventually } from '../wire/support.ts'
import { lambda, table, temporaryDirectory, writeAssembly } from './support/assembly.ts'

const running: LocalAws[] = []
afterEach(async () => {
  for (const local of running.splice(0)) await local.stop()
})

/**
 * Calls services as the event says. Without the SDK, which no bundle of the test brings: the requests are those that
 * the SDK would send, signed with the function's own key id.
 */
const caller = `
const sign = { authorization: 'AWS4-HMAC-SHA256 Credential=' + process.env.AWS_ACCESS_KEY_ID + '/20261102/us-east-1/x/aws4_request, SignedHeaders=host, Signature=x' }
export const handler = async ({ calls }) => {
  const answers = []
  for (const [service, method, path, target, body] of calls) {
    const url = process.env['AWS_ENDPOINT_URL_' + service] + path
    const headers = { ...sign, ...(target && { 'x-amz-target': target }) }
    const response = await fetch(url, { method, headers, body: body && JSON.stringify(body) })
    answers.push(response.status)
  }
  return answers
}`

const dynamodb = (operation: string, body: object) => [
  'DYNAMODB',
  'POST',
  '/',
  `DynamoDB_20120810.${operation}`,
  body,
]
const key = (pk: string) => ({ pk: { S: pk }, sk: { S: 'x' } })
const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] })

const statement = (action: string | string[], resource: unknown, condition?: object) => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
  ...(condition && { Condition: condition }),
})

const run = async (statements: object[], more: Record<string, unknown> = {}) => {
  const directory = temporaryDirectory()
  const resources = {
    Table: table({
      Replicas: [{ Region: { Ref: 'AWS::Region' }, SSESpecification: { KMSMasterKeyId: arn('Key') } }],
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
    }),
    Key: { Type: 'AWS::KMS::Key', Properties: {} },
    Bucket: { Type: 'AWS::S3::Bucket', Properties: {} },
    Queue: { Type: 'AWS::SQS::Queue', Properties: {} },
    Logs: { Type: 'AWS::Logs::LogGroup', Properties: {} },
    Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } },
    Policy: {
      Type: 'AWS::IAM::Policy',
      Properties: {
        PolicyName: 'Own',
        Roles: [{ Ref: 'Role' }],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            { Sid: 'Logs', ...statement(['logs:CreateLogStream', 'logs:PutLogEvents'], arn('Logs')) },
            ...statements,
          ],
        },
      },
    },
    Worker: lambda('caller', { Role: arn('Role'), LoggingConfig: { LogGroup: { Ref: 'Logs' } } }),
    ...more,
  }
  const Outputs = {
    Table: { Value: { Ref: 'Table' } },
    Bucket: { Value: { Ref: 'Bucket' } },
    ...('Topic' in more && { Topic: { Value: { Ref: 'Topic' } } }),
  }
  const assembly = writeAssembly(
    join(directory, 'cdk.out'),
    { Pipe: { template: { Resources: resources, Outputs } } },
    { caller },
  )
  const stateDirectory = join(directory, '.tierwatch')
  const local = await startLocal({ assembly, stateDirectory })
  running.push(local)
  const call = async (...calls: unknown[]) => (await local.invoke('Worker', { calls })).payload
  const denied = () => local.deniedCalls().map(({ caller: who, action, why }) => [who, action, why])
  return { local, call, denied, stateDirectory }
}

const useKey = statement('kms:Decrypt', arn('Key'), {
  StringEquals: { 'kms:ViaService': 'dynamodb.us-east-1.amazonaws.com' },
})
const customersOnly = {
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['C#*'] },
  Null: { 'dynamodb:LeadingKeys': 'false' },
}

test('calls that the role allows leave no trace; others are done, and noted once', async () => {
  const { local, call, denied, stateDirectory } = await run([
    statement(['dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:BatchGetItem'], arn('Table'), customersOnly),
    useKey,
  ])
  const TableName = local.outputs['Table']
  const query = (pk: string) =>
    dynamodb('Query', {
      TableName,
      KeyConditionExpression: '#p = :p',
      FilterExpression: 'a = :a',
      ExpressionAttributeNames: { '#p': 'pk' },
      ExpressionAttributeValues: { ':p': { S: pk }, ':a': { S: 'x' } },
    })
  const fine = [
    dynamodb('PutItem', { TableName, Item: key('C#1') }),
    dynamodb('TransactWriteItems', { TransactItems: [{ Put: { TableName, Item: key('C#2') } }] }),
    query('C#1'),
    dynamodb('BatchGetItem', { RequestItems: { [TableName ?? '']: { Keys: [key('C#1'), key('C#2')] } } }),
  ]
  expect(await call(...fine)).toEqual([200, 200, 200, 200])
  expect(denied()).toEqual([])

  const notFine = [
    dynamodb('PutItem', { TableName, Item: key('K#1') }),
    query('K#1'),
    dynamodb('BatchGetItem', { RequestItems: { [TableName ?? '']: { Keys: [key('C#1'), key('K#1')] } } }),
    dynamodb('Scan', { TableName }),
    dynamodb('TransactWriteItems', { TransactItems: [{ Delete: { TableName, Key: key('C#2') } }] }),
  ]
  expect(await call(...notFine, ...notFine.slice(0, 1))).toEqual([200, 200, 200, 200, 200, 200])
  const why = 'no statement of the role allows it'
  expect(denied()).toEqual([
    ['Worker', 'dynamodb:PutItem', why],
    ['Worker', 'dynamodb:Query', why],
    ['Worker', 'dynamodb:BatchGetItem', why],
    ['Worker', 'dynamodb:Scan', why],
    ['Worker', 'dynamodb:DeleteItem', why],
  ])
  expect(local.deniedCalls()[0]).toMatchObject({ count: 2, context: { 'dynamodb:LeadingKeys': ['K#1'] } })
  const lines = readFileSync(join(stateDirectory, deniedCallsFile), 'utf8').trim().split('\n')
  expect(lines).toHaveLength(5)
})

test('the key of an encrypted table is needed as well', async () => {
  const { local, call, denied } = await run([statement('dynamodb:PutItem', arn('Table'))])
  await call(dynamodb('PutItem', { TableName: local.outputs['Table'], Item: key('C#1') }))
  expect(denied()).toEqual([['Worker', 'kms:Decrypt', 'no statement of the role allows it']])
})

test('objects: each kind of call, and listing, without which a missing object reads as 403', async () => {
  const { local, call, denied } = await run([
    statement(['s3:GetObject', 's3:PutObject'], { 'Fn::Sub': '${Bucket.Arn}/docs/*' }),
  ])
  const at = (path: string) => `/${local.outputs['Bucket']}/${path}`
  await call(['S3', 'PUT', at('docs/a b'), '', {}], ['S3', 'GET', at('docs/a%20b')])
  expect(denied()).toEqual([])
  await call(
    ['S3', 'GET', at('docs/none')],
    ['S3', 'PUT', at('other'), '', {}],
    ['S3', 'DELETE', at('docs/a%20b')],
  )
  expect(denied().map(([, action]) => action)).toEqual(['s3:ListBucket', 's3:PutObject', 's3:DeleteObject'])
})

test('what AWS does in a role’s name, or in its own, is checked as well', async () => {
  const { local, denied } = await run([], {
    Work: { Type: 'AWS::SQS::Queue', Properties: {} },
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { EventSourceArn: arn('Work'), FunctionName: { Ref: 'Worker' } },
    },
    SchedulerRole: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } },
    Hourly: {
      Type: 'AWS::Scheduler::Schedule',
      Properties: {
        ScheduleExpression: 'rate(1 hour)',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: { Arn: arn('Worker'), RoleArn: arn('SchedulerRole') },
      },
    },
    Topic: { Type: 'AWS::SNS::Topic', Properties: {} },
    Subscription: {
      Type: 'AWS::SNS::Subscription',
      Properties: { TopicArn: { Ref: 'Topic' }, Protocol: 'sqs', Endpoint: arn('Queue') },
    },
  })
  const none = 'no statement of the role allows it'
  expect(denied()).toEqual([
    ['Worker', 'sqs:ReceiveMessage', none],
    ['Worker', 'sqs:DeleteMessage', none],
    ['Worker', 'sqs:GetQueueAttributes', none],
    ['schedule Hourly', 'lambda:InvokeFunction', none],
  ])
  const sns = new SNSClient(local.clientConfig('sns'))
  await sns.send(new PublishCommand({ TopicArn: local.outputs['Topic'], Message: 'x' }))
  // Nobody reads the queue: the run never is idle.
  await eventually('delivered', () => denied().length > 4)
  sns.destroy()
  expect(denied().slice(4)).toEqual([
    [
      `sns.amazonaws.com for ${local.outputs['Topic']}`,
      'sqs:SendMessage',
      'the resource’s policy does not allow it to sns.amazonaws.com',
    ],
  ])
})
