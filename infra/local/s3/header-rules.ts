import type { IncomingHttpHeaders } from 'node:http'
import { LOCAL_ACCOUNT } from '../wire/arn.ts'
import { ServiceError } from '../wire/service-error.ts'
import { accessDenied } from './errors.ts'
import type { Headers } from './request-body.ts'

/** Headers that every signed request carries, and that change nothing here. */
const TRANSPORT = [
  'x-amz-date',
  'x-amz-content-sha256',
  'x-amz-security-token',
  'x-amz-user-agent',
  'x-amz-decoded-content-length',
  'x-amz-trailer',
  'x-amz-sdk-checksum-algorithm',
  'x-amz-checksum-mode',
  'x-amz-checksum-crc32',
  'x-amz-checksum-crc32c',
  'x-amz-checksum-sha1',
  'x-amz-checksum-sha256',
  'x-amz-expected-bucket-owner',
]

const CONDITIONS = ['if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since']

/**
 * Refuses an `x-amz-*` header or a condition that the operation does not honour, naming it: whoever sends one counts
 * on it. A name that ends in `-` allows all that begin so.
 */
export const refuseUnknownHeaders = (headers: Headers, honoured: readonly string[]): void => {
  for (const name of Object.keys(headers)) {
    if (!name.startsWith('x-amz-') && !CONDITIONS.includes(name) && name !== 'range') continue
    if (TRANSPORT.includes(name)) continue
    if (honoured.some((known) => (known.endsWith('-') ? name.startsWith(known) : name === known))) continue
    throw new ServiceError(
      'NotImplemented',
      `The header ${name} implies functionality that is not supported on one machine`,
      501,
      { Header: name },
    )
  }
}

/** One value for each header; node joins repeated ones. */
export const flatHeaders = (headers: IncomingHttpHeaders): Headers =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  )

export const checkOwner = (headers: Headers): void => {
  const owner = headers['x-amz-expected-bucket-owner']
  if (owner !== undefined && owner !== LOCAL_ACCOUNT) {
    throw accessDenied(`The bucket belongs to ${LOCAL_ACCOUNT}, not to the expected owner ${owner}`)
  }
}
