import { Duration } from 'aws-cdk-lib'
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations'
import { ContextAttribute, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler'
import { Construct } from 'constructs'
import type { StageConfig } from '../config.ts'
import type { DataStack } from '../stacks/data-stack.ts'
import { allowDataKey, allowObjects, allowTable, readItems, registryKeys } from './access.ts'
import type { AlarmBook } from './alarm-book.ts'
import { evidencePrefixes, lockVariables } from './evidence-store.ts'
import { HandlerFunction } from './handler-function.ts'
import { DeadLetterQueue } from './queues.ts'
import { FunctionSchedules } from './schedule.ts'

/** Tells every customer once a week what was watched for it, so that silence has a proof. */
export class Attestations extends Construct {
  readonly handler: HandlerFunction<'attest'>
  readonly deadLetters: DeadLetterQueue

  constructor(scope: Construct, id: string, props: { config: StageConfig; data: DataStack }) {
    super(scope, id)
    const { config, data } = props
    this.handler = new HandlerFunction(this, 'Handler', {
      config,
      name: 'attest',
      description: 'Attests to every customer what was watched for it since the last time',
      memoryMb: 1024,
      timeout: Duration.minutes(10),
      impact:
        'Customers do not get the weekly proof that their silence was watched; alerts are sent all the same.',
      environment: {
        LISTS_TABLE: data.lists.tableName,
        REGISTRY_TABLE: data.registry.tableName,
        EVIDENCE_BUCKET: data.evidence.bucket.bucketName,
        ...lockVariables(config),
      },
    })
    allowTable(this.handler, { sid: 'ReadLists', table: data.lists, actions: readItems })
    allowTable(this.handler, {
      sid: 'ReadRegistry',
      table: data.registry,
      actions: readItems,
      leadingKeys: [registryKeys.customer, registryKeys.directory, registryKeys.openWork],
    })
    allowTable(this.handler, {
      sid: 'MarkSent',
      table: data.registry,
      actions: ['PutItem'],
      leadingKeys: [registryKeys.customer],
    })
    allowObjects(this.handler, {
      sid: 'SealAttestations',
      bucket: data.evidence.bucket,
      actions: ['GetObject', 'PutObject', 'PutObjectRetention'],
      prefixes: [evidencePrefixes.attestations],
      reason: 'Each attestation is sealed under its customer and its day.',
    })
    allowDataKey(this.handler, data.dataKey)
    data.customerTopics.grantPublish(this.handler)

    this.deadLetters = new DeadLetterQueue(this, 'Dead', {
      content: 'rounds of attestations that failed after all retries',
      ephemeral: config.ephemeral,
    })
    this.deadLetters.acknowledgeNoQueueInFront('the schedule and of the asynchronous invocations of attest')
    this.handler.function.configureAsyncInvoke({
      retryAttempts: 2,
      maxEventAge: Duration.hours(6),
      onFailure: new SqsDestination(this.deadLetters.queue),
    })
    new FunctionSchedules(this, 'Schedules', {
      handler: this.handler,
      deadLetters: this.deadLetters,
    }).weekly('round', {
      description: 'Attests the week that has passed, on Monday morning of the agencies',
      input: ScheduleTargetInput.fromObject({ scheduledAt: ContextAttribute.scheduledTime }),
    })
  }

  watch(alarms: AlarmBook): void {
    alarms.watchFunction(this.handler, { errorPercent: 1, window: Duration.hours(1) })
    alarms.watchDeadLetters('attest', this.deadLetters, this.handler.impact)
  }
}
