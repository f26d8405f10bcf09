import { SourceShapeError } from '../../errors.ts'
import type { DesignationFacts } from '../../model/designation.ts'
import {
  filledFields,
  type EntryEdit,
  type ReadEntry,
  type RuleAction,
  type RulePages,
  type RuleReading,
} from '../reader.ts'
import { licenceTerms, programsOf } from './licence-terms.ts'
import {
  compactName,
  destinationOf,
  discriminatorOf,
  keyParts,
  looseName,
  naturalKeyOf,
  partyOf,
} from './natural-key.ts'
import { withoutCountry, withParts } from './address-parts.ts'
import { isAddressPlaceholder } from './party-type.ts'
import { readAddresses } from './postal-addresses.ts'

/** What a rule does to the list: entries to write under their natural key, and natural keys that go. */
export interface RulePlan {
  upserts: ReadEntry[]
  removals: string[]
}

/** Gives the current facts of an entry; asked only for the entries that `entriesTouched` names. */
export type CurrentFacts = (naturalKey: string) => DesignationFacts | undefined

/** The screening list prints a part of an entry as a row of its own, after the name of the head. */
const partOfEntry = /^-(?:subordinate-institution|affiliated-entity)-/u

interface Found {
  /** Natural keys of the rows that the current list holds of the entry (several where the baseline prints one per address). */
  keys: string[]
  /** Rows of subordinate institutions and affiliated entities, which the regulation prints within the entry. */
  parts: string[]
}

interface Row {
  key: string
  destinations: string[]
  name: string
  compact: string
}

/** The keys of the list, looked up by destination: a rule of a hundred entries asks a hundred times. */
class Keys {
  private readonly byDestination = new Map<string, Map<string, Row>>()
  readonly all: Set<string>

  constructor(keys: Iterable<string>) {
    this.all = new Set()
    for (const key of keys) this.add(key)
  }

  add(key: string): void {
    if (this.all.has(key)) return
    this.all.add(key)
    const parts = keyParts(key)
    const row = { key, destinations: parts.destinations, name: parts.name, compact: compactName(parts.name) }
    for (const destination of parts.destinations) {
      const rows = this.byDestination.get(destination) ?? new Map<string, Row>()
      rows.set(key, row)
      this.byDestination.set(destination, rows)
    }
  }

  delete(key: string): void {
    this.all.delete(key)
    for (const destination of keyParts(key).destinations) this.byDestination.get(destination)?.delete(key)
  }

  /** In the order of the keys, so that the order of the list means nothing. */
  under(destination: string): Row[] {
    return [...(this.byDestination.get(destination)?.values() ?? [])].sort((a, b) => (a.key < b.key ? -1 : 1))
  }
}

const bearsPlaceholder = (facts: DesignationFacts | undefined, name: string): boolean =>
  facts?.notes.some(
    (note) => note.label === 'Placeholder' && compactName(note.value) === compactName(name),
  ) ?? false

/** Destinations that have, or had, more than one heading: Crimea beside Ukraine, Hong Kong beside China. */
const sharedDestinations: ReadonlySet<string> = new Set(['CN', 'UA'])

const headingOf = ({ target: { region, country } }: RuleAction): string => region ?? country

/**
 * The heading that an entry stands under, as its key or its facts say; `undefined` where they do not: the screening list
 * prints no headings.
 */
const headingIn = (key: string, facts: DesignationFacts | undefined): string | undefined => {
  const marked = /^([A-Z]{2}(?:-\d{2})?)(?:\.\d+)?$/u.exec(keyParts(key).discriminator ?? '')?.[1]
  if (marked !== undefined) return marked
  if (facts?.regions.includes('UA-43')) return 'UA-43'
  return facts?.countries.includes('HK') && !facts.countries.includes('CN') ? 'HK' : undefined
}

/** Whether an entry stands under a destination still: one that moved is also known by its former key. */
const standsUnder = (country: string, facts: DesignationFacts | undefined): boolean =>
  facts === undefined ||
  facts.countries.length === 0 ||
  facts.countries.some((own) => destinationOf(own) === destinationOf(country))

/** Whether an entry of which the heading is not known may be the one under this heading. */
const mayStandUnder = (heading: string, facts: DesignationFacts | undefined): boolean => {
  if (facts === undefined) return true
  if (heading === 'UA-43') return facts.addresses.some(({ text }) => /\bCrimea\b/iu.test(text))
  return heading !== 'HK' || facts.countries.includes('HK')
}

const refusal = (action: RuleAction, why: string): SourceShapeError =>
  new SourceShapeError(
    'unexplained-instruction',
    action.scope === undefined
      ? `The rule ${action.action}s “${action.target.name}” under ${action.target.country}, ${why}`
      : `The rule replaces “${action.edits?.[0]?.text ?? ''}”, ${why}`,
    { place: action.place },
  )

/**
 * Finds the entry that an instruction names: under the destination, by its name without punctuation; failing that with
 * the legal forms shortened, where that leaves one entry only.
 */
const find = (
  keys: Keys,
  action: RuleAction,
  factsOf?: CurrentFacts,
  headings?: ReadonlyMap<string, string>,
): Found => {
  const heading = headingOf(action)
  /** Of rows of one name, those under the instruction's own heading. */
  const apart = (named: Row[]): Row[] => {
    const rows = named.filter((row) => standsUnder(action.target.country, factsOf?.(row.key)))
    if (rows.length === 0 || !sharedDestinations.has(destinationOf(action.target.country))) return rows
    const known = (row: Row) => headings?.get(row.key) ?? headingIn(row.key, factsOf?.(row.key))
    const own = rows.filter((row) => known(row) === heading)
    const unknown = rows.filter((row) => known(row) === undefined)
    const isRegion = heading === 'UA-43' || heading === 'HK'
    if (action.action === 'add')
      return [...own, ...unknown.filter((row) => mayStandUnder(heading, factsOf?.(row.key)))]
    if (isRegion) return own.length > 0 ? own : unknown
    if (own.length + unknown.length > 0) return [...own, ...unknown]
    // What stood under Hong Kong stands under China since 85 FR 83765.
    return heading === 'CN' ? rows.filter((row) => known(row) === 'HK') : []
  }
  const wanted = keyParts(action.naturalKey)
  const under = keys.under(destinationOf(action.target.country))
  const placeholder = action.action !== 'add' && isAddressPlaceholder(action.target.name)
  const exact = apart(
    placeholder
      ? under.filter((one) => bearsPlaceholder(factsOf?.(one.key), action.target.name))
      : under.filter((one) => one.compact === compactName(wanted.name)),
  )
  if (placeholder && exact.length > 1)
    throw refusal(action, 'a placeholder that several listed addresses bear')
  const near = (test: (name: string) => boolean): Row[] => {
    const rows = apart(under.filter((one) => test(one.name)))
    return new Set(rows.map((one) => one.name)).size === 1 ? rows : []
  }
  const compactWanted = compactName(wanted.name)
  const found =
    exact.length > 0 || action.action === 'add' || placeholder
      ? exact
      : [
          () => near((name) => looseName(name) === looseName(wanted.name)),
          // Older rules quote the whole entry, with its address, where they remove it.
          () =>
            action.action === 'remove' && compactWanted.length > 20
              ? near((name) => name.length > 8 && compactWanted.startsWith(compactName(name)))
              : [],
        ].reduce<Row[]>((rows, look) => (rows.length > 0 ? rows : look()), [])
  const names = new Set(found.map((one) => one.name))
  const parts = under.filter((one) =>
    [...names].some((name) => one.name.startsWith(name) && partOfEntry.test(one.name.slice(name.length))),
  )
  return { keys: found.map((one) => one.key), parts: parts.map((one) => one.key) }
}

/** The natural keys of `currentKeys` that a rule revises or removes: those whose facts `planRule` asks for. */
export const entriesTouched = (currentKeys: ReadonlySet<string>, rule: RuleReading): string[] => {
  const keys = new Keys(currentKeys)
  if (rule.actions.some(({ scope }) => scope !== undefined)) return [...currentKeys]
  return [
    ...new Set(
      rule.actions
        .filter((action) => action.action !== 'add')
        .flatMap((action) => {
          const found = find(keys, action)
          return [...found.keys, ...found.parts]
        }),
    ),
  ]
}

/** The words of a rule in a text of the entry: compared without case and punctuation, replaced where they stand. */
const replaceWords = (text: string, words: string, by: string): string | undefined => {
  if (compactName(text) === compactName(words)) return by
  const at = text.toLowerCase().indexOf(words.toLowerCase())
  return at < 0 ? undefined : `${text.slice(0, at)}${by}${text.slice(at + words.length)}`
}

/** All places of the words in a text, as a rule on citations means it ("wherever it appears"). */
const replaceAll = (text: string, words: string, by: string): string => text.split(words).join(by)

/** An entry with the changes that an instruction spells out. Whatever is to go must be there. */
const edited = (facts: DesignationFacts, action: RuleAction): DesignationFacts =>
  (action.edits ?? []).reduce((now, edit) => editedOnce(now, edit, action), facts)

const editedOnce = (facts: DesignationFacts, edit: EntryEdit, action: RuleAction): DesignationFacts => {
  const { op, of, text, by } = edit
  const missing = (): SourceShapeError =>
    refusal(action, `but the ${of} “${text}” is not in the entry that is listed`)
  if (of === 'alias') {
    const rest = facts.aliases.filter((alias) => compactName(alias.name) !== compactName(text))
    if (op !== 'add' && rest.length === facts.aliases.length) throw missing()
    const came = op === 'add' ? text : by
    return {
      ...facts,
      aliases: came === undefined ? rest : [...rest, { name: came, quality: 'strong', kind: 'a.k.a.' }],
    }
  }
  if (of === 'address') {
    // The regulation writes "…, China", the screening list "…, CN".
    const placeIn = (address: string, country: string) => compactName(withoutCountry(address, country))
    const rest = facts.addresses.filter((address) => {
      const country = address.country ?? action.target.country
      return placeIn(address.text, country) !== placeIn(text, country)
    })
    if (op !== 'add' && rest.length === facts.addresses.length) throw missing()
    const came = op === 'add' ? text : by
    const read = came === undefined ? [] : readAddresses(came, action.target.country).addresses
    return { ...facts, addresses: [...rest, ...read] }
  }
  if (op === 'add') throw refusal(action, `but where the words “${text}” go is not said, nor printed`)
  const next = withWords(facts, text, by ?? '')
  if (next === undefined) throw missing()
  return next
}

/** Words replaced in the name, else in the aliases, else in the addresses, else in the licence terms; `undefined`: they are nowhere. */
const withWords = (
  facts: DesignationFacts,
  text: string,
  replacement: string,
): DesignationFacts | undefined => {
  const name = replaceWords(facts.name, text, replacement)
  if (name !== undefined && name !== '') return { ...facts, name, party: partyOf(name) }
  const swap = <T>(
    members: readonly T[],
    of$: (member: T) => string,
    put: (member: T, value: string) => T,
  ): T[] | undefined => {
    const next = members.map((member) => {
      const value = replaceWords(of$(member), text, replacement)
      return value === undefined ? member : put(member, value)
    })
    return next.every((member, at) => member === members[at]) ? undefined : next
  }
  const aliases = swap(
    facts.aliases,
    (alias) => alias.name,
    (alias, value) => ({ ...alias, name: value }),
  )
  if (aliases) return { ...facts, aliases }
  const addresses = swap(
    facts.addresses,
    (address) => address.text,
    // Its parts are cut afresh: the words that changed may be any of them.
    (address, value) => withParts({ ...address, text: value }),
  )
  if (addresses) return { ...facts, addresses }
  const { licence } = facts
  if (licence === undefined || ![licence.requirement, licence.reviewPolicy].some((one) => one.includes(text)))
    return undefined
  return withTerms(facts, text, replacement)
}

const withTerms = (facts: DesignationFacts, text: string, by: string): DesignationFacts => {
  const { requirement, reviewPolicy, footnotes } = facts.licence!
  const terms = licenceTerms(
    replaceAll(requirement, text, by),
    replaceAll(reviewPolicy, text, by),
    // A raised figure may have been told by its markup alone.
    footnotes,
  )
  return terms === undefined ? facts : { ...facts, licence: terms, programs: programsOf(terms) }
}

/** Whether an entry was listed or amended on one of the pages. */
const citesPages = (facts: DesignationFacts, { volume, from, to }: RulePages): boolean =>
  [...(facts.citation?.title ?? '').matchAll(/(\d+) FR (\d+)/gu)].some(
    ([, own, page]) => Number(own) === volume && Number(page) >= from && Number(page) <= to,
  )

/** The citation of a rule that amended an entry joins those that the entry has. */
const citedToo = (facts: DesignationFacts, rule: RuleReading): DesignationFacts => {
  const title = facts.citation?.title
  if (title?.includes(rule.citation)) return facts
  return {
    ...facts,
    citation: {
      ...facts.citation,
      title: title === undefined ? rule.citation : `${title}; ${rule.citation}`,
    },
  }
}

/** A row that stands for entries under several destinations, without the one of which the rule disposes. */
const withoutDestination = (facts: DesignationFacts, key: string, country: string): ReadEntry => {
  const rest = keyParts(key).destinations.filter((destination) => destination !== country)
  const remains = (code: string | undefined) => code === undefined || destinationOf(code) !== country
  const kept: DesignationFacts = {
    ...facts,
    countries: facts.countries.filter(remains),
    addresses: facts.addresses.filter((address) => remains(address.country)),
  }
  return {
    naturalKey: naturalKeyOf(rest, facts.name),
    facts: kept,
    guard: { type: kept.type, filled: filledFields(kept), category: 'EL' },
  }
}

/**
 * What a rule does to the list of `currentKeys`, instruction by instruction. Refuses (`unexplained-instruction`) an
 * addition of what is listed, and a revision or removal of what is not: then the list and the rule do not belong together.
 *
 * `reflected`: the list may show what the rule does already (it was consolidated around the day of the rule): then what
 * is done already is passed over. `factsOf` gives the facts of entries that are revised or removed; without it, a revised entry has no listing date and
 * a row of the baseline that stands for several destinations cannot be divided, and is refused.
 */
export const planRule = (
  currentKeys: ReadonlySet<string>,
  rule: RuleReading,
  factsOf?: CurrentFacts,
  options: { reflected?: boolean } = {},
): RulePlan => {
  const keys = new Keys(currentKeys)
  const written = new Map<string, ReadEntry>()
  /** Under which heading the rule's own entries stand. */
  const headings = new Map<string, string>()
  const write = (entry: ReadEntry, heading?: string) => {
    keys.add(entry.naturalKey)
    written.set(entry.naturalKey, entry)
    if (heading !== undefined) headings.set(entry.naturalKey, heading)
  }
  const drop = (key: string) => {
    keys.delete(key)
    written.delete(key)
    headings.delete(key)
  }
  const current = (key: string) => written.get(key)?.facts ?? factsOf?.(key)

  /** Takes the entry under the action's destination out of a row; what the row says of other destinations stays. */
  const takeOut = (key: string, action: RuleAction) => {
    const country = destinationOf(action.target.country)
    if (keyParts(key).destinations.length === 1) {
      drop(key)
      return
    }
    const facts = current(key)
    if (facts === undefined) {
      throw refusal(action, `but the row ${key} stands for several destinations and its facts were not given`)
    }
    drop(key)
    const rest = withoutDestination(facts, key, country)
    const free = keys.all.has(rest.naturalKey)
      ? { ...rest, naturalKey: `${rest.naturalKey}#${discriminatorOf(key)}` }
      : rest
    write(free)
  }

  /**
   * A key that no other entry has: one of the same name under another heading, or that moved away, keeps its own; any other
   * is refused. A name that the entry `own` had before is still its own.
   */
  const keyFor = (naturalKey: string, action: RuleAction, own?: DesignationFacts): string => {
    if (!keys.all.has(naturalKey) || (own !== undefined && current(naturalKey) === own)) return naturalKey
    const { country } = action.target
    const taken = (key: string): boolean => {
      if (!standsUnder(country, current(key))) return false
      if (!sharedDestinations.has(destinationOf(country))) return true
      const heading = headings.get(key) ?? headingIn(key, current(key))
      return heading === undefined
        ? mayStandUnder(headingOf(action), current(key))
        : heading === headingOf(action)
    }
    const marked = `${naturalKey.split('#')[0]!}#${headingOf(action)}`
    for (let at = 1, key = naturalKey; ; at += 1, key = at === 2 ? marked : `${marked}.${at - 1}`) {
      if (!keys.all.has(key)) return key
      if (taken(key)) throw refusal(action, `but ${key} is another entry of the list`)
    }
  }

  /** An entry in other words, under a new key where its name is another. */
  const rewrite = (key: string, before: DesignationFacts, after: DesignationFacts, action: RuleAction) => {
    const renamed = compactName(after.name) !== compactName(before.name)
    if (renamed) drop(key)
    write({
      naturalKey: renamed
        ? keyFor(naturalKeyOf(keyParts(key).destinations, after.name), action, before)
        : key,
      facts: after,
      guard: { type: after.type, filled: filledFields(after), category: 'EL' },
      ...(renamed ? { replaces: key } : {}),
    })
  }

  /** A change of words whose entries are not named: in all that have them, or in the one of the corrected rule. */
  const replaceInScope = (action: RuleAction, scope: NonNullable<RuleAction['scope']>) => {
    const { text, by = '' } = action.edits![0]!
    // An entry that was renamed is known under its former key too, and is one entry.
    const seen = new Set<DesignationFacts>()
    const changed = [...keys.all].flatMap((key) => {
      const before = current(key)
      if (before === undefined) throw refusal(action, 'but the facts of the entries were not given')
      if (seen.has(before)) return []
      seen.add(before)
      if (scope !== 'list' && !citesPages(before, scope)) return []
      const after = withWords(before, text, by)
      return after === undefined ? [] : [{ key, before, after }]
    })
    if (changed.length === 0 && options.reflected) return
    if (changed.length === 0 || (scope !== 'list' && changed.length > 1))
      throw refusal(
        action,
        changed.length === 0
          ? 'which no entry has'
          : `which ${changed.length} entries of the corrected rule have: ${changed.map(({ key }) => key).join(', ')}`,
      )
    for (const { key, before, after } of changed) rewrite(key, before, citedToo(after, rule), action)
  }

  // What goes goes first: then an entry that takes the name of one that the rule removes is not mistaken for it.
  const ordered = [
    ...rule.actions.filter(({ scope }) => scope !== undefined),
    ...rule.actions.filter(({ scope, action }) => scope === undefined && action === 'remove'),
    ...rule.actions.filter(({ scope, action }) => scope === undefined && action !== 'remove'),
  ]
  for (const action of ordered) {
    if (action.scope !== undefined) {
      replaceInScope(action, action.scope)
      continue
    }
    const { keys: found, parts } = find(keys, action, current, headings)
    if (action.action === 'add') {
      if (found.length > 0) {
        if (options.reflected) continue
        throw refusal(action, `which is listed already as ${found.join(', ')}`)
      }
      const entry = action.entry!
      write({ ...entry, naturalKey: keyFor(entry.naturalKey, action) }, headingOf(action))
      continue
    }
    if (found.length === 0) {
      // The list may show the rule's work already: an entry that is gone, or that bears its new name.
      const renamed = action.entry !== undefined && action.entry.naturalKey !== action.naturalKey
      if (options.reflected && (action.action === 'remove' || renamed)) continue
      throw refusal(action, 'which the list does not hold')
    }
    if (action.action === 'remove') {
      for (const key of [...found, ...parts]) takeOut(key, action)
      continue
    }
    if (parts.length > 0 && action.entry !== undefined) {
      throw refusal(
        action,
        `but ${parts.length} rows of its subordinate institutions or affiliates stand beside it`,
      )
    }
    const listed = found.map((key) => ({ key, facts: current(key) }))
    // An entry that cites the rule was consolidated with it: what it says now may be a later rule's work.
    if (options.reflected && listed.some(({ facts }) => facts?.citation?.title.includes(rule.citation)))
      continue
    if (action.entry === undefined) {
      for (const { key, facts } of listed) {
        if (facts === undefined) throw refusal(action, 'whose facts were not given')
        let next: DesignationFacts
        try {
          next = citedToo(edited(facts, action), rule)
        } catch (error) {
          if (options.reflected) continue
          throw error
        }
        rewrite(key, facts, next, action)
      }
      continue
    }
    // The key of a row of the entry's own is kept, so that the entry keeps its identity; a new name is a new key for it.
    const kept = found.find((key) => keyParts(key).destinations.length === 1)
    const listedOn = listed.map(({ facts }) => facts?.listedOn).filter((date) => date !== undefined)
    const keptFacts = kept === undefined ? undefined : current(kept)
    const effectiveOn = keptFacts?.effectiveOn
    const grounds = keptFacts?.grounds
    const renamed = action.entry.naturalKey !== action.naturalKey
    for (const key of found) takeOut(key, action)
    // A list of around the day of the rule may show the new name already, beside the old one.
    const naturalKey =
      renamed && options.reflected
        ? action.entry.naturalKey
        : renamed
          ? keyFor(action.entry.naturalKey, action, keptFacts)
          : (kept ?? keyFor(action.naturalKey, action))
    const entry: ReadEntry = {
      ...action.entry,
      naturalKey,
      ...(renamed && kept !== undefined ? { replaces: kept } : {}),
      facts: {
        ...action.entry.facts,
        ...(listedOn.length === 0 ? {} : { listedOn: listedOn.sort()[0]! }),
        ...(effectiveOn === undefined ? {} : { effectiveOn }),
        ...(grounds === undefined ? {} : { grounds }),
      },
    }
    write(entry, headingOf(action))
  }
  const removals = [...currentKeys].filter((key) => !keys.all.has(key)).sort()
  return { upserts: withMoves([...written.values()], removals), removals }
}

/**
 * An entry that a rule takes out under one destination and puts in under another is the same entry, moved: it keeps its
 * id, where the party went from one place to one other.
 */
const withMoves = (upserts: ReadEntry[], removals: readonly string[]): ReadEntry[] => {
  const gone = Map.groupBy(removals, (key) => compactName(keyParts(key).name))
  const replaced = new Set(upserts.flatMap(({ replaces }) => replaces ?? []))
  const came = Map.groupBy(
    upserts.filter(({ naturalKey }) => !removals.includes(naturalKey)),
    ({ naturalKey }) => compactName(keyParts(naturalKey).name),
  )
  return upserts.map((entry) => {
    const name = compactName(keyParts(entry.naturalKey).name)
    const from = gone.get(name)
    if (entry.replaces !== undefined || from?.length !== 1 || came.get(name)?.length !== 1) return entry
    return replaced.has(from[0]!) ? entry : { ...entry, replaces: from[0]! }
  })
}
