import { hash } from 'node:crypto'
import { isoDate } from '../../dates.ts'
import { SourceShapeError } from '../../errors.ts'
import type { CutDocument, RawEntry } from '../reader.ts'
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
  /** SHA-256 of `raw`. */
  rawHash: string
  /** Good during the call only, unless the document was pushed at once. */
  raw: Uint8Array
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
  /** The uid of an entry that was cut and read before, by the hash of its markup. */
  uidOf: (rawHash: string) => string | undefined = () => undefined,
): EntryCutter => {
  const uids = new Set<string>()
  let published: ReturnType<typeof readPublication> | undefined

  const cutEntry = (raw: Uint8Array, uid: string | undefined, rawHash?: string): void => {
    if (uid === undefined || !/^\d+$/.test(uid)) {
      throw new SourceShapeError('malformed', `An entry's uid is ${uid ?? 'missing'}, expected a number`, {
        place: `entry number ${uids.size + 1}`,
      })
    }
    if (uids.has(uid)) {
      const first = [...uids].indexOf(uid) + 1
      throw new SourceShapeError(
        'malformed',
        `The uid stands twice, as entry ${first} and ${uids.size + 1}`,
        {
          place: placeOf(uid),
        },
      )
    }
    uids.add(uid)
    found({ uid, rawHash: rawHash ?? hash('sha256', raw, 'hex'), raw })
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
        isKnown: (name, candidate) => {
          if (name !== 'sdnEntry') return false
          const rawHash = hash('sha256', candidate, 'hex')
          const uid = uidOf(rawHash)
          if (uid === undefined) return false
          cutEntry(candidate, uid, rawHash)
          return true
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
      if (published.declaredCount !== uids.size) {
        throw new SourceShapeError(
          'count-mismatch',
          `The document declares ${published.declaredCount} entries and holds ${uids.size}`,
        )
      }
      return published
    },
  }
}

const placeOf = (uid: string): string => `sdnEntry ${uid}`

/** An entry as a span of its document: 19,000 entries as text would weigh as much as the document again. */
class EntrySpan implements RawEntry {
  readonly rawHash: string
  readonly #uid: string
  readonly #document: Uint8Array
  readonly #start: number
  readonly #end: number

  constructor({ uid, rawHash, raw }: CutEntry, document: Uint8Array) {
    this.rawHash = rawHash
    this.#uid = uid
    this.#document = document
    this.#start = raw.byteOffset - document.byteOffset
    this.#end = this.#start + raw.byteLength
  }

  get raw(): string {
    return decoder.decode(this.#document.subarray(this.#start, this.#end))
  }

  get place(): string {
    return placeOf(this.#uid)
  }
}

/** Cuts a whole document; its entries are decoded only when somebody asks for their text. */
export const cutEntries = (
  bytes: Uint8Array,
  uidOf?: (rawHash: string) => string | undefined,
): CutDocument => {
  const entries: RawEntry[] = []
  const cutter = entryCutter((entry) => entries.push(new EntrySpan(entry, bytes)), uidOf)
  cutter.push(bytes)
  return { ...cutter.end(), entries }
}
