import type { ComparisonRow, MarkedText } from '../model/alert.ts'
import type { Designation } from '../model/designation.ts'
import type { Match } from '../model/match.ts'
import type { SupplierFacts } from '../model/supplier.ts'
import { compareBirths } from '../screening/births.ts'
import { normaliseIdentifier } from '../screening/identifiers.ts'
import { editDistance } from '../screening/spelling.ts'

/**
 * The listed party and the registered one, fact by fact, with what agrees and what differs marked word by word. It is
 * for the eye: the score comes from the rule and its explanation, and nothing here changes it.
 */

/** No published fact is longer; it bounds the work on a hostile one. */
const longest = 400
/** Facts of one kind that are compared; the rest is in the record. */
const most = 12

const bounded = (text: string): string => {
  const points = Array.from(text.slice(0, 2 * longest + 2))
  return points.length > longest ? `${points.slice(0, longest - 1).join('')}…` : points.join('')
}

const fold = (word: string): string =>
  word
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()

/** A word that names somebody: letters and digits; a run of Chinese characters is compared character by character. */
const wordPattern = /\p{Script=Han}|[\p{L}\p{M}\p{N}]+/gu

const wordsOf = (text: string): string[] => (text.match(wordPattern) ?? []).map(fold)

const isNear = (word: string, others: ReadonlySet<string>): boolean => {
  if (word.length < 4 || word.length > 40) return false
  const slips = word.length < 7 ? 1 : 2
  for (const other of others) {
    if (Math.abs(other.length - word.length) <= slips && editDistance(word, other, slips) <= slips)
      return true
  }
  return false
}

/** A text cut into parts that stand on both sides, nearly so, or here only; the parts joined are the text. */
const mark = (text: string, others: ReadonlySet<string>): MarkedText => {
  const parts: MarkedText['parts'] = []
  const push = (part: string, kind: MarkedText['parts'][number]['mark']): void => {
    const last = parts.at(-1)
    if (part === '') return
    if (last?.mark === kind) last.text += part
    else parts.push({ text: part, mark: kind })
  }
  let at = 0
  for (const found of text.matchAll(wordPattern)) {
    // What stands between two words goes with the word before it.
    push(text.slice(at, found.index), parts.at(-1)?.mark ?? 'same')
    const word = fold(found[0])
    push(found[0], others.has(word) ? 'same' : isNear(word, others) ? 'near' : 'here-only')
    at = found.index + found[0].length
  }
  push(text.slice(at), parts.at(-1)?.mark ?? 'same')
  return { text, parts }
}

const markAll = (texts: readonly string[], others: readonly string[]): MarkedText[] => {
  const words = new Set(others.flatMap((other) => wordsOf(bounded(other))))
  return texts.map((text) => mark(bounded(text), words))
}

const verdictOf = (
  listed: readonly MarkedText[],
  supplier: readonly MarkedText[],
): ComparisonRow['verdict'] => {
  if (listed.length === 0 || supplier.length === 0) return 'one-sided'
  const whole = (texts: readonly MarkedText[]): boolean =>
    texts.some(({ parts }) => parts.every((part) => part.mark === 'same'))
  if (whole(listed) && whole(supplier)) return 'agrees'
  return [...listed, ...supplier].some(({ parts }) =>
    parts.some((part) => part.mark !== 'here-only' && wordsOf(part.text).length > 0),
  )
    ? 'partly'
    : 'differs'
}

const rowOf = (
  field: ComparisonRow['field'],
  listed: readonly string[],
  supplier: readonly string[],
  verdict?: ComparisonRow['verdict'],
  /** What else of each side the words may stand in: an alias can be the other side's main name. */
  also: { listed: readonly string[]; supplier: readonly string[] } = { listed: [], supplier: [] },
): ComparisonRow[] => {
  if (listed.length === 0 && supplier.length === 0) return []
  const [ours, theirs] = [supplier.slice(0, most), listed.slice(0, most)]
  const marked = {
    listed: markAll(theirs, [...ours, ...also.supplier]),
    supplier: markAll(ours, [...theirs, ...also.listed]),
  }
  return [{ field, verdict: verdict ?? verdictOf(marked.listed, marked.supplier), ...marked }]
}

const unique = (texts: readonly (string | undefined)[]): string[] => [
  ...new Set(texts.filter((text): text is string => text !== undefined && text !== '')),
]

const textFact = (facts: Record<string, unknown>, name: string): string | undefined => {
  const value = facts[name]
  return typeof value === 'string' ? value : undefined
}

/** How many words two texts share: what stands nearest is shown first. */
const nearestFirst = (texts: readonly string[], others: readonly string[]): string[] => {
  const words = new Set(others.flatMap(wordsOf))
  const shared = (text: string): number => wordsOf(text).filter((word) => words.has(word)).length
  return texts
    .map((text) => ({ text, shared: shared(bounded(text)) }))
    .sort((a, b) => b.shared - a.shared)
    .map(({ text }) => text)
}

const setVerdict = (listed: readonly string[], supplier: readonly string[]): ComparisonRow['verdict'] => {
  if (listed.length === 0 || supplier.length === 0) return 'one-sided'
  const shared = supplier.filter((one) => listed.includes(one))
  if (shared.length === 0) return 'differs'
  return shared.length === supplier.length && listed.length === supplier.length ? 'agrees' : 'partly'
}

const identifierText = ({ type, value }: { type: string; value: string }): string => `${type} ${value}`

const identifierVerdict = (designation: Designation, supplier: SupplierFacts): ComparisonRow['verdict'] => {
  const read = (identifiers: readonly { type: string; value: string }[]) =>
    identifiers.flatMap((identifier) => normaliseIdentifier(identifier) ?? [])
  const [theirs, ours] = [read(designation.identifiers), read(supplier.identifiers)]
  if (ours.some((one) => theirs.some((other) => one.family === other.family && one.value === other.value)))
    return 'agrees'
  return ours.some((one) => theirs.some((other) => one.family === other.family)) ? 'differs' : 'one-sided'
}

const goodsText = ({ hs, text, region, country }: SupplierFacts['goods'][number]): string =>
  [hs, text, region ?? country].filter((part) => part !== undefined && part !== '').join(' ')

/** Side by side: names, aliases, kind, countries, addresses, identifiers, dates, goods. */
export const compareParties = (
  designation: Designation,
  supplier: SupplierFacts,
  match: Pick<Match, 'factsUsed' | 'subjectId' | 'rule'>,
  /** Of an owner of whom only the name is registered nobody said whether it is a person. */
  isTypeKnown = true,
): ComparisonRow[] => {
  const subject = designation.subjects.find(({ id }) => id === match.subjectId)
  const { factsUsed } = match
  const metListed = textFact(factsUsed.designation, 'name') ?? subject?.name ?? designation.name
  const metOwn = textFact(factsUsed.supplier, 'name') ?? supplier.name
  const aliases = subject ? subject.aliases : designation.aliases
  const others = unique([
    subject ? subject.name : designation.name,
    ...aliases.map(({ name }) => name),
  ]).filter((name) => name !== metListed)
  const ownOthers = unique([supplier.name, ...supplier.otherNames]).filter((name) => name !== metOwn)
  const ownNames = [metOwn, ...ownOthers]
  const listedAddresses = unique(
    (subject ? subject.addresses : designation.addresses).map(({ text }) => text),
  )
  const ownAddresses = unique([supplier.address, ...supplier.sites])
  const countries = unique(subject ? subject.countries : designation.countries)
  const ownCountries = unique([supplier.country])
  const person = designation.type === 'person' || supplier.type === 'person'
  const listedType = subject ? (subject.kind === 'vessel' ? 'vessel' : 'organisation') : designation.type
  const births = compareBirths(designation.birthDates, supplier.birthDate)
  const nationalities = unique([...designation.nationalities, ...designation.citizenships])
  // What goods or labour meet is a place or a nation: its name beside the supplier's says nothing.
  const namesMeet = match.rule !== 'goods-origin' && match.rule !== 'labour'
  return [
    ...(namesMeet
      ? [
          ...rowOf('name', [metListed], [metOwn]),
          ...rowOf('alias', nearestFirst(others, ownNames), ownOthers, undefined, {
            listed: [metListed],
            supplier: [metOwn],
          }),
          ...rowOf(
            'type',
            [listedType],
            isTypeKnown ? [supplier.type] : [],
            isTypeKnown ? (listedType === supplier.type ? 'agrees' : 'differs') : 'one-sided',
          ),
        ]
      : []),
    ...rowOf('country', countries, ownCountries, setVerdict(countries, ownCountries)),
    ...rowOf('address', nearestFirst(listedAddresses, ownAddresses), ownAddresses),
    ...rowOf(
      'identifier',
      nearestFirst(designation.identifiers.map(identifierText), supplier.identifiers.map(identifierText)),
      supplier.identifiers.map(identifierText),
      identifierVerdict(designation, supplier),
    ),
    ...(person
      ? [
          ...rowOf(
            'birth-date',
            designation.birthDates,
            unique([supplier.birthDate]),
            births === 'agree'
              ? 'agrees'
              : births === 'conflict'
                ? 'differs'
                : designation.birthDates.length > 0 && supplier.birthDate !== undefined
                  ? 'partly'
                  : 'one-sided',
          ),
          ...rowOf(
            'nationality',
            nationalities,
            unique([supplier.nationality]),
            setVerdict(nationalities, unique([supplier.nationality])),
          ),
        ]
      : []),
    ...(designation.goods.length > 0
      ? rowOf(
          'goods',
          designation.goods.map(({ text }) => text),
          supplier.goods.map(goodsText),
          match.rule === 'goods-origin' ? 'agrees' : supplier.goods.length === 0 ? 'one-sided' : undefined,
        )
      : []),
  ]
}
