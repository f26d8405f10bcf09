import type { Address, Alias, Designation, Subject } from '../model/designation.ts'
import type { SupplierFacts } from '../model/supplier.ts'
import type { ScreeningModel } from './model.ts'
import {
  lookedUpNameKeys,
  nearWordOf,
  storedNameKeys,
  storedNearKeys,
  storedPersonKeys,
} from './name-keys.ts'
import { prepareName, type PreparedName } from './normalise.ts'
import { remember } from './remember.ts'
import { gradesAliases, weakByPolicy, type WeakReason } from './weak-aliases.ts'
import { scriptParts } from './script-parts.ts'
import type { Token } from './tokens.ts'

/** One name under which a party is listed: of the designation, or of an active subject of an order. */
export interface ListedName {
  name: string
  /** As the list grades it. */
  quality: Alias['quality']
  /** Who calls it weak: its list, or our policy, for the reason given. */
  readonly weakBy: 'list' | WeakReason | undefined
  /** `name`, or the alias's kind as published. */
  kind: string
  subject: Subject | undefined
  countries: readonly string[]
  addresses: readonly Address[]
  readonly prepared: PreparedName
  /** What the name looks up. */
  readonly keys: ReadonlySet<string>
}

export interface SupplierName {
  name: string
  prepared: PreparedName
  keys: ReadonlySet<string>
  /** The word whose near spellings are keys, if there is one, and the signs of those keys. */
  nearWord: Token | undefined
  nearKeys: ReadonlyMap<string, number>
}

/** A listed person, not a party or vessel of an order. */
export const isPerson = (owner: Designation | Subject): boolean => 'type' in owner && owner.type === 'person'

const isParty = (subject: Subject): boolean => subject.kind === 'party' || subject.kind === 'vessel'

const isNamedBefore = (owner: Designation | Subject, { name, quality }: Alias, position: number): boolean => {
  if (quality === 'strong' && name === owner.name) return true
  for (let i = 0; i < position; i++) {
    const other = owner.aliases[i]
    if (other?.name === name && other.quality === quality) return true
  }
  return false
}

/** Takes a name as it is written, with the alias that it is, the party that has it, and the subject that the party is. */
type TakeName = (
  name: string,
  alias: Alias | undefined,
  owner: Designation | Subject,
  subject: Subject | undefined,
) => void

const eachNameOf = (owner: Designation | Subject, subject: Subject | undefined, take: TakeName): void => {
  take(owner.name, undefined, owner, subject)
  let position = 0
  for (const alias of owner.aliases) {
    if (!isNamedBefore(owner, alias, position)) take(alias.name, alias, owner, subject)
    position += 1
  }
}

/** The names as they are written, in the order of `listedNames`: of the designation and of its active subjects. */
export const eachWrittenName = (designation: Designation, take: TakeName): void => {
  const { status, type, subjects } = designation
  if (status !== 'active' || type === 'address' || type === 'place') return
  // An order's own name describes it ("Cotton of Turkmenistan"); its parties are its subjects.
  if (type !== 'order') eachNameOf(designation, undefined, take)
  for (const subject of subjects)
    if (isParty(subject) && subject.status === 'active') eachNameOf(subject, subject, take)
}

/** Prepared when it is first compared: of a party's many names few are ever met. */
class NameOfList implements ListedName {
  readonly name: string
  readonly quality: Alias['quality']
  readonly kind: string
  readonly subject: Subject | undefined
  readonly countries: readonly string[]
  readonly addresses: readonly Address[]
  readonly #model: ScreeningModel
  readonly #person: boolean
  /** All names of the same party, its own name first. */
  readonly #siblings: readonly NameOfList[]
  readonly #graded: boolean
  #weakBy: 'list' | WeakReason | null | undefined
  #prepared: PreparedName | undefined
  #keys: ReadonlySet<string> | undefined

  constructor(
    name: string,
    alias: Alias | undefined,
    owner: Designation | Subject,
    subject: Subject | undefined,
    model: ScreeningModel,
    siblings: readonly NameOfList[],
    graded: boolean,
  ) {
    this.#siblings = siblings
    this.#graded = graded
    this.name = name
    this.quality = alias?.quality ?? 'strong'
    this.kind = alias?.kind ?? 'name'
    this.subject = subject
    this.countries = owner.countries
    this.addresses = owner.addresses
    this.#model = model
    this.#person = isPerson(owner)
  }

  get weakBy(): 'list' | WeakReason | undefined {
    this.#weakBy ??=
      this.quality === 'weak' ? 'list' : this.#graded || this.kind === 'name' ? null : this.#byPolicy()
    return this.#weakBy ?? undefined
  }

  #byPolicy(): WeakReason | null {
    const [own] = this.#siblings
    if (own === undefined || own === this) return null
    return weakByPolicy(
      this.prepared,
      own.prepared,
      this.#siblings.values().map(({ prepared }) => prepared),
    )
  }

  get prepared(): PreparedName {
    return (this.#prepared ??= prepareName(this.name, this.#model))
  }

  get keys(): ReadonlySet<string> {
    return (this.#keys ??= new Set(lookedUpNameKeys(this.prepared, this.#person)))
  }
}

/** The names under which an active designation may be met; empty for addresses, places and orders on goods alone. */
export const listedNames = remember((designation: Designation, model: ScreeningModel): ListedName[] => {
  const names: ListedName[] = []
  const graded = gradesAliases(designation.source)
  let of: Designation | Subject | undefined
  let siblings: NameOfList[] = []
  eachWrittenName(designation, (name, alias, owner, subject) => {
    if (owner !== of) siblings = []
    of = owner
    const listed = new NameOfList(name, alias, owner, subject, model, siblings, graded)
    siblings.push(listed)
    names.push(listed)
  })
  return names
})

const noKeys: ReadonlyMap<string, number> = new Map()

/** A supplier's name and its other names; one that is two names in two scripts is met by either, and told as it is written. */
export const supplierNames = remember((supplier: SupplierFacts, model: ScreeningModel): SupplierName[] => {
  const person = supplier.type === 'person'
  const names: SupplierName[] = []
  const take = (name: string, part: string): void => {
    const prepared = prepareName(part, model)
    const keys = new Set(storedNameKeys(prepared))
    if (person) for (const key of storedPersonKeys(prepared)) keys.add(key)
    const nearWord = nearWordOf(prepared)
    names.push({ name, prepared, keys, nearWord, nearKeys: nearWord ? storedNearKeys(nearWord) : noKeys })
  }
  for (const name of new Set([supplier.name, ...supplier.otherNames])) {
    if (name.trim() === '') continue
    take(name, name)
    for (const part of scriptParts(name, person)) take(name, part)
  }
  return names
})
