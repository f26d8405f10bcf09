import { factsHash } from '../../lists/canonical.ts'
import type { DocumentRef } from '../../model/change.ts'
import type { Designation } from '../../model/designation.ts'
import type { SourceReader } from '../../lists/check-source.ts'
import type { RawEntry, SnapshotReader } from '../../sources/reader.ts'
import { jsonObject } from './json-object.ts'
import { ofacEntry } from './ofac-entry.ts'
import { type Decoded, decodeDocument, passageAt, type Passage } from './passage.ts'
import { ruleRow } from './rule-row.ts'
import { csvRecords, htmlRows, indexUnits, type UnitIndex, unitsOfEntry } from './units.ts'

/** An archived document, opened once for however many parties are looked up in it. */
export interface OpenDocument {
  document: DocumentRef
  bytes: Uint8Array
  rows?: { index: UnitIndex; entries: Map<string, RawEntry>; decoded: Decoded }
}

/** The document's rows and its raw entries by the hash of their facts. */
const rowsOf = (open: OpenDocument, reader: SnapshotReader): NonNullable<OpenDocument['rows']> => {
  if (open.rows) return open.rows
  const decoded = decodeDocument(open.bytes)
  const { text } = decoded
  open.rows = {
    decoded,
    index: indexUnits(/^[\s\ufeff]*</u.test(text) ? htmlRows(text) : csvRecords(text)),
    entries: new Map(
      reader.cut(open.bytes).entries.map((entry) => [factsHash(reader.parse(entry).facts), entry]),
    ),
  }
  return open.rows
}

const factsOf = ({ id: _id, ...facts }: Designation): Omit<Designation, 'id'> => facts

/** The rows of a table that a designation was read from. */
const tableRows = (open: OpenDocument, reader: SnapshotReader, designation: Designation): Passage[] => {
  const { index, entries, decoded } = rowsOf(open, reader)
  const entry = entries.get(factsHash(factsOf(designation)))
  if (!entry) return []
  return unitsOfEntry(index, entry.raw).map((unit) => passageAt(open.bytes, decoded, unit, unit))
}

/**
 * The exact passages of a document that list a designation, in the order in which they stand. Empty where the document
 * does not list it in these words: then nothing is quoted, rather than something that is near.
 */
export const passagesOf = (open: OpenDocument, reader: SourceReader, designation: Designation): Passage[] => {
  switch (designation.source) {
    case 'ofac-sdn':
    case 'ofac-nonsdn':
      return ofacEntry(open.bytes, designation.id)
    case 'us-statute':
      return jsonObject(open.bytes, designation.id)
    case 'bis-entity-list':
      if (open.document.role === 'rule') return ruleRow(open.bytes, designation.name, designation.countries)
      return 'readRule' in reader ? tableRows(open, reader.baseline, designation) : []
    case 'cbp-wro':
    case 'dhs-uflpa':
    case 'trade-csl':
      return 'readRule' in reader ? [] : tableRows(open, reader, designation)
  }
}
