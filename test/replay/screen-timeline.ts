import { readFileSync } from 'node:fs'
import { sampleSupplierFile } from '../../cli/replay/sample-customer.ts'
import { type Publication, type Step, timeline } from '../../cli/replay/timeline.ts'
import type { Designation, DesignationFacts } from '../../shared/model/designation.ts'
import type { SupplierFacts } from '../../shared/model/supplier.ts'
import type { WatchedSource } from '../../shared/model/source.ts'
import { aboveOf } from '../../shared/matches/upstream.ts'
import { buildListIndex, type ListIndex } from '../../shared/screening/list-index.ts'
import { type ScreeningModel, screeningModel } from '../../shared/screening/model.ts'
import { evaluateRelated, relatedParties } from '../../shared/screening/related-parties.ts'
import { type Screened, screenSupplier } from '../../shared/screening/screen.ts'
import { readerOf } from '../../shared/sources/registry.ts'
import { parseSupplierFile } from '../../shared/suppliers/supplier-file.ts'

export const sampleSuppliers = (): SupplierFacts[] =>
  parseSupplierFile(readFileSync(sampleSupplierFile), 'suppliers.csv')

/** What each supplier of a register meets on a list: itself, or by an officer or an owner of it. */
export const screenRegister = (
  index: ListIndex,
  suppliers: readonly SupplierFacts[],
  model: ScreeningModel,
): (Screened & { supplier: SupplierFacts })[] => {
  const byId = new Map(suppliers.map((supplier) => [supplier.supplierId, supplier]))
  return suppliers.flatMap((supplier) => {
    const related = relatedParties(supplier, aboveOf(supplier, byId), model)
    const parties = [...related.officers, ...related.owners].flatMap(({ as }) => as)
    const behind = new Set(parties.flatMap((party) => [...index.promising(party)]))
    return [
      ...screenSupplier(index, supplier, model),
      ...[...behind].flatMap((designation) =>
        evaluateRelated(designation, related, model).map((evaluation) => ({ designation, evaluation })),
      ),
    ].map((screened) => ({ ...screened, supplier }))
  })
}

/** `+` the pair meets from now on, `-` no longer, `~` still, and what the listing legally is has changed. */
export type Event = [day: string, what: '+' | '-' | '~', supplierId: string, designation: string, how: string]

type List = Map<string, DesignationFacts>

const listAfter = (before: List, step: Publication): List => {
  const reader = readerOf(step.source)
  if (!('baseline' in reader)) {
    return new Map(
      reader
        .cut(step.load())
        .entries.map((raw) => reader.parse(raw))
        .map(({ naturalKey, facts }) => [naturalKey, facts]),
    )
  }
  if (!step.rule) {
    const { baseline } = reader
    return new Map(
      baseline
        .cut(step.load())
        .entries.map((raw) => baseline.parse(raw))
        .map(({ naturalKey, facts }) => [naturalKey, facts]),
    )
  }
  const rule = reader.readRule(step.load(), { ...step.rule, publishedOn: step.at.slice(0, 10) })
  const { upserts, removals } = reader.planRule(new Set(before.keys()), rule, (key) => before.get(key))
  const after = new Map(before)
  for (const key of removals) after.delete(key)
  for (const { naturalKey, facts } of upserts) after.set(naturalKey, facts)
  return after
}

interface Pair {
  supplierId: string
  designation: Designation
  how: string
}

/** Screens the sample customer's register against each recorded document of some sources in turn, without a store. */
export const screenTimeline = (
  sources: readonly WatchedSource[],
  steps: readonly Step[] = timeline,
): Event[] => {
  const suppliers = sampleSuppliers()
  const model = screeningModel()
  const lists = new Map<WatchedSource, List>()
  const pairs = new Map<WatchedSource, Map<string, Pair>>()
  const events: Event[] = []
  for (const step of steps) {
    if (step.kind !== 'publication' || !sources.includes(step.source)) continue
    const list = listAfter(lists.get(step.source) ?? new Map(), step)
    lists.set(step.source, list)
    const index = buildListIndex(
      [...list].map(([id, facts]): Designation => ({ ...facts, id })),
      model,
    )
    const before = pairs.get(step.source) ?? new Map<string, Pair>()
    const now = new Map<string, Pair>()
    for (const { supplier, designation, evaluation } of screenRegister(index, suppliers, model)) {
      now.set(`${supplier.supplierId} ${designation.id} ${evaluation.rule}`, {
        supplierId: supplier.supplierId,
        designation,
        how: `${evaluation.rule} ${evaluation.decision}`,
      })
    }
    pairs.set(step.source, now)
    const tell = (what: Event[1], { supplierId, designation, how }: Pair): void => {
      events.push([step.at.slice(0, 10), what, supplierId, `${step.source} ${designation.name}`, how])
    }
    for (const [key, pair] of now) {
      const was = before.get(key)
      if (!was) tell('+', pair)
      else if (was.designation.programs.join() !== pair.designation.programs.join()) tell('~', pair)
    }
    for (const [key, pair] of before) if (!now.has(key)) tell('-', pair)
  }
  return events
}

/** Events of one day in a fixed order: by supplier. */
export const inOrder = (events: readonly Event[]): Event[] =>
  events.toSorted((a, b) => (a.slice(0, 4).join(' ') < b.slice(0, 4).join(' ') ? -1 : 1))
