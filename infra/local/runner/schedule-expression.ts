import { Cron } from 'croner'
import { wrongTemplate } from './refusal.ts'

const minute = 60_000
const units: Record<string, number> = { minute, hour: 60 * minute, day: 24 * 60 * minute }

export type Expression =
  | { kind: 'rate'; everyMilliseconds: number }
  /** A pattern as croner reads it; weekdays count from Sunday = 1, as in AWS. */
  | { kind: 'cron'; pattern: string }
  /** Local time of the schedule's own zone, without offset. */
  | { kind: 'at'; localTime: string }

const parse = (text: string): Expression | undefined => {
  const [, kind, inner = ''] = /^(rate|cron|at)\((.*)\)$/.exec(text.trim()) ?? []
  if (kind === 'rate') {
    const [, count, unit] = /^([1-9]\d*) (minute|hour|day)s?$/.exec(inner) ?? []
    return count === undefined || unit === undefined
      ? undefined
      : { kind, everyMilliseconds: Number(count) * (units[unit] ?? minute) }
  }
  if (kind === 'at') {
    return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(inner) ? { kind, localTime: inner } : undefined
  }
  if (kind !== 'cron') return undefined
  // Six fields, and one of day-of-month and day-of-week is "?".
  const fields = inner.trim().split(/\s+/)
  if (fields.length !== 6 || (fields[2] === '?') === (fields[4] === '?')) return undefined
  return { kind, pattern: `0 ${fields.join(' ')}` }
}

/** A croner job that does nothing by itself. */
export const cronJob = (expression: Expression & { kind: 'cron' | 'at' }, timezone: string): Cron =>
  new Cron(expression.kind === 'cron' ? expression.pattern : expression.localTime, {
    timezone,
    paused: true,
    // AWS: weekdays are 1 (Sunday) to 7, and 0/15 steps from a start.
    alternativeWeekdays: true,
    sloppyRanges: true,
  })

/**
 * The meaning of `rate(…)`, `cron(…)` or `at(…)`.
 * @throws ConfigError when it is none of them, or its zone is unknown
 */
export const checkExpression = (text: string, timezone: string, place: string): Expression => {
  const expression = parse(text)
  if (expression === undefined) throw wrongTemplate(place, `the schedule "${text}" is not understood`)
  if (expression.kind !== 'rate') {
    try {
      cronJob(expression, timezone).nextRun()
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      throw wrongTemplate(place, `the schedule "${text}" in ${timezone} is not understood: ${why}`)
    }
  }
  return expression
}
