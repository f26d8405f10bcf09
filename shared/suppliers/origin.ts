import { countryCode } from '../countries.ts'
import type { SupplierGoods } from '../model/supplier.ts'
import { placeOfWord, placesAgree, placesInHan } from '../screening/places.ts'
import { chinaRegion, chinaRegions } from './china-regions.ts'

/** Words of a region's full name that its short name leaves out. */
const generic =
  /\b(?:uyghur|uygur|uighur|hui|zhuang|autonomous|a\.?r\.?|region|province|municipality|prefecture|city|county|shi|sheng|district)\b/g
const genericHan = /(?:\u7ef4\u543e\u5c14|\u56de\u65cf|\u58ee\u65cf)?\u81ea\u6cbb\u533a|[\u7701\u5e02]$/g

const simplified = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(generic, ' ')
    .replace(/[^a-z]+/g, '')

/** What produces in Xinjiang and is written in the place of an origin: the Production and Construction Corps. */
const inXinjiang = new Set(['xpcc', 'bingtuan', '\u5175\u56e2', '\u65b0\u7586\u5175\u56e2'])

/** The region of China that a name means: of the region itself, or of a place in it. */
const regionNamed = (name: string): string | undefined => {
  const han = name
    .trim()
    .replace(/\s/g, '')
    .replace(/^\u4e2d\u56fd(?=.)/, '')
  if (inXinjiang.has(simplified(name)) || inXinjiang.has(han)) return 'CN-XJ'
  const place =
    placeOfWord(simplified(name)) ?? placesInHan.get(han) ?? placesInHan.get(han.replace(genericHan, ''))
  if (place === undefined) return undefined
  return chinaRegions.find(
    (region) => region === place.id || (place.id !== 'CN' && placesAgree(place.id, region)),
  )
}

/**
 * Where goods come from, as supplier files write it: a country by code or name, an ISO 3166-2 region (`CN-XJ`, `CN_65`,
 * `CN XJ`), a region of China by name, alone or beside its country ("Xinjiang", "China (Xinjiang)", "Xinjiang Uyghur
 * Autonomous Region, China", a city of it). `undefined` where the origin is none that is known: it is never dropped.
 */
export const readOrigin = (origin: string): Pick<SupplierGoods, 'country' | 'region'> | undefined => {
  const country = countryCode(origin)
  if (country !== undefined) return { country }
  const [, of = '', part = ''] = /^([A-Z]{2})[-_ ]([A-Z0-9]{1,3})$/.exec(origin.toUpperCase()) ?? []
  if (of !== '' && countryCode(of) === of) {
    const region = of === 'CN' ? chinaRegion(part) : /^..-/.test(origin) ? `${of}-${part}` : undefined
    if (region !== undefined) return { country: of, region }
  }
  const parts = origin
    .split(/\s*[,;()/\u3001\uff0c\uff08\uff09]\s*|\s+[-\u2013\u2014]\s+/)
    .filter((one) => one !== '')
  const read = parts.map((one) => ({ country: countryCode(one), region: regionNamed(one) }))
  if (read.some((one) => one.country === undefined && one.region === undefined)) return undefined
  const countries = new Set(read.flatMap((one) => (one.region === undefined ? (one.country ?? []) : [])))
  const regions = new Set(read.flatMap((one) => one.region ?? []))
  const [region, otherRegion] = regions
  const [stated = 'CN', otherCountry] = countries
  // Two countries, two regions, or a region of another country: somebody must say which.
  if (region === undefined || otherRegion !== undefined || otherCountry !== undefined || stated !== 'CN')
    return undefined
  return { country: 'CN', region }
}
