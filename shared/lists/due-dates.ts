import { newYorkDay } from '../dates.ts'
import { affiliatesRule } from '../legal/flow-down.ts'
import { datedFactsOf } from '../legal/dated-facts.ts'
import { generalLicences } from '../legal/general-licences.ts'
import type { Change, ChangeSet, DueFact } from '../model/change.ts'
import type { Designation } from '../model/designation.ts'
import type { SourceId } from '../model/source.ts'
import { countsOf, hashParts, partsOf } from './change-parts.ts'
import { joinShards } from './manifest.ts'
import type { ListStore } from './ports.ts'
import { designationsAtHead } from './read-list.ts'
import type { Head, ListVersion } from './version.ts'

/** What is to be looked at on a day: of one designation, or of all of the source (`*`). */
export interface DueItem extends DueFact {
  source: SourceId
  designationId: string
}

/** Where days that will come are kept. An item that proves stale when its day comes is passed over: too many do no harm. */
export interface DueStore {
  put(items: readonly DueItem[]): Promise<void>
  /** Items of a source after one day and through another, both ISO dates. */
  between(source: SourceId, after: string, through: string): Promise<DueItem[]>
  /** The last look at a source; absent before the first time, and no harm if it is lost. */
  lookedThrough(source: SourceId): Promise<LastLook | undefined>
  putLookedThrough(source: SourceId, look: Required<LastLook>): Promise<void>
}

/** Through which day (ISO date) a source was looked at, and at which version; a note of before versions were kept has none. */
export interface LastLook {
  day: string
  seq?: number
}

export interface DueDependencies {
  lists: ListStore
  due: DueStore
  /** Real time. */
  now: () => Date
}

export type DueOutcome =
  | { outcome: 'nothing-due'; source: SourceId; through: string }
  | { outcome: 'committed'; source: SourceId; through: string; changeSet: ChangeSet }

/**
 * Designations that a version brought which was committed after the last look, and is known since a day before it: a check of
 * just before midnight that ended after it. By id, with the day on which they were known: what came due since then was
 * looked for before they were there.
 */
const knownLate = async (
  lists: ListStore,
  source: SourceId,
  { day: looked, seq }: LastLook,
): Promise<Map<string, string>> => {
  const late = new Map<string, string>()
  for await (const version of lists.versions(source)) {
    if (seq !== undefined && version.seq <= seq) break
    if (version.cause === 'due' && version.dueThrough === looked) break
    const day = newYorkDay(version.knownAt)
    const changeSet = day < looked ? await lists.changeSet(source, version.seq) : null
    for (const { id } of changeSet ? await lists.changes(changeSet) : []) {
      const other = late.get(id)
      if (other === undefined || day < other) late.set(id, day)
    }
  }
  return late
}

/** What came due of late ones before the last look, and after they were known. */
const itemsOfLate = async (
  due: Pick<DueStore, 'between'>,
  source: SourceId,
  late: ReadonlyMap<string, string>,
  looked: string,
): Promise<DueItem[]> => {
  const [first] = [...late.values()].sort()
  if (first === undefined) return []
  const every = [...(await due.between(source, first, looked)), ...tabledItems(source)].flatMap((item) =>
    item.designationId === everyDesignation
      ? [...late.keys()].map((designationId) => ({ ...item, designationId }))
      : [item],
  )
  return every.filter(({ designationId, on }) => {
    const known = late.get(designationId)
    return known !== undefined && known < on && on <= looked
  })
}

/** Every designation of the source. */
export const everyDesignation = '*'

/** Days of a designation that are still to come: staged with the version that puts it on the list. */
export const daysToCome = (designation: Designation, knownAt: string): DueItem[] =>
  datedFactsOf(designation)
    .filter(({ on }) => on > newYorkDay(knownAt))
    .map((fact) => ({ ...fact, source: designation.source, designationId: designation.id }))

/** Days that stand in our own tables of law, not in a document: known from the day on which the code is deployed. */
const tabledItems = (source: SourceId): DueItem[] => [
  ...generalLicences
    .filter((licence) => licence.source === source)
    .flatMap(({ designations, title, from, until, end }) =>
      designations.flatMap((designationId): DueItem[] => [
        { source, designationId, what: 'general-licence', on: from, text: `${title} takes effect.` },
        {
          source,
          designationId,
          what: 'general-licence',
          on: until,
          text: `${title} is no longer in force (${end}).`,
        },
      ]),
    ),
  ...(source === 'bis-entity-list' || source === 'trade-csl'
    ? affiliatesRule.map(
        ({ from, state, citation }): DueItem => ({
          source,
          designationId: everyDesignation,
          what: 'rule-interval',
          on: from,
          text: `The affiliates rule is ${state === 'stayed' ? 'stayed' : 'in force'} from this day (${citation}).`,
        }),
      )
    : []),
]

/** A day that a document states counts only while the designation at HEAD still states it. */
const stillStated = ({ what, on }: DueItem, designation: Designation): boolean =>
  // Of the lists that the Consolidated Screening List holds, the affiliates rule covers military end users alone.
  ((what !== 'rule-interval' || designation.source !== 'trade-csl' || designation.programs.includes('MEU')) &&
    what !== 'effective-date' &&
    what !== 'wind-down-end') ||
  datedFactsOf(designation).some((fact) => fact.what === what && fact.on === on)

const changesOf = async (lists: ListStore, head: Head, items: readonly DueItem[]): Promise<Change[]> => {
  const version = await lists.version(head.source, head.seq)
  const texts = await lists.shards(version.manifest)
  const manifest = joinShards(texts.values())
  const byId = new Map<string, DueFact[]>()
  for (const { source: _source, designationId, ...fact } of items) {
    const ids = designationId === everyDesignation ? manifest.keys() : [designationId]
    for (const id of ids) byId.set(id, [...(byId.get(id) ?? []), fact])
  }
  const { designations } = await designationsAtHead(lists, head.source, [...byId.keys()])
  return [...byId]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([id, facts]): Change[] => {
      const designation = designations.get(id)
      const hash = manifest.get(id)
      if (!designation || hash === undefined) return []
      const due = facts.filter((fact) =>
        stillStated({ ...fact, source: head.source, designationId: id }, designation),
      )
      if (due.length === 0) return []
      return [
        {
          source: head.source,
          id,
          kind: 'amended',
          name: designation.name,
          material: true,
          beforeHash: hash,
          afterHash: hash,
          due,
        },
      ]
    })
}

/**
 * Commits what came due on a source as a change set with cause `due`: the same entries under a new version, so that whoever
 * is hit is screened again on the day on which what the listing does is otherwise. Run again it finds nothing left to do:
 * the commit itself moves the day through which the source was looked at.
 */
export const commitDue = async (
  source: SourceId,
  scheduledAt: string,
  deps: DueDependencies,
): Promise<DueOutcome> => {
  const { lists, due } = deps
  const through = newYorkDay(scheduledAt)
  const head = await lists.head(source)
  if (!head) return { outcome: 'nothing-due', source, through }
  const version = await lists.version(source, head.seq)
  const note = await due.lookedThrough(source)
  const looked = [version.dueThrough, note?.day].filter((day) => day !== undefined)
  // Before the first look: whatever came due after the source's first version.
  const after = looked.sort().at(-1) ?? newYorkDay((await lists.version(source, 1)).knownAt)
  if (after > through) return { outcome: 'nothing-due', source, through: after }
  const isOldNote = note !== undefined && note.seq === undefined
  const late =
    looked.length === 0 || isOldNote || note?.seq === head.seq
      ? new Map<string, string>()
      : await knownLate(lists, source, { ...note, day: after })
  const stored = after < through ? await due.between(source, after, through) : []
  const tabled = tabledItems(source).filter(({ on }) => after < on && on <= through)
  const items = distinct([...stored, ...tabled, ...(await itemsOfLate(due, source, late, after))])
  const changes = items.length === 0 ? [] : await changesOf(lists, head, items)
  if (changes.length === 0) {
    const isNoted = note?.day === through && note.seq === head.seq
    if (!isNoted) await due.putLookedThrough(source, { day: through, seq: head.seq })
    return { outcome: 'nothing-due', source, through }
  }
  const seq = head.seq + 1
  const parts = partsOf(changes)
  await lists.putChangeParts(source, seq, parts)
  const changeSet: ChangeSet = {
    source,
    seq,
    cause: 'due',
    baseline: false,
    counts: countsOf(changes),
    partsHash: hashParts(parts),
    parts: parts.length,
    state: 'pending',
    at: scheduledAt,
    document: version.document,
    versionBefore: head.seq,
  }
  const next: ListVersion = {
    ...version,
    seq,
    cause: 'due',
    knownAt: scheduledAt,
    committedAt: deps.now().toISOString(),
    dueThrough: through,
  }
  await lists.commit({ version: next, expected: head, changeSet })
  await due.putLookedThrough(source, { day: through, seq })
  return { outcome: 'committed', source, through, changeSet }
}

/** One fact of one designation may stand in the store and in a table. */
const distinct = (items: readonly DueItem[]): DueItem[] => [
  ...new Map(
    items.map((item) => [`${item.designationId}\n${item.what}\n${item.on}\n${item.text}`, item]),
  ).values(),
]
