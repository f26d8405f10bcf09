import { Duration } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import type { StageConfig } from '../config.ts'
import type { DataStack } from '../stacks/data-stack.ts'
import {
  allowDataKey,
  allowListing,
  allowObjects,
  allowTable,
  readItems,
  registryKeys,
  writeItems,
} from './access.ts'
import type { AlarmBook } from './alarm-book.ts'
import { consumeQueue } from './event-sources.ts'
import { evidencePrefixes } from './evidence-store.ts'
import { HandlerFunction } from './handler-function.ts'
import { WorkQueue } from './queues.ts'

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
      environment: {
        LISTS_TABLE: data.lists.tableName,
        REGISTRY_TABLE: data.registry.tableName,
        INDEX_TABLE: data.index.tableName,
        EVIDENCE_BUCKET: data.evidence.bucket.bucketName,
      },
    })
    allowTable(this.handler, { sid: 'ReadLists', table: data.lists, actions: readItems })
    allowTable(this.handler, {
      sid: 'Matches',
      table: data.registry,
      actions: [...readItems, ...writeItems],
      leadingKeys: [registryKeys.customer],
    })
    // A new model looks suppliers up by other keys.
    allowTable(this.handler, { sid: 'WriteKeys', table: data.index, actions: ['BatchWriteItem'] })
    allowObjects(this.handler, {
      sid: 'ReadSegments',
      bucket: data.evidence.bucket,
      actions: ['GetObject'],
      prefixes: [evidencePrefixes.segments],
      reason: 'Pieces of the list index are named by their hash, which the version at HEAD tells.',
    })
    allowListing(this.handler, 'SeeWhatIsMissing', data.evidence.bucket)
    allowDataKey(this.handler, data.dataKey)
    consumeQueue(this.handler, this.work, { batchSize: 5, maxConcurrency: config.screenConcurrency })
  }

  watch(alarms: AlarmBook): void {
    alarms.watchFunction(this.handler, { errorPercent: 10, window: Duration.minutes(15) })
    alarms.watchQueue('screen', this.work, this.handler.impact)
  }
}
