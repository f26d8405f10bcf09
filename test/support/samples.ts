import { rootHash, shardsOf } from '../../shared/lists/manifest.ts'
import { hashParts } from '../../shared/lists/change-parts.ts'
import type { ListVersion } from '../../shared/lists/version.ts'
import type { AlertRecord } from '../../shared/matches/ports.ts'
import type { Notice } from '../../shared/model/alert.ts'
import type { Change, ChangeSet, DocumentRef } from '../../shared/model/change.ts'
import type { Designation } from '../../shared/model/designation.ts'
import type { Match } from '../../shared/model/match.ts'
import type { Customer, Supplier } from '../../shared/model/supplier.ts'
import { emptyFacts } from '../../shared/sources/reader.ts'
import { facts } from '../suppliers/files.ts'

/** Values with nothing but what is given, for tests of what holds them. */

export const documentRef = (more: Partial<DocumentRef> = {}): DocumentRef => ({
  sha256: 'd'.repeat(64),
  key: `documents/ofac-sdn/${'d'.repeat(64)}`,
  url: 'https://list.example/list',
  fetchedAt: '2024-01-01T00:00:00Z',
  parserVersion: 'lines-1',
  ...more,
})

export const designation = (id: string, name: string, more: Partial<Designation> = {}): Designation => ({
  ...emptyFacts(more.source ?? 'ofac-sdn', more.type ?? 'organisation', name),
  programs: ['SDGT'],
  id,
  ...more,
})

export const listVersion = (
  seq: number,
  manifest: ReadonlyMap<string, string>,
  more: Partial<ListVersion> = {},
): ListVersion => {
  const shards = shardsOf(manifest).map(({ hash }) => hash)
  return {
    source: 'ofac-sdn',
    seq,
    cause: 'published',
    knownAt: `2024-01-0${seq}T00:00:00.000Z`,
    committedAt: `2024-01-0${seq}T00:00:01.000Z`,
    manifest: shards,
    register: [],
    root: rootHash(shards),
    count: manifest.size,
    statistics: { count: manifest.size, types: {}, categories: {}, filled: {} },
    parserVersion: 'lines-1',
    document: documentRef(),
    ledger: [],
    withheld: [],
    segments: [],
    ...more,
  }
}

export const changeSetOf = (
  seq: number,
  parts: readonly Change[][],
  more: Partial<ChangeSet> = {},
): ChangeSet => ({
  source: 'ofac-sdn',
  seq,
  cause: 'published',
  baseline: seq === 1,
  counts: { added: parts.flat().length, amended: 0, removed: 0, moved: 0 },
  partsHash: hashParts(parts),
  parts: parts.length,
  state: 'pending',
  at: `2024-01-0${seq}T00:00:00.000Z`,
  document: documentRef(),
  versionBefore: seq === 1 ? null : seq - 1,
  ...more,
})

export const customer = (customerId: string): Customer => ({
  customerId,
  name: customerId,
  topicArn: `arn:aws:sns:us-east-1:000000000000:tierwatch-test-customer-${customerId}`,
  createdAt: '2024-01-01T00:00:00Z',
  registerRevision: 0,
  supplierCount: 0,
})

export const supplier = (supplierId: string, more: Partial<Supplier> = {}): Supplier => ({
  ...facts(supplierId),
  customerId: 'acme',
  revision: 1,
  factsHash: 'h1:0',
  state: 'registered',
  intakeId: 'i1',
  ...more,
})

export const match = (more: Partial<Match> = {}): Match => ({
  customerId: 'acme',
  supplierId: 'S-1',
  source: 'ofac-sdn',
  designationId: '101',
  rule: 'name',
  listSeq: 1,
  supplierRevision: 1,
  state: 'open',
  revision: 1,
  score: 0.97,
  decision: 'strong',
  explanation: [],
  factsHash: 'h1:1',
  factsUsed: { designation: {}, supplier: {} },
  measures: ['blocking'],
  designationName: 'Karakum Cotton Spinning',
  entryHash: 'h1:2',
  supplierName: 'Karakum Cotton Spinning',
  cause: 'ofac-sdn#000001',
  at: '2024-01-01T00:00:00.000Z',
  ...more,
})

export const alertRecord = (alertId: string, noticeId: string, of: Match = match()): AlertRecord => ({
  alertId,
  customerId: of.customerId,
  noticeId,
  state: 'pending',
  transition: { kind: 'opened', match: of, fields: [] },
  supplier: facts(of.supplierId),
  designationAfter: of.entryHash,
  listSeq: of.listSeq,
})

export const notice = (noticeId: string, more: Partial<Notice> = {}): Notice => ({
  customerId: 'acme',
  noticeId,
  cause: 'published',
  source: 'ofac-sdn',
  seq: 1,
  kind: 'alerts',
  plan: 'plan-1',
  total: 2,
  done: 0,
  state: 'screening',
  at: '2024-01-01T00:00:00.000Z',
  screened: 2,
  ...more,
})
