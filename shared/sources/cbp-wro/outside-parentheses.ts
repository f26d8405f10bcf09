/**
 * Splits a text at separators that stand outside parentheses: the comma of "(of Nagoya, Japan)" and the semicolon of
 * "(also known as A; and B)" end nothing.
 *
 * @param separator a global expression.
 */
export const splitOutsideParentheses = (text: string, separator: RegExp): string[] => {
  const parts: string[] = []
  let from = 0
  for (const match of text.matchAll(separator)) {
    const before = text.slice(0, match.index)
    const open = before.split('(').length - before.split(')').length
    if (open > 0) continue
    parts.push(text.slice(from, match.index))
    from = match.index + match[0].length
  }
  return [...parts, text.slice(from)]
}

/** Whether each parenthesis of a text that opens is closed, and the other way round. */
export const hasWholeParentheses = (text: string): boolean => {
  let open = 0
  for (const character of text) {
    if (character === '(') open++
    if (character === ')' && --open < 0) return false
  }
  return open === 0
}
