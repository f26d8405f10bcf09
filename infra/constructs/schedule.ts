import { Aws, Duration, TimeZone } from 'aws-cdk-lib'
import { Effect, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Schedule, ScheduleExpression, type ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler'
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets'
import { Construct } from 'constructs'
import type { AnyHandler } from './access.ts'
import type { DeadLetterQueue } from './queues.ts'

/** A run that comes later than the next one is worse than none. */
const longestDelay = Duration.minutes(50)

export interface ScheduledRun {
  description: string
  everyMinutes: number
  input?: ScheduleTargetInput
}

/** A run at times of day in the agencies' own zone: `minute` and `hour` as in a cron expression. */
export interface DailyRun {
  description: string
  minute: string
  hour: string
  /** `MON-FRI`; every day where it is absent. */
  weekDay?: string
  /** Until the next run at the earliest: a run that comes later than that is worse than none. */
  everyMinutes: number
  input: ScheduleTargetInput
}

/** Runs a function on schedules, under one role that may invoke this function and nothing else. */
export class FunctionSchedules extends Construct {
  private readonly role: Role
  private readonly handler: AnyHandler
  private readonly deadLetters: DeadLetterQueue

  constructor(scope: Construct, id: string, props: { handler: AnyHandler; deadLetters: DeadLetterQueue }) {
    super(scope, id)
    this.handler = props.handler
    this.deadLetters = props.deadLetters
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
      description: `Lets the scheduler invoke ${props.handler.name}`,
      inlinePolicies: {
        Invoke: new PolicyDocument({
          statements: [
            new PolicyStatement({
              effect: Effect.ALLOW,
              actions: ['lambda:InvokeFunction'],
              resources: [props.handler.function.functionArn],
            }),
            new PolicyStatement({
              effect: Effect.ALLOW,
              actions: ['sqs:SendMessage'],
              resources: [props.deadLetters.queue.queueArn],
            }),
          ],
        }),
      },
    })
  }

  /** Times in Washington, whatever the season. */
  inNewYork(id: string, run: DailyRun): Schedule {
    return new Schedule(this, id, {
      description: run.description,
      schedule: ScheduleExpression.cron({
        minute: run.minute,
        hour: run.hour,
        weekDay: run.weekDay ?? '*',
        timeZone: TimeZone.AMERICA_NEW_YORK,
      }),
      target: new LambdaInvoke(this.handler.function, {
        role: this.role.withoutPolicyUpdates(),
        deadLetterQueue: this.deadLetters.queue,
        maxEventAge: Duration.minutes(Math.min(run.everyMinutes, longestDelay.toMinutes())),
        retryAttempts: 3,
        input: run.input,
      }),
    })
  }

  every(id: string, run: ScheduledRun): Schedule {
    const delay = Duration.minutes(Math.min(run.everyMinutes, longestDelay.toMinutes()))
    return this.schedule(id, run, ScheduleExpression.rate(Duration.minutes(run.everyMinutes)), delay)
  }

  /** Every Monday at eight in the agencies' zone. */
  weekly(id: string, run: Omit<ScheduledRun, 'everyMinutes'>): Schedule {
    const monday = ScheduleExpression.cron({
      weekDay: 'MON',
      hour: '8',
      minute: '0',
      timeZone: TimeZone.AMERICA_NEW_YORK,
    })
    return this.schedule(id, run, monday, Duration.hours(12))
  }

  private schedule(
    id: string,
    run: Omit<ScheduledRun, 'everyMinutes'>,
    expression: ScheduleExpression,
    maxEventAge: Duration,
  ): Schedule {
    return new Schedule(this, id, {
      description: run.description,
      schedule: expression,
      target: new LambdaInvoke(this.handler.function, {
        // The role is complete; the target would add every version and alias of the function to it.
        role: this.role.withoutPolicyUpdates(),
        deadLetterQueue: this.deadLetters.queue,
        maxEventAge,
        retryAttempts: 3,
        ...(run.input === undefined ? {} : { input: run.input }),
      }),
    })
  }
}
