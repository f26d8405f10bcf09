import { hash } from 'node:crypto'
import { isoDate } from '../../dates.ts'
import { SourceShapeError } from '../../errors.ts'
import type { CutDocument, KnownEntries, RawEntry } from '../reader.ts'
import { LazySequence } from '../sequence.ts'
import { localName, markupScanner, type MarkupScanner } from './scan-markup.ts'
import { checkChildren, parseElement, readText } from './xml.ts'

/**
 * The classic file kept its shape when OFAC moved to the Sanctions List Service in 2024; only the namespace changed.
 * The published schema of the non-SDN list names a third one, which no file at hand bears.
 */
const namespaces = new Set([
  'http://tempuri.org/sdnList.xsd',
  'http://tempuri.org/consolidated.xsd',
  'https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML',
])

const decoder = new TextDecoder('utf-8')

/** How much of a document is looked at before it is taken for one. */
const headBytes = 2048

/** Firewalls answer 200 or 202 with nothing or with a page; neither may be taken for a list without entries. */
export const refuseOtherDocuments = (head: Uint8Array): void => {
  let start: string
  try {
    start = new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true }).trimStart()
  } catch (cause) {
    throw new SourceShapeError('malformed', 'The document is not UTF-8 text', { cause })
  }
  if (start === '') throw new SourceShapeError('empty-body', 'The body is empty')
  if (/<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]/i.test(start)) {
    throw new SourceShapeError('challenge-page', 'The body is a web page, not the list')
  }
  if (!start.startsWith('<')) {
    throw new SourceShapeError('not-the-document', 'The body does not begin with markup')
  }
  const encoding = /^<\?xml[^>]*\sencoding\s*=\s*["']([^"']+)["']/.exec(start)?.[1]
  if (encoding !== undefined && !/^(utf-8|us-ascii|ascii)$/i.test(encoding)) {
    throw new SourceShapeError('malformed', `The document declares the encoding ${encoding}, not UTF-8`)
  }
}

/** Judges the first bytes before anything is scanned, however the chunks are split. */
export const headJudge = (scanner: MarkupScanner): MarkupScanner => {
  let head: Uint8Array = new Uint8Array(0)
  let judged = false
  const judge = (): void => {
    refuseOtherDocuments(head.subarray(0, headBytes))
    judged = true
    scanner.push(head)
    head = new Uint8Array(0)
  }
  return {
    push(chunk) {
      if (judged) {
        scanner.push(chunk)
        return
      }
      head = head.length === 0 ? chunk : Buffer.concat([head, chunk])
      if (head.length >= headBytes) judge()
    },
    end() {
      if (!judged) judge()
      scanner.end()
    },
  }
}

/** Refuses a root of another name, or in a namespace that is not known. */
export const checkRootTag = (tag: string, expected: string, namespaces: ReadonlySet<string>): void => {
  const name = /^<([^\s/>]+)/.exec(tag)?.[1] ?? ''
  if (localName(name) !== expected) {
    throw new SourceShapeError('wrong-root', `The root element is ${name}, expected ${expected}`)
  }
  const prefix = name.includes(':') ? name.slice(0, name.indexOf(':')) : ''
  const declarations = tag.matchAll(/\sxmlns(?::([^\s=]+))?\s*=\s*(?:"([^"]*)"|'([^']*)')/g)
  const declaration = [...declarations].find((match) => (match[1] ?? '') === prefix)
  const namespace = declaration?.[2] ?? declaration?.[3]
  if (namespace === undefined || !namespaces.has(namespace)) {
    throw new SourceShapeError(
      'wrong-namespace',
      `The root element has the namespace ${namespace ?? '(none)'}, which is not known`,
    )
  }
}

/** OFAC misspells the element's name in every file and in its schema. */
const publication = 'publshInformation'

const readPublication = (raw: string): { publishedOn: string; declaredCount: number } => {
  const place = publication
  const node = parseElement(raw, publication, place)
  checkChildren(node, ['Publish_Date', 'Record_Count'], place)
  const date = readText(node, 'Publish_Date', place)
  const publishedOn = isoDate(date ?? '')
  if (publishedOn === undefined) {
    throw new SourceShapeError('malformed', `Publish_Date is ${date ?? 'missing'}, expected a date`, {
      place,
    })
  }
  const count = readText(node, 'Record_Count', place)
  if (count === undefined || !/^\d+$/.test(count)) {
    throw new SourceShapeError('malformed', `Record_Count is ${count ?? 'missing'}, expected a number`, {
      place,
    })
  }
  return { publishedOn, declaredCount: Number(count) }
}

/** A raw `<sdnEntry>`, as the scanner finds it. */
export interface CutEntry {
  uid: string
  /** Good during the call only, unless the document was pushed at once. */
  raw: Uint8Array
  /** Its row among the known entries. */
  knownRow: number | undefined
}

export interface EntryCutter {
  push(chunk: Uint8Array): void
  /** What the document states of itself; throws where it is not complete or does not hold what it declares. */
  end(): { publishedOn: string; declaredCount: number }
}

/**
 * Cuts the classic XML of the SDN or the non-SDN list into raw `<sdnEntry>` elements, without parsing what is in them,
 * from chunks split at any byte and in constant memory. Tags are checked to nest throughout, so that a piece is a whole
 * element whatever its comments, CDATA sections and attribute values hold. Throws `SourceShapeError` for everything
 * that is not a complete document of this kind.
 */
export const entryCutter = (
  found: (entry: CutEntry) => void,
  /** Entries that were cut and read before: their markup is not scanned again. */
  known?: KnownEntries,
): EntryCutter => {
  /** Uids of entries that are not known; known ones have a row each. */
  const uids = new Set<string>()
  const seenRows = new Uint8Array(known?.size ?? 0)
  let count = 0
  let expected = 0
  let published: ReturnType<typeof readPublication> | undefined

  const cutEntry = (raw: Uint8Array, uid: string | undefined, knownRow = -1): void => {
    if (uid === undefined || !/^\d+$/.test(uid)) {
      throw new SourceShapeError('malformed', `An entry's uid is ${uid ?? 'missing'}, expected a number`, {
        place: `entry number ${count + 1}`,
      })
    }
    if (knownRow < 0 ? uids.has(uid) : seenRows[knownRow] === 1) throw twice(uid)
    if (knownRow < 0) uids.add(uid)
    else seenRows[knownRow] = 1
    count += 1
    found({ uid, raw, knownRow: knownRow < 0 ? undefined : knownRow })
  }

  const scanner = headJudge(
    markupScanner(
      {
        root: (tag) => checkRootTag(tag, 'sdnList', namespaces),
        piece: (name, raw, uid) => {
          if (name === 'sdnEntry') {
            cutEntry(raw, uid)
          } else if (name === publication && published === undefined) {
            published = readPublication(decoder.decode(raw))
          } else {
            throw new SourceShapeError('malformed', `Unexpected element ${name} in sdnList`)
          }
        },
      },
      {
        keyChild: 'uid',
        knownPiece:
          known === undefined
            ? undefined
            : (name, rest, endOfPiece) => {
                if (name !== 'sdnEntry') return -1
                const take = (length: number): number => {
                  const candidate = rest.subarray(0, length)
                  const row = known.find(hash('sha256', candidate, 'hex'))
                  if (row < 0) return -1
                  cutEntry(candidate, known.naturalKey(row), row)
                  expected = row + 1
                  return length
                }
                // Entries mostly follow each other as they did before: then the length is known without looking for it.
                const length = expected < known.size ? known.rawLength(expected) : 0
                if (length > 0 && length <= rest.length) {
                  const taken = take(length)
                  if (taken >= 0) return taken
                }
                const end = endOfPiece()
                return end < 0 || end === length ? -1 : take(end)
              },
      },
    ),
  )

  return {
    push: (chunk) => scanner.push(chunk),
    end() {
      scanner.end()
      if (published === undefined) {
        throw new SourceShapeError(
          'malformed',
          'The document has no publshInformation, so no publication date',
        )
      }
      if (published.declaredCount !== count) {
        throw new SourceShapeError(
          'count-mismatch',
          `The document declares ${published.declaredCount} entries and holds ${count}`,
        )
      }
      for (const row of uids.size === 0 ? [] : seenRows.keys()) {
        const uid = seenRows[row] === 1 ? known?.naturalKey(row) : undefined
        if (uid !== undefined && uids.has(uid)) throw twice(uid)
      }
      return published
    },
  }
}

const twice = (uid: string): SourceShapeError =>
  new SourceShapeError('malformed', 'The uid stands twice', { place: placeOf(uid) })

const placeOf = (uid: string): string => `sdnEntry ${uid}`

/** An entry as a span of its document: 19,000 entries as text would weigh as much as the document again. */
class EntrySpan implements RawEntry {
  readonly knownRow: number | undefined
  readonly #uid: string
  readonly #bytes: Uint8Array

  constructor(uid: string, bytes: Uint8Array, knownRow: number | undefined) {
    this.knownRow = knownRow
    this.#uid = uid
    this.#bytes = bytes
  }

  get rawHash(): string {
    return hash('sha256', this.#bytes, 'hex')
  }

  get raw(): string {
    return decoder.decode(this.#bytes)
  }

  get rawLength(): number {
    return this.#bytes.length
  }

  get place(): string {
    return placeOf(this.#uid)
  }
}

/** Cuts a whole document; its entries are made, and decoded, only when somebody asks for them. */
export const cutEntries = (bytes: Uint8Array, known?: KnownEntries): CutDocument => {
  // Where each entry begins and ends, and its row among the known ones.
  let spans = new Int32Array(3 * 1024)
  let count = 0
  const uids: string[] = []
  const cutter = entryCutter(({ uid, raw, knownRow }) => {
    if (spans.length < (count + 1) * 3) {
      const wider = new Int32Array(spans.length * 2)
      wider.set(spans)
      spans = wider
    }
    const start = raw.byteOffset - bytes.byteOffset
    spans[count * 3] = start
    spans[count * 3 + 1] = start + raw.byteLength
    spans[count * 3 + 2] = knownRow ?? -1
    uids.push(uid)
    count += 1
  }, known)
  cutter.push(bytes)
  const entry = (position: number): RawEntry => {
    const row = spans[position * 3 + 2] as number
    const span = bytes.subarray(spans[position * 3], spans[position * 3 + 1])
    return new EntrySpan(uids[position] as string, span, row < 0 ? undefined : row)
  }
  return { ...cutter.end(), entries: new LazySequence(count, entry) }
}
