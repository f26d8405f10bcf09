import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { consequencesOf, measuresOf, unknownProgrammes } from '../../shared/legal/consequences.ts'
import { authoritiesOf } from '../../shared/legal/ofac-authorities.ts'
import type { Designation } from '../../shared/model/designation.ts'
import { bisEntityListReader } from '../../shared/sources/bis-entity-list/reader.ts'
import { cbpWroReader } from '../../shared/sources/cbp-wro/reader.ts'
import { dhsUflpaReader } from '../../shared/sources/dhs-uflpa/reader.ts'
import { ofacNonSdnReader } from '../../shared/sources/ofac/readers.ts'
import type { SnapshotReader } from '../../shared/sources/reader.ts'
import { listing } from './support.ts'

const today = '2026-11-22'

const bytesOf = (path: string): Uint8Array => {
  const bytes = readFileSync(new URL(`../fixtures/${path}`, import.meta.url))
  return path.endsWith('.gz') ? gunzipSync(bytes) : bytes
}

const designations = (reader: SnapshotReader, path: string): Designation[] =>
  reader.cut(bytesOf(path)).entries.map((entry) => {
    const { naturalKey, facts } = reader.parse(entry)
    return { ...facts, id: naturalKey }
  })

const tally = (list: readonly Designation[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const designation of list) {
    const key = measuresOf(designation, today).join(' + ') || 'inactive'
    counts[key] = (counts[key] ?? 0) + 1
  }
  return counts
}

/** Programmes of the real lists for which the table has no row, by name and with the reason. None today. */
const withoutRow: Readonly<Record<string, string>> = {}

describe('the real lists', () => {
  it.each([
    [
      'non-SDN of 2018',
      ofacNonSdnReader,
      'ofac-nonsdn/2018-04-06/consolidated.xml.gz',
      { blocking: 264, 'debt-equity': 290, 'menu-based': 84, 'correspondent-account': 1 },
    ],
    [
      'non-SDN of 2024',
      ofacNonSdnReader,
      'ofac-nonsdn/2024-05-06/consolidated.xml.gz',
      { 'debt-equity': 290, 'menu-based': 84, 'investment-ban': 68, 'correspondent-account': 1 },
    ],
    [
      'CBP orders',
      cbpWroReader,
      'cbp-wro/2026-06-23/wro.csv',
      {
        'import-detention': 47,
        'import-detention + import-presumption': 11,
        'import-seizure': 8,
        inactive: 1,
      },
    ],
    [
      'UFLPA Entity List',
      dhsUflpaReader,
      'dhs-uflpa/2026-07-24/uflpa-entity-list.html.gz',
      { 'import-presumption': 144 },
    ],
    [
      'Entity List',
      bisEntityListReader.baseline,
      'bis-entity-list/2022-04-28/consolidated.csv.gz',
      { 'export-licence': 2001 },
    ],
  ] as const)(
    '%s: every entry has its measures and a sentence with a citation',
    (_name, reader, path, expected) => {
      const list = designations(reader, path)
      expect(tally(list)).toEqual(expected)
      expect(
        list.flatMap((one) => unknownProgrammes(one, today)).filter((program) => !(program in withoutRow)),
      ).toEqual([])
      const untold = list.filter((designation) => {
        const told = consequencesOf(designation, ['supplier'], today)
        return (
          designation.status === 'active' &&
          (told.length === 0 ||
            told.some(({ sentence, legalBasis }) => sentence === '' || !/\d/.test(legalBasis)))
        )
      })
      expect(untold).toEqual([])
    },
  )
})

/**
 * Programmes of the SDN List whose authority nobody has read in a source yet: they are cited as 31 CFR chapter V alone.
 * The list itself blocks, so that the effect is known all the same.
 */
const authorityNotRead = [
  'BELARUS',
  'BURUNDI',
  'CAR',
  'DARFUR',
  'DRCONGO',
  'IRAQ2',
  'IRAQ3',
  'IRGC',
  'ISA',
  'LEBANON',
  'LIBYA2',
  'LIBYA3',
  'MAGNIT',
  'NICARAGUA',
  'NICARAGUA-NHRAA',
  'NS-PLC',
  'PEESA',
  'SOUTH SUDAN',
  'SYRIA',
  'SYRIA-CAESAR',
  'TCO',
  'VENEZUELA',
  'YEMEN',
  'ZIMBABWE',
]

describe('the SDN List', () => {
  const programs = [
    ...new Set(
      ['2021-04-25', '2021-07-07'].flatMap((day) =>
        [
          ...new TextDecoder().decode(bytesOf(`ofac-sdn/${day}/sdn.xml.gz`)).matchAll(/<program>([^<]*)</g),
        ].map((found) => found[1] ?? ''),
      ),
    ),
  ].sort()

  it('has some seventy programmes, all of which block', () => {
    expect(programs.length).toBeGreaterThan(60)
    for (const program of programs)
      expect(measuresOf(listing('ofac-sdn', [program]), today)).toEqual(['blocking'])
  })

  it('cites an authority for each programme, or names it among those not read', () => {
    expect(programs.filter((program) => authoritiesOf([program]).length === 0)).toEqual(authorityNotRead)
  })
})
