import type { Notice } from '../model/alert.ts'
import type { Designation } from '../model/designation.ts'
import type { Supplier } from '../model/supplier.ts'
import type { EarlyLikeness, EarlyName, EarlyNews, EarlyNotice } from '../model/early-notice.ts'
import { compactName } from '../sources/bis-entity-list/natural-key.ts'
import { isAddressPlaceholder, partyTypeOf } from '../sources/bis-entity-list/party-type.ts'
import { emptyFacts } from '../sources/reader.ts'
import { evaluatePair } from '../screening/evaluate.ts'
import { designationKeys } from '../screening/keys.ts'
import type { ScreeningModel } from '../screening/model.ts'
import { evaluateRelated, relatedParties } from '../screening/related-parties.ts'
import type { Registry, ReverseIndex } from './ports.ts'
import { upstreamOf } from './upstream.ts'

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

/** Customer → suppliers that resemble a name that is to be listed. */
const likenesses = async (
  deps: AnnounceDependencies,
  { names }: EarlyNotice,
): Promise<Map<string, EarlyLikeness[]>> => {
  const found = new Map<string, EarlyLikeness[]>()
  const parties = names
    // "Address 12" is the list's word for an address that only the rule's table prints: a name of nobody.
    .filter(({ action, name }) => action === 'add' && !isAddressPlaceholder(name))
    .map(asParty)
  const keysOf = new Map(parties.map((party) => [party, designationKeys(party, deps.model)]))
  const holders = await deps.index.lookUp(deps.model.version, [
    ...new Set([...keysOf.values()].flatMap((keys) => [...keys])),
  ])
  const customers = await deps.registry.customers()
  const thresholds = new Map(customers.map((customer) => [customer.customerId, customer.thresholds]))
  // Customers whose suppliers do not stand under this model's keys yet: all of them are compared.
  const unkeyed = customers.filter(({ keysModel }) => keysModel !== deps.model.version)
  const whole = new Map<string, Supplier[]>()
  for (const { customerId } of unkeyed) whole.set(customerId, await deps.registry.suppliers(customerId))
  for (const [party, keys] of keysOf) {
    const pairs = new Map(
      [...keys]
        .flatMap((key) => holders.get(key) ?? [])
        .map((pair) => [`${pair.customerId} ${pair.supplierId}`, pair]),
    )
    const byCustomer = Map.groupBy(pairs.values(), (pair) => pair.customerId)
    for (const customerId of new Set([...byCustomer.keys(), ...whole.keys()])) {
      const suppliers =
        whole.get(customerId) ??
        (await deps.registry.suppliersById(
          customerId,
          (byCustomer.get(customerId) ?? []).map(({ supplierId }) => supplierId),
        ))
      const own = thresholds.get(customerId)
      const upstream = await upstreamOf(deps.registry, customerId, suppliers)
      for (const supplier of suppliers) {
        if (supplier.state !== 'registered') continue
        const related = relatedParties(supplier, upstream.get(supplier.supplierId) ?? new Map(), deps.model)
        const [best] = [
          ...evaluatePair(party, supplier, deps.model, own),
          ...evaluateRelated(party, related, deps.model, own),
        ].sort((a, b) => b.score - a.score)
        if (!best) continue
        const list = found.get(customerId) ?? []
        list.push({
          supplierId: supplier.supplierId,
          supplierName: supplier.name,
          name: party.name,
          score: best.score,
          decision: best.decision,
          ...(best.met === undefined ? {} : { met: { as: best.met.as, name: best.met.name } }),
        })
        found.set(customerId, list)
      }
    }
  }
  return found
}

/**
 * Opens one notice for each customer: a document on public inspection concerns everybody who subscribes. Run again it
 * finds its notices open; one revision of one document is one notice, and is told once.
 */
export const announce = async (
  deps: AnnounceDependencies,
  news: EarlyNews,
  notice: EarlyNotice,
): Promise<number> => {
  // What is withdrawn lists nobody.
  const resembling =
    news === 'withdrawn' ? new Map<string, EarlyLikeness[]>() : await likenesses(deps, notice)
  const since = deps.now().toISOString()
  let opened = 0
  for (const { customerId } of await deps.registry.customers()) {
    const own = bestOfEach(resembling.get(customerId) ?? [])
    const told: Notice = {
      customerId,
      noticeId: earlyNoticeId(notice),
      cause: 'published',
      source: 'bis-entity-list',
      kind: 'announcement',
      announcement: {
        news,
        notice: { ...notice, names: notice.names.slice(0, mostNames) },
        ...(notice.names.length > mostNames ? { more: true } : {}),
        likenesses: own,
      },
      plan: 'announcement',
      total: 0,
      done: 0,
      state: 'ready',
      at: notice.updatedAt,
      screened: 0,
    }
    if (await deps.registry.openNotice(told, new Map(), since)) opened++
  }
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
