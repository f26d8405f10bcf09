import { ConfigError, ConflictError, TransientError } from '../../../shared/errors.ts'
import { designationsAtHead } from '../../../shared/lists/read-list.ts'
import { type Decided, matchIdOf } from '../../../shared/matches/disposition.ts'
import { rescreenOwned } from '../../../shared/matches/rescreen.ts'
import type { Designation } from '../../../shared/model/designation.ts'
import type { Match } from '../../../shared/model/match.ts'
import type { SupplierFacts } from '../../../shared/model/supplier.ts'
import type { System } from '../../system/system.ts'

export const findMatch = async (system: System, matchId: string): Promise<Match> => {
  for (const { customerId } of await system.registry.customers()) {
    for await (const match of system.registry.matches(customerId)) {
      if (matchIdOf(match) === matchId) return match
    }
  }
  throw new ConfigError(`There is no match "${matchId}"`, 'Its id stands in npx tierwatch matches.')
}

/** Both sides of a match as they stand. */
export const sidesOf = async (
  system: System,
  match: Match,
): Promise<{ listed: Designation | null; supplier: SupplierFacts | null }> => {
  const { designations } = await designationsAtHead(system.lists, match.source, [match.designationId])
  const [supplier = null] = await system.registry.suppliersById(match.customerId, [match.supplierId])
  return { listed: designations.get(match.designationId) ?? null, supplier }
}

const maxAttempts = 5

/**
 * Writes what is decided on a match. A screening that only looked again in between does not matter; another person's act
 * or a transition does: then nothing is written, and whoever decides looks again.
 */
export const recordDecision = async (
  system: System,
  seen: Match,
  decide: (match: Match) => Decided,
): Promise<Match> => {
  let match = seen
  for (let attempt = 1; ; attempt++) {
    const decided = decide(match)
    try {
      await system.dispositions.record(match, decided)
    } catch (error) {
      if (!(error instanceof ConflictError) || attempt >= maxAttempts) throw error
      const now = await system.registry.match(seen)
      if (!now || now.revision !== seen.revision || (now.acts ?? 0) !== (seen.acts ?? 0)) {
        throw new ConflictError(
          'The match changed while it was decided on; nothing was written',
          `Look at it again: npx tierwatch matches ${seen.customerId} --explain.`,
          { cause: error },
        )
      }
      match = now
      continue
    }
    await askForSums(system, decided.match)
    return decided.match
  }
}

/** The decision stands by now, whatever becomes of this. */
const askForSums = async (system: System, decided: Match): Promise<void> => {
  try {
    await rescreenOwned(system.registry, decided, new Date().toISOString())
  } catch (error) {
    throw new TransientError(
      `The decision on ${matchIdOf(decided)} is recorded; what the other listed owners of ${decided.supplierId} hold together was not worked out again`,
      'The watchdog asks for it again within the hour.',
      { cause: error },
    )
  }
}
