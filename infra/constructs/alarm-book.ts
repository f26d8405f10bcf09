import { Duration } from 'aws-cdk-lib'
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import { Construct } from 'constructs'
import type { AnyHandler } from './access.ts'
import type { DeadLetterQueue, WorkQueue } from './queues.ts'

export interface AlarmEntry {
  /** The heading in docs/runbook.md, and the alarm's name after its stage. */
  name: string
  /** What is the case, in one sentence. */
  sentence: string
  /** What it means for customers, in one sentence. */
  impact: string
  metric: IMetric
  threshold: number
  /** Default: at or above the threshold. */
  comparison?: ComparisonOperator
  /** Periods of the metric that are looked at; all of them must breach. Default 1. */
  periods?: number
  /** What no data means. Never left to CloudWatch's default. */
  missing: TreatMissingData
}

/** A table, and the operations that functions call on it: ten at most, for DynamoDB counts its errors by operation. */
export interface WatchedTable {
  table: ITableV2
  operations: readonly string[]
}

const tableMetric = (metricName: string, dimensionsMap: Record<string, string>): Metric =>
  new Metric({
    namespace: 'AWS/DynamoDB',
    metricName,
    dimensionsMap,
    period: Duration.minutes(5),
    statistic: Stats.SUM,
  })

/** An expression of an alarm takes ten metrics. */
const sumOf = (metrics: readonly Metric[], label: string): MathExpression =>
  new MathExpression({
    expression: `SUM([${metrics.map((_, index) => `FILL(m${index}, 0)`).join(', ')}])`,
    usingMetrics: Object.fromEntries(metrics.map((metric, index) => [`m${index}`, metric])),
    period: metrics[0]?.period ?? Duration.minutes(5),
    label,
  })

/** The anchor that a heading of the runbook has: lower case, spaces as hyphens, no other punctuation. */
export const runbookAnchor = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-')

/** `check-source errors` → `CheckSourceErrors`. */
const constructId = (name: string): string =>
  name
    .split(/[ -]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')

/**
 * All alarms of a stage. Every one names what is the case, what it means for customers and where the runbook says
 * what to do; a test holds the runbook's headings to this list.
 */
export class AlarmBook extends Construct {
  readonly alarms: Alarm[] = []
  private readonly stage: string
  private readonly topic: ITopic

  constructor(scope: Construct, id: string, props: { stage: string; topic: ITopic }) {
    super(scope, id)
    this.stage = props.stage
    this.topic = props.topic
  }

  add(entry: AlarmEntry): void {
    const alarm = new Alarm(this, constructId(entry.name), {
      alarmName: `tierwatch-${this.stage} ${entry.name}`,
      alarmDescription: [
        entry.sentence,
        `Impact: ${entry.impact}`,
        `Runbook: docs/runbook.md#${runbookAnchor(entry.name)}`,
      ].join('\n'),
      metric: entry.metric,
      threshold: entry.threshold,
      comparisonOperator: entry.comparison ?? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: entry.periods ?? 1,
      datapointsToAlarm: entry.periods ?? 1,
      treatMissingData: entry.missing,
    })
    const action = new SnsAction(this.topic)
    alarm.addAlarmAction(action)
    alarm.addOkAction(action)
    this.alarms.push(alarm)
  }

  /** Error rate, throttles and time of a function. `window` spans several runs of a function that runs seldom. */
  watchFunction(handler: AnyHandler, options: { errorPercent: number; window: Duration }): void {
    const { name, impact } = handler
    this.add({
      name: `${name} errors`,
      sentence: `${options.errorPercent}% or more of the runs of ${name} failed within ${options.window.toHumanString()}.`,
      impact,
      metric: new MathExpression({
        // A rate, not a count: one failure means little where a thousand runs went well, and much where there was one.
        expression: 'IF(invocations > 0, 100 * errors / invocations, 0)',
        usingMetrics: {
          errors: handler.metricErrors(options.window),
          invocations: handler.metricInvocations(options.window),
        },
        period: options.window,
        label: `${name} errors (%)`,
      }),
      threshold: options.errorPercent,
      missing: TreatMissingData.NOT_BREACHING,
    })
    this.add({
      name: `${name} throttles`,
      sentence: `${name} was refused a place to run for 15 minutes: its reserved or the account's concurrency is used up.`,
      impact,
      metric: handler.metricThrottles(),
      threshold: 1,
      periods: 3,
      missing: TreatMissingData.NOT_BREACHING,
    })
    this.add({
      name: `${name} duration`,
      sentence: `${name} takes more than 80% of its ${handler.timeout.toHumanString()} (99th percentile): longer runs will be cut off.`,
      impact,
      metric: handler.metricDuration(),
      threshold: handler.timeout.toMilliseconds() * 0.8,
      missing: TreatMissingData.NOT_BREACHING,
    })
  }

  watchStream(handler: AnyHandler, letters: DeadLetterQueue): void {
    this.add({
      name: `${handler.name} stream age`,
      sentence: `The stream that drives ${handler.name} is more than 5 minutes behind.`,
      impact: handler.impact,
      metric: handler.metricStreamAge(),
      threshold: Duration.minutes(5).toMilliseconds(),
      periods: 2,
      missing: TreatMissingData.NOT_BREACHING,
    })
    this.watchDeadLetters(`${handler.name} stream`, letters, handler.impact)
  }

  watchDeadLetters(name: string, letters: DeadLetterQueue, impact: string): void {
    this.add({
      name: `${name} dead letters`,
      sentence: `The dead-letter queue of ${name} holds ${letters.content}.`,
      impact,
      metric: letters.metricDepth(),
      threshold: 1,
      // SQS stops reporting on a queue that has been empty for a while, which is good.
      missing: TreatMissingData.NOT_BREACHING,
    })
  }

  watchQueue(name: string, work: WorkQueue, impact: string): void {
    this.add({
      name: `${name} waiting`,
      sentence: `The oldest message of the ${name} queue has waited for more than 15 minutes.`,
      impact,
      metric: work.metricOldestMessage(),
      threshold: Duration.minutes(15).toSeconds(),
      missing: TreatMissingData.NOT_BREACHING,
    })
    this.watchDeadLetters(name, work.deadLetters, impact)
  }

  /**
   * What DynamoDB itself reports of tables: requests that it refused because they came too fast, and those that it could not
   * serve. The SDK tries again; what lasts comes out as errors of functions, whose cause this tells. Metrics of DynamoDB
   * are missing while there is nothing to report, and alarms on them ignore missing data whatever is configured.
   */
  watchTables(tables: Readonly<Record<string, WatchedTable>>): void {
    const periods = 3
    this.add({
      name: 'throttled tables',
      sentence: `DynamoDB refused reads or writes of a table because they came too fast, for 15 minutes.`,
      impact: 'Checks, screening and sending are slower; what is refused for long is tried again later.',
      metric: sumOf(
        Object.values(tables).flatMap(({ table }) => [
          tableMetric('ReadThrottleEvents', { TableName: table.tableName }),
          tableMetric('WriteThrottleEvents', { TableName: table.tableName }),
        ]),
        'throttled reads and writes',
      ),
      threshold: 1,
      periods,
      missing: TreatMissingData.NOT_BREACHING,
    })
    for (const [name, { table, operations }] of Object.entries(tables)) {
      this.add({
        name: `${name} table errors`,
        sentence: `DynamoDB could not serve requests on the table ${name}, for 15 minutes.`,
        impact: 'Checks, screening and sending fail while it lasts, and are tried again.',
        metric: sumOf(
          operations.map((Operation) =>
            tableMetric('SystemErrors', { TableName: table.tableName, Operation }),
          ),
          `errors of DynamoDB on ${name}`,
        ),
        threshold: 1,
        periods,
        missing: TreatMissingData.NOT_BREACHING,
      })
    }
  }

  /** One alarm over the metric records of these functions (ten at most): a record that CloudWatch refuses blinds what rests on it. */
  watchMetricRecords(handlers: readonly AnyHandler[]): void {
    this.add({
      name: 'rejected metrics',
      sentence: 'CloudWatch refused metric records that a function wrote.',
      impact: 'Gauges are missing or wrong: the alarms that rest on them may be blind.',
      metric: sumOf(
        handlers.map((handler) => handler.metricRejectedMetrics()),
        'rejected metric records',
      ),
      threshold: 1,
      missing: TreatMissingData.NOT_BREACHING,
    })
  }
}
