import { type AddressPlace, beginsPlace, type PlaceName, placesNamed } from './address-places.ts'
import { addressWord, type AddressWordKind, hanAddressWords } from './address-words.ts'
import { hanRun, latinOf, pinyinOf, simplified } from './scripts.ts'
import { hanNumber } from './words.ts'
import { xinjiangByHan } from './xinjiang-places.ts'

/**
 * What a number of an address counts. `site`: a house or plot; `block`: a building or block of it; `area`: a zone, ward
 * or road of that number; `loose`: nothing says.
 */
export type NumberRole = 'site' | 'block' | 'floor' | 'room' | 'area' | 'kilometre' | 'loose'

export interface AddressNumber {
  /** Without leading zeros. */
  digits: string
  /** The letter before or behind it: 20-A, C-39; empty where there is none. */
  letter: string
  role: NumberRole
}

/** A word of an address that names something. */
export interface AddressTerm {
  text: string
  /** 0 to 1: how much it narrows down where the site is. */
  weight: number
  /** It names a road or street, as the words beside it say. */
  street: boolean
  /** It names a building: Hollywood Plaza. */
  building: boolean
  /** The places above the street that it may name; absent for words that name none, and for street names. */
  place?: PlaceName
  /** It stands after "near" or "opposite". */
  near: boolean
}

/** An address cut into what can be compared across orders, abbreviations and spellings. */
export interface ParsedAddress {
  text: string
  terms: readonly AddressTerm[]
  numbers: readonly AddressNumber[]
  postcode?: string
  /** All letters in order, with a mark between words dropped: finds words that the other side writes in two. */
  letters: string
  /** Sum of the terms' weights. */
  weight: number
}

interface Piece {
  text: string
  digits: boolean
  /** Nothing stands between it and the piece before. */
  glued: boolean
  /** A hyphen or a slash stands between it and the piece before. */
  joined: boolean
  /** A comma, semicolon, bracket or line stands before it. */
  starts: boolean
}

const romans: Record<string, string> = { ii: '2', iii: '3', iv: '4', vi: '6', vii: '7', viii: '8' }
const ordinals: Record<string, string> = {
  first: '1',
  second: '2',
  third: '3',
  thirf: '3',
  fourth: '4',
  fifth: '5',
  sixth: '6',
  seventh: '7',
  eighth: '8',
  ninth: '9',
  tenth: '10',
}

/** Words that announce a number only where one follows; alone they are syllables of names. */
const beforeNumbers: Record<string, string> = { lo: 'plot', so: 'no', d: 'no', h: 'no', n: 'no', dom: 'no' }

/** Chinese addresses as Latin ones: 喀什地区莎车县北京路8号 → kashi city, shache county, beijing road, 8 no. */
const spellHan = (run: string): string => {
  const parts: string[] = []
  let own = ''
  const flush = (): void => {
    if (own === '') return
    const number = /^[〇一二三四五六七八九十百]+$/.test(own) ? hanNumber(own) : undefined
    parts.push(
      number ??
        // Names of Xinjiang are not read by their characters: 喀什 is Kashgar.
        xinjiangByHan.get(own)?.latin[0] ??
        pinyinOf(own)
          .join('')
          .replaceAll('v', 'u')
          .replace(/[^a-z0-9]/gi, ''),
    )
    own = ''
  }
  for (let i = 0; i < run.length; ) {
    const found = hanAddressWords.find(([han]) => run.startsWith(han, i))
    // A place of one character and its rank is one name: 沙市, 路县.
    if (
      found &&
      (own.length >= 2 || found[0].length > 1 || own === '' || /^[〇一二三四五六七八九十]$/.test(own))
    ) {
      flush()
      parts.push(found[1])
      i += found[0].length
    } else {
      own += run[i]
      i += 1
    }
  }
  flush()
  return ` ${parts.join(' ')}, `
}

const notAscii = /[^\0-\x7f]/

/** An address in lower-case Latin letters: Chinese ones with the words for road, town and number in English. */
export const asLatin = (text: string): string => {
  const apart = text.replace(/([a-z])(?=[A-Z][a-z])/g, '$1 ')
  if (!notAscii.test(apart)) return apart.toLowerCase()
  const levelled = apart.normalize('NFKC').replace(/[\uFFFD□]/g, ' ')
  return latinOf(levelled.replace(hanRun, (run) => spellHan(simplified(run))))
}

const level = (text: string): string =>
  asLatin(text)
    .replace(/['’`´]/g, '')
    // Initials: S.F.No. → sf no, U.P. → up.
    .replace(/\b[a-z]\.(?:[a-z]\.)+/g, (initials) => `${initials.replaceAll('.', '')} `)
    .replace(/\b([a-z])\.([a-z])\b(?!\.)/g, '$1$2')
    .replace(/#/g, ' no ')
    // 1318-19 → 1318 1319
    .replace(/\b(\d{3,5})\s*[-–]\s*(\d{2,4})\b(?![-/]\d)/g, (whole, first: string, last: string) =>
      last.length < first.length ? `${first} & ${first.slice(0, first.length - last.length)}${last}` : whole,
    )

const glued = 'road|street|avenue|zone|town|village|district|county|city|province'
const gluedBefore = new RegExp(`\\b(${glued})(?=[a-z]{4})`, 'g')
const gluedBehind = new RegExp(`([a-z]{4})(${glued})\\b`, 'g')

/** Words run together where a comma was lost: "roadmaolu", "guangdongprovince". */
const unglue = (text: string): string =>
  /[a-z]{8}/.test(text) ? text.replace(gluedBehind, '$1 $2').replace(gluedBefore, '$1 ') : text

const cut = (levelled: string): Piece[] => {
  const text = unglue(levelled)
  const pieces: Piece[] = []
  let before = 0
  for (const match of text.matchAll(/[a-z]+|\d+/g)) {
    const between = text.slice(before, match.index)
    pieces.push({
      text: match[0],
      digits: /\d/.test(match[0]),
      glued: between === '' && pieces.length > 0,
      joined: between === '-' || between === '/',
      starts: /[,;()\n:]/.test(between) || pieces.length === 0,
    })
    before = match.index + match[0].length
  }
  return pieces
}

interface Item {
  text: string
  /** As it was written, where that is not `text`. */
  raw?: string
  kind: AddressWordKind | 'name' | 'digits'
  place?: PlaceName
  letter?: string
  starts: boolean
}

interface FoundPlace {
  place: PlaceName
  /** How many words name it, and all their letters. */
  length: number
  letters: string
}

/** The longest run of words from `at` that together name a place: `dong guan`, `ho chi minh`, `tamil nadu`. */
const placeAt = (pieces: readonly Piece[], at: number): FoundPlace | undefined => {
  let letters = ''
  let best: FoundPlace | undefined
  for (let length = 1; length <= 5; length++) {
    const piece = pieces[at + length - 1]
    if (!piece || piece.digits || (length > 1 && piece.starts)) break
    letters += piece.text
    const place = placesNamed(letters)
    if (place) best = { place, length, letters }
    if (!beginsPlace(letters)) break
  }
  return best
}

/** Words before which a place's name is whole, and words that are hardly ever a place alone. */
const isWordFirst = (word: string): boolean => addressWord(word) !== undefined

const read = (pieces: readonly Piece[]): Item[] => {
  const items: Item[] = []
  for (let i = 0; i < pieces.length; i++) {
    const piece = pieces[i]
    if (!piece) continue
    const { starts } = piece
    const next = pieces[i + 1]
    if (piece.digits) {
      const digits = piece.text.replace(/^0+(?=\d)/, '')
      if (next && !next.digits && next.glued) {
        const suffix = next.text
        if (/^(?:st|nd|rd|th)$/.test(suffix)) {
          items.push({ text: digits, kind: 'digits', starts })
          i += 1
          continue
        }
        if (/^(?:f|fl)$/.test(suffix)) {
          items.push({ text: digits, kind: 'digits', starts }, { text: 'floor', kind: 'unit', starts: false })
          i += 1
          continue
        }
        if (suffix === 'km') {
          items.push(
            { text: 'km', kind: 'kilometre', starts },
            { text: digits, kind: 'digits', starts: false },
          )
          i += 1
          continue
        }
        if (suffix.length === 1) {
          items.push({ text: digits, kind: 'digits', letter: suffix, starts })
          i += 1
          continue
        }
      }
      // 5/F is a floor; 34/A and 20-A are a number with its letter.
      if (next && !next.digits && next.joined && next.text.length === 1) {
        if (next.text === 'f')
          items.push({ text: digits, kind: 'digits', starts }, { text: 'floor', kind: 'unit', starts: false })
        else items.push({ text: digits, kind: 'digits', letter: next.text, starts })
        i += 1
        continue
      }
      items.push({ text: digits, kind: 'digits', starts })
      continue
    }
    const { text } = piece
    if (text.length === 1 && next?.digits && (next.glued || next.joined)) {
      items.push({ text: next.text.replace(/^0+(?=\d)/, ''), kind: 'digits', letter: text, starts })
      i += 1
      continue
    }
    if (next?.digits && next.glued && text.length === 2 && !addressWord(text)) {
      items.push({ text: next.text.replace(/^0+(?=\d)/, ''), kind: 'digits', letter: text, starts })
      i += 1
      continue
    }
    const marked = next?.digits ? beforeNumbers[text] : undefined
    if (marked) {
      items.push({ text: marked, kind: marked === 'plot' ? 'plot' : 'number', starts })
      continue
    }
    const numeral = romans[text] ?? ordinals[text]
    if (numeral !== undefined) {
      items.push({ text: numeral, kind: 'digits', starts })
      continue
    }
    if (text === 'da' && next && !next.starts && /^(?:dao|jie)$/.test(next.text)) {
      items.push({ text: next.text === 'dao' ? 'avenue' : 'street', kind: 'street', starts })
      i += 1
      continue
    }
    const found = placeAt(pieces, i)
    if (found && (found.length > 1 || !isWordFirst(text))) {
      items.push({
        text: found.place.canonical,
        raw: found.letters,
        kind: 'name',
        place: found.place,
        starts,
      })
      i += found.length - 1
      continue
    }
    const word = addressWord(text)
    if (word) items.push({ text: word.canonical, raw: text, kind: word.kind, starts })
    else items.push({ text, kind: 'name', starts })
  }
  return items
}

const blocks = new Set(['block', 'building'])
const roleOfUnit = (word: string): NumberRole =>
  word === 'floor' ? 'floor' : blocks.has(word) ? 'block' : 'room'

/** "No" in "block no 7" belongs to the block. */
const numberRoles = (items: readonly Item[]): (NumberRole | undefined)[] =>
  items.map((item, i) => {
    if (item.kind !== 'digits') return undefined
    let j = i - 1
    while (j >= 0 && (items[j]?.kind === 'digits' || items[j]?.kind === 'number') && !items[j + 1]?.starts)
      j -= 1
    const numbered = items.slice(j + 1, i).some((before) => before.kind === 'number')
    const before = items[j + 1]?.starts && j + 1 <= i ? undefined : items[j]
    const directly = items[i + 1]?.starts ? undefined : items[i + 1]
    if (before?.kind === 'unit') return roleOfUnit(before.text)
    if (before?.kind === 'kilometre' || (directly?.kind === 'kilometre' && !numbered)) return 'kilometre'
    if (before?.kind === 'plot') return 'site'
    if (directly?.kind === 'unit' && !(numbered && directly.text === 'unit')) return roleOfUnit(directly.text)
    if (numbered)
      return before?.kind === 'street' || before?.kind === 'zone' ? (directly ? 'site' : 'loose') : 'site'
    if (before?.kind === 'zone' || directly?.kind === 'zone') return 'area'
    if (before?.kind === 'place' || before?.kind === 'street-before') return 'area'
    if (directly?.kind === 'number') return 'site'
    return 'loose'
  })

/** A number that is the postcode, by its length and where it stands; its position among the items. */
const postcodeAt = (items: readonly Item[], roles: readonly (NumberRole | undefined)[]): number => {
  for (let i = items.length - 1; i >= 0; i--) {
    const item = items[i]
    if (item?.kind !== 'digits' || item.letter !== undefined) continue
    const before = items[i - 1]
    const marked = before?.kind === 'post' || items[i - 2]?.kind === 'post'
    const { length } = item.text
    const role = roles[i]
    if (marked && length >= 4 && before?.text !== 'box') return i
    if (
      role === 'block' ||
      role === 'floor' ||
      role === 'room' ||
      role === 'kilometre' ||
      before?.kind === 'number' ||
      before?.kind === 'plot'
    )
      continue
    if (length === 6 || length === 5) return i
    const last = items.slice(i + 1).every((after) => after.kind === 'filler' || after.place !== undefined)
    if (length === 4 && last && i > 0 && !item.starts && before?.kind === 'name') return i
    if (length === 4 && last && i > 1 && item.starts && i >= items.length - 2) return i
  }
  return -1
}

/** 600 003 → 600003: Indian postcodes are written in two halves. */
const joinHalves = (items: readonly Item[]): Item[] => {
  const joined: Item[] = []
  for (const item of items) {
    const last = joined[joined.length - 1]
    if (
      item.kind === 'digits' &&
      last?.kind === 'digits' &&
      !item.starts &&
      /^[1-8]\d\d$/.test(last.text) &&
      item.text.length <= 3 &&
      last.letter === undefined &&
      item.letter === undefined &&
      joined.length > 3 &&
      joined[joined.length - 2]?.kind === 'name'
    ) {
      joined[joined.length - 1] = { ...last, text: last.text + item.text.padStart(3, '0') }
    } else joined.push(item)
  }
  return joined
}

const weightOfDepth = [0, 0, 0.08, 0.3, 0.5] as const

/** A street's name stands before its word (Shuangbao West Road), or behind it (Jalan Kluang). */
const streetNames = (items: readonly Item[]): Set<number> => {
  const named = new Set<number>()
  for (const [i, item] of items.entries()) {
    if (item.kind === 'street') {
      let taken = 0
      for (let j = i - 1; j >= 0 && taken < 2; j--) {
        const before = items[j]
        if (!before || items[j + 1]?.starts) break
        if (before.kind === 'name') {
          named.add(j)
          taken += 1
        } else if (before.kind !== 'direction') break
      }
    }
    if (item.kind === 'street-before') {
      for (let j = i + 1; j < items.length && j <= i + 3; j++) {
        const after = items[j]
        if (!after || after.starts || !/^(?:name|direction|filler)$/.test(after.kind)) break
        if (after.kind === 'name') named.add(j)
      }
    }
  }
  return named
}

/** A building's name stands before its word: Hollywood Plaza, Silvercord Tower. */
const isBuilding = (items: readonly Item[], at: number): boolean => {
  for (let j = at + 1; j < items.length && j <= at + 2; j++) {
    const after = items[j]
    if (!after || after.starts) return false
    if (after.kind === 'unit') return blocks.has(after.text)
    if (after.kind !== 'name' && after.kind !== 'zone') return false
  }
  return false
}

/** Parses an address. Throws nothing; what says nothing has no terms and no numbers. */
export const parseAddress = (text: string): ParsedAddress => {
  const items = joinHalves(read(cut(level(text))))
  const roles = numberRoles(items)
  const postcode = postcodeAt(items, roles)
  const streets = streetNames(items)
  const terms: AddressTerm[] = []
  const numbers: AddressNumber[] = []
  let letters = ''
  let near = false
  for (const [i, item] of items.entries()) {
    if (item.starts) near = false
    if (item.kind === 'near') near = true
    if (item.kind === 'digits') {
      const role = roles[i] ?? 'loose'
      if (i !== postcode && !near) numbers.push({ digits: item.text, letter: item.letter ?? '', role })
      continue
    }
    letters += item.raw ?? item.text
    if (item.kind !== 'name' || item.text.length < 2) continue
    const street = streets.has(i)
    const place = street ? undefined : item.place
    terms.push({
      text: item.text,
      street,
      building: isBuilding(items, i),
      near,
      weight:
        (place ? (weightOfDepth[place.depth] ?? 0.5) : item.text.length < 3 ? 0.4 : 1) * (near ? 0.5 : 1),
      ...(place ? { place } : {}),
    })
  }
  const code = items[postcode]?.text
  return {
    text,
    terms,
    numbers,
    letters,
    weight: terms.reduce((sum, term) => sum + term.weight, 0),
    ...(code === undefined ? {} : { postcode: code }),
  }
}

export type { AddressPlace }
