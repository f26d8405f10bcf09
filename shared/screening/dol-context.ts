import { countryName } from '../countries.ts'
import { dolGoodsList } from '../legal/dol-goods.ts'
import type { SupplierGoods } from '../model/supplier.ts'
import { headingsOfGoods } from '../sources/dol-goods/headings.ts'
import list from './data/dol-goods.generated.json' with { type: 'json' }
import { goodsWords, prefixesMeet } from './goods-words.ts'

/**
 * What the Department of Labor lists of a supplier's goods and their country. It is context for somebody who looks at a
 * match under an order: it opens no match, changes no score, and prohibits nothing.
 */

interface Listed {
  good: string
  words: readonly string[]
  hs: readonly string[]
  countries: ReadonlyMap<string, string>
}

const listed: readonly Listed[] = list.goods.map(({ good, countries }) => ({
  good,
  // "Tin ore (cassiterite)": what stands in parentheses explains the name.
  words: goodsWords(good.replace(/\([^()]*\)/g, ' ').replaceAll('/', ' ')),
  hs: headingsOfGoods[good] ?? [],
  countries: new Map(countries.map((line): [string, string] => [line.slice(0, 2), line.slice(3)])),
}))

const isGood = ({ words, hs }: Listed, goods: SupplierGoods, said: ReadonlySet<string>): boolean => {
  // A chapter alone says too little: "52" may be cotton or its yarn.
  const code = goods.hs !== undefined && goods.hs.length >= 4 ? goods.hs : undefined
  if (code !== undefined && hs.some((prefix) => prefixesMeet(prefix, code))) return true
  return words.length > 0 && words.every((word) => said.has(word))
}

const reasons = (marks: string): string => {
  const [labour = '', inputs] = marks.split('<')
  const kinds = [
    ...(labour.includes('C') ? ['child labour'] : []),
    ...(labour.includes('F') ? ['forced labour'] : []),
    ...(labour.includes('B') ? ['forced child labour'] : []),
    ...(inputs ? [`made from inputs of such labour in ${countryName(inputs)}`] : []),
  ]
  return kinds.join(', ')
}

/** One sentence for each listed good that a supplier's goods are, in their declared country; none where none is listed. */
export const dolContext = (goods: SupplierGoods): string[] => {
  const country = goods.country
  if (country === undefined) return []
  const said = new Set(goodsWords(goods.text))
  return listed.flatMap((one) => {
    const marks = one.countries.get(country)
    return marks !== undefined && isGood(one, goods, said)
      ? [
          `DOL lists this good from this country: not a prohibition. ${one.good} of ${countryName(country)}: ${reasons(marks)} (${dolGoodsList.title}, edition of ${list.edition}; ${dolGoodsList.citation}).`,
        ]
      : []
  })
}
