import { cleanText } from './listed-name.ts'
import { splitOutsideParentheses } from './outside-parentheses.ts'

const label = /^(?:all\s+|the\s+)?(?:fishing\s+vessels?\b\s*:?|vessels?\s*:|[FM]\/?V(?:s|'s)?\b\.?\s*:?)\s*/i

/** A name with one of these is an owner's: vessels are not called so. */
const companyWords =
  /\b(?:co|company|ltd|limited|inc|corp|corporation|llc|group|enterprises?|fisher(?:y|ies)|fishing|seafoods?|foods?|holdings?|s\.a|s\.l)\b/i

const imo = /\s*[(,]?\s*\bIMO(?:\s*(?:no\.?|number))?\s*[:#]?\s*(\d{7})\)?/i

export interface NamedVessel {
  name: string
  imo?: string
}

const vesselOf = (text: string): NamedVessel => {
  const number = imo.exec(text)?.[1]
  const bare = text.replace(imo, '').replace(label, '')
  // What stands in parentheses after a vessel's name (flag, call sign) describes it.
  const name = cleanText(bare.replace(/\s*\([^()]*\)\s*$/, '')).replace(/\.$/, '')
  return { name, ...(number ? { imo: number } : {}) }
}

/**
 * The vessels that a part of a cell names: behind a label ("Fishing Vessels: Da Wang and Zhen Fa 7", "F/V Da Wang"), or
 * bare where the row is one of fishing vessels. `undefined` where it names none.
 */
export const readVessels = (text: string, ofVessels: boolean): NamedVessel[] | undefined => {
  const labelled = label.test(text)
  const names = text.replace(label, '')
  if (names === '' || /^(?:owned|operated|controlled)\b/i.test(names)) return undefined
  if (!labelled && (!ofVessels || companyWords.test(names))) return undefined
  return splitOutsideParentheses(names, /\s*[;,]\s*(?:and\s+)?|\s+and\s+/g)
    .map(vesselOf)
    .filter(({ name }) => name !== '')
}

const fleet = String.raw`(?:all\s+)?(?:the\s+)?(?:fishing\s+vessels?|vessels?|fleets?|factor(?:y|ies)|facilit(?:y|ies)|farms?|plantations?|mines?|plants?|mills?)`
const held = String.raw`(?:owned|operated|controlled|managed)(?:\s*(?:,?\s+(?:and|or|and\/or)\s+|,\s*)(?:owned|operated|controlled|managed))*`

const ownedBy = new RegExp(String.raw`^${fleet}\s+(?:that\s+are\s+|which\s+are\s+)?${held}\s+by\s+(.+)$`, 'i')
const ownerAfter = new RegExp(
  String.raw`^(.+?)(?:,\s*|\s*\()(?:which\s+is\s+)?(?:${held}\s+by|(?:an?\s+)?(?:wholly[- ]owned\s+)?subsidiary\s+of)\s+([^()]+?)\)?$`,
  'i',
)

/** "Fishing Vessels owned by X": the owner, who is the party. */
export const ownerOf = (text: string): string | undefined => ownedBy.exec(text)?.[1]

/** "X, owned by Y": X is the party; the order says who owns it. */
export const partyAndOwner = (text: string): { party: string; owner: string } | undefined => {
  const [, party = '', owner = ''] = ownerAfter.exec(text) ?? []
  return party === '' ? undefined : { party, owner }
}

const made = String.raw`(?:produced|manufactured|made|harvested|mined|caught|grown|processed)`
const productsOf = new RegExp(
  String.raw`^(?:all\s+|any\s+)?[^;:]*?\b(?:${made}(?:\s*(?:,?\s+(?:and|or)\s+|,\s*)${made})*\s+by|originating\s+from|sourced\s+from)\s+(?:the\s+)?(.+)$`,
  'i',
)

/** "All cotton products produced by X": the maker, who is the party. */
export const makerOf = (text: string): string | undefined => productsOf.exec(text)?.[1]
