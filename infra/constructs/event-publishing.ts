import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import { EventBus } from 'aws-cdk-lib/aws-events'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { FilterRule } from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'
import type { StageConfig } from '../config.ts'
import type { DataStack } from '../stacks/data-stack.ts'
import { allowDataKey, allowTable, readItems, registryKeys } from './access.ts'
import type { AlarmBook } from './alarm-book.ts'
import { driveByStream } from './event-sources.ts'
import { HandlerFunction } from './handler-function.ts'
import type { DeadLetterQueue, WorkQueue } from './queues.ts'

/**
 * Tells other systems what was committed: lists, designations, matches. A change set comes from the stream of lists; a
 * notice comes over a queue from the sender of alerts, because a stream has room for two readers and the register's has
 * them. What is late here holds up no alert.
 */
export class EventPublishing extends Construct {
  readonly handler: HandlerFunction<'publish-events'>
  readonly bus: EventBus
  /** Notices whose transitions are to be told. */
  readonly work: WorkQueue
  readonly streamDeadLetters: DeadLetterQueue

  constructor(scope: Construct, id: string, props: { config: StageConfig; data: DataStack }) {
    super(scope, id)
    const { config, data } = props
    this.bus = new EventBus(this, 'Bus', {
      eventBusName: `tierwatch-${config.stage}`,
      description: `Tierwatch ${config.stage}: what was committed, for other systems`,
    })
    // It holds nothing, and its name is fixed: a bus that outlived its stack would be in the way of the next deployment.
    // CloudFormation refuses to delete one that somebody still has rules on.
    this.bus.applyRemovalPolicy(RemovalPolicy.DESTROY)
    this.handler = new HandlerFunction(this, 'Handler', {
      config,
      name: 'publish-events',
      description: 'Puts events on the bus for every committed change set and every transition of a match',
      memoryMb: 1024,
      timeout: Duration.minutes(5),
      impact: 'Systems that build on our events are not told; customers are alerted all the same.',
      environment: {
        LISTS_TABLE: data.lists.tableName,
        REGISTRY_TABLE: data.registry.tableName,
        EVENT_BUS_NAME: this.bus.eventBusName,
      },
    })
    allowTable(this.handler, { sid: 'ReadLists', table: data.lists, actions: readItems })
    allowTable(this.handler, {
      sid: 'ReadTransitions',
      table: data.registry,
      actions: readItems,
      leadingKeys: [registryKeys.customer],
    })
    allowDataKey(this.handler, data.dataKey)
    this.handler.allow(
      new PolicyStatement({
        sid: 'PutEvents',
        actions: ['events:PutEvents'],
        resources: [this.bus.eventBusArn],
      }),
    )

    const { streamDeadLetters, work } = driveByStream(this, this.handler, {
      ephemeral: config.ephemeral,
      stream: {
        id: 'Lists',
        table: data.lists,
        // The header of a change set appears in the commit's own transaction: never before it.
        filter: {
          eventName: FilterRule.isEqual('INSERT'),
          dynamodb: { Keys: { sk: { S: FilterRule.beginsWith('CS#') } } },
        },
        batchSize: 5,
        content: 'change sets whose events failed after all retries',
      },
      queue: {
        id: 'Work',
        content: 'notices whose events failed after all retries',
        batchSize: 10,
        maxConcurrency: 5,
      },
    })
    this.streamDeadLetters = streamDeadLetters
    this.work = work
  }

  watch(alarms: AlarmBook): void {
    alarms.watchFunction(this.handler, { errorPercent: 25, window: Duration.minutes(15) })
    alarms.watchStream(this.handler, this.streamDeadLetters)
    alarms.watchQueue('events', this.work, this.handler.impact)
  }
}
