import { expect, test } from 'vitest'
import { TransientError } from '../../shared/errors.ts'
import { listedIn, type OpenDocuments } from '../../shared/evidence/gather.ts'
import type { ListVersion } from '../../shared/lists/version.ts'
import { readerOf } from '../../shared/sources/registry.ts'
import { alertOf, party } from '../alerts/messages/support.ts'

const document = alertOf({ kind: 'opened', after: party() }).evidence
const version = { seq: 7, root: 'r', knownAt: '', parserVersion: 'p', document, ledger: [], withheld: [] }

test('a document that cannot be read for a moment is read again for the next alert', async () => {
  const opened: OpenDocuments = new Map()
  let reads = 0
  const deps = {
    opened,
    readerOf,
    lists: { version: () => Promise.reject(new Error('not asked')) },
    documents: {
      read: async () => {
        reads++
        if (reads === 1) throw new TransientError('S3 does not answer', 'It is tried again.')
        return new TextEncoder().encode('<html><table></table></html>')
      },
    },
  }
  const listed = () =>
    listedIn(deps, version as unknown as ListVersion, { designation: party(), hash: 'h1:x' })
  await expect(listed()).rejects.toThrow('S3 does not answer')
  await listed()
  await Promise.all([listed(), listed()])
  expect(reads).toBe(2)
})
