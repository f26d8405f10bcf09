import type { Notice } from '../model/alert.ts'
import type { Designation } from '../model/designation.ts'
import type { Supplier } from '../model/supplier.ts'
import type { EarlyLikeness, EarlyName, EarlyNews, EarlyNotice } from '../model/early-notice.ts'
import { partyTypeOf } from '../sources/bis-entity-list/party-type.ts'
import { emptyFacts } from '../sources/reader.ts'
import { evaluatePair } from '../screening/evaluate.ts'
import { designationKeys } from '../screening/keys.ts'
import type { ScreeningModel } from '../screening/model.ts'
import type { Registry, ReverseIndex } from './ports.ts'

export interface AnnounceDependencies {
  registry: Registry
  index: ReverseIndex
  model: ScreeningModel
  /** Real time. */
  now: () => Date
}

export const earlyNoticeId = ({ documentNumber, revision }: EarlyNotice): string =>
  `early#${documentNumber}#${revision}`

/** A name of the document as a party, for the scorer; nothing of it is stored. */
const asParty = ({ name, country }: EarlyName, at: number): Designation => ({
  ...emptyFacts('bis-entity-list', partyTypeOf(name), name),
  id: `early-${at}`,
  countries: country === undefined ? [] : [country],
  programs: ['EL'],
})

/** Customer → suppliers that resemble a name that is to be listed. */
const likenesses = async (
  deps: AnnounceDependencies,
  { names }: EarlyNotice,
): Promise<Map<string, EarlyLikeness[]>> => {
  const found = new Map<string, EarlyLikeness[]>()
  const parties = names.filter(({ action }) => action === 'add').map(asParty)
  const keysOf = new Map(parties.map((party) => [party, designationKeys(party, deps.model)]))
  const holders = await deps.index.lookUp(deps.model.version, [
    ...new Set([...keysOf.values()].flatMap((keys) => [...keys])),
  ])
  // Customers whose suppliers do not stand under this model's keys yet: all of them are compared.
  const unkeyed = (await deps.registry.customers()).filter(
    ({ keysModel }) => keysModel !== deps.model.version,
  )
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
      const thresholds = (await deps.registry.customer(customerId))?.thresholds
      for (const supplier of suppliers) {
        if (supplier.state !== 'registered') continue
        const [best] = evaluatePair(party, supplier, deps.model, thresholds).sort((a, b) => b.score - a.score)
        if (!best) continue
        const list = found.get(customerId) ?? []
        list.push({
          supplierId: supplier.supplierId,
          supplierName: supplier.name,
          name: party.name,
          score: best.score,
          decision: best.decision,
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
  const resembling = await likenesses(deps, notice)
  const since = deps.now().toISOString()
  let opened = 0
  for (const { customerId } of await deps.registry.customers()) {
    const own = (resembling.get(customerId) ?? []).sort((a, b) => b.score - a.score).slice(0, 20)
    const told: Notice = {
      customerId,
      noticeId: earlyNoticeId(notice),
      cause: 'published',
      source: 'bis-entity-list',
      kind: 'announcement',
      announcement: { news, notice: { ...notice, names: notice.names.slice(0, 200) }, likenesses: own },
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
