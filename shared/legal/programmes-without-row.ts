import type { Designation } from '../model/designation.ts'
import type { SourceId } from '../model/source.ts'
import { holdsOn, measuresOf, unknownProgrammes } from './consequences.ts'
import { effects } from './effects.ts'

/** A programme under which active entries of a list stand, and that the table of legal effects has no row for. */
export interface ProgrammeWithoutRow {
  program: string
  /** Active entries that would be told without a legal sentence for it. */
  entries: number
  /** One of them. */
  example: string
}

/** What an entry that names no programme is counted under. */
export const noProgramme = '(no programme stated)'

/**
 * Whether a list can have such programmes on a day (ISO date). Rows for `*` stand for every programme of their list, new
 * ones included: being on the SDN List blocks, whatever the tag.
 */
export const mayLackRows = (source: SourceId, on: string): boolean =>
  !effects.some((effect) => effect.source === source && effect.programs === '*' && holdsOn(effect, on))

/** The programmes of a list's active entries that no row covers on a day (ISO date), by name. */
export const programmesLackingRows = (
  designations: Iterable<Designation>,
  on: string,
): ProgrammeWithoutRow[] => {
  const found = new Map<string, ProgrammeWithoutRow>()
  for (const designation of designations) {
    if (!measuresOf(designation, on).includes('unknown-effect')) continue
    const unknown = unknownProgrammes(designation, on)
    for (const program of unknown.length === 0 ? [noProgramme] : new Set(unknown)) {
      const before = found.get(program)
      found.set(program, {
        program,
        entries: (before?.entries ?? 0) + 1,
        example: before?.example ?? designation.name,
      })
    }
  }
  return [...found.values()].sort((a, b) => (a.program < b.program ? -1 : 1))
}
