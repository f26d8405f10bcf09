import type { PartyType } from '../model/designation.ts'
import type { Decision, ExplanationStep } from '../model/match.ts'
import { align, conflictsOf, type Alignment, type Conflicts, type Met } from './align.ts'
import { functionWords } from './business-words.ts'
import { compareAcrossScripts } from './cross-script.ts'
import { explainName } from './explain-names.ts'
import { formKinds } from './form-kinds.ts'
import { likeness, scoreOfLikeness, worthOfRests } from './likeness.ts'
import type { ScreeningModel } from './model.ts'
import { prepareName, type PreparedName, type Token } from './normalise.ts'
import { noConflicts, scorePersons } from './score-persons.ts'
import { capBelow, decide, thresholds } from './thresholds.ts'

/** What the scorer found out about two names, before it is put into words. */
export interface NameComparison {
  score: number
  a: PreparedName
  b: PreparedName
  alignment: Alignment
  conflicts: Conflicts
  /** How much rare evidence met, in weights: 1 is one rare word. */
  evidence: number
  /** The weight of the rarest word that met. */
  rarest: number
  /** One name is the other's initials. */
  initialism: boolean
  /** Each factor that moved the score, in order, with its effect. */
  factors: readonly NameFactor[]
}

export interface NameFactor {
  kind:
    | 'words'
    | 'little-evidence'
    | 'bare-acronym'
    | 'generic-name'
    | 'unsure-spelling'
    | 'forms-differ'
    | 'numbers-differ'
    | 'number-missing'
    | 'places-differ'
    | 'place-missing'
    | 'syllable-differs'
    | 'order'
    | 'initialism'
    | 'group-name'
    | 'person-name-only'
    | 'family-name'
    | 'given-name'
    | 'wording'
    | 'more-names'
    | 'other-names'
    | 'single-name'
    | 'generation'
    | 'part-of-name'
    | 'words-together'
  effect: number
}

/** Share of the mean coverage against the better coverage: a name wholly contained in the other is more than its share. */
const meanShare = 0.45
const enoughEvidence = 1
const leastEvidenceCost = 0.8
/** Where nothing of weight is missing (E-Digital, Digital Technologies), so much evidence counts as there. */
const enoughOfWhole = 0.3
/** A name that is only a part of the other is strong evidence only where the part is telling by more than one word. */
const enoughForStrong = 1.3
/** So much of a name may be missing (articles and the like) and it is still whole. */
export const nothing = 0.1

/** The share of two names' weight that met, from what met (by similarity) and each name's weight. */
export const coverage = (matched: number, weightA: number, weightB: number): number => {
  if (matched === 0) return 0
  const mean = (2 * matched) / (weightA + weightB)
  const best = Math.max(matched / weightA, matched / weightB)
  return meanShare * mean + (1 - meanShare) * best
}

/** Words that are surely the same: three or more of them seldom stand together by chance, however common each is. */
const togetherFrom = 2
const weightOfTogether = 0.12
const leastTogether = 0.08

/** What so many words that met tell beyond their own weights. */
export const evidenceOfTogether = (words: number): number =>
  weightOfTogether * Math.max(0, words - togetherFrom)

/** What is left of a score where the names are not wholly alike and what met are common words only. */
export const withLittleEvidence = (score: number, evidence: number): number =>
  evidence < enoughEvidence ? score * (1 - leastEvidenceCost * (1 - evidence / enoughEvidence)) : score

/** From so many words on that surely met, names tell more than their words do one by one. */
const manyTogether = 3
const shareOfMany = 0.4

/** What a score that is not yet strong gains where so many words are surely the same: a share of what it lacks. */
export const withManyTogether = (score: number, words: number): number =>
  words >= manyTogether && score < thresholds.strong
    ? score + shareOfMany * (thresholds.strong - score)
    : score

const weightOfRest = (name: PreparedName, rest: readonly number[]): number =>
  rest.reduce((sum, i) => sum + (name.tokens[i]?.weight ?? 0), 0)

/** What is left over is more than articles and the like. */
const hasWordIn = (name: PreparedName, rest: readonly number[]): boolean =>
  rest.some((i) => !functionWords.has(name.tokens[i]?.canonical ?? ''))

/** The places that one name has and the other not are whole countries: Bank Melli, Bank Melli Iran. */
const countriesOnly = (a: PreparedName, b: PreparedName, alignment: Alignment): boolean => {
  const rest = [...alignment.restA.map((i) => a.tokens[i]), ...alignment.restB.map((j) => b.tokens[j])]
  return rest.every((token) => !token?.place || token.place.parent === null)
}

const inOrder = (met: readonly Met[]): boolean => {
  const sorted = [...met].filter((pair) => pair.weight > 0.05).sort((x, y) => (x.a[0] ?? 0) - (y.a[0] ?? 0))
  return sorted.every((pair, i) => i === 0 || (sorted[i - 1]?.b[0] ?? 0) < (pair.b[0] ?? 0))
}

const rare = 0.6

const emptyName: Omit<PreparedName, 'raw' | 'tokens' | 'person'> & { person: PreparedName['person'] } = {
  ignored: [],
  weight: 0,
  initials: [],
  lastNameLength: undefined,
  neighbours: [],
  person: {
    raw: '',
    parts: [],
    telling: [],
    familyParts: undefined,
    consonantal: false,
    han: undefined,
    hangul: false,
    syllables: null,
  },
}
const heaviest = (met: readonly Met[]): number => met.reduce((most, pair) => Math.max(most, pair.weight), 0)

/** Above this two words are one word that may be written in two ways, not two words that look alike. */
export const isSureSpelling = (similarity: number): boolean => similarity >= 0.94

/** What is taken of a score where only words met that are not surely spelt alike; less where the legal forms agree. */
const spellingCost = 0.16
export const leastSpellingCost = 0.11

/** What is left of a score where words that are not surely spelt alike met, beside sure ones of some weight. */
export const withSpellingDoubt = (score: number, sureWeight: number, cost: number): number =>
  score * (1 - cost * Math.max(0, 1 - sureWeight / 0.6))

/**
 * The one rare word that met is not even spelt alike, and nothing else of weight supports it: among twenty thousand
 * listed names some word is always one letter away.
 */
const spellingDoubt = (alignment: Alignment, cost: number): number => {
  const sure = alignment.met
    .filter((pair) => isSureSpelling(pair.similarity))
    .reduce((sum, pair) => sum + pair.weight, 0)
  const unsure = alignment.met
    .filter((pair) => !isSureSpelling(pair.similarity))
    .reduce((sum, pair) => sum + pair.weight, 0)
  return unsure === 0 ? 1 : withSpellingDoubt(1, sure, cost)
}

/** Of what is unlike in two names' words as strings, so much is no doubt yet, and what the rest costs. */
const unlikeAnyway = 0.2
const costOfUnlike = 0.15

/**
 * Words that are not surely spelt alike are one word misspelt where the names are alike as a whole ("Rosoboroneksprt",
 * "Rosoboroneksport"), and two words by chance where the rest differs too ("Micromem Technologies", "Microem").
 */
const doubtOfUnlike = (a: PreparedName, b: PreparedName): number =>
  1 - costOfUnlike * Math.max(0, 1 - likeness(wordsOf(a), wordsOf(b)) - unlikeAnyway)

const wordsOf = ({ tokens }: PreparedName): string => tokens.map(({ text }) => text).join(' ')

/**
 * Whether two names' legal forms speak for one company (S.A. and S.A., OOO and LLC) or for two (plc and OOO). Forms
 * that translators put for any other, and names without one, say nothing.
 */
const compareForms = (a: PreparedName, b: PreparedName): 'agree' | 'conflict' | 'unknown' => {
  if (a.ignored.length === 0 || b.ignored.length === 0) return 'unknown'
  if (a.ignored.join() === b.ignored.join()) return 'agree'
  const kindsA = formKinds(a.ignored)
  const kindsB = formKinds(b.ignored)
  if (kindsA === 0 || kindsB === 0) return 'unknown'
  return (kindsA & kindsB) !== 0 ? 'agree' : 'conflict'
}
/** What legal forms of different countries take of a score. */
const conflictOfForms = 0.97
const conflictOfFormsInDoubt = 0.92

/** All that met is one short word without vowels: KTK, XPCC. Many parties share such letters. */
const isBareAcronym = (a: PreparedName, alignment: Alignment): boolean => {
  const telling = alignment.met.filter((pair) => pair.weight > 0.2)
  const only = telling.length === 1 ? a.tokens[telling[0]?.a[0] ?? 0] : undefined
  return (
    only !== undefined &&
    only.kind === 'word' &&
    only.han === undefined &&
    only.text.length <= 5 &&
    !/[aeiouy]/.test(only.text)
  )
}

/** Just above `review`, in the order of the scores before. */
export const groupScore = (score: number): number => (score < 0.5 ? score : thresholds.review + 0.02 * score)

export const isGroupWord = ({ canonical }: Token): boolean => canonical === 'group' || canonical === 'holding'

export const hasGroupWord = (name: PreparedName): boolean => name.tokens.some(isGroupWord)

/**
 * A group's own rare word with nothing but business words ("Zijin Mining Group") stands in another name: that may be
 * one of its companies, so it is worth a look whatever else the other name says.
 */
const isGroupName = (a: PreparedName, b: PreparedName, alignment: Alignment): boolean => {
  const group = (name: PreparedName, rest: readonly number[], side: 'a' | 'b'): boolean => {
    if (!hasGroupWord(name)) return false
    if (rest.some((i) => (name.tokens[i]?.weight ?? 0) >= 0.5)) return false
    return alignment.met.some(
      (pair) =>
        pair.similarity >= 0.96 &&
        pair.weight >= 0.85 &&
        pair[side].every((i) => name.tokens[i]?.kind === 'word'),
    )
  }
  return group(a, alignment.restA, 'a') || group(b, alignment.restB, 'b')
}

export const isInitialism = (short: PreparedName, long: PreparedName): boolean =>
  short.tokens.length === 1 &&
  long.tokens.length >= 2 &&
  long.initials.includes(short.tokens[0]?.text ?? '') &&
  !isWrittenAsWord(short)

/** "Cott" is written as a word, and "COTT" may be letters. */
const isWrittenAsWord = ({ raw, tokens }: PreparedName): boolean => {
  const text = tokens[0]?.text ?? ''
  return text.length > 1 && raw.includes(text.charAt(0).toUpperCase() + text.slice(1))
}

/** A person's name alone is never `strong`: what the best of names score. */
const mostOfPersonName = thresholds.strong - 0.001

/** Names that score less are no match anyway: as strings they need not be compared. */
const leastToDoubt = 0.5

/** From how much of two persons' names agrees, a score that is comparable with others: enough of it is worth a look. */
const enoughOfNames = 0.7
const personScore = (names: number): number =>
  names >= enoughOfNames
    ? thresholds.review +
      ((names - enoughOfNames) * (mostOfPersonName - thresholds.review)) / (1 - enoughOfNames)
    : (names * thresholds.review) / enoughOfNames

/** Two names read as persons': see `scorePersons`. */
const comparePersons = (a: PreparedName, b: PreparedName): NameComparison => {
  const { score: names, alignment, factors } = scorePersons(a.person, b.person)
  const score = personScore(names)
  const shown = (name: PreparedName): PreparedName => ({
    ...emptyName,
    raw: name.raw,
    tokens: name.person.parts.map(({ token }) => token),
  })
  return {
    score,
    a: shown(a),
    b: shown(b),
    alignment,
    conflicts: noConflicts,
    evidence: alignment.matched,
    rarest: heaviest(alignment.met),
    initialism: false,
    factors:
      score === names ? factors : [...factors, { kind: 'person-name-only' as const, effect: score - names }],
  }
}

/**
 * Compares two prepared names. Symmetric: the names may be given in either order. The score ranks pairs from 0 to 1;
 * 1 is kept for names that are the same after normalisation, legal form included.
 */
export const comparePrepared = (
  first: PreparedName,
  second: PreparedName,
  type: PartyType = 'organisation',
): NameComparison => {
  // One order inside, whichever order they came in: ties are then always broken alike.
  const swap = first.raw > second.raw
  const a = swap ? second : first
  const b = swap ? first : second
  if (type === 'person') return comparePersons(a, b)
  const alignment = align(a, b)
  const conflicts = conflictsOf(a, b, alignment)
  const factors: NameFactor[] = []
  let score = coverage(alignment.matched, alignment.weightA, alignment.weightB)
  factors.push({ kind: 'words', effect: score })
  const step = (kind: NameFactor['kind'], next: number): void => {
    if (next !== score) factors.push({ kind, effect: next - score })
    score = next
  }
  const complete = alignment.restA.length === 0 && alignment.restB.length === 0
  const sameForms = a.ignored.join() === b.ignored.join()
  const exact = complete && sameForms && alignment.met.every((met) => met.similarity === 1)
  const together = alignment.met.filter(
    ({ weight, similarity }) => weight >= leastTogether && isSureSpelling(similarity),
  ).length
  const evidence = alignment.matched + evidenceOfTogether(together)
  const whole = weightOfRest(a, alignment.restA) <= nothing && weightOfRest(b, alignment.restB) <= nothing
  if (!whole) step('little-evidence', withLittleEvidence(score, evidence))
  else if (hasWordIn(a, alignment.restA) || hasWordIn(b, alignment.restB))
    step('little-evidence', withLittleEvidence(score, evidence + enoughOfWhole))
  if (!whole && evidence < enoughForStrong) step('part-of-name', capBelow(score, thresholds.strong))
  if (conflicts.numbers === 'differ') step('numbers-differ', score * 0.55)
  if (conflicts.numbers === 'missing')
    step('number-missing', score * (type === 'vessel' || type === 'aircraft' ? 0.7 : 0.9))
  if (conflicts.places === 'differ') step('places-differ', score * 0.6)
  if (conflicts.places === 'missing') step('place-missing', capBelow(score * 0.98, thresholds.strong))
  if (conflicts.places === 'missing' && heaviest(alignment.met) < rare)
    step('generic-name', score * (countriesOnly(a, b, alignment) ? 0.95 : 0.8))
  if (conflicts.numbers === 'none' && conflicts.places === 'none' && !conflicts.syllable)
    step('words-together', withManyTogether(score, together))
  const forms = compareForms(a, b)
  const unsure = spellingDoubt(alignment, forms === 'agree' ? leastSpellingCost : spellingCost)
  if (unsure < 1) step('unsure-spelling', score * unsure * (score >= leastToDoubt ? doubtOfUnlike(a, b) : 1))
  if (forms === 'conflict')
    step('forms-differ', score * (unsure < 1 ? conflictOfFormsInDoubt : conflictOfForms))
  if (!exact && isBareAcronym(a, alignment)) step('bare-acronym', score * 0.85)
  if (conflicts.syllable) step('syllable-differs', score * 0.7)
  if (!inOrder(alignment.met)) step('order', score * 0.98)
  if (isGroupName(a, b, alignment) && conflicts.places !== 'differ' && score < groupScore(score))
    step('group-name', groupScore(score))
  const initialism = isInitialism(a, b) || isInitialism(b, a)
  if (initialism) {
    const letters = Math.min(
      ...[a, b].filter((name) => name.tokens.length === 1).map((name) => name.tokens[0]?.text.length ?? 0),
    )
    step('initialism', Math.max(score, initialismScore(letters)))
  }
  if (!exact) {
    const unlike = score >= leastToDoubt ? 1 - likeness(a.raw, b.raw) : 0
    step('wording', Math.min(score * ((sameForms ? 1 : 0.998) - 0.006 * unlike), 0.995))
  }
  return {
    score,
    a,
    b,
    alignment,
    conflicts,
    evidence: alignment.matched,
    rarest: heaviest(alignment.met),
    initialism,
    factors,
  }
}

/** Four initials and more are worth a look; three only when a country agrees: any three are some other name's. */
export const initialismScore = (length: number): number =>
  length >= 4 ? thresholds.review + 0.01 : thresholds.review - 0.11

export interface NameScore {
  score: number
  decision: Decision
  explanation: ExplanationStep[]
}

/**
 * A score below all that is shown still ranks: names whose words do not meet are told apart by their likeness as
 * strings.
 */
export const ranked = (
  { score, a, b, conflicts }: NameComparison,
  written: readonly [PreparedName, PreparedName] = [a, b],
  type: PartyType = 'organisation',
): { score: number; step?: ExplanationStep } => {
  if (score >= thresholds.review) return { score }
  const across = compareAcrossScripts(...written, type)
  if (across !== null && across.score * mostAcrossScripts > score) {
    const next = across.score * mostAcrossScripts
    return {
      score: next,
      step: {
        kind: 'name',
        text: `Across the scripts ${across.pairs.map(([han, latin, how]) => `${han} and "${latin}" agree in ${how}`).join(', ')}.`,
        effect: Math.round((next - score) * 1000) / 1000,
      },
    }
  }
  const asStrings = likeness(a.raw, b.raw)
  const alike = score >= leastOfWords ? 0 : scoreOfLikeness(asStrings)
  const apart = conflicts.numbers === 'differ' || conflicts.places === 'differ' || conflicts.syllable
  const rests = type === 'person' || apart || asStrings < leastAlike ? 0 : worthOfRests(a.raw, b.raw)
  if (alike <= score && rests === 0)
    return { score: score + mostOfTie * asStrings * Math.max(0, leastOfWords - score) }
  const next = capBelow(Math.max(score, alike) + rests, thresholds.review)
  return {
    score: next,
    step: {
      kind: 'name',
      text: 'As strings of letters the names are alike, which ranks them and no more.',
      effect: Math.round((next - score) * 1000) / 1000,
    },
  }
}

/** Sounds and meanings across scripts rank, and open no match by themselves. */
const mostAcrossScripts = thresholds.review - 0.01
/** What tells names apart that score alike. */
const mostOfTie = 0.02
/** Names that are less alike as strings have no rests worth comparing. */
const leastAlike = 0.3
/** From here on the words decide. */
const leastOfWords = 0.62

/** What initials score that two names were asked about by themselves. */
const initialsOfTwo = thresholds.review + 0.002

/**
 * Three initials agree with some name of every long list, so that screening opens a match by them only where a country
 * agrees too. Where somebody asks about these two names and no others, they are worth a look.
 */
const asInitials = ({ score, initialism }: NameComparison): ReturnType<typeof ranked> | null =>
  initialism && score < thresholds.review
    ? {
        score: initialsOfTwo,
        step: {
          kind: 'name',
          text: 'Asked about these two names alone, that is worth a look; in screening so few initials open a match only where a country agrees.',
          effect: Math.round((initialsOfTwo - score) * 1000) / 1000,
        },
      }
    : null

/**
 * Compares two names as they are written, without anything else that is known of the parties.
 * `type` is that of both parties, `organisation` by default.
 */
export const compareNames = (
  a: string,
  b: string,
  options: { type?: PartyType; model: ScreeningModel },
): NameScore => {
  const first = prepareName(a, options.model)
  const second = prepareName(b, options.model)
  const comparison = comparePrepared(first, second, options.type)
  const { score, step } = asInitials(comparison) ?? ranked(comparison, [first, second], options.type)
  return {
    score,
    decision: decide(score),
    explanation: step ? [...explainName(comparison), step] : explainName(comparison),
  }
}
