import { array, assert, asyncProperty, constantFrom, record } from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { checkSource, type CheckRequest } from '../../shared/lists/check-source.ts'
import type { FetchedDocument, FetchRequest } from '../../shared/lists/ports.ts'
import type { CheckOutcome } from '../../shared/lists/version.ts'
import {
  documentOf,
  type InventedRule,
  ledgerReader,
  type Line,
  type LineReaderOptions,
  ruleBytes,
} from '../support/line-reader.ts'
import { emptyWorld, storesOf, type Stores, type World } from '../support/pipeline.ts'
import { verifyHistory } from '../support/verify-list.ts'

const aksu: Line = { key: 'CN/aksu', name: 'Aksu Optics' }
const hotan: Line = { key: 'CN/hotan', name: 'Hotan Radar' }
const kashgar: Line = { key: 'CN/kashgar', name: 'Kashgar Chips' }

let world: World
let stores: Stores
let asked: FetchRequest[]
beforeEach(() => {
  world = emptyWorld()
  stores = storesOf(world)
  asked = []
})

const baseline = (lines: readonly Line[]): FetchedDocument => ({
  bytes: documentOf(lines, '2022-04-28'),
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
    effectiveOn: publishedOn,
  },
})

const check = (
  day: string,
  documents: readonly FetchedDocument[],
  options: LineReaderOptions = {},
  more: Partial<CheckRequest> = {},
): Promise<CheckOutcome> =>
  checkSource(
    { source: 'bis-entity-list', scheduledAt: `${day}T00:00:00.000Z`, ...more },
    {
      ...stores,
      reader: ledgerReader(options),
      fetch: async (request) => {
        asked.push(request)
        return [...documents]
      },
      now: () => new Date((world.time += 1)),
    },
  )
const changeSets = (outcome: CheckOutcome) =>
  outcome.outcome === 'committed'
    ? outcome.changeSets.map(({ seq, cause, counts: { added, amended, removed } }) => [
        seq,
        cause,
        added,
        amended,
        removed,
      ])
    : outcome
const listed = async () => {
  const entries = await verifyHistory(stores.lists, stores.documents, 'bis-entity-list')
  return [...entries.values()].map(({ name }) => name).sort()
}
const head = async () =>
  stores.lists.version('bis-entity-list', (await stores.lists.head('bis-entity-list'))?.seq ?? 0)

describe('a list that is the fold of a baseline and its rules', () => {
  test('folds each rule as a version of its own, in order, and names its documents', async () => {
    expect(changeSets(await check('2022-05-01', [baseline([aksu, hotan])]))).toEqual([
      [1, 'published', 2, 0, 0],
    ])
    const outcome = await check('2023-03-01', [
      rule('1', '2023-01-10', { add: [kashgar], revise: [{ ...hotan, programs: ['EL', 'EL-FN3'] }] }),
      rule('2', '2023-02-10', { remove: [aksu.key] }),
    ])
    expect(changeSets(outcome)).toEqual([
      [2, 'published', 1, 1, 0],
      [3, 'published', 0, 0, 1],
    ])
    expect(await listed()).toEqual(['Hotan Radar', 'Kashgar Chips'])
    expect(
      (await head()).ledger.map(({ role, documentNumber, citation }) => [role, documentNumber, citation]),
    ).toEqual([
      ['baseline', undefined, undefined],
      ['rule', '1', '88 FR 1'],
      ['rule', '2', '88 FR 2'],
    ])
  })

  test('asks for the baseline first, then for rules since its day that are not folded', async () => {
    await check('2022-05-01', [baseline([aksu])])
    await check('2023-01-11', [rule('1', '2023-01-10', { add: [kashgar] })])
    await check('2023-01-12', [])
    expect(asked.map(({ ledger }) => ledger)).toEqual([
      { baseline: true, known: [], newest: '', full: true, until: '2022-04-30' },
      {
        baseline: false,
        known: [],
        since: '2022-04-28',
        newest: '2022-04-28',
        full: true,
        until: '2023-01-10',
      },
      {
        baseline: false,
        known: ['1'],
        since: '2022-04-28',
        newest: '2023-01-10',
        full: true,
        until: '2023-01-11',
      },
    ])
  })

  test('a rule that changes no entry is on the ledger all the same', async () => {
    await check('2022-05-01', [baseline([aksu])])
    expect(await check('2023-01-11', [rule('1', '2023-01-10', {})])).toMatchObject({
      outcome: 'unchanged',
      seq: 2,
    })
    expect((await head()).ledger).toHaveLength(2)
    expect(await stores.lists.changeSet('bis-entity-list', 2)).toBeNull()
  })

  test('a rule that does not fit the list is refused whole, and so is what comes after it', async () => {
    await check('2022-05-01', [baseline([aksu])])
    const rules = [
      rule('1', '2023-01-10', { add: [kashgar] }),
      rule('2', '2023-02-10', { remove: ['CN/nobody'] }),
      rule('3', '2023-03-10', { add: [hotan] }),
    ]
    expect(await check('2023-03-11', rules)).toMatchObject({
      outcome: 'rejected',
      fault: 'unexplained-instruction',
    })
    expect(await listed()).toEqual(['Aksu Optics', 'Kashgar Chips'])
    expect((await stores.lists.status('bis-entity-list'))?.lastOutcome).toBe('rejected')
  })

  test('a rule before any baseline is refused', async () => {
    expect(await check('2023-01-11', [rule('1', '2023-01-10', { add: [aksu] })])).toMatchObject({
      outcome: 'rejected',
      seq: null,
    })
  })

  test('a revision keeps the id under a new name, and later rules find it under either', async () => {
    const sameSubject: LineReaderOptions['sameSubject'] = (before, after) =>
      before.name.split(' ')[0] === after.name.split(' ')[0]
    await check('2022-05-01', [baseline([aksu, hotan])], { sameSubject })
    const idOf = async (name: string) =>
      [...(await verifyHistory(stores.lists, stores.documents, 'bis-entity-list')).values()].find(
        (one) => one.name === name,
      )?.id
    const id = await idOf('Aksu Optics')
    const renamed: Line = { key: 'CN/aksu-laser', name: 'Aksu Laser' }
    await check('2023-01-11', [rule('1', '2023-01-10', { remove: [aksu.key], add: [renamed] })], {
      sameSubject,
    })
    expect(await idOf('Aksu Laser')).toBe(id)
    expect(
      changeSets(
        await check('2023-02-11', [rule('2', '2023-02-10', { remove: [aksu.key] })], { sameSubject }),
      ),
    ).toEqual([[3, 'published', 0, 0, 1]])
    expect(await listed()).toEqual(['Hotan Radar'])
  })

  test('reading everything again with a new parser of the same opinion changes nothing', async () => {
    await check('2022-05-01', [baseline([aksu, hotan])])
    await check('2023-01-11', [
      rule('1', '2023-01-10', { add: [kashgar] }),
      rule('2', '2023-01-11', { remove: [aksu.key] }),
    ])
    const before = await head()
    expect(await check('2023-02-01', [], { parserVersion: 'lines-2' })).toMatchObject({
      outcome: 'unchanged',
      seq: 4,
    })
    const after = await head()
    expect(after.root, 'citations, pages and effective dates of the rules included').toBe(before.root)
    expect(after.ledger).toEqual(before.ledger)
    expect(after.parserVersion).toBe('lines-2')
    expect(await stores.lists.changeSet('bis-entity-list', 4)).toBeNull()
  })

  test('a new parser with another opinion commits the difference as ours', async () => {
    await check('2022-05-01', [baseline([aksu])])
    await check('2023-01-11', [rule('1', '2023-01-10', { add: [kashgar] })])
    const outcome = await check('2023-02-01', [rule('2', '2023-01-31', { remove: [aksu.key] })], {
      parserVersion: 'lines-2',
      read: (facts) => ({ ...facts, countries: ['CN'] }),
    })
    expect(changeSets(outcome)).toEqual([
      [3, 'reparsed', 0, 2, 0],
      [4, 'published', 0, 0, 1],
    ])
    expect(await listed()).toEqual(['Kashgar Chips'])
  })
})

describe('a rule that removes suspiciously much', () => {
  const forty = Array.from({ length: 40 }, (_, i): Line => ({ key: `CN/${i}`, name: `Institute ${i}` }))
  const many = rule('1', '2023-01-10', { remove: forty.slice(0, 10).map(({ key }) => key), add: [kashgar] })
  const begin = async () => {
    await check('2022-05-01', [baseline(forty)])
    return check('2023-01-11', [many])
  }
  const release = (day: string) =>
    check(day, [], {}, { release: { guard: 'removals', author: 'ops', reason: 'the rule says so' } })

  test('is folded without its removals, which stay under review while later rules are folded', async () => {
    expect(changeSets(await begin())).toEqual([[2, 'published', 1, 0, 0]])
    expect((await head()).withheld).toHaveLength(10)
    expect(
      changeSets(await check('2023-02-11', [rule('2', '2023-02-10', { add: [hotan], remove: ['CN/39'] })])),
    ).toEqual([[3, 'published', 1, 0, 1]])
    expect((await head()).withheld).toHaveLength(10)
    expect((await listed()).length).toBe(41)
    expect(await stores.lists.holds('bis-entity-list')).toMatchObject([{ guard: 'removals', withheld: 10 }])
  })

  test('a later rule speaks of a list without what was removed', async () => {
    await begin()
    expect(
      await check('2023-02-11', [
        rule('2', '2023-02-10', { revise: [{ ...forty[0]!, programs: ['EL-FN1'] }] }),
      ]),
    ).toMatchObject({ outcome: 'rejected' })
    expect(
      changeSets(await check('2023-02-12', [rule('3', '2023-02-10', { add: [forty[0]!] })])),
    ).toMatchObject([[3, 'published', 0, 1, 0]])
    expect((await head()).withheld).toHaveLength(9)
  })

  test('a release takes the withheld entries out, once, and folds no rule twice', async () => {
    await begin()
    await check('2023-02-11', [rule('2', '2023-02-10', { add: [hotan] })])
    expect(changeSets(await release('2023-02-12'))).toEqual([[4, 'released', 0, 0, 10]])
    const version = await head()
    expect(version.withheld).toEqual([])
    expect(version.ledger.map(({ documentNumber }) => documentNumber)).toEqual([undefined, '1', '2'])
    expect((await listed()).length).toBe(32)
    expect(await stores.lists.holds('bis-entity-list')).toEqual([])
    // Reading it all again gives the same list.
    expect(await check('2023-03-01', [], { parserVersion: 'lines-2' })).toMatchObject({
      outcome: 'unchanged',
    })
    expect((await head()).root).toBe(version.root)
  })

  test('a rule that is held whole can be released', async () => {
    await check('2022-05-01', [baseline(forty)], { sentinels: ['CN/0'] })
    const strange = rule('1', '2023-01-10', { remove: ['CN/0'] })
    expect(await check('2023-01-11', [strange], { sentinels: ['CN/0'] })).toMatchObject({ outcome: 'held' })
    const outcome = await check(
      '2023-01-12',
      [],
      { sentinels: ['CN/0'] },
      { release: { guard: 'sentinels', author: 'ops', reason: 'seen' } },
    )
    expect(changeSets(outcome)).toEqual([[2, 'released', 0, 0, 1]])
    expect((await head()).ledger.map(({ documentNumber }) => documentNumber)).toEqual([undefined, '1'])
  })
})

test('after any rules, the list is what they say, and reading it all again says the same', async () => {
  const step = record({
    act: constantFrom('put' as const, 'drop' as const),
    key: constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    name: constantFrom('One', 'Two', 'Three'),
  })
  await assert(
    asyncProperty(array(array(step, { minLength: 1, maxLength: 4 }), { maxLength: 6 }), async (rules) => {
      world = emptyWorld()
      stores = storesOf(world)
      const expected = new Map([
        ['a', 'One'],
        ['b', 'Two'],
      ])
      await check('2022-05-01', [baseline([...expected].map(([key, name]) => ({ key, name })))])
      for (const [position, steps] of rules.entries()) {
        const content: Required<Pick<InventedRule, 'add' | 'revise' | 'remove'>> = {
          add: [],
          revise: [],
          remove: [],
        }
        for (const { act, key, name } of new Map(steps.map((one) => [one.key, one])).values()) {
          if (act === 'put') (expected.has(key) ? content.revise : content.add).push({ key, name })
          else if (expected.has(key)) content.remove.push(key)
        }
        for (const { key, name } of [...content.add, ...content.revise]) expected.set(key, name)
        for (const key of content.remove) expected.delete(key)
        const day = `2023-01-${String(position + 10)}`
        await check(day, [rule(`${position}`, day, content)])
        const withheld = (await head()).withheld.length
        expect((await listed()).length).toBe(expected.size + withheld)
        if (withheld === 0) expect(await listed()).toEqual([...expected.values()].sort())
      }
      const { root } = await head()
      await check('2023-02-01', [], { parserVersion: 'lines-2' })
      expect((await head()).root).toBe(root)
    }),
    { numRuns: 60 },
  )
})
