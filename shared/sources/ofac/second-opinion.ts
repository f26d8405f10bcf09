import { SourceShapeError, TierwatchError } from '../../errors.ts'
import type { DeltaStatus, ListVersion } from '../../lists/version.ts'
import type { Change } from '../../model/change.ts'
import { requireDocument, type HttpGet } from '../fetch/http.ts'
import { compareWithDelta, type Delta, type Membership, readDelta } from './delta.ts'
import type { OfacSource } from './parse-entry.ts'

const service = 'https://sanctionslistservice.ofac.treas.gov/changes'

/** More publications than this between two of our versions are not compared: we were blind, and are told so elsewhere. */
const maxPublications = 12
/** History is asked for by months; a list that stood still for longer is not compared. */
const maxMonths = 3
/** So many disagreements are kept with both sides; all are counted. */
const shownDisagreements = 50

interface Publication {
  publicationID: number
  datePublished: string
}

/** OFAC's statements of what it published after one day and through another. */
export type FetchDeltas = (after: string, through: string) => Promise<Delta[] | 'not-yet' | 'not-comparable'>

const monthsBetween = (after: string, through: string): string[] => {
  const months: string[] = []
  for (let month = after.slice(0, 7); month <= through.slice(0, 7) && months.length <= maxMonths; ) {
    months.push(month.replace('-', '/'))
    const [year, number] = month.split('-').map(Number) as [number, number]
    month = number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`
  }
  return months
}

const readHistory = (body: Uint8Array): Publication[] => {
  let parsed: unknown
  try {
    parsed = JSON.parse(new TextDecoder().decode(body))
  } catch (cause) {
    throw new SourceShapeError('not-the-document', "OFAC's history of publications is not JSON", { cause })
  }
  if (!Array.isArray(parsed))
    throw new SourceShapeError('malformed', "OFAC's history of publications is no list")
  return parsed.map((each: Partial<Publication>) => {
    if (typeof each.publicationID !== 'number' || typeof each.datePublished !== 'string') {
      throw new SourceShapeError('malformed', "A publication in OFAC's history has no id or date")
    }
    return { publicationID: each.publicationID, datePublished: each.datePublished }
  })
}

export const fetchDeltas =
  (get: HttpGet): FetchDeltas =>
  async (after, through) => {
    const body = async (url: string): Promise<Uint8Array> => requireDocument(await get(url)).body
    const latest = readDelta(await body(`${service}/latest`))
    if (latest.publishedOn < through) return 'not-yet'
    // Two of our versions of one day: the days do not say which of that day's publications lie between them.
    if (after === through) return 'not-comparable'
    const spanned = monthsBetween(after, through)
    if (spanned.length > maxMonths) return 'not-comparable'
    const months = await Promise.all(
      spanned.map(async (month) => readHistory(await body(`${service}/history/${month}`))),
    )
    const between = months.flat().filter(({ datePublished }) => {
      const day = datePublished.slice(0, 10)
      return after < day && day <= through
    })
    if (between.length === 0 || between.length > maxPublications) return 'not-comparable'
    if (between.length === 1 && latest.publishedOn === through) return [latest]
    const deltas: Delta[] = []
    for (const { publicationID } of between.toSorted((a, b) => a.publicationID - b.publicationID)) {
      deltas.push(readDelta(await body(`${service}/${publicationID}`)))
    }
    return deltas
  }

/** What several publications in a row come to: added and removed again is nothing, removed and added again is a change. */
export const mergeDeltas = (deltas: readonly Delta[]): Delta => {
  const fates = new Map<string, 'added' | 'removed' | 'changed' | 'nothing'>()
  const lists = new Map<string, readonly string[]>()
  const membership = new Map<string, Membership>()
  for (const delta of deltas) {
    for (const uid of delta.added) fates.set(uid, fates.get(uid) === 'removed' ? 'changed' : 'added')
    for (const uid of delta.changed) if (fates.get(uid) !== 'added') fates.set(uid, 'changed')
    for (const uid of delta.removed) fates.set(uid, fates.get(uid) === 'added' ? 'nothing' : 'removed')
    for (const [uid, names] of delta.lists) {
      if (names.length > 0 || !lists.has(uid))
        lists.set(uid, [...new Set([...(lists.get(uid) ?? []), ...names])])
    }
    for (const [uid, acts] of delta.membership) {
      const net = new Map(membership.get(uid))
      for (const [list, act] of acts) {
        if ((net.get(list) ?? act) === act) net.set(list, act)
        else net.delete(list)
      }
      membership.set(uid, net)
    }
  }
  const of = (fate: string): string[] => [...fates].flatMap(([uid, each]) => (each === fate ? [uid] : []))
  return {
    publishedOn: deltas.at(-1)?.publishedOn ?? '',
    kind: deltas.at(-1)?.kind ?? '',
    added: of('added'),
    removed: of('removed'),
    changed: of('changed'),
    lists,
    membership,
  }
}

/**
 * Compares one of our published versions with OFAC's own statement of it. Whatever goes wrong is said in the answer: the check
 * of the list itself does not depend on it.
 */
export const secondOpinion = async (
  source: OfacSource,
  input: {
    version: ListVersion
    before: ListVersion
    changes: readonly Change[]
    checkedAt: string
  },
  deltas: FetchDeltas,
): Promise<DeltaStatus> => {
  const { version, before, checkedAt } = input
  const base = { seq: version.seq, checkedAt }
  const [after, through] = [before.document.publishedOn, version.document.publishedOn]
  if (after === undefined || through === undefined || through < after) {
    return {
      ...base,
      outcome: 'not-comparable',
      reason: 'a document states no day of publication, or an earlier one',
    }
  }
  try {
    const found = await deltas(after, through)
    if (found === 'not-yet') return { ...base, outcome: 'not-yet', publishedOn: through }
    if (found === 'not-comparable') return { ...base, outcome: 'not-comparable', publishedOn: through }
    // What a guard withholds is gone from their list, and is no change of ours yet.
    const known = new Set(before.withheld)
    const withheld = version.withheld
      .filter((id) => !known.has(id))
      .map((id) => ({ id, kind: 'removed' as const, name: 'removal under review' }))
    const { disagreements, unseen } = compareWithDelta(
      source,
      [...input.changes, ...withheld],
      mergeDeltas(found),
    )
    return {
      ...base,
      outcome: disagreements.length === 0 ? 'agrees' : 'disagrees',
      publishedOn: through,
      unseen: unseen.length,
      disagreements: disagreements.length,
      ...(disagreements.length === 0 ? {} : { shown: disagreements.slice(0, shownDisagreements) }),
    }
  } catch (error) {
    if (!(error instanceof TierwatchError)) throw error
    return { ...base, outcome: 'unavailable', publishedOn: through, reason: error.message }
  }
}
