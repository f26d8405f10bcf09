import { Duration } from 'aws-cdk-lib'
import { FilterRule } from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'
import type { StageConfig } from '../config.ts'
import type { DataStack } from '../stacks/data-stack.ts'
import type { AlarmBook } from './alarm-book.ts'
import { driveByStream } from './event-sources.ts'
import { HandlerFunction } from './handler-function.ts'
import type { DeadLetterQueue, WorkQueue } from './queues.ts'
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

    const { streamDeadLetters, work } = driveByStream(this, this.handler, {
      ephemeral: config.ephemeral,
      stream: {
        id: 'Suppliers',
        table: data.registry,
        filter: {
          eventName: FilterRule.or('INSERT', 'MODIFY'),
          dynamodb: { Keys: { sk: { S: FilterRule.beginsWith('S#') } } },
        },
        batchSize: 50,
        content: 'suppliers whose stream record failed after all retries',
      },
      queue: {
        id: 'Redrive',
        content: 'suppliers that failed again when the watchdog drove them',
        batchSize: 10,
        maxConcurrency: 5,
      },
    })
    this.streamDeadLetters = streamDeadLetters
    this.redrive = work
  }

  watch(alarms: AlarmBook): void {
    alarms.watchFunction(this.handler, { errorPercent: 10, window: Duration.minutes(15) })
    alarms.watchStream(this.handler, this.streamDeadLetters)
    alarms.watchQueue('screen-supplier redrive', this.redrive, this.handler.impact)
  }
}
