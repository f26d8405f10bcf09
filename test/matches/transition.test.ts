import { array, assert, constantFrom, integer, nat, property, record, tuple } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalHash } from '../../shared/hash.ts'
import type { Designation } from '../../shared/model/designation.ts'
import type { Evaluation, Match, MatchState } from '../../shared/model/match.ts'
import { alertIdOf, changeSetNoticeId, intakeNoticeId, matchSortKey } from '../../shared/matches/ids.ts'
import { decideMatch, type PairNow } from '../../shared/matches/transition.ts'
import { designation, supplier } from '../support/samples.ts'

const key = {
  customerId: 'acme',
  supplierId: 'S-1',
  source: 'ofac-sdn',
  designationId: '101',
  rule: 'name',
} as const

const evaluationOf = (name = 'Karakum Cotton', more: Partial<Evaluation> = {}): Evaluation => ({
  rule: 'name',
  score: 0.97,
  decision: 'strong',
  explanation: [{ kind: 'name', text: 'The names agree.' }],
  factsUsed: { designation: { name }, supplier: { name: 'Karakum Cotton' } },
  ...more,
})

const pairOf = (more: Partial<PairNow> = {}): PairNow => ({
  key,
  fence: { listSeq: 1, supplierRevision: 1 },
  designation: designation('101', 'Karakum Cotton'),
  entryHash: 'h1:101',
  supplier: supplier('S-1'),
  measures: ['blocking'],
  evaluation: evaluationOf(),
  cause: 'ofac-sdn#000001',
  at: '2024-01-01T00:00:00.000Z',
  ...more,
})
const gone = { designation: null, evaluation: null } as const

const opened = (more: Partial<PairNow> = {}): Match => {
  const decision = decideMatch(null, pairOf(more))
  if (!decision) throw new Error('nothing was opened')
  return decision.match
}
const inState = (state: MatchState): Match => {
  if (state !== 'resolved') return { ...opened(), state }
  return decideMatch(opened(), pairOf(gone))!.match
}
const outcome = (stored: Match | null, pair: PairNow) => {
  const decision = decideMatch(stored, pair)
  return (
    decision && {
      kind: decision.transition?.kind ?? 'none',
      state: decision.match.state,
      revision: decision.match.revision,
    }
  )
}

describe('a fresh evaluation of a pair', () => {
  const other = evaluationOf('Karakum Cotton Mills')
  test.each<[title: string, stored: Match | null, pair: PairNow, expected: ReturnType<typeof outcome>]>([
    ['meets for the first time', null, pairOf(), { kind: 'opened', state: 'open', revision: 1 }],
    ['never met', null, pairOf({ evaluation: null }), null],
    ['of what is not listed', null, pairOf(gone), null],
    ['meets as before', inState('open'), pairOf(), { kind: 'none', state: 'open', revision: 1 }],
    [
      'meets on other facts',
      inState('open'),
      pairOf({ evaluation: other }),
      { kind: 'amended', state: 'open', revision: 2 },
    ],
    [
      'no longer meets',
      inState('open'),
      pairOf({ evaluation: null }),
      { kind: 'resolved', state: 'resolved', revision: 2 },
    ],
    ['is delisted', inState('open'), pairOf(gone), { kind: 'resolved', state: 'resolved', revision: 2 }],
    ['is still not met', inState('resolved'), pairOf(gone), { kind: 'none', state: 'resolved', revision: 2 }],
    [
      'meets again on the same facts',
      inState('resolved'),
      pairOf(),
      { kind: 'reopened', state: 'open', revision: 3 },
    ],
    [
      'meets again on other facts',
      inState('resolved'),
      pairOf({ evaluation: other }),
      { kind: 'reopened', state: 'open', revision: 3 },
    ],
    [
      'was cleared and meets as before',
      inState('cleared'),
      pairOf(),
      { kind: 'none', state: 'cleared', revision: 1 },
    ],
    [
      'was cleared and meets on other facts',
      inState('cleared'),
      pairOf({ evaluation: other }),
      { kind: 'reopened', state: 'open', revision: 2 },
    ],
    [
      'was cleared and no longer meets',
      inState('cleared'),
      pairOf({ evaluation: null }),
      { kind: 'none', state: 'resolved', revision: 1 },
    ],
  ])('that %s', (_title, stored, pair, expected) => {
    expect(outcome(stored, pair)).toEqual(expected)
  })

  test('that was cleared and ended, and comes back, is told under a new revision', () => {
    const ended = decideMatch(inState('cleared'), pairOf(gone))!.match
    expect(outcome(ended, pairOf())).toEqual({ kind: 'reopened', state: 'open', revision: 2 })
  })

  test.each<[string, Partial<PairNow>, Match['resolvedBecause']]>([
    ['delisted', gone, 'delisted'],
    [
      'inactive',
      { designation: designation('101', 'Karakum Cotton', { status: 'inactive' }), evaluation: null },
      'listing-inactive',
    ],
    ['different', { evaluation: null }, 'no-longer-matching'],
    [
      'of a removed supplier',
      { supplier: supplier('S-1', { state: 'removed' }), evaluation: null },
      'supplier-removed',
    ],
  ])('says why it ended: %s', (_title, more, because) => {
    expect(decideMatch(opened(), pairOf(more))?.match.resolvedBecause).toBe(because)
  })

  test('names the facts that changed', () => {
    const more = {
      ...pairOf(),
      evaluation: other,
      measures: ['blocking', 'export-licence'] as const,
      designation: designation('101', 'x', { programs: ['SDGT', 'IRAN'] }),
    }
    expect(decideMatch(opened(), { ...more, measures: [...more.measures] })?.transition?.fields).toEqual([
      'designation.name',
      'designation.programs',
      'designation.measures',
    ])
  })

  test("rests on the rule's facts, programmes, measures, status and subject, and on nothing else", () => {
    const silent: Partial<PairNow>[] = [
      {
        designation: designation('101', 'Karakum Cotton', {
          aliases: [{ name: 'KC', quality: 'strong', kind: 'a.k.a.' }],
          remarks: 'New.',
        }),
        entryHash: 'h1:other',
      },
      {
        evaluation: evaluationOf('Karakum Cotton', {
          score: 0.91,
          explanation: [{ kind: 'name', text: 'Told in another way.' }],
        }),
      },
      {
        supplier: supplier('S-1', { notes: 'A note.', revision: 5 }),
        fence: { listSeq: 1, supplierRevision: 5 },
      },
      {
        designation: designation('101', 'Karakum Cotton', { programs: ['SDGT', 'SDGT'].slice(0, 1) }),
        measures: ['blocking'],
      },
      {
        fence: { listSeq: 9, supplierRevision: 1 },
        cause: 'ofac-sdn#000009',
        at: '2025-01-01T00:00:00.000Z',
      },
    ]
    for (const more of silent)
      expect(outcome(opened(), pairOf(more))).toEqual({ kind: 'none', state: 'open', revision: 1 })
    const loud: Partial<PairNow>[] = [
      { designation: designation('101', 'Karakum Cotton', { programs: ['IRAN'] }) },
      { measures: ['export-licence'] },
      { evaluation: evaluationOf('Karakum Cotton', { subjectId: 'party:karakum' }) },
      { designation: designation('101', 'Karakum Cotton', { enforcedUnder: 'uflpa' }) },
      {
        evaluation: evaluationOf('Karakum Cotton', {
          factsUsed: { designation: { name: 'Karakum Cotton' }, supplier: { name: 'Karakum' } },
        }),
      },
    ]
    for (const more of loud)
      expect(outcome(opened(), pairOf(more))).toMatchObject({ kind: 'amended', revision: 2 })
  })

  test('keeps cause and time of the last transition where there is none', () => {
    const later = decideMatch(
      opened(),
      pairOf({
        fence: { listSeq: 7, supplierRevision: 3 },
        cause: 'intake#i9',
        at: '2025-01-01T00:00:00.000Z',
      }),
    )!.match
    expect(later).toEqual({ ...opened(), listSeq: 7, supplierRevision: 3 })
  })

  test('of something older than what is stored is dropped', () => {
    const stored = { ...opened(), listSeq: 5, supplierRevision: 3 }
    for (const fence of [
      { listSeq: 4, supplierRevision: 3 },
      { listSeq: 5, supplierRevision: 2 },
      { listSeq: 9, supplierRevision: 2 },
      { listSeq: 4, supplierRevision: 9 },
    ]) {
      expect(decideMatch(stored, pairOf({ fence, evaluation: other }))).toBeNull()
      expect(decideMatch(stored, pairOf({ fence, ...gone }))).toBeNull()
    }
    expect(
      decideMatch(stored, pairOf({ fence: { listSeq: 5, supplierRevision: 3 }, evaluation: other })),
    ).not.toBeNull()
  })
})

describe('a directive that a party comes under', () => {
  const under = (...directives: string[]): PairNow =>
    pairOf({
      key: { ...key, source: 'ofac-nonsdn' },
      measures: ['debt-equity'],
      designation: designation('101', 'Karakum Cotton', {
        source: 'ofac-nonsdn',
        programs: ['UKRAINE-EO13662'],
        notes: directives.map((directive) => ({
          label: 'Executive Order 13662 Directive Determination -',
          value: `Subject to Directive ${directive} - All transactions.`,
        })),
      }),
    })
  const first = (pair: PairNow): Match => decideMatch(null, pair)!.match

  test('is told, though programmes and measures are the same; another wording is not', () => {
    const match = first(under('1'))
    expect(decideMatch(match, under('1', '4'))?.transition).toMatchObject({
      kind: 'amended',
      fields: ['designation.terms'],
    })
    expect(decideMatch(match, under('1'))?.transition).toBeNull()
    expect(outcome({ ...match, state: 'cleared' }, under('1', '4'))?.kind).toBe('reopened')
  })

  test('is learnt in silence by a match that was written before directives were looked at', () => {
    const { terms, ...known } = first(under('1')).factsUsed.designation
    expect(terms).toEqual(['E.O. 13662, Directive 1'])
    const factsUsed = { ...first(under('1')).factsUsed, designation: known }
    const old: Match = {
      ...first(under('1')),
      factsUsed,
      factsHash: canonicalHash(['name', null, factsUsed]),
    }
    const learnt = decideMatch(old, under('1', '4'))
    expect(learnt?.transition).toBeNull()
    expect(decideMatch(learnt!.match, under('1', '4'))?.transition).toBeNull()
    expect(decideMatch(learnt!.match, under('4'))?.transition?.kind).toBe('amended')
    const renamed = { ...under('1'), evaluation: evaluationOf('Karakum Cotton Mills') }
    expect(decideMatch(old, renamed)?.transition?.fields).toEqual(['designation.name'])
  })
})

describe('whatever order evaluations arrive in', () => {
  /** What the world looked like at a list version and a supplier revision. */
  const states = ['delisted', 'as listed', 'renamed', 'supplier removed'] as const
  const pairAt = (state: (typeof states)[number], listSeq: number, supplierRevision: number): PairNow => {
    const fence = { listSeq, supplierRevision }
    const listed: Designation = designation('101', state)
    switch (state) {
      case 'delisted':
        return pairOf({ ...gone, fence })
      case 'supplier removed':
        return pairOf({
          designation: listed,
          evaluation: null,
          supplier: supplier('S-1', { state: 'removed' }),
          fence,
        })
      case 'as listed':
      case 'renamed':
        return pairOf({ designation: listed, evaluation: evaluationOf(state), fence })
    }
  }
  const world = tuple(
    array(constantFrom(...states), { minLength: 9, maxLength: 9 }),
    array(
      record({
        listSeq: integer({ min: 1, max: 3 }),
        supplierRevision: integer({ min: 1, max: 3 }),
        repeat: nat(2),
      }),
      { maxLength: 20 },
    ),
  )

  test('the state of the newest counts, every transition raises the revision by one, and alerts never share an id', () => {
    assert(
      property(world, ([grid, arrivals]) => {
        const stateAt = (listSeq: number, revision: number) =>
          grid[(listSeq - 1) * 3 + (revision - 1)] ?? 'delisted'
        let stored: Match | null = null
        const alertIds: string[] = []
        const evaluate = (listSeq: number, supplierRevision: number): void => {
          const decision = decideMatch(
            stored,
            pairAt(stateAt(listSeq, supplierRevision), listSeq, supplierRevision),
          )
          if (!decision) return
          expect(decision.match.revision).toBe((stored?.revision ?? 0) + (decision.transition ? 1 : 0))
          if (stored) {
            expect(decision.match.listSeq).toBeGreaterThanOrEqual(stored.listSeq)
            expect(decision.match.supplierRevision).toBeGreaterThanOrEqual(stored.supplierRevision)
          }
          if (decision.transition) alertIds.push(alertIdOf(decision.match, decision.match.revision))
          stored = decision.match
        }
        for (const { listSeq, supplierRevision, repeat } of arrivals) {
          for (let i = 0; i <= repeat; i++) evaluate(listSeq, supplierRevision)
        }
        // A worker that finds something newer looks again: the newest is always evaluated at last.
        evaluate(3, 3)
        const before: number = alertIds.length
        evaluate(3, 3)
        for (const { listSeq, supplierRevision } of arrivals) evaluate(listSeq, supplierRevision)
        expect(alertIds.length, 'the same again, and older news, raise nothing').toBe(before)
        const newest = stateAt(3, 3)
        const met = newest === 'as listed' || newest === 'renamed'
        const last = stored as Match | null
        expect(last?.state ?? 'resolved').toBe(met ? 'open' : 'resolved')
        if (met) expect(last?.factsUsed.designation['name']).toBe(newest)
        expect(new Set(alertIds).size).toBe(alertIds.length)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('ids', () => {
  test('name the match and its revision, and nothing else', () => {
    expect(alertIdOf(key, 1)).toMatch(/^[0-9a-f]{32}$/)
    expect(alertIdOf({ ...key }, 1)).toBe(alertIdOf(key, 1))
    const others = [
      alertIdOf(key, 2),
      alertIdOf({ ...key, customerId: 'beta' }, 1),
      alertIdOf({ ...key, supplierId: 'S-2' }, 1),
      alertIdOf({ ...key, source: 'ofac-nonsdn' }, 1),
      alertIdOf({ ...key, designationId: '102' }, 1),
      alertIdOf({ ...key, rule: 'identifier' }, 1),
    ]
    expect(new Set([alertIdOf(key, 1), ...others]).size).toBe(7)
  })

  test('are what keys are made of', () => {
    expect(matchSortKey(key)).toBe('M#S-1#ofac-sdn#101#name')
    expect(changeSetNoticeId('ofac-sdn', 7)).toBe('ofac-sdn#000007')
    expect(intakeNoticeId('abc')).toBe('intake#abc')
  })
})
