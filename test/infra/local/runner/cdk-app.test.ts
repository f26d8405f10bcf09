import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { App, CfnOutput, Duration, RemovalPolicy, Stack, Stage } from 'aws-cdk-lib'
import { Alarm, Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { AttributeType, StreamViewType, TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { Key } from 'aws-cdk-lib/aws-kms'
import {
  Code,
  FilterCriteria,
  FilterRule,
  Function as Lambda,
  Runtime,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda'
import { DynamoEventSource, SqsDlq, SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import { BlockPublicAccess, Bucket, EventType } from 'aws-cdk-lib/aws-s3'
import { LambdaDestination } from 'aws-cdk-lib/aws-s3-notifications'
import {
  ContextAttribute,
  Schedule,
  ScheduleExpression,
  ScheduleTargetInput,
} from 'aws-cdk-lib/aws-scheduler'
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets'
import { Queue } from 'aws-cdk-lib/aws-sqs'
import { PutItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import type { Construct } from 'constructs'
import { expect, it } from 'vitest'
import { startLocal } from '../../../../infra/local/runner/start-local.ts'
import { temporaryDirectory } from './support/assembly.ts'
import { handlers, written } from './support/handlers.ts'

/** Two stacks with what the real app has of each kind. */
const addStacks = (scope: Construct, codeDirectory: string): Construct[] => {
  const data = new Stack(scope, 'Data')
  const pipeline = new Stack(scope, 'Pipeline')
  const key = new Key(data, 'Key', { enableKeyRotation: true })
  const lists = new TableV2(data, 'Lists', {
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    sortKey: { name: 'sk', type: AttributeType.STRING },
    dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
    timeToLiveAttribute: 'expires',
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: true,
  })
  const evidence = new Bucket(data, 'Evidence', {
    versioned: true,
    objectLockEnabled: true,
    enforceSSL: true,
    encryptionKey: key,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    lifecycleRules: [{ expiration: Duration.days(30) }],
  })
  const intake = new Bucket(pipeline, 'Intake', {
    removalPolicy: RemovalPolicy.DESTROY,
    autoDeleteObjects: true,
  })
  const dead = new Queue(pipeline, 'Dead', { enforceSSL: true, encryptionMasterKey: key })
  const work = new Queue(pipeline, 'Work', {
    visibilityTimeout: Duration.seconds(60),
    deadLetterQueue: { queue: dead, maxReceiveCount: 3 },
  })
  const makeFunction = (id: string): Lambda =>
    new Lambda(pipeline, id, {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromAsset(codeDirectory),
      memorySize: 256,
      environment: {
        TABLE: lists.tableName,
        BUCKET: evidence.bucketName,
        QUEUE: work.queueUrl,
        KEY: key.keyArn,
      },
    })
  const fanOut = makeFunction('FanOut')
  fanOut.addEventSource(
    new DynamoEventSource(lists, {
      startingPosition: StartingPosition.TRIM_HORIZON,
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      retryAttempts: 5,
      onFailure: new SqsDlq(dead),
      filters: [FilterCriteria.filter({ dynamodb: { Keys: { sk: { S: FilterRule.beginsWith('CS#') } } } })],
    }),
  )
  const screen = makeFunction('Screen')
  screen.addEventSource(new SqsEventSource(work, { reportBatchItemFailures: true, maxConcurrency: 2 }))
  intake.addEventNotification(EventType.OBJECT_CREATED, new LambdaDestination(screen), { suffix: '.csv' })
  const check = new Schedule(pipeline, 'Check', {
    schedule: ScheduleExpression.rate(Duration.hours(1)),
    target: new LambdaInvoke(screen, {
      input: ScheduleTargetInput.fromObject({ at: ContextAttribute.scheduledTime, source: 'ofac-sdn' }),
      deadLetterQueue: dead,
    }),
  })
  const failing = new Alarm(pipeline, 'Failing', {
    metric: new Metric({ namespace: 'AWS/Lambda', metricName: 'Errors' }),
    threshold: 1,
    evaluationPeriods: 1,
  })
  return [
    check,
    failing,
    new CfnOutput(pipeline, 'TableName', { value: lists.tableName }),
    new CfnOutput(pipeline, 'IntakeBucket', { value: intake.bucketName }),
  ]
}

it.each([
  ['exports between stacks', {}, false],
  ['weak references between stacks', { '@aws-cdk/core:defaultCrossStackReferences': 'weak' }, false],
  ['stacks within a stage', {}, true],
])('an app that the CDK synthesised runs: %s', async (_name, context, staged) => {
  const directory = temporaryDirectory()
  const codeDirectory = join(directory, 'code')
  mkdirSync(codeDirectory)
  writeFileSync(join(codeDirectory, 'index.mjs'), handlers.echo)
  const app = new App({ outdir: join(directory, 'cdk.out'), context, analyticsReporting: false })
  addStacks(staged ? new Stage(app, 'Local') : app, codeDirectory)
  const assembly = app.synth().directory

  const out = join(directory, 'out.ndjson')
  const local = await startLocal({
    assembly,
    stateDirectory: join(directory, '.tierwatch'),
    extraEnvironment: { '*': { OUT: out } },
  })
  const dynamodb = new DynamoDBClient(local.clientConfig('dynamodb'))
  const TableName = local.outputs['TableName'] ?? ''
  for (const sk of ['CS#1', 'V#1']) {
    await dynamodb.send(new PutItemCommand({ TableName, Item: { pk: { S: 'SRC' }, sk: { S: sk } } }))
  }
  await local.idle()
  await local.schedules['Check']?.fire()
  await local.idle()
  const s3 = new S3Client(local.clientConfig('s3'))
  await s3.send(
    new PutObjectCommand({ Bucket: local.outputs['IntakeBucket'], Key: 'acme/register.csv', Body: 'x' }),
  )
  await local.idle()
  expect(await local.invoke('FanOut', {})).toEqual({ payload: { echoed: {} } })
  expect(written(out)).toEqual([
    {
      Records: [
        expect.objectContaining({
          dynamodb: expect.objectContaining({ Keys: { pk: { S: 'SRC' }, sk: { S: 'CS#1' } } }),
        }),
      ],
    },
    { source: 'ofac-sdn', at: expect.stringMatching(/Z$/) },
    { Records: [expect.objectContaining({ eventName: 'ObjectCreated:Put' })] },
    {},
  ])
  expect(local.deadLetters()).toEqual([{ queue: expect.stringContaining('Dead'), count: 0 }])
  await local.stop()
})
