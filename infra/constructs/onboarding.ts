import { Duration } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import type { StageConfig } from '../config.ts'
import type { DataStack } from '../stacks/data-stack.ts'
import { allowDataKey, allowTable, readItems, registryKeys, writeItems } from './access.ts'
import type { AlarmBook } from './alarm-book.ts'
import type { DeadLetterQueue } from './queues.ts'
import { HandlerFunction } from './handler-function.ts'

/** Makes customers and their topics, and subscribes endpoints. Invoked by the command line, synchronously. */
export class Onboarding extends Construct {
  readonly handler: HandlerFunction<'onboarding'>

  constructor(
    scope: Construct,
    id: string,
    props: { config: StageConfig; data: DataStack; failedDeliveries: DeadLetterQueue },
  ) {
    super(scope, id)
    const { config, data } = props
    this.handler = new HandlerFunction(this, 'Handler', {
      config,
      name: 'onboarding',
      description: 'Adds and removes customers, their topics and subscriptions',
      memoryMb: 512,
      timeout: Duration.minutes(2),
      impact: 'Customers cannot be added, removed or subscribed; those that exist are still alerted.',
      environment: {
        REGISTRY_TABLE: data.registry.tableName,
        INDEX_TABLE: data.index.tableName,
        TOPIC_NAME_PREFIX: data.customerTopics.namePrefix,
        TOPIC_KEY_ARN: data.customerTopics.key.keyArn,
        FAILED_DELIVERIES_QUEUE_ARN: props.failedDeliveries.queue.queueArn,
      },
    })
    allowTable(this.handler, {
      sid: 'Registry',
      table: data.registry,
      actions: [...readItems, ...writeItems, 'DeleteItem'],
      leadingKeys: [
        registryKeys.customer,
        registryKeys.directory,
        registryKeys.former,
        registryKeys.openWork,
      ],
    })
    allowTable(this.handler, {
      sid: 'Index',
      table: data.index,
      actions: ['BatchWriteItem', 'DeleteItem'],
    })
    allowDataKey(this.handler, data.dataKey)
    data.customerTopics.grantManage(this.handler)
  }

  watch(alarms: AlarmBook): void {
    alarms.watchFunction(this.handler, { errorPercent: 25, window: Duration.hours(1) })
  }
}
