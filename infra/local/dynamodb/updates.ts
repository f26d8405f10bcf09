import { type AttributeValue, type Item, typeOf } from './attribute-values.ts'
import type { FunctionCall, ParsedUpdate, Path, UpdateAction, UpdateValue } from './dynalite.ts'
import { validationError } from './errors.ts'
import { addNumbers, subtractNumbers } from './numbers.ts'
import { resolvePath, step } from './paths.ts'

const wrongType = (): Error =>
  validationError('An operand in the update expression has an incorrect data type')

const invalidPath = (): Error =>
  validationError('The document path provided in the update expression is invalid for update')

/** Functions and sums of a SET; all read the item as it was before the update. */
const evaluate = (value: UpdateValue | undefined, item: Item): AttributeValue => {
  if (value === undefined) throw wrongType()
  if (Array.isArray(value)) {
    const found = resolvePath(item, value)
    if (found) return found
    throw validationError('The provided expression refers to an attribute that does not exist in the item')
  }
  if (!('type' in value)) return value
  if (value.type === 'function') return evaluateCall(value, item)
  const [a, b] = value.args.map((operand) => evaluate(operand, item).N)
  if (a === undefined || b === undefined) throw wrongType()
  return { N: value.type === 'add' ? addNumbers(a, b) : subtractNumbers(a, b) }
}

const evaluateCall = ({ name, args }: FunctionCall<UpdateValue>, item: Item): AttributeValue => {
  const [first, second] = args
  if (name === 'if_not_exists') {
    const existing = Array.isArray(first) ? resolvePath(item, first) : undefined
    return existing ?? evaluate(second, item)
  }
  if (name === 'list_append') {
    const [head, tail] = [evaluate(first, item).L, evaluate(second, item).L]
    if (!head || !tail) throw wrongType()
    return { L: [...head, ...tail] }
  }
  throw new TypeError(`the parser let the function ${name} through`)
}

const setOf = (value: AttributeValue): { type: 'SS' | 'NS' | 'BS'; members: string[] } => {
  if (value.SS) return { type: 'SS', members: value.SS }
  if (value.NS) return { type: 'NS', members: value.NS }
  if (value.BS) return { type: 'BS', members: value.BS }
  throw wrongType()
}

const added = (existing: AttributeValue | undefined, value: AttributeValue): AttributeValue => {
  if (existing && typeOf(existing) !== typeOf(value)) throw wrongType()
  if (value.N !== undefined) return { N: addNumbers(existing?.N ?? '0', value.N) }
  const { type, members } = setOf(value)
  return { [type]: [...new Set([...(existing?.[type] ?? []), ...members])] }
}

/** What is left of a set; undefined when nothing is, for an empty set may not be stored. */
const without = (existing: AttributeValue | undefined, value: AttributeValue): AttributeValue | undefined => {
  if (!existing) return undefined
  const { type, members } = setOf(value)
  const current = existing[type]
  if (!current) throw wrongType()
  const left = current.filter((member) => !members.includes(member))
  return left.length > 0 ? { [type]: left } : undefined
}

/** The new value at an action's path, from the item as it was; undefined removes what is there. */
const outcome = (action: UpdateAction, item: Item): AttributeValue | undefined => {
  if (action.type === 'set') return evaluate(action.val, item)
  if (action.type === 'remove') return undefined
  const existing = resolvePath(item, action.path)
  return action.type === 'add' ? added(existing, action.val) : without(existing, action.val)
}

const parentOf = (item: Item, path: Path): AttributeValue => {
  const parent = resolvePath(item, path.slice(0, -1))
  const last = path.at(-1)
  if (!parent || (typeof last === 'number' ? !parent.L : !parent.M)) throw invalidPath()
  return parent
}

/** Edits of lists wait until all paths are resolved, because positions mean those of the item as it was. */
interface ListEdits {
  removed: Set<number>
  /** Positions past the end, which append in their order. */
  appended: [position: number, value: AttributeValue][]
}

const finishLists = (edits: Map<AttributeValue[], ListEdits>): void => {
  for (const [list, { removed, appended }] of edits) {
    const kept = list.filter((_, position) => !removed.has(position))
    const ends = appended.sort(([a], [b]) => a - b).map(([, value]) => value)
    list.splice(0, list.length, ...kept, ...ends)
  }
}

/**
 * Applies a parsed update expression and returns the new item; the given one is left as it is. All actions see
 * the item as it was before the update, whatever their order.
 */
export const applyUpdate = (update: ParsedUpdate, item: Item): Item => {
  const result = structuredClone(item)
  const edits = new Map<AttributeValue[], ListEdits>()
  const editsOf = (list: AttributeValue[]): ListEdits => {
    const known = edits.get(list) ?? { removed: new Set<number>(), appended: [] }
    edits.set(list, known)
    return known
  }
  const outcomes = update.sections.map((action) => ({
    path: action.path,
    parent: parentOf(result, action.path),
    value: outcome(action, item),
  }))
  for (const { path, parent, value } of outcomes) {
    const last = path.at(-1)
    if (typeof last === 'string' && parent.M) {
      if (value) parent.M[last] = structuredClone(value)
      else delete parent.M[last]
    } else if (typeof last === 'number' && parent.L) {
      if (!value) editsOf(parent.L).removed.add(last)
      else if (step(parent, last)) parent.L[last] = structuredClone(value)
      else editsOf(parent.L).appended.push([last, structuredClone(value)])
    }
  }
  finishLists(edits)
  return result
}
