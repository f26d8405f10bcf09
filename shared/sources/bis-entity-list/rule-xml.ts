import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { SourceShapeError } from '../../errors.ts'

/** An element of GPO's XML, with its mixed content in order; text nodes are strings. */
export interface XmlElement {
  name: string
  attributes: Readonly<Record<string, string>>
  children: readonly XmlNode[]
}
export type XmlNode = string | XmlElement

/** An element cut out of the document, not yet parsed. */
export interface XmlPiece {
  name: string
  xml: string
  /** 1-based line that it begins on. */
  line: number
}

const blankOut = (text: string): string => text.replace(/[^\n]+/gu, '')

/**
 * A document's XML as text, judged as a whole: UTF-8, well-formed to its end, no DOCTYPE (the parser would expand its
 * entities), no web page. Comments and processing instructions (GPO's galley marks) are blanked out. `what` names it in
 * messages, and `roots` are what its root element may be.
 */
export const openXml = (bytes: Uint8Array, what: string, roots?: readonly string[]): string => {
  let decoded: string
  try {
    decoded = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new SourceShapeError('malformed', `${what} is not UTF-8`, { cause })
  }
  if (decoded.trim() === '') throw new SourceShapeError('empty-body', `${what} is empty`)
  if (/<(?:!doctype\s+)?html\b/iu.test(decoded.slice(0, 4096))) {
    throw new SourceShapeError(
      'challenge-page',
      `A web page came in place of ${what.charAt(0).toLowerCase()}${what.slice(1)}`,
    )
  }
  if (/<!DOCTYPE/iu.test(decoded)) throw new SourceShapeError('forbidden-doctype', `${what} has a DOCTYPE`)
  if (decoded.includes('<![CDATA[')) throw new SourceShapeError('malformed', `${what} has a CDATA section`)
  const text = decoded
    .replace(/^\uFEFF/u, '')
    .replace(/\r\n?/gu, '\n')
    .replace(/<!--[\s\S]*?-->/gu, blankOut)
    .replace(/<\?[\s\S]*?\?>/gu, blankOut)
  const found = /^\s*<([A-Za-z][\w.-]*)[\s/>]/u.exec(text)?.[1]
  if (found === undefined) throw new SourceShapeError('not-the-document', `${what} is no XML document`)
  if (roots !== undefined && !roots.includes(found))
    throw new SourceShapeError('wrong-root', `The root element is ${found}, not ${roots.join(' or ')}`)
  if (!new RegExp(String.raw`</${found}>\s*$`, 'u').test(text))
    throw new SourceShapeError('truncated', `${what} breaks off before </${found}>`)
  const verdict = XMLValidator.validate(text)
  if (verdict !== true) {
    throw new SourceShapeError('malformed', `${what} is not well-formed: ${verdict.err.msg}`, {
      place: `line ${verdict.err.line}`,
    })
  }
  return text
}

/** The rule's XML as text, judged as a whole. Corrections of the printing come as CORRECT. */
export const openRule = (bytes: Uint8Array): string => openXml(bytes, 'The rule', ['RULE', 'CORRECT'])

const newlinesIn = (text: string, from: number, to: number): number => {
  let count = 0
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) count += 1
  return count
}

/**
 * The outermost elements of the given names, in document order. None of them nests in itself in GPO's schema;
 * a document where one does is refused.
 */
export const cutElements = (xml: string, names: readonly string[], firstLine = 1): XmlPiece[] => {
  const opening = new RegExp(String.raw`<(${names.join('|')})(?=[\s/>])[^>]*>`, 'gu')
  const pieces: XmlPiece[] = []
  // Counted on from piece to piece: a rule has thousands of rows.
  let line = firstLine
  let counted = 0
  for (let match = opening.exec(xml); match !== null; match = opening.exec(xml)) {
    const name = match[1]!
    line += newlinesIn(xml, counted, match.index)
    counted = match.index
    if (match[0].endsWith('/>')) {
      pieces.push({ name, xml: match[0], line })
      continue
    }
    const closing = `</${name}>`
    const end = xml.indexOf(closing, opening.lastIndex)
    const inner = xml.slice(opening.lastIndex, end)
    if (end < 0 || inner.includes(`<${name}>`) || inner.includes(`<${name} `)) {
      throw new SourceShapeError('malformed', `The element ${name} holds itself or does not end`, {
        place: `line ${line}`,
      })
    }
    pieces.push({ name, xml: xml.slice(match.index, end + closing.length), line })
    opening.lastIndex = end + closing.length
  }
  return pieces
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  trimValues: false,
  parseTagValue: false,
  parseAttributeValue: false,
  // Without it `&#209;` would stay as it is.
  htmlEntities: true,
})

type ParsedNode = Record<string, unknown>

const toNode = (parsed: ParsedNode): XmlNode => {
  const name = Object.keys(parsed).find((key) => key !== ':@')!
  if (name === '#text') return String(parsed[name])
  return {
    name,
    attributes: (parsed[':@'] ?? {}) as Record<string, string>,
    children: (parsed[name] as ParsedNode[]).map(toNode),
  }
}

/** Parses one piece; its mixed content keeps its order. */
export const parsePiece = (piece: XmlPiece): XmlElement => {
  const [node] = (parser.parse(piece.xml) as ParsedNode[]).map(toNode)
  if (node === undefined || typeof node === 'string') {
    throw new SourceShapeError('malformed', `The element ${piece.name} cannot be read`, {
      place: `line ${piece.line}`,
    })
  }
  return node
}

/**
 * Text of mixed content on one line. The Federal Register indents its XML and breaks the line before each inner element
 * and after it; a space between the words and the element stands beyond the line break, or one column further in than
 * the element itself: "734.9(g),⏎ <SU>3</SU>⏎  744.21(b)" reads "734.9(g),3 744.21(b)".
 */
export const plainText = (nodes: readonly XmlNode[]): string => {
  let text = ''
  let indent: number | undefined
  const walk = (node: XmlNode): void => {
    if (typeof node !== 'string') {
      // What follows the element is measured by the line that the element stands on, whatever is inside it.
      const own = indent
      node.children.forEach(walk)
      indent = own
      return
    }
    let chunk = node
    const leading = /^[ \t]*\n(?:[ \t]*\n)*([ \t]*)/u.exec(chunk)
    if (leading) {
      const further = indent !== undefined && leading[1]!.length > indent
      const isLayout = chunk.trim() === ''
      chunk = `${further && !isLayout ? ' ' : ''}${chunk.slice(leading[0].length)}`
      if (isLayout) indent = leading[1]!.length
    }
    const trailing = /\n([ \t]*)$/u.exec(chunk)
    if (trailing) {
      indent = trailing[1]!.length
      chunk = chunk.slice(0, trailing.index)
    } else if (chunk !== '') {
      indent = undefined
    }
    text += chunk
  }
  nodes.forEach(walk)
  return text.replace(/\s+/gu, ' ').trim()
}

/** Text of a piece, read through the parser. */
export const textOf = (piece: XmlPiece): string => plainText(parsePiece(piece).children)
