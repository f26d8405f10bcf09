import { DynamoDBClient, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Inspected, type RecordedOrigin, startRecordedOrigin } from '../../cli/replay/recorded-origin.ts'
import { recording } from '../../cli/replay/recordings.ts'
import { type Publication, timeline } from '../../cli/replay/timeline.ts'
import { type LocalSystem, openLocalSystem } from '../../cli/system/local-system.ts'
import { readMailbox } from '../../cli/system/mailbox.ts'
import { registerFile } from '../../cli/system/register-file.ts'
import { outputOf } from '../../cli/system/system.ts'
import { canonicalJson } from '../../shared/hash.ts'
import type { CheckOutcome } from '../../shared/lists/version.ts'
import type { EarlyNotice } from '../../shared/model/early-notice.ts'
import type { PollOutcome } from '../../shared/operations/poll-inspection.ts'
import type { ReconcileOutcome } from '../../shared/operations/reconcile-entity-list.ts'
import type { Gauges } from '../../shared/operations/sweep.ts'
import { writtenDocument } from '../sources/bis-entity-list/documents.ts'
import { deskOf, deskText } from '../sources/federal-register/desk.ts'
import { ndjson, run, type Running, tierwatch } from './support/command.ts'
import { newHome } from './support/home.ts'
import { rowsOf } from './support/observe.ts'

const script = fileURLToPath(new URL('support/poll-inspection.ts', import.meta.url))

/** The baseline, the real rule, and the written one that differs from what was announced. */
const steps: Publication[] = [
  ...timeline.flatMap((step) =>
    step.kind === 'publication' && step.source === 'bis-entity-list' ? [step] : [],
  ),
  {
    kind: 'publication',
    source: 'bis-entity-list',
    at: '2024-01-15T14:00:00.000Z',
    provenance: 'written',
    note: 'a rule that adds, revises and removes',
    load: () => recording('bis-entity-list-written', '2024-01-15').bytes,
    rule: {
      ...writtenDocument,
      title: 'Additions to and Revisions of the Entity List',
      effectiveOn: '2024-01-12',
    },
  },
]

/** When the desk shows each document; what is not here it shows until its day. */
const shown: Record<string, { from: string; until: string }> = {
  '2023-03929': { from: '2023-02-24T21:15:00.000Z', until: '2023-02-27T13:45:00.000Z' },
  '2024-99001': { from: '2024-01-12T13:45:00.000Z', until: '2024-01-15T13:45:00.000Z' },
  // Taken away before its day, without a note.
  '2024-99002': { from: '2024-01-12T13:45:00.000Z', until: '2024-01-12T18:00:00.000Z' },
  '2024-99003': { from: '2024-01-12T13:45:00.000Z', until: '2024-01-16T13:45:00.000Z' },
}

const inspected: Inspected[] = (['2023-02-24', '2024-01-12'] as const).flatMap((day) =>
  deskOf(day).map((document) => {
    const number = document.document_number
    const times = shown[number]
    return {
      from: `${day}T13:45:00.000Z`,
      until: '2023-02-27T13:45:00.000Z',
      ...times,
      document,
      text: times === undefined ? undefined : deskText(day, number),
    }
  }),
)

interface EmbeddedMetrics {
  _aws: { CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string }[] }[] }
  [property: string]: unknown
}

/** Namespace, name and dimensions: CloudWatch knows a metric by all three. */
const identity = (namespace: string, name: string, dimensions: Record<string, unknown>): string =>
  canonicalJson([namespace, name, dimensions])

/** Every metric that the handlers of a home have written, from their log. */
const metricsOf = (home: string): Set<string> => {
  const records = readFileSync(path.join(home, 'log.ndjson'), 'utf8')
    .split('\n')
    .filter((line) => line.includes('CloudWatchMetrics'))
    .map((line) => {
      const { message, ...rest } = JSON.parse(line) as { message: string | EmbeddedMetrics }
      const record = typeof message === 'string' ? (JSON.parse(message) as EmbeddedMetrics) : message
      return record?._aws === undefined ? (rest as unknown as EmbeddedMetrics) : record
    })
  return new Set(
    records.flatMap((record) =>
      record._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
        Dimensions.flatMap((names) =>
          Metrics.map(({ Name }) =>
            identity(Namespace, Name, Object.fromEntries(names.map((name) => [name, record[name]]))),
          ),
        ),
      ),
    ),
  )
}

interface AwaitedMetric {
  Namespace?: string
  MetricName?: string
  Dimensions?: { Name: string; Value: string }[]
}

/** What an alarm of a home's template waits for; a metric with a label stands in a list of its own. */
const awaitedBy = (home: string, alarm: string): string => {
  const template = JSON.parse(
    readFileSync(path.join(home, 'assembly', 'tierwatch-local-monitoring.template.json'), 'utf8'),
  ) as {
    Resources: Record<
      string,
      {
        Type: string
        Properties: AwaitedMetric & {
          AlarmName?: string
          Metrics?: { MetricStat: { Metric: AwaitedMetric } }[]
        }
      }
    >
  }
  const found = Object.values(template.Resources).find(
    ({ Type, Properties }) =>
      Type === 'AWS::CloudWatch::Alarm' && Properties.AlarmName === `tierwatch-local ${alarm}`,
  )?.Properties
  const {
    Namespace = '',
    MetricName = '',
    Dimensions = [],
  } = found?.Metrics?.[0]?.MetricStat.Metric ?? found ?? {}
  if (Namespace === '' || MetricName === '') throw new Error(`no alarm "${alarm}" on one metric`)
  return identity(
    Namespace,
    MetricName,
    Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value])),
  )
}

/** The words of a mail, however its lines are broken. */
const inOneLine = (text: string): string => text.replaceAll(/\s+/g, ' ')

describe('early notices on the deployed functions', () => {
  let home: string
  let origin: RecordedOrigin
  let running: LocalSystem | undefined
  /** Waits for the address; then whoever polls is ended. */
  let onText: ((address: string) => Promise<void> | void) | undefined
  const system = (): LocalSystem => {
    if (!running) throw new Error('nothing is running')
    return running
  }
  const open = async (): Promise<void> => {
    running = await openLocalSystem({
      recordedOrigin: origin.url,
      sweepAfterSeconds: 1,
      longestRetryMs: 500,
    })
  }
  const poll = async (scheduledAt: string): Promise<PollOutcome> => {
    origin.showAsOf(scheduledAt)
    const outcome = await system().invoke<PollOutcome>('CheckSourceFunction', {
      mode: 'public-inspection',
      scheduledAt,
    })
    await system().settle()
    return outcome
  }
  const check = async (scheduledAt: string): Promise<CheckOutcome> => {
    origin.showAsOf(scheduledAt)
    const outcome = await system().invoke<CheckOutcome>('CheckSourceFunction', {
      source: 'bis-entity-list',
      scheduledAt,
    })
    await system().settle()
    return outcome
  }
  /** What a kill left behind waits for a lease to run out and for the watchdog to find it. */
  const finished = async (): Promise<void> => {
    for (const deadline = Date.now() + 180_000; ; await sleep(1_000)) {
      await system().settle()
      await system().invoke('WatchdogFunction', {})
      await system().settle()
      const open = [...(await system().registry.openWork()), ...(await system().earlyNotices.waiting())]
      if (open.length === 0) return
      expect(Date.now(), JSON.stringify(open)).toBeLessThan(deadline)
    }
  }
  const mails = (to: string) =>
    readMailbox(home).filter((mail) => mail.kind === 'notification' && mail.to === to)
  const subjects = (to: string): string[] => mails(to).map(({ subject }) => subject)
  const record = async (documentNumber: string): Promise<EarlyNotice | undefined> =>
    (await system().earlyNotices.all()).find((notice) => notice.documentNumber === documentNumber)
  const cli = async (...args: string[]) => {
    const ran = await tierwatch(home, ...args)
    expect(ran.code, ran.stderr).toBe(0)
    return ran
  }

  const acme = 'watch@acme.example'
  const bolt = 'watch@bolt.example'
  /** Subscribes to nothing but withdrawals. */
  const bench = 'withdrawn@bolt.example'

  beforeAll(async () => {
    home = newHome('early')
    origin = await startRecordedOrigin(steps, {
      inspected,
      onRequest: (address) => onText?.(address),
    })
    process.env['TIERWATCH_HOME'] = home
    await open()
    for (const [customer, ...subscription] of [
      ['acme', acme],
      ['bolt', bolt],
      ['bolt', bench, '--filter', 'news=withdrawn'],
    ]) {
      await cli('customers', 'add', customer!, '--name', `${customer} Ltd`)
      await cli('subscribe', customer!, 'email', ...subscription)
      await cli('confirm-subscription', subscription[0]!)
    }
    await registerFile(system(), {
      customerId: 'acme',
      file: 'suppliers.csv',
      bytes: Buffer.from(
        'supplier_id,name,country\nS-1,Yunze Technology (Beijing) Co Ltd,CN\nS-2,Harbour Bakery,PT\n',
      ),
      confirmRemovals: false,
    })
    expect(await check('2023-02-24T14:00:00.000Z')).toMatchObject({ outcome: 'committed' })
    await system().settle()
  }, 300_000)
  afterAll(async () => {
    await running?.close()
    await origin.close()
    delete process.env['TIERWATCH_HOME']
  })

  it('a poll that is killed while it looks, or before its news is told, is finished by what comes next', async () => {
    await system().close()
    running = undefined
    const at = '2023-02-24T21:30:00.000Z'
    const started = (): Running => run(home, script, [origin.url, at])
    origin.showAsOf(at)
    // It asks for the text: nothing is written yet.
    const early = started()
    await new Promise<void>((resolve) => {
      onText = (address) => {
        if (!address.includes('/raw_text/')) return undefined
        onText = undefined
        early.killAll()
        resolve()
        return sleep(60_000)
      }
    })
    expect((await early.ended).code).toBeNull()
    expect(mails(bolt)).toEqual([])
    // It has written record and outbox, and the function that tells is only starting.
    const late = started()
    expect(await late.line((line) => line === 'polled')).toBeDefined()
    late.killAll()
    expect((await late.ended).code).toBeNull()
    const earlyMails = (to: string) => mails(to).filter(({ subject }) => subject.startsWith('Early notice'))
    const sent = new Map([acme, bolt].map((to) => [to, earlyMails(to).length]))
    console.log(
      `killed ${[...sent.values()].some((count) => count === 0) ? 'between the write and the telling' : 'after the telling'}`,
    )
    await open()
    await finished()
    expect((await poll('2023-02-24T21:45:00.000Z')).told).toEqual([])
    expect(await record('2023-03929')).toMatchObject({ state: 'announced', revision: 1 })
    // A mail that left, and whose mark a kill prevented, is repeated under its own id and in the same words.
    for (const to of [acme, bolt]) {
      const told = earlyMails(to)
      expect(new Set(told.map(({ body }) => body)).size, to).toBe(1)
      expect(told.length, to).toBeLessThanOrEqual(1 + (sent.get(to) ?? 0))
    }
    expect(mails(bench)).toEqual([])
  })

  it('a rule on public inspection is announced, and said not to be published yet', async () => {
    const mail = mails(acme).at(-1)!
    expect(mail.subject).toBe('Early notice, not yet published: Additions of Entities to the Entity List')
    expect(mail.body).toMatch(/^NOT YET PUBLISHED\./)
    for (const words of [
      'Title: Additions of Entities to the Entity List',
      'Agency: Industry and Security Bureau',
      'Document: FR Doc. 2023-03929',
      'Filed: 2023-02-24 16:15 (Washington)',
      'To publish: 2023-02-27',
      'To be added (13):',
      '- CPUNTO Inc. (Canada)',
      '- Promtekhkomplekt JSC (Russia)',
      'Yunze Technology (Beijing) Co Ltd (S-1) resembles Beijing Yunze Technology Co., Ltd.',
      'PDF: https://public-inspection.federalregister.gov/2023-03929.pdf',
      'This document is not yet published.',
      'Notice early#2023-03929#1 of 2023-02-24T21:30:00.000Z',
    ])
      expect(inOneLine(mail.body)).toContain(words)
    expect(mails(bolt)[0]!.body).not.toMatch(/Yunze Technology \(Beijing\)|resembles/)
    // Nothing is matched before the rule is published.
    for await (const match of system().registry.matches('acme')) expect(match).toBeUndefined()
    const [shownNotice] = ndjson<EarlyNotice>(await cli('early-notices', '--json'))
    expect(shownNotice).toMatchObject({ documentNumber: '2023-03929', state: 'announced' })
    // The text that its names were read from is kept: the desk takes it away.
    const kept = await system().documents.read(shownNotice?.textKey ?? '')
    expect(new TextDecoder().decode(kept)).toBe(deskText('2023-02-24', '2023-03929'))
  })

  it('the published rule confirms it: its match is alerted, and nobody is told the same twice', async () => {
    const early = [acme, bolt].map((to) => mails(to).length)
    const before = mails(acme).length
    const checked = await check('2023-02-27T14:00:00.000Z')
    expect(checked).toMatchObject({ outcome: 'committed', changeSets: [{ counts: { added: 13 } }] })
    const alerts = mails(acme).slice(before)
    expect(alerts).toHaveLength(1)
    expect(alerts[0]!.body).toContain('Beijing Yunze Technology')
    expect(alerts[0]!.subject).not.toContain('Early notice')
    expect(await poll('2023-02-27T14:15:00.000Z')).toMatchObject({ told: [], confirmed: ['2023-03929'] })
    expect(await poll('2023-02-27T14:30:00.000Z')).toMatchObject({ told: [], confirmed: [] })
    expect(await record('2023-03929')).toMatchObject({
      state: 'confirmed',
      revision: 1,
      published: { citation: '88 FR 12170', publishedOn: '2023-02-27' },
    })
    expect([acme, bolt].map((to) => mails(to).length)).toEqual([early[0]! + 1, early[1]])
    const told = (await cli('early-notices')).stdout
    expect(told).toMatch(/2023-03929\s+confirmed\s+2023-02-24\s+2023-02-27\s+13\s/)
  })

  it('one that is taken away before its day is told as withdrawn, to those too who hear of nothing else', async () => {
    // Two looks at once: of two that write the same record one is told that the other was quicker.
    const before = mails(bolt).length
    const twice = await Promise.allSettled([
      poll('2024-01-12T16:30:00.000Z'),
      poll('2024-01-12T16:30:00.000Z'),
    ])
    expect(twice.some(({ status }) => status === 'fulfilled')).toBe(true)
    expect(await poll('2024-01-12T16:45:00.000Z')).toMatchObject({
      open: ['2024-99001', '2024-99002'],
      failed: [],
    })
    expect(
      mails(bolt)
        .slice(before)
        .map(({ subject }) => subject)
        .sort(),
    ).toEqual([
      'Early notice, not yet published: Addition of an Entity to the Entity List',
      'Early notice, not yet published: Additions to and Revisions of the Entity List',
    ])
    expect(mails(bench)).toEqual([])
    for (const at of ['2024-01-12T18:30:00.000Z', '2024-01-12T19:30:00.000Z'])
      expect((await poll(at)).told, at).toEqual([])
    expect((await poll('2024-01-12T20:30:00.000Z')).told).toEqual([
      { documentNumber: '2024-99002', news: 'withdrawn', revision: 2 },
    ])
    expect((await poll('2024-01-12T21:30:00.000Z')).told).toEqual([])
    const withdrawn = 'Early notice withdrawn: Addition of an Entity to the Entity List'
    for (const to of [acme, bolt, bench])
      expect(
        subjects(to).filter((subject) => subject === withdrawn),
        to,
      ).toHaveLength(1)
    expect(mails(bench)).toHaveLength(1)
    for (const words of [
      'Why: It is no longer on public inspection, before its day of publication.',
      'Nothing was listed by it.',
    ])
      expect(inOneLine(mails(bench)[0]!.body)).toContain(words)
  })

  it('one that is published in other words is told as corrected, once', async () => {
    expect(await check('2024-01-15T14:00:00.000Z')).toMatchObject({ outcome: 'committed' })
    expect((await poll('2024-01-15T14:15:00.000Z')).told).toEqual([
      { documentNumber: '2024-99001', news: 'corrected', revision: 2 },
    ])
    expect((await poll('2024-01-15T14:30:00.000Z')).told).toEqual([])
    for (const to of [acme, bolt]) {
      const told = mails(to).filter(({ subject }) => subject.startsWith('Early notice corrected'))
      expect(told, to).toHaveLength(1)
      for (const words of [
        'The rule that we announced to you is published, and differs',
        'Quince Gulf Trading FZE is not in it; Omar Haleem Quince was not announced.',
      ])
        expect(inOneLine(told[0]!.body)).toContain(words)
    }
    expect(await record('2024-99003'), 'a rule on another list').toBeUndefined()
  })

  it('what the stream gave up is brought by the watchdog, once to each customer', async () => {
    const table = outputOf(system().outputs, 'ListsTable')
    const client = new DynamoDBClient(system().local.clientConfig('dynamodb'))
    const key = marshall({ pk: 'EARLY#outbox', sk: 'EN#2024-99001#003' })
    const notice = { ...(await record('2024-99001'))!, revision: 3, title: 'Brought by the watchdog' }
    // A record that fan-out cannot read fails until the stream sets it aside.
    const since = new Date(Date.now() - 3_600_000).toISOString()
    await client.send(
      new PutItemCommand({
        TableName: table,
        Item: { ...key, ...marshall({ news: 'corrected', since, body: 'torn' }) },
      }),
    )
    const setAside = (): number =>
      system()
        .local.deadLetters()
        .reduce((sum, { count }) => sum + count, 0)
    for (const deadline = Date.now() + 180_000; setAside() === 0; ) {
      expect(Date.now()).toBeLessThan(deadline)
      await sleep(500)
    }
    const status = (await cli('status')).stdout
    expect(status).toContain('News of 1 rule on public inspection')
    await client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: key,
        UpdateExpression: 'SET body = :body',
        ExpressionAttributeValues: marshall({ ':body': JSON.stringify(notice) }),
      }),
    )
    client.destroy()
    const before = [mails(acme).length, mails(bolt).length]
    const gauges = await system().invoke<Gauges>('WatchdogFunction', {})
    expect(gauges.untoldEarlyNoticeAge).toBeGreaterThanOrEqual(3_600)
    await system().settle()
    const again = await system().invoke<Gauges>('WatchdogFunction', {})
    expect(again.untoldEarlyNoticeAge).toBe(0)
    await system().settle()
    for (const [at, to] of [acme, bolt].entries()) {
      expect(
        mails(to)
          .slice(before[at])
          .map(({ subject }) => subject),
      ).toEqual(['Early notice corrected: Brought by the watchdog'])
    }
    expect(
      (await rowsOf(system(), 'ListsTable')).filter(({ pk }) => pk === 'EARLY#outbox'),
      'the outbox is empty',
    ).toEqual([])
  })

  it('the alarms of early notices and of the nightly comparison watch metrics that the functions write', async () => {
    origin.showAsOf('2024-01-16T07:30:00.000Z')
    // The eCFR is not recorded, so one comparison succeeds and one fails: both are counted.
    const { found, failed } = await system().invoke<ReconcileOutcome>('CheckSourceFunction', {
      mode: 'reconcile',
      scheduledAt: '2024-01-16T07:30:00.000Z',
    })
    expect([found.length, failed.length]).toEqual([1, 1])
    const written = metricsOf(home)
    for (const alarm of [
      'public inspection not polled',
      'entity list not reconciled',
      'entity list differs',
      'untold early notice',
    ])
      expect([...written], alarm).toContain(awaitedBy(home, alarm))
  })

  it('every call was one that the roles of the template allow', () => {
    expect(system().local.deniedCalls()).toEqual([])
    expect(existsSync(path.join(home, 'denied-calls.ndjson'))).toBe(false)
  })
})
