import { InputError } from '../errors.ts'

/** A larger file is refused. */
export const maxFileBytes = 20_000_000

/** First bytes of what people send instead of a CSV file, and what they do about it. */
const otherKinds: readonly { starts: readonly number[]; reason: string }[] = [
  { starts: [0x50, 0x4b], reason: 'this is a spreadsheet (XLSX), not a CSV file; save it as "CSV UTF-8"' },
  {
    starts: [0xd0, 0xcf, 0x11, 0xe0],
    reason: 'this is a spreadsheet (XLS), not a CSV file; save it as "CSV UTF-8"',
  },
  { starts: [0xff, 0xfe], reason: 'the file is UTF-16 ("Unicode Text"); save it as "CSV UTF-8"' },
  { starts: [0xfe, 0xff], reason: 'the file is UTF-16 ("Unicode Text"); save it as "CSV UTF-8"' },
  { starts: [0x1f, 0x8b], reason: 'the file is compressed; send it unpacked' },
  { starts: [0x25, 0x50, 0x44, 0x46], reason: 'this is a PDF, not a CSV file' },
]

const newline = 0x0a

const lineOf = (bytes: Uint8Array, position: number): number =>
  1 + bytes.subarray(0, position).reduce((count, byte) => (byte === newline ? count + 1 : count), 0)

const decoded = (bytes: Uint8Array): string | null => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

/** The line that holds the first byte that is not UTF-8: a line break is never part of a longer character. */
const firstBadLine = (bytes: Uint8Array): number => {
  let start = 0
  while (start < bytes.length) {
    const at = bytes.indexOf(newline, start)
    const end = at === -1 ? bytes.length : at + 1
    if (decoded(bytes.subarray(start, end)) === null) break
    start = end
  }
  return lineOf(bytes, start)
}

/**
 * The text of a file that should be UTF-8, with or without a byte order mark. Anything else is refused with what to
 * do (`InputError`): a name that is read in the wrong encoding matches nobody, and nobody would notice.
 */
export const decodeFile = (bytes: Uint8Array, file: string): string => {
  const refuse = (reason: string, line?: number): never => {
    throw new InputError(`${file}: ${reason}`, [{ file, ...(line === undefined ? {} : { line }), reason }])
  }
  if (bytes.length === 0) return refuse('the file is empty')
  if (bytes.length > maxFileBytes) {
    return refuse(`the file is larger than ${maxFileBytes / 1e6} MB; send it in several *.patch.csv files`)
  }
  const other = otherKinds.find(({ starts }) => starts.every((byte, at) => bytes[at] === byte))
  if (other) return refuse(other.reason)
  const zero = bytes.indexOf(0)
  if (zero !== -1) {
    return refuse(
      'the file holds zero bytes: it is UTF-16 or no text at all; save it as "CSV UTF-8"',
      lineOf(bytes, zero),
    )
  }
  return (
    decoded(bytes) ??
    refuse(
      'the file is not UTF-8 (it looks like Windows-1252 or another older encoding); save it as "CSV UTF-8" so that no name is damaged',
      firstBadLine(bytes),
    )
  )
}
