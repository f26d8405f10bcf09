import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import type { Designation, DesignationType } from '../shared/model/designation.ts'
import { plainSupplier, type SupplierFacts } from '../shared/model/supplier.ts'
import type { SourceId } from '../shared/model/source.ts'
import { emptyFacts } from '../shared/sources/reader.ts'

/** The development sets, as they are kept with the tests: what the figures of matching are computed from. */
const directory = join(import.meta.dirname, '..', 'test', 'fixtures', 'names')

const bytesOf = (file: string): Buffer => {
  const bytes = readFileSync(join(directory, file))
  return file.endsWith('.gz') ? gunzipSync(bytes) : bytes
}

/** Rows of a CSV development set, by column. */
export const readSet = (file: string): Record<string, string>[] =>
  parse(bytesOf(file), { columns: true, bom: true, relax_quotes: true, skip_empty_lines: true })

interface ListedNames {
  n: string
  a?: string[]
  s: number
  t?: string
  c?: string[]
  e?: string
}

let list: { entries: ListedNames[]; tables: { sources: string[] } } | undefined
const screeningList = (): { entries: ListedNames[]; tables: { sources: string[] } } => {
  list ??= JSON.parse(bytesOf('csl-names-2026-07-31.json.gz').toString('utf8')) as NonNullable<typeof list>
  return list
}

const types: Record<string, DesignationType> = {
  Individual: 'person',
  Vessel: 'vessel',
  Aircraft: 'aircraft',
}

const toDesignation = (entry: ListedNames, position: number): Designation => ({
  ...emptyFacts('trade-csl', types[entry.t ?? ''] ?? 'organisation', entry.n),
  id: `csl-${position}`,
  aliases: (entry.a ?? []).map((name) => ({ name, quality: 'strong', kind: 'a.k.a.' })),
  countries: entry.c ?? [],
})

/** The whole Consolidated Screening List as designations: names, aliases, countries and types. */
export const readScreeningList = (): Designation[] => screeningList().entries.map(toDesignation)

/** OFAC's names of each party of its list, by uid, as far as the screening list has them. */
export const ofacNames = (): Map<string, string[]> => {
  const { entries, tables } = screeningList()
  return new Map(
    entries
      .filter((entry) => entry.e !== undefined && tables.sources[entry.s]?.includes('(SDN)'))
      .map((entry): [string, string[]] => [entry.e ?? '', [entry.n, ...(entry.a ?? [])]]),
  )
}

/** A designation with nothing but what is given. */
export const designationOf = (facts: Partial<Designation> & { name: string }): Designation => ({
  ...emptyFacts((facts.source ?? 'ofac-sdn') satisfies SourceId, facts.type ?? 'organisation', facts.name),
  id: facts.id ?? facts.name,
  ...facts,
})

/** A supplier with nothing but what is given. */
export const supplierOf = (facts: Partial<SupplierFacts> & { name: string }): SupplierFacts => ({
  ...plainSupplier(facts.name, facts.name),
  ...facts,
})
