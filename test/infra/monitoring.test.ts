import { DynamoDBClient, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { mockClient } from 'aws-sdk-client-mock'
import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { runbookAnchor } from '../../infra/constructs/alarm-book.ts'
import { canonicalJson } from '../../shared/hash.ts'
import { watchedSources } from '../../shared/model/source.ts'
import { at, type Placed, targetOf, templatesOf } from './templates.ts'

const { ofType } = templatesOf('prod')
const alarms = ofType('AWS::CloudWatch::Alarm')
const nameOf = (alarm: Placed): string => at<string>(alarm, 'AlarmName').replace(/^tierwatch-prod /, '')
const named = (name: string): Placed => {
  const alarm = alarms.find((candidate) => nameOf(candidate) === name)
  if (!alarm) throw new Error(`no alarm "${name}"`)
  return alarm
}

const runbook = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8')
const deploy = readFileSync(new URL('../../docs/deploy.md', import.meta.url), 'utf8')
const sections = new Map(
  runbook
    .split(/^### /m)
    .slice(1)
    .map((section) => {
      const [heading = '', ...body] = section.split('\n')
      return [heading.trim(), body.join('\n').split(/^## /m)[0]!] as const
    }),
)

describe('alarms', () => {
  it('each say what is the case, what it means and where the runbook tells what to do', () => {
    for (const alarm of alarms) {
      const [sentence, impact, link, ...rest] = at<string>(alarm, 'AlarmDescription').split('\n')
      expect(sentence).toMatch(/^[A-Z\d].*[^ ]\.$|^[a-z-]+ .*\.$/)
      expect(impact).toMatch(/^Impact: [A-Z].{20,}\.$/)
      expect(link).toBe(`Runbook: docs/runbook.md#${runbookAnchor(nameOf(alarm))}`)
      expect(rest).toEqual([])
    }
  })

  it('each tell the ops topic when they fire and when they end', () => {
    const [topic] = ofType('AWS::SNS::Topic')
    for (const alarm of alarms) {
      for (const actions of ['AlarmActions', 'OKActions']) {
        expect(at<unknown[]>(alarm, actions).map(targetOf)).toEqual([topic!.id])
      }
    }
  })

  it('each say what missing data means', () => {
    for (const alarm of alarms) {
      expect(['breaching', 'notBreaching', 'ignore']).toContain(at(alarm, 'TreatMissingData'))
    }
    const breaching = alarms.filter((alarm) => at(alarm, 'TreatMissingData') === 'breaching').map(nameOf)
    expect(breaching.sort()).toEqual(
      [
        ...watchedSources.map((source) => `${source} not checked`),
        'due dates not looked at',
        'entity list not reconciled',
        'pending change set',
        'public inspection not polled',
        'uflpa notices not polled',
        'unsent notice',
      ].sort(),
    )
  })

  it('cover errors, throttles and time of every function', () => {
    for (const fn of ofType('AWS::Lambda::Function')) {
      const name = at<string>(fn, 'Environment', 'Variables', 'POWERTOOLS_SERVICE_NAME').replace(
        'tierwatch-prod-',
        '',
      )
      named(`${name} errors`)
      named(`${name} throttles`)
      const duration = named(`${name} duration`)
      expect(at(duration, 'ExtendedStatistic')).toBe('p99')
      expect(at(duration, 'Threshold')).toBe(at<number>(fn, 'Timeout') * 800)
    }
  })

  it('cover every queue: dead letters above none, and the age of waiting work', () => {
    const queueOfAlarm = (alarm: Placed): string | undefined => {
      const dimensions = (alarm.Properties['Dimensions'] ?? []) as { Name: string; Value: unknown }[]
      return targetOf(dimensions.find(({ Name }) => Name === 'QueueName')?.Value)
    }
    for (const queue of ofType('AWS::SQS::Queue')) {
      const isWork = 'RedrivePolicy' in queue.Properties
      const metrics = alarms
        .filter((alarm) => queueOfAlarm(alarm) === queue.id)
        .map((alarm) => [at(alarm, 'MetricName'), at(alarm, 'Threshold')])
      expect([queue.id, metrics]).toEqual([
        queue.id,
        [isWork ? ['ApproximateAgeOfOldestMessage', 900] : ['ApproximateNumberOfMessagesVisible', 1]],
      ])
    }
  })

  it('cover the age of every stream', () => {
    for (const name of ['fan-out', 'screen-supplier', 'send-alerts']) {
      expect(at(named(`${name} stream age`), 'MetricName')).toBe('IteratorAge')
    }
  })

  it('cover every table that functions use: what DynamoDB refuses, and what it cannot serve', () => {
    const watched = new Map<string, string[]>()
    const several = alarms.flatMap(
      ({ Properties }) => (Properties['Metrics'] ?? []) as { MetricStat?: { Metric: AwaitedMetric } }[],
    )
    for (const { MetricStat } of several) {
      const { Namespace, MetricName = '', Dimensions = [] } = MetricStat?.Metric ?? {}
      if (Namespace !== 'AWS/DynamoDB') continue
      const of = (name: string) => Dimensions.find(({ Name }) => Name === name)?.Value
      const table = JSON.stringify(of('TableName'))
      watched.set(table, [...(watched.get(table) ?? []), [MetricName, of('Operation')].join(' ').trim()])
    }
    const granted = (table: string): string[] =>
      ['Lists', 'Registry', 'Index'].filter((name) => table.includes(name))
    expect([...watched.keys()].flatMap(granted).sort()).toEqual(['Index', 'Lists', 'Registry'])
    for (const metrics of watched.values()) {
      expect(metrics).toEqual(expect.arrayContaining(['ReadThrottleEvents', 'WriteThrottleEvents']))
      expect(metrics).toEqual(expect.arrayContaining(['SystemErrors Query', 'SystemErrors BatchWriteItem']))
    }
  })

  it('tell of a source that was not read for two of its intervals', () => {
    expect(at(named('ofac-sdn not checked'), 'Threshold')).toBe(2 * 15 * 60)
    expect(at(named('cbp-wro not checked'), 'Threshold')).toBe(2 * 60 * 60)
  })

  it('go to a topic that CloudWatch may publish to, under a key that it may use', () => {
    const [topic] = ofType('AWS::SNS::Topic')
    const key = ofType('AWS::KMS::Key').find(({ id }) => id === targetOf(at(topic!, 'KmsMasterKeyId')))!
    const principal = { Service: 'cloudwatch.amazonaws.com' }
    expect(at(key, 'KeyPolicy', 'Statement')).toContainEqual(
      expect.objectContaining({ Principal: principal, Action: ['kms:Decrypt', 'kms:GenerateDataKey*'] }),
    )
    const [policy] = ofType('AWS::SNS::TopicPolicy')
    expect(at(policy!, 'PolicyDocument', 'Statement')).toContainEqual(
      expect.objectContaining({ Principal: principal, Action: 'sns:Publish', Effect: 'Allow' }),
    )
    expect(ofType('AWS::SNS::Subscription').map((subscription) => at(subscription, 'Endpoint'))).toEqual([
      'ops@example.org',
    ])
  })
})

describe('what monitoring costs', () => {
  it('is about what the documents say', () => {
    const [, toldAlarms, toldMetrics] = /about (\d+) alarms over (\d+) metrics/.exec(deploy) ?? []
    const metrics = alarms.reduce((sum, { Properties: { Metrics } }) => {
      const own = (Metrics as { MetricStat?: unknown }[] | undefined)?.filter((one) => 'MetricStat' in one)
      return sum + (own?.length ?? 1)
    }, 0)
    expect(Math.abs(alarms.length / Number(toldAlarms) - 1)).toBeLessThan(0.1)
    expect(Math.abs(metrics / Number(toldMetrics) - 1)).toBeLessThan(0.1)
  })
})

describe('records of metrics', () => {
  it('are watched of every function that writes some', () => {
    const writers = readdirSync(new URL('../../functions', import.meta.url)).filter((name) =>
      readFileSync(new URL(`../../functions/${name}/handler.ts`, import.meta.url), 'utf8').includes(
        'powertools/metrics',
      ),
    )
    const watched = at<{ MetricStat?: unknown }[]>(named('rejected metrics'), 'Metrics').filter(
      ({ MetricStat }) => MetricStat !== undefined,
    )
    expect(watched).toHaveLength(writers.length)
  })
})

interface AwaitedMetric {
  Namespace?: string
  MetricName?: string
  Dimensions?: { Name: string; Value: unknown }[]
}

describe('metrics of our own', () => {
  it('that an alarm waits for are written, by their name, by the function that the alarm names', () => {
    const awaited = alarms.flatMap(({ Properties }): AwaitedMetric[] => {
      const several = (Properties['Metrics'] ?? []) as { MetricStat?: { Metric: AwaitedMetric } }[]
      return [Properties, ...several.flatMap(({ MetricStat }) => MetricStat?.Metric ?? [])]
    })
    const own = awaited.filter(({ Namespace }) => Namespace === 'Tierwatch')
    const names = own.map(({ MetricName = '', Dimensions = [] }) => {
      const service = String(Dimensions.find(({ Name }) => Name === 'service')?.Value)
      const handler = service.replace(/^tierwatch-prod-/, '')
      const source = readFileSync(new URL(`../../functions/${handler}/handler.ts`, import.meta.url), 'utf8')
      expect(source, `${handler} writes ${MetricName}`).toContain(`addMetric('${MetricName}'`)
      return MetricName
    })
    expect(new Set(names)).toContain('InspectionPolled')
    expect(new Set(names)).toContain('ReconciliationsFailed')
    expect(new Set(names)).toContain('EntriesOnOneSide')
    expect(new Set(names)).toContain('UntoldEarlyNoticeAgeSeconds')
  })

  it('are waited for by an alarm each, but for the two that tell what a fault was: each is paid by the month', () => {
    const written = readdirSync(new URL('../../functions', import.meta.url)).flatMap((name) => {
      const handler = readFileSync(new URL(`../../functions/${name}/handler.ts`, import.meta.url), 'utf8')
      return [...handler.matchAll(/addMetric\(\s*'(\w+)'/g)].map(([, metric = '']) => metric)
    })
    const awaited = JSON.stringify(alarms)
    expect(new Set(written.filter((metric) => !awaited.includes(`"MetricName":"${metric}"`)))).toEqual(
      new Set<string>(),
    )
    const told = Number(/and (\d+) custom metrics/.exec(deploy)?.[1])
    // Two gauges of the watchdog have the source as a dimension.
    const own = new Set(written).size + 2 * (watchedSources.length - 1)
    expect(own).toBe(told)
  })
})

describe('the runbook', () => {
  it('has a heading for every alarm and no other', () => {
    expect([...sections.keys()].sort()).toEqual(alarms.map(nameOf).sort())
  })

  it.each([...sections])('"%s" has description, investigation and resolution', (_, body) => {
    for (const part of ['Description', 'Investigation', 'Resolution']) {
      expect(body).toMatch(new RegExp(`^\\*\\*${part}\\.\\*\\* \\S.{20,}`, 'm'))
    }
  })

  it('gives the redrive command wherever there are dead letters of a queue', () => {
    for (const [heading, body] of sections) {
      if (!heading.endsWith('dead letters')) continue
      expect(body).toMatch(/npx tierwatch (redrive|recheck|replay|status)/)
    }
  })
})

describe('gauges', () => {
  const environment = {
    AWS_REGION: 'us-east-1',
    STAGE: 'prod',
    POWERTOOLS_SERVICE_NAME: 'tierwatch-prod-watchdog',
    POWERTOOLS_METRICS_NAMESPACE: 'Tierwatch',
    // Metrics go to the console that this test listens to; without the second variable they would be switched off.
    POWERTOOLS_DEV: 'true',
    POWERTOOLS_METRICS_DISABLED: 'false',
    LOG_LEVEL: 'INFO',
    LISTS_TABLE: 'lists',
    REGISTRY_TABLE: 'registry',
    FAN_OUT_REDRIVE_QUEUE_URL: 'https://queue.example/1',
    SCREEN_QUEUE_URL: 'https://queue.example/2',
    SCREEN_SUPPLIER_REDRIVE_QUEUE_URL: 'https://queue.example/3',
    SEND_REDRIVE_QUEUE_URL: 'https://queue.example/4',
    EVIDENCE_BUCKET: 'evidence',
    EVIDENCE_LOCK_MODE: 'GOVERNANCE',
    EVIDENCE_LOCK_YEARS: '11',
    WATCHDOG_MINUTES: '5',
    SWEEP_AFTER_SECONDS: '600',
    MODEL_VERSION: 'model-1',
  }
  const dynamo = mockClient(DynamoDBClient)
  const s3 = mockClient(S3Client)

  beforeAll(() => {
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
    dynamo.rejects(new Error('a call that this test does not know'))
    dynamo.on(QueryCommand).resolves({ Items: [] })
    s3.rejects(new Error('a call that this test does not know'))
    s3.on(ListObjectsV2Command).resolves({ Contents: [] })
    s3.on(PutObjectCommand).resolves({})
    const status = { succeededAt: '2026-01-01T00:00:00.000Z' }
    dynamo
      .on(GetItemCommand)
      .resolves({ Item: { pk: { S: 'SRC#x' }, sk: { S: 'STATUS' }, body: { S: JSON.stringify(status) } } })
  })
  afterAll(() => {
    dynamo.restore()
    s3.restore()
    vi.unstubAllEnvs()
  })

  interface EmbeddedMetrics {
    _aws: { CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string }[] }[] }
    [property: string]: unknown
  }

  /** Namespace, name and dimensions of a metric on one line: CloudWatch knows a metric by all three. */
  const identity = (namespace: string, name: string, dimensions: Record<string, unknown>): string =>
    canonicalJson([namespace, name, dimensions])

  it('that alarms wait for are those that the watchdog writes', async () => {
    const lines: string[] = []
    for (const method of ['log', 'info', 'debug'] as const) {
      vi.spyOn(console, method).mockImplementation((line: unknown) => void lines.push(String(line)))
    }
    const { handler } = await import('../../functions/watchdog/handler.ts')
    await handler()
    const written = lines
      .filter((line) => line.includes('"CloudWatchMetrics"'))
      .map((line) => JSON.parse(line) as EmbeddedMetrics)
      .flatMap((record) =>
        record._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
          Dimensions.flatMap((names) =>
            Metrics.map(({ Name }) =>
              identity(Namespace, Name, Object.fromEntries(names.map((name) => [name, record[name]]))),
            ),
          ),
        ),
      )
    const awaited = alarms
      .filter((alarm) => alarm.Properties['Namespace'] === 'Tierwatch')
      // What send-alerts counts is no gauge: it is written with a notice, and its absence is no alarm.
      .filter((alarm) => alarm.Properties['MetricName'] !== 'UnknownEffects')
      .map((alarm) =>
        identity(
          'Tierwatch',
          at<string>(alarm, 'MetricName'),
          Object.fromEntries(
            at<{ Name: string; Value: string }[]>(alarm, 'Dimensions').map(({ Name, Value }) => [
              Name,
              Value,
            ]),
          ),
        ),
      )
    expect(awaited).toHaveLength(2 * watchedSources.length + 6)
    expect(written).toEqual(expect.arrayContaining(awaited))
  })
})
