import { placesNamed } from './address-places.ts'
import { placesInHan } from './places.ts'
import { hanRun, latinOf, simplified } from './scripts.ts'
import {
  corpsNames,
  regionNames,
  xinjiangByHan,
  xinjiangByLatin,
  type XinjiangPlace,
  xinjiangPlaces,
} from './xinjiang-places.ts'

/**
 * Whether an address lies in the Xinjiang Uyghur Autonomous Region. A place's name is evidence only with its parent:
 * the region, its prefecture, or a postcode of the region; a name that no other place in China has, with China. Streets,
 * buildings and towns that are called after Xinjiang, and homonyms elsewhere, are none.
 */
export interface XinjiangEvidence {
  /** "Lop, Hotan, Xinjiang". */
  where: string
  /** What makes it Xinjiang: the region's name, the prefecture's, the postcode, or a name that is no other place's. */
  by: 'region' | 'prefecture' | 'postcode' | 'own-name'
  /** GB/T 2260 code of the narrowest place named. */
  code?: string
  /** The words of the address that say so, as they were read. */
  words: readonly string[]
}

interface Mention {
  word: string
  place: XinjiangPlace
  own: boolean
}

interface Reading {
  region: string | undefined
  corps: string | undefined
  places: Mention[]
  postcode: string | undefined
  /** A province or city of China outside the region. */
  elsewhere: string | undefined
  saysChina: boolean
}

const streetWords = new Set(
  'road rd street st str avenue ave lane ln boulevard blvd highway hwy lu jie dajie dadao xiang nong alley hutong square bridge'.split(
    ' ',
  ),
)
const buildingWords = new Set(
  'building bldg mansion tower hotel plaza restaurant house garden gardens court centre center hall museum bazaar apartment apartments villa villas store shop trading trade co company ltd limited corp inc group factory'.split(
    ' ',
  ),
)
/** A town, village or street office of that name is not the county. */
const smallWords = new Set(
  'town zhen village cun subdistrict jiedao township community neighbourhood'.split(' '),
)
const directions = new Set(
  'north south east west middle central upper lower n s e w bei nan dong xi zhong first second third 1st 2nd 3rd no'.split(
    ' ',
  ),
)

type Context = 'place' | 'other'

/** What the words behind a name make of it. */
const contextOf = (words: readonly Word[], after: number, isRegion: boolean): Context => {
  let at = after
  let skipped = 0
  while (skipped < 2 && words[at] && !words[at]?.starts && directions.has(words[at]?.text ?? '')) {
    at += 1
    skipped += 1
  }
  const next = words[at]
  if (!next || next.starts) return 'place'
  if (streetWords.has(next.text)) return 'other'
  if (skipped > 0) return 'place'
  if (buildingWords.has(next.text) || smallWords.has(next.text)) return 'other'
  // Xinjiang County (新绛县) is in Shanxi; the region is no county, city or district.
  if (isRegion && /^(?:county|xian|city|shi|district)$/.test(next.text)) return 'other'
  return 'place'
}

interface Word {
  text: string
  /** Punctuation or nothing stands before it. */
  starts: boolean
}

const wordsOf = (text: string): Word[] => {
  const words: Word[] = []
  let before = 0
  for (const match of text.matchAll(/[a-z]+|\d+/g)) {
    const between = text.slice(before, match.index)
    words.push({ text: match[0], starts: words.length === 0 || /[,;()/\n:.]\s*$/.test(between) })
    before = match.index + match[0].length
  }
  return words
}

const longestName = Math.max(
  ...[...xinjiangByLatin.keys(), ...regionNames, ...corpsNames].map((name) => name.length),
)

const readLatin = (text: string, reading: Reading): void => {
  const words = wordsOf(text)
  for (let i = 0; i < words.length; i++) {
    const word = words[i]
    if (!word) continue
    if (/^\d+$/.test(word.text)) {
      if (/^8[34]\d{4}$/.test(word.text) && !/^(?:no|tel|phone|fax|plot|lot)$/.test(words[i - 1]?.text ?? ''))
        reading.postcode = word.text
      continue
    }
    if (word.text === 'china' || word.text === 'prc') reading.saysChina = true
    let letters = ''
    let found = 0
    for (let length = 1; length <= 6; length++) {
      const part = words[i + length - 1]
      if (!part || /\d/.test(part.text) || (length > 1 && part.starts)) break
      letters += part.text
      if (letters.length > longestName) break
      const region = regionNames.has(letters)
      if (region || corpsNames.has(letters) || xinjiangByLatin.has(letters)) {
        found = length
        const context = contextOf(words, i + length, region)
        if (context === 'other') continue
        if (region) reading.region = letters
        else if (corpsNames.has(letters)) reading.corps = letters
        else
          for (const { place, own } of xinjiangByLatin.get(letters) ?? [])
            reading.places.push({ word: letters, place, own })
      }
    }
    if (found > 0) {
      i += found - 1
      continue
    }
    noteElsewhere(words, i, reading)
  }
}

/** A province or a city of China that is not in Xinjiang, named as a place. */
const noteElsewhere = (words: readonly Word[], at: number, reading: Reading): void => {
  let letters = ''
  for (let length = 1; length <= 3; length++) {
    const part = words[at + length - 1]
    if (!part || (length > 1 && part.starts)) return
    letters += part.text
    const named = placesNamed(letters)
    if (
      named &&
      named.depth <= 3 &&
      named.places.some(({ path, depth }) => /^CN\/(?!65)/.test(path) && depth <= 3) &&
      contextOf(words, at + length, false) === 'place'
    )
      reading.elsewhere = letters
  }
}

const notAPlaceInHan =
  /^(?:[东西南北中一二三四]?(?:路|街(?!道)|大道|大街|巷|弄|胡同)|街道|镇|乡|村|大厦|大楼|宾馆|饭店|酒店|广场|花园|小区|新村|餐厅|商行)/ // prettier-ignore

const hanNames = [...xinjiangByHan.keys()].sort((a, b) => b.length - a.length)
/** Chinese names that are other places' too: the county Shawan, the town Shawan in Panyu. */
const sharedHan = new Set(
  xinjiangPlaces
    .filter(({ latin }) => latin.some((name) => xinjiangByLatin.get(name)?.some(({ own }) => !own)))
    .flatMap(({ han }) => han),
)

const readHan = (run: string, reading: Reading): void => {
  for (let i = 0; i < run.length; ) {
    if (run.startsWith('中国', i)) reading.saysChina = true
    if (run.startsWith('新疆', i)) {
      const full = run.startsWith('新疆维吾尔自治区', i) ? '新疆维吾尔自治区' : '新疆'
      if (!notAPlaceInHan.test(run.slice(i + full.length))) reading.region = full
      i += full.length
      continue
    }
    if (run.startsWith('建设兵团', i)) reading.corps = '建设兵团'
    const name = hanNames.find((known) => run.startsWith(known, i))
    const place = name === undefined ? undefined : xinjiangByHan.get(name)
    if (name !== undefined && place) {
      if (!notAPlaceInHan.test(run.slice(i + name.length).replace(/^市(?=[东西南北中]?路)/, '')))
        reading.places.push({ word: name, place, own: !sharedHan.has(name) })
      i += name.length
      continue
    }
    const other = [4, 3, 2].map((length) => run.slice(i, i + length)).find((part) => placesInHan.has(part))
    if (other !== undefined) {
      const id = placesInHan.get(other)?.id ?? ''
      if (/^(?:CN-(?!XJ)|city-)/.test(id) && !notAPlaceInHan.test(run.slice(i + other.length)))
        reading.elsewhere = other
      i += other.length
      continue
    }
    i += 1
  }
}

const read = (text: string): Reading => {
  const reading: Reading = {
    region: undefined,
    corps: undefined,
    places: [],
    postcode: undefined,
    elsewhere: undefined,
    saysChina: false,
  }
  const levelled = text.normalize('NFKC')
  for (const match of levelled.matchAll(hanRun)) readHan(simplified(match[0]), reading)
  readLatin(latinOf(levelled.replace(hanRun, ' , ')).replace(/['’`]/g, ''), reading)
  return reading
}

const prefectureOf = new Map(
  xinjiangPlaces.filter(({ rank }) => rank === 'prefecture').map((place) => [place.code, place]),
)

const whereOf = (place: XinjiangPlace | undefined): string => {
  if (!place) return 'Xinjiang'
  const prefecture = place.prefecture === undefined ? undefined : prefectureOf.get(place.prefecture)
  return [place.title, ...(prefecture ? [prefecture.title] : []), 'Xinjiang'].join(', ')
}

/** A place that the address also names the prefecture of, in another word: Kuytun, Ili. */
const withParent = (places: readonly Mention[]): Mention | undefined =>
  places.find(
    ({ place, word }) =>
      place.prefecture !== undefined &&
      places.some((other) => other.place.code === place.prefecture && other.word !== word),
  )

/**
 * Reads an address; null where nothing says that it lies in Xinjiang. `country` is the party's, ISO 3166-1 alpha-2:
 * outside China no name counts.
 */
export const xinjiangEvidence = (text: string, country?: string): XinjiangEvidence | null => {
  if (country !== undefined && country !== 'CN') return null
  const { region, corps, places, postcode, elsewhere, saysChina } = read(text)
  const inChina = country === 'CN' || saysChina
  const child = withParent(places)
  const narrowest = child ?? places.find(({ place }) => place.rank !== 'prefecture') ?? places[0]
  const evidence = (by: XinjiangEvidence['by'], mention: Mention | undefined): XinjiangEvidence => {
    const code = mention && /^\d{4}(?:\d\d)?$/.test(mention.place.code) ? mention.place.code : undefined
    const words = [mention?.word, region ?? corps, by === 'postcode' ? postcode : undefined]
    return {
      where: whereOf(mention?.place),
      by,
      ...(code === undefined ? {} : { code }),
      words: [...new Set(words.filter((word) => word !== undefined))],
    }
  }
  // Beside another province the region's name alone may be a park's or a shop's.
  if (region !== undefined && (narrowest || postcode !== undefined || elsewhere === undefined))
    return evidence('region', narrowest)
  if (corps !== undefined && inChina && (narrowest || postcode !== undefined))
    return evidence('region', narrowest)
  if (!inChina || elsewhere !== undefined) return null
  if (child) return evidence('prefecture', child)
  if (postcode !== undefined) return evidence('postcode', narrowest)
  const own = places.find((mention) => mention.own)
  return own ? evidence('own-name', own) : null
}
