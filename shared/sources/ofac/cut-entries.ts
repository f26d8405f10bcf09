import { isoDate } from '../../dates.ts'
import { SourceShapeError } from '../../errors.ts'
import { sha256 } from '../../hash.ts'
import type { CutDocument, RawEntry } from '../reader.ts'
import { localName, scanMarkup } from './scan-markup.ts'
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

const decode = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new SourceShapeError('malformed', 'The document is not UTF-8 text', { cause })
  }
}

/** Firewalls answer 200 or 202 with nothing or with a page; neither may be taken for a list without entries. */
const refuseOtherDocuments = (text: string): void => {
  const start = text.trimStart().slice(0, 2000)
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

const checkRoot = (tag: string): void => {
  const name = /^<([^\s/>]+)/.exec(tag)?.[1] ?? ''
  if (localName(name) !== 'sdnList') {
    throw new SourceShapeError('wrong-root', `The root element is ${name}, expected sdnList`)
  }
  const prefix = name.includes(':') ? name.slice(0, name.indexOf(':')) : ''
  const declarations = tag.matchAll(/\sxmlns(?::([^\s=]+))?\s*=\s*(?:"([^"]*)"|'([^']*)')/g)
  const declaration = [...declarations].find((match) => (match[1] ?? '') === prefix)
  const namespace = declaration?.[2] ?? declaration?.[3]
  if (namespace === undefined || !namespaces.has(namespace)) {
    throw new SourceShapeError(
      'wrong-root',
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

/**
 * Cuts the classic XML of the SDN or the non-SDN list into raw `<sdnEntry>` elements, without parsing what is in them.
 * Tags are checked to nest throughout, so that a piece is a whole element whatever its comments, CDATA sections and
 * attribute values hold. Throws `SourceShapeError` for everything that is not a complete document of this kind.
 */
export const cutEntries = (bytes: Uint8Array): CutDocument => {
  const text = decode(bytes)
  refuseOtherDocuments(text)

  const entries: RawEntry[] = []
  const ordinalByUid = new Map<string, number>()
  let published: ReturnType<typeof readPublication> | undefined

  const cutEntry = (raw: string, uid: string | undefined): void => {
    const ordinal = entries.length + 1
    if (uid === undefined || !/^\d+$/.test(uid)) {
      throw new SourceShapeError('malformed', `An entry's uid is ${uid ?? 'missing'}, expected a number`, {
        place: `entry number ${ordinal}`,
      })
    }
    const place = `sdnEntry ${uid}`
    if (ordinalByUid.has(uid)) {
      throw new SourceShapeError(
        'malformed',
        `The uid stands twice, as entry ${ordinalByUid.get(uid)} and ${ordinal}`,
        { place },
      )
    }
    ordinalByUid.set(uid, ordinal)
    entries.push({ rawHash: sha256(raw), raw, place })
  }

  scanMarkup(text, {
    root: checkRoot,
    child: (name, raw, uid) => {
      if (name === 'sdnEntry') {
        cutEntry(raw, uid)
      } else if (name === publication && published === undefined) {
        published = readPublication(raw)
      } else {
        throw new SourceShapeError('malformed', `Unexpected element ${name} in sdnList`)
      }
    },
  })

  if (published === undefined) {
    throw new SourceShapeError('malformed', 'The document has no publshInformation, so no publication date')
  }
  const { publishedOn, declaredCount } = published
  if (declaredCount !== entries.length) {
    throw new SourceShapeError(
      'count-mismatch',
      `The document declares ${declaredCount} entries and holds ${entries.length}`,
    )
  }
  return { publishedOn, declaredCount, entries }
}
