import { SourceShapeError, TierwatchError } from '../errors.ts'
import type { DocumentRef } from '../model/change.ts'
import type { SourceId } from '../model/source.ts'
import type { Companion, SnapshotReader } from '../sources/reader.ts'
import type { DocumentStore, FetchedDocument } from './ports.ts'
import { sha256 } from '../hash.ts'
import type { CompanionStatus } from './version.ts'

/** A second official document that adds to the entries of the first one: native names. It never takes an entry away. */
export interface CompanionSource {
  /** `null`: not modified. */
  fetch: (validators: CompanionStatus['validators']) => Promise<FetchedDocument | null>
  /** The part of the document that is kept. Throws `SourceShapeError`. */
  extract: (bytes: Uint8Array) => Uint8Array
  read: (extract: Uint8Array) => Companion
}

/** A little less than an hour and a day, so that a schedule that wavers does not skip one. */
const oneHour = 55 * 60_000
const oneDay = 23.5 * 3_600_000
/** A document that would take away more than a fifth of what is joined, or covers less of the list, is not believed. */
const leastShare = 0.8

/** The reader with a companion's facts joined to its own. */
export const joinedReader = (reader: SnapshotReader, companion: Companion | undefined): SnapshotReader =>
  companion === undefined
    ? reader
    : {
        ...reader,
        joinedDigest: (naturalKey) => companion.digestOf(naturalKey),
        parse: (entry) => {
          const read = reader.parse(entry)
          return { ...read, facts: companion.join(read.naturalKey, read.facts) }
        },
      }

export const isCompanionDue = (
  status: CompanionStatus | undefined,
  scheduledAt: string,
  listChanged: boolean,
): boolean =>
  listChanged ||
  status?.checkedAt === undefined ||
  // After a failure within the hour: the file weighs a hundred megabytes.
  Date.parse(scheduledAt) - Date.parse(status.checkedAt) >= (status.fault === undefined ? oneDay : oneHour)

export interface Refreshed {
  status: CompanionStatus
  /** The new document, where what it adds differs from what is joined. */
  changed?: { ref: DocumentRef; companion: Companion }
}

/**
 * Fetches the companion and judges it. Whatever goes wrong is reported and changes nothing: what is joined stays joined, and
 * the list itself was read before.
 */
export const refreshCompanion = async (
  source: CompanionSource,
  documents: DocumentStore,
  input: {
    id: SourceId
    scheduledAt: string
    status: CompanionStatus | undefined
    joined: Companion | undefined
    /** Entries of the list itself. */
    listed: number | undefined
  },
): Promise<Refreshed> => {
  const { id, scheduledAt, status, joined, listed } = input
  const base: CompanionStatus = {
    checkedAt: scheduledAt,
    validators: status?.validators ?? {},
    ...(status?.lastGoodAt === undefined ? {} : { lastGoodAt: status.lastGoodAt }),
  }
  try {
    const fetched = await source.fetch(base.validators)
    if (fetched === null) return { status: { ...base, lastGoodAt: scheduledAt } }
    const extract = source.extract(fetched.bytes)
    const companion = source.read(extract)
    if (listed !== undefined && companion.subjects < listed * leastShare) {
      throw new SourceShapeError(
        'count-mismatch',
        `The companion document covers ${companion.subjects} of ${listed} entries`,
      )
    }
    if (joined && companion.joined < joined.joined * leastShare) {
      throw new SourceShapeError(
        'count-mismatch',
        `The companion document has names for ${companion.joined} entries, after ${joined.joined}`,
      )
    }
    const good: CompanionStatus = {
      ...base,
      lastGoodAt: scheduledAt,
      validators: fetched.validator ? { [fetched.url]: fetched.validator } : {},
    }
    if (joined?.digest === companion.digest) return { status: good }
    const digest = sha256(extract)
    await documents.archive(id, digest, extract)
    const key = await documents.keep(id, digest)
    const { url, fetchedAt } = fetched
    return {
      status: good,
      changed: { companion, ref: { sha256: digest, key, url, fetchedAt, parserVersion: companionVersion } },
    }
  } catch (error) {
    if (!(error instanceof TierwatchError)) throw error
    const fault = 'fault' in error && typeof error.fault === 'string' ? error.fault : 'answered'
    return { status: { ...base, fault, reason: error.message } }
  }
}

/** The form of the extract. */
const companionVersion = 'companion-1'
