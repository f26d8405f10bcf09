import { measuresOf } from '../../../shared/legal/consequences.ts'
import { identify, type Identified } from '../../../shared/lists/identity.ts'
import type { Designation } from '../../../shared/model/designation.ts'
import type { OfflineList } from './read-list.ts'

/** Ids for a list that nobody has seen before: the source's own, else those that identity allots at first sight. */
export const firstSight = (list: OfflineList): Identified =>
  identify(list.source, { ids: new Map() }, new Map(), list.entries, undefined)

export const designationsOf = (list: OfflineList): Designation[] => {
  const { ids } = firstSight(list)
  return list.entries.map((entry) => ({
    id: entry.ownId ?? ids.get(entry.naturalKey) ?? '',
    ...entry.facts(),
  }))
}

/** Today where the files do not say of which day they speak. The agencies' zone is New York. */
export const today = (): string => new Date().toLocaleDateString('en-CA', { timeZone: 'America/New_York' })

/** A designation as one line of output: what every line has first, then what else its source says. */
export const designationLine = (designation: Designation, on: string): Record<string, unknown> => {
  const {
    source,
    id,
    type,
    name,
    aliases,
    addresses,
    countries,
    programs,
    citation,
    listedOn,
    status,
    ...rest
  } = designation
  const measures = measuresOf(designation, on)
  return {
    source,
    id,
    type,
    name,
    aliases: aliases.map((alias) => ({ name: alias.name, quality: alias.quality, kind: alias.kind })),
    addresses,
    countries,
    programs,
    measure: measures[0] ?? null,
    measures,
    citation: citation ?? null,
    listedOn: listedOn ?? null,
    status,
    ...rest,
  }
}
