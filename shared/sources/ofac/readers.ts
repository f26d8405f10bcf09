import type { SnapshotReader } from '../reader.ts'
import { cutEntries } from './cut-entries.ts'
import { type OfacSource, parseEntry } from './parse-entry.ts'

/** One parser for both lists: they share the schema. */
const parserVersion = 'ofac-1'

const classicReader = (source: OfacSource, sentinels: readonly string[]): SnapshotReader => ({
  source,
  parserVersion,
  cut: cutEntries,
  parse: (entry) => parseEntry(source, entry),
  sentinels,
})

/**
 * The two files have the same root and may have the same namespace, so that nothing in a document says which list it
 * is. The sentinels do: each stands on its own list for years, and never on the other.
 */
export const ofacSdnReader = classicReader('ofac-sdn', [
  '306', // Banco Nacional de Cuba
  '4697', // Hizballah
  '29299', // Xinjiang Production and Construction Corps
])

export const ofacNonSdnReader = classicReader('ofac-nonsdn', [
  '17064', // Novatek
  '17250', // Gazprom
  '17254', // Transneft
])
