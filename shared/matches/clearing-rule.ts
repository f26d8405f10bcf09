import { canonicalHash, canonicalJson, sha256 } from '../hash.ts'
import type { Designation, PartyType } from '../model/designation.ts'
import type { Match, Rule } from '../model/match.ts'
import type { SourceId } from '../model/source.ts'
import type { SupplierFacts } from '../model/supplier.ts'
import { compareBirths } from '../screening/births.ts'
import { matchIdOf } from './disposition.ts'
import { comparedParty, type ComparedParty } from './met-party.ts'
import type { ClearingCode } from './reason-codes.ts'

/** What a rule may compare: facts that both sides must state, and in which they must differ. */
export const comparedFacts = ['country', 'birth-date', 'identifier', 'type'] as const
export type ComparedFact = (typeof comparedFacts)[number]

/** "This supplier is not that person: different country and date of birth." */
export interface ClearingRule {
  customerId: string
  /** All of them must differ. */
  different: readonly ComparedFact[]
  /** Which matches are looked at; what is absent is not asked. */
  scope: {
    supplierId?: string
    source?: SourceId
    designationId?: string
    rule?: Rule
    /** Only scores below it. */
    below?: number
  }
}

/** The same rule has the same id, whoever applies it. */
export const ruleIdOf = (rule: ClearingRule): string =>
  `R-${sha256(canonicalJson({ ...rule, different: rule.different.toSorted() })).slice(0, 10)}`

export const codeOf: Readonly<Record<ComparedFact, ClearingCode>> = {
  country: 'different-country',
  'birth-date': 'different-birth-date',
  identifier: 'different-identifier',
  type: 'different-type',
}

export interface Comparison {
  fact: ComparedFact
  outcome: 'differs' | 'agrees' | 'unknown'
  /** One plain sentence. */
  text: string
}

/** Hong Kong and Macao companies register in mainland China and the other way round: that is no difference. */
const groupOf = (country: string): string => (country === 'HK' || country === 'MO' ? 'CN' : country)
const partyTypes: readonly string[] = ['organisation', 'person', 'vessel', 'aircraft'] satisfies PartyType[]

/** How people are told whose facts were compared. */
type Whose = 'supplier' | 'owner' | 'officer'
const whoseWords: Readonly<Record<Whose, string>> = {
  supplier: 'your supplier',
  owner: 'its owner',
  officer: 'its officer',
}

const compareSets = (
  fact: ComparedFact,
  whose: Whose,
  listed: readonly string[],
  own: readonly string[],
  key: (value: string) => string = (value) => value,
): Comparison => {
  const words = (values: readonly string[]): string =>
    values.length === 0 ? 'nothing' : [...new Set(values)].join(', ')
  const text = `listed: ${words(listed)}; ${whoseWords[whose]}: ${words(own)}`
  if (listed.length === 0 || own.length === 0) return { fact, outcome: 'unknown', text }
  const known = new Set(listed.map(key))
  return { fact, outcome: own.some((value) => known.has(key(value))) ? 'agrees' : 'differs', text }
}

const given = (...values: (string | undefined)[]): string[] => values.filter((value) => value !== undefined)

const plain = (value: string): string =>
  value
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toUpperCase()

const compare = (
  fact: ComparedFact,
  whose: Whose,
  listed: Designation,
  { facts: supplier, isTypeKnown }: ComparedParty,
): Comparison => {
  switch (fact) {
    case 'country':
      return compareSets(
        fact,
        whose,
        [...listed.countries, ...listed.nationalities, ...listed.citizenships],
        given(supplier.country, supplier.nationality),
        groupOf,
      )
    case 'birth-date': {
      const own = given(supplier.birthDate)
      const { text } = compareSets(fact, whose, listed.birthDates, own)
      const births = compareBirths(listed.birthDates, supplier.birthDate)
      return {
        fact,
        outcome: births === 'conflict' ? 'differs' : births === 'agree' ? 'agrees' : 'unknown',
        text,
      }
    }
    case 'identifier': {
      // Only numbers of one kind can be compared.
      const kinds = new Set(listed.identifiers.map(({ type }) => type))
      const own = supplier.identifiers.filter(({ type }) => kinds.has(type))
      const shared = new Set(own.map(({ type }) => type))
      const told = ({ type, value }: { type: string; value: string }): string => `${type} ${value}`
      return compareSets(
        fact,
        whose,
        listed.identifiers.filter(({ type }) => shared.has(type)).map(told),
        own.map(told),
        plain,
      )
    }
    case 'type':
      return compareSets(
        fact,
        whose,
        [listed.type].filter((type) => partyTypes.includes(type)),
        isTypeKnown ? [supplier.type] : [],
      )
  }
}

export interface Judgement {
  matchId: string
  match: Match
  comparisons: Comparison[]
  clears: boolean
  /** Why not, where it does not. */
  because?: string
}

export const isInScope = ({ scope }: ClearingRule, match: Match): boolean =>
  (scope.supplierId === undefined || match.supplierId === scope.supplierId) &&
  (scope.source === undefined || match.source === scope.source) &&
  (scope.designationId === undefined || match.designationId === scope.designationId) &&
  (scope.rule === undefined || match.rule === scope.rule) &&
  (scope.below === undefined || match.score < scope.below)

/**
 * What a rule means for one match: pure. It clears only what is open and undecided, and only where both sides state
 * every fact that the rule compares and differ in each: what is not known is no difference.
 */
export const judge = (
  rule: ClearingRule,
  match: Match,
  listed: Designation | null,
  supplier: SupplierFacts,
): Judgement => {
  const matchId = matchIdOf(match)
  const no = (because: string, comparisons: Comparison[] = []): Judgement => ({
    matchId,
    match,
    comparisons,
    clears: false,
    because,
  })
  if (match.state !== 'open') return no(`it is ${match.state}`)
  if (match.disposition?.decision === 'confirmed') return no(`${match.disposition.author} confirmed it`)
  if (match.proposed) return no(`${match.proposed.author} has proposed a decision on it`)
  if (!listed) return no('its listing cannot be read')
  // Of an owner or officer, what is registered of that one: the supplier's country says nothing of it.
  const party = comparedParty(match.met, supplier)
  const comparisons = rule.different.map((fact) => compare(fact, match.met?.as ?? 'supplier', listed, party))
  const against = comparisons.find(({ outcome }) => outcome !== 'differs')
  return against === undefined && comparisons.length > 0
    ? { matchId, match, comparisons, clears: true }
    : no(
        against === undefined
          ? 'the rule compares nothing'
          : against.outcome === 'agrees'
            ? `the ${against.fact} agrees`
            : `the ${against.fact} is not stated on both sides`,
        comparisons,
      )
}

/** Names exactly what a preview showed: it is applied to this and to nothing else. */
export const previewIdOf = (rule: ClearingRule, judgements: readonly Judgement[]): string =>
  canonicalHash([
    ruleIdOf(rule),
    judgements
      .filter(({ clears }) => clears)
      .map(({ matchId, match }) => `${matchId} ${match.revision} ${match.acts ?? 0}`)
      .sort(),
  ]).slice('h1:'.length, 'h1:'.length + 12)
