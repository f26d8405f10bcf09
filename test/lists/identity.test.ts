import { assert, array, constantFrom, property, record, shuffledSubarray, uniqueArray } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Identified, identify, type UnidentifiedEntry } from '../../shared/lists/identity.ts'
import type { DesignationFacts } from '../../shared/model/designation.ts'
import { emptyFacts } from '../../shared/sources/reader.ts'
import { inKeyOrder } from '../support/sorted.ts'

const factsOf = (name: string): DesignationFacts => emptyFacts('dhs-uflpa', 'organisation', name)
const entry = (naturalKey: string, name = naturalKey): UnidentifiedEntry => ({
  naturalKey,
  hash: `h1:${name}`,
  facts: () => factsOf(name),
})
/** Subjects are the same when their names agree up to the parenthesis. */
const sameSubject = (before: DesignationFacts, after: DesignationFacts): boolean =>
  before.name.split(' (')[0] === after.name.split(' (')[0]

/** A list over its documents: what `identify` remembers between them. */
const listOver = (matcher: typeof sameSubject | null = sameSubject) => {
  let register = new Map<string, string>()
  let live = new Map<string, UnidentifiedEntry>()
  return (entries: readonly UnidentifiedEntry[]): Identified => {
    const found = identify(
      'dhs-uflpa',
      { ids: register, hashes: new Map([...live].map(([id, one]) => [id, one.hash ?? ''])) },
      new Map([...live].map(([id, one]) => [id, () => one.facts()])),
      entries,
      matcher ?? undefined,
    )
    register = found.register
    live = new Map(entries.map((one) => [found.ids.get(one.naturalKey) ?? '', one]))
    return found
  }
}

describe('identity', () => {
  test('a subject keeps its id while it is listed', () => {
    const read = listOver()
    const first = read([entry('aksu'), entry('hotan')])
    expect(first.ids.size).toBe(2)
    expect(read([entry('hotan'), entry('aksu')]).ids).toEqual(first.ids)
  })

  test("an id says nothing of the source's order, and differs between sources", () => {
    const one = identify('dhs-uflpa', { ids: new Map() }, new Map(), [entry('aksu')], undefined).ids.get(
      'aksu',
    )
    const other = identify('cbp-wro', { ids: new Map() }, new Map(), [entry('aksu')], undefined).ids.get(
      'aksu',
    )
    expect(one).toMatch(/^[0-9a-f]{12}$/)
    expect(other).not.toBe(one)
  })

  test('a rename keeps the id, and both names lead to it afterwards', () => {
    const read = listOver()
    const before = read([entry('aksu', 'Aksu Textile'), entry('hotan')])
    const after = read([entry('aksu2', 'Aksu Textile (formerly Aksu Mills)'), entry('hotan')])
    expect(after.ids.get('aksu2')).toBe(before.ids.get('aksu'))
    expect(after.renamed).toEqual([{ id: before.ids.get('aksu'), from: 'aksu', to: 'aksu2' }])
    expect(read([entry('aksu', 'Aksu Textile'), entry('hotan')]).ids.get('aksu')).toBe(before.ids.get('aksu'))
  })

  test('without a way to tell, a new key is a new subject', () => {
    const read = listOver(null)
    const before = read([entry('aksu', 'Aksu Textile')])
    const after = read([entry('aksu2', 'Aksu Textile (new)')])
    expect(after.ids.get('aksu2')).not.toBe(before.ids.get('aksu'))
    expect(after.renamed).toEqual([])
  })

  test('two that vanished are no evidence: the new one is new', () => {
    const read = listOver()
    const before = read([entry('a', 'Aksu Textile (one)'), entry('b', 'Aksu Textile (two)')])
    const after = read([entry('c', 'Aksu Textile (three)')])
    expect([...before.ids.values()]).not.toContain(after.ids.get('c'))
  })

  test('two that came are no evidence either, in whichever order they stand', () => {
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      const read = listOver()
      const before = read([entry('a', 'Aksu Textile')])
      const came = [entry('b', 'Aksu Textile (one)'), entry('c', 'Aksu Textile (two)')]
      const after = read(order.map((position) => came[position]!))
      expect([...after.ids.values()]).not.toContain(before.ids.get('a'))
      expect(after.renamed).toEqual([])
    }
  })

  test('a subject that comes back under a key on record gets its old id', () => {
    const read = listOver()
    const before = read([entry('aksu'), entry('hotan')])
    read([entry('hotan')])
    expect(read([entry('aksu'), entry('hotan')]).ids.get('aksu')).toBe(before.ids.get('aksu'))
  })

  test('where the old and the new name both stand, the one that is still what it was keeps the id', () => {
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      const read = listOver()
      const id = read([entry('zz-old', 'Aksu Textile')]).ids.get('zz-old')
      read([entry('a-new', 'Aksu Textile (renamed)')])
      const both = [entry('a-new', 'Aksu Textile (renamed)'), entry('zz-old', 'Aksu Textile')]
      const found = read(order.map((position) => both[position]!))
      expect(found.ids.get('a-new')).toBe(id)
      expect(found.ids.get('zz-old')).not.toBe(id)
      expect(found.ids.get('zz-old'), 'the id that its key would give is taken').toBe(`${id}-2`)
    }
  })

  test("a source's own ids are taken as they are and fill no register", () => {
    const found = identify(
      'ofac-sdn',
      { ids: new Map() },
      new Map(),
      [
        { ...entry('36'), ownId: '36' },
        { ...entry('173'), ownId: '173' },
      ],
      undefined,
    )
    expect(found.ids).toEqual(
      new Map([
        ['36', '36'],
        ['173', '173'],
      ]),
    )
    expect(found.register.size).toBe(0)
  })
})

describe('over any history of documents', () => {
  const documents = array(
    uniqueArray(
      record({
        naturalKey: constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
        stem: constantFrom('Aksu', 'Hotan', 'Kashgar'),
        suffix: constantFrom('', ' (1)', ' (2)'),
      }),
      { selector: ({ naturalKey }) => naturalKey, maxLength: 6 },
    ).chain((lines) =>
      shuffledSubarray(lines, { minLength: lines.length }).map((other) => ({ lines, other })),
    ),
    { maxLength: 6 },
  )

  test('ids are unique, the register only grows, and the order of the document means nothing', () => {
    assert(
      property(documents, (history) => {
        const [read, readShuffled] = [listOver(), listOver()]
        let before: ReadonlyMap<string, string> = new Map()
        for (const { lines, other } of history) {
          const entries = (from: typeof lines) =>
            from.map(({ naturalKey, stem, suffix }) => entry(naturalKey, stem + suffix))
          const found = read(entries(lines))
          expect(new Set(found.ids.values()).size).toBe(lines.length)
          expect([...found.ids.keys()].sort()).toEqual(lines.map(({ naturalKey }) => naturalKey).sort())
          for (const key of before.keys()) expect(found.register.has(key)).toBe(true)
          for (const [key, id] of found.ids) expect(found.register.get(key)).toBe(id)
          const shuffled = readShuffled(entries(other))
          expect(inKeyOrder(shuffled.ids)).toEqual(inKeyOrder(found.ids))
          expect(inKeyOrder(shuffled.register)).toEqual(inKeyOrder(found.register))
          before = found.register
        }
      }),
      { numRuns: 400 },
    )
  })
})
