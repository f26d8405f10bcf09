import { Duration } from 'aws-cdk-lib'
import { ComparisonOperator, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations'
import { ContextAttribute, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler'
import { Construct } from 'constructs'
import { metricsNamespace, type StageConfig } from '../config.ts'
import type { DataStack } from '../stacks/data-stack.ts'
import { allowDataKey, allowTable, listKeys, readItems } from './access.ts'
import type { AlarmBook } from './alarm-book.ts'
import { HandlerFunction, serviceName } from './handler-function.ts'
import { DeadLetterQueue } from './queues.ts'
import { FunctionSchedules } from './schedule.ts'

/** Commits, every hour, what came due: effective dates, general licences and wind-downs that end, stays. */
export class DueDates extends Construct {
  readonly handler: HandlerFunction<'due-dates'>
  readonly deadLetters: DeadLetterQueue
  private readonly config: StageConfig

  constructor(scope: Construct, id: string, props: { config: StageConfig; data: DataStack }) {
    super(scope, id)
    const { config, data } = props
    this.config = config
    this.handler = new HandlerFunction(this, 'Handler', {
      config,
      name: 'due-dates',
      description: 'Commits what came due on a day: effective dates, licences and wind-downs that end',
      memoryMb: 1024,
      timeout: Duration.minutes(2),
      impact: 'A measure that takes effect or a licence that ends by its date is not alerted.',
      environment: { LISTS_TABLE: data.lists.tableName },
    })
    allowTable(this.handler, { sid: 'ReadLists', table: data.lists, actions: readItems })
    // A version over the entries and shards that are there: it can write neither.
    allowTable(this.handler, {
      sid: 'CommitWhatIsDue',
      table: data.lists,
      actions: ['PutItem', 'ConditionCheckItem', 'BatchWriteItem'],
      leadingKeys: [listKeys.source, listKeys.parts, listKeys.openWork],
    })
    allowDataKey(this.handler, data.dataKey)
    this.deadLetters = new DeadLetterQueue(this, 'Dead', {
      content: 'rounds of due dates that failed after all retries',
      ephemeral: config.ephemeral,
    })
    this.deadLetters.acknowledgeNoQueueInFront(
      'the schedule and of the asynchronous invocations of due-dates',
    )
    this.handler.function.configureAsyncInvoke({
      retryAttempts: 2,
      maxEventAge: Duration.minutes(50),
      onFailure: new SqsDestination(this.deadLetters.queue),
    })
    new FunctionSchedules(this, 'Schedules', { handler: this.handler, deadLetters: this.deadLetters }).every(
      'round',
      {
        description: 'Looks for what came due',
        everyMinutes: config.dueDatesMinutes,
        input: ScheduleTargetInput.fromObject({ scheduledAt: ContextAttribute.scheduledTime }),
      },
    )
  }

  watch(alarms: AlarmBook): void {
    alarms.watchFunction(this.handler, { errorPercent: 50, window: Duration.hours(2) })
    alarms.watchDeadLetters('due-dates', this.deadLetters, this.handler.impact)
    alarms.add({
      name: 'due dates not looked at',
      sentence: 'Nobody has looked for three hours at what comes due.',
      impact: this.handler.impact,
      metric: new Metric({
        namespace: metricsNamespace,
        metricName: 'DueDatesLooked',
        dimensionsMap: { service: serviceName(this.config.stage, 'due-dates') },
        period: Duration.hours(1),
        statistic: Stats.SUM,
        label: 'sources looked at',
      }),
      threshold: 1,
      comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
      periods: 3,
      missing: TreatMissingData.BREACHING,
    })
  }
}
