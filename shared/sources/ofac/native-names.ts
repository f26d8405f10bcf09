import { SourceShapeError } from '../../errors.ts'
import { canonicalJson, sha256 } from '../../hash.ts'
import type { Alias, DesignationFacts } from '../../model/designation.ts'
import type { Companion } from '../reader.ts'
import { checkRootTag, headJudge } from './cut-entries.ts'
import { markupScanner } from './scan-markup.ts'
import { parseElement, requireText, type XmlNode } from './xml.ts'

const namespaces = new Set([
  'https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/ENHANCED_XML',
])

const format = 'ofac-native-names-1'
const decoder = new TextDecoder('utf-8')

/** A name in another script than Latin. */
type NativeName = [name: string, script: string, quality: Alias['quality'], kind: string]

interface Extract {
  format: string
  /** The enhanced file that the names were read from. It weighs a hundred times as much, and is not kept. */
  original: { sha256: string; bytes: number; dataAsOf: string }
  /** How many entities the file holds, with and without such names. */
  entities: number
  names: Record<string, NativeName[]>
}

const asList = (node: XmlNode, name: string): XmlNode[] => {
  const value = node[name]
  if (value === undefined) return []
  return (Array.isArray(value) ? value : [value]).filter(
    (member): member is XmlNode => typeof member === 'object' && member !== null,
  )
}

const child = (node: XmlNode, name: string): XmlNode => asList(node, name)[0] ?? {}

const truth = (node: XmlNode, name: string, place: string): boolean => {
  const text = requireText(node, name, place)
  if (text === 'true' || text === 'false') return text === 'true'
  throw new SourceShapeError('malformed', `${name} is "${text}", expected true or false`, { place })
}

/** Text of an element that carries a reference number: `<script refId="20122">Latin</script>`. */
const referenced = (node: XmlNode, name: string, place: string): string => {
  const value = node[name]
  const text = typeof value === 'string' ? value : (value as XmlNode | undefined)?.['#text']
  if (typeof text !== 'string' || text.trim() === '') {
    throw new SourceShapeError('malformed', `${name} is missing or empty`, { place })
  }
  return text.trim()
}

const collapsed = (text: string): string => text.replace(/\s+/g, ' ').trim()

const namesOf = (raw: string, place: string): NativeName[] => {
  const entity = parseElement(raw, 'entity', place)
  return asList(child(entity, 'names'), 'name').flatMap((name): NativeName[] => {
    const primary = truth(name, 'isPrimary', place)
    const quality = truth(name, 'isLowQuality', place) ? 'weak' : 'strong'
    const kind = primary
      ? 'native name'
      : name['aliasType'] === undefined
        ? 'a.k.a.'
        : referenced(name, 'aliasType', place).toLowerCase()
    return asList(child(name, 'translations'), 'translation').flatMap((translation): NativeName[] => {
      const script = referenced(translation, 'script', place)
      if (script === 'Latin') return []
      return [[collapsed(requireText(translation, 'formattedFullName', place)), script, quality, kind]]
    })
  })
}

/** Whether an entity has a name or an address in another script; most have none, and are not parsed. */
const hasOtherScript = (raw: string): boolean => /<(?:\w+:)?script\b[^>]*>(?!\s*Latin\s*<)/.test(raw)

/**
 * Reads `SDN_ENHANCED.XML` for what the classic file lacks: names in Chinese, Arabic, Cyrillic and other scripts, by uid. The
 * document is scanned once, entity by entity. The answer is a small document of its own, which is archived in its place.
 * Throws `SourceShapeError` for everything that is not a complete document of this kind.
 */
export const extractNativeNames = (bytes: Uint8Array): Uint8Array => {
  const names: Record<string, NativeName[]> = {}
  const seen = new Set<string>()
  let dataAsOf: string | undefined
  const scanner = headJudge(
    markupScanner(
      {
        root: (tag) => checkRootTag(tag, 'sanctionsData', namespaces),
        piece: (name, piece) => {
          if (name === 'publicationInfo') {
            dataAsOf = /<(?:\w+:)?dataAsOf>([^<]*)</.exec(decoder.decode(piece))?.[1]?.trim()
            return
          }
          if (name === 'referenceValues' || name === 'featureTypes') return
          if (name !== 'entity') {
            throw new SourceShapeError('malformed', `Unexpected element ${name} in sanctionsData`)
          }
          const raw = decoder.decode(piece)
          const uid = /^<[^>]*?\sid\s*=\s*["'](\d+)["']/.exec(raw)?.[1]
          if (uid === undefined) {
            throw new SourceShapeError('malformed', 'An entity has no id', {
              place: `entity number ${seen.size + 1}`,
            })
          }
          const place = `entity ${uid}`
          if (seen.has(uid)) throw new SourceShapeError('malformed', 'The entity stands twice', { place })
          seen.add(uid)
          const found = hasOtherScript(raw) ? namesOf(raw, place) : []
          if (found.length > 0)
            names[uid] = found.toSorted((a, b) => (canonicalJson(a) < canonicalJson(b) ? -1 : 1))
        },
      },
      { containers: ['entities'] },
    ),
  )
  scanner.push(bytes)
  scanner.end()
  if (dataAsOf === undefined || dataAsOf === '') {
    throw new SourceShapeError('malformed', 'The document has no dataAsOf')
  }
  const extract: Extract = {
    format,
    original: { sha256: sha256(bytes), bytes: bytes.length, dataAsOf },
    entities: seen.size,
    names,
  }
  return new TextEncoder().encode(JSON.stringify(extract))
}

/** The names of an extract, joined to the entries of the classic file by uid. */
export const nativeNames = (extract: Uint8Array): Companion => {
  const parsed = JSON.parse(decoder.decode(extract)) as Extract
  if (parsed.format !== format) {
    throw new SourceShapeError(
      'not-the-document',
      `The extract of native names has the format ${parsed.format}`,
    )
  }
  const names = new Map(Object.entries(parsed.names))
  const digests = new Map<string, string>()
  return {
    digest: sha256(canonicalJson(parsed.names)),
    subjects: parsed.entities,
    joined: names.size,
    digestOf: (uid) => {
      const own = names.get(uid)
      if (own === undefined) return ''
      let digest = digests.get(uid)
      if (digest === undefined) {
        digest = sha256(canonicalJson(own)).slice(0, 16)
        digests.set(uid, digest)
      }
      return digest
    },
    join: (uid, facts): DesignationFacts => {
      const known = new Set([facts.name, ...facts.aliases.map(({ name }) => name)])
      const added = (names.get(uid) ?? []).flatMap(([name, script, quality, kind]): Alias[] =>
        known.has(name) ? [] : [{ name, quality, kind, script }],
      )
      return added.length === 0 ? facts : { ...facts, aliases: [...facts.aliases, ...added] }
    },
  }
}
