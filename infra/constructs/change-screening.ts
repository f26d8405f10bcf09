import { Duration } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import type { StageConfig } from '../config.ts'
import type { DataStack } from '../stacks/data-stack.ts'
import type { AlarmBook } from './alarm-book.ts'
import { consumeQueue } from './event-sources.ts'
import { HandlerFunction } from './handler-function.ts'
import { WorkQueue } from './queues.ts'
import { allowScreening, screeningVariables } from './screening-access.ts'

const timeout = Duration.minutes(2)

/** Compares changed designations with the suppliers that fan-out found, batch by batch. */
export class ChangeScreening extends Construct {
  readonly handler: HandlerFunction<'screen-changes'>
  readonly work: WorkQueue

  constructor(scope: Construct, id: string, props: { config: StageConfig; data: DataStack }) {
    super(scope, id)
    const { config, data } = props
    this.work = new WorkQueue(this, 'Work', {
      consumerTimeout: timeout,
      content: 'batches of suppliers that could not be screened',
      ephemeral: config.ephemeral,
    })
    this.handler = new HandlerFunction(this, 'Handler', {
      config,
      name: 'screen-changes',
      description: 'Screens a batch of suppliers against the designations that changed',
      memoryMb: 1769,
      timeout,
      impact: 'Suppliers are not compared with a change, and the notice of their customer waits for them.',
      environment: screeningVariables(data),
    })
    allowScreening(this.handler, data)
    consumeQueue(this.handler, this.work, { batchSize: 5, maxConcurrency: config.screenConcurrency })
  }

  watch(alarms: AlarmBook): void {
    alarms.watchFunction(this.handler, { errorPercent: 10, window: Duration.minutes(15) })
    alarms.watchQueue('screen', this.work, this.handler.impact)
  }
}
