import { readFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { ruleVersion } from '../../shared/alerts/build-alert.ts'
import { entryInVersion } from '../../shared/evidence/entry-in-version.ts'
import type { SealedRecord } from '../../shared/evidence/sealed-record.ts'
import {
  type EvidenceVerdict,
  verifyEvidence,
  type VerifyDependencies,
} from '../../shared/evidence/verify.ts'
import { sha256 } from '../../shared/hash.ts'
import type { SourceReader } from '../../shared/lists/check-source.ts'
import type { FetchedDocument } from '../../shared/lists/ports.ts'
import type { SourceId } from '../../shared/model/source.ts'
import { evaluatePair } from '../../shared/screening/evaluate.ts'
import { screeningModel } from '../../shared/screening/model.ts'
import { readerOf } from '../../shared/sources/registry.ts'
import type { SnapshotReader } from '../../shared/sources/reader.ts'
import { memoryDocumentStore } from '../support/memory-document-store.ts'
import { memoryListStore } from '../support/memory-list-store.ts'
import { functionsOf, deliver, type World } from '../support/pipeline.ts'
import { Fuse } from '../support/faults.ts'
import { supplierFile, worldWithCustomer } from '../support/story.ts'

const fixture = (file: string): Uint8Array =>
  gunzipSync(readFileSync(path.join(import.meta.dirname, '../fixtures', file)))
const page = fixture('dhs-uflpa/2026-07-24/uflpa-entity-list.html.gz')
const consolidated = fixture('ofac-nonsdn/2018-04-06/consolidated.xml.gz')
/** The page without the row of one party. */
const earlierPage = new TextEncoder().encode(
  new TextDecoder()
    .decode(page)
    .replace(/<tr\b(?:(?!<\/tr>)[\s\S])*Zijin Mining Group Co\.(?:(?!<\/tr>)[\s\S])*<\/tr>/u, ''),
)
/** The list with another programme for Gazprom, as if OFAC had amended it. */
const amended = new TextEncoder().encode(
  new TextDecoder()
    .decode(consolidated)
    .replace(/(<uid>17250<\/uid>[\s\S]*?<program>)UKRAINE-EO13662(<\/program>)/u, '$1RUSSIA-EO14024$2'),
)
const removed = new TextEncoder().encode(
  new TextDecoder()
    .decode(consolidated)
    .replace(/\s*<sdnEntry>\s*<uid>19631<\/uid>[\s\S]*?<\/sdnEntry>/u, '')
    .replace('<Record_Count>639</Record_Count>', '<Record_Count>638</Record_Count>'),
)
const fetched = (bytes: Uint8Array, url: string): FetchedDocument[] => [
  { bytes, url, fetchedAt: '2026-07-25T00:00:00Z' },
]

/** The real readers: what is verified is what they make of real documents. */
const readers: Partial<Record<SourceId, SourceReader>> = {
  'dhs-uflpa': readerOf('dhs-uflpa'),
  'ofac-nonsdn': readerOf('ofac-nonsdn'),
}

let world: World
beforeAll(async () => {
  world = await worldWithCustomer()
  const step = async (work: (functions: ReturnType<typeof functionsOf>) => Promise<unknown>) => {
    const functions = functionsOf(world, readers)
    await work(functions)
    await deliver(world, functions, new Fuse(), 'retry')
  }
  const rows = {
    'S-1': 'Gazprom',
    'S-2': 'Zijin Mining Group',
    'S-3': 'Gazprom Dobycha Kuznetsk',
    'S-4': 'Dongguan Oasis Shoes',
  }
  await step((functions) => functions.takeIn('acme', 'suppliers.csv', supplierFile(rows), 'u1'))
  const check = (source: SourceId, at: string, bytes: Uint8Array) =>
    step((functions) =>
      functions.check({ source, scheduledAt: at }, fetched(bytes, `https://${source}.example/list`)),
    )
  await check('ofac-nonsdn', '2026-07-20T00:00:00.000Z', consolidated)
  await check('dhs-uflpa', '2026-07-20T00:00:00.000Z', earlierPage)
  await check('ofac-nonsdn', '2026-07-21T00:00:00.000Z', amended)
  await check('dhs-uflpa', '2026-07-22T00:00:00.000Z', page)
  await check('ofac-nonsdn', '2026-07-23T00:00:00.000Z', removed)
})

const deps = (of: World, changes: Partial<VerifyDependencies> = {}): VerifyDependencies => {
  const model = screeningModel()
  const documents = memoryDocumentStore(of.objects)
  return {
    readDocument: (key) => documents.read(key),
    entryHash: entryInVersion(memoryListStore(of.lists)),
    readerOf,
    evaluate: (designation, supplier, own) => evaluatePair(designation, supplier, model, own),
    versions: { product: 'test', rules: ruleVersion, model: model.version },
    ...changes,
  }
}
const records = (of = world): SealedRecord[] =>
  [...of.sealed.values()].map((text) => JSON.parse(text) as SealedRecord)
const recordOf = (kind: string, source: SourceId, of = world): SealedRecord => {
  const found = records(of).find(({ alert }) => alert.kind === kind && alert.source === source)
  if (!found) throw new Error(`no ${kind} alert of ${source}`)
  return found
}
const verify = (
  { alertId }: SealedRecord,
  of = world,
  changes: Partial<VerifyDependencies> = {},
): Promise<EvidenceVerdict> =>
  verifyEvidence(
    deps(of, changes),
    alertId,
    of.sealed.get(`acme/${alertId}`) ?? '',
    of.registry.alerts.get(`acme ${alertId}`)?.recordSha256,
  )
const faults = ({ checks }: EvidenceVerdict): string[] =>
  checks.filter(({ outcome }) => outcome === 'differs' || outcome === 'damaged').map(({ name }) => name)

/** A copy of the world with one byte of an object altered. */
const withOneByte = (key: string, at: (bytes: Uint8Array) => number): World => {
  const copy = structuredClone(world)
  const bytes = Uint8Array.from(copy.objects.get(key) ?? [])
  const place = at(bytes)
  bytes[place] = (bytes[place] ?? 0) ^ 1
  copy.objects.set(key, bytes)
  return copy
}

describe('evidence', () => {
  test('of every alert is the same when it is recomputed from the archived bytes', async () => {
    const kinds = new Set<string>()
    for (const record of records()) {
      const verdict = await verify(record)
      expect(
        faults(verdict),
        `${record.alert.kind} ${record.alert.designation.name}: ${JSON.stringify(verdict.checks)}`,
      ).toEqual([])
      expect(verdict.outcome).toBe('same')
      kinds.add(`${record.alert.source} ${record.alert.kind}`)
      const side = record.entry.after ?? record.entry.before
      expect(side?.passages.length, record.alert.designation.name).toBeGreaterThan(0)
      expect(record.alert.citation.quoted).toBeTruthy()
    }
    expect([...kinds].sort()).toEqual([
      'dhs-uflpa opened',
      'ofac-nonsdn amended',
      'ofac-nonsdn opened',
      'ofac-nonsdn resolved',
    ])
  })

  test('of an alert that a day brought is the same: what came due is told, and is no difference of the entry', async () => {
    const record = structuredClone(recordOf('amended', 'ofac-nonsdn'))
    record.entry.changed.push({ field: 'due', before: null, after: 'A licence ends. (2026-07-21)' })
    const text = JSON.stringify(record)
    expect(faults(await verifyEvidence(deps(world), record.alertId, text, sha256(text)))).toEqual([])
  })

  test('says what it compared: the amendment with both entries, the end with a list without the party', async () => {
    const { checks } = await verify(recordOf('amended', 'ofac-nonsdn'))
    const told = checks.map(({ name, outcome }) => `${name} ${outcome}`)
    expect(told.filter((text) => text === 'document same')).toHaveLength(2)
    expect(told.filter((text) => text === 'reading same')).toHaveLength(2)
    expect(told.filter((text) => text === 'list version same')).toHaveLength(2)
    expect(told).toEqual(
      expect.arrayContaining(['record same', 'difference same', 'scoring same', 'versions same']),
    )
    const ended = await verify(recordOf('resolved', 'ofac-nonsdn'))
    expect(ended.checks.map(({ text }) => text).join(' ')).toContain('do not list')
  })

  test('of an altered archived byte, anywhere in the document, is damaged', async () => {
    const record = recordOf('opened', 'dhs-uflpa')
    const { key } = record.alert.evidence
    for (const at of [1000, (record.entry.after?.passages[0]?.start ?? 0) + 5]) {
      const verdict = await verify(
        record,
        withOneByte(key, (bytes) => Math.min(at, bytes.length - 1)),
      )
      expect(verdict.outcome).toBe('damaged')
      expect(verdict.checks.find(({ outcome }) => outcome === 'damaged')).toMatchObject({ name: 'document' })
    }
    const last = await verify(
      record,
      withOneByte(key, (bytes) => bytes.length - 1),
    )
    expect(last.outcome).toBe('damaged')
  })

  test('of a document that is missing is damaged, and the rest is still checked', async () => {
    const record = recordOf('amended', 'ofac-nonsdn')
    const copy = structuredClone(world)
    copy.objects.delete(record.list.before?.document.key ?? '')
    const verdict = await verify(record, copy)
    expect(verdict.outcome).toBe('damaged')
    expect(faults(verdict)).toEqual(['document'])
    expect(verdict.checks.some(({ name, outcome }) => name === 'scoring' && outcome === 'same')).toBe(true)
  })

  test('of one altered byte of the record is damaged, whichever byte it is', async () => {
    const { alertId } = recordOf('opened', 'dhs-uflpa')
    const text = world.sealed.get(`acme/${alertId}`) ?? ''
    const { recordSha256 } = world.registry.alerts.get(`acme ${alertId}`) ?? {}
    for (let at = 0; at < text.length; at += Math.ceil(text.length / 40)) {
      const other = text[at] === 'a' ? 'b' : 'a'
      const verdict = await verifyEvidence(
        deps(world),
        alertId,
        text.slice(0, at) + other + text.slice(at + 1),
        recordSha256,
      )
      expect(verdict.outcome, `byte ${at}`).toBe('damaged')
    }
  })

  test('that was forged and hashed anew is found by what it says', async () => {
    const record = recordOf('opened', 'dhs-uflpa')
    const forge = async (change: (record: SealedRecord) => void): Promise<string[]> => {
      const forged = structuredClone(record)
      change(forged)
      const text = JSON.stringify(forged)
      return faults(await verifyEvidence(deps(world), record.alertId, text, sha256(text)))
    }
    expect(await forge((one) => (one.match.score = 0.5))).toEqual(['scoring'])
    expect(await forge((one) => (one.supplier.name = 'Harbour Bakery'))).toEqual(['scoring'])
    expect(await forge((one) => (one.entry.after!.designation.name = 'Harbour Bakery'))).toEqual(
      expect.arrayContaining(['reading']),
    )
    expect(await forge((one) => (one.entry.after!.passages[0]!.text += ' '))).toEqual(['passage'])
    expect(await forge((one) => (one.entry.after!.passages[0]!.start += 1))).toEqual(['passage'])
    expect(await forge((one) => (one.list.after.root = 'x'))).toEqual(['list version'])
    expect(
      await forge((one) => one.match.factsUsed.supplier && (one.match.factsUsed.supplier['name'] = 'x')),
    ).toContain('scoring')
    // Facts that the rule does not use are vouched for by their hash alone.
    expect(await forge((one) => (one.match.factsUsed.designation['status'] = 'inactive'))).toEqual([
      'scoring',
    ])
    expect(await forge((one) => (one.alertId = 'x'))).toEqual(['record'])
  })

  test('of another alert does not pass for this one', async () => {
    const [one, other] = records()
    const text = world.sealed.get(`acme/${other?.alertId}`) ?? ''
    const verdict = await verifyEvidence(deps(world), one?.alertId ?? '', text, sha256(text))
    expect(faults(verdict)).toEqual(['record'])
  })

  test.each(['', '{', '{"recordVersion":2}', 'null'])('that is "%s" is damaged', async (text) => {
    expect((await verifyEvidence(deps(world), 'a', text, undefined)).outcome).toBe('damaged')
  })

  test('recomputed by other versions says so, and what differs by them', async () => {
    const record = recordOf('opened', 'dhs-uflpa')
    const real = readerOf('dhs-uflpa') as SnapshotReader
    const newer: SnapshotReader = {
      ...real,
      parserVersion: 'uflpa-99',
      parse: (entry) => {
        const read = real.parse(entry)
        return { ...read, facts: { ...read.facts, remarks: 'read anew' } }
      },
    }
    const said = await verify(record, world, {
      readerOf: () => newer,
      versions: { product: '9.9.9', rules: ruleVersion, model: 'other' },
    })
    expect(said.outcome).toBe('differs')
    expect(faults(said)).toEqual(['reading'])
    const texts = said.checks.map(({ text }) => text).join('\n')
    expect(texts).toContain('differs in remarks')
    expect(texts).toContain(`Recorded with parser ${real.parserVersion}, recomputed with uflpa-99`)
    expect(texts).toContain('recomputed with other')
    // Newer versions that give the same are a note and no fault.
    const same = await verify(record, world, {
      versions: { product: '9.9.9', rules: 'rules-9', model: 'other' },
    })
    expect(same.outcome).toBe('same')
    expect(same.checks.filter(({ name, outcome }) => name === 'versions' && outcome === 'note')).toHaveLength(
      3,
    )
  })

  test('of an alert made with a customer\u2019s own thresholds is judged by those of then', async () => {
    const record = recordOf('opened', 'ofac-nonsdn')
    const { score, decision } = record.match
    expect(decision).toBe('review')
    const madeWith = async (thresholds: { review: number; strong: number }): Promise<string[]> => {
      const text = JSON.stringify({ ...record, match: { ...record.match, thresholds } })
      return faults(await verifyEvidence(deps(world), record.alertId, text, sha256(text)))
    }
    expect(await madeWith({ review: score, strong: 1 })).toEqual([])
    expect(await madeWith({ review: score + 0.001, strong: 1 })).toEqual(['scoring'])
    expect(await madeWith({ review: 0.75, strong: score })).toEqual(['scoring'])
  })

  test('of a score that a newer model gives otherwise differs, with both scores', async () => {
    const record = recordOf('opened', 'ofac-nonsdn')
    const model = screeningModel()
    const said = await verify(record, world, {
      evaluate: (designation, supplier) =>
        evaluatePair(designation, supplier, model).map((one) => ({ ...one, score: 0.123 })),
    })
    expect(said.outcome).toBe('differs')
    expect(said.checks.find(({ name }) => name === 'scoring')?.text).toContain('now 0.123')
  })
})
