import { Duration } from 'aws-cdk-lib'
import { FilterRule } from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'
import type { StageConfig } from '../config.ts'
import type { DataStack } from '../stacks/data-stack.ts'
import type { AlarmBook } from './alarm-book.ts'
import { consumeQueue, consumeStream } from './event-sources.ts'
import { HandlerFunction } from './handler-function.ts'
import { DeadLetterQueue, WorkQueue } from './queues.ts'
import { allowScreening, screeningVariables } from './screening-access.ts'

/** Compares a new or changed supplier with everything that is listed. */
export class SupplierScreening extends Construct {
  readonly handler: HandlerFunction<'screen-supplier'>
  /** Suppliers that the watchdog found unscreened. */
  readonly redrive: WorkQueue
  readonly streamDeadLetters: DeadLetterQueue

  constructor(scope: Construct, id: string, props: { config: StageConfig; data: DataStack }) {
    super(scope, id)
    const { config, data } = props
    this.handler = new HandlerFunction(this, 'Handler', {
      config,
      name: 'screen-supplier',
      description: 'Screens new and changed suppliers against the lists at HEAD',
      // Holds the index of all lists in memory between runs.
      memoryMb: 1769,
      timeout: Duration.minutes(5),
      impact: 'New or changed suppliers are not compared with the lists: a hit on them stays unknown.',
      environment: screeningVariables(data),
    })
    allowScreening(this.handler, data)

    this.streamDeadLetters = new DeadLetterQueue(this, 'StreamDead', {
      content: 'suppliers whose stream record failed after all retries',
      ephemeral: config.ephemeral,
    })
    consumeStream(this.handler, {
      id: 'Suppliers',
      table: data.registry,
      filter: {
        eventName: FilterRule.or('INSERT', 'MODIFY'),
        dynamodb: { Keys: { sk: { S: FilterRule.beginsWith('S#') } } },
      },
      batchSize: 50,
      deadLetters: this.streamDeadLetters,
    })
    this.redrive = new WorkQueue(this, 'Redrive', {
      consumerTimeout: this.handler.timeout,
      content: 'suppliers that failed again when the watchdog drove them',
      ephemeral: config.ephemeral,
    })
    consumeQueue(this.handler, this.redrive, { batchSize: 10, maxConcurrency: 5 })
  }

  watch(alarms: AlarmBook): void {
    alarms.watchFunction(this.handler, { errorPercent: 10, window: Duration.minutes(15) })
    alarms.watchStream(this.handler)
    alarms.watchDeadLetters('screen-supplier stream', this.streamDeadLetters, this.handler.impact)
    alarms.watchQueue('screen-supplier redrive', this.redrive, this.handler.impact)
  }
}
