import { SourceShapeError } from '../../errors.ts'
import type { Change } from '../../model/change.ts'
import { checkRootTag, headJudge } from './cut-entries.ts'
import type { OfacSource } from './parse-entry.ts'
import { markupScanner } from './scan-markup.ts'

const namespaces = new Set(['https://www.treasury.gov/ofac/DeltaFile/1.0'])

/** OFAC's own statement of what a publication changed: uids of the SDN and the non-SDN list together. */
export interface Delta {
  /** ISO date, in the agency's own zone as the file states it. */
  publishedOn: string
  /** Such as "Standard Action". */
  kind: string
  added: string[]
  removed: string[]
  changed: string[]
  /** Uid → the lists that the entity names; an entity that only changed often names none. */
  lists: ReadonlyMap<string, readonly string[]>
  /** Uid of an entity that changed → the lists that it came on to or went from: a party of both lists is one entity. */
  membership: ReadonlyMap<string, Membership>
}

/** Name of a list → whether the entity came on to it or went from it. */
export type Membership = ReadonlyMap<string, 'added' | 'removed'>

const decoder = new TextDecoder('utf-8')

const textOf = (raw: string, element: string): string | undefined =>
  new RegExp(`<(?:[^\\s<>:]+:)?${element}(?:\\s[^>]*)?>([^<]*)<`).exec(raw)?.[1]?.trim()

const attributesOf = (tag: string): Map<string, string> =>
  new Map(
    [...tag.matchAll(/\s([^\s=<>]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)].map((match) => [
      match[1] ?? '',
      match[2] ?? match[3] ?? '',
    ]),
  )

/** Children of the root that say what the numbers in entities mean; an unknown one is refused. */
const knownChildren = new Set(['publicationInfo', 'referenceValues', 'featureTypes'])

/**
 * Reads OFAC's delta file (`/changes/latest`). An entity that came or went has an `action`, one that changed has none.
 * Throws `SourceShapeError` for another document, another action, or one entity twice.
 */
export const readDelta = (bytes: Uint8Array): Delta => {
  const delta = { added: [] as string[], removed: [] as string[], changed: [] as string[] }
  const lists = new Map<string, string[]>()
  const membership = new Map<string, Membership>()
  let publication: string | undefined

  const entity = (raw: string): void => {
    const attributes = attributesOf(/^<[^>]*>/.exec(raw)?.[0] ?? '')
    const id = attributes.get('id') ?? ''
    const place = `entity ${id}`
    if (!/^\d+$/.test(id))
      throw new SourceShapeError('malformed', `An entity's id is "${id}", expected a number`)
    if (lists.has(id)) throw new SourceShapeError('malformed', 'The entity stands twice', { place })
    const action = attributes.get('action')
    if (action === 'add') delta.added.push(id)
    else if (action === 'remove') delta.removed.push(id)
    else if (action === undefined) delta.changed.push(id)
    else throw new SourceShapeError('unknown-category', `Unknown action "${action}"`, { place })
    const named = [...raw.matchAll(/<(?:[^\s<>:]+:)?sanctionsList\s[^>]*>([^<]*)</g)].map((match) => ({
      list: (match[1] ?? '').trim(),
      action: attributesOf(match[0]).get('action'),
    }))
    lists.set(
      id,
      named.map(({ list }) => list),
    )
    const acts = named.flatMap(({ list, action: act }): [string, 'added' | 'removed'][] => {
      if (act === undefined) return []
      if (act !== 'add' && act !== 'remove')
        throw new SourceShapeError('unknown-category', `Unknown action "${act}"`, { place })
      return [[list, act === 'add' ? 'added' : 'removed']]
    })
    if (action === undefined && acts.length > 0) membership.set(id, new Map(acts))
  }

  const scanner = headJudge(
    markupScanner(
      {
        root: (tag) => checkRootTag(tag, 'sanctionsData', namespaces),
        piece: (name, raw) => {
          if (name === 'entity') entity(decoder.decode(raw))
          else if (name === 'publicationInfo') publication = decoder.decode(raw)
          else if (!knownChildren.has(name)) {
            throw new SourceShapeError('malformed', `Unexpected element ${name} in sanctionsData`)
          }
        },
      },
      { containers: ['entities'] },
    ),
  )
  scanner.push(bytes)
  scanner.end()
  const publishedOn = /^\d{4}-\d{2}-\d{2}/.exec(textOf(publication ?? '', 'datePublished') ?? '')?.[0]
  if (publishedOn === undefined) {
    throw new SourceShapeError('malformed', 'The delta file has no date of publication')
  }
  return {
    publishedOn,
    kind: textOf(publication ?? '', 'publicationType') ?? '',
    ...delta,
    lists,
    membership,
  }
}

const listNames: Readonly<Record<OfacSource, RegExp>> = {
  'ofac-sdn': /^SDN List$/i,
  'ofac-nonsdn': /^(?!SDN List$)/i,
}

/** One uid of which our diff and OFAC's own say different things. */
export interface Disagreement {
  uid: string
  /** What our diff says; `nothing` where it has no such change. */
  ours: Change['kind'] | 'nothing'
  /** What OFAC says. */
  theirs: 'added' | 'removed' | 'changed' | 'nothing'
  name?: string
}

/** What OFAC's statement says of a uid on one of our lists; each answer that our diff may give to agree with it. */
const fatesOf = (
  source: OfacSource,
  said: 'added' | 'removed' | 'changed',
  membership: Membership | undefined,
): ('added' | 'removed' | 'changed')[] => {
  const acts = new Set(
    [...(membership ?? [])].flatMap(([list, act]) => (listNames[source].test(list) ? [act] : [])),
  )
  const [act] = acts
  if (said !== 'changed' || act === undefined || acts.size > 1) return [said]
  // The non-SDN file joins several lists: who goes from one of them may stand on another, which the delta does not name.
  return source === 'ofac-sdn' ? [act] : [act, 'changed']
}

/**
 * Compares the changes of one publication with OFAC's own statement of them, both sides shown. A move of ours is a
 * removal of theirs. A party of both lists is one entity to OFAC, which comes on to one of them or goes from it as a
 * change. A uid that names only the other list is left out; one that names none counts if we changed it, and is left out
 * if not, for the delta does not say on which list it stands. A change of theirs in facts that the classic file does not
 * have (scripts, legal authorities) is no disagreement, nor is one that our facts do not show: those are `unseen`.
 */
export const compareWithDelta = (
  source: OfacSource,
  ours: readonly Pick<Change, 'id' | 'kind' | 'name'>[],
  delta: Delta,
): { disagreements: Disagreement[]; unseen: string[] } => {
  const concerns = (uid: string): boolean | undefined => {
    const names = delta.lists.get(uid) ?? []
    return names.length === 0 ? undefined : names.some((name) => listNames[source].test(name))
  }
  const theirs = new Map(
    (['added', 'removed', 'changed'] as const).flatMap((said) =>
      delta[said].map((uid) => [uid, fatesOf(source, said, delta.membership.get(uid))] as const),
    ),
  )
  const agrees = { added: 'added', removed: 'removed', moved: 'removed', amended: 'changed' } as const
  const disagreements: Disagreement[] = []
  const mine = new Set(ours.map(({ id }) => id))
  for (const { id: uid, kind, name } of ours) {
    const said = theirs.get(uid) ?? []
    if (!said.includes(agrees[kind]))
      disagreements.push({ uid, ours: kind, theirs: said[0] ?? 'nothing', name })
  }
  const unseen: string[] = []
  for (const [uid, said] of theirs) {
    if (mine.has(uid) || concerns(uid) === false) continue
    if (said.includes('changed')) unseen.push(uid)
    else if (concerns(uid) === true)
      disagreements.push({ uid, ours: 'nothing', theirs: said[0] ?? 'nothing' })
  }
  return { disagreements, unseen }
}
