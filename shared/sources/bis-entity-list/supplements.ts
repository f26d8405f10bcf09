import { SourceShapeError } from '../../errors.ts'

/** The lists that supplements to part 744 hold. Only no. 4 is the Entity List. */
export const supplementLists: Readonly<Record<number, string>> = {
  4: 'Entity List',
  6: 'Unverified List',
  7: 'Military End-User (MEU) List',
}

/** "■ 2. a. (1) " before the words of an instruction; the Register prints a square before each. */
export const withoutLabels = (text: string): string =>
  text.replace(/^[■□▪\s]*/u, '').replace(/^(?:\(?(?:\d{1,3}|[a-z]{1,2}|[ivx]{1,5})[.)]\s+)+/u, '')

const isNumbered = (text: string): boolean => /^[■□▪\s]*\d{1,3}\.\s/u.test(text)

const named = String.raw`supplements?\s+nos?\.?\s*(\d+)((?:\s*(?:,|and|through|to)\s*(?:no\.?\s*)?\d+)*)\s+to\s+(?:15\s+CFR\s+)?part\s+(\d+)`

const opening = new RegExp(
  [
    String.raw`^(?:(?:in|amend|revise|correct|further\s+amend)\s+)?(?:the\s+)?(?:table\s+(?:in|to|of)\s+)?`,
    named,
    // "—Entity List", "(the Entity List)", "the table"
    String.raw`(?:\s*[,—–-]*\s*(?:the\s+)?\(?["“]?(?:the\s+)?entity\s+list["”]?\)?)?(?:\s*\([^)]*\))?`,
    String.raw`(?:\s*,?\s*(?:in\s+)?the\s+(?:table|list|entries))?`,
    String.raw`(?:\s*,?\s*(?:is|are)\s+(?:further\s+)?(?:amended|corrected|revised))?`,
    String.raw`(?:\s*,?\s*(?:as\s+follows|to\s+read\s+as\s+follows|by))?\s*[:,]?\s*`,
  ].join(''),
  'iu',
)

const mentioned = new RegExp(named, 'iu')

/** The number of an instruction: "■ 14. Supplement No. 4 …" is 14. */
export const numberOfInstruction = (text: string): number | undefined => {
  const number = /^[■□▪\s]*(\d{1,3})\.\s/u.exec(text)?.[1]
  return number === undefined ? undefined : Number(number)
}

/** A supplement that an instruction opens, and the words that follow its name. */
export interface OpenedSupplement {
  /** `undefined`: a numbered instruction on something else (a section, an authority citation). */
  supplement?: number
  /** Of which part of the regulations. */
  part?: number
  /** What the paragraph says beyond the name of the supplement. */
  rest: string
}

/**
 * Whether a paragraph opens an instruction: `undefined` for the lettered parts of the instruction before. A supplement
 * is opened by its name, with or without a number before it; one paragraph on two supplements is refused.
 */
export const openingOf = (text: string, place: string): OpenedSupplement | undefined => {
  const words = withoutLabels(text)
  const open = opening.exec(words)
  const beforeQuote = words.split(/[“"]/u)[0]!
  const mention = open ?? mentioned.exec(beforeQuote.slice(0, 200))
  if (mention) {
    if (mention[2] !== '') {
      throw new SourceShapeError(
        'unexplained-instruction',
        `One instruction amends several supplements: "${words.slice(0, 120)}"`,
        { place },
      )
    }
    // "Under CHINA, in supplement no. 4 to part 744, …": the name stands within the instruction.
    const rest = open
      ? words.slice(open[0].length)
      : `${words.slice(0, mention.index)}${words.slice(mention.index + mention[0].length)}`
    return { supplement: Number(mention[1]), part: Number(mention[3]), rest }
  }
  return isNumbered(text) ? { rest: words } : undefined
}
