import { countryCode } from '../../countries.ts'
import { SourceShapeError } from '../../errors.ts'
import type { EntryEdit } from '../reader.ts'
import { headingCode } from './natural-key.ts'
import { numberOf, numberPattern } from './number-words.ts'
import { openingOf, withoutLabels } from './supplements.ts'

export type Amendment = 'add' | 'revise' | 'remove'

/** One entry that an amendatory instruction names: "Under FRANCE, by adding … an entry for “X”". */
export interface Instruction {
  action: Amendment
  name: string
  /** The entry's new name: "by redesignating the entry for “X” as “Y”". */
  renamedTo?: string
  edits?: EntryEdit[]
  /** ISO code of the destination. */
  country: string
  /** The destination as the rule writes it. */
  heading: string
  place: string
}

/** "Under RUSSIA, by adding, in alphabetical order, five Russian entities": as many rows, and no names. */
export interface CountedInstruction {
  action: Amendment
  count: number
  country: string
  heading: string
  place: string
}

/** What an instruction does to the supplement that is no entry: its introductory text, a footnote, a heading. */
export interface Aside {
  words: string
  place: string
}

/** "By removing “§ 736.2(b)(3)(vi)” wherever it appears and adding in its place “§ 734.9(e)”": a change in every entry that has the words. */
export interface ChangeEverywhere {
  text: string
  by: string
  place: string
}

export interface InstructionsRead {
  named: Instruction[]
  counted: CountedInstruction[]
  everywhere: ChangeEverywhere[]
  asides: Aside[]
  /** What was read one way and may be meant another, each in a sentence: a person has to look. */
  doubts: string[]
}

export interface Paragraph {
  text: string
  place: string
}

type Verb = Amendment | 'rename'

const verbs: readonly { pattern: RegExp; verb: Verb }[] = [
  { pattern: /^(?:add(?:ing|s)?|insert(?:ing|s)?)$/iu, verb: 'add' },
  {
    pattern:
      /^(?:revis(?:e|es|ing)|correct(?:s|ing)|amend(?:s|ing)?|modif(?:y|ies|ying)|chang(?:e|es|ing)|updat(?:e|es|ing)|replac(?:e|es|ing))$/iu,
    verb: 'revise',
  },
  { pattern: /^(?:remov(?:e|es|ing)|delet(?:e|es|ing)|strik(?:e|es|ing))$/iu, verb: 'remove' },
  { pattern: /^(?:redesignat(?:e|es|ing)|renam(?:e|es|ing))$/iu, verb: 'rename' },
]

/** "the entry for “X” is corrected to read as follows": the verb stands behind what it is about. */
const passives: readonly { pattern: RegExp; verb: Verb }[] = [
  { pattern: /^added\b/iu, verb: 'add' },
  { pattern: /^(?:revised|corrected|amended|modified)\b/iu, verb: 'revise' },
  { pattern: /^(?:removed|deleted)\b/iu, verb: 'remove' },
  { pattern: /^(?:redesignated|renamed)\b/iu, verb: 'rename' },
]
const passiveAt = (rest: string): Verb | undefined => {
  const after = /^(?:is|are)\s+(?:hereby\s+)?/iu.exec(rest)?.[0]
  return after === undefined
    ? undefined
    : passives.find(({ pattern }) => pattern.test(rest.slice(after.length)))?.verb
}

const refuse = (message: string, place: string): never => {
  throw new SourceShapeError('unexplained-instruction', message, { place })
}

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

/** "under the entry for “X”", "under footnote 4", "under that heading": no destination. */
const noDestination =
  /^(?:(?:the|an?|that|this|such|each|its|their|these|those)\s+)?(?:(?:same|new|license|listed|country)\s+)?(?:entr|entit|heading\s*[,;:]|heading\s+(?!of|for)|footnote|column|§|section|part\b|supplement|table\b|policy|it\b|“|")/iu

/** Words before a destination's name: "the destination of", "the heading for", "the country". */
const leadIn =
  /^(?:the\s+)?(?:(?:(?:new|country|destination)\s+)?(?:destination|country|heading)s?\s*(?:of|for|heading)?\s*[:,]?\s*)?[“"]?(?:the\s+)?/iu

/** The longest run of words from the start that names a country: "CHINA, PEOPLE'S REPUBLIC OF, by adding …". */
const destinationAt = (text: string): { code: string; heading: string; length: number } | undefined => {
  const lead = leadIn.exec(text)?.[0].length ?? 0
  const clause = text.slice(lead, lead + 120).split(/[“”":;]|\.(?:\s|$)/u)[0]!
  const ends = [...clause.matchAll(/[\p{L}\p{N}.)’']+(?=[\s,–—]|$)/gu)].map(
    (word) => word.index + word[0].length,
  )
  for (const end of ends.slice(0, 9).toReversed()) {
    const whole = clause.slice(0, end).trim()
    const heading = whole.replace(/\s*\([^)]*\)$/u, '').trim()
    const code = countryCode(heading) ?? countryCode(heading.replace(/\.$/u, ''))
    if (code !== undefined) return { code, heading, length: lead + end }
  }
  return undefined
}

/** What a quotation is, by the last noun before it; a place in the table ("after the entry for “X”") is no part of the list. */
type Role = 'entry' | 'alias' | 'address' | 'text' | 'replacement' | 'place'

/** "after the entry for", "immediately following", "between the entries for": what is named next only says where. */
const placeLead =
  /\b(?:after|before|between|above|below|preceding|precedes|(?<!\bthe\s)following|(?<!\bas\s)follows?)\s+(?:(?:the|that|an)\s+)?(?:(?:existing|current|listed|last|first)\s+)?(?:(entry|entries|entity|entities|listings?|alias(?:es)?|address(?:es)?|heading|destination|country)\s+(?:(?:for|of)\s+)?)?$/iu

/**
 * Whether the next quotation says where something goes: `undefined` where it does not, else whether it is the only one
 * ("the entry for") or its fellows come too ("the entries for “X” and “Y”").
 */
const placeAt = (since: string): 'one' | 'several' | undefined => {
  const found = placeLead.exec(since)
  if (!found) return undefined
  return /(?:ies|s)$/iu.test(found[1] ?? '') || /^between/iu.test(found[0]) ? 'several' : 'one'
}

const nouns: readonly { pattern: RegExp; role: Role }[] = [
  { pattern: /\balias(?:es)?\b/giu, role: 'alias' },
  { pattern: /\baddress(?:es)?\b/giu, role: 'address' },
  { pattern: /\b(?:entr(?:y|ies)|entit(?:y|ies)|persons?|listings?)\b/giu, role: 'entry' },
  { pattern: /\b(?:words?|phrases?|text|citations?|references?|spelling|terms?)\b/giu, role: 'text' },
]

/** Columns of the table: their names in quotations are no entries. */
const columnName = /^(?:country|entity|license (?:requirement|review policy)|federal register citation)s?$/iu

const isPlaceholder = (text: string): boolean => /^address\s+\d+$/iu.test(text)

const roleOf = (since: string, before: Role | undefined, text: string, verb: Verb | undefined): Role => {
  if (/\b(?:as|to\s+read(?:\s+as)?|to)\s*[,:]?\s*$/iu.test(since) && (verb === 'rename' || verb === 'revise'))
    return 'replacement'
  if (verb === 'rename' && /\b(?:as|to)\s+(?:the\s+|an?\s+)?(?:new\s+)?entry\s+for\s*$/iu.test(since))
    return 'replacement'
  // "revising the address for “X”" names the entry, not the address.
  if (verb === 'revise' && /\b(?:alias(?:es)?|address(?:es)?|name)\s+(?:of|for)\s*$/iu.test(since))
    return 'entry'
  const found = nouns
    .map(({ pattern, role }) => ({ role, at: [...since.matchAll(pattern)].at(-1)?.index ?? -1 }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => b.at - a.at)[0]?.role
  if (found === 'address' && isPlaceholder(text)) return 'entry'
  return found ?? before ?? 'entry'
}

const asidePattern =
  /\b(?:introductory\s+(?:text|paragraph)|footnotes?|column(?:\s+heading)?s?|heading\s+of\s+(?:the\s+)?(?:supplement|table)|(?:supplement|table)(?:['’]s)?\s+(?:heading|title)|notes?\s+to\b|editorial)/iu

/** "The additions read as follows:": an instruction on printing, not on the list. */
const readsAsFollows =
  /^(?:the\s+)?(?:additions?|revisions?|amendments?|corrections?|corrected)\b[^“"]*\bas\s+follows\s*[:.]?$/iu

const countOf = (words: string): { count: number; noun: 'entry' | 'other' } | undefined => {
  const match = new RegExp(
    String.raw`(?:^|[\s(])(${numberPattern})(?:\s*\(\d+\))?\s+(?:[\p{L}-]+\s+){0,3}?(entit(?:y|ies)|entr(?:y|ies)|persons?|alias(?:es)?|address(?:es)?)\b`,
    'iu',
  ).exec(words)
  if (!match) return undefined
  const count = numberOf(match[1]!)
  return count === undefined
    ? undefined
    : { count, noun: /^(?:alias|address)/iu.test(match[2]!) ? 'other' : 'entry' }
}

interface Destination {
  code: string
  heading: string
}

interface Group {
  verb: Verb | undefined
  /** The words of the group, quotations left out. */
  words: string
  quotes: { role: Role; text: string }[]
  country: Destination | undefined
  /** The destination stands behind its names: a later one is not theirs. */
  placed?: boolean
  /** "“X” is revised": what is named after it is another's. */
  isPassive?: boolean
  /** Two quotations of which the second may be a place as the first is: "after the entry for “X” and “Y”". */
  doubt?: string
}

/**
 * A quotation right behind one that says where: "between the entries for “X” and “Y”". Behind a single entry's name it is
 * what the instruction is about ("after the entry for “X”, “Y”"), and in doubt where an "and" joins the two.
 */
const goesOnAsPlace = (
  group: Group,
  since: string,
  text: string,
  before: 'one' | 'several' | undefined,
): 'one' | 'several' | undefined => {
  if (before === undefined || !/^[\s,;]*(?:and|or)?[\s,;]*$/iu.test(since)) return undefined
  const isJoined = /\b(?:and|or)\b/iu.test(since)
  if (before === 'several' && isJoined) return 'one'
  if (before === 'several' || isJoined || !/^\s*[,;]/u.test(since))
    group.doubt ??= `“${text}” is read as what the instruction is about, and may only say where, as the name before it does`
  return undefined
}

/** Parts a paragraph into groups: one verb with the quotations that follow it, under one destination. */
const groupsOf = (
  words: string,
  place: string,
  inherited: { verb: Verb | undefined; country: Destination | undefined },
): { groups: Group[]; country: Destination | undefined; named: boolean } => {
  const groups: Group[] = []
  let country = inherited.country
  let named = false
  let group: Group = { verb: inherited.verb, words: '', quotes: [], country }
  let since = ''
  let role: Role | undefined
  let fellows: 'one' | 'several' | undefined
  /** "In the entry for “X”, by …": what follows without a noun is of that entry. */
  let isWithin = false
  /** Whether the group names anything yet: a place alone is nothing that happens. */
  const names = () => group.quotes.some((quote) => quote.role !== 'place')
  const close = (verb: Verb | undefined) => {
    isWithin = group.verb === undefined && /\bin\s+(?:[^“”]*\s)?the\s+entry\b/iu.test(group.words) && names()
    groups.push(group)
    group = { verb, words: '', quotes: [], country }
    since = ''
    role = undefined
    fellows = undefined
  }
  const placeUnder = (isSuffix: boolean, own: Destination) => {
    for (const earlier of isSuffix ? groups : []) if (earlier.placed !== true) earlier.country = own
    group.country = own
    if (isSuffix) {
      for (const earlier of [...groups, group]) earlier.placed = true
      close(group.verb)
    } else named = true
  }
  for (let at = 0; at < words.length; ) {
    const rest = words.slice(at)
    if (rest[0] === '“' || rest[0] === '"') {
      const end = closingQuote(words, at)
      if (end < 0) refuse(`A quotation does not end: ${rest.slice(0, 60)}`, place)
      const text = words
        .slice(at + 1, end)
        .trim()
        .replace(/^[,;\s]+|[,;\s]+$/gu, '')
      const quoted = /\bunder\s+(?:the\s+)?(?:destination\s+(?:of\s+)?)?$/iu.test(since)
        ? countryCode(text)
        : undefined
      if (quoted !== undefined) {
        const isSuffix = names() && !named
        if (names() && !isSuffix) close(group.verb)
        country = { code: quoted, heading: text }
        placeUnder(isSuffix, country)
        at = end + 1
        continue
      }
      const placed = columnName.test(text)
        ? 'one'
        : (placeAt(since) ?? goesOnAsPlace(group, since, text, fellows))
      if (placed !== undefined) {
        group.quotes.push({ role: 'place', text })
        fellows = placed
        role = undefined
        since = ''
        at = end + 1
        continue
      }
      fellows = undefined
      // "by adding a heading for “BELIZE”" names no entry.
      const heading = /\b(?:heading|destination|country)s?\s*(?:of|for|,)?\s*$/iu.test(since)
        ? countryCode(text)
        : undefined
      if (heading !== undefined) {
        country = { code: heading, heading: text }
        named = true
        group.country ??= country
        if (!names()) group.country = country
      } else {
        // "… the alias “X” and adding, in its place, “Y”"; "in the entry for “A”, by removing “X”": no entries of their own.
        const likely = /\bin\s+(?:its|their)\s+place\b/iu.test(since)
          ? [...(groups.at(-1)?.quotes ?? []), ...group.quotes].find(
              (one) => one.role !== 'entry' && one.role !== 'place',
            )?.role
          : (role ?? (isWithin ? 'text' : undefined))
        const own = roleOf(since, likely, text, group.verb)
        if (group.isPassive === true && own !== 'replacement') close(inherited.verb)
        role = own
        group.quotes.push({ role: own, text })
      }
      since = ''
      at = end + 1
      continue
    }
    const word = /^[\p{L}\p{N}]+/u.exec(rest)?.[0]
    if (word === undefined) {
      since += rest[0]
      group.words += rest[0]
      at += 1
      continue
    }
    const isUnder = /^under$/iu.test(word)
    // "after the heading for BELGIUM" says where a new heading goes.
    const isHeading =
      /^(?:heading|destination|country)$/iu.test(word) &&
      /^(?:heading\s+(?:for|of)|(?:destination|country)\s+of)\s/iu.test(rest) &&
      placeAt(`${since}heading for `) === undefined
    if (isUnder || isHeading) {
      const after = rest.slice(word.length).replace(/^\s+/u, '')
      if (!noDestination.test(isHeading ? `destination ${after}` : after)) {
        const from = rest.length - after.length
        const found = destinationAt(isHeading ? after.replace(/^(?:for|of)\s+/iu, '') : after)
        if (found === undefined) {
          // A heading may be quoted, or be that of the supplement itself; "under" names a destination or nothing.
          if (isUnder) {
            const heading = after.split(/[,;:“]|\s+(?:by|in)\s/iu)[0]!.trim()
            throw new SourceShapeError('unknown-category', `Unknown destination "${heading}"`, { place })
          }
        } else {
          const skipped = isHeading ? /^(?:for|of)\s+/iu.exec(after)![0].length : 0
          // Names before the first destination of a paragraph belong to it: "adding an entry for “X” under FRANCE".
          const suffix = names() && !named
          if (names() && !suffix) close(group.verb)
          country = { code: found.code, heading: found.heading }
          placeUnder(suffix, country)
          at += from + skipped + found.length
          since += ' '
          continue
        }
      }
    }
    const passive = passiveAt(rest)
    if (passive !== undefined && names() && group.verb === inherited.verb) {
      group.verb = passive
      group.isPassive = true
    } else if (passive !== undefined && passive !== 'rename' && !names()) {
      // "The following entries are added: “X”; “Y”": the names stand behind.
      group.verb ??= passive
    }
    const verb = verbs.find(({ pattern }) => pattern.test(word))?.verb
    if (verb !== undefined && (names() || group.verb === undefined || countOf(group.words))) {
      close(verb)
    } else if (verb !== undefined) {
      group.verb = verb
    }
    since += word
    group.words += word
    at += word.length
  }
  groups.push(group)
  return {
    groups: groups.filter(({ quotes, words: own }) => quotes.length > 0 || own.trim() !== ''),
    country,
    named,
  }
}

/**
 * Reads the instructions of supplement no. 4, paragraph by paragraph. A destination or a verb that stands alone
 * ("b. Under CHINA, PEOPLE'S REPUBLIC OF:") holds for the lettered parts below it. Whatever is neither entries under a
 * destination with a verb, nor such a heading, nor a part of the supplement that holds no entry, is refused: an
 * instruction that is not understood holds the rule.
 */
export const readInstructions = (paragraphs: readonly Paragraph[]): InstructionsRead => {
  const read: InstructionsRead = { named: [], counted: [], everywhere: [], asides: [], doubts: [] }
  let country: Destination | undefined
  let verb: Verb | undefined
  /** "by adding the following five entities:" of a heading, until its names are found. */
  let announced: { count: number; from: number; place: string } | undefined
  const settle = () => {
    if (announced && read.named.length - announced.from !== announced.count) {
      refuse(
        `The instruction announces ${announced.count} entries and names ${read.named.length - announced.from}`,
        announced.place,
      )
    }
    announced = undefined
  }

  for (const { text, place } of paragraphs) {
    const opened = openingOf(text, place)
    if (opened) {
      settle()
      country = undefined
      verb = undefined
    }
    // "… to read as follows:" is no heading of parts below it: what follows is the table.
    const words = withoutLabels(opened?.rest ?? text)
      .replace(/[,\s]+to\s+read\s+as\s+follows\s*[:.]?\s*$/iu, '')
      .trim()
    if (words === '' || /^[\s.;:,]*$/u.test(words) || readsAsFollows.test(words)) continue
    const { groups, country: last, named } = groupsOf(words, place, { verb, country })
    const first = read.named.length
    const counted = read.counted.length
    const asides = read.asides.length
    const everywhere = changeEverywhere(groups, words, place)
    if (everywhere !== undefined) {
      read.everywhere.push(everywhere)
      continue
    }
    let target: Instruction | undefined
    for (const group of groups)
      target = readGroup(group, { place, read, target, announced: announced !== undefined })
    const found = read.named.length - first + read.counted.length - counted
    const heading = /[:,]\s*$/u.test(words) || groups.every(({ verb: own }) => own === undefined)
    if (found === 0 && read.asides.length === asides) {
      const count = countOf(words)
      if (heading && (named || groups.some(({ verb: own }) => own !== undefined))) {
        // A heading: what it says holds for the parts below it.
        const own = groups.findLast((group) => group.verb !== undefined)?.verb
        verb = own ?? (named ? undefined : verb)
        if (count?.noun === 'entry') {
          settle()
          announced = { count: count.count, from: read.named.length, place }
        }
      } else if (
        /\b(?:entries|entry|thereunder|listings?)\b/iu.test(words) &&
        /\b(?:heading|destination)\b/iu.test(words) &&
        groups.some(({ verb: own }) => own === 'remove')
      ) {
        refuse(`A destination goes with entries that are not named: "${words.slice(0, 120)}"`, place)
      } else if (asidePattern.test(words) || (named && /\bheading|destination\b/iu.test(words))) {
        read.asides.push({ words, place })
      } else {
        refuse(`An instruction names no entry: "${words.slice(0, 120)}"`, place)
      }
    }
    country = last ?? country
  }
  settle()
  return read
}

/** Words that are replaced wherever they appear: two quotations, of which neither is an entry's name. */
const changeEverywhere = (
  groups: readonly Group[],
  words: string,
  place: string,
): ChangeEverywhere | undefined => {
  if (
    !/\bwherever\s+(?:it|they|the\s+\S+)\s+appears?\b|\beach\s+(?:place|time)\s+(?:that\s+)?it\s+appears\b/iu.test(
      words,
    )
  )
    return undefined
  const quotes = groups.flatMap((group) => group.quotes)
  const [from, to] = quotes
  if (quotes.length !== 2 || from === undefined || to === undefined || groups.some(({ country }) => country))
    return refuse(`What is changed wherever it appears is not clear: "${words.slice(0, 120)}"`, place)
  return { text: from.text, by: to.text, place }
}

/** The instruction on an entry; one paragraph that comes back to a revised entry goes on with it. */
const instructIn = (
  read: InstructionsRead,
  { action, name, country, place }: { action: Amendment; name: string; country: Destination; place: string },
): Instruction => {
  const known = read.named.find(
    (one) =>
      action === 'revise' &&
      one.action === action &&
      one.name === name &&
      headingCode(one) === headingCode({ country: country.code, heading: country.heading }) &&
      one.place === place,
  )
  if (known) return known
  const instruction: Instruction = { action, name, country: country.code, heading: country.heading, place }
  read.named.push(instruction)
  return instruction
}

const readGroup = (
  group: Group,
  context: { place: string; read: InstructionsRead; target: Instruction | undefined; announced: boolean },
): Instruction | undefined => {
  const { place, read } = context
  const { verb, country, words } = group
  const quotes = group.quotes.filter(({ role }) => role !== 'place')
  if (group.doubt !== undefined) read.doubts.push(`${group.doubt} (${place})`)
  const texts = (role: Role): string[] => quotes.filter((one) => one.role === role).map(({ text }) => text)
  const entries = texts('entry')
  if (quotes.length === 0) {
    const count = countOf(words)
    // "five Russian entities" and no names: told apart from a heading by its destination and its end.
    if (
      count?.noun === 'entry' &&
      verb !== undefined &&
      verb !== 'rename' &&
      country &&
      !/:\s*$/u.test(words)
    ) {
      if (!/\ban?\s+entr(?:y|ies)\b/iu.test(words))
        read.counted.push({
          action: verb,
          count: count.count,
          country: country.code,
          heading: country.heading,
          place,
        })
    } else if (group.quotes.length > 0 && verb !== undefined && !/:\s*$/u.test(words))
      refuse(`An instruction says where, and names no entry: "${words.trim().slice(0, 100)}"`, place)
    return context.target
  }
  if (verb === undefined) {
    // "Under CHINA, in the entry for “X”, by removing the alias “Y”": the entry stands before what happens in it.
    if (
      country &&
      entries.length === 1 &&
      quotes.length === 1 &&
      /\b(?:in|for|to|of)\s+the\s+entry\b/iu.test(words)
    )
      return instructIn(read, { action: 'revise', name: entries[0]!, country, place })
    return refuse(`No verb says what happens to “${quotes[0]!.text}”`, place)
  }
  const within = (['alias', 'address', 'text'] as const).flatMap((of) =>
    texts(of).map((text) => ({ of, text })),
  )
  const replacements = texts('replacement')

  const instruct = (action: Amendment, name: string): Instruction =>
    country === undefined
      ? refuse(`No destination is named for “${name}”`, place)
      : instructIn(read, { action, name, country, place })

  if (verb === 'rename' || (replacements.length > 0 && entries.length === 1 && within.length === 0)) {
    if (entries.length !== 1 || replacements.length !== 1)
      refuse(`A new name is not given for each entry: "${words.trim().slice(0, 100)}"`, place)
    const instruction = instruct('revise', entries[0]!)
    instruction.renamedTo = replacements[0]!
    return instruction
  }
  if (within.length > 0) {
    if (entries.length > 1)
      refuse(`It is not clear which of the entries the words “${within[0]!.text}” are in`, place)
    const target = entries[0] === undefined ? context.target : instruct('revise', entries[0])
    if (target === undefined || target.action !== 'revise')
      return refuse(`No entry is named for the words “${within[0]!.text}”`, place)
    const instead = /\bin\s+(?:its|their)\s+place\b/iu.test(words)
    target.edits ??= []
    for (const { of, text } of within) {
      const last = target.edits.at(-1)
      if (instead && last?.op === 'remove') {
        target.edits[target.edits.length - 1] = { op: 'replace', of: last.of, text: last.text, by: text }
      } else if (verb === 'revise' && replacements.length === 1) {
        target.edits.push({ op: 'replace', of, text, by: replacements[0]! })
      } else if (verb !== 'revise') {
        target.edits.push({ op: verb === 'add' ? 'add' : 'remove', of, text })
      }
    }
    return target
  }
  // A heading that is given another name holds no entry; it is told as an aside.
  if (entries.length === 0 && replacements.length > 0 && !/\b(?:heading|destination)s?\b/iu.test(words)) {
    // "revising the entry for “X”, including by changing its name to “Y”".
    if (context.target?.action !== 'revise' || replacements.length > 1 || !/\bname\b/iu.test(words))
      return refuse(`It is not clear what becomes “${replacements[0]!}”`, place)
    context.target.renamedTo = replacements[0]!
    return context.target
  }
  const count = countOf(words)
  if (count?.noun === 'entry' && count.count !== entries.length && !context.announced) {
    // "an entry for each of the following" counts nothing.
    if (!/\b(?:an?|the)\s+entr/iu.test(words))
      refuse(`The instruction speaks of ${count.count} entries and names ${entries.length}`, place)
  }
  let last: Instruction | undefined
  for (const name of entries) last = instruct(verb, name)
  return entries.length === 1 ? last : undefined
}
