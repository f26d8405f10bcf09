import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { RuleDocument } from '../../../shared/sources/reader.ts'

const fixture = (path: string): Buffer => readFileSync(new URL(`../../fixtures/${path}`, import.meta.url))

/** The Consolidated Screening List of late April 2022. */
export const screeningList = (): Buffer =>
  gunzipSync(fixture('bis-entity-list/2022-04-28/consolidated.csv.gz'))

/** 88 FR 12170 of 27 February 2023, as published. */
export const rule202303929 = (): Buffer => fixture('bis-entity-list/2023-02-27/2023-03929.xml')

export const document202303929: RuleDocument = {
  documentNumber: '2023-03929',
  publishedOn: '2023-02-27',
  citation: '88 FR 12170',
  url: 'https://www.federalregister.gov/documents/2023/02/27/2023-03929/additions-of-entities-to-the-entity-list',
}

/** A written rule that adds two, revises two and removes two entries. */
export const writtenRevisions = (): Buffer =>
  fixture('bis-entity-list-written/2024-01-15/written-revisions.xml')

export const writtenDocument: RuleDocument = {
  documentNumber: '2024-99001',
  publishedOn: '2024-01-15',
  citation: '89 FR 9001',
  url: 'https://www.federalregister.gov/d/2024-99001',
}

/** The fault of the `SourceShapeError` that `act` throws, with its message; fails where it throws none. */
export const faultOf = (act: () => unknown): { fault: string; message: string; place?: string } => {
  try {
    act()
  } catch (error) {
    const { fault, message, place } = error as { fault: string; message: string; place?: string }
    return place === undefined ? { fault, message } : { fault, message, place }
  }
  throw new Error('nothing was refused')
}

/** The bytes of a text with `find` replaced; fails where it does not occur, so that no mutation is silently none. */
export const mutate = (bytes: Uint8Array, find: string, replacement: string): Buffer => {
  const text = Buffer.from(bytes).toString('utf8')
  if (!text.includes(find)) throw new Error(`"${find}" does not occur`)
  return Buffer.from(text.replace(find, () => replacement))
}
