import { type AttributeValue, type Item, own } from './attribute-values.ts'
import type { Path } from './dynalite.ts'

/** The member of a map or a list that one step of a path leads to. */
export const step = (value: AttributeValue, piece: string | number): AttributeValue | undefined => {
  if (typeof piece === 'number') return value.L?.[piece]
  return value.M && own(value.M, piece)
}

/** The value that a document path leads to; undefined when there is none. */
export const resolvePath = (item: Item, path: Path): AttributeValue | undefined => {
  let value: AttributeValue | undefined = { M: item }
  for (const piece of path) {
    value = step(value, piece)
    if (!value) return undefined
  }
  return value
}

/** Paths that share their beginnings; null marks a path's end. */
type PathTree = Map<string | number, PathTree | null>

const treeOf = (paths: Path[]): PathTree => {
  const root: PathTree = new Map()
  for (const path of paths) {
    let node = root
    for (const [position, piece] of path.entries()) {
      if (position === path.length - 1) {
        node.set(piece, null)
        break
      }
      let next = node.get(piece)
      if (!next) {
        next = new Map()
        node.set(piece, next)
      }
      node = next
    }
  }
  return root
}

const projectValue = (value: AttributeValue, tree: PathTree): AttributeValue | undefined => {
  const kept = (piece: string | number, below: PathTree | null): AttributeValue | undefined => {
    const member = step(value, piece)
    return member && below ? projectValue(member, below) : member
  }
  if (value.M) {
    const members: Item = {}
    for (const [piece, below] of tree) {
      const member = kept(piece, below)
      if (member) members[piece] = member
    }
    return Object.keys(members).length > 0 ? { M: members } : undefined
  }
  if (value.L) {
    const pieces = [...tree].sort(([a], [b]) => Number(a) - Number(b))
    const members = pieces
      .map(([piece, below]) => kept(piece, below))
      .filter((member) => member !== undefined)
    return members.length > 0 ? { L: members } : undefined
  }
  return undefined
}

/** A function that keeps of an item what the paths lead to; list members close up, as in DynamoDB. */
export const projector = (paths: Path[]): ((item: Item) => Item) => {
  const tree = treeOf(paths)
  return (item) => projectValue({ M: item }, tree)?.M ?? {}
}
