import type { Decision, ExplanationStep } from '../model/match.ts'
import { type AddressComparison, compareAddresses } from './compare-addresses.ts'
import { pathsAgree, type PlaceName, placesNamed } from './address-places.ts'
import { explainName } from './explain-names.ts'
import type { ScreeningModel } from './model.ts'
import { prepareName } from './normalise.ts'
import { type ParsedAddress, parseAddress } from './parse-address.ts'
import { comparePrepared, type NameComparison } from './score-names.ts'
import { editDistance, foldRomanisation } from './spelling.ts'
import { decide, thresholds } from './thresholds.ts'

/**
 * Whether two disclosed sites are one factory: the same name in another town is another factory of the group, the same
 * plot under another name another tenant. Name and address are two witnesses; each is heard as evidence for or against,
 * in the logarithm of odds, and the sum is put on the scale of the thresholds: even odds at `review`.
 */

export interface Facility {
  name: string
  address: string
  /** ISO 3166-1 alpha-2. */
  country?: string
}

export interface PreparedFacility extends Facility {
  parsed: ParsedAddress
  prepared: ReturnType<typeof prepareName>
}

export const prepareFacility = (facility: Facility, model: ScreeningModel): PreparedFacility => ({
  ...facility,
  parsed: parseAddress(facility.address),
  prepared: prepareName(facility.name, model),
})

/** Companies are named in English there: Apparels and Fashions are two companies, not two translations of 服装. */
const namedInEnglish = new Set(
  'BD IN PK LK NP GB US CA AU NZ IE ZA KE NG GH TZ UG MU PH SG MT JM GY TT'.split(' '),
)

/** Between the points the line is straight. */
const onLine = (points: readonly (readonly [number, number])[], at: number): number => {
  const [first] = points
  let [x0, y0] = first ?? [0, 0]
  for (const [x, y] of points) {
    if (at <= x) return x === x0 ? y : y0 + ((y - y0) * (at - x0)) / (x - x0)
    x0 = x
    y0 = y
  }
  return y0
}

const nameOdds: readonly (readonly [number, number])[] = [
  [0, -8],
  [0.3, -6],
  [0.5, -3.6],
  [0.6, -2.4],
  [0.7, -1.2],
  [0.8, 0.2],
  [0.9, 1.8],
  [0.97, 3],
  [1, 3.6],
]

interface NameEvidence {
  odds: number
  /** The two differ in the word for their trade, where that tells companies apart: Apparels, Fashions. */
  siblings: boolean
}

/** Words of factories' names for what they are and what they make, by trade: they seldom tell who. */
const trades: readonly (readonly [string, string])[] = [
  [
    '',
    'factory fty plant unit branch workshop mill mills works company enterprise enterprises industry industries industrial manufacturing manufacturer mfg mfr mfy manufactory group trading trade production product products export imp exp international global intl holding holdings corporation corp development fabrika fabrikalari fabrikasi fab sanayi san ticaret tic investment',
  ],
  [
    'clothes',
    'garment garments apparel apparels clothing clothes costume costumes dress dresses fashion fashions wear wears sportswear sport sports sporting goods article articles uniform uniforms confecciones confeccoes konfeksiyon giyim vestuario shirt shirts jeans underwear lingerie swimwear cutting sewing stitch stitching casual kids children baby may',
  ],
  [
    'knitting',
    'knit knits knitting knitted knitwear knitwears sweater sweaters hosiery socks malhas woolen knitex',
  ],
  [
    'cloth',
    'weaving woven textile textiles tekstil tekstile fabric fabrics spinning yarn yarns denim denims composite silk cotton wool',
  ],
  ['dyeing', 'dyeing washing wash laundry finishing'],
  ['printing', 'printing print prints embroidery embroideries embellishment'],
  ['shoes', 'shoe shoes footwear footwears leather leathers'],
  ['hats', 'headwear headwears cap caps hat hats'],
  ['bags', 'bag bags handbag handbags luggage leathergoods'],
  [
    'packaging',
    'packaging packing carton cartons paper plastic plastics rubber label labels zipper zippers button buttons accessory accessories lace',
  ], // prettier-ignore
  ['metal', 'metal metals electric electrical electronics electronic machinery'],
  [
    'home',
    'furniture ceramic ceramics home household bedding bedsheet towel towels blanket blankets carpet carpets curtain curtains',
  ], // prettier-ignore
  ['toys', 'toy toys crafts arts gift gifts'],
  ['gloves', 'glove gloves umbrella umbrellas fur down chemical medical'],
]
/** Words of names that say where in a way that tells nothing. */
const saysNothing = new Set(
  'sae county city town district province area vn vietnam viet nam cambodia bd bangladesh india china hk pt cv uk tbk the and of for'.split(
    ' ',
  ),
) // prettier-ignore
/** Short forms of words for a trade, so that names that are nothing but such words can be compared. */
const shortTrades: Record<string, string> = {
  imp: 'import',
  exp: 'export',
  fty: 'factory',
  mfg: 'manufacturing',
  mfy: 'manufacturing',
  mfr: 'manufacturing',
  intl: 'international',
  ind: 'industry',
}
const tradeOf = new Map(trades.flatMap(([trade, words]) => words.split(' ').map((word) => [word, trade])))

/** What of the comparison is about spelling, as a share of the score; the rest is weighed here anew. */
const spellingDoubt = ({ factors }: NameComparison): number => {
  let score = 0
  let share = 1
  for (const { kind, effect } of factors) {
    if (score > 0 && (kind === 'syllable-differs' || kind === 'unsure-spelling'))
      share *= (score + effect) / score
    score += effect
  }
  return share
}

type Token = NameComparison['a']['tokens'][number]

interface Side {
  tokens: NameComparison['a']['tokens']
  /** How much each word tells who it is, among factories. */
  weights: readonly number[]
  total: number
  /** Positions of words that name somebody and met nothing on the other side. */
  brands: readonly number[]
  /** The trades of words that met nothing. */
  trades: readonly string[]
  /** Cities and counties that the name names. */
  places: readonly PlaceName[]
  /** The name proper in one run of letters, without towns and trades: Tian Jin Jin Ma Garments is `jinma`. */
  proper: string
  /** The words for its trade, in one form each. */
  tradeWords: string
  /** Positions of all words that met nothing and are no trade's, however little they weigh. */
  syllables: readonly number[]
}

/** The letters of the name proper; towns that are written in two words are taken out too. */
const properLetters = (tokens: readonly Token[]): string => {
  let letters = ''
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]
    if (!token || token.kind === 'place' || saysNothing.has(token.text) || token.weight <= 0.05) continue
    const pair = token.text + (tokens[i + 1]?.text ?? '')
    if (i === 0 && (placesNamed(pair)?.depth ?? 9) <= 3) {
      i += 1
      continue
    }
    if (tradeOf.has(token.text) || tradeOf.has(token.canonical)) continue
    if (i === 0 && (placesNamed(token.text)?.depth ?? 9) <= 3) continue
    letters += token.text
  }
  return letters
}

const tradeForms = (tokens: readonly Token[]): string =>
  [
    ...new Set(
      tokens
        .filter(({ text, canonical }) => tradeOf.has(text) || tradeOf.has(canonical))
        .map(({ text, canonical }) => shortTrades[text] ?? canonical),
    ),
  ]
    .sort()
    .join(' ')

/** Words long enough that a slip in them is still seen: "Limiued", "Cogpany". */
const oftenMisspelt = [...tradeOf.keys(), 'limited', 'private', 'company', 'incorporated'].filter(
  (word) => word.length >= 6,
)
const isMisspeltTrade = (word: string): boolean =>
  word.length >= 6 && oftenMisspelt.some((known) => editDistance(word, known, 1) <= 1)

const tradeWeight = 0.15
const placeWeight = 0.05
const leastBrand = 0.35

const bracketed = (name: string): string =>
  [...name.matchAll(/[([{（]([^)\]}）]*)/g)].map((match) => (match[1] ?? '').toLowerCase()).join(' ')

const isIn = (addresses: readonly ParsedAddress[], word: string): boolean =>
  addresses.some(({ terms }) => terms.some(({ text }) => text === word))

const sideOf = (
  { raw, tokens }: NameComparison['a'],
  rest: readonly number[],
  addresses: { own: ParsedAddress; other: ParsedAddress },
  initials: readonly string[],
): Side => {
  const { own, other } = addresses
  const both = [own, other]
  const aside = bracketed(raw)
  const places: PlaceName[] = []
  const weights = tokens.map((token) => {
    if (token.kind === 'number') return 0
    if (saysNothing.has(token.text)) return 0
    // A county's name is a word of many names: it is a place where an address says so.
    const named = token.text.length >= 4 ? placesNamed(token.text) : undefined
    const place = named && (named.depth <= 3 || isIn(both, named.canonical)) ? named : undefined
    if (place && place.depth >= 3) places.push(place)
    // Where the name says where it is and an address says so too, it says nothing new.
    if (token.kind === 'place' || place) return placeWeight
    if (tradeOf.has(token.text) || tradeOf.has(token.canonical)) return Math.min(token.weight, tradeWeight)
    const inAddress = token.text.length >= 5 && isIn(both, token.text)
    // What stands in brackets is another name or a remark: Wenzhou Jietu (Aolun) Shoes.
    return Math.min(token.weight, inAddress || aside.includes(token.text) ? 0.3 : 1)
  })
  const unmet = rest.filter((i) => tokens[i]?.kind === 'word')
  return {
    tokens,
    weights,
    total: weights.reduce((sum, weight) => sum + weight, 0),
    brands: unmet.filter((i) => {
      const text = tokens[i]?.text ?? ''
      // "Ungaran Sari Pringapus", which is in Pringapus: the site of the group that is there, and the other is not.
      if (text.length >= 5 && isIn([own], text) && !isIn([other], text) && !other.letters.includes(text))
        return true
      // GTI - Grand Twins International: the initials of the rest say nothing new.
      return (weights[i] ?? 0) >= leastBrand && !initials.includes(text) && !isMisspeltTrade(text)
    }),
    trades: unmet.flatMap((i) => {
      const token = tokens[i]
      return tradeOf.get(token?.text ?? '') || tradeOf.get(token?.canonical ?? '') || []
    }),
    places,
    proper: properLetters(tokens),
    tradeWords: tradeForms(tokens),
    syllables: unmet.filter((i) => {
      const text = tokens[i]?.text ?? ''
      return !tradeOf.has(text) && !saysNothing.has(text) && (weights[i] ?? 0) > 0.1
    }),
  }
}

const placesDiffer = (a: Side, b: Side): boolean =>
  a.places.length > 0 &&
  b.places.length > 0 &&
  !a.places.some((one) =>
    b.places.some((other) =>
      one.places.some(({ path }) => other.places.some((also) => pathsAgree(path, also.path))),
    ),
  )

/** The two say what they do, in words that are no translations of each other (`english`: or that may be). */
const tradesDiffer = (comparison: NameComparison, a: Side, b: Side, english: boolean): boolean => {
  if (a.trades.length > 0 && b.trades.length > 0)
    if (english || !a.trades.some((trade) => b.trades.includes(trade))) return true
  return (
    english &&
    comparison.alignment.met.some(({ kind, a: ours, b: theirs }) => {
      const first = a.tokens[ours[0] ?? -1]?.text ?? ''
      const second = b.tokens[theirs[0] ?? -1]?.text ?? ''
      return (
        kind === 'same-meaning' &&
        tradeOf.get(first) &&
        tradeOf.get(second) &&
        singular(first) !== singular(second)
      ) // prettier-ignore
    })
  )
}

/** Both are wholly pinyin and differ in a syllable: Hengfa and Hengda are two names, not one with a slip. */
const isOtherSyllable = (a: Token | undefined, b: Token | undefined): boolean => {
  if (!a?.syllables || !b?.syllables || a.syllables.length !== b.syllables.length) return false
  const folded = (syllable: string): string => foldRomanisation(syllable).replace(/ng$/, 'n')
  return a.syllables.some((syllable, i) => folded(syllable) !== folded(b.syllables?.[i] ?? ''))
}

/** Pairs of unmet words that are one letter apart. */
const slipsBetween = (a: Side, b: Side): number =>
  a.brands.filter((i) =>
    b.brands.some((j) => {
      const [mine, theirs] = [a.tokens[i]?.text ?? '', b.tokens[j]?.text ?? '']
      return Math.max(mine.length, theirs.length) >= 4 && editDistance(mine, theirs, 1) === 1
    }),
  ).length

const isNamedInEnglish = (country: string | undefined): boolean =>
  country !== undefined && namedInEnglish.has(country)

/** Names are made of syllables there, each a word: one other syllable is another name, however common it is. */
const inSyllables = new Set(['CN', 'HK', 'MO', 'TW', 'VN'])

/** Unit 3 and Unit 4 are two; at one site the number may have been left out. */
const numbersCap = (odds: number, numbers: NameComparison['conflicts']['numbers'], site: boolean): number => {
  if (numbers === 'differ') return Math.min(odds, -4)
  if (numbers === 'missing') return site ? Math.min(odds - 1.5, 0) : Math.min(odds - 2.5, -1.8)
  return odds
}

/**
 * The names as factories' names: the word for the trade and the town weigh little, a word that only one of the two has
 * beside the shared one tells another company of the group.
 */
const weighNames = (
  comparison: NameComparison,
  country: string | undefined,
  first: PreparedFacility,
  second: PreparedFacility,
  site: boolean,
): NameEvidence => {
  const { alignment, conflicts } = comparison
  // The comparison has an order of its own.
  const [one, two] =
    comparison.a === first.prepared ? [first.parsed, second.parsed] : [second.parsed, first.parsed]
  const initials = [...comparison.a.initials, ...comparison.b.initials]
  const a = sideOf(comparison.a, alignment.restA, { own: one, other: two }, initials)
  const b = sideOf(comparison.b, alignment.restB, { own: two, other: one }, initials)
  let matched = 0
  let brand = 0
  let otherSyllable = false
  for (const met of alignment.met) {
    const weightA = met.a.reduce((sum, i) => sum + (a.weights[i] ?? 0), 0)
    const weightB = met.b.reduce((sum, i) => sum + (b.weights[i] ?? 0), 0)
    const weight = Math.min(weightA, weightB)
    matched += weight * met.similarity
    if (weight >= leastBrand) brand = Math.max(brand, weight * met.similarity)
    if (met.kind === 'near' && weight >= leastBrand)
      otherSyllable ||= isOtherSyllable(a.tokens[met.a[0] ?? -1], b.tokens[met.b[0] ?? -1])
  }
  // At one site a slip in a short word is a slip: Thanh Cong, Thanh Cng.
  const slips = site ? slipsBetween(a, b) : 0
  const brandsA = a.brands.length - slips
  const brandsB = b.brands.length - slips
  if (slips > 0) brand = Math.max(brand, leastBrand)
  const mean = a.total + b.total === 0 ? 0 : (2 * matched) / (a.total + b.total)
  const most = Math.max(a.total === 0 ? 0 : matched / a.total, b.total === 0 ? 0 : matched / b.total)
  const coverage = brand === 0 ? 0 : (0.65 * mean + 0.35 * most) * spellingDoubt(comparison)
  let odds = onLine(nameOdds, Math.min(1, Math.max(coverage, comparison.score)))
  if (slips > 0) odds = Math.max(odds, -0.5)
  // Written apart on one side: Tian Jin Jinma, Tianjin Jin Ma. Or nothing but town and trade: Weihai Textile Imp. & Exp.
  const sameProper =
    a.proper === b.proper &&
    (a.proper.length >= 4 || (a.proper === '' && a.tradeWords !== '' && a.tradeWords === b.tradeWords))
  const bySyllable = country !== undefined && inSyllables.has(country)
  if (sameProper) odds = Math.max(odds, a.proper === '' ? 1.8 : 2.6)
  else {
    if (bySyllable && slips === 0 && a.syllables.length > 0 && b.syllables.length > 0)
      odds = Math.min(odds, -3)
    if (brandsA > 0 && brandsB > 0) odds = Math.min(odds, brand > 0 ? -3 : -6)
    else if (brandsA + brandsB > 0) odds = Math.min(odds - 1, site ? 0.6 : -1.5)
    if (otherSyllable) odds = Math.min(odds, -3)
  }
  // Only one of the two says what it does, and it says something: Kamal, Kamal Hosiery.
  if (!site && a.trades.length > 0 !== b.trades.length > 0) odds -= 0.8
  odds = numbersCap(odds, conflicts.numbers, site)
  if (conflicts.places === 'differ' || placesDiffer(a, b)) odds = Math.min(odds - 1.5, -1.5)
  return { odds, siblings: tradesDiffer(comparison, a, b, isNamedInEnglish(country)) }
}

const singular = (word: string): string => word.replace(/(?:e?s)$/, '')

/** What the addresses say, in odds, and whether it is one site beyond doubt. */
const weighAddresses = (
  comparison: AddressComparison,
): { odds: number; site: boolean; steps: ExplanationStep[] } => {
  const steps: ExplanationStep[] = []
  let odds = 0
  const add = (text: string, effect: number): void => {
    odds += effect
    steps.push({ kind: 'address', text, effect })
  }
  const { numbers, streets, places, postcodes, matched, restA, restB, sharedWords } = comparison
  const rest = Math.min(restA, restB)
  const site = numbers === 'agree' && (streets === 'agree' || matched >= 0.8)
  if (sharedWords.length > 0)
    add(
      `Both addresses say ${sharedWords.map((word) => `"${word}"`).join(', ')}.`,
      Math.min(numbers === 'agree' || streets === 'agree' ? 2.6 : 1.3, 0.9 * matched),
    )
  if (numbers === 'agree')
    add(
      `Both have the number ${comparison.sharedNumbers.join(', ').toUpperCase()}.`,
      site ? (comparison.tellingNumber ? 2 : 1.2) : 0.6,
    )
  if (numbers === 'differ') add('Their house, plot and unit numbers are all different.', -1.6)
  if (streets === 'agree') add('A street is the same.', 0.5)
  if (streets === 'differ') add('They name different streets.', numbers === 'agree' ? -0.6 : -1.2)
  if (places === 'agree') add('They are in one city.', 0.3)
  if (places === 'differ')
    add(
      [
        '',
        'They are in different countries.',
        'They are in different provinces.',
        'They are in different cities.',
        'They are in different counties.',
      ][comparison.differAt] ?? '', // prettier-ignore
      [0, -6, -4.5, -3.2, -1.5][comparison.differAt] ?? 0,
    )
  if (postcodes === 'agree') add('The postcode is the same.', 0.4)
  if (postcodes === 'differ') add('The postcodes are different.', -0.3)
  const nothing = sharedWords.length === 0
  if (rest >= 1 && !site && matched >= 0.6)
    add('Each names villages, streets or zones that the other does not.', -0.3 * Math.min(3, rest))
  if (rest >= 1 && !site && matched < 0.6)
    add(
      nothing
        ? 'They have nothing in common, though both say where they are.'
        : 'Below the city they have nothing in common, though both say more.',
      -0.8 * Math.min(2.5, rest) - (nothing ? 3.4 : numbers === 'differ' ? 2.2 : 0.3),
    )
  return { odds, site, steps }
}

/** Even odds are `review`; nine in ten are `strong`. */
const scoreOf = (odds: number): number => {
  const share = 1 / (1 + Math.exp(-odds))
  return share < 0.5
    ? share * 2 * thresholds.review
    : thresholds.review + ((share - 0.5) / 0.5) * (1 - thresholds.review)
}

export interface FacilityScore {
  score: number
  decision: Decision
  explanation: ExplanationStep[]
}

/** Whether an address says anything to compare; a country alone does not. */
export const saysWhere = ({ parsed }: PreparedFacility): boolean =>
  parsed.weight > 0 || parsed.numbers.length > 0

/** Compares two sites by name and address; symmetric. */
export const compareFacilities = (a: PreparedFacility, b: PreparedFacility): FacilityScore => {
  const names = comparePrepared(a.prepared, b.prepared)
  const addresses = compareAddresses(a.parsed, b.parsed)
  const country = a.country === b.country ? a.country : undefined
  const address = weighAddresses(addresses)
  const name = weighNames(names, country, a, b, address.site)
  let odds = name.odds + address.odds
  const steps: ExplanationStep[] = [...explainName(names), ...address.steps]
  if (name.siblings) {
    const effect = address.site ? -2.5 : -5
    odds += effect
    steps.push({
      kind: 'name',
      text: 'The names differ in the word for their trade, which tells companies of one group apart.',
      effect,
    })
  }
  if (a.country !== undefined && b.country !== undefined && a.country !== b.country) odds -= 6
  const score = scoreOf(odds)
  return { score, decision: decide(score), explanation: steps }
}
