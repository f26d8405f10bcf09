import type { Designation } from '../model/designation.ts'
import type { SupplierFacts } from '../model/supplier.ts'
import type { ScreeningModel } from './model.ts'

/** The candidates of a supplier, and of each the names that are worth comparing, by their positions in `listedNames`. */
export interface Meetings {
  supplier: SupplierFacts
  model: ScreeningModel
  designations: readonly Designation[]
  names: readonly (readonly number[])[]
}

/**
 * What a list index found out when it was last asked for candidates. It spares `evaluatePair` finding out again, and
 * is kept for one supplier only: whoever screens asks for the candidates and then evaluates them. It follows from the
 * designation, the supplier and the model alone, so that evaluations are the same with it and without.
 */
let last: Meetings | undefined
/** The candidate after the one that was asked for last: they are evaluated in their order. */
let next = 0

export const keepMeetings = (meetings: Meetings): void => {
  last = meetings
  next = 0
}

/** Positions of the listed names that are worth comparing, or undefined where it is not known. */
export const knownMeetings = (
  designation: Designation,
  supplier: SupplierFacts,
  model: ScreeningModel,
): readonly number[] | undefined => {
  if (last?.supplier !== supplier || last.model !== model) return undefined
  if (last.designations[next] !== designation) next = last.designations.indexOf(designation)
  const names = last.names[next]
  next += 1
  return names
}
