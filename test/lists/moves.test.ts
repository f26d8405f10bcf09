import { describe, expect, it } from 'vitest'
import { factsHash } from '../../shared/lists/canonical.ts'
import { statisticsOf } from '../../shared/lists/guards.ts'
import { nameKeysOf } from '../../shared/lists/name-keys.ts'
import { planVersion, type VersionPlan } from '../../shared/lists/plan-version.ts'
import { ReadCache } from '../../shared/lists/read-cache.ts'
import { type DocumentReading, type ListedEntry, readDocument } from '../../shared/lists/read-document.ts'
import type { Change } from '../../shared/model/change.ts'
import type { Designation, DesignationFacts } from '../../shared/model/designation.ts'
import { ofacSdnReader } from '../../shared/sources/ofac/readers.ts'
import { emptyFacts, filledFields } from '../../shared/sources/reader.ts'
import { fixture } from '../sources/ofac/fixtures.ts'
import { reducedList } from '../sources/ofac/reduced-lists.ts'

const planOf = (
  before: DocumentReading,
  after: DocumentReading,
  released: 'removals'[] = [],
): VersionPlan => {
  const were = new Map(before.entries.map((entry) => [entry.naturalKey, entry]))
  const are = new Map(after.entries.map((entry) => [entry.naturalKey, entry]))
  const touched = [...were.values()].filter(({ naturalKey, hash }) => are.get(naturalKey)?.hash !== hash)
  return planVersion({
    source: 'ofac-sdn',
    previous: {
      manifest: new Map(before.entries.map(({ naturalKey, hash }) => [naturalKey, hash])),
      statistics: statisticsOf(
        before.entries.map(({ guard }) => guard),
        before.publishedOn,
      ),
    },
    next: after.entries,
    before: new Map(touched.map((entry) => [entry.naturalKey, { id: entry.naturalKey, ...entry.facts() }])),
    statistics: statisticsOf(
      after.entries.map(({ guard }) => guard),
      after.publishedOn,
    ),
    sentinelsMissing: [],
    released,
  })
}

const idsOf = (changes: readonly Change[], kind: Change['kind']): string[] =>
  changes.flatMap((change) => (change.kind === kind ? [change.id] : []))

describe('three publications of July 2026', () => {
  const first = readDocument(ofacSdnReader, reducedList('2026-07-23'))
  const second = readDocument(
    ofacSdnReader,
    reducedList('2026-07-24'),
    ReadCache.decode(first.cache().encode()),
  )
  const third = readDocument(ofacSdnReader, reducedList('2026-07-28'), second.cache())

  it('hold 97 removals for a look, and let the amendments in', () => {
    const plan = planOf(first, second)
    expect(plan.verdict).toMatchObject({ kind: 'partial', reasons: [{ guard: 'removals' }] })
    expect(plan.withheld).toHaveLength(97)
    expect(idsOf(plan.changes, 'amended')).toHaveLength(17)
    expect(plan.changes).toHaveLength(17)
  })

  it('are 0 added, 97 gone, 17 amended; then 18 added', () => {
    const { changes, verdict } = planOf(first, second, ['removals'])
    const moved = changes.filter(({ kind }) => kind === 'moved')
    expect(verdict.kind).toBe('accept')
    expect(idsOf(changes, 'added')).toEqual([])
    expect(idsOf(changes, 'amended')).toHaveLength(17)
    expect(idsOf(changes, 'removed').length + moved.length).toBe(97)
    expect(moved.map(({ id, movedTo }) => [id, movedTo])).toEqual([
      ['11744', '7006'],
      ['11746', '11311'],
      ['11799', '11926'],
      ['36065', '20201'],
      ['36397', '24143'],
      ['48745', '45766'],
      ['49463', '49247'],
      ['52293', '11599'],
      ['52327', '51712'],
      // An alias of either, in a reduction without birth dates: with them they are two persons, see below.
      ['6856', '15419'],
      ['8264', '11743'],
      ['8349', '8348'],
      ['8350', '8348'],
    ])
    expect(moved.find(({ id }) => id === '36397')?.movedBy).toEqual(['USTINOV, Vladimir Vasilyevich'])
    expect(moved.find(({ id }) => id === '6856')?.movedBy).toHaveLength(1)
    const later = planOf(second, third)
    expect(later.verdict.kind).toBe('accept')
    expect(later.changes.map(({ kind }) => kind)).toEqual(Array.from({ length: 18 }, () => 'added'))
  })

  it('are read from the cache but for what changed', () => {
    expect([first.parsed, second.parsed, third.parsed]).toEqual([19_254, 17, 18])
  })
})

const person = (id: string, more: Partial<Designation> = {}): Designation => ({
  ...emptyFacts('ofac-sdn', 'person', 'DOE, Jan'),
  programs: ['SDGT'],
  ...more,
  id,
})

const entryOf = (naturalKey: string, facts: DesignationFacts): ListedEntry => ({
  naturalKey,
  hash: factsHash(facts),
  guard: { type: facts.type, filled: filledFields(facts), category: 'Individual' },
  facts: () => facts,
})

/** What becomes of entry 1 when it goes and the others stay. */
const fate = (gone: Designation, ...others: Designation[]): Change | undefined => {
  const hashed = (list: Designation[]) =>
    list.map((designation) => {
      const { id, ...facts } = designation
      return { id, ...entryOf(id, facts), nameKeys: nameKeysOf(facts) }
    })
  const statistics = statisticsOf(
    [gone, ...others].map((facts) => ({
      type: facts.type,
      filled: filledFields(facts),
      category: 'Individual',
    })),
  )
  const { changes } = planVersion({
    source: 'ofac-sdn',
    previous: { manifest: new Map(hashed([gone, ...others]).map(({ id, hash }) => [id, hash])), statistics },
    next: hashed(others),
    before: new Map([[gone.id, gone]]),
    statistics,
    sentinelsMissing: [],
  })
  return changes.find(({ id }) => id === gone.id)
}

describe('a party whose uid is removed', () => {
  const alias = (name: string, quality: 'strong' | 'weak' = 'strong') => ({ name, quality, kind: 'a.k.a.' })

  it.each([
    ['under the same name', person('2')],
    ['under an alias', person('2', { name: 'ROE, Richard', aliases: [alias('Doe, Jan')] })],
    [
      'with a birth date that says more',
      person('2', { birthDates: ['1962-01-05'] }),
      { birthDates: ['1962'] },
    ],
  ] as [string, Designation, Partial<Designation>?][])(
    'has moved when it still stands %s',
    (_how, other, own = {}) => {
      expect(fate(person('1', own), other)).toMatchObject({ kind: 'moved', movedTo: '2' })
    },
  )

  it.each([
    ['another type', [person('2', { type: 'organisation' })]],
    ['another birth date', [person('2', { birthDates: ['1971'] })], { birthDates: ['1962'] }],
    ['another country', [person('2', { countries: ['RU'] })], { countries: ['CN'] }],
    [
      'another IMO number',
      [person('2', { type: 'vessel', identifiers: [{ type: 'IMO', value: '9187630' }] })],
      { type: 'vessel', identifiers: [{ type: 'IMO', value: '9187629' }] },
    ],
    ['only a weak alias', [person('2', { name: 'ROE, R.', aliases: [alias('DOE, Jan', 'weak')] })]],
    ['two of the name', [person('2'), person('3')]],
    ['another name', [person('2', { name: 'DOE, Janet' })]],
  ] as [string, Designation[], Partial<Designation>?][])(
    'is removed when there is %s',
    (_what, others, own = {}) => {
      expect(fate(person('1', own), ...others)).toMatchObject({ kind: 'removed' })
    },
  )
})

describe('two persons who share an alias', () => {
  it('are told apart by the birth dates that the list itself has', () => {
    const list = fixture('ofac-sdn/2021-07-07/sdn.xml.gz')
    const [afghan, muntazir] = ['6856', '15419'].map((uid): Designation => {
      const [raw] = ofacSdnReader.cut(list).entries.filter(({ place }) => place === `sdnEntry ${uid}`)
      if (!raw) throw new Error(`${uid} is not on the list`)
      return { id: uid, ...ofacSdnReader.parse(raw).facts }
    }) as [Designation, Designation]
    expect([afghan.birthDates, muntazir.birthDates]).toEqual([['1962', '1959'], ['1974-01-17']])
    expect(fate(afghan, muntazir)).toMatchObject({ kind: 'removed' })
    expect(fate({ ...afghan, birthDates: [] }, muntazir)).toMatchObject({ kind: 'moved', movedTo: '15419' })
  })
})

describe('562 reworded remarks', () => {
  it('are on record as amendments, and none is material', () => {
    const people = Array.from({ length: 564 }, (_, at) =>
      person(String(at), { name: `DOE, Jan ${at}`, remarks: 'old' }),
    )
    const after = people.map((each, at) =>
      at < 562 ? { ...each, remarks: 'new' } : { ...each, programs: ['SDGT', 'IFSR'] },
    )
    const hashed = (list: Designation[]) => list.map(({ id, ...facts }) => ({ id, ...entryOf(id, facts) }))
    const statistics = statisticsOf(
      people.map(() => ({ type: 'person', filled: ['remarks'], category: 'Individual' })),
    )
    const { changes, verdict } = planVersion({
      source: 'ofac-sdn',
      previous: { manifest: new Map(hashed(people).map(({ id, hash }) => [id, hash])), statistics },
      next: hashed(after),
      before: new Map(people.map((each) => [each.id, each])),
      statistics,
      sentinelsMissing: [],
    })
    expect(verdict.kind).toBe('accept')
    expect(idsOf(changes, 'amended')).toHaveLength(564)
    expect(changes.filter(({ material }) => material)).toHaveLength(2)
  })
})
