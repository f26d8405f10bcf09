import { isUtf8 } from 'node:buffer'
import { SourceShapeError } from '../../errors.ts'

/** Receives the root's start tag, then each piece of the document as a whole. */
export interface MarkupVisitor {
  /** The start tag of the root, `<sdnList xmlns="…">`. */
  root(tag: string): void
  /**
   * A piece: local name, its whole markup, and the raw text of its first own child named `keyChild`. The bytes belong
   * to the scanner's window and are good until this returns, unless the whole document was pushed at once.
   */
  piece(name: string, raw: Uint8Array, key: string | undefined): void
}

export interface MarkupOptions {
  /** Children of the root that are opened: their children are the pieces instead of themselves. */
  containers?: readonly string[]
  /** Local name of the child whose text is the piece's key. */
  keyChild?: string
  /**
   * Asked, before a piece is scanned, whether what the rest of the window begins with is a whole piece that was scanned
   * before: its length, or -1. Scanning is deterministic, so bytes that were one piece once are one piece again; the
   * scanner then goes on behind them, and does not report them. `endOfPiece` gives the length up to the first end tag of
   * the piece's name, or -1.
   */
  knownPiece?: ((name: string, rest: Uint8Array, endOfPiece: () => number) => number) | undefined
}

export interface MarkupScanner {
  push(chunk: Uint8Array): void
  /** Throws where the document is not at its end. */
  end(): void
}

/** No real piece comes near it; a document that needs more is refused rather than held in memory. */
const maxPieceBytes = 8_000_000

export const localName = (name: string): string => name.slice(name.indexOf(':') + 1)

/** An element name that the document uses, with the bytes that end tags are compared with. */
interface Name {
  bytes: Uint8Array
  text: string
  local: string
  endTag: Uint8Array
  isKey: boolean
  isContainer: boolean
}

const lt = 60
const gt = 62
const slash = 47
const isSpace = (byte: number): boolean => byte === 32 || byte === 10 || byte === 13 || byte === 9

const commentStart = Buffer.from('<!--')
const commentEnd = Buffer.from('-->')
const cdataStart = Buffer.from('<![CDATA[')
const cdataEnd = Buffer.from(']]>')
const instructionEnd = Buffer.from('?>')

const truncated = (what: string): SourceShapeError =>
  new SourceShapeError('truncated', `The document ends within ${what}`)

const malformed = (message: string): SourceShapeError => new SourceShapeError('malformed', message)

const textOf = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new SourceShapeError('malformed', 'The document is not UTF-8 text', { cause })
  }
}

/**
 * Walks the tags of a document once, over its bytes, and hands out its pieces. Knows comments, CDATA sections,
 * processing instructions, quoted attributes and prefixes; checks that tags nest and that pieces are UTF-8. A DOCTYPE
 * is refused: none of our sources has one, and it could define entities. Takes the document in chunks split at any
 * byte, and holds no more of it than the piece at hand; a document pushed at once is not copied.
 */
export const markupScanner = (visitor: MarkupVisitor, options: MarkupOptions = {}): MarkupScanner => {
  /** Names by digest, in 256 lists: a document has a few dozen. */
  const names: Name[][] = Array.from({ length: 256 }, () => [])
  const open: Name[] = []
  let window: Buffer = Buffer.alloc(0)
  /** What is not scanned yet: the start of a token, or of the rest of a text. */
  let position = 0
  let rootSeen = false
  let started = false
  let inContainer = false
  let pieceStart = -1
  let pieceDepth = 0
  let keyStart = -1
  let keyEnd = -1
  /** What the window ends within, where it ends within a token. */
  let within: string | undefined

  const nameAt = (bytes: Uint8Array, start: number, end: number, digest: number): Name => {
    const candidates = names[digest & 255] ?? []
    for (const name of candidates) {
      const known = name.bytes
      if (known.length !== end - start) continue
      let same = 0
      while (same < known.length && known[same] === bytes[start + same]) same += 1
      if (same === known.length) return name
    }
    const text = textOf(bytes.subarray(start, end))
    const local = localName(text)
    const name: Name = {
      bytes: Uint8Array.from(bytes.subarray(start, end)),
      text,
      local,
      endTag: Buffer.from(`</${text}>`),
      isKey: local === options.keyChild,
      isContainer: options.containers?.includes(local) ?? false,
    }
    candidates.push(name)
    return name
  }

  const where = (): string =>
    open.length > 0 ? 'between the entries' : rootSeen ? 'after the end of the list' : 'before the list'

  const refuseText = (from: number, to: number): void => {
    for (let at = from; at < to; at += 1) {
      if (isSpace(window[at] ?? 0)) continue
      const text = window.toString('utf8', at, Math.min(to, at + 60)).trim()
      throw malformed(`There is text ${where()}: ${JSON.stringify(text)}`)
    }
  }

  /** The end tag at `start` closed an element, or a start tag closed itself. */
  const leave = (name: Name, start: number, end: number): void => {
    if (pieceStart < 0) {
      if (open.length === 1) inContainer = false
      return
    }
    if (open.length === pieceDepth + 1 && name.isKey && keyStart >= 0 && keyEnd < 0) keyEnd = start
    if (open.length === pieceDepth) {
      const raw = window.subarray(pieceStart, end)
      if (!isUtf8(raw)) throw malformed(`The element ${name.text} is not UTF-8 text`)
      const key = keyEnd < 0 ? undefined : window.toString('utf8', keyStart, keyEnd).trim()
      visitor.piece(name.local, raw, key)
      pieceStart = -1
      keyStart = -1
      keyEnd = -1
    }
  }

  /** Position behind the tag, or -1 where the window ends before. */
  const startTag = (bytes: Uint8Array, start: number): number => {
    const length = bytes.length
    let at = start + 1
    let digest = 0
    let byte = 0
    for (; at < length; at += 1) {
      byte = bytes[at] as number
      if (byte === gt || byte === slash || isSpace(byte)) break
      digest = (Math.imul(digest, 31) + byte) | 0
    }
    const nameEnd = at
    for (; at < length; at += 1) {
      byte = bytes[at] as number
      if (byte === gt) break
      if (byte === lt) {
        throw malformed(
          `There is a "<" within a tag: ${JSON.stringify(window.toString('utf8', start, at + 20))}`,
        )
      }
      if (byte === 34 || byte === 39) {
        at = bytes.indexOf(byte, at + 1)
        if (at < 0) {
          within = 'an attribute'
          return -1
        }
      }
    }
    if (at >= length) {
      within = 'a tag'
      return -1
    }
    const end = at + 1
    if (nameEnd === start + 1) {
      throw malformed(`There is a bare "<": ${JSON.stringify(window.toString('utf8', start, start + 40))}`)
    }
    const name = nameAt(bytes, start + 1, nameEnd, digest)
    const selfClosing = bytes[end - 2] === slash
    if (pieceStart >= 0) {
      if (name.isKey && open.length === pieceDepth + 1 && keyStart < 0 && !selfClosing) keyStart = end
      if (selfClosing) leave(name, start, end)
      else open.push(name)
      return end
    }
    if (open.length === 0) {
      if (rootSeen) throw malformed(`A second root element follows: ${name.text}`)
      rootSeen = true
      visitor.root(textOf(bytes.subarray(start, end)))
      if (!selfClosing) open.push(name)
      return end
    }
    if (open.length === 1 && name.isContainer) {
      if (!selfClosing) {
        open.push(name)
        inContainer = true
      }
      return end
    }
    if (options.knownPiece) {
      const length = options.knownPiece(name.local, window.subarray(start), () => {
        const found = window.indexOf(name.endTag, end)
        return found < 0 ? -1 : found + name.endTag.length - start
      })
      if (length >= 0) return start + length
    }
    pieceStart = start
    pieceDepth = inContainer ? 2 : 1
    if (selfClosing) leave(name, start, end)
    else open.push(name)
    return end
  }

  const endTag = (bytes: Uint8Array, start: number): number => {
    const expected = open.at(-1)
    if (expected) {
      const known = expected.bytes
      let at = start + 2
      let same = 0
      while (same < known.length && known[same] === bytes[at]) {
        same += 1
        at += 1
      }
      if (same === known.length) {
        while (at < bytes.length && isSpace(bytes[at] as number)) at += 1
        if (bytes[at] === gt) {
          open.pop()
          if (pieceStart < 0 || open.length <= pieceDepth + 1) leave(expected, start, at + 1)
          return at + 1
        }
      }
    }
    const end = bytes.indexOf(gt, start)
    if (end < 0) {
      within = 'a tag'
      return -1
    }
    const name = window.toString('utf8', start + 2, end).trimEnd()
    throw malformed(`</${name}> ends ${expected === undefined ? 'nothing' : `<${expected.text}>`}`)
  }

  /** Position behind the mark that ends a token, or -1. */
  const behind = (mark: Buffer, from: number, what: string): number => {
    const found = window.indexOf(mark, from)
    if (found >= 0) return found + mark.length
    within = what
    return -1
  }

  const declaration = (start: number): number => {
    const head = window.subarray(start, start + cdataStart.length)
    if (head.subarray(0, commentStart.length).equals(commentStart)) {
      return behind(commentEnd, start + commentStart.length, 'a comment')
    }
    if (head.equals(cdataStart)) {
      const end = behind(cdataEnd, start + cdataStart.length, 'a CDATA section')
      if (end >= 0 && pieceStart < 0) {
        throw malformed(
          `There is text ${where()}: ${JSON.stringify(window.toString('utf8', start, end).slice(0, 60))}`,
        )
      }
      return end
    }
    const isPart = (mark: Buffer): boolean =>
      head.length < mark.length && mark.subarray(0, head.length).equals(head)
    if (isPart(commentStart) || isPart(cdataStart)) {
      within = 'a declaration'
      return -1
    }
    throw new SourceShapeError('forbidden-doctype', 'The document has a DOCTYPE or another declaration')
  }

  const scan = (): void => {
    within = undefined
    // A local name for the bytes: the loops below see each of them.
    const bytes: Uint8Array = window
    const length = bytes.length
    for (;;) {
      let next = position
      while (next < length && bytes[next] !== lt) next += 1
      if (pieceStart < 0) refuseText(position, next)
      position = next
      if (next >= length) return
      const second = bytes[next + 1]
      if (second === undefined) {
        within = 'a tag'
        return
      }
      let end: number
      if (second === slash) {
        end = endTag(bytes, next)
      } else if (second === 33 || second === 63) {
        end = second === 33 ? declaration(next) : behind(instructionEnd, next + 2, 'a processing instruction')
        if (end >= 0 && pieceStart < 0 && !isUtf8(bytes.subarray(next, end))) {
          throw malformed('The document is not UTF-8 text')
        }
      } else {
        end = startTag(bytes, next)
      }
      if (end < 0) return
      position = end
    }
  }

  return {
    push(chunk) {
      const kept = pieceStart >= 0 ? pieceStart : position
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
      const rest = window.subarray(kept)
      window = rest.length === 0 ? bytes : Buffer.concat([rest, bytes])
      position -= kept
      if (pieceStart >= 0) pieceStart -= kept
      if (keyStart >= 0) keyStart -= kept
      if (keyEnd >= 0) keyEnd -= kept
      if (!started) {
        const mark = [0xef, 0xbb, 0xbf]
        if (
          window.length < mark.length &&
          mark.slice(0, window.length).every((byte, at) => window[at] === byte)
        )
          return
        started = true
        if (mark.every((byte, at) => window[at] === byte)) position = mark.length
      }
      scan()
      const held = window.length - (pieceStart >= 0 ? pieceStart : position)
      if (held > maxPieceBytes)
        throw malformed(`One piece of the document is larger than ${maxPieceBytes} bytes`)
    },
    end() {
      if (!started && window.length > 0) scan()
      if (within !== undefined) throw truncated(within)
      const last = open.at(-1)
      if (last) throw truncated(`<${last.text}>: its end tag is missing`)
      if (!rootSeen) throw new SourceShapeError('wrong-root', 'The document has no root element')
    },
  }
}
