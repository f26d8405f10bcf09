/** Words of an entity's cell that reach further than the party that it names. */

const kin = String.raw`(?:subsidiar(?:y|ies)(?:\s+companies)?|subordinates?|affiliates?|branches|joint\s+ventures?|successors?|assigns|(?:subordinate|affiliated|related|associated|successor)(?:\s+and\s+(?:subordinate|affiliated|related|associated))?\s+(?:entities|companies|parties))`
const whose = String.raw`(?:(?:all|any)(?:\s+of)?\s+)?(?:(?:its|their|the)\s+)?(?:(?:direct|indirect|wholly[- ]owned|majority[- ]owned|controlled|current|future)(?:\s+(?:and|or))?\s+)*`
const several = String.raw`${whose}${kin}(?:(?:,?\s+(?:and|or)\s+|,\s+)${whose}${kin})*`

const atEnd = new RegExp(
  String.raw`(?:,?\s+(?:and|or|including|together\s+with|along\s+with)\s+|,\s+|\s*\((?=(?:and|including)\b)(?:and|including)\s+)(${several})\)?\.?$`,
  'i',
)
const scopeAlone = new RegExp(String.raw`^${several}\.?$`, 'i')

/** A successor is another party of the same business; only the others are companies beside the party. */
const companiesBeside = /subsidiar|subordinate|affiliat|branch|joint venture|related|associated/i

export interface Scope {
  /** The text before the words. */
  body: string
  /** The words, as published: "its subsidiaries and joint ventures". */
  words: string
  includesSubsidiaries: boolean
  /** "their" speaks of all the parties before it. */
  ofAll: boolean
}

/** "X and its subsidiaries and joint ventures": the scope at the end of a text; `undefined` where there is none. */
export const scopeAtEnd = (text: string): Scope | undefined => {
  const match = atEnd.exec(text)
  if (!match) return undefined
  const words = (match[1] ?? '').trim()
  return {
    body: text.slice(0, match.index).replace(/,$/, ''),
    words,
    includesSubsidiaries: companiesBeside.test(words),
    ofAll: /\btheir\b/i.test(words),
  }
}

const namedMembers =
  /^(.+?),?\s+(?:and|including|together with)\s+(?:its|their)\s+(?:[\w-]+\s+){0,4}?(?:[Ss]ubsidiar(?:y|ies)|[Aa]ffiliates?)(?:\s+(?:from|in|located in|based in)\s+[^,:;]+?)?(?:\s*[,:;]\s*|\s+(?=\p{Lu}))(.+)$/u

/**
 * "X and its two subsidiaries from China, Y and Z" names the subsidiaries: they are parties of the order, and no others
 * are meant. `undefined` where no names follow.
 */
export const namedSubsidiaries = (text: string): { owner: string; members: string } | undefined => {
  const [, owner = '', members = ''] = namedMembers.exec(text) ?? []
  return members === '' || scopeAlone.test(members) ? undefined : { owner, members }
}
