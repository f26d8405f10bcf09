import type { Alignment, Conflicts, Meeting, Met } from './align.ts'
import type { PersonName, PersonPart } from './person-name.ts'
import { syllablesAgree } from './romanised-chinese.ts'
import { editDistance, mayBeNear } from './spelling.ts'

interface Similar {
  similarity: number
  kind: Meeting
}

const intersects = (a: readonly number[], b: readonly number[]): boolean => {
  for (const x of a) if (b.includes(x)) return true
  return false
}

interface Scripts {
  consonantal: boolean
  hangul: boolean
}

const isArticled = (a: PersonPart, b: PersonPart): boolean => {
  const [apart, together] = a.articled ? [a, b] : [b, a]
  return (
    together.text === `al${apart.text}` ||
    together.text === `el${apart.text}` ||
    together.fold === `al${apart.fold}` ||
    together.fold === `el${apart.fold}`
  )
}

const same: Similar = { similarity: 1, kind: 'same' }
const oneName: Similar = { similarity: 0.97, kind: 'same-name' }
const shortName: Similar = { similarity: 0.88, kind: 'short-name' }
const initial: Similar = { similarity: 0.78, kind: 'initial' }
const romanised: Similar = { similarity: 0.95, kind: 'romanised' }
const consonants: Similar = { similarity: 0.94, kind: 'romanised' }

/** How many slips a part of a person's name may have: names are short, and there are many of them. */
const slips = (length: number): number => (length <= 4 ? 0 : length <= 8 ? 1 : 2)

/** Two parts of persons' names as one: how near, or null where they are different names. */
export const partSimilarity = (
  a: PersonPart,
  b: PersonPart,
  { consonantal, hangul }: Scripts,
): Similar | null => {
  if (a.text === b.text) return a.kind === b.kind || a.kind === 'name' || b.kind === 'name' ? same : null
  if (hangul && a.korean === b.korean) return romanised
  if (a.kind === 'initial' || b.kind === 'initial') {
    if (a.kind === b.kind) return null
    return (a.kind === 'name' || b.kind === 'name') && a.text.charCodeAt(0) === b.text.charCodeAt(0)
      ? initial
      : null
  }
  if (a.kind !== b.kind || a.kind === 'generation') return null
  if (intersects(a.names, b.names)) return oneName
  if (intersects(a.shortNames, b.names) || intersects(a.names, b.shortNames)) return shortName
  if (a.articled !== b.articled && isArticled(a, b)) return { similarity: 0.96, kind: 'joined' }
  const longer = Math.max(a.text.length, b.text.length)
  const shorter = Math.min(a.text.length, b.text.length)
  if (a.fold === b.fold && shorter >= 3) return romanised
  if (consonantal)
    return a.bare === b.bare && a.bare !== '' ? consonants : nearSpelling(a, b, longer, shorter)
  if (a.syllables && b.syllables) {
    if (a.syllables.length !== b.syllables.length) return null
    return a.syllables.every((syllable, i) => syllablesAgree(syllable, b.syllables?.[i] ?? ''))
      ? romanised
      : null
  }
  // Two known names are two names.
  if (a.names.length > 0 && b.names.length > 0) return null
  return nearSpelling(a, b, longer, shorter)
}

const nearSpelling = (a: PersonPart, b: PersonPart, longer: number, shorter: number): Similar | null => {
  if (shorter < 4) return null
  const soundsAlike =
    (a.skeleton === b.skeleton && a.skeleton.length >= 2) ||
    (a.otherSkeleton === b.otherSkeleton && a.otherSkeleton.length >= 3)
  const allowed = soundsAlike ? (longer >= 9 ? 4 : 2) : slips(longer)
  if (allowed === 0 || Math.abs(a.fold.length - b.fold.length) > allowed) return null
  if (!mayBeNear(a.mask, b.mask, allowed)) return null
  const distance = Math.min(editDistance(a.fold, b.fold, allowed), editDistance(a.text, b.text, allowed))
  if (distance > allowed) return null
  // A feminine family name, and a vowel that is written differently, are not slips.
  const cost = soundsAlike ? (longer >= 7 ? 0.5 : 0.7) : 1.05
  return { similarity: 1 - (cost * distance) / Math.max(a.fold.length, b.fold.length), kind: 'near' }
}

const foldedTogether = (text: string): string => text.replace(/(.)\1+/g, '$1')

/** Parts written apart in one name and together in the other. */
const joinedSimilarity = (
  first: PersonPart,
  second: PersonPart,
  whole: PersonPart,
  { hangul }: Scripts,
): Similar | null => {
  if (first.kind === 'initial' || second.kind === 'initial') return null
  if (hangul && foldedTogether(first.korean + second.korean) === whole.korean)
    return { similarity: 0.95, kind: 'joined' }
  const letters = first.text.length + second.text.length
  if (Math.abs(letters - whole.text.length) > 2 || whole.text.length < 4) return null
  const text = first.text + second.text
  if (text === whole.text) return { similarity: 0.97, kind: 'joined' }
  const fold = first.fold + second.fold
  if (fold === whole.fold) return { similarity: 0.95, kind: 'joined' }
  if (first.syllables && second.syllables && whole.syllables) {
    const apart = [...first.syllables, ...second.syllables]
    return apart.length === whole.syllables.length &&
      apart.every((syllable, i) => syllablesAgree(syllable, whole.syllables?.[i] ?? ''))
      ? { similarity: 0.94, kind: 'joined' }
      : null
  }
  const distance = whole.text.length >= 7 ? editDistance(fold, whole.fold, 1) : 2
  return distance <= 1 ? { similarity: 0.95 - 1 / whole.text.length, kind: 'joined' } : null
}

const meetings = (a: PersonName, b: PersonName, scripts: Scripts): Met[] => {
  const found: Met[] = []
  for (let i = 0; i < a.parts.length; i++) {
    for (let j = 0; j < b.parts.length; j++) {
      const x = a.parts[i]
      const y = b.parts[j]
      if (!x || !y) continue
      const similar = partSimilarity(x, y, scripts)
      if (similar) found.push({ a: [i], b: [j], ...similar, weight: Math.min(x.weight, y.weight) })
    }
  }
  const join = (apart: PersonName, together: PersonName, swap: boolean): void => {
    for (let i = 0; i + 1 < apart.parts.length; i++) {
      const first = apart.parts[i]
      const second = apart.parts[i + 1]
      if (!first || !second) continue
      for (let j = 0; j < together.parts.length; j++) {
        const whole = together.parts[j]
        const similar = whole ? joinedSimilarity(first, second, whole, scripts) : null
        if (!similar || !whole) continue
        const weight = Math.min(first.weight + second.weight, whole.weight)
        found.push({ a: swap ? [j] : [i, i + 1], b: swap ? [i, i + 1] : [j], ...similar, weight })
      }
    }
  }
  join(a, b, false)
  join(b, a, true)
  return found
}

/** Lets the parts of two persons' names meet, the heaviest and most alike first. */
export const alignPersons = (a: PersonName, b: PersonName): Alignment => {
  const candidates = meetings(a, b, {
    consonantal: a.consonantal || b.consonantal,
    hangul: a.hangul || b.hangul,
  })
  const gain = (met: Met): number => met.similarity * met.weight + 0.2 * (met.a.length + met.b.length - 2)
  const distance = (met: Met): number => Math.abs((met.a[0] ?? 0) - (met.b[0] ?? 0))
  if (candidates.length > 1)
    candidates.sort(
      (x, y) =>
        gain(y) - gain(x) ||
        distance(x) - distance(y) ||
        (x.a[0] ?? 0) + (x.b[0] ?? 0) - (y.a[0] ?? 0) - (y.b[0] ?? 0) ||
        (x.a[0] ?? 0) - (y.a[0] ?? 0),
    )
  const usedA = new Set<number>()
  const usedB = new Set<number>()
  const met: Met[] = []
  for (const candidate of candidates) {
    if (candidate.a.some((i) => usedA.has(i)) || candidate.b.some((j) => usedB.has(j))) continue
    met.push(candidate)
    for (const i of candidate.a) usedA.add(i)
    for (const j of candidate.b) usedB.add(j)
  }
  const rest = (name: PersonName, used: ReadonlySet<number>): number[] =>
    name.parts.map((_, i) => i).filter((i) => !used.has(i))
  const restA = rest(a, usedA)
  const restB = rest(b, usedB)
  const metWeight = met.reduce((sum, pair) => sum + pair.weight, 0)
  const restWeight = (name: PersonName, of: readonly number[]): number =>
    of.reduce((sum, i) => sum + (name.parts[i]?.weight ?? 0), 0)
  return {
    met,
    restA,
    restB,
    matched: met.reduce((sum, pair) => sum + pair.similarity * pair.weight, 0),
    weightA: metWeight + restWeight(a, restA),
    weightB: metWeight + restWeight(b, restB),
  }
}

/** The parts of a side that tell and met nothing. */
const restTelling = (name: PersonName, rest: readonly number[]): PersonPart[] =>
  rest.flatMap((i) => {
    const part = name.parts[i]
    return part && (part.kind === 'name' || part.kind === 'initial') ? [part] : []
  })

export type PersonFactor =
  | 'words'
  | 'more-names'
  | 'other-names'
  | 'single-name'
  | 'given-name'
  | 'family-name'
  | 'generation'
  | 'order'
  | 'unsure-spelling'

export interface PersonScore {
  score: number
  alignment: Alignment
  factors: { kind: PersonFactor; effect: number }[]
}

/** One name was written in another romanisation of Chinese or Korean: all syllables agree, in order, however they are joined. */
const sameSyllables = (a: PersonName, b: PersonName): boolean => {
  if (!a.syllables || !b.syllables || a.syllables.length !== b.syllables.length) return false
  const agrees = (x: readonly string[], y: readonly string[]): boolean =>
    x.every((syllable, i) => syllablesAgree(syllable, y[i] ?? ''))
  if (agrees(a.syllables, b.syllables)) return true
  const turned = [...b.syllables.slice(-1), ...b.syllables.slice(0, -1)]
  const turnedBack = [...b.syllables.slice(1), ...b.syllables.slice(0, 1)]
  return agrees(a.syllables, turned) || agrees(a.syllables, turnedBack)
}

const positionsInOrder = (met: readonly Met[]): boolean => {
  const sorted = met.filter((pair) => pair.weight > 0.1).sort((x, y) => (x.a[0] ?? 0) - (y.a[0] ?? 0))
  return sorted.every((pair, i) => i === 0 || (sorted[i - 1]?.b[0] ?? 0) < (pair.b[0] ?? 0))
}

const inNameOrder = (a: PersonName, b: PersonName, met: readonly Met[]): boolean => {
  if (positionsInOrder(met)) return true
  const rotated = (name: PersonName, side: 'a' | 'b'): boolean => {
    const { familyParts } = name
    if (familyParts === undefined) return false
    const size = name.parts.length
    return positionsInOrder(
      met.map((pair) => ({ ...pair, [side]: pair[side].map((i) => (i < familyParts ? i + size : i)) })),
    )
  }
  return rotated(a, 'a') || rotated(b, 'b')
}

/**
 * Compares the names of two persons: every part of the shorter name must find its counterpart; what the longer name
 * has beside it (a patronymic, a second family name) says little, and parts that stand against each other (Ivanovich,
 * Nikolaevich) say that these are two persons.
 */
export const scorePersons = (a: PersonName, b: PersonName): PersonScore => {
  const alignment = alignPersons(a, b)
  const factors: PersonScore['factors'] = []
  const tellingMet = alignment.met.filter(
    (pair) => pair.a.some((i) => a.telling.includes(i)) && pair.b.some((j) => b.telling.includes(j)),
  )
  const weight = tellingMet.reduce((sum, pair) => sum + pair.weight, 0)
  const alike = tellingMet.reduce((sum, pair) => sum + pair.similarity * pair.weight, 0)
  const syllables = sameSyllables(a, b)
  if (tellingMet.length === 0 && !syllables)
    return { score: 0, alignment, factors: [{ kind: 'words', effect: 0 }] }
  let score = syllables ? Math.max(0.94, weight > 0 ? alike / weight : 0) : alike / weight
  factors.push({ kind: 'words', effect: score })
  const step = (kind: PersonFactor, next: number): void => {
    if (next !== score) factors.push({ kind, effect: next - score })
    score = next
  }
  if (!syllables) {
    const restA = restTelling(a, alignment.restA)
    const restB = restTelling(b, alignment.restB)
    const sumOf = (rest: readonly PersonPart[]): number => rest.reduce((sum, part) => sum + part.weight, 0)
    const names = tellingMet.reduce(
      (sum, pair) => sum + Math.min(2, Math.max(pair.a.length, pair.b.length)),
      0,
    )
    const against = Math.min(sumOf(restA), sumOf(restB))
    const more = Math.max(sumOf(restA), sumOf(restB)) - against
    if (against > 0) {
      // Three names that agree outweigh one that does not: long names are shortened in many ways.
      const share = against / (against + weight)
      step('other-names', score * Math.max(0, 1 - (names >= 3 ? 1.15 : 1.6) * share))
    }
    if (more > 0) {
      const share = more / (more + weight)
      step('more-names', score * (1 - 0.28 * share))
    }
    const shorter = Math.min(a.telling.length, b.telling.length)
    if (names < 2) {
      if (shorter >= 2) step('given-name', score * 0.6)
      else if (Math.max(a.telling.length, b.telling.length) >= 2) step('single-name', score * 0.62)
      else step('single-name', score * 0.97)
    }
    const sure = tellingMet.filter((pair) => pair.similarity >= 0.94).length
    if (sure === 0 && names >= 2) step('unsure-spelling', score * 0.88)
  }
  const generation = (name: PersonName): string | undefined =>
    name.parts.find(({ kind }) => kind === 'generation')?.text
  if (generation(a) !== generation(b)) step('generation', score * 0.9)
  const { familyParts: familyA } = a
  const { familyParts: familyB } = b
  if (familyA !== undefined && familyB !== undefined) {
    const agree = alignment.met.some(
      (pair) => pair.weight > 0.1 && pair.a.some((i) => i < familyA) && pair.b.some((j) => j < familyB),
    )
    if (!agree && !syllables) step('family-name', score * 0.75)
  }
  if (!inNameOrder(a, b, alignment.met)) step('order', score * 0.97)
  return { score, alignment, factors }
}

export const noConflicts: Conflicts = {
  numbers: 'none',
  places: 'none',
  numbersA: [],
  numbersB: [],
  placesA: [],
  placesB: [],
}
