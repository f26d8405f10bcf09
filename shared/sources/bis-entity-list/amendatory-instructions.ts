import { countryCode } from '../../countries.ts'
import { SourceShapeError } from '../../errors.ts'

export type Amendment = 'add' | 'revise' | 'remove'

/** One entry that an amendatory instruction names: "Under FRANCE, by adding … an entry for “X”". */
export interface Instruction {
  action: Amendment
  name: string
  /** ISO code of the destination. */
  country: string
  /** The destination as the rule writes it. */
  heading: string
  place: string
}

export interface Paragraph {
  text: string
  place: string
}

const verbs: readonly { pattern: RegExp; action: Amendment }[] = [
  { pattern: /^add(?:ing|s)?$/iu, action: 'add' },
  {
    pattern: /^(?:revis(?:e|es|ing)|correct(?:s|ing)?|amend(?:s|ing)?|modif(?:y|ies|ying))$/iu,
    action: 'revise',
  },
  { pattern: /^remov(?:e|es|ing)$/iu, action: 'remove' },
]

const refuse = (message: string, place: string): never => {
  throw new SourceShapeError('unexplained-instruction', message, { place })
}

/** "2. a. (1) " before the words of an instruction. */
const withoutLabels = (text: string): string =>
  text.replace(/^(?:\(?(?:\d{1,2}|[a-z]{1,2}|[ivx]{1,5})[.)]\s+)+/u, '')

const supplement = /^Supplement No\.\s*4 to part 744(?:\s*\([^)]*\))? is amended(?:,?\s+by)?\s*:?\s*/iu

/** The end of a quotation that begins at `from`; curly quotes may nest ("Plant “October””). */
const closingQuote = (text: string, from: number): number => {
  if (text[from] === '"') return text.indexOf('"', from + 1)
  let depth = 0
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '“') depth += 1
    if (text[at] === '”') depth -= 1
    if (depth === 0) return at
  }
  return -1
}

const destination =
  /^under\s+(?:the\s+)?(?:(?:destination|country|heading)s?\s+(?:of|for)\s+)?([^“”":;]+?)(?=,?\s+(?:by|in\s+alphabetical|adding|revising|removing|an?\s+entry|the\s+entr|entries|for)\b|\s*[:;.]|\s*,?\s*$)/iu

/**
 * Whether a paragraph opens a numbered instruction, and whether that one amends supplement no. 4 (the Entity List);
 * `undefined` for the lettered parts of the instruction before.
 */
export const opensSupplementFour = (text: string): boolean | undefined =>
  /^\d{1,2}\.\s/u.test(text) ? supplement.test(withoutLabels(text)) : undefined

/**
 * Reads the instructions of supplement no. 4, paragraph by paragraph. A destination or a verb that stands alone
 * ("b. Under CHINA, PEOPLE'S REPUBLIC OF:") holds for the lettered parts below it. Whatever is neither a destination
 * with a verb and quoted names, nor such a heading, is refused: an instruction that is not understood holds the rule.
 */
export const readInstructions = (paragraphs: readonly Paragraph[]): Instruction[] => {
  const instructions: Instruction[] = []
  let country: { code: string; heading: string } | undefined
  for (const { text, place } of paragraphs) {
    const words = withoutLabels(withoutLabels(text).replace(supplement, ''))
    if (words === '' || /^The (?:additions?|revisions?|amendments?)\b.*\bread as follows[:.]?$/iu.test(words))
      continue
    let action: Amendment | undefined
    let names = 0
    let headed = false
    for (let at = 0; at < words.length; ) {
      const rest = words.slice(at)
      if (rest[0] === '“' || rest[0] === '"') {
        const end = closingQuote(words, at)
        if (end < 0) refuse(`A quotation does not end: ${rest.slice(0, 60)}`, place)
        const name = words
          .slice(at + 1, end)
          .trim()
          .replace(/[,;]+$/u, '')
          .trim()
        if (action === undefined) return refuse(`No verb says what happens to “${name}”`, place)
        if (country === undefined) return refuse(`No destination is named for “${name}”`, place)
        instructions.push({ action, name, country: country.code, heading: country.heading, place })
        names += 1
        at = end + 1
        continue
      }
      const word = /^[\p{L}\p{N}]+/u.exec(rest)?.[0]
      if (word === undefined) {
        at += 1
        continue
      }
      const under = word.toLowerCase() === 'under' ? destination.exec(rest) : null
      if (under) {
        const heading = under[1]!.replace(/[,\s]+$/u, '')
        const code = countryCode(heading)
        if (code === undefined) {
          throw new SourceShapeError('unknown-category', `Unknown destination "${heading}"`, { place })
        }
        country = { code, heading }
        headed = true
        at += under[0].length
        continue
      }
      action = verbs.find(({ pattern }) => pattern.test(word))?.action ?? action
      at += word.length
    }
    const isHeading = headed && action === undefined && /[:,]?$/u.test(words)
    if (names === 0 && !isHeading) refuse(`An instruction names no entry: "${words.slice(0, 120)}"`, place)
  }
  return instructions
}
