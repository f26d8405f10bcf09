import type { Designation } from '../model/designation.ts'
import type { Evaluation } from '../model/match.ts'
import type { SupplierFacts } from '../model/supplier.ts'
import { evaluateAddress } from './addresses.ts'
import { evaluateGoods } from './goods.ts'
import { evaluateIdentifier } from './identifiers.ts'
import type { ScreeningModel } from './model.ts'
import { evaluateName } from './name-rule.ts'

/**
 * All that a designation and a supplier have to do with each other: at most one evaluation for each rule, and only
 * those at or above `review`. Inactive designations and inactive subjects meet nobody.
 */
export const evaluatePair = (
  designation: Designation,
  supplier: SupplierFacts,
  model: ScreeningModel,
): Evaluation[] => {
  if (designation.status !== 'active') return []
  return [
    evaluateName(designation, supplier, model),
    evaluateIdentifier(designation, supplier),
    evaluateAddress(designation, supplier, model),
    evaluateGoods(designation, supplier),
  ].filter((evaluation): evaluation is Evaluation => evaluation !== null)
}
