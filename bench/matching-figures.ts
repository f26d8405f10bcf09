import { prepareName, type PreparedName } from '../shared/screening/normalise.ts'
import { keysMeet } from '../shared/screening/keys-meet.ts'
import { lookedUpNameKeys } from '../shared/screening/name-keys.ts'
import { screeningModel } from '../shared/screening/model.ts'
import { comparePrepared, ranked } from '../shared/screening/score-names.ts'
import { buildListIndex, type ListIndex } from '../shared/screening/list-index.ts'
import { supplierNames } from '../shared/screening/prepared-parties.ts'
import { screenSupplier } from '../shared/screening/screen.ts'
import { thresholds } from '../shared/screening/thresholds.ts'
import type { Designation, PartyType } from '../shared/model/designation.ts'
import { leftOutAliases } from './matching/recall.ts'
import { readScreeningList, readSet, supplierOf } from './name-sets.ts'

/** Figures on the development sets, each a share from 0 to 1. The tests hold floors under them; the bench prints them. */
const model = screeningModel()

const memo = new Map<string, PreparedName>()
const prepared = (name: string): PreparedName => {
  let known = memo.get(name)
  if (!known) memo.set(name, (known = prepareName(name, model)))
  return known
}

export interface AliasRecall {
  aliases: number
  /** Share found when only names are compared. */
  byNames: number
  /** Share found when a key must be shared too, as in screening. */
  byKeys: number
}

/**
 * Leave one alias out: is the party found by an alias that the list does not have, through its other names? `every`
 * thins the set for a quick run.
 */
export const aliasRecall = (every = 1): AliasRecall => {
  let aliases = 0
  let byNames = 0
  let byKeys = 0
  for (const { alias, others } of leftOutAliases(every)) {
    const [own] = supplierNames(supplierOf({ name: alias }), model)
    const hits = others.filter(
      (name) => comparePrepared(prepared(alias), prepared(name)).score >= thresholds.review,
    )
    aliases += 1
    if (hits.length > 0) byNames += 1
    const meets = (name: string): boolean => {
      const keys = new Set(lookedUpNameKeys(prepared(name)))
      return own !== undefined && keysMeet(own, { prepared: prepared(name), keys }, false)
    }
    if (hits.some(meets)) byKeys += 1
  }
  return { aliases, byNames: byNames / aliases, byKeys: byKeys / aliases }
}

/** The index that benign names are screened against: every party of the list that is not a person. */
export const organisationsOf = (list: readonly Designation[]): Designation[] =>
  list.filter((designation) => designation.type !== 'person')

/** Share of benign company names that open a match by name alone; a few of them are truly listed. */
export const benignShare = (index: ListIndex): { names: number; share: number; strong: number } => {
  const rows = readSet('benign-companies.dev.csv')
  const best = rows.map(
    (row) => screenSupplier(index, supplierOf({ name: row['name'] ?? '' }), model)[0]?.evaluation.score ?? 0,
  )
  const share = (threshold: number): number => best.filter((score) => score >= threshold).length / rows.length
  return { names: rows.length, share: share(thresholds.review), strong: share(thresholds.strong) }
}

/** Share of misspelt company names whose right name ranks first among all 500 (equal names count as one). */
export const misspeltFirst = (every = 1): number => {
  const right = readSet('dnb-test-names.dev.csv').map((row) => prepared(row['company_name'] ?? ''))
  const wrong = readSet('dnb-typos-adjusted.dev.csv').map((row) => prepared(row['company_name'] ?? ''))
  let tried = 0
  let first = 0
  for (const [i, name] of wrong.entries()) {
    if (i % every !== 0) continue
    tried += 1
    let best = -1
    let at = -1
    for (const [j, candidate] of right.entries()) {
      const { score } = ranked(comparePrepared(name, candidate))
      if (score > best) {
        best = score
        at = j
      }
    }
    if (best > 0 && right[at]?.raw === right[i]?.raw) first += 1
  }
  return first / tried
}

/** Share of Chinese names whose Latin name ranks first among all Latin names of the set. */
export const chineseFirst = (kind: 'all' | 'org', every = 1): number => {
  const rows = readSet('chinese-latin-pairs.dev.csv').filter(
    (row) => !/^(?:Chinese|Text of image)/.test(row['latin'] ?? ''),
  )
  const latin = [...new Set(rows.map((row) => row['latin'] ?? ''))]
  const ofChinese = new Map<string, Set<string>>()
  for (const row of rows)
    ofChinese.set(
      row['chinese'] ?? '',
      (ofChinese.get(row['chinese'] ?? '') ?? new Set<string>()).add(row['latin'] ?? ''),
    )
  const asked = rows.filter((row, i) => i % every === 0 && (kind === 'all' || row['type'] === kind))
  let first = 0
  for (const row of asked) {
    const type: PartyType = row['type'] === 'person' ? 'person' : 'organisation'
    let best = 0
    let found = ''
    for (const name of latin) {
      const own = prepared(row['chinese'] ?? '')
      const { score } = ranked(comparePrepared(own, prepared(name), type), [own, prepared(name)], type)
      if (score > best) {
        best = score
        found = name
      }
    }
    if (ofChinese.get(row['chinese'] ?? '')?.has(found)) first += 1
  }
  return first / asked.length
}

export const listIndexOf = (designations: readonly Designation[]): ListIndex =>
  buildListIndex(designations, model)
export { model, readScreeningList }
