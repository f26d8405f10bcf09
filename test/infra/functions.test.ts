import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { defaultRetentionYears, longestDutyYears } from '../../shared/legal/record-keeping.ts'
import { watchedSources } from '../../shared/model/source.ts'
import { type FunctionName, functionEnvironments } from '../../shared/runtime/env.ts'
import { at, type Placed, targetOf, templatesOf } from './templates.ts'

const { ofType, all } = templatesOf('prod')
const functions = ofType('AWS::Lambda::Function')
const nameOf = (fn: Placed): FunctionName => {
  const service = at<string>(fn, 'Environment', 'Variables', 'POWERTOOLS_SERVICE_NAME')
  return service.replace('tierwatch-prod-', '') as FunctionName
}
const queueOf = (value: unknown): Placed => {
  const found = ofType('AWS::SQS::Queue').find(({ id }) => id === targetOf(value))
  if (!found) throw new Error(`no queue ${JSON.stringify(value)}`)
  return found
}

/** A value that CloudFormation would fill in, as the function would see it. */
const filledIn = (variable: string, value: unknown): string =>
  typeof value === 'string'
    ? value
    : variable.endsWith('_URL')
      ? 'https://sqs.eu-central-1.amazonaws.com/111111111111/queue'
      : 'name-made-by-cloudformation'

describe('functions', () => {
  it('are those that have an environment schema', () => {
    expect(functions.map(nameOf).sort()).toEqual(Object.keys(functionEnvironments).sort())
  })

  it('that write evidence lock it for as long as the longest duty of its readers, or longer, and no other does', () => {
    const locking = functions.filter(
      (fn) => 'EVIDENCE_LOCK_YEARS' in at<object>(fn, 'Environment', 'Variables'),
    )
    expect(locking.map(nameOf).sort()).toEqual(['attest', 'check-source', 'send-alerts', 'watchdog'])
    for (const fn of locking) {
      const { EVIDENCE_LOCK_MODE, EVIDENCE_LOCK_YEARS } = at<Record<string, string>>(
        fn,
        'Environment',
        'Variables',
      )
      expect(EVIDENCE_LOCK_MODE).toBe('GOVERNANCE')
      expect(Number(EVIDENCE_LOCK_YEARS)).toBe(defaultRetentionYears)
      expect(Number(EVIDENCE_LOCK_YEARS)).toBeGreaterThanOrEqual(longestDutyYears)
    }
    const may = ofType('AWS::IAM::Policy').filter((policy) =>
      JSON.stringify(policy).includes('s3:PutObjectRetention'),
    )
    expect(may).toHaveLength(locking.length)
    // Nobody may lift a lock, nor delete what is evidence.
    expect(JSON.stringify(ofType('AWS::IAM::Policy'))).not.toMatch(
      /BypassGovernanceRetention|s3:DeleteObject/,
    )
  })

  it('that send alerts hold a claim for longer than a run takes, and shorter than until work counts as left behind', () => {
    const sender = functions.find((fn) => nameOf(fn) === 'send-alerts')!
    const watchdog = functions.find((fn) => nameOf(fn) === 'watchdog')!
    const variable = (fn: Placed, name: string): number =>
      Number(at<string>(fn, 'Environment', 'Variables', name))
    const lease = variable(sender, 'ALERT_LEASE_SECONDS')
    expect(lease).toBeGreaterThan(at<number>(sender, 'Timeout'))
    expect(lease).toBeLessThan(variable(watchdog, 'SWEEP_AFTER_SECONDS'))
  })

  it.each(functions.map((fn) => [nameOf(fn), fn] as const))('%s runs on arm64 and Node 24', (_, fn) => {
    expect(at(fn, 'Architectures')).toEqual(['arm64'])
    expect(at(fn, 'Runtime')).toBe('nodejs24.x')
    expect(at<number>(fn, 'Timeout')).toBeGreaterThanOrEqual(60)
    expect(at<number>(fn, 'MemorySize')).toBeGreaterThanOrEqual(512)
  })

  it.each(functions.map((fn) => [nameOf(fn), fn] as const))(
    '%s gets exactly the variables of its schema, and they parse',
    (name, fn) => {
      const { NODE_OPTIONS, ...variables } = at<Record<string, unknown>>(fn, 'Environment', 'Variables')
      expect(NODE_OPTIONS).toMatch(/^--enable-source-maps( --max-semi-space-size=\d+)?$/)
      const schema = functionEnvironments[name]
      expect(Object.keys(variables).sort()).toEqual(Object.keys(schema.shape).sort())
      const filled = Object.entries(variables).map(([variable, value]) => [
        variable,
        filledIn(variable, value),
      ])
      expect(schema.safeParse(Object.fromEntries(filled)).error?.issues).toBeUndefined()
    },
  )

  it('never fetch from recordings in AWS', () => {
    const [check] = functions.filter((fn) => nameOf(fn) === 'check-source')
    expect(at(check!, 'Environment', 'Variables', 'RECORDED_ORIGIN')).toBe('')
  })

  it('that check sources have a place for each source and each other run, as the documents say', () => {
    const [check] = functions.filter((fn) => nameOf(fn) === 'check-source')
    const runs = ofType('AWS::Scheduler::Schedule')
      .filter((schedule) => targetOf(at(schedule, 'Target', 'Arn')) === check?.id)
      .map((schedule) => JSON.parse(at<string>(schedule, 'Target', 'Input')) as Record<string, string>)
      .map(({ source, mode }) => source ?? mode)
    const places = at<number>(check!, 'ReservedConcurrentExecutions')
    expect(places).toBe(new Set(runs).size)
    expect(places).toBe(10)
    for (const [file, words] of [
      ['deploy.md', 'check-source reserves ten'],
      ['runbook.md', 'It has ten places'],
    ] as const)
      expect(readFileSync(new URL(`../../docs/${file}`, import.meta.url), 'utf8')).toContain(words)
  })

  it('write to a log group of their own, which is kept for a stated time', () => {
    const groups = ofType('AWS::Logs::LogGroup')
    const used = functions.map((fn) => targetOf(at(fn, 'LoggingConfig', 'LogGroup')))
    expect(new Set(used)).toEqual(new Set(groups.map(({ id }) => id)))
    expect(groups).toHaveLength(functions.length)
    for (const group of groups) expect(at(group, 'RetentionInDays')).toBe(400)
  })

  it('have a role each, shared with nobody', () => {
    const roles = functions.map((fn) => targetOf(at(fn, 'Role')))
    expect(new Set(roles).size).toBe(functions.length)
  })
})

describe('the bus', () => {
  it('goes with its stack: a name that stays behind would be in the way of the next deployment', () => {
    const [bus, ...more] = ofType('AWS::Events::EventBus')
    expect(more).toEqual([])
    expect(at(bus!, 'Name')).toBe('tierwatch-prod')
    expect(bus?.DeletionPolicy).toBe('Delete')
  })

  it('is one of few things with a name of their own, none of which is kept when its stack goes', () => {
    const names = [
      'Name',
      'BucketName',
      'TableName',
      'QueueName',
      'TopicName',
      'FunctionName',
      'RoleName',
      'LogGroupName',
    ]
    const kept = all.filter(
      ({ DeletionPolicy, Properties }) =>
        DeletionPolicy === 'Retain' && names.some((name) => typeof Properties[name] === 'string'),
    )
    expect(kept.map(({ id }) => id)).toEqual([])
  })
})

describe('asynchronous edges', () => {
  const mappings = ofType('AWS::Lambda::EventSourceMapping')
  const streams = mappings.filter((mapping) => 'StartingPosition' in mapping.Properties)
  const queues = mappings.filter((mapping) => !('StartingPosition' in mapping.Properties))
  const functionOf = (mapping: Placed): FunctionName =>
    nameOf(functions.find(({ id }) => id === targetOf(at(mapping, 'FunctionName')))!)

  it('are four streams and six queues', () => {
    expect(streams.map(functionOf).sort()).toEqual([
      'fan-out',
      'publish-events',
      'screen-supplier',
      'send-alerts',
    ])
    expect(queues.map(functionOf).sort()).toEqual([
      'fan-out',
      'intake-suppliers',
      'publish-events',
      'screen-changes',
      'screen-supplier',
      'send-alerts',
    ])
    // A stream has room for two readers: a third one would slow all of them down.
    const readersOf = Map.groupBy(streams, (stream) => JSON.stringify(at(stream, 'EventSourceArn')))
    expect([...readersOf.values()].map((readers) => readers.length)).toEqual([2, 2])
  })

  it('report the items that failed, one by one', () => {
    for (const mapping of mappings)
      expect(at(mapping, 'FunctionResponseTypes')).toEqual(['ReportBatchItemFailures'])
  })

  it.each(streams.map((stream) => [functionOf(stream), stream] as const))(
    'the stream of %s starts at the beginning, isolates a bad record and sets it aside',
    (_, stream) => {
      expect(at(stream, 'StartingPosition')).toBe('TRIM_HORIZON')
      expect(at(stream, 'BisectBatchOnFunctionError')).toBe(true)
      expect(at(stream, 'MaximumRetryAttempts')).toBe(10)
      // Half of a stream's 24 hours: what is set aside can still be driven again.
      expect(at(stream, 'MaximumRecordAgeInSeconds')).toBe(43_200)
      const dead = queueOf(at(stream, 'DestinationConfig', 'OnFailure', 'Destination'))
      expect(at(dead, 'MessageRetentionPeriod')).toBe(1_209_600)
    },
  )

  it.each([
    [
      'fan-out',
      {
        eventName: ['INSERT'],
        dynamodb: { Keys: { sk: { S: [{ prefix: 'CS#' }, { prefix: 'EN#' }] } } },
      },
    ],
    ['publish-events', { eventName: ['INSERT'], dynamodb: { Keys: { sk: { S: [{ prefix: 'CS#' }] } } } }],
    [
      'screen-supplier',
      { eventName: ['INSERT', 'MODIFY'], dynamodb: { Keys: { sk: { S: [{ prefix: 'S#' }] } } } },
    ],
    [
      'send-alerts',
      { dynamodb: { Keys: { sk: { S: [{ prefix: 'N#' }] } }, NewImage: { state: { S: ['ready'] } } } },
    ],
  ])('the stream of %s lets through what it works on', (name, filter) => {
    const stream = streams.find((mapping) => functionOf(mapping) === name)!
    const filters = at<{ Pattern: string }[]>(stream, 'FilterCriteria', 'Filters')
    expect(filters.map(({ Pattern }) => JSON.parse(Pattern))).toEqual([filter])
  })

  it.each(queues.map((mapping) => [functionOf(mapping), mapping] as const))(
    'the queue of %s waits six time-outs, gives up after five receives and drops nothing',
    (_, mapping) => {
      const queue = queueOf(at(mapping, 'EventSourceArn'))
      const fn = functions.find(({ id }) => id === targetOf(at(mapping, 'FunctionName')))!
      expect(at<number>(queue, 'VisibilityTimeout')).toBeGreaterThanOrEqual(6 * at<number>(fn, 'Timeout'))
      expect(at(queue, 'RedrivePolicy', 'maxReceiveCount')).toBe(5)
      const dead = queueOf(at(queue, 'RedrivePolicy', 'deadLetterTargetArn'))
      expect(at(dead, 'MessageRetentionPeriod')).toBe(1_209_600)
      expect(at<number>(mapping, 'ScalingConfig', 'MaximumConcurrency')).toBeGreaterThanOrEqual(2)
      // A filter on a queue deletes what it does not let through.
      expect(mapping.Properties).not.toHaveProperty('FilterCriteria')
    },
  )

  it('no queue is without encryption, and none takes requests without TLS', () => {
    const policies = ofType('AWS::SQS::QueuePolicy')
    for (const queue of ofType('AWS::SQS::Queue')) {
      expect(at(queue, 'SqsManagedSseEnabled')).toBe(true)
      const statements = policies
        .filter((policy) => at<unknown[]>(policy, 'Queues').some((name) => targetOf(name) === queue.id))
        .flatMap((policy) => at<Record<string, unknown>[]>(policy, 'PolicyDocument', 'Statement'))
      expect(statements).toContainEqual(
        expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      )
    }
  })

  it('scheduled functions set aside what Lambda gave up on', () => {
    const configs = ofType('AWS::Lambda::EventInvokeConfig')
    const scheduled = ofType('AWS::Scheduler::Schedule').map((schedule) =>
      targetOf(at(schedule, 'Target', 'Arn')),
    )
    expect(new Set(configs.map((config) => targetOf(at(config, 'FunctionName'))))).toEqual(new Set(scheduled))
    for (const config of configs) queueOf(at(config, 'DestinationConfig', 'OnFailure', 'Destination'))
  })
})

describe('schedules', () => {
  const schedules = ofType('AWS::Scheduler::Schedule')
  const inputs = schedules.map(
    (schedule) => JSON.parse(at<string>(schedule, 'Target', 'Input')) as { source?: string; mode?: string },
  )

  it('check every watched source, with the scheduled time as the logical clock', () => {
    const checks = inputs.filter(({ source }) => source !== undefined)
    expect(checks).toHaveLength(watchedSources.length)
    for (const source of watchedSources) {
      expect(checks).toContainEqual({ source, scheduledAt: '<aws.scheduler.scheduled-time>' })
    }
  })

  it('retry a little and never longer than until the next run', () => {
    const seconds = {
      'rate(5 minutes)': 300,
      'rate(15 minutes)': 900,
      'rate(1 hour)': 3600,
      'rate(1 day)': 86_400,
      'cron(0/15 8-12 ? * MON-FRI *)': 900,
      'cron(30 13-18 ? * MON-FRI *)': 3600,
      'cron(30 2 ? * * *)': 86_400,
      'cron(15 9 ? * * *)': 86_400,
    }
    const weekly = 'cron(0 8 ? * MON *)'
    for (const schedule of schedules) {
      // A week is proved half a day late rather than not at all.
      if (at(schedule, 'ScheduleExpression') === weekly) {
        expect(at(schedule, 'ScheduleExpressionTimezone')).toBe('America/New_York')
        expect(at(schedule, 'Target', 'RetryPolicy', 'MaximumEventAgeInSeconds')).toBe(43_200)
        continue
      }
      const every = seconds[at<keyof typeof seconds>(schedule, 'ScheduleExpression')]
      const age = at<number>(schedule, 'Target', 'RetryPolicy', 'MaximumEventAgeInSeconds')
      expect(age).toBeLessThanOrEqual(Math.min(every, 3000))
      expect(at(schedule, 'Target', 'RetryPolicy', 'MaximumRetryAttempts')).toBe(3)
      queueOf(at(schedule, 'Target', 'DeadLetterConfig', 'Arn'))
    }
  })

  it('read OFAC every 15 minutes and the watchdog’s gauges every 5', () => {
    const cadence = schedules.map((schedule, index) => [
      inputs[index]!.source ??
        inputs[index]!.mode ??
        nameOf(functions.find(({ id }) => id === targetOf(at(schedule, 'Target', 'Arn')))!),
      at<string>(schedule, 'ScheduleExpression'),
    ])
    expect(Object.fromEntries(cadence)).toEqual({
      'ofac-sdn': 'rate(15 minutes)',
      'ofac-nonsdn': 'rate(15 minutes)',
      'bis-entity-list': 'rate(1 hour)',
      'cbp-wro': 'rate(1 hour)',
      'dhs-uflpa': 'rate(1 hour)',
      'us-statute': 'rate(1 day)',
      'trade-csl': 'rate(1 hour)',
      reconcile: 'cron(30 2 ? * * *)',
      'uflpa-notices': 'cron(15 9 ? * * *)',
      'public-inspection': 'cron(30 13-18 ? * MON-FRI *)',
      watchdog: 'rate(5 minutes)',
      attest: 'cron(0 8 ? * MON *)',
      'due-dates': 'rate(1 hour)',
    })
  })

  it('look at public inspection within three quarters of an hour of each time at which documents are filed', () => {
    const looks = schedules
      .filter((_, index) => inputs[index]!.mode === 'public-inspection')
      .flatMap((schedule) => {
        expect(at(schedule, 'ScheduleExpressionTimezone')).toBe('America/New_York')
        const [, minutes = '', first, last] =
          /^cron\((\S+) (\d+)-(\d+) \? \* MON-FRI \*\)$/.exec(at(schedule, 'ScheduleExpression')) ?? []
        const own = minutes === '0/15' ? [0, 15, 30, 45] : [Number(minutes)]
        return Array.from(
          { length: Number(last) - Number(first) + 1 },
          (_, hour) => Number(first) + hour,
        ).flatMap((hour) => own.map((minute) => 60 * hour + minute))
      })
    // Regular filings at 8:45; special ones at 8:45, 11:15, 14:00, 16:15 and 18:00.
    for (const [hour, minute] of [
      [8, 45],
      [11, 15],
      [14, 0],
      [16, 15],
      [18, 0],
    ] as const) {
      const filed = 60 * hour + minute
      expect(
        looks.some((look) => look > filed && look <= filed + 45),
        `${hour}:${minute}`,
      ).toBe(true)
    }
  })
})

describe('the template', () => {
  it('has no custom resource and no function but ours', () => {
    expect(
      all.filter(({ Type }) => Type.startsWith('Custom::') || Type.startsWith('AWS::CloudFormation::')),
    ).toEqual([])
    expect(functions).toHaveLength(11)
  })
})
