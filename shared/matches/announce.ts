import type { Notice } from '../model/alert.ts'
import type { Designation } from '../model/designation.ts'
import type { Customer, Supplier } from '../model/supplier.ts'
import type { EarlyLikeness, EarlyName, EarlyNews, EarlyNotice } from '../model/early-notice.ts'
import { compactName } from '../sources/bis-entity-list/natural-key.ts'
import { isAddressPlaceholder, partyTypeOf } from '../sources/bis-entity-list/party-type.ts'
import { emptyFacts } from '../sources/reader.ts'
import { evaluatePair } from '../screening/evaluate.ts'
import { designationKeys } from '../screening/keys.ts'
import type { ScreeningModel } from '../screening/model.ts'
import { evaluateRelated, registeredKeys, relatedParties } from '../screening/related-parties.ts'
import type { Registry, ReverseIndex } from './ports.ts'
import { aboveOf, upstreamOf } from './upstream.ts'

export interface AnnounceDependencies {
  registry: Registry
  index: ReverseIndex
  model: ScreeningModel
  /** Real time. */
  now: () => Date
}

/** What is to be told of documents on public inspection, until every customer has a notice of it. */
export interface NewsOutbox {
  outbox(sk: string): Promise<{ news: EarlyNews; notice: EarlyNotice } | null>
  delivered(sk: string): Promise<void>
}

/** Names that a notice holds: enough to look through, and a notice of each customer holds them. */
const mostNames = 200
const mostLikenesses = 20

export const earlyNoticeId = ({ documentNumber, revision }: EarlyNotice): string =>
  `early#${documentNumber}#${revision}`

/** A name of the document as a party, for the scorer; nothing of it is stored. */
const asParty = ({ name, country }: EarlyName, at: number): Designation => ({
  ...emptyFacts('bis-entity-list', partyTypeOf(name), name),
  id: `early-${at}`,
  countries: country === undefined ? [] : [country],
  programs: ['EL'],
})

/** The best first; a party that is named under several destinations resembles a supplier once. */
const bestOfEach = (likenesses: readonly EarlyLikeness[]): EarlyLikeness[] => {
  const best = new Map<string, EarlyLikeness>()
  for (const likeness of likenesses.toSorted((a, b) => b.score - a.score)) {
    const key = `${likeness.supplierId} ${compactName(likeness.name)}`
    if (!best.has(key)) best.set(key, likeness)
  }
  return [...best.values()].slice(0, mostLikenesses)
}

/** Suppliers that are compared at a time: a register of thousands is never held with all that is above it. */
const suppliersAtOnce = 200

const chunk = <T>(values: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(values.length / size) }, (_, at) => values.slice(at * size, (at + 1) * size))

/** A supplier, what is above it, and the parties of the document that share a key with it. */
interface Candidate {
  supplier: Supplier
  above: ReadonlyMap<string, Supplier>
  parties: ReadonlySet<Designation>
}

const compare = (
  { supplier, above, parties }: Candidate,
  model: ScreeningModel,
  own: Customer['thresholds'],
): EarlyLikeness[] => {
  const related = relatedParties(supplier, above, model)
  return [...parties].flatMap((party) => {
    const [best] = [
      ...evaluatePair(party, supplier, model, own),
      ...evaluateRelated(party, related, model, own),
    ].sort((a, b) => b.score - a.score)
    if (!best) return []
    return [
      {
        supplierId: supplier.supplierId,
        supplierName: supplier.name,
        name: party.name,
        score: best.score,
        decision: best.decision,
        ...(best.met === undefined ? {} : { met: { as: best.met.as, name: best.met.name } }),
      },
    ]
  })
}

/** Finds, one customer after the other, the suppliers that resemble a name that is to be listed. */
const searchFor = async (
  deps: AnnounceDependencies,
  { names }: EarlyNotice,
): Promise<(customer: Customer) => Promise<EarlyLikeness[]>> => {
  const { registry, index, model } = deps
  const partiesOf = new Map<string, Designation[]>()
  names
    // "Address 12" is the list's word for an address that only the rule's table prints: a name of nobody.
    .filter(({ action, name }) => action === 'add' && !isAddressPlaceholder(name))
    .map(asParty)
    .forEach((party) => {
      for (const key of designationKeys(party, model))
        partiesOf.set(key, [...(partiesOf.get(key) ?? []), party])
    })
  const byCustomer = new Map<string, Map<string, Set<Designation>>>()
  for (const [key, holders] of await index.lookUp(model.version, [...partiesOf.keys()])) {
    for (const { customerId, supplierId } of holders) {
      const suppliers = byCustomer.get(customerId) ?? new Map<string, Set<Designation>>()
      const parties = suppliers.get(supplierId) ?? new Set()
      for (const party of partiesOf.get(key) ?? []) parties.add(party)
      byCustomer.set(customerId, suppliers.set(supplierId, parties))
    }
  }

  async function* keyed(customerId: string): AsyncGenerator<Candidate> {
    const found = byCustomer.get(customerId) ?? new Map<string, Set<Designation>>()
    for (const ids of chunk([...found.keys()], suppliersAtOnce)) {
      const suppliers = await registry.suppliersById(customerId, ids)
      const upstream = await upstreamOf(registry, customerId, suppliers)
      for (const supplier of suppliers) {
        yield {
          supplier,
          above: upstream.get(supplier.supplierId) ?? new Map(),
          parties: found.get(supplier.supplierId) ?? new Set(),
        }
      }
    }
  }
  /** Its suppliers do not stand under this model's keys yet: the keys of each are made here. */
  async function* unkeyed(customerId: string): AsyncGenerator<Candidate> {
    if (partiesOf.size === 0) return
    const suppliers = await registry.suppliers(customerId)
    const byId = new Map(suppliers.map((supplier) => [supplier.supplierId, supplier]))
    for (const supplier of suppliers) {
      if (supplier.state !== 'registered') continue
      const above = aboveOf(supplier, byId)
      const keys = registeredKeys(supplier, above, model)
      yield { supplier, above, parties: new Set(keys.flatMap((key) => partiesOf.get(key) ?? [])) }
    }
  }

  return async ({ customerId, keysModel, thresholds }) => {
    let best: EarlyLikeness[] = []
    const candidates = keysModel === model.version ? keyed(customerId) : unkeyed(customerId)
    for await (const candidate of candidates) {
      if (candidate.supplier.state !== 'registered' || candidate.parties.size === 0) continue
      const found = compare(candidate, model, thresholds)
      if (found.length > 0) best = bestOfEach([...best, ...found])
    }
    return best
  }
}

/**
 * Opens one notice for each customer: a document on public inspection concerns everybody who subscribes. One revision of one
 * document is one notice, and is told once: a run that was cut off goes on after those that it opened, and a customer that
 * fails does not keep the others from theirs.
 */
export const announce = async (
  deps: AnnounceDependencies,
  news: EarlyNews,
  notice: EarlyNotice,
): Promise<number> => {
  const { registry } = deps
  // What is withdrawn lists nobody.
  const likenessesOf = news === 'withdrawn' ? async () => [] : await searchFor(deps, notice)
  const noticeId = earlyNoticeId(notice)
  const since = deps.now().toISOString()
  const failures: unknown[] = []
  let opened = 0
  for (const customer of await registry.customers()) {
    const { customerId } = customer
    try {
      if ((await registry.notice(customerId, noticeId)) !== null) continue
      const told: Notice = {
        customerId,
        noticeId,
        cause: 'published',
        source: 'bis-entity-list',
        kind: 'announcement',
        announcement: {
          news,
          notice: { ...notice, names: notice.names.slice(0, mostNames) },
          ...(notice.names.length > mostNames ? { more: true } : {}),
          likenesses: await likenessesOf(customer),
        },
        plan: 'announcement',
        total: 0,
        done: 0,
        state: 'ready',
        at: notice.updatedAt,
        screened: 0,
      }
      if (await registry.openNotice(told, new Map(), since)) opened++
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
  return opened
}

/**
 * Brings what waits in the outbox to every customer, and empties it. `null`: it was brought before, for the stream gives
 * a record more than once.
 */
export const bringNews = async (
  deps: AnnounceDependencies,
  outbox: NewsOutbox,
  sk: string,
): Promise<{ documentNumber: string; news: EarlyNews; opened: number } | null> => {
  const told = await outbox.outbox(sk)
  if (!told) return null
  const { news, notice } = told
  const opened = await announce(deps, news, notice)
  await outbox.delivered(sk)
  return { documentNumber: notice.documentNumber, news, opened }
}
