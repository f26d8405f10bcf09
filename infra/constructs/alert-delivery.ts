import { Duration } from 'aws-cdk-lib'
import { Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { FilterRule } from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'
import { metricsNamespace, type StageConfig } from '../config.ts'
import type { DataStack } from '../stacks/data-stack.ts'
import {
  allowDataKey,
  allowListing,
  allowObjects,
  allowSending,
  allowTable,
  readItems,
  registryKeys,
  writeItems,
} from './access.ts'
import type { AlarmBook } from './alarm-book.ts'
import { driveByStream } from './event-sources.ts'
import { evidencePrefixes, lockVariables } from './evidence-store.ts'
import { HandlerFunction, serviceName } from './handler-function.ts'
import { DeadLetterQueue, type WorkQueue } from './queues.ts'

/** A report of some thousand matches is sealed match by match before it is sent. */
const timeout = Duration.minutes(5)

/**
 * Longer than a run: what one sender is at work on no other begins. A laptop is stopped and started at will: what it
 * left behind is picked up in seconds.
 */
const leaseSeconds = ({ ephemeral }: StageConfig): number => (ephemeral ? 20 : timeout.toSeconds() + 30)

/** Seals, claims, publishes and marks the alerts of a notice that is ready. */
export class AlertDelivery extends Construct {
  readonly handler: HandlerFunction<'send-alerts'>
  /** Notices that the watchdog found unsent. */
  readonly redrive: WorkQueue
  readonly streamDeadLetters: DeadLetterQueue
  /** Messages that a subscriber's endpoint did not take after all retries of SNS. */
  readonly failedDeliveries: DeadLetterQueue
  private readonly config: StageConfig

  constructor(
    scope: Construct,
    id: string,
    props: { config: StageConfig; data: DataStack; events: WorkQueue },
  ) {
    super(scope, id)
    const { config, data, events } = props
    this.config = config
    this.handler = new HandlerFunction(this, 'Handler', {
      config,
      name: 'send-alerts',
      description: 'Sends the alerts of a ready notice to the topic of its customer',
      memoryMb: 1024,
      timeout,
      impact: 'Matches are found but customers are not told of them.',
      environment: {
        LISTS_TABLE: data.lists.tableName,
        REGISTRY_TABLE: data.registry.tableName,
        EVIDENCE_BUCKET: data.evidence.bucket.bucketName,
        ...lockVariables(config),
        ALERT_LEASE_SECONDS: String(leaseSeconds(config)),
        EVENTS_QUEUE_URL: events.queue.queueUrl,
        REPORT_LINK_SECONDS: String(Duration.hours(config.reportLinkHours).toSeconds()),
      },
    })
    allowTable(this.handler, { sid: 'ReadLists', table: data.lists, actions: readItems })
    allowTable(this.handler, {
      sid: 'Alerts',
      table: data.registry,
      actions: [...readItems, ...writeItems],
      leadingKeys: [registryKeys.customer],
    })
    allowTable(this.handler, {
      sid: 'CloseNotices',
      table: data.registry,
      actions: ['DeleteItem'],
      leadingKeys: [registryKeys.openWork],
    })
    // Written once: a sender cannot change what was sealed. It reads it back where another run sealed it first.
    allowObjects(this.handler, {
      sid: 'Seal',
      bucket: data.evidence.bucket,
      actions: ['GetObject', 'PutObject', 'PutObjectRetention'],
      prefixes: [evidencePrefixes.sealed],
      reason: 'Each alert is sealed under its own id, which is made when the alert is.',
    })
    // The passage that lists a party is quoted from the archived document.
    allowObjects(this.handler, {
      sid: 'Quote',
      bucket: data.evidence.bucket,
      actions: ['GetObject'],
      prefixes: [evidencePrefixes.documents],
      reason: 'Documents lie under their own hash, which is known when they are fetched.',
    })
    allowListing(this.handler, 'ToldWhatIsMissing', data.evidence.bucket)
    // The link in a digest is signed by the sender: it opens what the sender may read.
    allowObjects(this.handler, {
      sid: 'Reports',
      bucket: data.evidence.bucket,
      actions: ['GetObject', 'PutObject', 'PutObjectRetention'],
      prefixes: [evidencePrefixes.reports],
      reason: 'Each report is stored under its own notice, which is made when a change set is.',
    })
    allowDataKey(this.handler, data.dataKey)
    data.customerTopics.grantPublish(this.handler)
    allowSending(this.handler, 'TellOfTransitions', [events.queue])

    const { streamDeadLetters, work } = driveByStream(this, this.handler, {
      ephemeral: config.ephemeral,
      stream: {
        id: 'Notices',
        table: data.registry,
        filter: {
          dynamodb: {
            Keys: { sk: { S: FilterRule.beginsWith('N#') } },
            NewImage: { state: { S: FilterRule.isEqual('ready') } },
          },
        },
        batchSize: 10,
        content: 'notices whose stream record failed after all retries',
      },
      queue: {
        id: 'Redrive',
        content: 'notices that failed again when the watchdog drove them',
        batchSize: 1,
        maxConcurrency: 5,
      },
    })
    this.streamDeadLetters = streamDeadLetters
    this.redrive = work
    this.failedDeliveries = new DeadLetterQueue(this, 'FailedDeliveries', {
      content: 'messages that an endpoint of a customer did not take',
      ephemeral: config.ephemeral,
    })
    this.failedDeliveries.acknowledgeNoQueueInFront('the subscriptions of customers')
    data.customerTopics.grantDeadLetters(this.failedDeliveries.queue)
  }

  /** Alerts whose listing has no row in the table of legal effects. */
  metricUnknownEffects(): Metric {
    return new Metric({
      namespace: metricsNamespace,
      metricName: 'UnknownEffects',
      dimensionsMap: { service: serviceName(this.config.stage, 'send-alerts') },
      period: Duration.minutes(5),
      statistic: Stats.SUM,
    })
  }

  watch(alarms: AlarmBook): void {
    alarms.watchFunction(this.handler, { errorPercent: 10, window: Duration.minutes(15) })
    alarms.watchStream(this.handler, this.streamDeadLetters)
    alarms.watchDeadLetters(
      'customer deliveries',
      this.failedDeliveries,
      'An endpoint of a customer does not take its alerts; whoever reads only there is not told.',
    )
    alarms.watchQueue('send redrive', this.redrive, this.handler.impact)
    alarms.add({
      name: 'unknown effect',
      sentence: 'An alert was sent for a listing whose legal effect is in no row of the table.',
      impact: 'A customer was told of a listing without being told what it means.',
      metric: this.metricUnknownEffects(),
      threshold: 1,
      // Sent only with a notice: no data is no alert.
      missing: TreatMissingData.NOT_BREACHING,
    })
  }
}
