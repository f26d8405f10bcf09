import { SourceShapeError } from '../../errors.ts'

/** Receives the root's start tag, then each child of the root as a whole. */
export interface MarkupVisitor {
  /** The start tag of the root, `<sdnList xmlns="…">`. */
  root(tag: string): void
  /** A child of the root: local name, its whole markup, and the raw text of its first own child `uid`. */
  child(name: string, raw: string, uid: string | undefined): void
}

export const localName = (name: string): string => name.slice(name.indexOf(':') + 1)

const isSpace = (code: number): boolean => code === 32 || code === 10 || code === 13 || code === 9

const truncated = (what: string): SourceShapeError =>
  new SourceShapeError('truncated', `The document ends within ${what}`)

/** Position behind the `>` that ends the tag at `start`; a `>` in an attribute value ends nothing. */
const endOfTag = (text: string, start: number): number => {
  for (let position = start; position < text.length; position += 1) {
    const code = text.charCodeAt(position)
    if (code === 62) return position + 1
    if (code === 34 || code === 39) {
      position = text.indexOf(code === 34 ? '"' : "'", position + 1)
      if (position < 0) throw truncated('an attribute')
    }
  }
  throw truncated('a tag')
}

const endOf = (text: string, mark: string, from: number, what: string): number => {
  const found = text.indexOf(mark, from)
  if (found < 0) throw truncated(what)
  return found + mark.length
}

const tagName = (text: string, start: number, end: number): string => {
  let position = start
  while (position < end) {
    const code = text.charCodeAt(position)
    if (isSpace(code) || code === 47 || code === 62) break
    position += 1
  }
  return text.slice(start, position)
}

/**
 * Walks the tags of a document once and hands out the root's children. Knows comments, CDATA sections, processing
 * instructions, quoted attributes and prefixes; checks that tags nest. A DOCTYPE is refused: none of our sources has
 * one, and it could define entities.
 */
export const scanMarkup = (text: string, visitor: MarkupVisitor): void => {
  const open: string[] = []
  let rootSeen = false
  let position = text.charCodeAt(0) === 0xfeff ? 1 : 0
  let childStart = 0
  let uidStart = -1
  let uid: string | undefined

  const refuseText = (from: number, to: number, cdata = false): void => {
    if (open.length > 1) return
    if (!cdata && text.slice(from, to).trim() === '') return
    const where =
      open.length === 1 ? 'between the entries' : rootSeen ? 'after the end of the list' : 'before the list'
    throw new SourceShapeError(
      'malformed',
      `There is text ${where}: ${JSON.stringify(text.slice(from, to).trim().slice(0, 60))}`,
    )
  }

  const leave = (name: string, start: number, end: number): void => {
    if (open.length === 2 && localName(name) === 'uid' && uidStart >= 0) {
      uid ??= text.slice(uidStart, start).trim()
      uidStart = -1
    }
    if (open.length === 1) {
      visitor.child(localName(name), text.slice(childStart, end), uid)
      uid = undefined
    }
  }

  const startTag = (start: number): number => {
    const end = endOfTag(text, start)
    const name = tagName(text, start + 1, end)
    if (name === '')
      throw new SourceShapeError(
        'malformed',
        `There is a bare "<": ${JSON.stringify(text.slice(start, start + 40))}`,
      )
    if (open.length === 0) {
      if (rootSeen) throw new SourceShapeError('malformed', `A second root element follows: ${name}`)
      rootSeen = true
      visitor.root(text.slice(start, end))
    }
    if (open.length === 1) childStart = start
    const selfClosing = text.charCodeAt(end - 2) === 47
    if (selfClosing) {
      leave(name, start, end)
    } else {
      if (open.length === 2 && localName(name) === 'uid') uidStart = end
      open.push(name)
    }
    return end
  }

  const endTag = (start: number): number => {
    const end = endOf(text, '>', start, 'a tag')
    const name = text.slice(start + 2, end - 1).trimEnd()
    const expected = open.pop()
    if (expected !== name) {
      throw new SourceShapeError(
        'malformed',
        `</${name}> ends ${expected === undefined ? 'nothing' : `<${expected}>`}`,
      )
    }
    leave(name, start, end)
    return end
  }

  for (;;) {
    const next = text.indexOf('<', position)
    refuseText(position, next < 0 ? text.length : next)
    if (next < 0) break
    const second = text.charCodeAt(next + 1)
    if (second === 33) {
      if (text.startsWith('<!--', next)) {
        position = endOf(text, '-->', next + 4, 'a comment')
      } else if (text.startsWith('<![CDATA[', next)) {
        position = endOf(text, ']]>', next + 9, 'a CDATA section')
        refuseText(next, position, true)
      } else {
        throw new SourceShapeError('forbidden-doctype', 'The document has a DOCTYPE or another declaration')
      }
    } else if (second === 63) {
      position = endOf(text, '?>', next + 2, 'a processing instruction')
    } else if (second === 47) {
      position = endTag(next)
    } else {
      position = startTag(next)
    }
  }
  if (open.length > 0) throw truncated(`<${open.at(-1)}>: its end tag is missing`)
  if (!rootSeen) throw new SourceShapeError('wrong-root', 'The document has no root element')
}
