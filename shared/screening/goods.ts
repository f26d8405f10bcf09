import type { Designation, GoodsDescription, Subject } from '../model/designation.ts'
import type { Evaluation, ExplanationStep } from '../model/match.ts'
import type { SupplierFacts, SupplierGoods } from '../model/supplier.ts'
import { canonicalWord, functionWords } from './business-words.ts'
import { decide, thresholds } from './thresholds.ts'
import { rawWords } from './words.ts'
import { meaningOfHan } from './business-words.ts'

/** Words of descriptions that name no goods. */
const saysNothing = new Set(
  'product products good goods all other derived downstream made produced part whole in whole from with using any input material raw item items article articles including containing certain type kind various and or imported import export merchandise'.split(
    ' ',
  ),
)

/** `tomatoes` and `tomato`, `gloves` and `glove` are the same goods. */
const singular = (word: string): string =>
  word.length > 4 && /(?:toes|shes|ches|xes|sses)$/.test(word)
    ? word.slice(0, -2)
    : word.length > 4 && word.endsWith('ies')
      ? `${word.slice(0, -3)}y`
      : word.length > 3 && word.endsWith('s') && !word.endsWith('ss')
        ? word.slice(0, -1)
        : word

/** The words of a description that name goods, in one form each; Chinese words by what they mean. */
export const goodsWords = (text: string): string[] => {
  const words = rawWords(text).flatMap((word) =>
    word.han ? (meaningOfHan.get(word.text) ?? [word.text]) : [word.text],
  )
  return [
    ...new Set(
      words
        .map((word) => singular(canonicalWord(word)))
        .filter(
          (word) =>
            word.length >= 3 && !/^\d/.test(word) && !saysNothing.has(word) && !functionWords.has(word),
        ),
    ),
  ]
}

const prefixesMeet = (a: string, b: string): boolean => a.startsWith(b) || b.startsWith(a)

interface GoodsMeeting {
  how: 'all' | 'heading' | 'chapter' | 'words'
  /** The HS prefix, or the word. */
  on: string
}

const meetGoods = (ordered: GoodsDescription, goods: SupplierGoods): GoodsMeeting | null => {
  if (ordered.all) return { how: 'all', on: 'all goods' }
  if (goods.hs && ordered.hs.length > 0) {
    const prefix = [...ordered.hs]
      .sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
      .find((hs) => prefixesMeet(hs, goods.hs ?? ''))
    return prefix === undefined
      ? null
      : { how: Math.min(prefix.length, goods.hs.length) >= 4 ? 'heading' : 'chapter', on: prefix }
  }
  const words = new Set(goodsWords(ordered.text))
  const word = goodsWords(goods.text)
    .sort()
    .find((mine) => words.has(mine))
  return word === undefined ? null : { how: 'words', on: word }
}

const scoreOf: Record<GoodsMeeting['how'], number> = { all: 0.95, heading: 0.97, chapter: 0.86, words: 0.8 }

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
  const how: Record<GoodsMeeting['how'], string> = {
    all: `The order is on all goods of ${subject.name}.`,
    heading: `The supplier\u2019s goods "${describe(goods)}" fall under HS ${meeting.on}, which the order on ${ordered.text} covers.`,
    chapter: `The supplier\u2019s goods "${describe(goods)}" and the order on ${ordered.text} meet in HS ${meeting.on}, which is coarse: look at the heading.`,
    words: `The supplier\u2019s goods "${describe(goods)}" and the order on ${ordered.text} share the word "${meeting.on}"; no HS codes could be compared.`,
  }
  const steps: ExplanationStep[] = [
    { kind: 'goods', text: how[meeting.how], effect: score },
    { kind: 'origin', text: `The supplier declares their origin as ${origin}, which the order names.` },
  ]
  if (subject.origin?.site !== undefined)
    steps.push({
      kind: 'origin',
      text: `The order is on one site, ${subject.origin.site}, which the supplier\u2019s record names; whether the goods come from it must be asked.`,
    })
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
      if (ordered.all) keys.add(`g:*:${where}`)
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
