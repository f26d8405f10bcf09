import { crc32, inflateRawSync } from 'node:zlib'
import { SourceShapeError } from '../../errors.ts'

const broken = (what: string): SourceShapeError =>
  new SourceShapeError('truncated', `The ZIP file is not whole: ${what}`)

const endSignature = 0x06054b50
const directorySignature = 0x02014b50
const localSignature = 0x04034b50

/** The directory's end stands behind everything else, before a comment of at most 65,535 bytes. */
const endOfDirectory = (bytes: Buffer): number => {
  for (let at = bytes.length - 22; at >= Math.max(0, bytes.length - 22 - 0xffff); at -= 1) {
    if (bytes.readUInt32LE(at) === endSignature) return at
  }
  throw broken('its directory is missing')
}

/**
 * The one file in a ZIP archive, such as `SDN_XML.ZIP`. Sizes come from the central directory, never from the stream, and
 * inflating stops at `maxBytes`. Throws `SourceShapeError` for an archive that is not whole, holds more or less than one
 * file, or a method other than stored and deflate.
 */
export const unzipOnly = (archive: Uint8Array, maxBytes: number): Uint8Array => {
  const bytes = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength)
  if (
    bytes.length < 22 ||
    (bytes.readUInt32LE(0) !== localSignature && bytes.readUInt32LE(0) !== endSignature)
  ) {
    throw new SourceShapeError('not-the-document', 'The body is not a ZIP file')
  }
  const end = endOfDirectory(bytes)
  const files = bytes.readUInt16LE(end + 10)
  if (files !== 1)
    throw new SourceShapeError('not-the-document', `The ZIP file holds ${files} files, expected one`)
  const entry = bytes.readUInt32LE(end + 16)
  if (entry + 46 > bytes.length || bytes.readUInt32LE(entry) !== directorySignature)
    throw broken('its directory')
  const method = bytes.readUInt16LE(entry + 10)
  const checksum = bytes.readUInt32LE(entry + 16)
  const packed = bytes.readUInt32LE(entry + 20)
  const size = bytes.readUInt32LE(entry + 24)
  const local = bytes.readUInt32LE(entry + 42)
  if (size > maxBytes)
    throw new SourceShapeError(
      'too-large',
      `The ZIP file would inflate to ${size} bytes, more than ${maxBytes}`,
    )
  if (local + 30 > bytes.length || bytes.readUInt32LE(local) !== localSignature) throw broken('its file')
  const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
  if (start + packed > end) throw broken('its file ends behind the directory')
  const data = bytes.subarray(start, start + packed)
  let file: Uint8Array
  if (method === 0) {
    file = data
  } else if (method === 8) {
    try {
      file = inflateRawSync(data, { maxOutputLength: Math.max(size, 1) })
    } catch (cause) {
      const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
      if (code === 'ERR_BUFFER_TOO_LARGE') {
        throw new SourceShapeError(
          'too-large',
          `The ZIP file inflates to more than the ${size} bytes that it states`,
          { cause },
        )
      }
      throw new SourceShapeError('truncated', 'The ZIP file is not whole: its data cannot be inflated', {
        cause,
      })
    }
  } else {
    throw new SourceShapeError('malformed', `The ZIP file uses the method ${method}, expected deflate`)
  }
  if (file.length !== size || crc32(file) !== checksum) throw broken('its contents differ from its checksum')
  return file
}
