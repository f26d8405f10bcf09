import type { LedgerReader } from '../reader.ts'
import { baselineReader, parserVersion } from './baseline.ts'
import { planRule } from './fold-rule.ts'
import { readRule } from './read-rule.ts'

/**
 * The Entity List (supplement no. 4 to part 744 of the EAR): a baseline, and the Federal Register rules folded over it
 * (see `fold-rule.ts`).
 */
export const bisEntityListReader: LedgerReader = {
  source: 'bis-entity-list',
  parserVersion,
  baseline: baselineReader,
  readRule,
  planRule,
}

export { entriesTouched, planRule, type CurrentFacts, type RulePlan } from './fold-rule.ts'
