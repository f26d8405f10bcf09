import type { Designation, PartyType } from '../model/designation.ts'
import type { Evaluation, ExplanationStep } from '../model/match.ts'
import type { SupplierFacts } from '../model/supplier.ts'
import { sharedAddressWords } from './addresses.ts'
import { compareBirths } from './births.ts'
import { explainName } from './explain-names.ts'
import { goodsAreOutside } from './goods.ts'
import { sharedIdentifier } from './identifiers.ts'
import { keysMeet } from './keys-meet.ts'
import { knownMeetings } from './known-meetings.ts'
import { leastNameScore, leastScore, mostOfAddresses, mostOfCountry } from './least-score.ts'
import type { ScreeningModel } from './model.ts'
import { listedNames, supplierNames, type ListedName, type SupplierName } from './prepared-parties.ts'
import { mostScore, mostTokens } from './most-score.ts'
import { comparePrepared, type NameComparison } from './score-names.ts'
import { capBelow, decide, thresholds } from './thresholds.ts'

interface Pair {
  listed: ListedName
  own: SupplierName
  comparison: NameComparison
  score: number
  steps: ExplanationStep[]
  facts: { designation: Record<string, unknown>; supplier: Record<string, unknown> }
}

const round = (value: number): number => Math.round(value * 1000) / 1000

const chinas = new Set(['CN', 'HK', 'MO'])

// Made when the first country is named: making it is slow, and so is each question.
let countryTitles: Intl.DisplayNames | undefined
const titles = new Map<string, string>()
const titleOf = (country: string): string => {
  let title = titles.get(country)
  if (title === undefined) {
    countryTitles ??= new Intl.DisplayNames(['en'], { type: 'region' })
    title = countryTitles.of(country) ?? country
    if (titles.size < 1_000) titles.set(country, title)
  }
  return title
}

/** Who calls an alias weak, and why. */
const weakness: Record<NonNullable<ListedName['weakBy']>, string> = {
  list: '',
  acronym: ' by our policy, for other parties may have the same few letters',
  generic: ' by our policy, for its words fit many parties',
}

/** A name of an order's subject may be a vessel's; a listed name is else of the designation's type. */
const typeOf = (listed: ListedName, designation: Designation): PartyType => {
  if (listed.subject) return listed.subject.kind === 'vessel' ? 'vessel' : 'organisation'
  const { type } = designation
  return type === 'person' || type === 'vessel' || type === 'aircraft' ? type : 'organisation'
}

/**
 * The evidence around one pair of names, in the order in which an officer would weigh it. Evidence can lift a pair to
 * `review` and cast it out; it makes `strong` only of persons (birth year, identifier, place), whose names alone never are.
 */
const weigh = (
  designation: Designation,
  supplier: SupplierFacts,
  listed: ListedName,
  own: SupplierName,
  comparison: NameComparison,
  model: ScreeningModel,
): Pair => {
  const facts: Pair['facts'] = {
    designation: {
      name: listed.name,
      quality: listed.quality,
      ...(listed.subject ? { subject: listed.subject.id } : {}),
    },
    supplier: { name: own.name },
  }
  const steps: ExplanationStep[] = []
  let score = comparison.score
  const move = (kind: string, text: string, next: number): void => {
    const bounded = Math.max(0, Math.min(1, next))
    steps.push({ kind, text, effect: round(bounded - score) })
    score = bounded
  }
  const raise = (kind: string, text: string, share: number): void => {
    const raised = score + (1 - score) * share
    move(kind, text, score < thresholds.strong ? capBelow(raised, thresholds.strong) : raised)
  }
  const type = typeOf(listed, designation)
  const person = type === 'person'
  const identifier = sharedIdentifier(designation, supplier)
  if (type !== supplier.type) {
    const apart = person || supplier.type === 'person'
    move(
      'type',
      `The supplier is registered as ${supplier.type}, the listed party is ${type === 'organisation' ? 'an organisation' : `a ${type}`}.`,
      apart ? capBelow(score * 0.88, thresholds.strong) : score * 0.9,
    )
    facts.designation['type'] = type
    facts.supplier['type'] = supplier.type
  }
  const weak = listed.weakBy !== undefined
  if (listed.weakBy !== undefined) {
    move(
      'alias',
      `"${listed.name}" is a weak alias${weakness[listed.weakBy]}: by itself it opens no match.`,
      capBelow(score * 0.95, thresholds.review),
    )
  }
  const countries = [
    ...new Set([
      ...listed.countries,
      ...(person ? [...designation.nationalities, ...designation.citizenships] : []),
    ]),
  ].filter((country) => /^[A-Z]{2}$/.test(country))
  const mine = [
    ...new Set([supplier.country, ...(supplier.type === 'person' ? [supplier.nationality] : [])]),
  ].filter((country): country is string => country !== undefined)
  if (countries.length > 0 && mine.length > 0) {
    const shared = mine.filter((country) => countries.includes(country)).sort()[0]
    const near =
      mine.some((country) => chinas.has(country)) && countries.some((country) => chinas.has(country))
    const named = ownPlaces(comparison, own).some((id) => mine.includes(id))
    if (shared !== undefined) {
      if (!weak)
        raise(
          'country',
          `Both are of ${titleOf(shared)}.`,
          comparison.rarest >= 0.6 || comparison.initialism || score >= thresholds.review ? mostOfCountry : 0,
        )
      else steps.push({ kind: 'country', text: `Both are of ${titleOf(shared)}.`, effect: 0 })
      facts.designation['country'] = shared
      facts.supplier['country'] = shared
    } else if (!near && !named) {
      const sure = Math.min(1, comparison.evidence / 1.4)
      move(
        'country',
        `The supplier is of ${mine.map(titleOf).join(' and ')}, the listed party of ${[...countries].sort().map(titleOf).join(', ')}.`,
        score - (0.05 + 0.17 * (1 - sure)),
      )
      facts.designation['countries'] = [...countries].sort()
      facts.supplier['countries'] = [...mine].sort()
    } else if (!near) {
      steps.push({
        kind: 'country',
        text: `The supplier\u2019s own name says that it is of ${mine.map(titleOf).join(' and ')}: it may be a company of the listed party abroad.`,
        effect: 0,
      })
      facts.supplier['countries'] = [...mine].sort()
    }
  }
  const words = sharedAddressWords(listed.addresses, supplier, model)
  if (words.length > 0 && !weak) {
    raise(
      'address',
      `The addresses share ${words.map((word) => `"${word}"`).join(', ')}.`,
      Math.min(mostOfAddresses, 0.07 * words.length),
    )
    facts.designation['addressWords'] = words
  }
  if (person) {
    const births = compareBirths(designation.birthDates, supplier.birthDate)
    if (births === 'conflict')
      move(
        'birth',
        `The birth dates conflict: ${supplier.birthDate ?? ''} and ${designation.birthDates.join(', ')}.`,
        score * 0.6,
      )
    if (births === 'agree' && score >= thresholds.review - 0.05) {
      move(
        'birth',
        `The year of birth agrees: ${supplier.birthDate ?? ''}.`,
        Math.max(score, Math.min(0.97, comparison.score + 0.07)),
      )
    }
    if (births !== 'unknown') {
      facts.designation['birthDates'] = [...designation.birthDates].sort()
      facts.supplier['birthDate'] = supplier.birthDate
    }
  }
  if (identifier && score >= leastNameScore) {
    move(
      'identifier',
      `The supplier\u2019s ${identifier.as} ${identifier.value} is the listed party\u2019s own.`,
      Math.max(score, 0.95 + 0.05 * comparison.score),
    )
    facts.designation['identifier'] = `${identifier.family}:${identifier.value}`
    facts.supplier['identifier'] = `${identifier.family}:${identifier.value}`
  }
  if (listed.subject && goodsAreOutside(designation, supplier)) {
    move(
      'goods',
      `The order is on ${designation.goods.map((goods) => goods.text).join('; ')}; the supplier\u2019s declared goods are all of other HS chapters.`,
      capBelow(score, thresholds.strong),
    )
    facts.designation['goods'] = [...new Set(designation.goods.flatMap((goods) => goods.hs))].sort()
    facts.supplier['goods'] = [...new Set(supplier.goods.map((goods) => goods.hs ?? ''))].sort()
  }
  return { listed, own, comparison, score, steps, facts }
}

/** A vessel's and an aircraft's numbers count as theirs; a person's name beside another party's is read as words. */
const comparedAs = (type: PartyType): PartyType => (type === 'person' ? 'organisation' : type)

/** Countries that the supplier's own name names and the listed name does not. */
const ownPlaces = (comparison: NameComparison, own: SupplierName): string[] => {
  if (comparison.a !== own.prepared && comparison.b !== own.prepared) return []
  const rest = comparison.a === own.prepared ? comparison.alignment.restA : comparison.alignment.restB
  return rest.flatMap((i) => own.prepared.tokens[i]?.place?.id ?? [])
}

/**
 * An alias that is the initials of the party's own longer name means that name: another name with the same initials
 * is another party (CSRC: a research center in Beijing, and a regulator).
 */
const isExplainedInitials = (listed: ListedName, all: readonly ListedName[]): boolean => {
  const [only, second] = listed.prepared.tokens
  return (
    only !== undefined &&
    second === undefined &&
    all.some((other) => other.prepared.initials.includes(only.text))
  )
}

const better = (a: Pair, b: Pair | null): boolean => {
  if (!b) return true
  if (a.score !== b.score) return a.score > b.score
  const weakA = a.listed.weakBy !== undefined
  if (weakA !== (b.listed.weakBy !== undefined)) return !weakA
  const key = (pair: Pair): string => `${pair.listed.name} ${pair.own.name}`
  return key(a) < key(b)
}

/** Slack for sums of weights that are added up in another order. */
const rounding = 1e-9

/** The least score of two names that may still make a match. */
const leastScoreOf = (designation: Designation, supplier: SupplierFacts, listed: ListedName): number =>
  leastScore({
    identifier: sharedIdentifier(designation, supplier) !== null,
    birth: supplier.birthDate !== undefined && designation.birthDates.length > 0,
    addresses: listed.addresses.length > 0 && (Boolean(supplier.address) || supplier.sites.length > 0),
    country: supplier.country !== undefined || supplier.nationality !== undefined,
  })

/** The rule `name`: the best pair of a listed name and a name of the supplier, with the evidence around it. */
export const evaluateName = (
  designation: Designation,
  supplier: SupplierFacts,
  model: ScreeningModel,
): Evaluation | null => {
  const known = knownMeetings(designation, supplier, model)
  if (known?.length === 0) return null
  const names = listedNames(designation, model)
  const ownNames = supplierNames(supplier, model)
  // Where an index named them, their keys meet, and it has bounded their scores.
  const isKnown = known !== undefined && ownNames.length === 1
  let best: Pair | null = null
  for (const listed of known ? known.map((i) => names[i]) : names) {
    if (!listed) continue
    const least = leastScoreOf(designation, supplier, listed) - rounding
    const bounded = isKnown && listed.prepared.tokens.length <= mostTokens
    // Only where both are persons are the names read as persons'.
    const persons = typeOf(listed, designation) === 'person' && supplier.type === 'person'
    for (const own of ownNames) {
      if (!bounded && !persons && mostScore(listed.prepared, own.prepared) < least) continue
      // Both directions of screening look for candidates by keys: what no key finds must not match here either.
      if (!bounded && !keysMeet(own, listed, persons)) continue
      const comparison = comparePrepared(
        listed.prepared,
        own.prepared,
        persons ? 'person' : comparedAs(typeOf(listed, designation)),
      )
      if (comparison.score < leastNameScore || comparison.score < least) continue
      if (comparison.initialism && isExplainedInitials(listed, names)) continue
      const pair = weigh(designation, supplier, listed, own, comparison, model)
      if (better(pair, best)) best = pair
    }
  }
  if (!best || best.score < thresholds.review) return null
  const { listed, own, comparison, score, steps, facts } = best
  const as =
    listed.kind === 'name'
      ? 'listed'
      : `listed as ${listed.weakBy === undefined ? '' : 'weak '}alias (${listed.kind})`
  return {
    rule: 'name',
    score,
    decision: decide(score),
    explanation: [
      {
        kind: 'name',
        text: `"${own.name}" was compared with "${listed.name}", ${as}.`,
        effect: round(comparison.score),
      },
      ...explainName(comparison),
      ...steps,
    ],
    ...(listed.subject ? { subjectId: listed.subject.id } : {}),
    factsUsed: facts,
  }
}
