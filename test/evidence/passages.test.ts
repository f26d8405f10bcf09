import { readFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { passagesOf, type OpenDocument } from '../../shared/evidence/passages/passages-of.ts'
import { quotedWords, type Passage } from '../../shared/evidence/passages/passage.ts'
import { csvRecords, plainCell } from '../../shared/evidence/passages/units.ts'
import { SourceShapeError } from '../../shared/errors.ts'
import { sha256 } from '../../shared/hash.ts'
import { isLedger } from '../../shared/lists/check-source.ts'
import type { DocumentRef } from '../../shared/model/change.ts'
import type { Designation } from '../../shared/model/designation.ts'
import type { WatchedSource } from '../../shared/model/source.ts'
import { readerOf } from '../../shared/sources/registry.ts'
import { statuteDocument } from '../../shared/sources/us-statute/document.ts'

const fixture = (file: string): Uint8Array => {
  const bytes = readFileSync(path.join(import.meta.dirname, '../fixtures', file))
  return file.endsWith('.gz') ? gunzipSync(bytes) : bytes
}
const opened = (bytes: Uint8Array, role?: DocumentRef['role']): OpenDocument => ({
  bytes,
  document: {
    sha256: sha256(bytes),
    key: 'documents/x',
    url: 'https://list.example/',
    fetchedAt: '2026-01-01T00:00:00Z',
    parserVersion: 'p',
    ...(role === undefined ? {} : { role }),
  },
})
const readAll = (source: WatchedSource, bytes: Uint8Array, every = 1): Designation[] => {
  const reader = readerOf(source)
  const snapshot = isLedger(reader) ? reader.baseline : reader
  return snapshot
    .cut(bytes)
    .entries.filter((_, index) => index % every === 0)
    .map((entry) => {
      const read = snapshot.parse(entry)
      return { id: read.ownId ?? read.naturalKey, ...read.facts }
    })
}

test('a document that is no CSV is refused by name, so that its alert still goes out', () => {
  expect(() => csvRecords('name,"list\nx')).toThrow(SourceShapeError)
})

/** The passage is what the document has there, byte for byte. */
const expectExact = (bytes: Uint8Array, passages: readonly Passage[]): void => {
  for (const { start, end, text, sha256: digest } of passages) {
    const slice = bytes.subarray(start, end)
    expect(sha256(slice)).toBe(digest)
    expect(['utf-8', 'windows-1252'].map((encoding) => new TextDecoder(encoding).decode(slice))).toContain(
      text,
    )
  }
}

const tables: [source: WatchedSource, file: string, listed: number, every: number][] = [
  ['ofac-sdn', 'ofac-sdn/2021-07-07/sdn.xml.gz', 8976, 97],
  ['ofac-nonsdn', 'ofac-nonsdn/2024-05-06/consolidated.xml.gz', 443, 1],
  ['dhs-uflpa', 'dhs-uflpa/2026-07-24/uflpa-entity-list.html.gz', 144, 1],
  ['cbp-wro', 'cbp-wro/2026-06-23/wro.csv', 67, 1],
  ['cbp-wro', 'cbp-wro-written/2024-08-16/page.html', 56, 1],
  ['cbp-wro', 'cbp-wro-written/2025-05-30/page.html', 60, 1],
  ['bis-entity-list', 'bis-entity-list/2022-04-28/consolidated.csv.gz', 2001, 23],
]

describe.each(tables)('%s, %s', (source, file, listed, every) => {
  test('each designation is quoted exactly, and by a passage that names it', () => {
    const bytes = fixture(file)
    const designations = readAll(source, bytes, every)
    expect(designations).toHaveLength(Math.ceil(listed / every))
    const open = opened(bytes)
    const seen = new Map<string, string>()
    for (const designation of designations) {
      const passages = passagesOf(open, readerOf(source), designation)
      expect(passages, `${designation.id} ${designation.name}`).not.toEqual([])
      expectExact(bytes, passages)
      const said = plainCell(passages.map(quotedWords).join(' ')).split(' ')
      const named =
        designation.type === 'order'
          ? designation.subjects.flatMap(({ name }) => name)
          : [designation.nameParts?.last ?? designation.name]
      const words = plainCell(named.join(' ')).split(' ')
      const missing = words.filter((word) => !said.includes(word))
      expect(missing.length / words.length, `${designation.name}: ${missing.join(' ')}`).toBeLessThan(0.34)
      for (const { start } of passages) {
        const before = seen.get(String(start))
        if (source !== 'bis-entity-list') expect(before, `${designation.id} shares a row`).toBeUndefined()
        seen.set(String(start), designation.id)
      }
    }
  })
})

test('a UFLPA party of several sub-lists is quoted with each of its rows', () => {
  const bytes = fixture('dhs-uflpa/2026-07-24/uflpa-entity-list.html.gz')
  const open = opened(bytes)
  const rows = readAll('dhs-uflpa', bytes).map((designation) => ({
    subLists: designation.subLists.length,
    passages: passagesOf(open, readerOf('dhs-uflpa'), designation).length,
  }))
  expect(rows.reduce((sum, { passages }) => sum + passages, 0)).toBe(160)
  expect(rows.filter(({ subLists, passages }) => subLists !== passages)).toEqual([])
})

test('each of the 13 entries of the rule 88 FR 12170 is quoted with its own row', () => {
  const reader = readerOf('bis-entity-list')
  if (!isLedger(reader)) throw new Error('no ledger')
  const bytes = fixture('bis-entity-list/2023-02-27/2023-03929.xml')
  const { actions } = reader.readRule(bytes, {
    documentNumber: '2023-03929',
    publishedOn: '2023-02-27',
    citation: '88 FR 12170',
    url: 'https://www.federalregister.gov/d/2023-03929',
  })
  const open = opened(bytes, 'rule')
  const starts = actions.map(({ entry, naturalKey }) => {
    const passages = passagesOf(open, reader, { id: naturalKey, ...entry!.facts })
    expect(passages, naturalKey).toHaveLength(1)
    expectExact(bytes, passages)
    expect(passages[0]?.text).toMatch(/^<ROW[\s\S]*<\/ROW>$/u)
    return passages[0]?.start
  })
  expect(new Set(starts).size).toBe(13)
})

test('each presumption of the law is quoted as its object', () => {
  const bytes = statuteDocument()
  const open = opened(bytes)
  for (const designation of readAll('us-statute', bytes)) {
    const passages = passagesOf(open, readerOf('us-statute'), designation)
    expect(passages).toHaveLength(1)
    expectExact(bytes, passages)
    expect(JSON.parse(passages[0]?.text ?? '')).toMatchObject({ id: designation.id })
  }
})

test('a party that the document does not list is not quoted', () => {
  const bytes = fixture('ofac-nonsdn/2024-05-06/consolidated.xml.gz')
  const [first] = readAll('ofac-nonsdn', bytes)
  const reader = readerOf('ofac-nonsdn')
  expect(passagesOf(opened(bytes), reader, { ...first!, id: '1' })).toEqual([])
  // The uid of an alias is not an entry's.
  const alias = /<aka>\s*<uid>(\d+)<\/uid>/u.exec(new TextDecoder().decode(bytes))?.[1]
  expect(passagesOf(opened(bytes), reader, { ...first!, id: alias ?? '' })).toEqual([])
})
