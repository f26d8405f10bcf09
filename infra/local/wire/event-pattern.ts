import { BlockList, isIP } from 'node:net'

/**
 * The pattern language that EventBridge rules and the filters of event source mappings share. A pattern mirrors the
 * event; its leaves are lists of alternatives. What is not written does not matter; a field of the event that holds a
 * list matches when one of its items does.
 */
export type Pattern = (event: unknown) => boolean

type Alternative = (value: unknown) => boolean

interface Place {
  /** Path of fields, beginning with a full stop: ".detail.state". */
  path: string
  operators: ReadonlySet<string>
}

/** `undefined` stands for a field that is not there. */
type Operator = (argument: unknown, place: Place) => Alternative

/** Why a text is no pattern. `unknown` names an operator that this language, or this part of it, does not have. */
export class PatternProblem extends Error {
  readonly path: string
  readonly unknown: string | undefined

  constructor(path: string, message: string, unknown?: string) {
    super(message)
    this.name = 'PatternProblem'
    this.path = path
    this.unknown = unknown
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

const isScalar = (value: unknown): boolean =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value)

const wrong = (place: Place, message: string): PatternProblem => new PatternProblem(place.path, message)

const text = (argument: unknown, place: Place): string => {
  if (typeof argument === 'string') return argument
  throw wrong(place, `a text is wanted, not ${JSON.stringify(argument)}`)
}

const at = (place: Place, name: string): Place => ({ ...place, path: `${place.path}.${name}` })

const ofText =
  (test: (value: string) => boolean): Alternative =>
  (value) =>
    typeof value === 'string' && test(value)

/** The operators that `prefix` and `suffix` take a text or `{"equals-ignore-case": text}` for. */
const affix =
  (holds: (value: string, part: string) => boolean): Operator =>
  (argument, place) => {
    if (!isObject(argument)) {
      const part = text(argument, place)
      return ofText((value) => holds(value, part))
    }
    const [[name, part] = [], ...more] = Object.entries(argument)
    if (name !== 'equals-ignore-case' || more.length > 0) {
      throw wrong(place, `${JSON.stringify(argument)} is not an affix`)
    }
    const lower = text(part, at(place, name)).toLowerCase()
    return ofText((value) => holds(value.toLowerCase(), lower))
  }

const equalsIgnoringCase: Operator = (argument, place) => {
  const wanted = text(argument, place).toLowerCase()
  return ofText((value) => value.toLowerCase() === wanted)
}

const comparisons: Record<string, (a: number, b: number) => boolean> = {
  '=': (a, b) => a === b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
}

/** Numbers beyond it are compared by no rule. */
const largestNumber = 5e9

/** Only JSON numbers compare: a number inside a DynamoDB record is a text, and never matches, as in AWS. */
const numeric: Operator = (argument, place) => {
  const parts = Array.isArray(argument) ? argument : []
  if (parts.length !== 2 && parts.length !== 4) throw wrong(place, 'numeric takes one or two comparisons')
  const tests: ((value: number) => boolean)[] = []
  for (let index = 0; index < parts.length; index += 2) {
    const compare = comparisons[String(parts[index])]
    const limit: unknown = parts[index + 1]
    if (compare === undefined || typeof limit !== 'number') {
      throw wrong(place, `numeric does not know ${JSON.stringify(parts.slice(index, index + 2))}`)
    }
    if (Math.abs(limit) > largestNumber) throw wrong(place, `${limit} is not from -5.0e9 to 5.0e9`)
    tests.push((value) => compare(value, limit))
  }
  return (value) =>
    typeof value === 'number' && Math.abs(value) <= largestNumber && tests.every((test) => test(value))
}

/** `*` stands for any run of characters, `\*` and `\\` for themselves. */
const wildcard: Operator = (argument, place) => {
  const pattern = text(argument, place)
  let source = ''
  for (let index = 0; index < pattern.length; index += 1) {
    const character = pattern[index] ?? ''
    if (character === '*') {
      if (pattern[index + 1] === '*') throw wrong(place, 'a wildcard must not have two * in a row')
      source += '.*'
    } else if (character === '\\') {
      const escaped = pattern[(index += 1)]
      if (escaped !== '*' && escaped !== '\\') throw wrong(place, 'only * and \\ can follow a \\')
      source += `\\${escaped}`
    } else source += character.replace(/[.+?^${}()|[\]/-]/g, '\\$&')
  }
  const matcher = new RegExp(`^${source}$`, 's')
  return ofText((value) => matcher.test(value))
}

const cidr: Operator = (argument, place) => {
  const block = text(argument, place)
  const [, base = '', bits = ''] = /^([0-9.]+|[0-9a-fA-F:]+)\/(\d{1,3})$/.exec(block) ?? []
  const family = base.includes(':') ? 'ipv6' : 'ipv4'
  const list = new BlockList()
  try {
    list.addSubnet(base, Number(bits), family)
  } catch {
    throw wrong(place, `${JSON.stringify(block)} is not a block of addresses`)
  }
  return ofText((value) => isIP(value) === (family === 'ipv4' ? 4 : 6) && list.check(value, family))
}

/** Each member of a list of texts gives an alternative. */
const anyOfTexts = (operator: Operator, argument: unknown, place: Place): Alternative => {
  if (!Array.isArray(argument)) return operator(argument, place)
  if (argument.length === 0) throw wrong(place, 'an empty list excludes nothing')
  const alternatives = argument.map((item) => operator(item, place))
  return (value) => alternatives.some((matches) => matches(value))
}

const excludable = new Set(['prefix', 'suffix', 'equals-ignore-case', 'wildcard'])

const anythingBut: Operator = (argument, place) => {
  const isPresent = (value: unknown): boolean => value !== undefined && isScalar(value)
  if (isObject(argument)) {
    const [[name, inner] = [], ...more] = Object.entries(argument)
    const operator = name === undefined ? undefined : operators[name]
    if (name === undefined || operator === undefined || more.length > 0 || !excludable.has(name)) {
      throw wrong(place, `anything-but does not know ${JSON.stringify(argument)}`)
    }
    if (name === 'wildcard' && !place.operators.has(name)) {
      throw new PatternProblem(place.path, `the operator ${name}`, name)
    }
    const excluded = anyOfTexts(operator, inner, at(place, name))
    return (value) => isPresent(value) && !excluded(value)
  }
  const unwanted: unknown[] = Array.isArray(argument) ? argument : [argument]
  if (unwanted.length === 0 || !unwanted.every(isScalar)) {
    throw wrong(place, 'anything-but takes texts and numbers')
  }
  return (value) => isPresent(value) && !unwanted.includes(value)
}

/** Sees leaves only: a field that holds an object counts as not there, as in AWS. */
const exists: Operator = (argument, place) => {
  if (typeof argument !== 'boolean') throw wrong(place, 'exists is true or false')
  return (value) => (value !== undefined && !isObject(value)) === argument
}

const operators: Record<string, Operator> = {
  prefix: affix((value, part) => value.startsWith(part)),
  suffix: affix((value, part) => value.endsWith(part)),
  'equals-ignore-case': equalsIgnoringCase,
  numeric,
  'anything-but': anythingBut,
  exists,
  wildcard,
  cidr,
}

/** Operators of the filters of event source mappings: a part of those of rules. */
export const filterOperators: ReadonlySet<string> = new Set(
  Object.keys(operators).filter((name) => name !== 'wildcard' && name !== 'cidr'),
)
export const ruleOperators: ReadonlySet<string> = new Set(Object.keys(operators))

const alternative = (item: unknown, place: Place): Alternative => {
  if (isScalar(item)) return (value) => value === item
  const [entry, ...more] = isObject(item) ? Object.entries(item) : []
  if (entry === undefined || more.length > 0) {
    throw wrong(place, `${JSON.stringify(item)} is not an alternative`)
  }
  const [name, argument] = entry
  const operator = place.operators.has(name) ? operators[name] : undefined
  if (operator === undefined) throw new PatternProblem(place.path, `the filter rule ${name}`, name)
  return operator(argument, at(place, name))
}

const leaf = (items: unknown[], place: Place): Pattern => {
  if (items.length === 0) throw wrong(place, 'a filter without alternatives matches nothing')
  const alternatives = items.map((item) => alternative(item, place))
  return (value) => {
    // A list without items is a field without a value.
    const candidates: unknown[] = Array.isArray(value) ? (value.length > 0 ? value : [undefined]) : [value]
    return candidates.some((candidate) => alternatives.some((matches) => matches(candidate)))
  }
}

const either = (branches: unknown, place: Place): Pattern => {
  if (!Array.isArray(branches) || branches.length === 0) throw wrong(place, '$or takes a list of patterns')
  const compiled = branches.map((branch, index) =>
    compile(branch, { ...place, path: `${place.path}[${index}]` }),
  )
  return (event) => compiled.some((matches) => matches(event))
}

const compile = (pattern: unknown, place: Place): Pattern => {
  if (!isObject(pattern)) throw wrong(place, `a pattern is an object, not ${JSON.stringify(pattern)}`)
  const fields = Object.entries(pattern).map(([name, wanted]): Pattern => {
    const here = at(place, name)
    if (name === '$or') return either(wanted, here)
    const matches = Array.isArray(wanted) ? leaf(wanted, here) : compile(wanted, here)
    return (event) => {
      if (Array.isArray(event)) return event.some((item) => matches(isObject(item) ? item[name] : undefined))
      return matches(isObject(event) ? event[name] : undefined)
    }
  })
  return (event) => fields.every((matches) => matches(event))
}

/** Compiles a pattern. Throws `PatternProblem` for what is none. */
export const compilePattern = (pattern: unknown, known: ReadonlySet<string>): Pattern =>
  compile(pattern, { path: '', operators: known })
