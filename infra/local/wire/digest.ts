import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'

export const md5Hex = (data: string | Uint8Array): string => createHash('md5').update(data).digest('hex')

/** CRC-32C (Castagnoli), which zlib does not have: one table of the reflected polynomial. */
const CASTAGNOLI = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1
  return value >>> 0
})

const crc32c = (data: Uint8Array): number => {
  let value = 0xffffffff
  for (const byte of data) value = (CASTAGNOLI[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8)
  return (value ^ 0xffffffff) >>> 0
}

const bigEndian = (value: number): string => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes.toString('base64')
}

/** The checksums that S3 clients send, by the name in their header, as base64. */
export const checksums: Readonly<Record<string, (data: Uint8Array) => string>> = {
  crc32: (data) => bigEndian(crc32(data)),
  crc32c: (data) => bigEndian(crc32c(data)),
  sha1: (data) => createHash('sha1').update(data).digest('base64'),
  sha256: (data) => createHash('sha256').update(data).digest('base64'),
}
