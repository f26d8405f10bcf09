import { sha256 } from '../../hash.ts'

/** The exact piece of an official document that lists a party, as published: nothing cleaned, nothing left out. */
export interface Passage {
  /** What kind of text it is. */
  form: 'xml' | 'html' | 'csv' | 'json'
  /** Where it stands, for people: "sdnEntry 4711", "line 12", "table row at byte 4012". */
  place: string
  /** The bytes of the archived document from `start` up to and without `end`. */
  start: number
  end: number
  text: string
  /** SHA-256 of those bytes. */
  sha256: string
}

/** How a document's bytes become text. Positions in the text are positions in the bytes only through this. */
export interface Decoded {
  text: string
  encoding: 'utf-8' | 'windows-1252'
  /** Bytes before the text: a byte order mark. */
  skipped: number
}

/** UTF-8, or Windows-1252 where it is no UTF-8: the readers decode in the same way. */
export const decodeDocument = (bytes: Uint8Array): Decoded => {
  const skipped = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8', skipped }
  } catch {
    return { text: new TextDecoder('windows-1252').decode(bytes), encoding: 'windows-1252', skipped: 0 }
  }
}

/** The passage between two positions of a decoded document's text. */
export const passageAt = (
  bytes: Uint8Array,
  decoded: Decoded,
  span: { from: number; to: number },
  told: Pick<Passage, 'form' | 'place'>,
): Passage => {
  const { text, encoding, skipped } = decoded
  const lengthOf = (part: string): number =>
    encoding === 'utf-8' ? Buffer.byteLength(part, 'utf8') : part.length
  const start = skipped + lengthOf(text.slice(0, span.from))
  const piece = text.slice(span.from, span.to)
  const end = start + lengthOf(piece)
  return { ...told, start, end, text: piece, sha256: sha256(bytes.subarray(start, end)) }
}

/** The passage between two positions of the bytes. */
export const passageOfBytes = (
  bytes: Uint8Array,
  start: number,
  end: number,
  told: Pick<Passage, 'form' | 'place'>,
): Passage => {
  const piece = bytes.subarray(start, end)
  return { ...told, start, end, text: new TextDecoder().decode(piece), sha256: sha256(piece) }
}

/** Named and numeric references that the official documents use, as characters. */
const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
}

/** The words of a piece of markup, on one line. */
export const wordsOfMarkup = (markup: string): string =>
  markup
    .replace(/<(?:script|style)\b[\s\S]*?<\/(?:script|style)>/giu, ' ')
    .replace(/<!--[\s\S]*?-->/gu, ' ')
    .replace(/<[^>]*>/gu, ' ')
    .replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]+));/giu, (whole, decimal, hex, name) => {
      const code = decimal ? Number(decimal) : hex ? Number.parseInt(String(hex), 16) : undefined
      if (code !== undefined) return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ' '
      return entities[String(name).toLowerCase()] ?? whole
    })
    .replace(/\s+/gu, ' ')
    .trim()

/** What a passage says, in plain words: what an alert quotes. */
export const quotedWords = ({ form, text }: Pick<Passage, 'form' | 'text'>): string =>
  form === 'xml' || form === 'html' ? wordsOfMarkup(text) : text.replace(/\s+/gu, ' ').trim()
