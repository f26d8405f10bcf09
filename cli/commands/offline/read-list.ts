import { setImmediate as breathe } from 'node:timers/promises'
import { foldRule } from '../../../shared/lists/fold-ledger.ts'
import { factsHash } from '../../../shared/lists/canonical.ts'
import { isLedger } from '../../../shared/lists/check-source.ts'
import { statisticsOf, type ListStatistics } from '../../../shared/lists/guards.ts'
import { readDocument, type ListedEntry } from '../../../shared/lists/read-document.ts'
import type { SourceId } from '../../../shared/model/source.ts'
import {
  missingSentinels,
  type LedgerReader,
  type ReadEntry,
  type RuleReading,
  type SameSubject,
  type SnapshotReader,
} from '../../../shared/sources/reader.ts'
import type { Sequence } from '../../../shared/sources/sequence.ts'
import { badInput, inFile, readInput } from './input-files.ts'
import { offlineReader } from './offline-reader.ts'
import { ruleDocumentOf, type RuleOptions } from './rule-document.ts'

/** A list as files say it is. */
export interface OfflineList {
  source: SourceId
  entries: Sequence<ListedEntry>
  statistics: ListStatistics
  sentinelsMissing: string[]
  sameSubject: SameSubject | undefined
  /** ISO date that the newest document states of itself. */
  publishedOn?: string
}

/** One file of a source: a whole list, or a rule that amends one. */
export type OfflineDocument =
  | { kind: 'list'; file: string; reader: SnapshotReader; list: OfflineList }
  | { kind: 'rule'; file: string; reader: LedgerReader; rule: RuleReading }

export interface ReadOptions extends RuleOptions {
  /** Where messages for people go. */
  say: (text: string) => void
  /** Told what is being read. */
  update?: (text: string) => void
}

const step = 500

/** Parses a document in steps, so that a spinner can turn; each entry once. */
const readInSteps = async (reader: SnapshotReader, bytes: Uint8Array, tell: (done: string) => void) => {
  const cut = reader.cut(bytes)
  const parsed = new Map<string, ReadEntry>()
  let position = 0
  for (const entry of cut.entries) {
    if (position % step === 0) {
      tell(`${position.toLocaleString('en')} of ${cut.entries.length.toLocaleString('en')} entries`)
      await breathe()
    }
    parsed.set(entry.rawHash, reader.parse(entry))
    position += 1
  }
  const known: SnapshotReader = {
    ...reader,
    cut: () => cut,
    parse: (entry) => parsed.get(entry.rawHash) ?? reader.parse(entry),
  }
  return readDocument(known, bytes)
}

const readSnapshot = async (
  reader: SnapshotReader,
  bytes: Uint8Array,
  file: string,
  options: ReadOptions,
): Promise<OfflineList> => {
  const { entries, publishedOn } = await inFile(file, () =>
    readInSteps(reader, bytes, (done) => options.update?.(`reading ${file}: ${done}`)),
  )
  const keys = new Set(entries.map(({ naturalKey }) => naturalKey))
  return {
    source: reader.source,
    entries,
    statistics: statisticsOf(
      entries.map(({ guard }) => guard),
      publishedOn,
    ),
    sentinelsMissing: missingSentinels(reader, (key) => keys.has(key)),
    sameSubject: reader.sameSubject,
    ...(publishedOn === undefined ? {} : { publishedOn }),
  }
}

/** A rule's root is RULE; the eCFR's part 744, which is XML too, is a whole list. */
const isRule = (bytes: Uint8Array): boolean => {
  const start = new TextDecoder().decode(bytes.subarray(0, 4096))
  return /^\uFEFF?\s*</u.test(start) && !/<(?:ECFR|DIV\d|DLPSTEXTCLASS)\b/u.test(start)
}

/** The reading with the citation that is shown: a rule without page marks is cited by its number. */
const recited = (rule: RuleReading, from: string, to: string): RuleReading =>
  from === to
    ? rule
    : {
        ...rule,
        citation: to,
        actions: rule.actions.map((action) => {
          const citation = action.entry?.facts.citation
          if (!action.entry || !citation) return action
          const facts = {
            ...action.entry.facts,
            citation: { ...citation, title: citation.title.replaceAll(from, to) },
          }
          return { ...action, entry: { ...action.entry, facts } }
        }),
      }

const readRuleFile = async (
  reader: LedgerReader,
  bytes: Uint8Array,
  file: string,
  options: ReadOptions,
): Promise<RuleReading> => {
  const { document, shownCitation, how } = ruleDocumentOf(new TextDecoder().decode(bytes), file, options)
  const rule = await inFile(file, () => reader.readRule(bytes, document))
  options.say(`${file}: FR Doc. ${document.documentNumber}, ${how}`)
  return recited(rule, document.citation, shownCitation)
}

/** Reads one file of a source. `bis-entity-list`: a rule's XML, else the whole list (eCFR or Consolidated Screening List). */
export const readOffline = async (
  source: string,
  file: string,
  options: ReadOptions,
): Promise<OfflineDocument> => {
  const reader = offlineReader(source)
  options.update?.(`reading ${file}`)
  const bytes = await readInput(file)
  if (!isLedger(reader))
    return { kind: 'list', file, reader, list: await readSnapshot(reader, bytes, file, options) }
  if (isRule(bytes))
    return { kind: 'rule', file, reader, rule: await readRuleFile(reader, bytes, file, options) }
  return {
    kind: 'list',
    file,
    reader: reader.baseline,
    list: await readSnapshot(reader.baseline, bytes, file, options),
  }
}

const entryOf = ({ naturalKey, facts, guard }: ReadEntry): ListedEntry => ({
  naturalKey,
  hash: factsHash(facts),
  guard,
  facts: () => facts,
})

/** A rule by itself as a list: the entries that it adds and revises. */
const listOfRule = (reader: LedgerReader, rule: RuleReading): OfflineList => {
  const entries = rule.actions.flatMap(({ entry }) => (entry ? entryOf(entry) : []))
  return {
    source: reader.source,
    entries,
    statistics: statisticsOf(
      entries.map(({ guard }) => guard),
      rule.publishedOn,
    ),
    sentinelsMissing: [],
    sameSubject: reader.baseline.sameSubject,
    ...(rule.publishedOn === undefined ? {} : { publishedOn: rule.publishedOn }),
  }
}

/** The list after a document: a whole list replaces what was, a rule is folded over it. */
export const listAfter = async (
  before: OfflineList | null,
  document: OfflineDocument,
): Promise<OfflineList> => {
  if (document.kind === 'list') return document.list
  const { reader, rule, file } = document
  if (!before) return listOfRule(reader, rule)
  const folded = await inFile(file, () =>
    foldRule(reader, { entries: before.entries, formerKeys: new Map() }, rule),
  )
  return {
    ...before,
    ...folded,
    ...(rule.publishedOn === undefined ? {} : { publishedOn: rule.publishedOn }),
  }
}

/** The list that several files of one source make, in their order: a ledger's baseline and its rules. */
export const readListOf = async (
  source: string,
  files: readonly string[],
  options: ReadOptions,
): Promise<OfflineList> => {
  let list: OfflineList | null = null
  for (const file of files) {
    const document = await readOffline(source, file, options)
    if (list && document.kind === 'list') {
      throw badInput(
        file,
        `a second whole list of ${source}: only the rules of bis-entity-list are put over a list`,
      )
    }
    list = await listAfter(list, document)
  }
  if (!list) throw new RangeError(`no file of ${source}`)
  return list
}
