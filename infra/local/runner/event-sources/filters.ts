import { compilePattern, filterOperators, PatternProblem } from '../../wire/event-pattern.ts'
import { notImplemented, wrongTemplate } from '../refusal.ts'

/** Whether a record passes. */
export type Filter = (record: unknown) => boolean

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

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
  let matches: Filter
  try {
    matches = compilePattern(content, filterOperators)
  } catch (error) {
    if (!(error instanceof PatternProblem)) throw error
    const where = `${place} filter${error.path}`
    throw error.unknown === undefined
      ? wrongTemplate(where, error.message)
      : notImplemented(where, error.message)
  }
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
