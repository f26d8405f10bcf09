import { notImplemented, wrongTemplate } from '../refusal.ts'

/**
 * Filter criteria of event source mappings. A pattern mirrors the record; its leaves are lists of alternatives. What is
 * not written does not matter; a field of the record that holds a list matches when one of its items does.
 */
export type Filter = (record: unknown) => boolean

type Alternative = (value: unknown) => boolean
/** `undefined` stands for a field that is not there. */
type Rule = (argument: unknown, place: string) => Alternative

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

const isScalar = (value: unknown): boolean =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value)

const text = (argument: unknown, place: string): string => {
  if (typeof argument === 'string') return argument
  throw wrongTemplate(place, `a text is wanted, not ${JSON.stringify(argument)}`)
}

const startsWith: Rule = (argument, place) => {
  const wanted = text(argument, place)
  return (value) => typeof value === 'string' && value.startsWith(wanted)
}

const endsWith: Rule = (argument, place) => {
  const wanted = text(argument, place)
  return (value) => typeof value === 'string' && value.endsWith(wanted)
}

const equalsIgnoringCase: Rule = (argument, place) => {
  const wanted = text(argument, place).toLowerCase()
  return (value) => typeof value === 'string' && value.toLowerCase() === wanted
}

const comparisons: Record<string, (a: number, b: number) => boolean> = {
  '=': (a, b) => a === b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
}

/** Only JSON numbers compare: a number inside a DynamoDB record is a text, and never matches, as in AWS. */
const numeric: Rule = (argument, place) => {
  const parts = Array.isArray(argument) ? argument : []
  if (parts.length !== 2 && parts.length !== 4)
    throw wrongTemplate(place, 'numeric takes one or two comparisons')
  const tests: ((value: number) => boolean)[] = []
  for (let at = 0; at < parts.length; at += 2) {
    const compare = comparisons[String(parts[at])]
    const limit: unknown = parts[at + 1]
    if (compare === undefined || typeof limit !== 'number') {
      throw wrongTemplate(place, `numeric does not know ${JSON.stringify(parts.slice(at, at + 2))}`)
    }
    tests.push((value) => compare(value, limit))
  }
  return (value) => typeof value === 'number' && tests.every((test) => test(value))
}

const anythingBut: Rule = (argument, place) => {
  if (isObject(argument)) {
    const inner = alternative(argument, place)
    return (value) => value !== undefined && isScalar(value) && !inner(value)
  }
  const unwanted: unknown[] = Array.isArray(argument) ? argument : [argument]
  if (!unwanted.every(isScalar)) throw wrongTemplate(place, 'anything-but takes texts and numbers')
  return (value) => value !== undefined && isScalar(value) && !unwanted.includes(value)
}

/** Sees leaves only: a field that holds an object counts as not there, as in AWS. */
const exists: Rule = (argument, place) => {
  if (typeof argument !== 'boolean') throw wrongTemplate(place, 'exists is true or false')
  return (value) => (value !== undefined && !isObject(value)) === argument
}

const rules: Record<string, Rule> = {
  prefix: startsWith,
  suffix: endsWith,
  'equals-ignore-case': equalsIgnoringCase,
  numeric,
  'anything-but': anythingBut,
  exists,
}

function alternative(item: unknown, place: string): Alternative {
  if (isScalar(item)) return (value) => value === item
  const [entry, ...more] = isObject(item) ? Object.entries(item) : []
  if (entry === undefined || more.length > 0) {
    throw wrongTemplate(place, `${JSON.stringify(item)} is not an alternative`)
  }
  const [name, argument] = entry
  const rule = rules[name]
  if (rule === undefined) throw notImplemented(place, `the filter rule ${name}`)
  return rule(argument, `${place}.${name}`)
}

const leaf = (items: unknown[], place: string): Filter => {
  if (items.length === 0) throw wrongTemplate(place, 'a filter without alternatives matches nothing')
  const alternatives = items.map((item) => alternative(item, place))
  return (value) => {
    const candidates: unknown[] = Array.isArray(value) && value.length > 0 ? value : [value]
    return candidates.some((candidate) => alternatives.some((matches) => matches(candidate)))
  }
}

const either = (branches: unknown, place: string): Filter => {
  if (!Array.isArray(branches) || branches.length === 0)
    throw wrongTemplate(place, '$or takes a list of patterns')
  const compiled = branches.map((branch, index) => compile(branch, `${place}[${index}]`))
  return (record) => compiled.some((matches) => matches(record))
}

function compile(pattern: unknown, place: string): Filter {
  if (!isObject(pattern)) throw wrongTemplate(place, `a pattern is an object, not ${JSON.stringify(pattern)}`)
  const fields = Object.entries(pattern).map(([name, wanted]): Filter => {
    const here = `${place}.${name}`
    if (name === '$or') return either(wanted, here)
    const matches = Array.isArray(wanted) ? leaf(wanted, here) : compile(wanted, here)
    return (record) => {
      if (Array.isArray(record))
        return record.some((item) => matches(isObject(item) ? item[name] : undefined))
      return matches(isObject(record) ? record[name] : undefined)
    }
  })
  return (record) => fields.every((matches) => matches(record))
}

const parsed = (value: string): unknown => {
  try {
    return JSON.parse(value) as unknown
  } catch {
    return undefined
  }
}

/**
 * A queue's pattern sees the body as JSON when the pattern's `body` is an object, and as plain text when it is a list.
 * A body of the other kind does not pass, whatever else the pattern says: `undefined`.
 */
const readableBody = (record: unknown, wantsJson: boolean): unknown => {
  if (!isObject(record) || typeof record['body'] !== 'string') return record
  const json = parsed(record['body'])
  if (wantsJson) return isObject(json) ? { ...record, body: json } : undefined
  return isObject(json) ? undefined : record
}

/**
 * Compiles a filter pattern.
 * @param pattern JSON, as in `FilterCriteria.Filters[].Pattern`
 * @throws ConfigError for a rule that is not known, and for a pattern that is none
 */
export const compileFilter = (pattern: string, source: 'queue' | 'stream', place: string): Filter => {
  const content = parsed(pattern)
  if (!isObject(content)) throw wrongTemplate(place, `the filter pattern ${pattern} is not a JSON object`)
  const matches = compile(content, `${place} filter`)
  const body = content['body']
  if (source === 'stream' || body === undefined) return matches
  return (record) => {
    const readable = readableBody(record, isObject(body))
    return readable !== undefined && matches(readable)
  }
}

/** A record passes when one of the patterns matches, or there is none. */
export const compileFilters = (patterns: string[], source: 'queue' | 'stream', place: string): Filter => {
  const filters = patterns.map((pattern) => compileFilter(pattern, source, place))
  return filters.length === 0 ? () => true : (record) => filters.some((matches) => matches(record))
}
