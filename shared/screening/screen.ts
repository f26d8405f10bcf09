import type { Designation } from '../model/designation.ts'
import type { Evaluation } from '../model/match.ts'
import type { SupplierFacts } from '../model/supplier.ts'
import { evaluatePair } from './evaluate.ts'
import type { ListIndex } from './list-index.ts'
import type { ScreeningModel } from './model.ts'

export interface Screened {
  designation: Designation
  evaluation: Evaluation
}

/** Screens one supplier against a list: every evaluation at or above `review`, the highest score first. */
export const screenSupplier = (
  index: ListIndex,
  supplier: SupplierFacts,
  model: ScreeningModel,
): Screened[] => {
  const screened: Screened[] = []
  for (const designation of index.promising(supplier))
    for (const evaluation of evaluatePair(designation, supplier, model))
      screened.push({ designation, evaluation })
  return screened.sort((a, b) => b.evaluation.score - a.evaluation.score)
}
