import type { Severity } from '../model/alert.ts'

/** Which decisions need a second person. */
export const approvalRules = ['none', 'clearings', 'all'] as const
export type ApprovalRule = (typeof approvalRules)[number]

/** How a customer decides on its matches; each customer can change its own. */
export interface DispositionPolicy {
  approval: ApprovalRule
  /** Hours from the sending of an alert until somebody should have taken note of it, by its severity. */
  acknowledgeHours: Record<Severity, number>
  /** Hours until somebody should have decided. */
  decideHours: Record<Severity, number>
  /** A clearing ends at the latest after so many days; absent: it may be for good. */
  maxClearingDays?: number
}

/**
 * The times that hold unless a customer sets its own. Blocking binds at once and is reported within ten business days
 * (31 CFR 501.603), so a critical match is looked at within a working day's half and decided the next day; what is low
 * is looked at within a week. `info` is news of what ended: nothing is asked.
 */
export const defaultPolicy: DispositionPolicy = {
  approval: 'none',
  acknowledgeHours: { critical: 4, high: 24, medium: 72, low: 168, info: 0 },
  decideHours: { critical: 24, high: 72, medium: 240, low: 720, info: 0 },
}

/** Where a customer's policy is kept. */
export interface PolicyStore {
  policy(customerId: string): Promise<DispositionPolicy>
}

export const needsApproval = (policy: DispositionPolicy, decision: 'confirmed' | 'cleared'): boolean =>
  policy.approval === 'all' || (policy.approval === 'clearings' && decision === 'cleared')
