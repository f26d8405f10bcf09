import { Duration } from 'aws-cdk-lib'
import { Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations'
import { ContextAttribute, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler'
import { Construct } from 'constructs'
import { describeSource, type WatchedSource, watchedSources } from '../../shared/model/source.ts'
import { screeningModel } from '../../shared/screening/model.ts'
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
} from './access.ts'
import type { AlarmBook } from './alarm-book.ts'
import { evidencePrefixes, lockVariables } from './evidence-store.ts'
import { HandlerFunction, serviceName } from './handler-function.ts'
import { DeadLetterQueue, type WorkQueue } from './queues.ts'
import { FunctionSchedules } from './schedule.ts'
import { allowChangeSets } from './screening-access.ts'

/** The gauges that the watchdog publishes on every round, zero included. Those of a source carry it as dimension. */
export type SourceGauge = 'SourceCheckAgeSeconds' | 'SourceHeld'
export type Gauge =
  | 'PendingChangeSetAgeSeconds'
  | 'UnsentNoticeAgeSeconds'
  | 'UntoldEarlyNoticeAgeSeconds'
  | 'UnconfirmedSubscriptions'
  | 'CustomersWithoutSubscriber'
  | 'OverdueMatches'

export interface WatchdogProps {
  config: StageConfig
  data: DataStack
  screenWork: WorkQueue
  fanOutRedrive: WorkQueue
  screenSupplierRedrive: WorkQueue
  sendRedrive: WorkQueue
}

/** Measures how old everything unfinished is, and drives again what was left behind. */
export class Watchdog extends Construct {
  readonly handler: HandlerFunction<'watchdog'>
  readonly deadLetters: DeadLetterQueue
  private readonly config: StageConfig

  constructor(scope: Construct, id: string, props: WatchdogProps) {
    super(scope, id)
    const { config, data } = props
    this.config = config
    this.handler = new HandlerFunction(this, 'Handler', {
      config,
      name: 'watchdog',
      description:
        'Publishes the ages of checks, change sets and notices, and drives again what was left behind',
      memoryMb: 1024,
      timeout: Duration.minutes(2),
      impact: 'Nobody looks after lost work, and the gauges that would tell of blindness are missing.',
      environment: {
        LISTS_TABLE: data.lists.tableName,
        REGISTRY_TABLE: data.registry.tableName,
        EVIDENCE_BUCKET: data.evidence.bucket.bucketName,
        ...lockVariables(config),
        FAN_OUT_REDRIVE_QUEUE_URL: props.fanOutRedrive.queue.queueUrl,
        SCREEN_QUEUE_URL: props.screenWork.queue.queueUrl,
        SCREEN_SUPPLIER_REDRIVE_QUEUE_URL: props.screenSupplierRedrive.queue.queueUrl,
        SEND_REDRIVE_QUEUE_URL: props.sendRedrive.queue.queueUrl,
        WATCHDOG_MINUTES: String(config.watchdogMinutes),
        SWEEP_AFTER_SECONDS: String(config.sweepAfterSeconds),
        MODEL_VERSION: screeningModel().version,
      },
    })
    allowChangeSets(this.handler, data)
    allowTable(this.handler, {
      sid: 'ReadRegistry',
      table: data.registry,
      actions: readItems,
      leadingKeys: [
        registryKeys.customer,
        registryKeys.openWork,
        registryKeys.fanOut,
        registryKeys.directory,
        registryKeys.former,
      ],
    })
    // A notice that was sent but is still in the list of open ones: its sender died in between.
    allowTable(this.handler, {
      sid: 'MarkNotice',
      table: data.registry,
      actions: ['UpdateItem'],
      leadingKeys: [registryKeys.customer],
    })
    allowTable(this.handler, {
      sid: 'CloseNotices',
      table: data.registry,
      actions: ['DeleteItem'],
      leadingKeys: [registryKeys.openWork],
    })
    // Clearings that have run out are looked at again under a notice of their own.
    allowTable(this.handler, {
      sid: 'OpenNotices',
      table: data.registry,
      actions: ['PutItem'],
      leadingKeys: [registryKeys.customer, registryKeys.openWork],
    })
    allowObjects(this.handler, {
      sid: 'Anchor',
      bucket: data.evidence.bucket,
      actions: ['GetObject', 'PutObject', 'PutObjectRetention'],
      prefixes: [evidencePrefixes.anchors],
      reason: 'An anchor is named by the place in the audit trail that it vouches for.',
    })
    allowListing(this.handler, 'FindAnchors', data.evidence.bucket)
    data.customerTopics.grantInspect(this.handler)
    allowDataKey(this.handler, data.dataKey)
    allowSending(this.handler, 'DriveAgain', [
      props.fanOutRedrive.queue,
      props.screenWork.queue,
      props.screenSupplierRedrive.queue,
      props.sendRedrive.queue,
    ])

    this.deadLetters = new DeadLetterQueue(this, 'Dead', {
      content: 'rounds of the watchdog that failed after all retries',
      ephemeral: config.ephemeral,
    })
    this.deadLetters.acknowledgeNoQueueInFront(
      'the schedule and of the asynchronous invocations of the watchdog',
    )
    this.handler.function.configureAsyncInvoke({
      // The next round comes in minutes and does the same.
      retryAttempts: 1,
      maxEventAge: Duration.minutes(config.watchdogMinutes),
      onFailure: new SqsDestination(this.deadLetters.queue),
    })
    new FunctionSchedules(this, 'Schedules', { handler: this.handler, deadLetters: this.deadLetters }).every(
      'round',
      {
        description: 'Looks for blindness and for work left behind',
        everyMinutes: config.watchdogMinutes,
        input: ScheduleTargetInput.fromObject({ scheduledAt: ContextAttribute.scheduledTime }),
      },
    )
  }

  metricOfSource(gauge: SourceGauge, source: WatchedSource): Metric {
    return this.metric(gauge, { source })
  }

  metricPendingChangeSetAge(): Metric {
    return this.metric('PendingChangeSetAgeSeconds')
  }

  metricUnsentNoticeAge(): Metric {
    return this.metric('UnsentNoticeAgeSeconds')
  }

  /** Published once an hour. */
  metricOverdueMatches(): Metric {
    return this.metric('OverdueMatches').with({ period: Duration.hours(1) })
  }

  private metric(metricName: SourceGauge | Gauge, dimensions: Record<string, string> = {}): Metric {
    return new Metric({
      namespace: metricsNamespace,
      metricName,
      dimensionsMap: { service: serviceName(this.config.stage, 'watchdog'), ...dimensions },
      period: Duration.minutes(5),
      statistic: Stats.MAXIMUM,
    })
  }

  watch(alarms: AlarmBook): void {
    alarms.watchFunction(this.handler, { errorPercent: 50, window: Duration.minutes(15) })
    alarms.watchDeadLetters('watchdog', this.deadLetters, this.handler.impact)
    for (const source of watchedSources) this.watchSource(alarms, source)
    this.watchSubscriptions(alarms)
    this.watchOverdue(alarms)
    alarms.add({
      name: 'pending change set',
      sentence: 'A committed change set has not reached all customers for more than 15 minutes.',
      impact: 'Customers whom the change hits have not been told of it.',
      metric: this.metricPendingChangeSetAge(),
      threshold: Duration.minutes(15).toSeconds(),
      periods: 3,
      // The watchdog publishes it on every round: no data is a watchdog that does not see.
      missing: TreatMissingData.BREACHING,
    })
    alarms.add({
      name: 'unsent notice',
      sentence: 'A notice has been ready for more than 15 minutes and is not sent.',
      impact: 'A customer is hit and has not been told.',
      metric: this.metricUnsentNoticeAge(),
      threshold: Duration.minutes(15).toSeconds(),
      periods: 3,
      missing: TreatMissingData.BREACHING,
    })
    alarms.add({
      name: 'untold early notice',
      sentence:
        'News of a rule on public inspection has not been brought to the customers for more than 15 minutes.',
      impact: 'Customers learn of the rule when it is published, not before: the day ahead is lost.',
      metric: this.metric('UntoldEarlyNoticeAgeSeconds'),
      threshold: Duration.minutes(15).toSeconds(),
      periods: 3,
      // Missing gauges are told by "pending change set".
      missing: TreatMissingData.NOT_BREACHING,
    })
  }

  private watchOverdue(alarms: AlarmBook): void {
    alarms.add({
      name: 'overdue matches',
      sentence: 'Open matches wait longer for their customer than the customer’s own times allow.',
      impact: 'A customer was told of a match, and nobody there has taken note of it or decided.',
      metric: this.metricOverdueMatches(),
      threshold: 1,
      // Published once an hour; a watchdog that is dead is told by others.
      missing: TreatMissingData.IGNORE,
    })
  }

  private watchSubscriptions(alarms: AlarmBook): void {
    alarms.add({
      name: 'unconfirmed subscription',
      sentence: 'A subscription of a customer has not been confirmed for a day.',
      impact: 'Its recipient gets no alerts, and may believe that there are none.',
      // A token lives two days: after one there is still time to remind the recipient.
      metric: this.metric('UnconfirmedSubscriptions').with({
        period: Duration.hours(1),
        statistic: Stats.MINIMUM,
      }),
      threshold: 1,
      periods: 24,
      missing: TreatMissingData.IGNORE,
    })
    alarms.add({
      name: 'customer without subscriber',
      sentence: 'A customer has had no confirmed subscription for an hour.',
      impact: 'Its alerts reach nobody.',
      metric: this.metric('CustomersWithoutSubscriber').with({ statistic: Stats.MINIMUM }),
      threshold: 1,
      periods: 12,
      missing: TreatMissingData.IGNORE,
    })
  }

  private watchSource(alarms: AlarmBook, source: WatchedSource): void {
    const { title } = describeSource[source]
    const cadence = Duration.minutes(this.config.cadenceMinutes[source])
    alarms.add({
      name: `${source} not checked`,
      sentence: `The ${title} has not been read successfully for two of its intervals (${cadence.toHumanString()} each).`,
      impact: `We are blind on the ${title}: silence no longer means that nothing changed.`,
      metric: this.metricOfSource('SourceCheckAgeSeconds', source),
      threshold: 2 * cadence.toSeconds(),
      periods: 3,
      // A watchdog that does not run must not look like a source that is well.
      missing: TreatMissingData.BREACHING,
    })
    alarms.add({
      name: `${source} held`,
      sentence: `A guard holds a document of the ${title}: it does not look like the list.`,
      impact: `Changes in the held document are not alerted until it is released or a good one comes.`,
      metric: this.metricOfSource('SourceHeld', source),
      threshold: 1,
      // Missing gauges are told by "not checked"; a hold must not seem released because of them.
      missing: TreatMissingData.IGNORE,
    })
  }
}
