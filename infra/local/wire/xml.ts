import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { ServiceError } from './service-error.ts'

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

// oxlint-disable-next-line no-control-regex -- control characters are what this line is about
const CONTROLS = /[\u0000-\u0008\u000b-\u001f]/g

/** Text as XML character data. Carriage returns and control characters become references, or a parser would change them. */
export const escapeXml = (text: string): string =>
  text
    .replace(/[&<>"]/g, (character) => ESCAPES[character] ?? character)
    .replace(CONTROLS, (character) => `&#x${character.charCodeAt(0).toString(16).toUpperCase()};`)

/** A tree of XML: text, one element per member, a repeated element per array member. Undefined members are left out. */
export type XmlTree = string | number | boolean | { [name: string]: XmlTree | XmlTree[] | undefined }

/** `{ A: { B: ['1', '2'] } }` as `<A><B>1</B><B>2</B></A>`. */
export const xmlOf = (tree: XmlTree): string => {
  if (typeof tree !== 'object') return escapeXml(String(tree))
  return Object.entries(tree)
    .flatMap(([name, value]) => {
      if (value === undefined) return []
      const values = Array.isArray(value) ? value : [value]
      return values.map((member) => `<${name}>${xmlOf(member)}</${name}>`)
    })
    .join('')
}

/** A whole document with its namespace on the root. */
export const xmlDocument = (root: string, namespace: string, tree: XmlTree): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${namespace ? ` xmlns="${namespace}"` : ''}>${xmlOf(tree)}</${root}>`

/** One element as read: attributes are left out, a child is always a list. */
export interface XmlElement {
  text: string
  children: Map<string, XmlElement[]>
}

const parser = new XMLParser({
  preserveOrder: true,
  parseTagValue: false,
  trimValues: false,
  ignoreAttributes: true,
  ignoreDeclaration: true,
  htmlEntities: true,
})

type OrderedNode = Record<string, unknown>

const elementOf = (nodes: OrderedNode[]): XmlElement => {
  const element: XmlElement = { text: '', children: new Map() }
  for (const node of nodes) {
    for (const [name, value] of Object.entries(node)) {
      if (name === '#text') element.text += String(value)
      else if (Array.isArray(value)) {
        const siblings = element.children.get(name) ?? []
        siblings.push(elementOf(value as OrderedNode[]))
        element.children.set(name, siblings)
      }
    }
  }
  return element
}

/** Reads a request's XML body. Throws MalformedXML for what is not well-formed, has a DOCTYPE, or another root. */
export const readXml = (body: Buffer, root: string): XmlElement => {
  const malformed = (why: string): ServiceError =>
    new ServiceError('MalformedXML', `The XML that you sent is not a well-formed ${root}: ${why}`)
  const text = body.toString('utf8')
  if (/<!DOCTYPE/i.test(text)) throw malformed('a DOCTYPE is not allowed')
  const valid = XMLValidator.validate(text)
  if (valid !== true) throw malformed(valid.err.msg)
  const found = elementOf(parser.parse(text) as OrderedNode[]).children.get(root)?.[0]
  if (!found) throw malformed('the root element is another one')
  return found
}

/** The text of the one child of that name, or undefined. */
export const childText = (element: XmlElement, name: string): string | undefined =>
  element.children.get(name)?.[0]?.text

/** Refuses children that nobody would read, naming them. */
export const onlyChildren = (element: XmlElement, names: readonly string[], where: string): void => {
  for (const name of element.children.keys()) {
    if (!names.includes(name)) {
      throw new ServiceError(
        'NotImplemented',
        `${where} holds <${name}>, which is not supported on one machine`,
        501,
      )
    }
  }
}
