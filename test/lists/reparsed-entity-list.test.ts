import { expect, test } from 'vitest'
import { checkSource } from '../../shared/lists/check-source.ts'
import { fieldDiffs } from '../../shared/lists/diff.ts'
import type { FetchedDocument } from '../../shared/lists/ports.ts'
import type { DesignationFacts } from '../../shared/model/designation.ts'
import { bisEntityListReader } from '../../shared/sources/bis-entity-list/reader.ts'
import type { LedgerReader, ReadEntry } from '../../shared/sources/reader.ts'
import { document202303929, rule202303929, screeningList } from '../sources/bis-entity-list/documents.ts'
import { bytesOf, documentOf } from '../sources/bis-entity-list/written-documents.ts'
import { emptyWorld, storesOf } from '../support/pipeline.ts'
import { verifyHistory } from '../support/verify-list.ts'

/** An entry as the parser `bis-3` read it: its addresses were not cut into parts. */
const asBis3 = (entry: ReadEntry): ReadEntry => ({
  ...entry,
  facts: {
    ...entry.facts,
    addresses: entry.facts.addresses.map(({ text, country }) =>
      country === undefined ? { text } : { text, country },
    ),
  },
})
/** A part of the real list has none of what is always on it. */
const reader: LedgerReader = {
  ...bisEntityListReader,
  baseline: { ...bisEntityListReader.baseline, sentinels: [] },
}
const bis3: LedgerReader = {
  ...reader,
  parserVersion: 'bis-3',
  baseline: {
    ...reader.baseline,
    parserVersion: 'bis-3',
    parse: (raw) => asBis3(bisEntityListReader.baseline.parse(raw)),
  },
  readRule: (bytes, document) => {
    const rule = bisEntityListReader.readRule(bytes, document)
    return {
      ...rule,
      actions: rule.actions.map((action) =>
        action.entry ? { ...action, entry: asBis3(action.entry) } : action,
      ),
    }
  },
}

/** Every tenth row of the Entity List that stands on one line, and those that the written rule changes. */
const someRows = (): Buffer => {
  const [header, ...rows] = screeningList().toString('utf8').split('\n')
  const changed = /KTK Group|Tanyuan|Yitu|Megvii|FiberHome Tech|Intellifusion|Emirates Hermes/u
  const ours = rows.filter(
    (row) => /^[0-9a-f]{40},Entity List /u.test(row) && (row.split('"').length - 1) % 2 === 0,
  )
  return Buffer.from([header, ...ours.filter((row, at) => at % 10 === 0 || changed.test(row)), ''].join('\n'))
}

const withoutParts = ({ addresses, ...facts }: DesignationFacts) => ({
  ...facts,
  addresses: addresses.map(({ text, country }) => `${text} ${country ?? ''}`),
})

test('a list that an older parser read is read again as our change, before what the agency changed', async () => {
  const world = emptyWorld()
  const stores = storesOf(world)
  const check = (day: string, by: LedgerReader, documents: FetchedDocument[]) =>
    checkSource(
      { source: 'bis-entity-list', scheduledAt: `${day}T15:00:00.000Z` },
      { ...stores, reader: by, fetch: async () => documents, now: () => new Date((world.time += 1)) },
    )
  const entries = async () => {
    const head = await stores.lists.head('bis-entity-list')
    return verifyHistory(stores.lists, stores.documents, 'bis-entity-list').then((all) => ({
      seq: head!.seq,
      all,
    }))
  }
  const fetched = { url: 'https://example.gov/document', fetchedAt: '2023-03-01T00:00:00Z' }
  await check('2022-05-01', bis3, [{ ...fetched, bytes: someRows(), role: 'baseline', asOf: '2022-04-28' }])
  await check('2023-03-01', bis3, [
    { ...fetched, bytes: rule202303929(), role: 'rule', rule: document202303929 },
  ])
  const before = await entries()
  expect(before.seq).toBe(2)
  expect(before.all.size).toBeGreaterThan(200)

  const outcome = await check('2024-02-07', reader, [
    { ...fetched, bytes: bytesOf('changes'), role: 'rule', rule: documentOf('changes') },
  ])
  expect(outcome.outcome).toBe('committed')
  const sets = outcome.outcome === 'committed' ? outcome.changeSets : []
  expect(sets.map(({ seq, cause, counts: { added, removed } }) => [seq, cause, added, removed])).toEqual([
    [3, 'reparsed', 0, 0],
    // The agency's rule comes after it, in a commit of its own: one address in, two entities out.
    [4, 'published', 1, 2],
  ])
  const ours = await stores.lists.changes(sets[0]!)
  expect(ours.length).toBe(sets[0]!.counts.amended)
  expect(ours.length, 'most addresses have parts').toBeGreaterThan(100)
  expect(new Set(ours.map(({ kind }) => kind))).toEqual(new Set(['amended']))

  const version = await stores.lists.version('bis-entity-list', 3)
  expect(version.document.parserVersion).toBe(reader.parserVersion)
  expect(version.ledger.map(({ sha256 }) => sha256)).toEqual(
    (await stores.lists.version('bis-entity-list', 2)).ledger.map(({ sha256 }) => sha256),
  )
  const reread = await stores.lists.entries(
    'bis-entity-list',
    ours.map(({ id, afterHash }) => ({ id, hash: afterHash! })),
  )
  for (const { id } of ours) {
    const was = before.all.get(id)!
    const now = reread.get(id)!
    // The same entry under the same number, and nothing but the parts of its addresses is new.
    expect(withoutParts(now)).toEqual(withoutParts(was))
    expect(fieldDiffs(was, now).map(({ field }) => field)).toEqual(['addresses'])
  }
})
