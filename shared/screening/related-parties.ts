import type { Designation } from '../model/designation.ts'
import type {
  Evaluation,
  ExplanationStep,
  ListedHolding,
  Met,
  MetThrough,
  OwnershipLaw,
  Thresholds,
} from '../model/match.ts'
import { plainSupplier, type SupplierFacts, type SupplierOfficer } from '../model/supplier.ts'
import { evaluateIdentifier } from './identifiers.ts'
import { supplierKeys } from './keys.ts'
import type { ScreeningModel } from './model.ts'
import { evaluateName } from './name-rule.ts'
import { prepareName } from './normalise.ts'
import { partyKey } from './ownership.ts'
import { shareOfOwners, type Stake } from './share-of-owners.ts'
import { thresholds, underThresholds } from './thresholds.ts'

/**
 * The parties behind a supplier, each screened as a party of its own: its officers, and its owners with the owners of
 * those that are registered themselves, up to the last.
 */
export interface RelatedParties {
  officers: readonly Related[]
  owners: readonly Related[]
  /** The holdings that lead to the supplier. Parties are named by their keys. */
  stakes: readonly Stake[]
  /** The supplier's own key. */
  supplier: string
}

/** One of them, as it is compared. */
export interface Related {
  /** Names it in the holdings. */
  key: string
  met: Met
  /** As what it is compared: once, or as an organisation and as a person where nobody said which it is. */
  as: readonly SupplierFacts[]
  /** Registered itself: its identifiers count too. */
  registered: boolean
}

const registeredKey = (supplierId: string): string => `id ${supplierId}`
const namedKey = (name: string): string => `name ${partyKey(name)}`

const partyOf = (as: Met['as'], name: string, type: SupplierFacts['type']): SupplierFacts => ({
  ...plainSupplier('', name),
  roles: [as],
  type,
})

/** An officer is a person; only the year of birth can say more than the name. */
const officerFacts = ({ name, born }: SupplierOfficer): SupplierFacts => ({
  ...partyOf('officer', name, 'person'),
  ...(born === undefined ? {} : { birthDate: born }),
})

/** An owner of whom only the name is known: a company where the name has a legal form, else in both senses. */
const namedOwner = (name: string, model: ScreeningModel): SupplierFacts[] => [
  partyOf('owner', name, 'organisation'),
  ...(prepareName(name, model).ignored.length > 0 ? [] : [partyOf('owner', name, 'person')]),
]

/** The ids of the registered parties that own a supplier directly. */
export const ownerIdsOf = ({ owners }: SupplierFacts): string[] =>
  owners.flatMap(({ supplierId }) => (supplierId === undefined ? [] : [supplierId]))

/**
 * Finds the officers and owners of a supplier, nearest first. An owner of whom a register knows more than one way down to
 * the supplier is told by the shortest; circles end where they began.
 *
 * @param upstream registered parties by id: all that own the supplier, directly or through others.
 */
export const relatedParties = (
  supplier: SupplierFacts,
  upstream: ReadonlyMap<string, SupplierFacts>,
  model: ScreeningModel,
): RelatedParties => {
  const officers = supplier.officers.map((officer): Related => {
    const { name, role } = officer
    return {
      key: namedKey(name),
      met: { as: 'officer', name, ...(role === undefined ? {} : { position: role }) },
      as: [officerFacts(officer)],
      registered: false,
    }
  })
  const self = registeredKey(supplier.supplierId)
  const owners = new Map<string, Related>()
  const stakes: Stake[] = []
  const queue: { party: SupplierFacts; through: MetThrough[] }[] = [{ party: supplier, through: [] }]
  const seen = new Set([self])
  for (let next = queue.shift(); next; next = queue.shift()) {
    const { party, through } = next
    for (const { name, supplierId, percent } of party.owners) {
      const known = supplierId === undefined ? undefined : upstream.get(supplierId)
      const called = known?.name ?? name ?? supplierId ?? ''
      const key = supplierId === undefined ? namedKey(called) : registeredKey(supplierId)
      const share = percent === undefined ? {} : { percent }
      stakes.push({ owner: key, owned: registeredKey(party.supplierId), ...share })
      const before = owners.get(key)
      if (before !== undefined) {
        // The same owner twice among one party's owners: its shares are one.
        if (before.met.through === undefined && through.length === 0) addShare(before.met, percent)
        continue
      }
      if (key === self) continue
      owners.set(key, {
        key,
        met: {
          as: 'owner',
          name: called,
          ...(supplierId === undefined ? {} : { supplierId }),
          ...share,
          ...(through.length === 0 ? {} : { through }),
        },
        as: known ? [known] : namedOwner(called, model),
        registered: known !== undefined,
      })
      if (known === undefined || supplierId === undefined || seen.has(key)) continue
      seen.add(key)
      queue.push({ party: known, through: [{ supplierId, name: known.name, ...share }, ...through] })
    }
  }
  return { officers, owners: [...owners.values()], stakes, supplier: self }
}

const addShare = (met: Met, percent: number | undefined): void => {
  if (met.percent === undefined || percent === undefined) delete met.percent
  else met.percent = Math.round((met.percent + percent) * 1e6) / 1e6
}

/** Only who it is counts for what a related party is found by, not its sites, goods and workers. */
const asNamed = (party: SupplierFacts): SupplierFacts => {
  const { address: _a, country: _c, ...facts } = party
  return { ...facts, sites: [], goods: [], workers: [] }
}

/** The keys that a supplier is stored under because of its officers and owners. */
export const relatedKeys = ({ officers, owners }: RelatedParties, model: ScreeningModel): string[] => [
  ...new Set(
    [...officers, ...owners].flatMap(({ as }) => as.flatMap((party) => supplierKeys(asNamed(party), model))),
  ),
]

/** A registered party's owners, upwards, and the keys that all of this is found by. */
export const registeredKeys = (
  supplier: SupplierFacts,
  upstream: ReadonlyMap<string, SupplierFacts>,
  model: ScreeningModel,
): string[] => {
  const own = supplierKeys(supplier, model)
  if (supplier.officers.length === 0 && supplier.owners.length === 0) return own
  return [...new Set([...own, ...relatedKeys(relatedParties(supplier, upstream, model), model)])]
}

/** What an evaluation of a related party is, before it is known who else is listed. */
export interface RelatedEvaluation extends Evaluation {
  /** Keys of all the owners that meet the designation. */
  metKeys: readonly string[]
}

const percentWords = (percent: number | undefined): string =>
  percent === undefined ? 'a share that is not stated' : `${percent} percent`

/** "who holds 60 percent of Upper Ltd, which holds 55 percent of the supplier". */
const holdingWords = ({ percent, through = [] }: Met): string =>
  [{ name: '', percent }, ...through.map((one) => ({ name: one.name, percent: one.percent }))]
    .map(({ percent: share }, position) => {
      const next = through[position]
      return `${position === 0 ? 'holds' : 'which holds'} ${percentWords(share)} of ${next === undefined ? 'the supplier' : next.name}`
    })
    .join(', ')

const introduction = (met: Met): ExplanationStep =>
  met.as === 'officer'
    ? {
        kind: 'officer',
        text: `"${met.name}" is registered as an officer of the supplier${met.position === undefined ? '' : ` (${met.position})`}.`,
      }
    : {
        kind: 'owner',
        text: `"${met.name}" is registered as an owner: it ${holdingWords(met)}.`,
      }

/** A vessel or an aircraft owns nothing, and an address is nobody. */
const canBeRelated = ({ type }: Designation): boolean =>
  type === 'person' || type === 'organisation' || type === 'order'

/** Whether a listed party is compared with this sense of a related one. */
const isComparable = (
  designation: Designation,
  party: SupplierFacts,
  { as, registered }: Related,
): boolean => {
  const person = designation.type === 'person'
  if (as.length > 1) return person === (party.type === 'person')
  return party.roles[0] === 'officer' && !registered ? person : true
}

/** The rules for names and identifiers speak of the supplier; here it is the owner that they compared. */
const ofOwner = ({ text, ...step }: ExplanationStep): ExplanationStep => ({
  ...step,
  text: text.replaceAll('The supplier', 'The owner').replaceAll('the supplier', 'the owner'),
})

const evaluateOne = (
  designation: Designation,
  related: Related,
  model: ScreeningModel,
  own: Thresholds,
): Evaluation | null => {
  let best: Evaluation | null = null
  for (const party of related.as) {
    if (!isComparable(designation, party, related)) continue
    const name = underThresholds(evaluateName(designation, party, model), own)
    const identifier = related.registered ? evaluateIdentifier(designation, party) : null
    for (const one of [name, identifier]) if (one && (!best || one.score > best.score)) best = one
  }
  return best
}

const evaluateAll = (
  designation: Designation,
  parties: readonly Related[],
  rule: 'officer' | 'ownership',
  model: ScreeningModel,
  own: Thresholds,
): RelatedEvaluation | null => {
  const met = parties
    .flatMap((related) => {
      const evaluation = evaluateOne(designation, related, model, own)
      return evaluation ? [{ related, evaluation }] : []
    })
    .sort((a, b) => b.evaluation.score - a.evaluation.score)
  const [best, ...others] = met
  if (!best) return null
  const { related, evaluation } = best
  const { name: _name, ...facts } = evaluation.factsUsed.supplier
  return {
    ...evaluation,
    rule,
    met: related.met,
    metKeys: met.map((one) => one.related.key),
    explanation: [
      introduction(related.met),
      ...(related.registered ? evaluation.explanation.map(ofOwner) : evaluation.explanation),
      ...others.map(({ related: other }) => ({
        kind: rule === 'officer' ? 'officer' : 'owner',
        text: `"${other.met.name}" meets the listing too.`,
      })),
    ],
    factsUsed: {
      designation: evaluation.factsUsed.designation,
      supplier: {
        ...facts,
        ...metFacts(related.met),
        ...(others.length === 0 ? {} : { alsoMet: others.map((one) => one.related.met.name).sort() }),
      },
    },
  }
}

/** What of the party that was met a match rests on: another share, another position or another way down is another fact. */
const metFacts = ({ as, name, supplierId, position, percent, through }: Met): Record<string, unknown> => ({
  as,
  name,
  ...(supplierId === undefined ? {} : { supplierId }),
  ...(position === undefined ? {} : { position }),
  ...(as === 'owner' ? { percent: percent ?? 'not stated' } : {}),
  ...(through === undefined ? {} : { through }),
})

/**
 * The rules `officer` and `ownership`: who stands behind a supplier meets a listing. A person's name alone is never more
 * than a case for review, by the rule for names; a year of birth that conflicts casts it out.
 */
export const evaluateRelated = (
  designation: Designation,
  { officers, owners }: RelatedParties,
  model: ScreeningModel,
  own: Thresholds = thresholds,
): RelatedEvaluation[] => {
  if (designation.status !== 'active' || !canBeRelated(designation)) return []
  return [
    officers.length === 0 ? null : evaluateAll(designation, officers, 'officer', model, own),
    owners.length === 0 ? null : evaluateAll(designation, owners, 'ownership', model, own),
  ].filter((evaluation) => evaluation !== null)
}

/** What the owners that are listed under one law hold together. `listed`: their keys. */
export const holdingOf = (
  law: OwnershipLaw,
  { owners, stakes, supplier }: RelatedParties,
  listed: ReadonlySet<string>,
): ListedHolding => {
  const names = new Map(owners.map(({ key, met }) => [key, met.name]))
  const nameOf = (key: string): string => names.get(key) ?? key
  const share = shareOfOwners(stakes, listed, supplier)
  return {
    law,
    state: share.state,
    percent: share.percent,
    owners: share.owners.map(({ owner, percent }) => ({
      name: nameOf(owner),
      ...(percent === undefined ? {} : { percent }),
    })),
    listed: [...listed].map(nameOf).sort(),
  }
}

/** The evaluation with what the listed owners hold together: another sum is another fact. */
export const withHoldings = (
  { metKeys: _k, ...evaluation }: RelatedEvaluation,
  holdings: readonly ListedHolding[],
  affiliatesRule: string | undefined,
): Evaluation => {
  if (evaluation.met === undefined || holdings.length === 0) return evaluation
  return {
    ...evaluation,
    met: { ...evaluation.met, holdings: [...holdings] },
    explanation: [
      ...evaluation.explanation.slice(0, 1),
      ...holdings.map(holdingStep),
      ...evaluation.explanation.slice(1),
    ],
    factsUsed: {
      designation: {
        ...evaluation.factsUsed.designation,
        ...(affiliatesRule === undefined ? {} : { affiliatesRule }),
      },
      supplier: { ...evaluation.factsUsed.supplier, holdings: [...holdings] },
    },
  }
}

const lawWords: Readonly<Record<OwnershipLaw, string>> = {
  'ofac-50-percent': 'blocked persons',
  'bis-affiliates': 'parties that BIS\u2019s affiliates rule counts',
  'ssi-directive-1': 'parties under Directive 1',
  'ssi-directive-2': 'parties under Directive 2',
  'ssi-directive-3': 'parties under Directive 3',
  'ssi-directive-4': 'parties under Directive 4',
  'ssi-directive-unstated': 'parties under a sectoral directive',
  'eo14014-directive-1': 'parties under Directive 1 of E.O. 14014',
  'eo14024-directive-2': 'institutions under Directive 2 of E.O. 14024',
  'eo14024-directive-3': 'parties under Directive 3 of E.O. 14024',
}

const holdingStep = ({ law, state, percent, owners }: ListedHolding): ExplanationStep => {
  const who = owners.map(
    (owner) =>
      `${owner.name} ${owner.percent === undefined ? 'with a share that is not stated' : `${owner.percent} percent`}`,
  )
  const sum = `By the registered shares, ${lawWords[law]} and parties that they own by half hold ${percent} percent of the supplier directly${who.length === 0 ? '' : ` (${who.join(', ')})`}`
  return {
    kind: 'holding',
    text:
      state === 'reached'
        ? `${sum}: half or more.`
        : state === 'unknown'
          ? `${sum}; shares that are not stated could make it half.`
          : `${sum}: less than half.`,
  }
}
