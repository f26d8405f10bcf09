import { Duration } from 'aws-cdk-lib'
import { ComparisonOperator, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations'
import { ContextAttribute, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler'
import { Construct } from 'constructs'
import { describeSource, watchedSources } from '../../shared/model/source.ts'
import { metricsNamespace, type StageConfig } from '../config.ts'
import type { DataStack } from '../stacks/data-stack.ts'
import {
  allowDataKey,
  allowListing,
  allowObjects,
  allowTable,
  listKeys,
  readItems,
  writeItems,
} from './access.ts'
import type { AlarmBook } from './alarm-book.ts'
import { evidencePrefixes, lockVariables } from './evidence-store.ts'
import { HandlerFunction, serviceName } from './handler-function.ts'
import { DeadLetterQueue } from './queues.ts'
import { FunctionSchedules } from './schedule.ts'

/** What a check counts, on every run, for all sources together: which one it was stands in the log and in `status`. */
export type SourceCount =
  | 'DocumentsRefused'
  | 'ChecksFailed'
  | 'CompanionsFailed'
  | 'DeltaDisagreements'
  | 'DeltasAwaited'
  | 'OddCells'
  | 'ProgrammesWithoutRow'

/** What this function does besides checking sources; their schedules meet those of the sources every hour. */
const otherRuns = ['public-inspection', 'reconcile', 'uflpa-notices'] as const

/** Measured by bench/ofac.ts: a first full read of 29 MB takes 70 MB less with it, and no longer. */
export const youngGenerationMb = 2

/** Checks each watched source on its own schedule: fetch, archive, read, guard, commit. */
export class SourceChecks extends Construct {
  readonly handler: HandlerFunction<'check-source'>
  readonly deadLetters: DeadLetterQueue
  private readonly config: StageConfig

  constructor(scope: Construct, id: string, props: { config: StageConfig; data: DataStack }) {
    super(scope, id)
    const { config, data } = props
    this.config = config
    this.handler = new HandlerFunction(this, 'Handler', {
      config,
      name: 'check-source',
      description: 'Fetches one source, archives and reads the document, and commits what changed',
      // One vCPU: the largest document is 29 MB of XML.
      memoryMb: 1769,
      timeout: Duration.minutes(5),
      // A place for every source and for each other run, and none to spare. It spares the sources, and is a courtesy only:
      // two runs of one source are safe because the commit is conditional on the HEAD that was diffed against.
      reservedConcurrency: watchedSources.length + otherRuns.length,
      youngGenerationMb,
      impact: 'A source is not checked: new listings are not seen, and no alert goes out for them.',
      environment: {
        LISTS_TABLE: data.lists.tableName,
        EVIDENCE_BUCKET: data.evidence.bucket.bucketName,
        ...lockVariables(config),
        CONTACT: config.contact,
        // Set on one machine only, by the local runner, to a loopback address.
        RECORDED_ORIGIN: '',
      },
    })
    allowTable(this.handler, {
      sid: 'Lists',
      table: data.lists,
      actions: [...readItems, ...writeItems, 'BatchWriteItem'],
    })
    // A hold is the one thing on a source that ends: an accepted document closes it.
    allowTable(this.handler, {
      sid: 'CloseHolds',
      table: data.lists,
      actions: ['DeleteItem'],
      leadingKeys: [listKeys.holds],
    })
    allowObjects(this.handler, {
      sid: 'Evidence',
      bucket: data.evidence.bucket,
      actions: ['GetObject', 'PutObject'],
      prefixes: [
        evidencePrefixes.incoming,
        evidencePrefixes.documents,
        evidencePrefixes.segments,
        evidencePrefixes.readCache,
      ],
      reason: 'Objects are named by the hash of their content, which is known only when they are written.',
    })
    // What facts rest on is locked when it is written; unlocking it is nobody's here.
    allowObjects(this.handler, {
      sid: 'LockDocuments',
      bucket: data.evidence.bucket,
      actions: ['PutObjectRetention'],
      prefixes: [evidencePrefixes.documents],
      reason: 'Objects are named by the hash of their content, which is known only when they are written.',
    })
    allowListing(this.handler, 'SeeWhatIsMissing', data.evidence.bucket)
    allowDataKey(this.handler, data.dataKey)

    this.deadLetters = new DeadLetterQueue(this, 'Dead', {
      content: 'checks that failed after all retries',
      ephemeral: config.ephemeral,
    })
    this.deadLetters.acknowledgeNoQueueInFront(
      'the schedules and of the asynchronous invocations of check-source',
    )
    // The scheduler's part ends when Lambda has accepted the event; Lambda's own retries end here.
    this.handler.function.configureAsyncInvoke({
      retryAttempts: 2,
      maxEventAge: Duration.minutes(50),
      onFailure: new SqsDestination(this.deadLetters.queue),
    })

    const schedules = new FunctionSchedules(this, 'Schedules', {
      handler: this.handler,
      deadLetters: this.deadLetters,
    })
    for (const source of watchedSources) {
      schedules.every(source, {
        description: `Checks the ${describeSource[source].title}`,
        everyMinutes: config.cadenceMinutes[source],
        // The scheduled time is the run's logical clock: a retry is the same run.
        input: ScheduleTargetInput.fromObject({ source, scheduledAt: ContextAttribute.scheduledTime }),
      })
    }
    // The desk opens at 8:45; special filings are put on it at 8:45, 11:15, 14:00, 16:15 and 18:00.
    schedules.inNewYork('public-inspection', {
      description: 'Looks for tomorrow’s Entity List rules on public inspection',
      minute: '0/15',
      hour: '8-12',
      weekDay: 'MON-FRI',
      everyMinutes: 15,
      input: ScheduleTargetInput.fromObject({
        mode: 'public-inspection',
        scheduledAt: ContextAttribute.scheduledTime,
      }),
    })
    schedules.inNewYork('public-inspection-late', {
      description: 'Looks for special filings on public inspection',
      minute: '30',
      hour: '13-18',
      weekDay: 'MON-FRI',
      everyMinutes: 60,
      input: ScheduleTargetInput.fromObject({
        mode: 'public-inspection',
        scheduledAt: ContextAttribute.scheduledTime,
      }),
    })
    schedules.inNewYork('reconcile', {
      description: 'Compares the Entity List with the eCFR and the Consolidated Screening List',
      minute: '30',
      hour: '2',
      everyMinutes: 1440,
      input: ScheduleTargetInput.fromObject({
        mode: 'reconcile',
        scheduledAt: ContextAttribute.scheduledTime,
      }),
    })
    // The Federal Register's issue of the day is out at six.
    schedules.inNewYork('uflpa-notices', {
      description:
        'Compares the notices on the UFLPA Entity List with the page and with the table of notices',
      minute: '15',
      hour: '9',
      everyMinutes: 1440,
      input: ScheduleTargetInput.fromObject({
        mode: 'uflpa-notices',
        scheduledAt: ContextAttribute.scheduledTime,
      }),
    })
  }

  /** What the checks of all sources count in an hour. */
  private metricOfChecks(metricName: SourceCount, label: string): Metric {
    return new Metric({
      namespace: metricsNamespace,
      metricName,
      dimensionsMap: { service: serviceName(this.config.stage, 'check-source') },
      period: Duration.hours(1),
      statistic: Stats.SUM,
      label,
    })
  }

  /** What is counted once or a few times a day. */
  private metricOfDay(metricName: string, label: string, statistic: string): Metric {
    return new Metric({
      namespace: metricsNamespace,
      metricName,
      dimensionsMap: { service: serviceName(this.config.stage, 'check-source') },
      period: Duration.days(1),
      statistic,
      label,
    })
  }

  watch(alarms: AlarmBook): void {
    alarms.add({
      name: 'uflpa notice ahead of page',
      sentence: 'A notice added parties to the UFLPA Entity List that the page does not show yet.',
      impact:
        'Parties that the law presumes against are not matched, because only the page names them to us.',
      metric: this.metricOfDay('UflpaNoticesAhead', 'notices ahead of the page', Stats.MAXIMUM),
      threshold: 1,
      missing: TreatMissingData.NOT_BREACHING,
    })
    alarms.add({
      name: 'uflpa notice not on record',
      sentence: 'The Federal Register has a notice on the UFLPA Entity List that our table of notices lacks.',
      impact: 'Alerts on the parties of its day are told without the notice that listed them.',
      metric: this.metricOfDay('UflpaNoticesNotOnRecord', 'notices not on record', Stats.MAXIMUM),
      threshold: 1,
      missing: TreatMissingData.NOT_BREACHING,
    })
    alarms.add({
      name: 'uflpa notices not polled',
      sentence: 'The notices on the UFLPA Entity List were not read from the Federal Register for two days.',
      impact: 'A page that is behind its notices, or a notice that we lack, is not told.',
      metric: this.metricOfDay('UflpaNoticesPolled', 'looks at the notices', Stats.SUM),
      threshold: 1,
      comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
      periods: 2,
      missing: TreatMissingData.BREACHING,
    })
    alarms.add({
      name: 'public inspection not polled',
      sentence: 'The documents on public inspection at the Federal Register were not read for three days.',
      impact: 'Entity List rules are told when they are published, not the day before: no early notices.',
      metric: this.metricOfDay('InspectionPolled', 'looks at public inspection', Stats.SUM),
      threshold: 1,
      comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
      // It is looked at on business mornings: two days without a look are a weekend.
      periods: 3,
      missing: TreatMissingData.BREACHING,
    })
    alarms.add({
      name: 'entity list not reconciled',
      sentence:
        'The Entity List was not compared with the eCFR or the Consolidated Screening List for two days.',
      impact: 'An entry that we lack, or have too much, is not noticed by comparison.',
      metric: this.metricOfDay('ReconciliationsFailed', 'comparisons that failed', Stats.MAXIMUM),
      threshold: 1,
      periods: 2,
      missing: TreatMissingData.BREACHING,
    })
    alarms.add({
      name: 'entity list differs',
      sentence: 'Our Entity List and an official consolidation of it have differed for five days.',
      impact: 'A rule may have been read wrongly or missed: suppliers may be screened against a wrong list.',
      metric: this.metricOfDay('EntriesOnOneSide', 'entries on one side only', Stats.MAXIMUM),
      threshold: 1,
      // A consolidation follows its rule some days later: that is no difference yet.
      periods: 5,
      missing: TreatMissingData.NOT_BREACHING,
    })
    alarms.add({
      name: 'refused documents',
      sentence:
        'A document was refused within the last hour: it is not a complete, known document of its source.',
      impact:
        'What the document says is not seen; the last good version stays in force until a good one comes.',
      metric: this.metricOfChecks('DocumentsRefused', 'refused documents'),
      threshold: 1,
      missing: TreatMissingData.NOT_BREACHING,
    })
    alarms.add({
      name: 'native names stale',
      sentence:
        'The file with native names could not be fetched or was not believed in every check of the last four hours.',
      impact: 'Names in Chinese, Arabic and Cyrillic stay as they were: those of new parties are missing.',
      metric: this.metricOfChecks('CompanionsFailed', 'checks without new native names'),
      threshold: 1,
      periods: 4,
      missing: TreatMissingData.NOT_BREACHING,
    })
    alarms.add({
      name: 'delta disagreement',
      sentence: 'OFAC’s own statement of a publication and our diff of it disagree.',
      impact: 'A change may have been missed, or told that was none.',
      metric: this.metricOfChecks('DeltaDisagreements', 'entries on which OFAC and we disagree'),
      threshold: 1,
      missing: TreatMissingData.NOT_BREACHING,
    })
    alarms.add({
      name: 'delta missing',
      sentence: 'OFAC’s own statement of a publication could not be read, or has not come, for a day.',
      impact: 'Our reading of that publication is not confirmed by a second source.',
      metric: this.metricOfChecks('DeltasAwaited', 'checks without OFAC’s own statement'),
      threshold: 1,
      periods: 24,
      missing: TreatMissingData.NOT_BREACHING,
    })
    alarms.add({
      name: 'odd cells',
      sentence: 'A list holds cells that were kept as published because we could not make them out.',
      impact:
        'The party or the order is listed, and a name, a scope or a tariff heading of it may be missing.',
      metric: this.metricOfChecks('OddCells', 'cells not made out'),
      threshold: 1,
      missing: TreatMissingData.NOT_BREACHING,
    })
    alarms.add({
      name: 'programme without row',
      sentence: 'An OFAC list has entries under a programme that is in no row of the table of legal effects.',
      impact: 'A customer who meets such an entry will be told of it without being told what it means.',
      metric: this.metricOfChecks('ProgrammesWithoutRow', 'programmes without a row of law'),
      threshold: 1,
      missing: TreatMissingData.NOT_BREACHING,
    })
    alarms.add({
      name: 'failing fetches',
      sentence:
        'Four or more runs of checks within the last hour, repeats included, could not fetch their document after all attempts.',
      impact: 'New listings of the affected sources are not seen as long as it lasts.',
      metric: this.metricOfChecks('ChecksFailed', 'checks that could not fetch'),
      threshold: 4,
      missing: TreatMissingData.NOT_BREACHING,
    })
    alarms.watchFunction(this.handler, { errorPercent: 25, window: Duration.hours(1) })
    alarms.watchDeadLetters('check-source', this.deadLetters, this.handler.impact)
  }
}
