import type { Address, Alias, Designation, Subject } from '../model/designation.ts'
import type { SupplierFacts } from '../model/supplier.ts'
import type { ScreeningModel } from './model.ts'
import { prepareName, type PreparedName } from './normalise.ts'
import { lookedUpNameKeys, storedNameKeys } from './name-keys.ts'

/** One name under which a party is listed: of the designation, or of an active subject of an order. */
export interface ListedName {
  name: string
  quality: Alias['quality']
  /** `name`, or the alias's kind as published. */
  kind: string
  prepared: PreparedName
  keys: readonly string[]
  subject?: Subject
  countries: readonly string[]
  addresses: readonly Address[]
}

export interface SupplierName {
  name: string
  prepared: PreparedName
  keys: ReadonlySet<string>
}

const isParty = (subject: Subject): boolean => subject.kind === 'party' || subject.kind === 'vessel'

const readListedNames = (designation: Designation, model: ScreeningModel): ListedName[] => {
  if (designation.status !== 'active' || designation.type === 'address' || designation.type === 'place')
    return []
  const read = (
    owner: {
      name: string
      aliases: readonly Alias[]
      countries: readonly string[]
      addresses: readonly Address[]
    },
    subject?: Subject,
  ): ListedName[] => {
    const names = [{ name: owner.name, quality: 'strong' as const, kind: 'name' }, ...owner.aliases]
    const seen = new Set<string>()
    return names
      .filter(({ name, quality }) => !seen.has(`${quality} ${name}`) && seen.add(`${quality} ${name}`))
      .map(({ name, quality, kind }) => {
        const prepared = prepareName(name, model)
        const keys = lookedUpNameKeys(prepared)
        return {
          name,
          quality,
          kind,
          prepared,
          keys,
          ...(subject ? { subject } : {}),
          countries: owner.countries,
          addresses: owner.addresses,
        }
      })
  }
  // An order's own name describes it ("Cotton of Turkmenistan"); its parties are its subjects.
  const subjects = designation.subjects.filter((subject) => isParty(subject) && subject.status === 'active')
  const own = designation.type === 'order' ? [] : read(designation)
  return [...own, ...subjects.flatMap((subject) => read(subject, subject))]
}

/**
 * Remembers what was derived from an object for as long as the object lives: one designation meets many suppliers.
 * Designations and suppliers are values; whoever changes one makes a new object.
 */
const remember = <Key extends object, Value>(derive: (key: Key, model: ScreeningModel) => Value) => {
  const byModel = new WeakMap<ScreeningModel, WeakMap<Key, Value>>()
  return (key: Key, model: ScreeningModel): Value => {
    let known = byModel.get(model)
    if (!known) byModel.set(model, (known = new WeakMap()))
    let value = known.get(key)
    if (value === undefined) known.set(key, (value = derive(key, model)))
    return value
  }
}

/** The names under which an active designation may be met; empty for addresses, places and orders on goods alone. */
export const listedNames = remember(readListedNames)

/** A supplier's name and its other names. */
export const supplierNames = remember((supplier: SupplierFacts, model: ScreeningModel): SupplierName[] =>
  [...new Set([supplier.name, ...supplier.otherNames])]
    .filter((name) => name.trim() !== '')
    .map((name) => {
      const prepared = prepareName(name, model)
      return { name, prepared, keys: new Set(storedNameKeys(prepared)) }
    }),
)
