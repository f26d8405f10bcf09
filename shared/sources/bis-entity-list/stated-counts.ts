import { countryCode } from '../../countries.ts'
import { SourceShapeError } from '../../errors.ts'
import type { Amendment } from './amendatory-instructions.ts'
import { numberOf, numberPattern } from './number-words.ts'

/** The lists that the same rules and notices speak of. */
export type StatedList = 'entity-list' | 'unverified-list' | 'military-end-user-list' | 'uflpa-entity-list'

/** One number that a rule states of itself. */
export interface StatedCount {
  list: StatedList
  action: Amendment
  of: 'entities' | 'entries' | 'persons'
  count: number
  /** Listed addresses that the statement sets beside the entities: "26 entities and 3 addresses". */
  addresses?: number
  /** Where it stands, and the words that it was read from. */
  from: 'summary' | 'preamble'
  words: string
}

/** Numbers of entries by ISO code of the destination. */
export interface StatedByCountry {
  list: StatedList
  action: Amendment
  numbers: ReadonlyMap<string, number>
  words: string
}

export interface StatedNumbers {
  counts: StatedCount[]
  byCountry: StatedByCountry[]
}

/** What was read of a rule, to be held against what it states. */
export interface ReadNumbers {
  /** Destination and party of each entry, by action. */
  entries: readonly { action: Amendment; country: string; party: string }[]
}

/** Sentences about an earlier rule ("That final rule …") state numbers that are not this one's. */
const notOurs = /\b(?:That (?:interim )?(?:final )?rule\b)/u

const sentencesOf = (text: string): string[] =>
  text
    .replace(/\b(No|U\.S|U\.A\.E|P\.R|St|Inc|Ltd|Co|Corp)\./gu, (abbreviation) =>
      abbreviation.replaceAll('.', '․'),
    )
    .split(/(?<=[.!?])\s+(?=[A-Z“])/u)
    .map((sentence) => sentence.replaceAll('․', '.'))

const lists: readonly { list: StatedList; pattern: RegExp }[] = [
  {
    list: 'uflpa-entity-list',
    pattern:
      /\b(?:UFLPA|Uyghur Forced Labor Prevention Act)(?:\s+\(UFLPA\))?\s+Entity\s+List\b|\blists?\s+of\s+the\s+UFLPA\b|\b2\(d\)\(2\)\(B\)\([iv]+\)/giu,
  },
  { list: 'unverified-list', pattern: /\bUnverified\s+List\b|\bUVL\b/gu },
  {
    list: 'military-end-user-list',
    pattern: /\bMilitary[\s-]+End[\s-]+User(?:\s*\(MEU\))?\s+List\b|\bMEU\s+List\b/gu,
  },
  {
    list: 'entity-list',
    pattern: /(?<!UFLPA\s)(?<!Prevention\sAct\s)(?<!\(UFLPA\)\s)\bEntity\s+[Ll]ist\b/gu,
  },
]

interface Mention {
  list: StatedList
  at: number
}

const mentionsIn = (text: string): Mention[] =>
  lists
    .flatMap(({ list, pattern }) => [...text.matchAll(pattern)].map((match) => ({ list, at: match.index })))
    .sort((a, b) => a.at - b.at)

const verbs: readonly { action: Amendment; source: string; reach: number }[] = [
  { action: 'add', source: 'add(?:s|ing)?', reach: 45 },
  {
    action: 'revise',
    source: 'revis(?:es?|ing)|modif(?:y|ies|ying)|correct(?:s|ing)?|amend(?:s|ing)?',
    reach: 45,
  },
  // "expands the scope of foreign-produced items subject to license requirements for twenty-eight existing entities"
  { action: 'revise', source: 'expand(?:s|ing)?\\s+the\\s+scope', reach: 90 },
  { action: 'remove', source: 'remov(?:es?|ing)', reach: 45 },
]

const adjectives =
  '(?:(?:new|existing|additional|listed|inadvertently|omitted|following|foreign|Chinese|Russian|Pakistani|Iranian|other)\\s+){0,3}'

const nouns = 'entit(?:y|ies)|entr(?:y|ies)|persons?'

/**
 * Between verb and number may stand a few words ("removes from the Entity List one entity", "corrects typographical
 * errors in two existing entries"), but none that make the number something else's ("removing two addresses from one entity").
 */
const gap = (reach: number): string => String.raw`(?:(?!address|alias|\bby\b)[^.;,:\d]){0,${reach}}?`

const statement = ({ source, reach }: { source: string; reach: number }): RegExp =>
  new RegExp(
    [
      String.raw`\b(?:${source})\s+(?:(?:the|following)\s+){0,2}${gap(reach)}`,
      String.raw`\b(?<count>${numberPattern}|this)(?:\s*\(\d+\))?\s+${adjectives}(?<noun>${nouns})\b(?!\s+list\b)`,
      // "29 entries (26 entities and 3 addresses)", "two entities and one address"
      String.raw`(?:\s*\((?<entities>${numberPattern})\s+entit(?:y|ies))?`,
      String.raw`(?:\s+and\s+(?<addresses>${numberPattern})\s+address(?:es)?\b\)?)?`,
      // "10 entities under 13 entries", "one entity listed in three entries"
      String.raw`(?:[^.;]{0,40}?\b(?:under|in)\s+(?<entries>${numberPattern})\s+${adjectives}(?:entry|entries)\b)?`,
    ].join(''),
    'giu',
  )

const statements = verbs.map((verb) => ({ action: verb.action, pattern: statement(verb) }))

/** "… and thirty-five entities to the section 2(d)(2)(B)(v) list": a second number of the same verb. */
const continued = new RegExp(
  String.raw`^[^.;]{0,80}?\band\s+(?<count>${numberPattern})\s+${adjectives}(?<noun>${nouns})\s+(?:to|from)\s+the\b`,
  'iu',
)

const anyVerb = new RegExp(String.raw`\b(?:${verbs.map(({ source }) => source).join('|')})\b`, 'iu')

const valueOf = (text: string): number | undefined => (/^this$/iu.test(text) ? 1 : numberOf(text))

const nounOf = (noun: string): StatedCount['of'] =>
  /^entit/iu.test(noun) ? 'entities' : /^entr/iu.test(noun) ? 'entries' : 'persons'

const countsIn = (sentence: string, from: StatedCount['from'], usual: StatedList): StatedCount[] => {
  const mentions = mentionsIn(sentence)
  /** The list that is named next after the number, before another verb takes over; else the one named last before it. */
  const listAt = (start: number, end: number): StatedList => {
    const after = mentions.find(({ at }) => at >= end)
    if (after && !anyVerb.test(sentence.slice(end, after.at))) return after.list
    const inside = mentions.findLast(({ at }) => at >= start && at < end)
    return inside?.list ?? mentions.findLast(({ at }) => at < start)?.list ?? usual
  }
  const found: (StatedCount & { at: number })[] = []
  for (const { action, pattern } of statements) {
    for (const match of sentence.matchAll(pattern)) {
      const words = match[0]
      const number = (name: string) => {
        const text = match.groups?.[name]
        return text === undefined ? undefined : valueOf(text)
      }
      const addresses = number('addresses')
      const end = match.index + words.length
      const list = listAt(match.index, end)
      const state = (of: StatedCount['of'], count: number | undefined) => {
        if (count === undefined) return
        found.push({
          list,
          action,
          of,
          count,
          ...(addresses === undefined || of === 'entries' ? {} : { addresses }),
          from,
          words,
          at: match.index,
        })
      }
      const noun = nounOf(match.groups?.['noun'] ?? '')
      state(noun, number('count'))
      state('entities', number('entities'))
      state('entries', number('entries'))
      const rest = sentence.slice(end)
      const more = continued.exec(rest)
      const moreCount = more ? valueOf(more.groups?.['count'] ?? '') : undefined
      if (more && moreCount !== undefined && !anyVerb.test(more[0])) {
        const start = end + more[0].length
        found.push({
          list: listAt(end, start),
          action,
          of: nounOf(more.groups?.['noun'] ?? ''),
          count: moreCount,
          from,
          words: `${words}${more[0]}`,
          at: end,
        })
      }
    }
  }
  // "by removing 9 persons from the Unverified List and adding them to the Entity List"
  for (const match of sentence.matchAll(/\b(add|remov)ing\s+them\b/giu)) {
    const before = found.filter(({ at }) => at < match.index).sort((a, b) => b.at - a.at)[0]
    if (!before) continue
    const { addresses: _addresses, ...same } = before
    found.push({
      ...same,
      list: listAt(match.index, match.index + match[0].length),
      action: /^add/iu.test(match[1]!) ? 'add' : 'remove',
      words: sentence.slice(before.at, match.index + match[0].length),
      at: match.index,
    })
  }
  return found.sort((a, b) => a.at - b.at).map(({ at: _at, ...count }) => count)
}

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

/** "under the destinations of Canada (2), China (5), …". */
const figuresByCountry = (sentence: string): Map<string, number> => {
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
        { place: 'summary' },
      )
    }
    numbers.set(code, (numbers.get(code) ?? 0) + Number(figure))
  }
  return numbers
}

const under = String.raw`(?:(?:entr(?:y|ies)|entit(?:y|ies)|persons?,?|are|is|will\s+be|being|listed|added|removed|on\s+the\s+Entity\s+List)\s+)*under\s+(?!the\s+destinations|destinations|each)(?:the\s+)?(?:destination\s+of\s+)?(?:the\s+)?`
const oneCountry = new RegExp(
  String.raw`\b(?<count>${numberPattern})\s+${under}(?=(?<rest>[^;:]{3,60}))`,
  'giu',
)
const eachCountry = new RegExp(
  String.raw`\bone\s+(?:(?:is|are)\s+)?(?:each\s+)?under\s+(?:each\s+of\s+)?(?:the\s+)?(?:following\s+)?destinations(?:\s+of)?:?\s+(?<names>[^.;]+)`,
  'iu',
)

/** The longest run of words at the start that names a country, and where it ends. */
const nameAtStart = (text: string): { code: string; end: number } | undefined => {
  const words = text.split(/(?<=\s)/u)
  for (let count = Math.min(words.length, 7); count > 0; count -= 1) {
    const run = words.slice(0, count).join('')
    const name = run
      .trim()
      .replace(/[.,;]+$/u, '')
      .replace(/\s*\([^)]*\)?$/u, '')
    const code = /\p{L}{2}/u.test(name) ? countryCode(name.replace(/\[uuml\]/gu, 'ü')) : undefined
    if (code !== undefined) return { code, end: run.length }
  }
  return undefined
}

/** The country at the start, unless it is the first of several that share one number ("three entries under Oman, Saudi Arabia"). */
const countryAtStart = (text: string): string | undefined => {
  const found = nameAtStart(text)
  if (found === undefined) return undefined
  const rest = text.slice(found.end).replace(/^(?:\s*\([^)]*\))?[\s,.]*(?:and\s+)?(?:the\s+)?/iu, '')
  return nameAtStart(rest) === undefined ? found.code : undefined
}

/** "one under the destination of Germany and the other five under the destination of China", "one each under …". */
const wordsByCountry = (sentence: string): Map<string, number> => {
  const numbers = new Map<string, number>()
  const add = (code: string | undefined, count: number | undefined) => {
    if (code !== undefined && count !== undefined) numbers.set(code, (numbers.get(code) ?? 0) + count)
  }
  const each = eachCountry.exec(sentence)
  const rest = each
    ? `${sentence.slice(0, each.index)} ${sentence.slice(each.index + each[0].length)}`
    : sentence
  for (const name of each?.groups?.['names']?.split(/,\s*(?:and\s+)?|\s+and\s+/u) ?? [])
    add(nameAtStart(name.replace(/^the\s+/iu, ''))?.code, 1)
  for (const match of rest.matchAll(oneCountry)) {
    add(countryAtStart(match.groups?.['rest'] ?? ''), numberOf(match.groups?.['count'] ?? ''))
  }
  return numbers
}

const total = (numbers: ReadonlyMap<string, number>): number =>
  [...numbers.values()].reduce((sum, number) => sum + number, 0)

const readSentence = (
  sentence: string,
  from: StatedCount['from'],
  usual: StatedList,
  before: readonly StatedCount[],
): StatedNumbers => {
  const counts = countsIn(sentence, from, usual)
  const figures = figuresByCountry(sentence)
  const stated = [...before, ...counts]
  if (figures.size > 0) {
    const action = actionOf(sentence)
    const list = (
      counts.find((one) => one.action === action) ?? stated.findLast((one) => one.action === action)
    )?.list
    return { counts, byCountry: [{ list: list ?? usual, action, numbers: figures, words: sentence }] }
  }
  const numbers = wordsByCountry(sentence)
  // Words are believed where they add up to a number that is stated; a list without numbers states none.
  const whole = numbers.size === 0 ? undefined : stated.findLast(({ count }) => count === total(numbers))
  return {
    counts,
    byCountry: whole ? [{ list: whole.list, action: whole.action, numbers, words: sentence }] : [],
  }
}

/**
 * The numbers that a rule states: all of its summary ("adding 10 entities under 13 entries … Canada (2), China (5)"),
 * and of its preamble those of the form "this final rule adds the following 10 entities under 13 entries". Each is
 * told for the list that it speaks of: rules amend the Unverified and the Military End-User List too.
 */
export const statedNumbers = (summary: string, preamble: readonly string[]): StatedNumbers => {
  const usual = mentionsIn(summary)[0]?.list ?? 'entity-list'
  const found: StatedNumbers = { counts: [], byCountry: [] }
  const read = (sentence: string, from: StatedCount['from'], fallback: StatedList) => {
    if (notOurs.test(sentence)) return
    const own = readSentence(
      sentence,
      from,
      fallback,
      found.counts.filter((count) => count.from === from),
    )
    found.counts.push(...own.counts)
    if (from === 'summary') found.byCountry.push(...own.byCountry)
  }
  for (const sentence of sentencesOf(summary)) read(sentence, 'summary', usual)
  for (const sentence of preamble.flatMap(sentencesOf)) {
    if (/\bthis (?:interim )?(?:final )?rule\b[^.]*\bthe following\b/iu.test(sentence))
      read(sentence, 'preamble', usual)
  }
  return found
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, number) => all + number, 0)

/** What several statements of one kind may add up to: all of them, or each number once where the rule repeats itself. */
const totals = (stated: readonly StatedCount[]): number[] => {
  const withAddresses = stated.map((one) => one.count + (one.addresses ?? 0))
  const alone = stated.map((one) => one.count)
  return [...new Set([alone, withAddresses].flatMap((numbers) => [sum(numbers), sum([...new Set(numbers)])]))]
}

/**
 * Holds what was read against what the rule states of the Entity List; each difference is a sentence. Summary and
 * preamble are each held against it. Several statements of one kind add up ("revises eleven existing entries … and
 * corrects one"), unless the rule merely repeats itself. Where only "entities" (or "persons") are stated, some rules
 * mean entries by it: either number will do.
 */
export const compareCounts = (
  stated: StatedNumbers,
  read: ReadNumbers,
): { stated: { entities?: number; entries?: number }; disagreements: string[] } => {
  const added: { entities?: number; entries?: number } = {}
  const disagreements: string[] = []
  const counts = stated.counts.filter(({ list }) => list === 'entity-list')
  for (const from of ['summary', 'preamble'] as const) {
    for (const action of ['add', 'revise', 'remove'] as const) {
      const own = read.entries.filter((entry) => entry.action === action)
      const parties = new Set(own.map((entry) => entry.party)).size
      const ours = counts.filter((one) => one.action === action && one.from === from)
      const hasEntries = ours.some((one) => one.of === 'entries')
      for (const noun of ['entities', 'entries', 'persons'] as const) {
        const numbers = ours.filter((one) => one.of === noun)
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
          disagreements.push(
            `the ${from} states to ${action} ${accepted.join(' or ')} ${noun} ("${numbers[0]!.words}"), ${[...new Set(found)].join(' or ')} were read`,
          )
        } else if (action === 'add') added[noun === 'entries' ? 'entries' : 'entities'] = agreed
      }
    }
  }
  for (const { action, numbers, words, list } of stated.byCountry) {
    if (list !== 'entity-list') continue
    const own = read.entries.filter((entry) => entry.action === action)
    for (const country of new Set([...numbers.keys(), ...own.map((entry) => entry.country)])) {
      const found = own.filter((entry) => entry.country === country).length
      const expected = numbers.get(country) ?? 0
      // A sentence on revisions may speak of a part of them ("corrects typographical errors in 27 entries under …").
      if (action === 'add' ? found !== expected : found < expected) {
        disagreements.push(
          `the summary states ${expected} entries to ${action} under ${country}, ${found} were read ("${words.slice(0, 160)}")`,
        )
      }
    }
  }
  return { stated: added, disagreements }
}
