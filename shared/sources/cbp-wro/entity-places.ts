import { countryName } from '../../countries.ts'
import type { Origin } from '../../model/designation.ts'
import { plainWords } from './listed-name.ts'

/** A place that an order's entity cell names in place of a party. */
export interface NamedPlace {
  kind: 'goods-origin' | 'place'
  /** As published, or the region's or country's own name where the cell describes goods ("Cotton produced in Malawi"). */
  name: string
  origin: Origin
}

const xinjiang = 'Xinjiang Uyghur Autonomous Region'

/** Regions that orders name or may name, and places whose region has to be known: Lop County is in Hotan Prefecture. */
const regions: readonly { words: RegExp; region: string; name: string }[] = [
  { words: /\bxinjiang uyghur autonomous region\b|\bxuar\b/i, region: 'CN-XJ', name: xinjiang },
  {
    words:
      /\b(?:lop county|(?:hotan|hetian|kashgar|kashi|aksu|ili|yili|turpan|hami|urumqi|changji|korla)\b)/i,
    region: 'CN-XJ',
    name: xinjiang,
  },
  { words: /\btibet autonomous region\b/i, region: 'CN-XZ', name: 'Tibet Autonomous Region' },
  {
    words: /\binner mongolia autonomous region\b/i,
    region: 'CN-NM',
    name: 'Inner Mongolia Autonomous Region',
  },
]

/** Words that describe goods of a place: no company is called so. */
const describesGoods =
  /\b(?:produced|grown|harvested|mined|caught|made|manufactured|originating|sourced)\s+(?:in|from)\b|\bfrom\b/i

const company =
  /\b(?:co|company|ltd|limited|inc|corp|corporation|corps|llc|pvt|sdn|bhd|group|holdings|subsidiar(?:y|ies)|s\.a)\b/i

const sites = /\b(?:mines|diamond fields|gold ?fields|oil ?fields|plantations)(?: in .+)?$/i
const oneSite = /\b(?:mines?|fields?|plantations?)(?: in .+)?$/i
const parks =
  /\b(?:industrial park|industry park|science park|development zone|industrial zone|export processing zone|free zone)$/i

const regionOf = (text: string): (typeof regions)[number] | undefined =>
  regions.find(({ words }) => words.test(text))

const onePlace = (text: string, country: string, merchandise: string, site: RegExp): NamedPlace[] => {
  const region = country === 'CN' ? regionOf(text) : undefined
  const at: Origin = { country, ...(region ? { region: region.region } : {}) }
  if (parks.test(text)) return [{ kind: 'place', name: text, origin: { ...at, site: text } }]
  if (site.test(text)) return [{ kind: 'goods-origin', name: text, origin: { ...at, site: text } }]
  if (/\bautonomous region(?: \(\p{Lu}+\))?$/iu.test(text) && !describesGoods.test(text)) {
    return [{ kind: 'goods-origin', name: text, origin: region ? at : { ...at, site: text } }]
  }
  if (/^(?:the )?xuar$/i.test(text)) return [{ kind: 'goods-origin', name: `${xinjiang} (XUAR)`, origin: at }]
  const words = ` ${plainWords(text)} `
  const title = countryName(country)
  const namesCountry = words.includes(` ${plainWords(title)} `)
  if (namesCountry && words.trim() === plainWords(title))
    return [{ kind: 'goods-origin', name: title, origin: { country } }]
  // "Tobacco produced in Malawi and products …", "All Turkmenistan Cotton or products …": the goods, not a name. Such a
  // text begins with the goods and names no company: an order on a company of a country is none on the country.
  const goods = plainWords(merchandise).split(' ')[0] ?? ''
  const plain = plainWords(text)
  const beginsWithGoods = new RegExp(`^(?:\\S+ ){0,3}(?:${goods}|goods|products|merchandise)\\b`)
  const allOfIt = new RegExp(`^all (?:${plainWords(title)} )?(?:${goods}|goods|products|merchandise)\\b`)
  const isGoods = allOfIt.test(plain) || (describesGoods.test(text) && beginsWithGoods.test(plain))
  if (!isGoods || company.test(text)) return []
  if (region) return [{ kind: 'goods-origin', name: region.name, origin: at }]
  return namesCountry ? [{ kind: 'goods-origin', name: title, origin: { country } }] : []
}

/** Goods of a country, a region, a mine or a field: the origin of the goods is the subject, no party is. Empty where none is named. */
export const readPlaces = (text: string, country: string, merchandise: string): NamedPlace[] => {
  const parts = text.split(/\s+and\s+/)
  const bySite = parts.map((part) => onePlace(part, country, merchandise, oneSite))
  const areSites = parts.length > 1 && parts.every((part) => oneSite.test(part) || parks.test(part))
  return areSites ? bySite.flat() : onePlace(text, country, merchandise, sites)
}
