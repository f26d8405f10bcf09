import { readFileSync } from 'node:fs'
import path from 'node:path'
import { DeleteObjectCommand, GetObjectRetentionCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { terminal } from '../../cli/output/terminal.ts'
import { type RecordedOrigin, startRecordedOrigin } from '../../cli/replay/recorded-origin.ts'
import { replay } from '../../cli/replay/replay.ts'
import { type LocalSystem, openLocalSystem } from '../../cli/system/local-system.ts'
import { recomputeAlert } from '../../cli/system/recompute.ts'
import { outputOf } from '../../cli/system/system.ts'
import { Table } from '../../shared/adapters/dynamo.ts'
import { sealedKey, type SealedRecord } from '../../shared/evidence/sealed-record.ts'
import { defaultPolicy } from '../../shared/matches/disposition-policy.ts'
import { decide, matchIdOf } from '../../shared/matches/disposition.ts'
import type { AlertRecord } from '../../shared/matches/ports.ts'
import type { Match } from '../../shared/model/match.ts'
import { ndjson, tierwatch } from './support/command.ts'
import { newHome } from './support/home.ts'
import { shortTimeline } from './support/short-timeline.ts'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'

const customer = 'northwind'

/** On the deployed template: the short replay, then what a compliance team and an auditor do. */
describe('decisions and evidence', () => {
  let home: string
  let origin: RecordedOrigin
  let system: LocalSystem
  let registry: Table

  beforeAll(async () => {
    home = newHome('evidence')
    origin = await startRecordedOrigin(shortTimeline)
    process.env['TIERWATCH_HOME'] = home
    system = await openLocalSystem({ recordedOrigin: origin.url })
    await replay(
      { ...terminal(true), print: () => {}, say: () => {}, line: () => {} },
      system,
      origin,
      shortTimeline,
    )
    registry = new Table(
      new DynamoDBClient(system.local.clientConfig('dynamodb')),
      outputOf(system.outputs, 'RegistryTable'),
    )
  })
  afterAll(async () => {
    await system.close()
    await origin.close()
  })

  const alerts = async (): Promise<AlertRecord[]> => {
    const found: AlertRecord[] = []
    for await (const alert of system.registry.alerts(customer)) found.push(alert)
    return found
  }
  const matches = async (): Promise<Match[]> => {
    const found: Match[] = []
    for await (const match of system.registry.matches(customer)) found.push(match)
    return found
  }
  const recordOf = async (alertId: string): Promise<SealedRecord> =>
    JSON.parse((await system.sealedRecord(customer, alertId)) ?? '') as SealedRecord
  const watchdog = async (): Promise<void> => {
    await system.invoke('WatchdogFunction', {})
    await system.settle()
  }
  const openMatch = async (isWanted: (match: Match) => boolean): Promise<Match> => {
    const match = (await matches()).find((one) => one.state === 'open' && !one.disposition && isWanted(one))
    if (!match) throw new Error('no such match')
    return match
  }

  it('every alert is sealed, locked for at least ten years, quoted, and the same when it is recomputed', async () => {
    const all = await alerts()
    expect(all.length).toBeGreaterThan(20)
    const kinds = new Set<string>()
    for (const alert of all) {
      const text = (await system.sealedRecord(customer, alert.alertId)) ?? ''
      const record = JSON.parse(text) as SealedRecord
      const verdict = await recomputeAlert(system, alert, text)
      const faults = verdict.checks.filter(({ outcome }) => outcome === 'differs' || outcome === 'damaged')
      expect(faults, `${record.alert.kind} ${record.alert.source} ${record.alert.designation.name}`).toEqual(
        [],
      )
      const entry = record.entry.after ?? record.entry.before
      expect(
        entry?.passages.length,
        `${record.alert.source} ${record.alert.designation.name}: ${entry?.unquoted}`,
      ).toBeGreaterThan(0)
      kinds.add(`${record.alert.source} ${record.alert.kind}`)
    }
    expect([...kinds]).toEqual(
      expect.arrayContaining([
        'bis-entity-list opened',
        'cbp-wro opened',
        'dhs-uflpa opened',
        'ofac-sdn opened',
        'ofac-nonsdn resolved',
      ]),
    )
    const { Retention } = await system.s3.send(
      new GetObjectRetentionCommand({
        Bucket: outputOf(system.outputs, 'EvidenceBucket'),
        Key: sealedKey(customer, all[0]?.alertId ?? ''),
      }),
    )
    const years = ((Retention?.RetainUntilDate?.getTime() ?? 0) - Date.now()) / (365.25 * 86_400_000)
    expect(years).toBeGreaterThan(10)
  })

  it('a third-party audit alone clears no match of the UFLPA list; a second person has to approve what is right', async () => {
    const match = await openMatch(({ source }) => source === 'dhs-uflpa')
    const id = matchIdOf(match)
    const clear = (...args: string[]) =>
      tierwatch(home, 'clear', id, '--reason', 'looked into it', '--author', 'Jane Doe', ...args)
    const refused = await clear('--code', 'third-party-audit')
    expect(refused.code).toBe(1)
    expect(refused.stderr).toContain('Xinjiang Supply Chain Business Advisory')
    expect(
      (await tierwatch(home, 'policy', customer, '--approval', 'clearings', '--author', 'Head')).code,
    ).toBe(0)
    const proposed = await clear('--code', 'origin-elsewhere', 'third-party-audit', '--json')
    expect(ndjson(proposed)[0]).toMatchObject({ state: 'open', proposed: { author: 'Jane Doe' } })
    const own = await tierwatch(home, 'approve', id, '--author', 'jane  DOE')
    expect(own.code).toBe(1)
    expect(own.stderr).toContain('nobody approves their own')
    const approved = await tierwatch(home, 'approve', id, '--author', 'John Roe', '--json')
    expect(ndjson(approved)[0]).toMatchObject({
      state: 'cleared',
      disposition: { author: 'Jane Doe', approvedBy: 'John Roe' },
    })
  })

  it('a clearing whose time has run out comes back with the watchdog, once, and says why', async () => {
    const match = await openMatch(({ source }) => source === 'ofac-sdn')
    const decided = decide(
      match,
      {
        decision: 'cleared',
        reasonCodes: ['different-address'],
        reason: 'Another company of that name',
        author: 'Jane Doe',
        at: '2025-01-01T00:00:00.000Z',
        until: '2025-06-30',
      },
      { policy: defaultPolicy, xinjiang: false },
    )
    await system.dispositions.record(match, decided)
    const before = new Set((await alerts()).map(({ alertId }) => alertId))
    await watchdog()
    await watchdog()
    const fresh = (await alerts()).filter(({ alertId }) => !before.has(alertId))
    expect(fresh).toHaveLength(1)
    expect(fresh[0]?.state).toBe('sent')
    const { alert } = await recordOf(fresh[0]?.alertId ?? '')
    expect(alert).toMatchObject({
      kind: 'reopened',
      cause: 'due',
      previouslyCleared: { author: 'Jane Doe', because: 'expired', until: '2025-06-30' },
    })
  })

  it('the audit trail holds every act, is anchored, and shows one altered byte and a cut tail', async () => {
    await watchdog()
    const sound = await tierwatch(home, 'audit', customer, '--verify', '--json')
    expect(sound.code, sound.stdout).toBe(0)
    const [verdict] = ndjson<{ entries: number; anchoredUpTo: number; sound: boolean }>(sound)
    expect(verdict?.sound).toBe(true)
    expect(verdict?.anchoredUpTo).toBe(verdict?.entries)
    const acts = ndjson<{ act: string }>(await tierwatch(home, 'audit', customer, '--json')).map(
      ({ act }) => act,
    )
    expect(acts).toEqual(
      expect.arrayContaining([
        'customer.add',
        'subscription.add',
        'policy.set',
        'match.clear-proposed',
        'match.clear-approved',
        'match.clear',
      ]),
    )
    const operations = await tierwatch(home, 'audit', 'operations', '--verify', '--json')
    expect(operations.code, operations.stdout).toBe(0)
    expect(ndjson(await tierwatch(home, 'audit', 'operations', '--json')).map(({ act }) => act)).toContain(
      'source.release removals',
    )

    const key = (seq: number) => ({ pk: `C#${customer}`, sk: `L#${String(seq).padStart(12, '0')}` })
    const second = await registry.get(key(2))
    if (!second) throw new Error('no entry')
    await registry.put({ ...second, body: String(second['body']).replace('"act":"', '"act":"x') })
    const altered = await tierwatch(home, 'audit', customer, '--verify')
    expect(altered.code).toBe(1)
    expect(altered.stdout).toContain('Entry 2')
    await registry.put(second)

    const entries = verdict?.entries ?? 0
    const last = await registry.get(key(entries))
    const head = await registry.get({ pk: `C#${customer}`, sk: 'LHEAD' })
    const beforeLast = JSON.parse(String((await registry.get(key(entries - 1)))?.['body'])) as {
      hash: string
      at: string
    }
    if (!last || !head) throw new Error('no head')
    await registry.delete(key(entries))
    await registry.put({ ...head, seq: entries - 1, hash: beforeLast.hash, at: beforeLast.at })
    const cut = await tierwatch(home, 'audit', customer, '--verify')
    expect(cut.code).toBe(1)
    expect(cut.stdout).toContain(`Entry ${entries} was anchored`)
    await registry.put(last)
    await registry.put(head)
    expect((await tierwatch(home, 'audit', customer, '--verify')).code).toBe(0)
  })

  it('one altered archived byte, one altered byte of the record and a missing object are found', async () => {
    const opened = (await alerts()).find(
      ({ transition: { kind, match } }) => kind === 'opened' && match.source === 'dhs-uflpa',
    )
    if (!opened) throw new Error('no alert')
    const Bucket = outputOf(system.outputs, 'EvidenceBucket')
    const verify = () => tierwatch(home, 'evidence', opened.alertId, '--verify', '--json')
    expect((await verify()).code).toBe(0)
    const record = await recordOf(opened.alertId)
    const sealed = await system.sealedRecord(customer, opened.alertId)
    const documentKey = record.alert.evidence.key
    const bytes = await system.documents.read(documentKey)
    const altered = Uint8Array.from(bytes)
    altered[altered.length >> 1] = (altered[altered.length >> 1] ?? 0) ^ 1
    for (const [Key, Body, found] of [
      [documentKey, altered, 'altered'],
      [documentKey, null, 'missing'],
      [sealedKey(customer, opened.alertId), sealed?.replace('"score":', '"scare":') ?? '', 'altered'],
    ] as const) {
      // The locked version stays; a new one, or a mark of deletion, lies over it.
      const { VersionId } =
        Body === null
          ? await system.s3.send(new DeleteObjectCommand({ Bucket, Key }))
          : await system.s3.send(new PutObjectCommand({ Bucket, Key, Body }))
      const ran = await verify()
      expect(ran.code, found).toBe(1)
      expect(ndjson<{ outcome: string }>(ran)[0]?.outcome).toBe('damaged')
      expect(ran.stdout).toContain(found)
      await system.s3.send(
        new DeleteObjectCommand({
          Bucket,
          Key,
          ...(VersionId === undefined ? {} : { VersionId }),
          BypassGovernanceRetention: true,
        }),
      )
      expect((await verify()).code, `${found}, then taken back`).toBe(0)
    }
  })

  it('renders the page of an alert as one file without scripts', async () => {
    const cleared = (await alerts()).find(
      ({ transition: { kind, match } }) => kind === 'reopened' && match.cause.startsWith('due#'),
    )
    const file = path.join(home, 'alert.html')
    const ran = await tierwatch(home, 'evidence', cleared?.alertId ?? '', '--verify', '--html', file)
    expect(ran.code, ran.stderr).toBe(0)
    const page = readFileSync(file, 'utf8')
    expect(page).toContain('Previously cleared')
    expect(page).toContain('everything is the same')
    expect(page).not.toMatch(/<script|<img|<link|src=/i)
  })
})
