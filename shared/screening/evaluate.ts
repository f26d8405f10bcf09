import type { Designation } from '../model/designation.ts'
import type { Evaluation, Thresholds } from '../model/match.ts'
import type { SupplierFacts } from '../model/supplier.ts'
import { evaluateAddress } from './addresses.ts'
import { evaluateGoods } from './goods.ts'
import { evaluateIdentifier } from './identifiers.ts'
import { evaluateLabour } from './labour.ts'
import type { ScreeningModel } from './model.ts'
import { evaluateName } from './name-rule.ts'
import { thresholds, underThresholds } from './thresholds.ts'

/**
 * All that a designation and a supplier have to do with each other: at most one evaluation for each rule, and only
 * those at or above `review`: the standard one, or a customer's own. Inactive designations and inactive subjects meet nobody.
 */
export const evaluatePair = (
  designation: Designation,
  supplier: SupplierFacts,
  model: ScreeningModel,
  own: Thresholds = thresholds,
): Evaluation[] => {
  // Each rule asks whether the designation is active, after what says no for nearly all candidates.
  const name = underThresholds(evaluateName(designation, supplier, model), own)
  const identifier = evaluateIdentifier(designation, supplier)
  // Where name or identifier opens the pair, a listed party's address is evidence within that match, not another one.
  const opened = name !== null || identifier !== null
  const address = opened ? null : underThresholds(evaluateAddress(designation, supplier, model), own)
  const goods = evaluateGoods(designation, supplier)
  const labour = evaluateLabour(designation, supplier)
  if (name === null && identifier === null && address === null && goods === null && labour === null) return []
  return [name, identifier, address, goods, labour].filter((evaluation) => evaluation !== null)
}
