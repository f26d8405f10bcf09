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
import { HandlerFunction } from './handler-function.ts'
import { intakePrefix, intakeTimeout } from './intake-inbox.ts'

/** Takes supplier files into the registry and its index. */
export class SupplierIntake extends Construct {
  readonly handler: HandlerFunction<'intake-suppliers'>
  private readonly data: DataStack

  constructor(scope: Construct, id: string, props: { config: StageConfig; data: DataStack }) {
    super(scope, id)
    const { config, data } = props
    this.data = data
    this.handler = new HandlerFunction(this, 'Handler', {
      config,
      name: 'intake-suppliers',
      description: 'Reads a supplier file, refuses it whole or applies it to the register',
      memoryMb: 1769,
      timeout: intakeTimeout,
      impact: 'A supplier file is not applied: the customer is screened on the register that it had before.',
      environment: {
        REGISTRY_TABLE: data.registry.tableName,
        INDEX_TABLE: data.index.tableName,
        INTAKE_BUCKET: data.intake.bucket.bucketName,
        LOGICAL_TIME: '',
      },
    })
    allowTable(this.handler, {
      sid: 'Registry',
      table: data.registry,
      actions: [...readItems, ...writeItems],
      leadingKeys: [registryKeys.customer],
    })
    allowTable(this.handler, {
      sid: 'OpenNotices',
      table: data.registry,
      actions: writeItems,
      leadingKeys: [registryKeys.openWork],
    })
    allowTable(this.handler, {
      sid: 'Index',
      table: data.index,
      actions: [...readItems, ...writeItems, 'DeleteItem', 'BatchWriteItem'],
    })
    allowObjects(this.handler, {
      sid: 'ReadFiles',
      bucket: data.intake.bucket,
      actions: ['GetObject', 'GetObjectVersion'],
      prefixes: [intakePrefix],
      reason: 'Customers name their files; the prefix alone is ours.',
    })
    allowListing(this.handler, 'SeeWhatIsMissing', data.intake.bucket)
    allowDataKey(this.handler, data.dataKey)
    // One file each: a bad file must not make a good one wait.
    consumeQueue(this.handler, data.intake.work, { batchSize: 1, maxConcurrency: config.intakeConcurrency })
  }

  watch(alarms: AlarmBook): void {
    alarms.watchFunction(this.handler, { errorPercent: 10, window: Duration.minutes(15) })
    alarms.watchQueue('intake', this.data.intake.work, this.handler.impact)
  }
}
