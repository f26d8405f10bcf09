import { DeleteObjectsCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3'
import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dynamoAuditTrail } from '../../shared/adapters/dynamo-audit-trail.ts'
import { Table, toItem } from '../../shared/adapters/dynamo.ts'
import { s3Anchors } from '../../shared/adapters/s3-anchors.ts'
import { anchorHeads } from '../../shared/audit/anchor-heads.ts'
import { type AuditAct, operationsChain, type StoredEntry, verifyChain } from '../../shared/audit/chain.ts'
import type { AnchorStore, AuditTrail } from '../../shared/audit/ports.ts'
import { ConflictError } from '../../shared/errors.ts'
import { type EmbeddedServices, startEmbedded } from '../support/embedded-stores.ts'

let embedded: EmbeddedServices
beforeAll(async () => {
  embedded = await startEmbedded()
})
afterAll(() => embedded.close())

const act = (n: number, more: Partial<AuditAct> = {}): AuditAct => ({
  act: 'match.clear',
  author: `Officer ${n}`,
  at: '2026-01-01T00:00:00.000Z',
  subject: `m${n}`,
  details: { n },
  ...more,
})
const stored = async (trail: AuditTrail, chain: string): Promise<StoredEntry[]> => {
  const entries: StoredEntry[] = []
  for await (const entry of trail.entries(chain)) entries.push(entry)
  return entries
}
const verdictOf = async (trail: AuditTrail, chain: string, anchors?: AnchorStore) =>
  verifyChain(chain, await stored(trail, chain), await trail.head(chain), (await anchors?.all(chain)) ?? [])

describe('the audit trail in a table', () => {
  test('gives thirty writers at once a place each, without a gap', async () => {
    const trail = dynamoAuditTrail(embedded.dynamo, await embedded.table())
    await Promise.all(Array.from({ length: 30 }, (_, n) => trail.append('acme', act(n))))
    const verdict = await verdictOf(trail, 'acme')
    expect(verdict).toMatchObject({ entries: 30, problems: [], head: { seq: 30 } })
    const subjects = (await stored(trail, 'acme')).map(({ entry }) => entry?.subject)
    expect(new Set(subjects).size).toBe(30)
  })

  test('writes an act that counts once a single time, even when tried at once and again', async () => {
    const trail = dynamoAuditTrail(embedded.dynamo, await embedded.table())
    const tried = await Promise.all([1, 2, 3].map((n) => trail.append('acme', act(n, { once: 'upload 1' }))))
    expect(new Set(tried.map(({ hash }) => hash)).size).toBe(1)
    const again = await trail.append('acme', act(9, { once: 'upload 1' }))
    expect(again.hash).toBe(tried[0]?.hash)
    await trail.append('acme', act(9, { once: 'upload 2' }))
    expect(await verdictOf(trail, 'acme')).toMatchObject({ entries: 2, problems: [] })
  })

  test('writes its line with other writes or not at all', async () => {
    const name = await embedded.table()
    const trail = dynamoAuditTrail(embedded.dynamo, name)
    const other = {
      Put: {
        TableName: name,
        Item: toItem({ pk: 'C#acme', sk: 'X' }),
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    }
    await trail.appendWith('acme', act(1), [other])
    await expect(trail.appendWith('acme', act(2), [other])).rejects.toThrow(ConflictError)
    expect(await verdictOf(trail, 'acme')).toMatchObject({ entries: 1, problems: [] })
  })

  test('keeps the chains of customers and of operations apart', async () => {
    const trail = dynamoAuditTrail(embedded.dynamo, await embedded.table())
    await trail.append('acme', act(1))
    await trail.append('beta', act(2))
    await trail.append(operationsChain, act(3))
    for (const chain of ['acme', 'beta', operationsChain]) {
      expect(await verdictOf(trail, chain)).toMatchObject({ entries: 1, problems: [] })
    }
  })
})

describe('what somebody does to the table', () => {
  const begun = async () => {
    const name = await embedded.table()
    const trail = dynamoAuditTrail(embedded.dynamo, name)
    const anchors = s3Anchors(embedded.s3, await embedded.bucket())
    for (let n = 1; n <= 5; n++) await trail.append('acme', act(n))
    const now = () => new Date('2026-01-02T00:00:00Z')
    const anchor = () => anchorHeads({ trails: () => trail, anchors, now }, ['acme'])
    return { name, trail, anchors, anchor, table: new Table(embedded.dynamo, name) }
  }
  const key = (seq: number) => ({ pk: 'C#acme', sk: `L#${String(seq).padStart(12, '0')}` })

  test('one altered byte is found', async () => {
    const { name, trail, anchors, table } = await begun()
    const item = await table.get(key(3))
    const body = String(item?.['body']).replace('Officer 3', 'Officer 8')
    await embedded.dynamo.send(new PutItemCommand({ TableName: name, Item: toItem({ ...item, body }) }))
    const { problems } = await verdictOf(trail, 'acme', anchors)
    expect(problems).toEqual([expect.objectContaining({ seq: 3, kind: 'altered' })])
  })

  test('a removed entry is found', async () => {
    const { name, trail } = await begun()
    await embedded.dynamo.send(new DeleteItemCommand({ TableName: name, Key: toItem(key(2)) }))
    expect((await verdictOf(trail, 'acme')).problems.map(({ kind }) => kind)).toContain('missing')
  })

  test('a tail that was cut off together with its head is found by the anchor, and only by it', async () => {
    const { name, trail, anchors, anchor, table } = await begun()
    expect(await anchor()).toEqual({ anchored: 1 })
    expect(await anchor(), 'nothing moved').toEqual({ anchored: 0 })
    const fourth = JSON.parse(String((await table.get(key(4)))?.['body'])) as {
      seq: number
      hash: string
      at: string
    }
    await table.delete(key(5))
    const { seq, hash, at } = fourth
    await embedded.dynamo.send(
      new PutItemCommand({ TableName: name, Item: toItem({ pk: 'C#acme', sk: 'LHEAD', seq, hash, at }) }),
    )
    expect((await verdictOf(trail, 'acme')).problems).toEqual([])
    expect((await verdictOf(trail, 'acme', anchors)).problems).toEqual([
      expect.objectContaining({ seq: 5, kind: 'truncated' }),
    ])
    // Written on as if nothing had been there: entry 5 is another one now.
    await trail.append('acme', act(50))
    expect((await verdictOf(trail, 'acme', anchors)).problems).toEqual([
      expect.objectContaining({ seq: 5, kind: 'rewritten' }),
    ])
  })

  test('an anchor is locked, and the newest is found first', async () => {
    const Bucket = await embedded.bucket()
    const anchors = s3Anchors(embedded.s3, Bucket)
    for (const seq of [9, 10, 1000]) {
      await anchors.put({ chain: 'acme', seq, hash: `h${seq}`, at: 'x', anchoredAt: 'y' })
    }
    await anchors.put({ chain: 'acme', seq: 10, hash: 'forged', at: 'x', anchoredAt: 'z' })
    expect(await anchors.newest('acme')).toMatchObject({ seq: 1000 })
    expect((await anchors.all('acme')).map(({ hash }) => hash)).toEqual(['h1000', 'h10', 'h9'])
    expect(await anchors.newest('acm')).toBeNull()
    const { Versions = [] } = await embedded.s3.send(new ListObjectVersionsCommand({ Bucket }))
    const { Errors = [] } = await embedded.s3.send(
      new DeleteObjectsCommand({
        Bucket,
        Delete: { Objects: Versions.map(({ Key, VersionId }) => ({ Key: Key ?? '', VersionId })) },
      }),
    )
    expect(Errors).toHaveLength(3)
  })
})
