import { joinedSimilarity, slipsAllowed, wordSimilarity } from './align.ts'
import { Integers } from './integers.ts'
import { type Glances, GlancesBuilder } from './glances.ts'
import { hashLetters, hashText } from './key-hash.ts'
import { boundByMarks, Marks, mostTokens, Weights } from './most-score.ts'
import type { NoteNeighbours } from './name-keys.ts'
import type { PreparedName } from './normalise.ts'
import { initialismScore, isGroupWord, isSureSpelling } from './score-names.ts'
import { foldLetters, Letters, mayBeNearByDoubles, skeletonLetters } from './spelling.ts'
import { mayTranslate, Neighbours, type Token } from './tokens.ts'

/**
 * Signs of a word, as integers that lie side by side. A supplier meets a thousand listed names for each that is worth
 * comparing; fetching the words of those names one by one costs more than all arithmetic, and signs say no to nearly
 * all of them.
 */
const size = 8
const letters = 0
/** Letters that it has twice. */
const doubles = 1
const foldedLetters = 2
const foldedDoubles = 3
const text = 4
const canonical = 5
/** Half of a hash of the consonants, and half of one of the place. */
const skeletonAndPlace = 6
/** Length in the low byte; above it what follows. */
const shape = 7

const lengthBits = 0xff
const isNumber = 1 << 8
const isPlace = 1 << 9
const isHan = 1 << 10
const isCommon = 1 << 11
const isOfGroup = 1 << 12

const shapeOf = (token: Token): number =>
  Math.min(lengthBits, token.text.length) |
  (token.kind === 'number' ? isNumber : 0) |
  (token.place ? isPlace : 0) |
  (token.han !== undefined && !token.place ? isHan : 0) |
  (token.weight < 0.45 ? isCommon : 0) |
  (isGroupWord(token) ? isOfGroup : 0)

// Buffers of the function below, so that it makes no strings.
const spelling = new Letters()
const derived = new Letters()

const pushSigns = (token: Token, to: Integers): void => {
  spelling.clear()
  spelling.add(token.text)
  to.push(spelling.mask())
  to.push(spelling.doubles())
  foldLetters(spelling, 0, spelling.length, derived)
  to.push(derived.mask())
  to.push(derived.doubles())
  const hash = hashLetters(spelling)
  to.push(hash)
  to.push(token.canonical === token.text ? hash : hashText(token.canonical))
  skeletonLetters(spelling, derived)
  to.push((hashLetters(derived) << 16) | (token.place ? hashText(token.place.id) & 0xffff : 0))
  to.push(shapeOf(token))
}

/**
 * Signs of neighbours, three integers: in the first their number, whether they may translate syllables, their position
 * among the words, and their length as one word; the others have the letters of their fold, and its doubles.
 */
const sizeOfNeighbours = 3
const countBits = 3
const translates = 4
const fromShift = 3
const fromBits = 31
const lengthShift = 8
const mostLength = 0x7fffffff

/**
 * A name as integers: how many words, neighbours and initials it has; the lengths from which to which its neighbours
 * may be one word; of each word its signs and its number; its neighbours; its initials. The signs of a word are written
 * out in every name, so that a name is read in one go.
 */
const head = 5
const neighboursAt = 1
const initialsAt = 2
const shortestAt = 3
const longestAt = 4
const wordSize = size + 1

/** The names of a list as signs, in the order of their adding. */
export interface NameSigns {
  /** One of the different words, by its number: asked for where words are compared letter by letter. */
  word(number: number): Token
  /** The weight of each word. */
  weights: Float64Array
  names: Int32Array
  /** Where the signs of a name begin. */
  starts: Int32Array
  /** What is looked at first: see `Glance`. */
  glances: Glances
}

const wordOf = (token: Token | undefined): Token => {
  if (token === undefined)
    throw new RangeError('There is no word of that number: signs were read beyond a name.')
  return token
}

export class NameSignsBuilder {
  readonly #words: Token[] = []
  readonly #signs = new Integers(1_024)
  /** Numbers of words by the words' own ids, and one more: 0 where a word has none yet. */
  #numbers = new Int32Array(1_024)
  readonly #names: Integers
  readonly #starts: Integers
  readonly #neighbours = new Integers(64)
  readonly #glances: GlancesBuilder

  constructor(names: number) {
    this.#glances = new GlancesBuilder(names)
    this.#names = new Integers(40 * names)
    this.#starts = new Integers(names)
    for (let i = 0; i < head; i++) this.#names.push(0)
  }

  /**
   * To be called for all neighbours of a name before the name is added. Returns their place among the neighbours of the
   * name, or -1 where they are not kept: names of so many words are not bounded.
   */
  readonly note = (...[from, count, first, length, mask, doubles]: Parameters<NoteNeighbours>): number => {
    if (from > fromBits) return -1
    const place = this.#neighbours.length / sizeOfNeighbours
    const translation = mayTranslate(first) ? translates : 0
    this.#neighbours.push((length << lengthShift) | (from << fromShift) | translation | count)
    this.#neighbours.push(mask)
    this.#neighbours.push(doubles)
    return place
  }

  /** The number of a word among the different words, in the order of their first coming. */
  number(token: Token): number {
    if (token.id >= this.#numbers.length) {
      const wider = new Int32Array(2 * token.id)
      wider.set(this.#numbers)
      this.#numbers = wider
    }
    const known = this.#numbers[token.id] ?? 0
    if (known > 0) return known - 1
    const number = this.#words.push(token)
    this.#numbers[token.id] = number
    pushSigns(token, this.#signs)
    this.#glances.word(token)
    return number - 1
  }

  /** Adds a name with the numbers of its words. */
  add({ initials }: PreparedName, numbers: readonly number[]): void {
    this.#glances.add(initials, numbers)
    this.#starts.push(this.#names.length)
    this.#names.push(numbers.length)
    this.#names.push(this.#neighbours.length / sizeOfNeighbours)
    this.#names.push(initials.length)
    const { values, length } = this.#neighbours
    let shortest = lengthBits
    let longest = 0
    for (let i = 0; i < length; i += sizeOfNeighbours) {
      const joined = values[i] ?? 0
      const translated = (joined & translates) !== 0
      shortest = translated ? 0 : Math.min(shortest, joined >>> lengthShift)
      longest = translated ? Number.MAX_SAFE_INTEGER : Math.max(longest, joined >>> lengthShift)
    }
    this.#names.push(shortest)
    this.#names.push(Math.min(longest, mostLength))
    for (const number of numbers) {
      for (let i = number * size; i < (number + 1) * size; i++) this.#names.push(this.#signs.values[i] ?? 0)
      this.#names.push(number)
    }
    for (let i = 0; i < length; i++) this.#names.push(values[i] ?? 0)
    this.#neighbours.length = 0
    for (const letters of initials) this.#names.push(hashText(letters))
  }

  /** Adds a place for what is no name: as if it had no words. */
  addNone(): void {
    this.#glances.add([], [])
    this.#starts.push(0)
  }

  finish(): NameSigns {
    const words = this.#words
    return {
      word: (number) => wordOf(words[number]),
      weights: Float64Array.from(words, ({ weight }) => weight),
      names: this.#names.trimmed(),
      starts: this.#starts.trimmed(),
      glances: this.#glances.finish(),
    }
  }
}

/** The same letters, which are the same word but for Chinese ones, whose characters may differ. */
const isSame = (a: Int32Array, i: number, b: Int32Array, j: number): boolean =>
  a[i + text] === b[j + text] && ((a[i + shape] ?? 0) & (b[j + shape] ?? 0) & isHan) === 0

/** False only where `wordSimilarity` of the words whose signs begin there is null for sure. */
const mayMeet = (a: Int32Array, i: number, b: Int32Array, j: number): boolean => {
  if (a[i + text] === b[j + text]) return true
  const shapeA = a[i + shape] ?? 0
  const shapeB = b[j + shape] ?? 0
  const both = shapeA & shapeB
  if (((shapeA | shapeB) & isNumber) !== 0) return (both & isNumber) !== 0
  if ((both & isHan) !== 0) return true
  const skeletons = (a[i + skeletonAndPlace] ?? 0) ^ (b[j + skeletonAndPlace] ?? 0)
  if ((both & isPlace) !== 0) return (skeletons & 0xffff) === 0
  if (a[i + canonical] === b[j + canonical]) return true
  const lengthA = shapeA & lengthBits
  const lengthB = shapeB & lengthBits
  if (lengthA < 4 || lengthB < 4) return false
  const sameFoldedLetters = a[i + foldedLetters] === b[j + foldedLetters]
  if ((both & isCommon) !== 0 && skeletons >>> 16 !== 0) return sameFoldedLetters
  const longer = lengthA > lengthB ? lengthA : lengthB
  let allowed = slipsAllowed(longer)
  if (allowed < 2 && skeletons >>> 16 === 0) allowed = 2
  const apart = lengthA - lengthB
  if (apart > allowed + 2 || apart < -allowed - 2) return sameFoldedLetters
  return (
    nearBy(a, i, b, j, letters, doubles, allowed) || nearBy(a, i, b, j, foldedLetters, foldedDoubles, allowed)
  )
}

const nearBy = (
  a: Int32Array,
  i: number,
  b: Int32Array,
  j: number,
  once: number,
  twice: number,
  limit: number,
): boolean =>
  mayBeNearByDoubles(a[i + once] ?? 0, b[j + once] ?? 0, a[i + twice] ?? 0, b[j + twice] ?? 0, limit)

/** False only where `joinedSimilarity` of neighbours that translate nothing is null for sure. */
const mayJoin = (
  length: number,
  mask: number,
  doubles: number,
  wholes: Int32Array,
  whole: number,
): boolean => {
  const shapeOfWhole = wholes[whole + shape] ?? 0
  const lengthOfWhole = shapeOfWhole & lengthBits
  const apart = length - lengthOfWhole
  if (apart > 2 || apart < -2) return lengthOfWhole === lengthBits
  // Only words that tell may be misspelt; a common word must have the same letters.
  const slips = (shapeOfWhole & isCommon) === 0 ? 2 : 0
  const once = wholes[whole + foldedLetters] ?? 0
  const twice = wholes[whole + foldedDoubles] ?? 0
  return mayBeNearByDoubles(mask, once, doubles, twice, slips)
}

/** What is known of a word of the list, four integers: for which own name, which own words meet it, which surely, and how much alike. */
const sizeOfKnown = 4
const forName = 0
const metBits = 1
const sureBits = 2
const likeness = 3
const million = 1_000_000
const sizeOfJoined = 3
/** So many integers are fetched from memory together. */
const lineOfMemory = 16

/** Finds `mostScore` of a name with names of a list: the same (rounded up), but faster where there are many. */
export class NameBounds {
  readonly #listed: NameSigns
  readonly #known: Int32Array
  #asked = 0
  #own: PreparedName | undefined
  readonly #signs = new Integers(16 * size)
  #initials: readonly number[] = []
  /** Own neighbours as one word: their length (0 where they may translate syllables), the letters of their fold, its doubles, and the words that they are. */
  readonly #joined = new Integers(64)
  /** No word of another length can be what own neighbours are as one word, or own words what its neighbours are. */
  #shortestJoined = 0
  #longestJoined = 0
  #shortestWhole = 0
  #longestWhole = 0
  /** See `fetch`. */
  fetched = 0
  readonly #marks = new Marks()
  readonly #ownWeights = new Weights()
  readonly #weights = new Weights()

  constructor(listed: NameSigns) {
    this.#listed = listed
    this.#known = new Int32Array(sizeOfKnown * listed.weights.length)
  }

  /** From here on bounds are of this name. */
  of(own: PreparedName): void {
    this.#own = own
    this.#asked = (this.#asked + 1) | 0
    this.#signs.length = 0
    for (const token of own.tokens) pushSigns(token, this.#signs)
    if (own.tokens.length <= mostTokens) this.#ownWeights.of(own.tokens)
    this.#initials = own.initials.map(hashText)
    this.#joined.length = 0
    for (const { translatable, letters, foldMask, foldDoubles } of own.neighbours) {
      this.#joined.push(translatable ? 0 : letters)
      this.#joined.push(foldMask)
      this.#joined.push(foldDoubles)
    }
    const joined = own.neighbours.map(({ letters }) => letters)
    this.#shortestJoined = own.neighbours.some(({ translatable }) => translatable)
      ? 0
      : Math.min(lengthBits, ...joined.map((length) => length - 2))
    this.#longestJoined = Math.max(...joined) + 2
    const wholes = own.tokens.map(({ text }) => text.length).filter((length) => length >= 4)
    this.#shortestWhole = Math.min(...wholes) - 2
    this.#longestWhole = Math.max(...wholes) + 2
  }

  /**
   * Whether the own word at `position` is what neighbours of a listed name are as one word; they are those noted as the
   * `place`th.
   */
  meetsNeighbours(name: number, place: number, position: number): boolean {
    const token = this.#own?.tokens[position]
    if (!token) return false
    const { names, starts } = this.#listed
    const start = starts[name] ?? 0
    const from = start + head
    const at = from + (names[start] ?? 0) * wordSize + place * sizeOfNeighbours
    return (
      this.#mayBeJoined(at, position) &&
      joinedSimilarity(this.#neighboursAt(names[at] ?? 0, from), token) !== null
    )
  }

  /** False only where the own word at `position` is surely not what the neighbours at `at` are as one word. */
  #mayBeJoined(at: number, position: number): boolean {
    const { names } = this.#listed
    const joined = names[at] ?? 0
    return (
      (joined & translates) !== 0 ||
      mayJoin(
        joined >>> lengthShift,
        names[at + 1] ?? 0,
        names[at + 2] ?? 0,
        this.#signs.values,
        position * size,
      )
    )
  }

  /** Neighbours by the first of their signs, of a name whose words begin at `from`. */
  #neighboursAt(joined: number, from: number): Neighbours {
    const position = (joined >> fromShift) & fromBits
    return new Neighbours(this.#words(from + position * wordSize, joined & countBits), position)
  }

  /**
   * Reads a little of each name that `mostScore` will be asked for. Names lie far apart in memory: the processor waits
   * for many of them at once here, and would wait for one after the other there.
   */
  fetch(positions: Int32Array, count: number): void {
    const { names, starts } = this.#listed
    let read = 0
    for (let i = 0; i < count; i++) {
      const start = starts[positions[i] ?? 0] ?? 0
      read ^=
        (names[start] ?? 0) ^ (names[start + lineOfMemory] ?? 0) ^ (names[start + 2 * lineOfMemory] ?? 0)
    }
    // What is read must go somewhere, or it is not read at all.
    this.fetched = read
  }

  /** Of the name at that position of the list. */
  mostScore(name: number): number {
    const own = this.#own
    if (!own) return 0
    const { names } = this.#listed
    const start = this.#listed.starts[name] ?? 0
    const n = own.tokens.length
    const m = names[start] ?? 0
    if (n === 0 || m === 0) return 0
    if (n > mostTokens || m > mostTokens) return 1
    const marks = this.#marks
    marks.clear()
    const from = start + head
    const neighbours = from + m * wordSize
    for (let j = 0, at = from; at < neighbours; j++, at += wordSize) {
      const known = (names[at + size] ?? 0) * sizeOfKnown
      if (this.#known[known + forName] !== this.#asked) {
        if (this.#mayMeet(names, at)) this.#look(own, names[at + size] ?? 0, at)
        else {
          this.#known[known + forName] = this.#asked
          this.#known[known + metBits] = 0
        }
      }
      const met = this.#known[known + metBits] ?? 0
      if (met === 0) continue
      const sure = this.#known[known + sureBits] ?? 0
      marks.a |= met
      marks.b |= 1 << j
      marks.sureA |= sure
      if (sure !== 0) marks.sureB |= 1 << j
      const alike = (this.#known[known + likeness] ?? 0) / million
      if (alike > marks.mostAlike) marks.mostAlike = alike
    }
    if (this.#mayHaveJoins(start)) {
      const longest = this.#longestWhole
      const shortest = this.#shortestWhole
      const end = neighbours + sizeOfNeighbours * (names[start + neighboursAt] ?? 0)
      for (let at = neighbours; at < end; at += sizeOfNeighbours) {
        const joined = names[at] ?? 0
        const length = joined >>> lengthShift
        if ((length >= shortest && length <= longest) || (joined & translates) !== 0)
          this.#markJoins(own, at, from)
      }
    }
    const score = marks.a === 0 ? 0 : this.#boundByMarks(from, m)
    return this.#isInitials(own, start) ? Math.max(score, initialismScore(4)) : score
  }

  /** The bound by what was marked, of the name whose words' numbers stand at `from`. */
  #boundByMarks(from: number, count: number): number {
    const { names, weights } = this.#listed
    this.#weights.clear()
    for (let at = from; at < from + count * wordSize; at += wordSize)
      this.#weights.add(weights[names[at + size] ?? 0] ?? 0, ((names[at + shape] ?? 0) & isOfGroup) !== 0)
    return boundByMarks(this.#ownWeights, this.#weights, this.#marks)
  }

  /** One of the names is the other's initials. */
  #isInitials(own: PreparedName, start: number): boolean {
    const { names } = this.#listed
    const m = names[start] ?? 0
    if (m === 1 && this.#initials.includes(names[start + head + text] ?? 0)) return true
    if (own.tokens.length !== 1) return false
    const from = start + head + m * wordSize + sizeOfNeighbours * (names[start + neighboursAt] ?? 0)
    for (let i = 0; i < (names[start + initialsAt] ?? 0); i++)
      if (names[from + i] === this.#signs.values[text]) return true
    return false
  }

  #words(from: number, count: number): Token[] {
    const words: Token[] = []
    for (let i = 0; i < count; i++)
      words.push(this.#listed.word(this.#listed.names[from + i * wordSize + size] ?? 0))
    return words
  }

  /** False only where no own word surely meets the word whose signs begin at `at`, alone or with its neighbours. */
  #mayMeet(names: Int32Array, at: number): boolean {
    const { values, length } = this.#signs
    for (let i = 0; i < length; i += size) if (mayMeet(values, i, names, at)) return true
    const letters = (names[at + shape] ?? 0) & lengthBits
    if (letters < this.#shortestJoined || letters > this.#longestJoined) return false
    const joined = this.#joined.values
    for (let i = 0; i < this.#joined.length; i += sizeOfJoined)
      if (joined[i] === 0 || mayJoin(joined[i] ?? 0, joined[i + 1] ?? 0, joined[i + 2] ?? 0, names, at))
        return true
    return false
  }

  /** False only where no own word has a length that neighbours of the name may have as one word. */
  #mayHaveJoins(start: number): boolean {
    const { names } = this.#listed
    const reach = names[start + longestAt] ?? 0
    return (
      reach === mostLength ||
      ((names[start + shortestAt] ?? 0) <= this.#longestWhole && reach >= this.#shortestWhole)
    )
  }

  /** Finds out which own words meet a word of the list, whose signs begin at `at`, alone or with their neighbours. */
  #look({ tokens, neighbours }: PreparedName, number: number, at: number): void {
    const ownSigns = this.#signs.values
    const signs = this.#listed.names
    let met = 0
    let sure = 0
    let alike = 0
    for (let i = 0; i < tokens.length; i++) {
      if (!mayMeet(ownSigns, i * size, signs, at)) continue
      const token = tokens[i]
      const similarity = isSame(ownSigns, i * size, signs, at)
        ? 1
        : ((token && wordSimilarity(token, this.#listed.word(number))?.similarity) ?? 0)
      if (similarity === 0) continue
      met |= 1 << i
      if (isSureSpelling(similarity)) sure |= 1 << i
      if (similarity > alike) alike = similarity
    }
    const length = (signs[at + shape] ?? 0) & lengthBits
    if (length >= this.#shortestJoined && length <= this.#longestJoined) {
      for (const group of neighbours) {
        if (!group.translatable && !mayJoin(group.letters, group.foldMask, group.foldDoubles, signs, at))
          continue
        const similarity = joinedSimilarity(group, this.#listed.word(number))?.similarity ?? 0
        if (similarity === 0) continue
        met |= group.bits
        if (isSureSpelling(similarity)) sure |= group.bits
        if (similarity > alike) alike = similarity
      }
    }
    const known = number * sizeOfKnown
    this.#known[known + forName] = this.#asked
    this.#known[known + metBits] = met
    this.#known[known + sureBits] = sure
    this.#known[known + likeness] = Math.ceil(alike * million)
  }

  /** Marks own words that are what neighbours are as one word; the signs of these begin at `at`, of their words at `from`. */
  #markJoins({ tokens }: PreparedName, at: number, from: number): void {
    const joined = this.#listed.names[at] ?? 0
    let group: Neighbours | undefined
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i]
      if (token === undefined || !this.#mayBeJoined(at, i)) continue
      group ??= this.#neighboursAt(joined, from)
      const similarity = joinedSimilarity(group, token)
      if (similarity) this.#marks.add(1 << i, group.bits, similarity.similarity)
    }
  }
}
