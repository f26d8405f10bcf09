import { createHash } from 'node:crypto'
import type { Designation } from '../model/designation.ts'
import { indexKeys, type Slots } from './index-keys.ts'
import { type ListIndex, listIndexOf } from './list-index.ts'
import type { ScreeningModel } from './model.ts'
import { placeById } from './places.ts'
import { Postings } from './postings.ts'
import { probeList } from './probe-list.ts'
import { type Token, tokenOfFacts } from './tokens.ts'

/** A list that suppliers are compared with: its index, and any of its designations by id, inactive ones too. */
export interface ScreenedList {
  index: ListIndex
  designation(id: string): Designation | undefined
}

/** Which list's index was stored (the root names every fact of a list), and by what: it is good for no other. */
export interface StoredListKey {
  source: string
  root: string
  /** See `indexMaker`. */
  maker: string
}

type Sections = Record<string, Int32Array | Float64Array | Uint8Array>

const magic = 'tierwatch-list-index'
/** Sections begin where a number of eight bytes may. */
const alignment = 8
const aligned = (length: number): number => Math.ceil(length / alignment) * alignment

/** Texts one after the other, and where each ends. */
const packed = (texts: Iterable<string>): { bytes: Uint8Array; ends: Int32Array } => {
  const parts: Buffer[] = []
  const ends: number[] = []
  let length = 0
  for (const text of texts) {
    const part = Buffer.from(text, 'utf8')
    parts.push(part)
    ends.push((length += part.length))
  }
  return { bytes: Buffer.concat(parts), ends: Int32Array.from(ends) }
}

const decoder = new TextDecoder()

const parsedAt = (bytes: Uint8Array, ends: Int32Array, position: number): unknown =>
  JSON.parse(decoder.decode(bytes.subarray(ends[position - 1] ?? 0, ends[position])))

type StoredWord = [
  text: string,
  canonical: string,
  kind: Token['kind'],
  place: string,
  everyday: boolean,
  shown: string,
  han?: string,
]

const storedWord = ({ text, canonical, kind, place, everyday, shown, han }: Token): StoredWord =>
  han === undefined
    ? [text, canonical, kind, place?.id ?? '', everyday, shown]
    : [text, canonical, kind, place?.id ?? '', everyday, shown, han]

/** Words by their numbers, each read when it is first asked for: of a list's words few are ever compared by letters. */
const storedWords = (bytes: Uint8Array, ends: Int32Array, weights: Float64Array) => {
  const known: (Token | undefined)[] = []
  return (number: number): Token => {
    const before = known[number]
    if (before) return before
    const [text, canonical, kind, place, everyday, shown, han] = parsedAt(bytes, ends, number) as StoredWord
    return (known[number] = tokenOfFacts({
      text,
      canonical,
      kind,
      everyday,
      shown,
      han,
      place: place === '' ? undefined : placeById(place),
      weight: weights[number] ?? 0,
    }))
  }
}

const digestOf = (key: StoredListKey, layout: string, body: Uint8Array): string =>
  createHash('sha256')
    .update(`${key.source}\n${key.root}\n${key.maker}\n${layout}\n`)
    .update(body)
    .digest('hex')

const types = { i: Int32Array, f: Float64Array, b: Uint8Array } as const
const typeOf = (section: Sections[string]): keyof typeof types =>
  section instanceof Int32Array ? 'i' : section instanceof Float64Array ? 'f' : 'b'

/** One line that says what follows, and the sections. */
const write = (key: StoredListKey, sections: Sections): Uint8Array => {
  const layout = Object.entries(sections).map(([name, section]) => [
    name,
    typeOf(section),
    section.byteLength,
  ])
  const body = new Uint8Array(
    Object.values(sections).reduce((sum, { byteLength }) => sum + aligned(byteLength), 0),
  )
  let at = 0
  for (const { buffer, byteOffset, byteLength } of Object.values(sections)) {
    body.set(new Uint8Array(buffer, byteOffset, byteLength), at)
    at += aligned(byteLength)
  }
  const sha256 = digestOf(key, JSON.stringify(layout), body)
  const head = Buffer.from(`${JSON.stringify({ magic, ...key, layout, sha256 })}\n`, 'utf8')
  const bytes = new Uint8Array(aligned(head.length) + body.length)
  bytes.fill(0x20, 0, aligned(head.length))
  bytes.set(head, 0)
  bytes.set(body, aligned(head.length))
  return bytes
}

const headOf = (bytes: Uint8Array): { head: Record<string, unknown>; end: number } | null => {
  const end = bytes.indexOf(0x0a)
  if (end < 0) return null
  try {
    const head: unknown = JSON.parse(decoder.decode(bytes.subarray(0, end)))
    return typeof head === 'object' && head !== null
      ? { head: head as Record<string, unknown>, end: aligned(end + 1) }
      : null
  } catch {
    return null
  }
}

/** The sections as they were written for this key, or null: of another list, by another maker, cut short or altered. */
const read = (whole: Uint8Array, key: StoredListKey): Sections | null => {
  // Numbers are read where they stand, which must be where numbers may stand.
  const bytes = whole.byteOffset % alignment === 0 ? whole : Uint8Array.from(whole)
  const found = headOf(bytes)
  if (!found) return null
  const { head, end } = found
  const same = (['source', 'root', 'maker'] as const).every((name) => head[name] === key[name])
  if (head['magic'] !== magic || !same) return null
  const body = bytes.subarray(end)
  if (head['sha256'] !== digestOf(key, JSON.stringify(head['layout']), body)) return null
  const sections: Sections = {}
  let at = bytes.byteOffset + end
  for (const [name, type, length] of head['layout'] as [string, keyof typeof types, number][]) {
    sections[name] = new types[type](bytes.buffer as ArrayBuffer, at, length / types[type].BYTES_PER_ELEMENT)
    at += aligned(length)
  }
  return sections
}

const sectionsOf = (
  all: readonly Designation[],
  model: ScreeningModel,
): { slots: Slots; sections: Sections } => {
  const positions = [...all.keys()].filter((position) => all[position]?.status === 'active')
  const slots = indexKeys(
    all.filter(({ status }) => status === 'active'),
    model,
  )
  const { postings, nearPostings, wordStarts, wordSlots, designations, first, kinds, signs } = slots
  const words = packed(
    Array.from(signs.weights, (_, number) => JSON.stringify(storedWord(signs.word(number)))),
  )
  const texts = packed(all.map((designation) => JSON.stringify(designation)))
  const ids = packed([JSON.stringify(all.map(({ id }) => id))])
  return {
    slots,
    sections: {
      positions: Int32Array.from(positions),
      keyStarts: postings.starts,
      keyEntries: postings.entries,
      nearKeyStarts: nearPostings.starts,
      nearKeyEntries: nearPostings.entries,
      wordStarts,
      wordSlots,
      designations,
      first,
      kinds,
      names: signs.names,
      nameStarts: signs.starts,
      glances: signs.glances.names,
      glanceStarts: signs.glances.starts,
      glancesOfWords: signs.glances.words,
      weights: signs.weights,
      words: words.bytes,
      wordEnds: words.ends,
      texts: texts.bytes,
      textEnds: texts.ends,
      ids: ids.bytes,
    },
  }
}

/**
 * A list's index as bytes that a function reads in one go, with the designations themselves: what a list version is
 * screened with, made once.
 */
export const encodeList = (
  designations: Iterable<Designation>,
  model: ScreeningModel,
  key: StoredListKey,
): Uint8Array => write(key, sectionsOf([...designations], model).sections)

const int32 = (section: Sections[string] | undefined): Int32Array => {
  if (!(section instanceof Int32Array)) throw new TypeError('The stored index lacks a part.')
  return section
}
const bytesOf = (section: Sections[string] | undefined): Uint8Array => {
  if (!(section instanceof Uint8Array)) throw new TypeError('The stored index lacks a part.')
  return section
}

/**
 * The list that was stored under this key, or null where the bytes are not that: of another list or another maker, cut
 * short or altered. Nothing is parsed but what is asked for.
 */
export const decodeList = (
  bytes: Uint8Array,
  model: ScreeningModel,
  key: StoredListKey,
): ScreenedList | null => {
  const sections = read(bytes, key)
  if (!sections) return null
  const weights = sections['weights']
  if (!(weights instanceof Float64Array)) return null
  const positions = int32(sections['positions'])
  const texts = bytesOf(sections['texts'])
  const ends = int32(sections['textEnds'])
  const known: (Designation | undefined)[] = []
  const designationAt = (position: number): Designation =>
    (known[position] ??= parsedAt(texts, ends, position) as Designation)
  const ids = JSON.parse(decoder.decode(bytesOf(sections['ids']))) as string[]
  const byId = new Map(ids.map((id, position): [string, number] => [id, position]))
  return {
    designation: (id) => {
      const position = byId.get(id)
      return position === undefined ? undefined : designationAt(position)
    },
    index: listIndexOf(
      {
        postings: new Postings(int32(sections['keyStarts']), int32(sections['keyEntries'])),
        nearPostings: new Postings(int32(sections['nearKeyStarts']), int32(sections['nearKeyEntries'])),
        wordStarts: int32(sections['wordStarts']),
        wordSlots: int32(sections['wordSlots']),
        designations: int32(sections['designations']),
        first: int32(sections['first']),
        kinds: bytesOf(sections['kinds']),
        signs: {
          weights,
          word: storedWords(bytesOf(sections['words']), int32(sections['wordEnds']), weights),
          names: int32(sections['names']),
          starts: int32(sections['nameStarts']),
          glances: {
            names: int32(sections['glances']),
            starts: int32(sections['glanceStarts']),
            words: int32(sections['glancesOfWords']),
          },
        },
      },
      positions.length,
      (position) => designationAt(positions[position] ?? 0),
      model,
    ),
  }
}

const makers = new WeakMap<ScreeningModel, string>()

/**
 * Names what makes indexes: the model, and a digest of the index of a few parties with all kinds of names and facts. Whoever
 * changes how keys, words or signs are made or laid out makes another index of them, and so never reads one that was
 * stored before.
 */
export const indexMaker = (model: ScreeningModel): string => {
  let maker = makers.get(model)
  if (maker === undefined) {
    const probe = encodeList(probeList, model, { source: '', root: '', maker: '' })
    maker = `${model.version}-${createHash('sha256').update(probe).digest('hex').slice(0, 12)}`
    makers.set(model, maker)
  }
  return maker
}
