import { beforeEach, describe, expect, test } from 'vitest'
import { checkSource, type CheckRequest } from '../../shared/lists/check-source.ts'
import { ledgerInForce } from '../../shared/lists/in-force.ts'
import type { FetchedDocument } from '../../shared/lists/ports.ts'
import type { CheckOutcome } from '../../shared/lists/version.ts'
import { documentOf, type InventedRule, ledgerReader, type Line, ruleBytes } from '../support/line-reader.ts'
import { emptyWorld, storesOf, type Stores, type World } from '../support/pipeline.ts'
import { verifyHistory } from '../support/verify-list.ts'

const aksu: Line = { key: 'CN/aksu', name: 'Aksu Optics' }
const hotan: Line = { key: 'CN/hotan', name: 'Hotan Radar' }
const kashgar: Line = { key: 'CN/kashgar', name: 'Kashgar Chips' }

let world: World
let stores: Stores
beforeEach(() => {
  world = emptyWorld()
  stores = storesOf(world)
})

const baseline = (lines: readonly Line[], publishedOn = '2022-04-28'): FetchedDocument => ({
  bytes: documentOf(lines, publishedOn),
  url: 'https://data.example/list.csv',
  fetchedAt: '2022-05-01T00:00:00Z',
  role: 'baseline',
})
const rule = (number: string, publishedOn: string, content: InventedRule): FetchedDocument => ({
  bytes: ruleBytes(number, content),
  url: `https://register.example/${number}.xml`,
  fetchedAt: `${publishedOn}T12:00:00Z`,
  role: 'rule',
  rule: {
    documentNumber: number,
    publishedOn,
    citation: `88 FR ${number}`,
    url: `https://register.example/${number}`,
  },
})
const check = (
  day: string,
  documents: readonly FetchedDocument[],
  more: Partial<CheckRequest> = {},
  parserVersion = 'lines-1',
): Promise<CheckOutcome> =>
  checkSource(
    { source: 'bis-entity-list', scheduledAt: `${day}T15:00:00.000Z`, ...more },
    {
      ...stores,
      reader: ledgerReader({ parserVersion }),
      fetch: async () => [...documents],
      now: () => new Date((world.time += 1)),
    },
  )
const listed = async () =>
  [...(await verifyHistory(stores.lists, stores.documents, 'bis-entity-list')).values()]
    .map(({ name }) => name)
    .sort()

describe('a rule whose own numbers differ from what was read', () => {
  const odd = rule('7', '2023-01-10', {
    add: [kashgar],
    disagreements: ['the summary states 2 entries, 1 was read'],
  })

  test('is held with what differs, and nothing of it or after it goes in', async () => {
    await check('2022-05-01', [baseline([aksu])])
    const next = rule('8', '2023-01-11', { add: [hotan] })
    expect(await check('2023-01-11', [odd, next])).toMatchObject({
      outcome: 'held',
      held: [{ guard: 'stated-counts', reason: expect.stringContaining('states 2 entries, 1 was read') }],
    })
    expect(await listed()).toEqual(['Aksu Optics'])
    const status = await stores.lists.status('bis-entity-list')
    expect(status).toMatchObject({ lastOutcome: 'held', reason: expect.stringContaining('88 FR 7') })
    await check('2023-01-12', [odd])
    expect(await stores.lists.holds('bis-entity-list')).toMatchObject([{ guard: 'stated-counts', times: 2 }])
  })

  test('goes in when an operator has looked and says so, for this document only', async () => {
    await check('2022-05-01', [baseline([aksu])])
    await check('2023-01-11', [odd])
    const release = { guard: 'stated-counts' as const, author: 'op', reason: 'the summary miscounts' }
    expect(await check('2023-01-12', [], { release })).toMatchObject({
      outcome: 'committed',
      changeSets: [{ cause: 'released', counts: { added: 1 } }],
    })
    expect(await listed()).toEqual(['Aksu Optics', 'Kashgar Chips'])
    expect(await stores.lists.holds('bis-entity-list')).toEqual([])
    const other = rule('9', '2023-02-10', { add: [hotan], disagreements: ['one more'] })
    expect(await check('2023-02-11', [other])).toMatchObject({ outcome: 'held' })
  })
})

describe('a rule that takes effect after its publication', () => {
  const later = rule('5', '2023-01-10', {
    add: [kashgar],
    revise: [{ ...hotan, programs: ['EL', 'EL-FN3'] }],
    remove: [aksu.key],
    effectiveOn: '2023-02-10',
  })

  test('adds at once, and revises and removes on the day of its effect, once', async () => {
    await check('2022-05-01', [baseline([aksu, hotan])])
    expect(await check('2023-01-10', [later])).toMatchObject({
      changeSets: [{ cause: 'published', counts: { added: 1, amended: 0, removed: 0 } }],
    })
    expect(await listed()).toEqual(['Aksu Optics', 'Hotan Radar', 'Kashgar Chips'])
    expect(await check('2023-02-09', [])).toMatchObject({ outcome: 'unchanged' })
    expect(await check('2023-02-10', [])).toMatchObject({
      changeSets: [{ cause: 'due', counts: { added: 0, amended: 1, removed: 1 } }],
    })
    expect(await listed()).toEqual(['Hotan Radar', 'Kashgar Chips'])
    expect(await check('2023-02-11', [])).toMatchObject({ outcome: 'unchanged' })
  })

  test('is read again by a new parser as it was folded: the rest not before its day', async () => {
    await check('2022-05-01', [baseline([aksu, hotan])])
    await check('2023-01-10', [later])
    expect(await check('2023-01-11', [], {}, 'lines-2')).toMatchObject({ outcome: 'unchanged' })
    expect(await listed()).toEqual(['Aksu Optics', 'Hotan Radar', 'Kashgar Chips'])
    await check('2023-02-10', [], {}, 'lines-2')
    expect(await check('2023-02-12', [], {}, 'lines-3')).toMatchObject({ outcome: 'unchanged' })
    expect(await listed()).toEqual(['Hotan Radar', 'Kashgar Chips'])
  })

  test('is folded whole where it is found on or after that day', async () => {
    await check('2022-05-01', [baseline([aksu, hotan])])
    expect(await check('2023-02-10', [later])).toMatchObject({
      changeSets: [{ cause: 'published', counts: { added: 1, amended: 1, removed: 1 } }],
    })
  })
})

describe('what was in force on a day', () => {
  const inForce = async (day: string, seq: number) =>
    (await ledgerInForce(stores.lists, 'bis-entity-list', seq, day)).map(({ name }) => name).sort()
  const dated = (
    number: string,
    publishedOn: string,
    effectiveOn: string,
    content: InventedRule,
  ): FetchedDocument => {
    const document = rule(number, publishedOn, content)
    return { ...document, rule: { ...document.rule!, effectiveOn } }
  }

  test('follows the rules by their effect, and knows only what was known', async () => {
    await check('2022-05-01', [baseline([aksu, hotan])])
    // Published on the 27th, in effect since the 24th.
    await check('2023-02-27', [dated('1', '2023-02-27', '2023-02-24', { add: [kashgar] })])
    await check('2023-06-01', [dated('2', '2023-06-01', '2023-06-01', { remove: [aksu.key] })])
    expect(await inForce('2023-02-23', 3)).toEqual(['Aksu Optics', 'Hotan Radar'])
    expect(await inForce('2023-02-25', 1), 'known before the rule').toEqual(['Aksu Optics', 'Hotan Radar'])
    expect(await inForce('2023-02-25', 2), 'known after it').toEqual([
      'Aksu Optics',
      'Hotan Radar',
      'Kashgar Chips',
    ])
    expect(await inForce('2023-05-31', 3), 'removed since').toEqual([
      'Aksu Optics',
      'Hotan Radar',
      'Kashgar Chips',
    ])
    expect(await inForce('2023-06-01', 3)).toEqual(['Hotan Radar', 'Kashgar Chips'])
  })

  test('a rule of two parts binds in both from the day of its effect', async () => {
    await check('2022-05-01', [baseline([aksu, hotan])])
    const later = dated('5', '2023-01-10', '2023-02-10', {
      add: [kashgar],
      remove: [aksu.key],
      effectiveOn: '2023-02-10',
    })
    await check('2023-01-10', [later])
    await check('2023-02-10', [])
    expect(await inForce('2023-02-09', 3)).toEqual(['Aksu Optics', 'Hotan Radar'])
    expect(await inForce('2023-02-10', 3)).toEqual(['Hotan Radar', 'Kashgar Chips'])
  })
})
