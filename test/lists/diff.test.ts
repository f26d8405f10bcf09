import { array, assert, boolean, constantFrom, option, property, record, shuffledSubarray } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalHash, canonicalJson } from '../../shared/hash.ts'
import { canonicalFacts, factsHash } from '../../shared/lists/canonical.ts'
import { fieldDiffs, isMaterial } from '../../shared/lists/diff.ts'
import type { DesignationFacts, Note } from '../../shared/model/designation.ts'
import { emptyFacts } from '../../shared/sources/reader.ts'

const base = emptyFacts('ofac-sdn', 'organisation', 'Karakum Cotton Spinning')
const alias = constantFrom('KCS', 'Karakum Mills', 'Qaraqum').chain((name) =>
  constantFrom('strong' as const, 'weak' as const).map((quality) => ({ name, quality, kind: 'a.k.a.' })),
)
const facts = record({
  name: constantFrom('Karakum Cotton Spinning', 'Karakum Cotton'),
  aliases: array(alias, { maxLength: 3 }),
  programs: array(constantFrom('SDGT', 'IRAN', 'NPWMD'), { maxLength: 3 }),
  countries: array(constantFrom('TM', 'UZ'), { maxLength: 2 }),
  remarks: option(constantFrom('One.', 'Two.'), { nil: undefined }),
  title: option(constantFrom('Mr'), { nil: undefined }),
  includesSubsidiaries: option(boolean(), { nil: undefined }),
}).map((filled): DesignationFacts => ({ ...base, ...(filled as Partial<DesignationFacts>) }))

/** The same facts in another order, repeated, and with keys the other way round. */
const retold = (told: DesignationFacts) =>
  shuffledSubarray(told.aliases, { minLength: told.aliases.length }).map((aliases): DesignationFacts => {
    const again = { ...told, aliases: [...aliases, ...aliases], programs: told.programs.toReversed() }
    return Object.fromEntries(Object.entries(again).reverse()) as unknown as DesignationFacts
  })

describe('two readings of a designation', () => {
  test('have no differing field exactly when their canonical form, and so their hash, is the same', () => {
    assert(
      property(facts, facts, (one, other) => {
        const same = canonicalJson(canonicalFacts(one)) === canonicalJson(canonicalFacts(other))
        expect(fieldDiffs(one, other).length === 0).toBe(same)
        expect(factsHash(one) === factsHash(other)).toBe(same)
        expect(factsHash(one)).toBe(canonicalHash(canonicalFacts(one)))
      }),
      { numRuns: 500 },
    )
  })

  test('are the same whatever their order and repetitions', () => {
    assert(
      property(
        facts.chain((told) => retold(told).map((again) => ({ told, again }))),
        ({ told, again }) => {
          expect(factsHash(again)).toBe(factsHash(told))
          expect(fieldDiffs(told, again)).toEqual([])
        },
      ),
    )
  })

  test('differ in the members that went and came; reading them backwards swaps the sides', () => {
    assert(
      property(facts, facts, (one, other) => {
        const there = fieldDiffs(one, other)
        const back = fieldDiffs(other, one)
        expect(back).toEqual(
          there.map(({ field, before, after }) => ({ field, before: after, after: before })),
        )
        expect(isMaterial(there)).toBe(isMaterial(back))
      }),
    )
  })
})

test('a set names what went and what came, a value what it was and is', () => {
  const after: DesignationFacts = {
    ...base,
    programs: ['IRAN', 'SDGT'],
    name: 'Karakum Cotton',
    listedOn: '2024-01-01',
  }
  expect(fieldDiffs({ ...base, programs: ['SDGT', 'NPWMD'] }, after)).toEqual([
    { field: 'listedOn', before: null, after: '2024-01-01' },
    { field: 'name', before: 'Karakum Cotton Spinning', after: 'Karakum Cotton' },
    { field: 'programs', before: ['NPWMD'], after: ['IRAN'] },
  ])
})

test.each([
  ['remarks', { remarks: 'Other words.' }, false],
  ['title', { title: 'Director' }, false],
  ['notes', { notes: [{ label: 'Gender', value: 'Male' }] }, false],
  ['citation', { citation: { title: '88 FR 12170' } }, false],
  ['statusAsPublished', { statusAsPublished: 'Active, in part' }, false],
  ['programs', { programs: ['SDGT'] }, true],
  ['aliases', { aliases: [{ name: 'KCS', quality: 'weak' as const, kind: 'a.k.a.' }] }, true],
  ['status', { status: 'inactive' as const }, true],
  ['licence', { licence: { requirement: 'All items', reviewPolicy: 'Denial', footnotes: [] } }, true],
])('an amendment of %s is material or editorial', (field, change, material) => {
  const diffs = fieldDiffs(base, { ...base, ...change })
  expect(diffs.map((diff) => diff.field)).toEqual([field])
  expect(isMaterial(diffs)).toBe(material)
  expect(isMaterial([...diffs, { field: 'remarks', before: null, after: 'x' }])).toBe(material)
})

describe('notes of a measure', () => {
  const note = (directive: string, wording = 'All transactions in new debt') => ({
    label: 'Executive Order 13662 Directive Determination -',
    value: `Subject to Directive ${directive} - ${wording}.`,
  })
  const between = (before: Note[], after: Note[]): boolean =>
    isMaterial(
      fieldDiffs(
        { ...emptyFacts('ofac-nonsdn', 'organisation', 'VEB'), notes: before },
        { ...emptyFacts('ofac-nonsdn', 'organisation', 'VEB'), notes: after },
      ),
    )
  test('another directive is material, other wording of the same is not', () => {
    expect(between([note('1')], [note('1'), note('4')])).toBe(true)
    expect(between([note('1')], [note('3')])).toBe(true)
    expect(between([note('1')], [note('1', 'All transactions in new debt of longer than 14 days')])).toBe(
      false,
    )
    expect(between([], [{ label: 'Website', value: 'www.veb.example' }])).toBe(false)
  })
  test('so is another sanction of the menu', () => {
    const menu = (text: string) => ({ label: 'CAATSA Section 235 Information:', value: text })
    const exports = menu('EXPORT SANCTIONS Sec. 235(a)(2)')
    expect(
      between([exports], [exports, menu('LOANS FROM UNITED STATES FINANCIAL INSTITUTIONS. Sec. 235(a)(3)')]),
    ).toBe(true)
    expect(between([exports], [menu('EXPORT SANCTIONS, Sec. 235(a)(2)')])).toBe(false)
    // A note on something else that names the section chooses nothing.
    expect(between([], [{ label: 'Additional Information', value: 'See Sec. 235(a)(3).' }])).toBe(false)
  })
})
