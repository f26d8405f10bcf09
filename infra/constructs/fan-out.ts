import { Duration } from 'aws-cdk-lib'
import { FilterRule } from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'
import type { StageConfig } from '../config.ts'
import type { DataStack } from '../stacks/data-stack.ts'
import {
  allowDataKey,
  allowSending,
  allowTable,
  listKeys,
  readItems,
  registryKeys,
  writeItems,
} from './access.ts'
import type { AlarmBook } from './alarm-book.ts'
import { driveByStream } from './event-sources.ts'
import { HandlerFunction } from './handler-function.ts'
import type { DeadLetterQueue, WorkQueue } from './queues.ts'
import { allowChangeSets, allowListIndex, screeningVariables } from './screening-access.ts'

/** Turns a committed change set into batches of work: which suppliers have to be compared with what changed. */
export class FanOut extends Construct {
  readonly handler: HandlerFunction<'fan-out'>
  /** Change sets and early notices that the watchdog found left behind. */
  readonly redrive: WorkQueue
  readonly streamDeadLetters: DeadLetterQueue

  constructor(
    scope: Construct,
    id: string,
    props: { config: StageConfig; data: DataStack; screenWork: WorkQueue },
  ) {
    super(scope, id)
    const { config, data, screenWork } = props
    this.handler = new HandlerFunction(this, 'Handler', {
      config,
      name: 'fan-out',
      description: 'Finds the suppliers that a change set may hit and sends them to screening in batches',
      memoryMb: 1769,
      timeout: Duration.minutes(5),
      impact: 'A change is committed but not screened: customers whom it hits are not alerted.',
      environment: {
        ...screeningVariables(data),
        SCREEN_QUEUE_URL: screenWork.queue.queueUrl,
      },
    })
    allowChangeSets(this.handler, data)
    // What is told of a document on public inspection leaves the outbox.
    allowTable(this.handler, {
      sid: 'EmptyOutbox',
      table: data.lists,
      actions: ['DeleteItem'],
      leadingKeys: [listKeys.earlyNotices],
    })
    allowTable(this.handler, { sid: 'ReadIndex', table: data.index, actions: readItems })
    allowTable(this.handler, {
      sid: 'ReadRegistry',
      table: data.registry,
      actions: readItems,
      leadingKeys: [registryKeys.customer, registryKeys.directory, registryKeys.fanOut],
    })
    allowTable(this.handler, {
      sid: 'OpenNotices',
      table: data.registry,
      actions: writeItems,
      leadingKeys: [registryKeys.customer, registryKeys.openWork],
    })
    allowTable(this.handler, {
      sid: 'RecordFanOut',
      table: data.registry,
      actions: ['BatchWriteItem'],
      leadingKeys: [registryKeys.fanOut],
    })
    allowListIndex(this.handler, data)
    allowDataKey(this.handler, data.dataKey)
    allowSending(this.handler, 'SendBatches', [screenWork.queue])

    const { streamDeadLetters, work } = driveByStream(this, this.handler, {
      ephemeral: config.ephemeral,
      stream: {
        id: 'Lists',
        table: data.lists,
        // The header of a change set appears in the commit's own transaction; its later states are modifications.
        filter: {
          eventName: FilterRule.isEqual('INSERT'),
          // Beside it, what is to be told of a document on public inspection.
          dynamodb: {
            Keys: { sk: { S: [...FilterRule.beginsWith('CS#'), ...FilterRule.beginsWith('EN#')] } },
          },
        },
        batchSize: 10,
        content: 'change sets and early notices whose stream record failed after all retries',
      },
      queue: {
        id: 'Redrive',
        content: 'change sets and early notices that failed again when the watchdog drove them',
        batchSize: 1,
        maxConcurrency: 2,
      },
    })
    this.streamDeadLetters = streamDeadLetters
    this.redrive = work
  }

  watch(alarms: AlarmBook): void {
    alarms.watchFunction(this.handler, { errorPercent: 10, window: Duration.minutes(15) })
    alarms.watchStream(this.handler, this.streamDeadLetters)
    alarms.watchQueue('fan-out redrive', this.redrive, this.handler.impact)
  }
}
