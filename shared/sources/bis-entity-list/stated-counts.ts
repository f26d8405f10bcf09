import { countryCode } from '../../countries.ts'
import { SourceShapeError } from '../../errors.ts'
import type { Amendment } from './amendatory-instructions.ts'
import { numberOf, numberPattern } from './number-words.ts'

/** One number that a rule states of itself. */
export interface StatedCount {
  action: Amendment
  of: 'entities' | 'entries'
  count: number
  /** Listed addresses that the statement sets beside the entities: "26 entities and 3 addresses". */
  addresses?: number
  /** Where it stands, and the words that it was read from. */
  from: 'summary' | 'preamble'
  words: string
}

export interface StatedNumbers {
  counts: StatedCount[]
  /** Entries by ISO code of the destination, where a sentence gives a number for each. */
  byCountry: { action: Amendment; numbers: ReadonlyMap<string, number>; words: string }[]
}

/** What was read of a rule, to be held against what it states. */
export interface ReadNumbers {
  /** Destination and party of each entry, by action. */
  entries: readonly { action: Amendment; country: string; party: string }[]
}

/** Sentences about the other lists of part 744, or about an earlier rule ("That final rule …"), state numbers that are not ours. */
const notOurs =
  /\b(?:That (?:interim )?(?:final )?rule\b|Unverified List|UVL|Military[\s-]End[\s-]User(?:\s*\(MEU\))? List|MEU List)\b/u

const sentencesOf = (text: string): string[] =>
  text
    .replace(/\b(No|U\.S|U\.A\.E|P\.R|St|Inc|Ltd|Co|Corp)\./gu, (abbreviation) =>
      abbreviation.replaceAll('.', '․'),
    )
    .split(/(?<=[.!?])\s+(?=[A-Z“])/u)
    .map((sentence) => sentence.replaceAll('․', '.'))

const verbs: readonly { action: Amendment; source: string }[] = [
  { action: 'add', source: 'add(?:s|ing)?' },
  { action: 'revise', source: 'revis(?:es?|ing)|modif(?:y|ies|ying)|correct(?:s|ing)?|amend(?:s|ing)?' },
  { action: 'remove', source: 'remov(?:es?|ing)' },
]

const adjectives =
  '(?:(?:new|existing|additional|listed|inadvertently|omitted|following|foreign|Chinese|Russian)\\s+){0,3}'

/**
 * Between verb and number may stand a few words ("removes from the Entity List one entity", "corrects typographical
 * errors in two existing entries"), but none that make the number something else's ("removing two addresses from one entity").
 */
const gap = String.raw`(?:(?!address|alias|person|\bby\b)[^.;,:\d]){0,45}?`

const statement = (verb: string): RegExp =>
  new RegExp(
    [
      String.raw`\b(?:${verb})\s+(?:(?:the|following)\s+){0,2}${gap}`,
      String.raw`\b(?<count>${numberPattern})\s+${adjectives}(?<noun>entit(?:y|ies)|entr(?:y|ies))\b(?!\s+list\b)`,
      // "29 entries (26 entities and 3 addresses)", "two entities and one address"
      String.raw`(?:\s*\((?<entities>${numberPattern})\s+entit(?:y|ies))?`,
      String.raw`(?:\s+and\s+(?<addresses>${numberPattern})\s+address(?:es)?\b\)?)?`,
      // "10 entities under 13 entries", "one entity listed in three entries"
      String.raw`(?:[^.;]{0,40}?\b(?:under|in)\s+(?<entries>${numberPattern})\s+${adjectives}(?:entry|entries)\b)?`,
    ].join(''),
    'giu',
  )

const countsIn = (sentence: string, from: StatedCount['from']): StatedCount[] =>
  verbs.flatMap(({ action, source }) =>
    [...sentence.matchAll(statement(source))].flatMap((match): StatedCount[] => {
      const words = match[0]
      const number = (name: string) => {
        const text = match.groups?.[name]
        return text === undefined ? undefined : numberOf(text)
      }
      const addresses = number('addresses')
      const of = (noun: StatedCount['of'], count: number | undefined): StatedCount[] =>
        count === undefined
          ? []
          : [
              {
                action,
                of: noun,
                count,
                ...(addresses === undefined || noun === 'entries' ? {} : { addresses }),
                from,
                words,
              },
            ]
      const stated = /^entit/iu.test(match.groups?.['noun'] ?? '') ? 'entities' : 'entries'
      return [
        ...of(stated, number('count')),
        ...of('entities', number('entities')),
        ...of('entries', number('entries')),
      ]
    }),
  )

const perCountry = /([^();]+?)(?:,?\s*\(([A-Za-z][A-Za-z.\s]*)\))?,?\s*\((\d+)\)/gu

const leadingWords =
  /^[\s,;:]*(?:and\s+)?(?:.*?\bdestinations?\b(?:\s+(?:of|for)\b)?\s*:?\s*)?(?:and\s+)?(?:the\s+)?/iu

const actionOf = (sentence: string): Amendment =>
  /\badd(?:s|ing|ed)?\b/iu.test(sentence)
    ? 'add'
    : /\b(?:revis|modif|correct|amends\b.*\bexisting)/iu.test(sentence)
      ? 'revise'
      : /\bremov/iu.test(sentence)
        ? 'remove'
        : 'add'

const numbersByCountry = (sentence: string): ReadonlyMap<string, number> => {
  const numbers = new Map<string, number>()
  const from = sentence.search(/\bdestinations?\b/iu)
  if (from < 0) return numbers
  for (const [, name, short, figure] of sentence.slice(from).matchAll(perCountry)) {
    const text = name!.replace(leadingWords, '').replace(/[,\s]+$/u, '')
    const code = countryCode(text) ?? (short === undefined ? undefined : countryCode(short))
    if (code === undefined) {
      throw new SourceShapeError(
        'unknown-category',
        `Unknown destination "${text}" in "${sentence.slice(0, 120)}"`,
        {
          place: 'summary',
        },
      )
    }
    numbers.set(code, (numbers.get(code) ?? 0) + Number(figure))
  }
  return numbers
}

/**
 * The numbers that a rule states: all of its summary ("adding 10 entities under 13 entries … Canada (2), China (5)"),
 * and of its preamble those of the form "this final rule adds the following 10 entities under 13 entries".
 */
export const statedNumbers = (summary: string, preamble: readonly string[]): StatedNumbers => {
  const sentences = sentencesOf(summary).filter((sentence) => !notOurs.test(sentence))
  const following = preamble
    .flatMap(sentencesOf)
    .filter((sentence) => /\bthis (?:interim )?(?:final )?rule\b[^.]*\bthe following\b/iu.test(sentence))
    .filter((sentence) => !notOurs.test(sentence))
  return {
    counts: [
      ...sentences.flatMap((sentence) => countsIn(sentence, 'summary')),
      ...following.flatMap((sentence) => countsIn(sentence, 'preamble')),
    ],
    byCountry: sentences
      .map((words) => ({ action: actionOf(words), numbers: numbersByCountry(words), words }))
      .filter(({ numbers }) => numbers.size > 0),
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

/** What several statements of one kind may add up to: all of them, or each number once where the rule repeats itself. */
const totals = (statements: readonly StatedCount[]): number[] => {
  const withAddresses = statements.map((one) => one.count + (one.addresses ?? 0))
  const alone = statements.map((one) => one.count)
  return [...new Set([alone, withAddresses].flatMap((numbers) => [sum(numbers), sum([...new Set(numbers)])]))]
}

const differs = (message: string, place: string): never => {
  throw new SourceShapeError('count-mismatch', message, { place })
}

/**
 * Holds what was read against what the rule states; throws `count-mismatch` with the difference. Summary and preamble
 * are each held against it. Several statements of one kind add up ("revises eleven existing entries … and corrects
 * one"), unless the rule merely repeats itself. Where only "entities" are stated, some rules mean entries by it:
 * either number will do.
 */
export const compareCounts = (
  stated: StatedNumbers,
  read: ReadNumbers,
): { entities?: number; entries?: number } => {
  const added: { entities?: number; entries?: number } = {}
  for (const from of ['summary', 'preamble'] as const) {
    for (const { action } of verbs) {
      const own = read.entries.filter((entry) => entry.action === action)
      const parties = new Set(own.map((entry) => entry.party)).size
      const statements = stated.counts.filter((one) => one.action === action && one.from === from)
      const hasEntries = statements.some((one) => one.of === 'entries')
      for (const noun of ['entities', 'entries'] as const) {
        const numbers = statements.filter((statement) => statement.of === noun)
        if (numbers.length === 0) continue
        const accepted = totals(numbers)
        const found =
          noun === 'entries'
            ? [own.length]
            : hasEntries && action === 'add'
              ? [parties]
              : [parties, own.length]
        const agreed = found.find((number) => accepted.includes(number))
        if (agreed === undefined) {
          differs(
            `The rule states to ${action} ${accepted.join(' or ')} ${noun} ("${numbers[0]!.words}"), ${[...new Set(found)].join(' or ')} were read`,
            from,
          )
        }
        if (action === 'add') added[noun] = agreed!
      }
    }
  }
  for (const { action, numbers, words } of stated.byCountry) {
    const own = read.entries.filter((entry) => entry.action === action)
    for (const country of new Set([...numbers.keys(), ...own.map((entry) => entry.country)])) {
      const found = own.filter((entry) => entry.country === country).length
      const expected = numbers.get(country) ?? 0
      // A sentence on revisions may speak of a part of them ("corrects typographical errors in 27 entries under …").
      if (action === 'add' ? found !== expected : found < expected) {
        differs(
          `The rule states ${expected} entries to ${action} under ${country}, ${found} were read ("${words.slice(0, 160)}")`,
          'summary',
        )
      }
    }
  }
  return added
}
