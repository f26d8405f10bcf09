import { assert, integer, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { designationOf, readScreeningList, readSet, supplierOf } from '../../bench/name-sets.ts'
import { buildListIndex } from '../../shared/screening/list-index.ts'
import { buildModel, screeningModel } from '../../shared/screening/model.ts'
import { probeList } from '../../shared/screening/probe-list.ts'
import { screenSupplier } from '../../shared/screening/screen.ts'
import { decodeList, encodeList, indexMaker } from '../../shared/screening/stored-list.ts'

const model = screeningModel()
const key = { source: 'trade-csl', root: 'h1:root', maker: indexMaker(model) }
const gone = designationOf({ id: 'gone', name: 'Zanhul Textile', status: 'inactive' })
const list = [
  ...readScreeningList().filter((_, i) => i % 25 === 0),
  gone,
  ...readSet('chinese-latin-pairs.dev.csv')
    .slice(0, 40)
    .map((row) => designationOf({ name: row['chinese'] ?? '', countries: ['CN'] })),
  ...probeList,
]
const bytes = encodeList(list, model, key)

describe('a stored list', () => {
  test('finds what the list itself finds, with the same words to explain it', () => {
    const stored = decodeList(bytes, model, key)
    const built = buildListIndex(list, model)
    expect(stored?.index.size).toBe(built.size)
    let found = 0
    const suppliers = list
      .filter((_, i) => i % 6 === 0)
      .map(({ name, type, aliases, countries, addresses, identifiers }) =>
        supplierOf({
          name: name.replace(/(?<=.{4})[aeiou]/i, ''),
          otherNames: aliases.slice(0, 1).map((alias) => alias.name),
          type: type === 'person' || type === 'vessel' ? type : 'organisation',
          identifiers,
          ...(countries[0] === undefined ? {} : { country: countries[0] }),
          ...(addresses[0] === undefined ? {} : { address: addresses[0].text }),
        }),
      )
    for (const supplier of suppliers) {
      const ours = stored ? screenSupplier(stored.index, supplier, model) : []
      expect(ours).toEqual(screenSupplier(built, supplier, model))
      expect(stored?.index.candidates(supplier)).toEqual(built.candidates(supplier))
      found += ours.length
    }
    expect(found).toBeGreaterThan(100)
    const [supplier] = suppliers
    if (supplier) expect(stored?.index.withinReach(supplier, 0.6)).toEqual(built.withinReach(supplier, 0.6))
  })

  test('gives every designation by its id, active or not', () => {
    const stored = decodeList(bytes, model, key)
    for (const designation of list) expect(stored?.designation(designation.id)).toEqual(designation)
    expect(stored?.designation('nobody')).toBeUndefined()
    expect(stored?.index.candidates(supplierOf({ name: gone.name }))).not.toContainEqual(gone)
  })

  test('has words with all that follows from them: far names are reached as before', () => {
    const stored = decodeList(bytes, model, key)
    const built = buildListIndex(list, model)
    let reached = 0
    for (const { name, aliases } of [...probeList, ...list.filter((_, i) => i % 80 === 0)])
      for (const each of [name, ...aliases.map((alias) => alias.name)])
        for (const least of [0.3, 0.75]) {
          const supplier = supplierOf({ name: each.replace(/(?<=.{4})[aeiou]/i, 'u') })
          const found = built.withinReach(supplier, least)
          expect(stored?.index.withinReach(supplier, least), each).toEqual(found)
          reached += found.length
        }
    expect(reached).toBeGreaterThan(50)
  })

  test('may be empty', () => {
    const stored = decodeList(encodeList([], model, key), model, key)
    expect(stored?.index.size).toBe(0)
    expect(stored?.index.promising(supplierOf({ name: 'Anybody' }))).toEqual([])
  })

  test('is read wherever it stands in memory', () => {
    const moved = new Uint8Array(bytes.length + 3)
    moved.set(bytes, 3)
    expect(decodeList(moved.subarray(3), model, key)?.designation('gone')).toEqual(gone)
  })
})

describe('what is refused, to be made anew', () => {
  const small = encodeList(probeList, model, key)

  test('a list of another version, source or maker', () => {
    for (const other of [{ root: 'h1:other' }, { source: 'ofac-sdn' }, { maker: 'older' }])
      expect(decodeList(small, model, { ...key, ...other })).toBeNull()
  })

  test('one that is cut short, wherever', () => {
    assert(
      property(integer({ min: 0, max: small.length - 1 }), (length) => {
        expect(decodeList(small.subarray(0, length), model, key)).toBeNull()
      }),
      { numRuns: 200 },
    )
  })

  test('one of which a byte was altered, wherever', () => {
    const end = small.indexOf(0x0a)
    const body = Math.ceil((end + 1) / 8) * 8
    assert(
      property(integer({ min: 0, max: small.length - 1 }), integer({ min: 1, max: 255 }), (at, by) => {
        // Between the first line and what follows nothing stands.
        if (at > end && at < body) return
        const altered = Uint8Array.from(small)
        altered[at] = (altered[at] ?? 0) ^ by
        expect(decodeList(altered, model, key)).toBeNull()
      }),
      { numRuns: 300 },
    )
  })

  test('what is no list index at all', () => {
    for (const text of ['', '\n', '{}\n', 'null\n', '[1]\n', '{"magic":"tierwatch-list-index"}\nabc'])
      expect(decodeList(new TextEncoder().encode(text), model, key)).toBeNull()
  })
})

test('another model is another maker, and the same model always the same', () => {
  expect(indexMaker(model)).toMatch(/^[0-9a-z-]+$/)
  const other = buildModel({ version: 'other', names: 1_000, counts: { textile: 9 } }, [])
  expect(indexMaker(other)).not.toBe(indexMaker(model))
  // The same version by other rules makes other keys or signs of the probe, and so another name.
  const changed = { ...model, weight: (word: string) => Math.min(0.4, model.weight(word)) }
  expect(indexMaker(changed)).not.toBe(indexMaker(model))
})
