import { XMLParser } from 'fast-xml-parser'
import { SourceShapeError } from '../../errors.ts'

/** Elements that may repeat, by OFAC's schema: always arrays, so that one and many read alike. */
export const repeatedElements: ReadonlySet<string> = new Set([
  'program',
  'id',
  'aka',
  'address',
  'nationality',
  'citizenship',
  'dateOfBirthItem',
  'placeOfBirthItem',
])

const namedReferences: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const isXmlCharacter = (code: number): boolean =>
  code === 9 ||
  code === 10 ||
  code === 13 ||
  (code >= 0x20 && code <= 0xd7ff) ||
  (code >= 0xe000 && code <= 0xfffd) ||
  (code >= 0x10000 && code <= 0x10ffff)

/** XML's five named and all numeric character references; any other has no meaning without a DOCTYPE and is refused. */
const decodeReferences = (text: string): string =>
  text.includes('&')
    ? text.replace(/&([^;&\s]*);?/g, (reference, name: string) => {
        const named = namedReferences[name]
        if (!reference.endsWith(';')) throw new Error(`"${reference}" is no character reference`)
        if (named !== undefined) return named
        const digits = /^#(?:(\d{1,7})|x([0-9a-fA-F]{1,6}))$/.exec(name)
        const code = digits?.[1] === undefined ? Number.parseInt(digits?.[2] ?? '', 16) : Number(digits[1])
        if (!isXmlCharacter(code)) throw new Error(`"${reference}" is no character reference`)
        return String.fromCodePoint(code)
      })
    : text

/**
 * One parser for all entries: building one costs more than parsing an entry. Numbers stay text ("007" is no 7).
 * The library's own decoder leaves numeric references alone unless it may also read HTML's names, hence ours.
 */
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  // White space is collapsed later: trimming here would join the words around a comment or a CDATA section.
  trimValues: false,
  isArray: (name, _path, _leaf, isAttribute) => !isAttribute && repeatedElements.has(name),
  jPath: false,
  processEntities: { enabled: true },
  entityDecoder: {
    decode: decodeReferences,
    setExternalEntities: () => {},
    addInputEntities: () => {},
    reset: () => {},
    setXmlVersion: () => {},
  },
  ignorePiTags: true,
})

/** An element as the parser gives it: text, or an object of its children. */
export type XmlNode = Readonly<Record<string, unknown>>

const malformed = (message: string, place: string, cause?: unknown): SourceShapeError =>
  new SourceShapeError('malformed', message, cause === undefined ? { place } : { place, cause })

const isLayout = (text: unknown): boolean => typeof text === 'string' && text.trim() === ''

const asNode = (value: unknown, name: string, place: string): XmlNode => {
  if (isLayout(value)) return {}
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as XmlNode
  throw malformed(
    `${name} holds ${Array.isArray(value) ? 'a repeated element' : 'text'}, expected elements`,
    place,
  )
}

/** Markup in which `> <` may be something else than layout between two tags: declarations and attributes. */
const notOnlyTags = /<[!?]|=\s*["']/

/** White space between tags is half of what the parser would make nodes of; it is no fact. */
const withoutLayout = (raw: string): string => (notOnlyTags.test(raw) ? raw : raw.replace(/>\s+</g, '><'))

/** Parses one element that the cutter has found whole. */
export const parseElement = (raw: string, name: string, place: string): XmlNode => {
  let parsed: unknown
  try {
    parsed = parser.parse(withoutLayout(raw))
  } catch (cause) {
    throw malformed(
      `The markup cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      place,
      cause,
    )
  }
  const document = asNode(parsed, 'the document', place)
  if (!(name in document)) throw malformed(`Expected the element ${name}`, place)
  return asNode(document[name], name, place)
}

/** Refuses children that the schema does not know, text between elements, and attributes. */
export const checkChildren = (node: XmlNode, known: readonly string[], place: string): void => {
  for (const name of Object.keys(node)) {
    if (known.includes(name)) continue
    if (name === '#text' && isLayout(node[name])) continue
    if (name === '#text') throw malformed(`Unexpected text ${JSON.stringify(node[name])}`, place)
    if (name.startsWith('@')) throw malformed(`Unknown attribute ${name.slice(1)}`, place)
    throw malformed(`Unknown element ${name}`, place)
  }
}

/** Text of a child with white space collapsed (layout is no fact); `undefined` where it is absent or empty. */
export const readText = (node: XmlNode, name: string, place: string): string | undefined => {
  let value = node[name]
  if (Array.isArray(value)) throw malformed(`${name} stands more than once`, place)
  if (typeof value === 'object' && value !== null) {
    // `xsi:nil="true"` is the one attribute that the schema's types allow: it says that the element is empty.
    const leaf = value as XmlNode
    checkChildren(leaf, ['#text', '@nil'], `${place}, ${name}`)
    value = leaf['#text'] ?? ''
  }
  if (value === undefined) return undefined
  if (typeof value !== 'string') throw malformed(`${name} is not text`, place)
  const text = /[^\S ]|  /.test(value) ? value.replace(/\s+/g, ' ').trim() : value.trim()
  return text === '' ? undefined : text
}

export const requireText = (node: XmlNode, name: string, place: string): string => {
  const text = readText(node, name, place)
  if (text === undefined) throw malformed(`${name} is missing or empty`, place)
  return text
}

/** A child that holds the known elements only; `undefined` where it is absent. */
export const readChild = (
  node: XmlNode,
  name: string,
  known: readonly string[],
  place: string,
): XmlNode | undefined => {
  if (node[name] === undefined) return undefined
  const child = asNode(node[name], name, place)
  checkChildren(child, known, `${place}, ${name}`)
  return child
}

const readList = (node: XmlNode, list: string, item: string, place: string): unknown[] => {
  const items = readChild(node, list, [item], place)?.[item] ?? []
  if (!Array.isArray(items)) throw malformed(`${list} is not a list of ${item}`, place)
  return items as unknown[]
}

/** Items of a list such as `akaList/aka`, each an object that holds only the known children. */
export const readItems = (
  node: XmlNode,
  list: string,
  item: string,
  known: readonly string[],
  place: string,
): XmlNode[] =>
  readList(node, list, item, place).map((value) => {
    const child = asNode(value, item, place)
    checkChildren(child, known, place)
    return child
  })

/** Texts of a list whose items hold text only: `programList/program`. */
export const readTexts = (node: XmlNode, list: string, item: string, place: string): string[] =>
  readList(node, list, item, place).map((value) => requireText({ [item]: value }, item, place))
