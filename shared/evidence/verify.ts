import { TierwatchError } from '../errors.ts'
import { canonicalHash, canonicalJson, sha256 } from '../hash.ts'
import { factsHash } from '../lists/canonical.ts'
import type { SourceReader } from '../lists/check-source.ts'
import { fieldDiffs } from '../lists/diff.ts'
import type { ListedEntry } from '../lists/read-document.ts'
import type { DocumentRef } from '../model/change.ts'
import type { Designation, DesignationFacts } from '../model/designation.ts'
import type { Evaluation, Thresholds } from '../model/match.ts'
import type { SourceId } from '../model/source.ts'
import type { SupplierFacts } from '../model/supplier.ts'
import type { RecordedMeeting } from '../screening/recorded-meeting.ts'
import { documentsOfVersion, findEntry, reReadVersion } from './re-read.ts'
import type { EntryAsListed, SealedRecord, Versions, VersionRef } from './sealed-record.ts'

export interface VerifyDependencies {
  /** Archived bytes; throws `IntegrityError` for what is missing or has another hash. */
  readDocument: (key: string) => Promise<Uint8Array>
  /** What the list store holds of an entry in a version; `null`: the version does not have it. */
  entryHash: (source: SourceId, seq: number, id: string) => Promise<{ root: string; hash: string | null }>
  readerOf: (source: SourceId) => SourceReader
  /** `own`: the customer's thresholds of then; absent: the standard ones. `recorded`: whom the match met, and how. */
  evaluate: (
    designation: Designation,
    supplier: SupplierFacts,
    own: Thresholds | undefined,
    recorded: RecordedMeeting,
  ) => Evaluation[]
  /** The versions that recompute. */
  versions: Omit<Versions, 'parser'>
}

export interface EvidenceCheck {
  name: 'record' | 'document' | 'passage' | 'reading' | 'list version' | 'difference' | 'scoring' | 'versions'
  /** `same`, `differs`, `damaged` (bytes are missing or altered), `note` (said, and no fault). */
  outcome: 'same' | 'differs' | 'damaged' | 'note'
  /** One plain sentence. */
  text: string
}

export interface EvidenceVerdict {
  alertId: string
  /** `same`: everything was recomputed from the archived bytes and is as it was recorded. */
  outcome: 'same' | 'differs' | 'damaged'
  checks: EvidenceCheck[]
}

type Say = (name: EvidenceCheck['name'], outcome: EvidenceCheck['outcome'], text: string) => void

const short = (hash: string): string => hash.replace(/^h1:/, '').slice(0, 12)
const factsOf = ({ id: _id, ...facts }: Designation): DesignationFacts => facts

/** Reads every document that the record names, each once; says of each whether it is what was archived. */
const readDocuments = async (
  deps: VerifyDependencies,
  documents: readonly DocumentRef[],
  say: Say,
): Promise<Map<string, Uint8Array>> => {
  const found = new Map<string, Uint8Array>()
  for (const document of new Map(documents.map((one) => [one.key, one])).values()) {
    try {
      const bytes = await deps.readDocument(document.key)
      if (sha256(bytes) === document.sha256) {
        found.set(document.sha256, bytes)
        say(
          'document',
          'same',
          `${document.url}: ${bytes.length} bytes as archived at ${document.fetchedAt}.`,
        )
      } else say('document', 'damaged', `${document.key} is not the document that the record names.`)
    } catch (error) {
      if (!(error instanceof TierwatchError) || error.retryable) throw error
      say('document', 'damaged', `${error.message}.`)
    }
  }
  return found
}

const checkPassages = (entry: EntryAsListed, documents: ReadonlyMap<string, Uint8Array>, say: Say): void => {
  const bytes = documents.get(entry.document.sha256)
  if (entry.passages.length === 0)
    say('passage', 'note', `Nothing is quoted: ${entry.unquoted ?? 'no passage'}.`)
  if (!bytes) return
  for (const { start, end, text, sha256: digest, place } of entry.passages) {
    const slice = bytes.subarray(start, end)
    const same = sha256(slice) === digest
    const readable = ['utf-8', 'windows-1252'].some(
      (encoding) => new TextDecoder(encoding).decode(slice) === text,
    )
    if (same && readable) say('passage', 'same', `${place}, bytes ${start} to ${end}, reads as quoted.`)
    else say('passage', 'differs', `${place}, bytes ${start} to ${end}, is not what the record quotes.`)
  }
}

/** Whether the archived documents still give the entry that the record holds. */
const checkReading = (side: string, entry: EntryAsListed, entries: Iterable<ListedEntry>, say: Say): void => {
  const { designation, hash, underReview } = entry
  if (factsHash(factsOf(designation)) !== hash) {
    say('reading', 'damaged', `The entry ${side} does not have the hash that the record states for it.`)
    return
  }
  const found = findEntry(entries, { id: designation.id, hash, name: designation.name })
  if (!found) {
    if (underReview)
      say(
        'reading',
        'note',
        `The entry ${side} was kept although the document lacks it: its removal was under review.`,
      )
    else say('reading', 'differs', `Read again, the documents do not list ${designation.name}.`)
    return
  }
  if (found.entry.hash === hash) {
    say('reading', 'same', `Read again, the entry ${side} has the same facts (${short(hash)}).`)
    return
  }
  const fields = fieldDiffs(factsOf(designation), found.facts).map(({ field }) => field)
  say('reading', 'differs', `Read again, the entry ${side} differs in ${fields.join(', ')}.`)
}

/** The recorded match against a fresh evaluation of the recorded facts. */
const checkScoring = (deps: VerifyDependencies, record: SealedRecord, say: Say): void => {
  const { match, supplier, entry, alert } = record
  const rule = match.rule
  const evaluate = (designation: Designation): Evaluation | undefined =>
    deps
      .evaluate(designation, supplier, match.thresholds, { match, upstream: record.upstream ?? [] })
      .find((evaluation) => evaluation.rule === rule)
  if (alert.kind === 'resolved') {
    if (match.resolvedBecause === 'supplier-removed') {
      say('scoring', 'note', 'The match ended because the supplier left the register; nothing is scored.')
      return
    }
    const still = entry.after ? evaluate(entry.after.designation) : undefined
    if (still)
      say('scoring', 'differs', `Scored again, the two still meet by ${rule} (${still.score.toFixed(3)}).`)
    else say('scoring', 'same', `Scored again, the two do not meet by ${rule} any more.`)
    return
  }
  if (!entry.after) {
    say('scoring', 'differs', 'The record holds no listed entry to score.')
    return
  }
  if (canonicalHash([match.rule, match.subjectId ?? null, match.factsUsed]) !== match.factsHash) {
    say('scoring', 'damaged', 'The facts that the match rests on do not have the hash that it states.')
  }
  const now = evaluate(entry.after.designation)
  if (!now) {
    say(
      'scoring',
      'differs',
      `Scored again, the two do not meet by ${rule}; the record says ${match.score.toFixed(3)}.`,
    )
    return
  }
  const differing = [
    ...(now.score === match.score
      ? []
      : [`the score (${match.score.toFixed(3)}, now ${now.score.toFixed(3)})`]),
    ...(now.decision === match.decision ? [] : [`the decision (${match.decision}, now ${now.decision})`]),
    ...((now.subjectId ?? null) === (match.subjectId ?? null) ? [] : ['the subject of the order']),
    ...(canonicalJson(now.explanation) === canonicalJson(match.explanation) ? [] : ['the explanation']),
    ...usedFactsThatDiffer(now, match.factsUsed),
  ]
  if (differing.length > 0) say('scoring', 'differs', `Scored again, this differs: ${differing.join(', ')}.`)
  else
    say(
      'scoring',
      'same',
      `Scored again: ${now.score.toFixed(3)}, ${now.decision}, with the same explanation.`,
    )
}

/** The match keeps the listing's legal facts beside those that the rule used: only the rule's are compared. */
const usedFactsThatDiffer = (now: Evaluation, recorded: Evaluation['factsUsed']): string[] =>
  (['designation', 'supplier'] as const).flatMap((side) =>
    Object.keys(now.factsUsed[side])
      .filter((fact) => canonicalJson(now.factsUsed[side][fact]) !== canonicalJson(recorded[side][fact]))
      .map((fact) => `the ${side}’s ${fact}`),
  )

const checkVersions = (deps: VerifyDependencies, record: SealedRecord, say: Say): void => {
  const reader = deps.readerOf(record.alert.source)
  const now: Versions = { ...deps.versions, parser: reader.parserVersion }
  const other = (['product', 'parser', 'rules', 'model'] as const).filter(
    (part) => now[part] !== record.versions[part],
  )
  if (other.length === 0) {
    say(
      'versions',
      'same',
      `Recomputed with the same parser, rules and model (${now.parser}, ${now.rules}, ${now.model}).`,
    )
  }
  for (const part of other) {
    say(
      'versions',
      'note',
      `Recorded with ${part} ${record.versions[part]}, recomputed with ${now[part]}: what differs may come from that.`,
    )
  }
}

const parse = (text: string): SealedRecord | null => {
  try {
    const record = JSON.parse(text) as Partial<SealedRecord> | null
    const parts = [
      record?.alert?.evidence,
      record?.match,
      record?.supplier,
      record?.list?.after,
      record?.entry,
    ]
    const whole = record?.recordVersion === 1 && parts.every((part) => typeof part === 'object')
    return whole && record.versions ? (record as SealedRecord) : null
  } catch {
    return null
  }
}

/**
 * Recomputes an alert from its sealed record and the archived bytes alone: the record against its hash, the documents
 * against theirs, the quoted passages, the entries as the parser reads them today, their difference, and the score.
 * Everything that differs is named.
 */
export const verifyEvidence = async (
  deps: VerifyDependencies,
  alertId: string,
  text: string,
  /** The hash that the alert was sent with. */
  expected: string | undefined,
): Promise<EvidenceVerdict> => {
  const checks: EvidenceCheck[] = []
  const say: Say = (name, outcome, sentence) => void checks.push({ name, outcome, text: sentence })
  const verdict = (): EvidenceVerdict => {
    const has = (outcome: EvidenceCheck['outcome']): boolean =>
      checks.some((check) => check.outcome === outcome)
    return { alertId, outcome: has('damaged') ? 'damaged' : has('differs') ? 'differs' : 'same', checks }
  }
  const digest = sha256(text)
  if (expected === undefined) {
    say('record', 'note', `The alert is not marked with the hash of its record; the record's is ${digest}.`)
  } else if (expected === digest) say('record', 'same', `The record is as it was sealed (${short(digest)}).`)
  else {
    say(
      'record',
      'damaged',
      `The record was altered: it has the hash ${digest}, and was sealed with ${expected}.`,
    )
    // Nothing is recomputed from it: whatever it says may be what was altered.
    return verdict()
  }
  const record = parse(text)
  if (!record) {
    say('record', 'damaged', 'The record cannot be read as a record of version 1.')
    return verdict()
  }
  if (record.alertId !== alertId) say('record', 'damaged', `The record is that of alert ${record.alertId}.`)

  const { list, entry } = record
  const entries = [entry.before, entry.after].filter((one) => one !== null)
  const documents = await readDocuments(
    deps,
    [
      ...(entry.before && list.before ? documentsOfVersion(list.before) : []),
      ...documentsOfVersion(list.after),
      ...entries.map(({ document }) => document),
      record.alert.evidence,
    ],
    say,
  )
  for (const one of entries) checkPassages(one, documents, say)
  await checkList(deps, record, say)

  const readAgain = (version: VersionRef): Iterable<ListedEntry> | null => {
    const missing = documentsOfVersion(version).filter((document) => !documents.has(document.sha256))
    if (missing.length > 0) return null
    try {
      return reReadVersion(
        deps.readerOf(record.alert.source),
        version,
        (document) => documents.get(document.sha256) ?? new Uint8Array(),
      )
    } catch (error) {
      if (!(error instanceof TierwatchError)) throw error
      say('reading', 'differs', `The documents cannot be read any more: ${error.message}.`)
      return null
    }
  }
  const after = readAgain(list.after)
  if (after && entry.after) checkReading('after', entry.after, after, say)
  else if (after && entry.before) checkGone(entry.before, after, say)
  if (entry.before && list.before) {
    const before = readAgain(list.before)
    if (before) checkReading('before', entry.before, before, say)
  }
  checkDifference(record, say)
  checkScoring(deps, record, say)
  checkVersions(deps, record, say)
  return verdict()
}

/** What was taken off the list is not in the documents of the version after. */
const checkGone = ({ designation, hash }: EntryAsListed, after: Iterable<ListedEntry>, say: Say): void => {
  const still = findEntry(after, { id: designation.id, hash, name: designation.name })
  if (still) say('reading', 'differs', `Read again, the documents still list ${designation.name}.`)
  else say('reading', 'same', `Read again, the documents do not list ${designation.name} any more.`)
}

const checkDifference = ({ entry }: SealedRecord, say: Say): void => {
  const { before, after } = entry
  if (!before || !after) return
  // A day that came is told beside the differences and is none: the entry is what it was.
  const changed = entry.changed.filter(({ field }) => field !== 'due')
  const now = fieldDiffs(factsOf(before.designation), factsOf(after.designation))
  if (canonicalJson(now) === canonicalJson(changed)) {
    say('difference', 'same', `The two entries differ as recorded (${changed.length} fields).`)
  } else say('difference', 'differs', 'The two entries do not differ as the record says.')
}

/** The list store's own record of the version: what was committed then is what the record names. */
const checkList = async (deps: VerifyDependencies, record: SealedRecord, say: Say): Promise<void> => {
  const sides = [
    { version: record.list.before, entry: record.list.before ? record.entry.before : null },
    { version: record.list.after, entry: record.entry.after },
  ]
  for (const { version, entry } of sides) {
    if (!version) continue
    try {
      const stored = await deps.entryHash(record.alert.source, version.seq, record.match.designationId)
      const rightRoot = stored.root === version.root
      const rightEntry = stored.hash === (entry?.hash ?? null)
      if (rightRoot && rightEntry)
        say('list version', 'same', `Version ${version.seq} holds the entry as recorded.`)
      else if (!rightRoot)
        say('list version', 'differs', `Version ${version.seq} is not the one that was recorded.`)
      else say('list version', 'differs', `Version ${version.seq} holds another entry than the record.`)
    } catch (error) {
      if (!(error instanceof TierwatchError) || error.retryable) throw error
      say('list version', 'damaged', `${error.message}.`)
    }
  }
}
