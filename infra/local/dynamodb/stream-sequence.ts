import { validationError } from './errors.ts'
import { column, type Storage } from './storage.ts'

/**
 * The store numbers all records in the order of their commits, for ever: a number is never used again, also after a
 * restart or a trim. On the wire numbers have 21 digits, DynamoDB's least, so that they sort as text too.
 */
const WIRE_OFFSET = 10n ** 20n

export const wireSequence = (sequence: number): string => String(WIRE_OFFSET + BigInt(sequence))

export const readSequence = (text: string): number => {
  if (!/^\d{21,40}$/.test(text)) throw validationError(`Invalid SequenceNumber: ${text}`)
  const sequence = BigInt(text) - WIRE_OFFSET
  if (sequence < 0n || sequence > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw validationError(`Invalid SequenceNumber: ${text}`)
  }
  return Number(sequence)
}

/** Number of the last record of all streams. */
export const lastSequence = (storage: Storage): number => {
  const row = storage.statement("SELECT seq FROM sqlite_sequence WHERE name = 'stream_records'").get()
  return row ? column.number(row, 'seq') : 0
}
