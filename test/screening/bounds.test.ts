import { assert, constantFrom, integer, property, string, tuple, type Arbitrary } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readScreeningList, readSet, supplierOf } from '../../bench/name-sets.ts'
import type { PartyType } from '../../shared/model/designation.ts'
import { evaluatePair } from '../../shared/screening/evaluate.ts'
import { Glance } from '../../shared/screening/glances.ts'
import { buildListIndex } from '../../shared/screening/list-index.ts'
import { screeningModel } from '../../shared/screening/model.ts'
import { mostScore } from '../../shared/screening/most-score.ts'
import { eachJoinedKey } from '../../shared/screening/name-keys.ts'
import { NameBounds, NameSignsBuilder } from '../../shared/screening/name-signs.ts'
import { prepareName } from '../../shared/screening/normalise.ts'
import { comparePrepared } from '../../shared/screening/score-names.ts'
import { editDistance } from '../../shared/screening/spelling.ts'
import { rawWords } from '../../shared/screening/words.ts'

const model = screeningModel()
const list = readScreeningList()
const names = [
  ...list
    .filter((_, i) => i % 30 === 0)
    .flatMap(({ name, aliases }) => [name, ...aliases.map((alias) => alias.name)]),
  ...readSet('benign-companies.dev.csv').map((row) => row['name'] ?? ''),
  ...readSet('chinese-latin-pairs.dev.csv').map((row) => row['chinese'] ?? ''),
  'Great East New Eight Group',
  'Dadong Xinba Holding',
  'ALI',
  'Aeterna Laboratories Imports',
  'Vik A',
  'Vik A Singh',
  'Zanhul Plant B',
  'Zanhul B Plant No. 07',
  'Zanhul B Plant No. 7',
]
const anyName = constantFrom(...names)

/** A name, and the same with letters taken out, put in, swapped or parted. */
const nearPair: Arbitrary<[string, string]> = tuple(
  anyName,
  integer({ min: 0, max: 4 }),
  integer({ min: 0 }),
).map(([name, way, position]) => {
  const at = name.length === 0 ? 0 : position % name.length
  const [before, letter, after] = [name.slice(0, at), name.charAt(at), name.slice(at + 1)]
  const near = [
    before + after,
    `${before}n${letter}${after}`,
    before + after.charAt(0) + letter + after.slice(1),
    `${before}${letter} ${after}`,
    (before + letter + after).replace(' ', ''),
  ]
  return [name, near[way] ?? name]
})
/** Persons among themselves are compared by rules of their own, and each candidate in full. */
const types = constantFrom<PartyType>('organisation', 'vessel')

describe('the bound that most candidates are dropped by', () => {
  const holds = ([a, b]: [string, string], type: PartyType): void => {
    const [x, y] = [prepareName(a, model), prepareName(b, model)]
    const { score } = comparePrepared(x, y, type)
    expect(mostScore(x, y), `${a} × ${b}`).toBeGreaterThanOrEqual(score - 1e-9)
  }

  test('no score exceeds it, of names that are near', () => {
    assert(property(nearPair, types, holds), { numRuns: 3_000 })
  })

  test('no score exceeds it, of any two names', () => {
    assert(property(tuple(anyName, anyName), types, holds), { numRuns: 3_000 })
  })

  test('an index finds the same bound by signs', () => {
    const listed = [...names.slice(0, 390), ...names.slice(-12)].map((name) => prepareName(name, model))
    const builder = new NameSignsBuilder(listed.length)
    for (const name of listed) {
      eachJoinedKey(name, () => {}, builder.note)
      builder.add(
        name,
        name.tokens.map((token) => builder.number(token)),
      )
    }
    const signs = builder.finish()
    const bounds = new NameBounds(signs)
    const glance = new Glance(signs.glances)
    let dropped = 0
    assert(
      property(nearPair, ([, near]) => {
        const own = prepareName(near, model)
        bounds.of(own)
        for (const [i, name] of listed.entries()) {
          const bound = mostScore(own, name)
          expect(bounds.mostScore(i), `${near} × ${name.raw}`).toBeGreaterThanOrEqual(bound - 1e-9)
          expect(bounds.mostScore(i)).toBeLessThanOrEqual(bound + 1e-5)
        }
        for (const least of [0.5, 0.75]) {
          glance.of(own, least)
          for (const [i, name] of listed.entries()) {
            if (glance.mayScore(i)) continue
            dropped += 1
            expect(mostScore(own, name), `${near} × ${name.raw}`).toBeLessThan(least)
          }
        }
      }),
      { numRuns: 60, examples: names.slice(-12).map((name) => [[name, name]]) },
    )
    // A glance is enough for nearly all.
    expect(dropped).toBeGreaterThan(60 * 2 * 400 * 0.6)
  })
})

test('what an index knows of a supplier changes no evaluation', () => {
  const designations = list.filter((_, i) => i % 20 === 0)
  const index = buildListIndex(designations, model)
  let evaluations = 0
  for (const [i, { name, type, countries, aliases }] of designations.entries()) {
    if (i % 4 !== 0) continue
    const supplier = supplierOf({
      name: name.replace(/(?<=.{4})[aeiou]/i, ''),
      otherNames: aliases.slice(0, 1).map((alias) => alias.name),
      type: type === 'person' ? 'person' : 'organisation',
      ...(countries[0] === undefined ? {} : { country: countries[0] }),
    })
    for (const designation of index.promising(supplier)) {
      const known = evaluatePair(designation, supplier, model)
      // A copy is another supplier, of which no index was asked.
      expect(known).toEqual(evaluatePair(designation, { ...supplier }, model))
      evaluations += known.length
    }
  }
  expect(evaluations).toBeGreaterThan(200)
})

describe('the short ways', () => {
  /** The table as the textbooks have it: insertion, deletion, substitution, swap of neighbours. */
  const distanceOf = (a: string, b: string): number => {
    const table = Array.from({ length: a.length + 1 }, (_, i) => [i])
    for (let j = 1; j <= b.length; j++) table[0]?.push(j)
    const at = (i: number, j: number): number => table[i]?.[j] ?? Number.POSITIVE_INFINITY
    for (let i = 1; i <= a.length; i++) {
      for (let j = 1; j <= b.length; j++) {
        const swapped =
          a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY
        const replaced = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1)
        table[i]?.push(Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, replaced, swapped))
      }
    }
    return at(a.length, b.length)
  }
  const word = string({ unit: constantFrom('a', 'b', 'c', 'é', '和'), maxLength: 12 })

  test('the edit distance is that of the whole table, up to the limit', () => {
    assert(
      property(word, word, integer({ min: 1, max: 4 }), (a, b, limit) => {
        expect(editDistance(a, b, limit)).toBe(Math.min(distanceOf(a, b), limit + 1))
      }),
      { numRuns: 3_000 },
    )
  })

  test('plain ASCII is cut as all other text is', () => {
    assert(
      property(
        constantFrom(...names, 'O\u0027Brien\u0027s & Sons No.5 (U.S.A.) Ltd', 'Foo3 S/A #2 acmellc'),
        (name) => {
          // A space of no width says nothing, and keeps the text from being plain.
          expect(rawWords(name)).toEqual(rawWords(`${name}\u200b`))
        },
      ),
      { numRuns: 1_000 },
    )
  })
})
