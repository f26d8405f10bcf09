import { SourceShapeError } from '../../errors.ts'
import type { DesignationFacts } from '../../model/designation.ts'
import { filledFields, type ReadEntry, type RuleAction, type RuleReading } from '../reader.ts'
import {
  compactName,
  destinationOf,
  discriminatorOf,
  keyParts,
  looseName,
  naturalKeyOf,
} from './natural-key.ts'

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

const refusal = (action: RuleAction, why: string): SourceShapeError =>
  new SourceShapeError(
    'unexplained-instruction',
    `The rule ${action.action}s “${action.target.name}” under ${action.target.country}, ${why}`,
    { place: action.place },
  )

/**
 * Finds the entry that an instruction names: under the destination, by its name without punctuation; failing that with
 * the legal forms shortened, where that leaves one entry only.
 */
const find = (keys: Iterable<string>, action: RuleAction): Found => {
  const wanted = keyParts(action.naturalKey)
  const country = destinationOf(action.target.country)
  const under = [...keys]
    .sort()
    .map((key) => ({ key, ...keyParts(key) }))
    .filter((one) => one.destinations.includes(country))
  const exact = under.filter((one) => compactName(one.name) === compactName(wanted.name))
  const loose = under.filter((one) => looseName(one.name) === looseName(wanted.name))
  const looseNames = new Set(loose.map((one) => one.name))
  const found = exact.length > 0 || action.action === 'add' || looseNames.size !== 1 ? exact : loose
  const names = new Set(found.map((one) => one.name))
  const parts = under.filter((one) =>
    [...names].some((name) => one.name.startsWith(name) && partOfEntry.test(one.name.slice(name.length))),
  )
  return { keys: found.map((one) => one.key), parts: parts.map((one) => one.key) }
}

/** The natural keys of `currentKeys` that a rule revises or removes: those whose facts `planRule` asks for. */
export const entriesTouched = (currentKeys: ReadonlySet<string>, rule: RuleReading): string[] => [
  ...new Set(
    rule.actions
      .filter((action) => action.action !== 'add')
      .flatMap((action) => {
        const { keys, parts } = find(currentKeys, action)
        return [...keys, ...parts]
      }),
  ),
]

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
 * `factsOf` gives the facts of entries that are revised or removed; without it, a revised entry has no listing date and
 * a row of the baseline that stands for several destinations cannot be divided, and is refused.
 */
export const planRule = (
  currentKeys: ReadonlySet<string>,
  rule: RuleReading,
  factsOf?: CurrentFacts,
): RulePlan => {
  const keys = new Set(currentKeys)
  const written = new Map<string, ReadEntry>()
  const write = (entry: ReadEntry) => {
    keys.add(entry.naturalKey)
    written.set(entry.naturalKey, entry)
  }
  const drop = (key: string) => {
    keys.delete(key)
    written.delete(key)
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
    const free = keys.has(rest.naturalKey)
      ? { ...rest, naturalKey: `${rest.naturalKey}#${discriminatorOf(key)}` }
      : rest
    write(free)
  }

  for (const action of rule.actions) {
    const { keys: found, parts } = find(keys, action)
    if (action.action === 'add') {
      if (found.length > 0) throw refusal(action, `which is listed already as ${found.join(', ')}`)
      write(action.entry!)
      continue
    }
    if (found.length === 0) throw refusal(action, 'which the list does not hold')
    if (action.action === 'remove') {
      for (const key of [...found, ...parts]) takeOut(key, action)
      continue
    }
    if (parts.length > 0) {
      throw refusal(
        action,
        `but ${parts.length} rows of its subordinate institutions or affiliates stand beside it`,
      )
    }
    // The key of a row of the entry's own is kept, so that the entry keeps its identity.
    const kept = found.find((key) => keyParts(key).destinations.length === 1)
    const listedOn = found.map((key) => current(key)?.listedOn).filter((date) => date !== undefined)
    const effectiveOn = kept === undefined ? undefined : current(kept)?.effectiveOn
    for (const key of found) takeOut(key, action)
    write({
      ...action.entry!,
      naturalKey: kept ?? action.naturalKey,
      facts: {
        ...action.entry!.facts,
        ...(listedOn.length === 0 ? {} : { listedOn: listedOn.sort()[0]! }),
        ...(effectiveOn === undefined ? {} : { effectiveOn }),
      },
    })
  }
  return {
    upserts: [...written.values()],
    removals: [...currentKeys].filter((key) => !keys.has(key)).sort(),
  }
}
