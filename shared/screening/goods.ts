import type { Designation, GoodsDescription, Subject } from '../model/designation.ts'
import type { Evaluation, ExplanationStep } from '../model/match.ts'
import type { SupplierFacts, SupplierGoods } from '../model/supplier.ts'
import { dolContext } from './dol-context.ts'
import { goodsWords, prefixesMeet } from './goods-words.ts'
import { decide, thresholds } from './thresholds.ts'

interface GoodsMeeting {
  /**
   * `words-despite-codes`: the codes do not meet, and the words do: an order reaches products by what they are made of,
   * which no list of headings exhausts. `unresolved`: the order's words have no heading and the supplier's goods have
   * no words: nothing can be compared, and an order on goods of this origin is not passed over in silence.
   */
  how: 'all' | 'heading' | 'chapter' | 'words' | 'words-despite-codes' | 'unresolved'
  /** The HS prefix, or the word. */
  on: string
}

const sharedWord = (ordered: GoodsDescription, goods: SupplierGoods): string | undefined => {
  const words = new Set(goodsWords(ordered.text))
  return goodsWords(goods.text)
    .sort()
    .find((mine) => words.has(mine))
}

const meetGoods = (ordered: GoodsDescription, goods: SupplierGoods): GoodsMeeting | null => {
  if (ordered.all) return { how: 'all', on: 'all goods' }
  const word = sharedWord(ordered, goods)
  if (goods.hs && ordered.hs.length > 0) {
    const prefix = [...ordered.hs]
      .sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
      .find((hs) => prefixesMeet(hs, goods.hs ?? ''))
    if (prefix !== undefined)
      return { how: Math.min(prefix.length, goods.hs.length) >= 4 ? 'heading' : 'chapter', on: prefix }
    return word === undefined ? null : { how: 'words-despite-codes', on: word }
  }
  if (word !== undefined) return { how: 'words', on: word }
  return ordered.hs.length === 0 && goodsWords(goods.text).length === 0
    ? { how: 'unresolved', on: ordered.text }
    : null
}

const scoreOf: Record<GoodsMeeting['how'], number> = {
  all: 0.95,
  heading: 0.97,
  chapter: 0.86,
  words: 0.8,
  'words-despite-codes': 0.77,
  unresolved: 0.75,
}

/** Orders on goods of an origin. Place subjects are read so too: what comes from the place is what the order names. */
const originSubjects = (designation: Designation): Subject[] =>
  designation.status === 'active'
    ? designation.subjects.filter(
        (subject) =>
          (subject.kind === 'goods-origin' || subject.kind === 'place') &&
          subject.status === 'active' &&
          subject.origin !== undefined,
      )
    : []

const originMeets = (subject: Subject, goods: SupplierGoods): boolean => {
  const origin = subject.origin
  if (!origin || goods.country === undefined || goods.country !== origin.country) return false
  return origin.region === undefined || origin.region === goods.region
}

/** A site (a mine, a park) is narrower than any origin that a supplier states: it must be named somewhere. */
const siteIsNamed = (site: string, supplier: SupplierFacts, goods: SupplierGoods): boolean => {
  const wanted = goodsWords(site).filter(
    (word) =>
      !['mine', 'mining', 'field', 'park', 'industry', 'factory', 'plant', 'county', 'farm'].includes(word),
  )
  const said = new Set(
    goodsWords(
      [supplier.name, ...supplier.otherNames, supplier.address ?? '', ...supplier.sites, goods.text].join(
        ' ',
      ),
    ),
  )
  return wanted.length > 0 && wanted.every((word) => said.has(word))
}

const describe = (goods: SupplierGoods): string =>
  [goods.hs, goods.text].filter((part) => part !== undefined && part !== '').join(' ')

/** The rule `goods-origin`: goods of an order and their origin, as the supplier declares them. Undeclared origin is no match. */
export const evaluateGoods = (designation: Designation, supplier: SupplierFacts): Evaluation | null => {
  if (supplier.goods.length === 0 || designation.subjects.length === 0) return null
  let best: {
    score: number
    subject: Subject
    ordered: GoodsDescription
    goods: SupplierGoods
    meeting: GoodsMeeting
  } | null = null
  for (const subject of originSubjects(designation)) {
    for (const goods of supplier.goods) {
      if (!originMeets(subject, goods)) continue
      if (subject.origin?.site !== undefined && !siteIsNamed(subject.origin.site, supplier, goods)) continue
      for (const ordered of designation.goods) {
        const meeting = meetGoods(ordered, goods)
        if (!meeting) continue
        const full = scoreOf[meeting.how]
        const score = subject.origin?.site === undefined ? full : Math.min(full, thresholds.strong - 0.02)
        const id = `${subject.id} ${ordered.text} ${describe(goods)}`
        if (
          !best ||
          score > best.score ||
          (score === best.score && id < `${best.subject.id} ${best.ordered.text} ${describe(best.goods)}`)
        )
          best = { score, subject, ordered, goods, meeting }
      }
    }
  }
  if (!best) return null
  const { score, subject, ordered, goods, meeting } = best
  const origin =
    goods.region !== undefined && subject.origin?.region !== undefined ? goods.region : (goods.country ?? '')
  const reached =
    ordered.reach === undefined
      ? ''
      : ordered.reach === 'downstream'
        ? ' The order reaches products made of the goods.'
        : ' The order reaches products made with the goods in whole or in part.'
  const how: Record<GoodsMeeting['how'], string> = {
    all: `The order is on all goods of ${subject.name}.`,
    heading: `The supplier\u2019s goods "${describe(goods)}" fall under HS ${meeting.on}, which the order on ${ordered.text} covers.`,
    chapter: `The supplier\u2019s goods "${describe(goods)}" and the order on ${ordered.text} meet in HS ${meeting.on}, which is coarse: look at the heading.`,
    words: `The supplier\u2019s goods "${describe(goods)}" and the order on ${ordered.text} share the word "${meeting.on}"; no HS codes could be compared.`,
    'words-despite-codes': `The supplier\u2019s goods "${describe(goods)}" and the order on ${ordered.text} share the word "${meeting.on}"; their HS codes differ: look at what the goods are made of.`,
    unresolved: `The order is on "${ordered.text}", for which we have no HS heading, and the supplier describes its goods by a code alone ("${describe(goods)}"): somebody must compare them.`,
  }
  const steps: ExplanationStep[] = [
    { kind: 'goods', text: `${how[meeting.how]}${reached}`, effect: score },
    { kind: 'origin', text: `The supplier declares their origin as ${origin}, which the order names.` },
  ]
  if (subject.origin?.site !== undefined)
    steps.push({
      kind: 'origin',
      text: `The order is on one site, ${subject.origin.site}, which the supplier\u2019s record names; whether the goods come from it must be asked.`,
    })
  for (const text of dolContext(goods)) steps.push({ kind: 'context', text })
  return {
    rule: 'goods-origin',
    score,
    decision: decide(score),
    explanation: steps,
    subjectId: subject.id,
    factsUsed: {
      designation: { subject: subject.id, origin: subject.origin, goods: meeting.on },
      supplier: { goods: describe(goods), origin },
    },
  }
}

/** What a supplier's goods are stored under: chapter × origin, words × origin, and the origin alone for orders on all goods. */
export const storedGoodsKeys = (supplier: SupplierFacts): string[] => {
  const keys = new Set<string>()
  for (const goods of supplier.goods) {
    for (const origin of new Set([goods.country, goods.region])) {
      if (origin === undefined) continue
      keys.add(`g:*:${origin}`)
      if (goods.hs) keys.add(`g:${goods.hs.slice(0, 2)}:${origin}`)
      for (const word of goodsWords(goods.text)) keys.add(`g:${word}:${origin}`)
    }
  }
  return [...keys]
}

export const lookedUpGoodsKeys = (designation: Designation): string[] => {
  const keys = new Set<string>()
  for (const { origin } of originSubjects(designation)) {
    if (!origin) continue
    const where = origin.region ?? origin.country
    for (const ordered of designation.goods) {
      // Goods without a heading may meet a supplier that states a code alone: all of that origin are looked at.
      if (ordered.all || ordered.hs.length === 0) keys.add(`g:*:${where}`)
      for (const hs of ordered.hs) keys.add(`g:${hs.slice(0, 2)}:${where}`)
      for (const word of goodsWords(ordered.text)) keys.add(`g:${word}:${where}`)
    }
  }
  return [...keys]
}

/** Whether an order limited to goods leaves out all that a supplier declares: other HS chapters, every one of them. */
export const goodsAreOutside = (designation: Designation, supplier: SupplierFacts): boolean => {
  if (designation.goods.length === 0 || supplier.goods.length === 0) return false
  if (designation.goods.some((ordered) => ordered.all || ordered.hs.length === 0)) return false
  const chapters = new Set(designation.goods.flatMap((ordered) => ordered.hs.map((hs) => hs.slice(0, 2))))
  return supplier.goods.every((goods) => goods.hs !== undefined && !chapters.has(goods.hs.slice(0, 2)))
}
