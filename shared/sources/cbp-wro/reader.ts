import type { DesignationFacts } from '../../model/designation.ts'
import type { CutDocument, SnapshotReader } from '../reader.ts'
import { cutDataset, decodeDataset } from './cut-dataset.ts'
import { cutOrderTables } from './cut-order-tables.ts'
import { nameKey } from './listed-name.ts'
import { parseOrder, unreadLabel, unresolvedLabel } from './parse-order.ts'

const subjectNames = (order: DesignationFacts): Set<string> =>
  new Set(
    order.subjects.flatMap(({ name, aliases }) => [name, ...aliases.map((alias) => alias.name)]).map(nameKey),
  )

const entityWords = (order: DesignationFacts): Set<string> =>
  new Set([...subjectNames(order)].flatMap((name) => name.split(' ')))

const goodsText = (order: DesignationFacts): string =>
  order.goods
    .map(({ text }) => text.toLowerCase())
    .sort()
    .join('; ')

/**
 * Whether two orders are one that CBP worded anew: the kind stays; either the date stays and the entities share a name
 * (or half their words: a corrected spelling), or the entities and goods stay and the date was corrected. The two
 * Mexican furniture findings (1953, 1958) differ in nothing but the date, and both stand in the dataset at once.
 */
export const sameOrder = (before: DesignationFacts, after: DesignationFacts): boolean => {
  if (before.programs[0] !== after.programs[0]) return false
  const [names, otherNames] = [subjectNames(before), subjectNames(after)]
  const shared = names.intersection(otherNames)
  if (before.effectiveOn !== after.effectiveOn) {
    return (
      shared.size === names.size && names.size === otherNames.size && goodsText(before) === goodsText(after)
    )
  }
  if (shared.size > 0) return true
  const [words, otherWords] = [entityWords(before), entityWords(after)]
  return words.intersection(otherWords).size * 2 >= Math.max(words.size, otherWords.size)
}

/** The dataset, or CBP's page with the tables in it: whichever was published. */
const cut = (bytes: Uint8Array): CutDocument => {
  const text = decodeDataset(bytes)
  return /^[\s\ufeff]*</.test(text) ? cutOrderTables(text) : cutDataset(bytes)
}

/** CBP's Withhold Release Orders and Findings: one designation per order. */
export const cbpWroReader: SnapshotReader = {
  source: 'cbp-wro',
  parserVersion: 'cbp-5',
  cut,
  parse: parseOrder,
  sameSubject: sameOrder,
  oddLabels: [unreadLabel, unresolvedLabel],
  // Old orders that no modification is expected of, one of each kind of subject.
  sentinels: [
    'finding 1953-12-28 state penitentiary ciudad victoria tamaulipas mexico',
    'wro 1991-12-02 xuzhou forging and pressing machine works',
    'wro 2018-05-18 all turkmenistan cotton or products produced in whole or in part with turkmenistan cotton',
  ],
}
