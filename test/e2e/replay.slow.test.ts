import { GetObjectRetentionCommand } from '@aws-sdk/client-s3'
import { beforeAll, describe, expect, it } from 'vitest'
import { sampleCustomer } from '../../cli/replay/sample-customer.ts'
import { timeline } from '../../cli/replay/timeline.ts'
import type { LocalSystem } from '../../cli/system/local-system.ts'
import { outputOf } from '../../cli/system/system.ts'
import { readVersion } from '../../shared/lists/read-list.ts'
import type { AlertRecord } from '../../shared/matches/ports.ts'
import type { Alert } from '../../shared/model/alert.ts'
import { watchedSources } from '../../shared/model/source.ts'
import { buildListIndex } from '../../shared/screening/list-index.ts'
import { screeningModel } from '../../shared/screening/model.ts'
import { sampleSuppliers, screenRegister } from '../replay/screen-timeline.ts'
import { ndjson, type Ran, tierwatch } from './support/command.ts'
import { newHome } from './support/home.ts'
import {
  alertsOf,
  checksOf,
  countsByKind,
  type Mail,
  mailsOf,
  rowsOf,
  versionsOf,
  withState,
} from './support/observe.ts'

const { customerId } = sampleCustomer

interface State {
  records: AlertRecord[]
  alerts: (Alert & { state: string })[]
  mails: Mail[]
  /** Of the lists table. */
  rows: Record<string, unknown>[]
  heads: string[]
  deadLetters: number
  openMatches: string[]
  /** Sealed records that are missing, that differ, or that are not locked. */
  badlySealed: string[]
  badEvidence: string[]
}

const openMatchesOf = async (system: LocalSystem): Promise<string[]> => {
  const open: string[] = []
  for await (const match of system.registry.matches(customerId)) {
    if (match.state === 'open')
      open.push([match.supplierId, match.source, match.designationId, match.rule].join(' '))
  }
  return open.sort()
}

const isLocked = async (system: LocalSystem, key: string): Promise<boolean> => {
  const { Retention } = await system.s3.send(
    new GetObjectRetentionCommand({ Bucket: outputOf(system.outputs, 'EvidenceBucket'), Key: key }),
  )
  return (Retention?.RetainUntilDate?.getTime() ?? 0) > Date.now() + 10 * 365 * 86_400_000
}

/** Looks at everything that a start left in a home. */
const stateOf = async (home: string): Promise<State> => {
  const listed = await tierwatch(home, 'alerts', customerId, '--json')
  expect(listed.code, listed.stderr).toBe(0)
  const alerts = ndjson<Alert & { state: string }>(listed)
  const mails = mailsOf(home)
  return withState(home, async (system) => {
    const records = await alertsOf(system, customerId)
    const [badlySealed, badEvidence]: [string[], string[]] = [[], []]
    for (const { alertId } of records) {
      const sealed = await system.sealedAlert(customerId, alertId)
      const shown = alerts.find((alert) => alert.alertId === alertId)
      const { state: _state, ...asSealed } = shown ?? { state: '' }
      if (!sealed || sealed.alertId !== alertId || JSON.stringify(sealed) !== JSON.stringify(asSealed)) {
        badlySealed.push(alertId)
        continue
      }
      if (!(await isLocked(system, `sealed/${customerId}/${alertId}.json`))) badlySealed.push(alertId)
      // `read` throws where the document is missing or has another hash than its name.
      const bytes = await system.documents.read(sealed.evidence.key)
      if (bytes.length === 0 || !(await isLocked(system, sealed.evidence.key))) badEvidence.push(alertId)
    }
    return {
      records,
      alerts,
      mails,
      rows: await rowsOf(system, 'ListsTable'),
      heads: (await versionsOf(system)).map(({ source, seq, root }) => `${source} ${seq} ${root}`),
      deadLetters: system.local.deadLetters().reduce((sum, { count }) => sum + count, 0),
      openMatches: await openMatchesOf(system),
      badlySealed,
      badEvidence,
    }
  })
}

/** What the register meets at HEAD when everything is compared anew, without keys, change sets or stored matches. */
const matchesFromScratch = (home: string): Promise<string[]> =>
  withState(home, async (system) => {
    const model = screeningModel()
    const found: string[] = []
    for (const source of watchedSources) {
      const head = await system.lists.head(source)
      if (!head) throw new Error(`${source} has no HEAD`)
      const list = await readVersion(system.documents, await system.lists.version(source, head.seq))
      const active = [...list.values()].filter(({ status }) => status === 'active')
      const index = buildListIndex(active, model)
      for (const { supplier, designation, evaluation } of screenRegister(index, sampleSuppliers(), model)) {
        found.push([supplier.supplierId, source, designation.id, evaluation.rule].join(' '))
      }
    }
    return found.sort()
  })

const seconds = ({ seconds: taken }: Ran): string => `${taken.toFixed(0)} s`

describe('a start from nothing', () => {
  let home: string
  let first: Ran
  let state: State
  beforeAll(async () => {
    home = newHome('replay')
    first = await tierwatch(home, 'start')
    expect(first.code, first.stderr).toBe(0)
    state = await stateOf(home)
    console.log(`first start ${seconds(first)}, ${state.records.length} alerts, ${state.mails.length} mails`)
  }, 600_000)

  it('replays every step and leaves no dead letter', () => {
    expect(first.stderr).toContain(`${timeline.length} steps, ${state.mails.length} messages`)
    expect(state.deadLetters).toBe(0)
  })

  /** Alerts of what changed, not of what an initial screening found. */
  const news = (): (Alert & { state: string })[] =>
    state.alerts.filter(({ cause, change }) => cause !== 'intake' && change.listVersionBefore !== null)

  it.each<[what: string, is: (alert: Alert) => boolean]>([
    [
      'an Entity List addition, by the rule that made it',
      ({ source, kind, evidence, citation }) =>
        source === 'bis-entity-list' &&
        kind === 'opened' &&
        evidence.role === 'rule' &&
        evidence.documentNumber === '2023-03929' &&
        citation.title.includes('88 FR 12170'),
    ],
    [
      'an SDN addition',
      ({ source, kind, change, measure }) =>
        source === 'ofac-sdn' && kind === 'opened' && change.kind === 'added' && measure === 'blocking',
    ],
    [
      'an owner of 60 percent who is listed, which blocks the supplier too',
      ({ source, kind, rule, met, consequences }) =>
        source === 'ofac-sdn' &&
        kind === 'opened' &&
        rule === 'ownership' &&
        met?.name === 'Bullet Trade OOD' &&
        met.percent === 60 &&
        consequences[0]?.onSupplier?.state === 'reached',
    ],
    [
      'an officer who is listed, by name and day of birth',
      ({ source, kind, rule, met, decision }) =>
        source === 'ofac-sdn' &&
        kind === 'opened' &&
        rule === 'officer' &&
        met?.name === 'Pwint San' &&
        decision === 'strong',
    ],
    [
      'a WRO that names the supplier',
      ({ source, kind, rule, measure }) =>
        source === 'cbp-wro' && kind === 'opened' && rule === 'name' && measure === 'import-detention',
    ],
    [
      'a WRO on goods of a place, beyond tier 1',
      ({ source, kind, rule, supplier, paths }) =>
        source === 'cbp-wro' &&
        kind === 'opened' &&
        rule === 'goods-origin' &&
        supplier.tier > 1 &&
        paths.every((path) => path.length === supplier.tier && path[0] === supplier.supplierId),
    ],
    [
      'a UFLPA listing',
      ({ source, kind, measure }) =>
        source === 'dhs-uflpa' && kind === 'opened' && measure === 'import-presumption',
    ],
    [
      'a material amendment, field by field',
      ({ kind, change }) => kind === 'amended' && change.kind === 'amended' && change.fields.length > 0,
    ],
    [
      'a delisting',
      ({ kind, change, designation }) =>
        kind === 'resolved' && change.kind === 'removed' && designation.status === 'delisted',
    ],
  ])('tells of %s', (_what, is) => {
    const found = news().filter(is)
    expect(found.length).toBeGreaterThan(0)
    expect(found.every(({ state: sent }) => sent === 'sent')).toBe(true)
  })

  it('has sent and sealed every alert, with the document that it rests on, both locked', () => {
    expect(state.records.filter(({ state: sent }) => sent !== 'sent')).toEqual([])
    expect(state.alerts.map(({ alertId }) => alertId).sort()).toEqual(
      state.records.map(({ alertId }) => alertId).sort(),
    )
    expect(state.badlySealed).toEqual([])
    expect(state.badEvidence).toEqual([])
  })

  it('has mailed every message that was sent exactly once, and nothing else', () => {
    const sent = [...new Set(state.records.map(({ messageId }) => messageId ?? 'none'))]
    // An early notice, and a list that is screened for the first time and hits nobody: mails that tell of no alert.
    const ofNothing = state.mails.filter(({ messageId }) => !sent.includes(messageId))
    expect(ofNothing.map(({ tellsOf, subject }) => [tellsOf, subject.split(',')[0]])).toEqual([
      ['trade-csl#000001', 'Screening report: 0 matches'],
      ['early#2023-03929#1', 'Early notice'],
    ])
    const ofAlerts = state.mails.filter((mail) => !ofNothing.includes(mail))
    expect(ofAlerts.map(({ messageId }) => messageId).sort()).toEqual(sent.sort())
    expect(new Set(state.mails.map(({ tellsOf }) => tellsOf)).size).toBe(state.mails.length)
    for (const mail of ofAlerts) {
      const told = state.records.filter(({ messageId }) => messageId === mail.messageId)
      if (told.length === 1 && told[0]?.alertId === mail.tellsOf) continue
      // A report or a digest: one message for the whole notice.
      expect(told.map(({ noticeId }) => noticeId)).toEqual(told.map(() => mail.tellsOf))
    }
    expect(state.mails.every(({ to }) => to === sampleCustomer.email)).toBe(true)
  })

  it('reports no change on the four days of the UFLPA page, whatever their bytes', () => {
    const checks = checksOf(state.rows, 'dhs-uflpa').filter(({ at }) => at >= '2026')
    expect(checks.map(({ at, outcome }) => [at.slice(0, 10), outcome])).toEqual(
      ['2026-06-21', '2026-07-06', '2026-07-07', '2026-07-24'].map((day) => [day, 'unchanged']),
    )
  })

  it('has exactly the matches open that a comparison of everything from scratch finds', async () => {
    expect(state.openMatches).toEqual(await matchesFromScratch(home))
  })

  describe('and a second start', () => {
    let second: Ran
    let after: State
    beforeAll(async () => {
      second = await tierwatch(home, 'start')
      expect(second.code, second.stderr).toBe(0)
      after = await stateOf(home)
      console.log(`second start ${seconds(second)}`)
    }, 300_000)

    it('says that it looked and found nothing', () => {
      expect(second.stdout).toContain('Everything recorded was replayed before.')
      expect(second.stdout.match(/: nothing new$/gm)).toHaveLength(watchedSources.length)
      expect(second.stdout).toContain('Nothing new was found, and nobody was told anything.')
      expect(second.stderr).toContain('0 steps, 0 messages')
    })

    it('makes no version, no entry, no alert and no mail, and records that it looked', () => {
      expect(after.heads).toEqual(state.heads)
      const { CHK: before = 0, ...facts } = countsByKind(state.rows)
      const { CHK: now = 0, ...factsAfter } = countsByKind(after.rows)
      expect(facts['ENT']).toBeGreaterThan(12_000)
      expect(factsAfter).toEqual(facts)
      expect(now - before).toBe(watchedSources.length)
      expect(after.records).toEqual(state.records)
      expect(after.mails).toEqual(state.mails)
      expect(after.deadLetters).toBe(0)
    })
  })
})
