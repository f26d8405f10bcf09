import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { SourceShapeError } from '../../../shared/errors.ts'
import type { ReadEntry } from '../../../shared/sources/reader.ts'
import { tradeCslReader } from '../../../shared/sources/trade-csl/reader.ts'

const bytesOf = (path: string): Uint8Array =>
  gunzipSync(readFileSync(new URL(`../../fixtures/${path}`, import.meta.url)))

const csv = bytesOf('bis-entity-list/2022-04-28/consolidated.csv.gz')
const text = new TextDecoder().decode(csv)
const encode = (content: string): Uint8Array => new TextEncoder().encode(content)
const lines = text.split('\n')
/** The header and the first rows of the real file. */
const few = (change: (rows: string[]) => string[] = (rows) => rows): Uint8Array =>
  encode(`${change(lines.slice(0, 3)).join('\n')}\n`)

const fault = (bytes: Uint8Array): string | undefined => {
  try {
    for (const entry of tradeCslReader.cut(bytes).entries) tradeCslReader.parse(entry)
  } catch (error) {
    if (error instanceof SourceShapeError) return error.fault
    throw error
  }
  return undefined
}

describe('the file of April 2022', () => {
  let read: ReadEntry[] = []
  beforeAll(() => {
    read = tradeCslReader.cut(csv).entries.map((entry) => tradeCslReader.parse(entry))
  })

  test('holds the parties of every list, each once', () => {
    // 14,160 rows, of which two are Bank of Kunlun with the same facts.
    expect(read).toHaveLength(14_159)
    expect(new Set(read.map(({ naturalKey }) => naturalKey)).size).toBe(read.length)
    const lists = Map.groupBy(read, ({ facts }) => facts.programs[0])
    expect(Object.fromEntries([...lists].map(([list, of]) => [list, of.length]))).toEqual({
      CAP: 52,
      DPL: 462,
      EL: 2001,
      FSE: 3,
      DTC: 727,
      MEU: 71,
      CMIC: 68,
      'NS-MBS': 17,
      ISN: 163,
      PLC: 78,
      SSI: 290,
      SDN: 10_026,
      UVL: 201,
    }) // prettier-ignore
  })

  test('cuts addresses into parts where their own words say which is which', () => {
    const of = (text: string) =>
      read.flatMap(({ facts }) => facts.addresses).find((address) => address.text === text)
    expect(of('605 TRAIL LAKE DRIVE, RICHARDSON, TX, 75081, US')).toEqual({
      text: '605 TRAIL LAKE DRIVE, RICHARDSON, TX, 75081, US',
      street: '605 TRAIL LAKE DRIVE',
      city: 'RICHARDSON',
      region: 'TX',
      postcode: '75081',
      country: 'US',
    })
    // A country without an address, and a town that is not known: nothing is guessed.
    expect(of('Najin, KP')).toEqual({ text: 'Najin, KP', country: 'KP' })
  })

  test('the word that joins the last alias is no part of it', () => {
    const aliases = read.flatMap(({ facts }) => facts.aliases.map(({ name }) => name))
    expect(aliases).toContain('the Winman Company')
    expect(aliases.filter((name) => /^and\s/u.test(name))).toEqual([])
  })

  test('keeps the Treasury’s numbers as ids, and allots none to the others', () => {
    const kunlun = read.find(({ facts }) => facts.name === 'BANK OF KUNLUN CO LTD')
    expect(kunlun).toMatchObject({
      ownId: 'CAP:15268',
      facts: {
        type: 'organisation',
        countries: ['CN'],
        identifiers: [{ type: 'SWIFT', value: 'CKLBCNBJ' }],
        aliases: [
          { name: 'KARAMAY URBAN CREDIT COOPERATIVES' },
          { name: 'KARAMAY CITY COMMERCIAL BANK CO LTD.' },
        ],
      },
    })
    expect(
      read.filter(({ facts }) => facts.programs[0] === 'DPL').every(({ ownId }) => ownId === undefined),
    ).toBe(true)
  })

  test('reads identifiers with their countries, and leaves notes notes', () => {
    const spacesat = read.find(({ ownId }) => ownId === 'CMIC:30934')
    expect(spacesat?.facts.identifiers).toContainEqual({
      type: 'USCC',
      value: '911100001000274544',
      country: 'CN',
    })
    expect(spacesat?.facts.identifiers).toContainEqual({ type: 'ISIN', value: 'CNE000000SM3' })
    expect(spacesat?.facts.notes).toContainEqual({ label: 'Target Type', value: 'Public Company' })
  })

  test('a state of the US before a postcode is no country', () => {
    const campos = read.find(({ facts }) => facts.name === 'JOSE JESUS CAMPOS-FLORES')
    expect(campos?.facts).toMatchObject({ type: 'person', countries: [], listedOn: '2018-12-31' })
    expect(campos?.facts.notes).toContainEqual({ label: 'Ends on', value: '2024-11-16' })
    const californians = read.filter(({ facts }) =>
      facts.addresses.some(({ text }) => /, CA, \d{5}$/.test(text)),
    )
    expect(californians.length).toBeGreaterThan(5)
    for (const { facts } of californians) {
      for (const { text, country } of facts.addresses)
        if (/, CA, \d{5}$/.test(text)) expect(country).toBeUndefined()
    }
  })
})

test('the names as JSON hold as many parties as they state', () => {
  const cut = tradeCslReader.cut(bytesOf('names/csl-names-2026-07-31.json.gz'))
  expect(cut).toMatchObject({ declaredCount: 25_921, publishedOn: '2026-07-31' })
  const [kunlun] = cut.entries
    .map((entry) => tradeCslReader.parse(entry))
    .filter(({ ownId }) => ownId === 'CAP:15268')
  expect(kunlun?.facts).toMatchObject({
    name: 'BANK OF KUNLUN CO LTD',
    countries: ['CN'],
    type: 'organisation',
  })
})

test('rows that share list and name are told apart by their content, whatever their order', () => {
  const row = (address: string): string =>
    lines[1]?.replace('"UPON THE DATE', `"${address}, UPON THE DATE`) ?? ''
  const keys = (rows: string[]): string[] =>
    tradeCslReader
      .cut(few(([head = '']) => [head, ...rows]))
      .entries.map((entry) => tradeCslReader.parse(entry).naturalKey)
  const forth = keys([row('HERE'), row('THERE')])
  expect(new Set(forth).size).toBe(2)
  expect(keys([row('THERE'), row('HERE')])).toEqual(forth.toReversed())
})

test.each<[string, Uint8Array]>([
  ['empty-body', encode('')],
  ['empty-body', few(([head = '']) => [head])],
  ['challenge-page', encode('<!doctype html><title>Just a moment</title>')],
  ['missing-column', few((rows) => rows.map((row) => row.replace('alt_names', 'aliases')))],
  [
    'unknown-category',
    few((rows) => rows.map((row) => row.replace('Denied Persons List', 'Denied Parties List'))),
  ],
  ['unknown-category', few((rows) => rows.map((row) => row.replace(',Individual,', ',Robot,')))],
  ['truncated', csv.subarray(0, 1_998_433)],
  ['malformed', few((rows) => rows.map((row) => row.replace('2003-06-19', 'June')))],
  ['malformed', few((rows) => rows.map((row) => row.replace(' I. ASH', ' ')))],
  ['malformed', Uint8Array.of(0xff, 0xfe, 0x41)],
  ['truncated', encode('{"entryCount": 1, "entries": [')],
  ['not-the-document', encode('{"results": []}')],
  ['count-mismatch', encode('{"entryCount": 2, "tables": {"sources": []}, "entries": []}')],
])('refuses what is not the list: %s', (expected, bytes) => {
  expect(fault(bytes)).toBe(expected)
})
