import type { Alias, Identifier, Subject } from '../../model/designation.ts'
import { splitAliases, withAliasesInChain } from './entity-aliases.ts'
import { addressOf, readName, spellings, splitAddress, splitNames, withoutFullStop } from './entity-names.ts'
import { readPlaces, type NamedPlace } from './entity-places.ts'
import { namedSubsidiaries, scopeAtEnd } from './entity-scope.ts'
import { makerOf, ownerOf, partyAndOwner, readVessels, type NamedVessel } from './entity-vessels.ts'
import { cleanText, distinctAliases, nameKey, strongAlias } from './listed-name.ts'
import { hasWholeParentheses, splitOutsideParentheses } from './outside-parentheses.ts'
import type { Removal } from './remarks.ts'

/** What the entity's cell is read with. */
export interface EntityContext {
  /** ISO code of the row's country; absent for "Fishing Vessels". */
  country?: string
  merchandise: string
  removals: readonly Removal[]
}

type Found = Pick<Subject, 'kind' | 'name' | 'aliases' | 'countries' | 'addresses'> &
  Partial<Pick<Subject, 'origin' | 'includesSubsidiaries' | 'scope'>> & { imo?: string }

/** Cities that stand in a cell after the parties, as their address. */
const cities: ReadonlySet<string> = new Set(['Kathmandu'])

const partyOf = (text: string, country: string | undefined): Found => ({
  kind: 'party',
  ...readName(text, country),
})

const vesselOf = ({ name, imo }: NamedVessel): Found => ({
  kind: 'vessel',
  name,
  aliases: [],
  countries: [],
  addresses: [],
  ...(imo ? { imo } : {}),
})

const placeOf = ({ kind, name: published, origin }: NamedPlace): Found => {
  const { name, aliases } = readName(published, undefined)
  return { kind, name, aliases, countries: [origin.country], addresses: [], origin }
}

/** One part of a cell between semicolons: names, then the aliases of the last one. */
const readChunk = (chunk: string, country: string | undefined): Found[] => {
  const { first, aliases } = splitAliases(chunk)
  const { names: listed, at } = splitAddress(first)
  const { names, parts } = splitNames(listed)
  const parties = names.map((name) => partyOf(name, country))
  const named = parties.at(-1)
  if (!named) return []
  if (at !== undefined) {
    const address = addressOf(at, country)
    named.addresses.push(address)
    if (address.country) named.countries = [address.country]
  }
  for (const { kind, name } of aliases) {
    named.aliases.push(...spellings(withoutFullStop(name)).map((spelling) => strongAlias(spelling, kind)))
  }
  const weak = parts.filter((part) => nameKey(part).includes(' '))
  named.aliases.push(
    ...weak.map((name): Alias => ({ name, quality: 'weak', kind: 'part of the name as published' })),
  )
  return parties
}

const collective = /\s*\(collectively,?\s+(?:the\s+)?["']?([^()"']+)["']?\)$/i

const readParties = (text: string, country: string | undefined): Found[] => {
  const group = collective.exec(text)
  if (group) {
    return [...readParties(text.slice(0, group.index), country), partyOf(cleanText(group[1] ?? ''), country)]
  }
  const members = namedSubsidiaries(text)
  if (members) return [...readParties(members.owner, country), ...readParties(members.members, country)]
  const owned = partyAndOwner(text)
  if (owned) {
    const parties = readParties(owned.party, country)
    parties
      .at(-1)
      ?.aliases.push({ name: withoutFullStop(owned.owner), quality: 'weak', kind: 'owner as published' })
    return parties
  }
  const scope = scopeAtEnd(text)
  const parties: Found[] = []
  for (const chunk of splitOutsideParentheses(scope?.body ?? text, /;\s*(?:and\s+)?/g)) {
    const bare = withoutFullStop(chunk)
    if (bare === '') continue
    if (parties.length > 0 && cities.has(bare)) {
      for (const party of parties) party.addresses.push(addressOf(bare, country))
    } else parties.push(...readChunk(chunk, country))
  }
  for (const party of scope ? (scope.ofAll ? parties : parties.slice(-1)) : []) {
    party.scope = scope?.words ?? ''
    if (scope?.includesSubsidiaries) party.includesSubsidiaries = true
  }
  return parties
}

const includingVessels = /^(.+?),?\s+including\s+(?:the\s+)?(?:fishing\s+)?(?:vessels?\s*:?\s*)?(.+)$/i

/** A part of the cell that holds no parties alone: vessels, the owner of vessels, a maker, or places. */
const readSpecial = (
  text: string,
  { country, merchandise }: EntityContext,
  amongVessels: boolean,
): Found[] | undefined => {
  const owner = ownerOf(text)
  if (owner !== undefined) {
    // The owner is the party; the catch of all its vessels is covered, as the cell (kept in the notes) says.
    const [, of = owner, vessels = ''] = includingVessels.exec(owner) ?? []
    const named = scopeAtEnd(owner) === undefined && vessels !== '' ? readVessels(vessels, true) : undefined
    return [...readParties(named ? of : owner, country), ...(named ?? []).map(vesselOf)]
  }
  const vessels = readVessels(text, country === undefined || amongVessels)
  if (vessels) return vessels.map(vesselOf)
  const places =
    country === undefined ? [] : readPlaces(withoutFullStop(text), country, merchandise).map(placeOf)
  if (places.length > 0) return places
  const maker = makerOf(text)
  return maker === undefined ? undefined : readParties(maker, country)
}

const read = (text: string, context: EntityContext): Found[] => {
  const chained = withAliasesInChain(text)
  const chunks = splitOutsideParentheses(chained, /;\s*(?:and\s+)?/g).filter((chunk) => chunk !== '')
  const found: Found[] = []
  // Parties are read together: a scope at the end may speak of all of them ("and their subsidiaries").
  let parties: string[] = []
  const flush = (): void => {
    if (parties.length > 0) found.push(...readParties(parties.join('; '), context.country))
    parties = []
  }
  for (const chunk of chunks) {
    const special = readSpecial(chunk, context, found.at(-1)?.kind === 'vessel')
    if (special === undefined) parties.push(chunk)
    else {
      flush()
      found.push(...special)
    }
  }
  flush()
  return found
}

const slug = (name: string): string => nameKey(name).replaceAll(' ', '-')

const within = (text: string, name: string): boolean => ` ${nameKey(text)} `.includes(` ${nameKey(name)} `)

/** Words that no name has: a name with one of them was not fully read. */
const unreadWords =
  /\b(?:its|their|subsidiar(?:y|ies)|owned by|known as|aliases?)\b|\b[afn]\/k\/a\b|^(?:and|including)\b|[:;]/i

const isUnread = ({ kind, name }: Pick<Subject, 'kind' | 'name'>): boolean =>
  (kind === 'party' || kind === 'vessel') && (unreadWords.test(name) || !hasWholeParentheses(name))

export interface EntityReading {
  /** What the entity cell names. */
  listed: Subject[]
  /** Producers that the remarks take out of an order on a whole country's goods: always inactive. */
  exceptions: Subject[]
  /** Numbers of the vessels. */
  identifiers: Identifier[]
  /** Names in which words were left that are no part of a name: kept as they are, and said to be so. */
  unread: string[]
}

/**
 * The subjects of an order: parties, vessels, goods of an origin and places that its entity cell names. Those that the
 * remarks say were taken out are inactive; producers that are out of an order on a whole country's goods become
 * inactive subjects of their own, so that a supplier under such a name is known to be an exception.
 */
export const readEntities = (entityText: string, context: EntityContext): EntityReading => {
  const names = (removal: Removal, found: Found): boolean =>
    found.kind === 'party' && within(removal.text, found.name)
  const listed = read(cleanText(entityText), context)
  const exceptions = context.removals
    .filter((removal) => removal.producers && !listed.some((found) => names(removal, found)))
    .flatMap((removal) => readParties(removal.text, context.country))
  const taken = new Set<string>()
  const toSubject = ({ imo: _imo, ...found }: Found): Subject => {
    const stem = `${found.kind}:${slug(found.name)}`
    let id = stem
    for (let count = 2; taken.has(id); count++) id = `${stem}-${count}`
    taken.add(id)
    const removal = context.removals.find((one) => names(one, found))
    return {
      ...found,
      id,
      aliases: distinctAliases(found.name, found.aliases),
      status: removal ? 'inactive' : 'active',
      ...(removal ? { statusNote: removal.note } : {}),
    }
  }
  const subjects = listed.map(toSubject)
  return {
    listed: subjects,
    exceptions: exceptions.map(toSubject),
    identifiers: listed.flatMap(({ imo }) => (imo === undefined ? [] : [{ type: 'IMO', value: imo }])),
    unread: subjects.filter(isUnread).map(({ name }) => name),
  }
}
