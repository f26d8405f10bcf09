import { createHash } from 'node:crypto'
import { checksums } from '../wire/digest.ts'
import { ServiceError } from '../wire/service-error.ts'
import { invalidArgument, invalidRequest, notImplemented } from './errors.ts'

export interface Headers {
  [name: string]: string | undefined
}

export interface VerifiedBody {
  bytes: Buffer
  /** The checksum that the client sent and that the body has. */
  checksum: { name: string; value: string } | undefined
}

const CRLF = Buffer.from('\r\n')

const incomplete = (why: string): ServiceError =>
  new ServiceError('IncompleteBody', `The body is not what its aws-chunked headers announce: ${why}`)

/** Takes `size;chunk-signature=…` chunks apart. Signatures are not verified, as nowhere on one machine. */
const decodeChunks = (body: Buffer): { bytes: Buffer; trailers: Headers } => {
  const parts: Buffer[] = []
  let at = 0
  const line = (): string => {
    const end = body.indexOf(CRLF, at)
    if (end < 0) throw incomplete('a line does not end')
    const text = body.toString('latin1', at, end)
    at = end + CRLF.length
    return text
  }
  for (;;) {
    const size = /^([0-9a-f]+)(;.*)?$/i.exec(line())?.[1]
    if (size === undefined) throw incomplete('a chunk has no size')
    const length = Number.parseInt(size, 16)
    if (length === 0) break
    if (at + length + CRLF.length > body.length) throw incomplete('a chunk is cut off')
    parts.push(body.subarray(at, at + length))
    at += length
    if (line() !== '') throw incomplete('a chunk is longer than it says')
  }
  const trailers: Headers = {}
  while (at < body.length) {
    const text = line()
    if (text === '') break
    const colon = text.indexOf(':')
    if (colon > 0) trailers[text.slice(0, colon).trim().toLowerCase()] = text.slice(colon + 1).trim()
  }
  return { bytes: Buffer.concat(parts), trailers }
}

const checksumHeader = (headers: Headers): { name: string; value: string } | undefined => {
  const found = Object.entries(headers).filter(([name]) =>
    /^x-amz-checksum-(?!mode$|type$|algorithm$)/.test(name),
  )
  if (found.length > 1) throw invalidRequest('Expecting a single x-amz-checksum- header')
  const [[name, value] = []] = found
  return name === undefined || value === undefined
    ? undefined
    : { name: name.slice('x-amz-checksum-'.length), value }
}

/** The body without its transport encoding, and checked against every digest that came with it. */
export const verifyBody = (sent: Buffer, headers: Headers): VerifiedBody => {
  const contentHash = headers['x-amz-content-sha256'] ?? 'UNSIGNED-PAYLOAD'
  const chunked =
    contentHash.startsWith('STREAMING-') || /\baws-chunked\b/.test(headers['content-encoding'] ?? '')
  const { bytes, trailers } = chunked ? decodeChunks(sent) : { bytes: sent, trailers: {} }

  const announced = headers['x-amz-decoded-content-length']
  if (chunked && announced !== undefined && Number(announced) !== bytes.length) {
    throw incomplete(`${bytes.length} bytes came instead of ${announced}`)
  }
  const trailer = headers['x-amz-trailer']?.toLowerCase()
  if (trailer !== undefined && trailers[trailer] === undefined)
    throw incomplete(`the trailer ${trailer} is missing`)
  if (
    /^[0-9a-f]{64}$/.test(contentHash) &&
    createHash('sha256').update(bytes).digest('hex') !== contentHash
  ) {
    throw new ServiceError(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    )
  }
  const md5 = headers['content-md5']
  if (md5 !== undefined && createHash('md5').update(bytes).digest('base64') !== md5) {
    throw new ServiceError('BadDigest', 'The Content-MD5 you specified did not match what we received.')
  }
  const checksum = checksumHeader({ ...headers, ...trailers })
  if (checksum) {
    const compute = Object.hasOwn(checksums, checksum.name) ? checksums[checksum.name] : undefined
    if (!compute) throw notImplemented(`The header x-amz-checksum-${checksum.name}`)
    if (compute(bytes) !== checksum.value) {
      throw new ServiceError(
        'BadDigest',
        `The ${checksum.name.toUpperCase()} you specified did not match the calculated checksum.`,
      )
    }
  }
  return { bytes, checksum }
}

/** The URL-decoded key or bucket of a path. Throws for bytes that are no UTF-8. */
export const decodePath = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    throw invalidArgument("The request's path is not URL-encoded UTF-8")
  }
}
