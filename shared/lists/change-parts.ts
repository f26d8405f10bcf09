import { canonicalJson, sha256 } from '../hash.ts'
import type { Change, ChangeCounts } from '../model/change.ts'

const changesPerPart = 200

export const countsOf = (changes: readonly Change[]): ChangeCounts => {
  const counts: ChangeCounts = { added: 0, amended: 0, removed: 0, moved: 0 }
  for (const { kind } of changes) counts[kind]++
  return counts
}

export const partsOf = (changes: readonly Change[]): Change[][] =>
  Array.from({ length: Math.ceil(changes.length / changesPerPart) }, (_, part) =>
    changes.slice(part * changesPerPart, (part + 1) * changesPerPart),
  )

/** Hash over the staged parts: what a reader of the change set verifies. */
export const hashParts = (parts: readonly Change[][]): string => sha256(parts.map(canonicalJson).join('\n'))
