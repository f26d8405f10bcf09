import { Duration } from 'aws-cdk-lib'
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
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

  watchStream(handler: AnyHandler): void {
    this.add({
      name: `${handler.name} stream age`,
      sentence: `The stream that drives ${handler.name} is more than 5 minutes behind.`,
      impact: handler.impact,
      metric: handler.metricStreamAge(),
      threshold: Duration.minutes(5).toMilliseconds(),
      periods: 2,
      missing: TreatMissingData.NOT_BREACHING,
    })
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

  /** One alarm over the metric records of these functions (ten at most): a record that CloudWatch refuses blinds what rests on it. */
  watchMetricRecords(handlers: readonly AnyHandler[]): void {
    this.add({
      name: 'rejected metrics',
      sentence: 'CloudWatch refused metric records that a function wrote.',
      impact: 'Gauges are missing or wrong: the alarms that rest on them may be blind.',
      metric: new MathExpression({
        expression: `SUM([${handlers.map((_, index) => `FILL(m${index}, 0)`).join(', ')}])`,
        usingMetrics: Object.fromEntries(
          handlers.map((handler, index) => [`m${index}`, handler.metricRejectedMetrics()]),
        ),
        period: Duration.minutes(15),
        label: 'rejected metric records',
      }),
      threshold: 1,
      missing: TreatMissingData.NOT_BREACHING,
    })
  }
}
