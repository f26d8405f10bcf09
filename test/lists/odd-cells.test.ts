import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { checkSource } from '../../shared/lists/check-source.ts'
import type { SourceStatus } from '../../shared/lists/version.ts'
import { cbpWroReader } from '../../shared/sources/cbp-wro/reader.ts'
import { dhsUflpaReader } from '../../shared/sources/dhs-uflpa/reader.ts'
import type { SnapshotReader } from '../../shared/sources/reader.ts'
import { encode, page } from '../sources/dhs-uflpa/pages.ts'
import { memoryDocumentStore } from '../support/memory-document-store.ts'
import { memoryDueStore } from '../support/memory-due-store.ts'
import { memoryListStore } from '../support/memory-list-store.ts'

/** Publishes documents of a source one after another; what the status holds after each. */
const found = async (
  reader: SnapshotReader,
  documents: readonly Uint8Array[],
): Promise<SourceStatus['oddCells'][]> => {
  const lists = memoryListStore()
  const stores = { lists, documents: memoryDocumentStore(), due: memoryDueStore() }
  const all: SourceStatus['oddCells'][] = []
  for (const [day, bytes] of documents.entries()) {
    const scheduledAt = `2026-09-${String(day + 10)}T00:00:00.000Z`
    await checkSource(
      { source: reader.source, scheduledAt },
      {
        ...stores,
        reader,
        now: () => new Date(scheduledAt),
        fetch: () => Promise.resolve([{ bytes, url: 'https://list.example/', fetchedAt: scheduledAt }]),
      },
    )
    all.push((await lists.status(reader.source))?.oddCells)
  }
  return all
}

const replaced = (text: string, from: string, to: string): string => {
  expect(text).toContain(from)
  return text.replace(from, to)
}

test('an order with goods and an entity that were not made out is counted until it is', async () => {
  const csv = readFileSync(new URL('../fixtures/cbp-wro/2026-06-23/wro.csv', import.meta.url), 'latin1')
  const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'))
  const odd = replaced(csv, 'Mexico,Coffee,WRO', 'Mexico,Zorgweed,WRO')
  const [before, after, still, again] = await found(cbpWroReader, [
    bytes(csv),
    bytes(odd),
    bytes(odd),
    bytes(csv),
  ])
  expect(before).toMatchObject({ count: 0, shown: [] })
  expect(after).toMatchObject({
    seq: 2,
    count: 1,
    shown: [
      {
        name: expect.stringContaining('Finca Monte Grande') as string,
        label: 'Goods without a tariff heading',
        value: expect.stringMatching(/zorgweed/i) as string,
      },
    ],
  })
  expect(still).toEqual(after)
  expect(again).toMatchObject({ seq: 3, count: 0 })
})

test('a party whose stated number of aliases is wrong is listed and counted', async () => {
  const html = page('2026-07-24')
  const name = 'Camel Group Co., Ltd.'
  const odd = replaced(html, name, `${name} (including two aliases: Camel Power Works)`)
  const [before, after] = await found(dhsUflpaReader, [encode(html), encode(odd)])
  expect(before?.count).toBe(0)
  expect(after).toMatchObject({
    count: 1,
    shown: [{ name, label: 'Entity read in part', value: expect.stringContaining('two aliases') as string }],
  })
})
