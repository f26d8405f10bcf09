/**
 * Plain text for an e-mail client. Names come from lists and supplier files: whatever stands in them, the text that
 * leaves here has no control or bidirectional characters, no mark-up, and lines of at most 76 columns.
 */

/** Columns of a line: the width that plain-text mail has been written to since it is quoted with "> ". */
export const columns = 76

const breaks = /[\p{Cc}\p{Zl}\p{Zp}]+/gu
/** Bidirectional marks and overrides, zero-width characters, soft hyphens, tags: they change what the eye sees. */
const formats = /\p{Cf}+/gu
/** Half a character, private use and unassigned code points: shown as something that cannot be shown. */
const unprintable = /[\p{Cs}\p{Co}\p{Cn}]/gu
/** More than a few combining marks on one letter is an attack on the reader's screen, not a script. */
const stackedMarks = /(\p{M}{4})\p{M}+/gu

/** Code points, not graphemes: limits are counted in them, and combining marks are bounded above. */
export const codePoints = (text: string): string[] => Array.from(text)

/** A value on one line, cut to `limit` code points with an ellipsis; no control characters, angle brackets made harmless. */
export const clean = (value: string, limit = 160): string => {
  // No text of any source comes near this; it bounds the work on a hostile one.
  const bounded = value.length > 8 * limit + 1024 ? value.slice(0, 8 * limit + 1024) : value
  const line = bounded
    .replace(breaks, ' ')
    .replace(formats, '')
    .replace(unprintable, '\ufffd')
    .normalize('NFC')
    .replace(stackedMarks, '$1')
    .replace(/</g, '‹')
    .replace(/>/g, '›')
    .replace(/\s+/gu, ' ')
    .trim()
  const points = codePoints(line)
  const cut = bounded.length < value.length || points.length > limit
  return cut
    ? `${points
        .slice(0, limit - 1)
        .join('')
        .trimEnd()}…`
    : line
}

/**
 * An address to follow: printed whole or not at all, for half a link leads somewhere else. No address has quotation marks
 * in it: those end an attribute.
 */
export const cleanUrl = (value: string | undefined): string | undefined =>
  value !== undefined && /^https:\/\/[!#-;=?-~]{3,600}$/.test(value) ? value : undefined

/** Chinese, Japanese and Korean characters and full-width forms take two columns. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u

const widthOf = (character: string): number => (/\p{M}/u.test(character) ? 0 : wide.test(character) ? 2 : 1)

/** Columns that a text takes. */
export const width = (text: string): number =>
  codePoints(text).reduce((sum, point) => sum + widthOf(point), 0)

/** The longest beginning of a text that fits into some columns. */
const headOf = (text: string, room: number): string => {
  let used = 0
  let head = ''
  for (const point of codePoints(text)) {
    used += widthOf(point)
    if (used > room) break
    head += point
  }
  return head
}

/** A word that is wider than the line is broken, but not a link: a broken link leads nowhere. */
const brokenWord = (word: string, room: number): string[] => {
  if (width(word) <= room || word.startsWith('https://')) return [word]
  const pieces: string[] = []
  let rest = word
  while (width(rest) > room) {
    const head = headOf(rest, room) || (codePoints(rest)[0] ?? '')
    pieces.push(head)
    rest = rest.slice(head.length)
  }
  return rest === '' ? pieces : [...pieces, rest]
}

/** Lines of a paragraph; the first begins with `first`, the others with as many spaces. */
export const wrap = (text: string, first = ''): string[] => {
  const hanging = ' '.repeat(width(first))
  const room = columns - width(first)
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ').flatMap((one) => brokenWord(one, room))) {
    if (line !== '' && width(line) + 1 + width(word) > room) {
      lines.push(line)
      line = word
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  lines.push(line)
  return lines.map((one, position) => `${position === 0 ? first : hanging}${one}`.trimEnd())
}

/** A bullet that wraps. */
export const bullet = (text: string): string[] => wrap(text, '- ')

const labelWidth = 16
/** "Label:          value", the value hanging under itself. */
export const labelled = (label: string, value: string): string[] =>
  wrap(value, (label === '' ? '' : `${label}:`).padEnd(labelWidth))

/** A heading and its lines, with an empty line before; nothing where there are no lines. */
export const section = (heading: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['', heading.toUpperCase(), ...lines]

/** The first members of a list, and how many more there are. */
export const firstOf = <T>(members: readonly T[], limit: number): { shown: readonly T[]; more: number } => ({
  shown: members.slice(0, limit),
  more: Math.max(0, members.length - limit),
})

/** "A, B and C". */
export const enumerated = (members: readonly string[]): string =>
  members.length < 2 ? (members[0] ?? '') : `${members.slice(0, -1).join(', ')} and ${members.at(-1) ?? ''}`

/** "1 supplier", "3 suppliers". */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`

/** A cell of a table: cut to its columns and filled up to them. */
export const cell = (text: string, room: number): string => {
  const cut = width(text) > room ? `${headOf(text, room - 1)}…` : text
  return cut + ' '.repeat(Math.max(0, room - width(cut)))
}
