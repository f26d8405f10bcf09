import type { ExplanationStep } from '../model/match.ts'
import type { Met } from './align.ts'
import type { PreparedName } from './normalise.ts'
import type { NameComparison, NameFactor } from './score-names.ts'

const list = (words: readonly string[]): string => words.map((word) => `"${word}"`).join(', ')

const shown = (name: PreparedName, indices: readonly number[]): string =>
  indices.map((i) => name.tokens[i]?.shown ?? '').join(' ')

const rarity = (weight: number): string =>
  weight >= 0.7
    ? 'a rare word'
    : weight >= 0.3
      ? 'a fairly common word'
      : 'a common word, which counts for little'

const howTheyMet: Record<Met['kind'], string> = {
  same: 'is the same in both names',
  'same-place': 'are names of one place',
  'same-meaning': 'are forms of one business word',
  romanised: 'are two ways of writing one sound in Latin letters',
  homophone: 'sound alike but are written with different Chinese characters',
  near: 'differ by a few letters',
  joined: 'are the same, written together or apart',
  translated: 'are the same, once by sound and once by meaning',
  'same-name': 'are forms of one personal name',
  'short-name': 'may be one name, once in its short form',
  initial: 'agree in the first letter, which is all that one name has',
}

const factorText: Record<
  Exclude<
    NameFactor['kind'],
    'words' | 'numbers-differ' | 'number-missing' | 'places-differ' | 'place-missing' | 'syllable-differs'
  >,
  string
> = {
  'little-evidence': 'What the names share is made of common words only.',
  'bare-acronym': 'What the names share is an acronym, which other parties may share.',
  'generic-name':
    'The shared words fit many parties, and the place that would tell them apart stands in one name only.',
  'unsure-spelling':
    'The word that the match rests on is spelt differently, and no other telling word supports it.',
  'forms-differ': 'The legal forms are those of companies of different countries.',
  order: 'The shared words stand in another order.',
  'group-name': 'The name of a group stands in the other name: it may be one of its companies.',
  initialism: 'One name is made of the first letters of the other.',
  'person-name-only': 'A name alone does not identify a person.',
  'family-name': 'The family names differ.',
  'given-name': 'Only one part of the person\u2019s name agrees.',
  'more-names': 'One name has further parts: a patronymic, a second given or family name.',
  'other-names': 'Each name has parts that stand against the other\u2019s.',
  'single-name': 'One of the names is a single word, which many persons may share.',
  'part-of-name': 'One name is only a part of the other, and rests on a single telling word.',
  generation: 'Only one of the names is that of a junior or a senior.',
  'words-together': 'Three or more words of the names are the same, which seldom happens by chance.',
  wording: 'The wording or the legal form is not the same.',
}

const round = (value: number): number => Math.round(value * 1000) / 1000

/** Puts the comparison of two names into sentences, each with what it did to the score. */
export const explainName = (comparison: NameComparison): ExplanationStep[] => {
  const { a, b, alignment, conflicts, factors } = comparison
  const steps: ExplanationStep[] = []
  const words = factors[0]?.effect ?? 0
  const sum = alignment.matched || 1
  for (const met of [...alignment.met].sort((x, y) => (x.a[0] ?? 0) - (y.a[0] ?? 0))) {
    const left = shown(a, met.a)
    const right = shown(b, met.b)
    const pair = left === right ? `"${left}"` : `"${left}" and "${right}"`
    const verb =
      left === right
        ? 'is the same in both names'
        : met.kind === 'same'
          ? 'are the same'
          : howTheyMet[met.kind]
    steps.push({
      kind: 'token',
      text: `${pair} ${verb}: ${rarity(met.weight)}.`,
      effect: round((words * met.similarity * met.weight) / sum),
    })
  }
  for (const [name, rest] of [
    [a, alignment.restA],
    [b, alignment.restB],
  ] as const) {
    if (rest.length === 0) continue
    const missing = rest.map((i) => name.tokens[i]?.shown ?? '')
    steps.push({
      kind: 'token',
      text: `${list(missing)} ${missing.length === 1 ? 'stands' : 'stand'} only in "${name.raw}".`,
    })
  }
  for (const { kind, effect } of factors.slice(1)) {
    const at = { effect: round(effect) }
    if (kind === 'numbers-differ') {
      steps.push({
        kind: 'token',
        text: `The numbers differ (${list(conflicts.numbersA)} and ${list(conflicts.numbersB)}): numbers tell sites and units apart.`,
        ...at,
      })
    } else if (kind === 'number-missing') {
      steps.push({
        kind: 'token',
        text: `The number ${list([...conflicts.numbersA, ...conflicts.numbersB])} stands in one name only.`,
        ...at,
      })
    } else if (kind === 'places-differ') {
      steps.push({
        kind: 'token',
        text: `The places differ (${list(conflicts.placesA)} and ${list(conflicts.placesB)}): names that differ in their place are different parties.`,
        ...at,
      })
    } else if (kind === 'place-missing') {
      steps.push({
        kind: 'token',
        text: `The place ${list([...conflicts.placesA, ...conflicts.placesB])} stands in one name only: it may be a parent or a sister company.`,
        ...at,
      })
    } else if (kind === 'syllable-differs') {
      steps.push({
        kind: 'token',
        text: `"${conflicts.syllable?.[0] ?? ''}" and "${conflicts.syllable?.[1] ?? ''}" differ by a whole syllable: in Chinese these are different names.`,
        ...at,
      })
    } else if (kind !== 'words') {
      steps.push({ kind: kind === 'person-name-only' ? 'type' : 'name', text: factorText[kind], ...at })
    }
  }
  for (const name of [a, b]) {
    if (name.ignored.length > 0)
      steps.push({ kind: 'ignored', text: `Legal form ignored in "${name.raw}": ${list(name.ignored)}.` })
  }
  return steps
}
