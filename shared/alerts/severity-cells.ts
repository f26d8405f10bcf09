import { InputError } from '../errors.ts'
import { measures } from '../model/designation.ts'
import { rules } from '../model/match.ts'
import type { SeverityCell } from '../model/supplier.ts'
import { severityScale } from './severity.ts'

/** Cells of a customer's severity table as people write them: `blocking/name/review/2+=high`, `debarment=low`. */

const refuse = (text: string, reason: string, allowed: readonly string[]): never => {
  throw new InputError(
    `${text}: ${reason}`,
    [{ file: 'request', field: 'severity', reason }],
    `Write measure/rule/score/tier=severity, * or nothing for any. One of: ${allowed.join(', ')}.`,
  )
}

const oneOf = <T extends string>(text: string, what: string, value: string, allowed: readonly T[]): T =>
  allowed.find((one) => one === value) ?? refuse(text, `"${value}" is no ${what}`, allowed)

/** `blocking/name` → the cell's place. */
export const parsePlace = (text: string): Omit<SeverityCell, 'severity'> => {
  const [measure = '', rule = '*', score = '*', tier = '*', ...rest] = text
    .split('/')
    .map((part) => (part.trim() === '' ? '*' : part.trim()))
  if (rest.length > 0) return refuse(text, 'has more than measure, rule, score and tier', [])
  return {
    measure: oneOf(text, 'measure', measure, [...measures, '*']),
    rule: oneOf(text, 'rule', rule, [...rules, '*']),
    score: oneOf(text, 'band of the score', score, ['strong', 'review', '*']),
    tier: oneOf(text, 'tier', tier, ['1', '2+', '*']),
  }
}

/** `blocking/name=high` → the cell. Throws `InputError`. */
export const parseCell = (text: string): SeverityCell => {
  const equals = text.lastIndexOf('=')
  if (equals <= 0) return refuse(text, 'has no severity', severityScale)
  return {
    ...parsePlace(text.slice(0, equals)),
    severity: oneOf(text, 'severity', text.slice(equals + 1).trim(), severityScale),
  }
}

export const placeOf = ({ measure, rule, score, tier }: Omit<SeverityCell, 'severity'>): string =>
  `${measure}/${rule}/${score}/${tier}`

/** A table with some cells set or taken away; a cell of the same place is replaced. */
export const withCells = (
  cells: readonly SeverityCell[],
  change: { set: readonly SeverityCell[]; unset: readonly Omit<SeverityCell, 'severity'>[] },
): SeverityCell[] => {
  const byPlace = new Map(cells.map((cell) => [placeOf(cell), cell]))
  for (const place of change.unset) byPlace.delete(placeOf(place))
  for (const cell of change.set) byPlace.set(placeOf(cell), cell)
  return [...byPlace.values()].sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1))
}
