import { checkedOn, type FlowDown } from './effect.ts'

/** The affiliates rule of BIS in time. Both ends inclusive. */
export const affiliatesRule: readonly { from: string; to?: string; state: 'in-force' | 'stayed'; citation: string }[] = [
  { from: '2025-09-29', to: '2025-11-09', state: 'in-force', citation: '90 FR 47201' },
  { from: '2025-11-10', to: '2026-11-09', state: 'stayed', citation: '90 FR 50857' },
  // By the stay's own terms. A later rule may have moved it: `checkedOn` says until when we looked.
  { from: '2026-11-10', state: 'in-force', citation: '90 FR 47201; 90 FR 50857' },
]

/** Whether the affiliates rule binds on a day (ISO date); `not-yet` before its first day. */
export const affiliatesRuleOn = (on: string): 'not-yet' | 'in-force' | 'stayed' =>
  affiliatesRule.find(({ from, to }) => from <= on && (to === undefined || on <= to))?.state ?? 'not-yet'

export const ofac50: FlowDown = {
  rule: 'ofac-50-percent',
  text:
    'Entities that one or more blocked persons own 50 percent or more, directly or indirectly and in the aggregate, are blocked too, whether or not they are listed (50 Percent Rule). Control without ownership does not count.',
  citation: "OFAC's Revised Guidance on Entities Owned by Persons Whose Property and Interests in Property Are Blocked (13 August 2014)",
}

export const bisAffiliates: FlowDown = {
  rule: 'bis-affiliates',
  text: `Foreign affiliates that listed parties own 50 percent or more, directly or indirectly and in the aggregate, bear the same requirements under the affiliates rule: in force from 2025-09-29 to 2025-11-09, stayed from 2025-11-10 to 2026-11-09, and in force again from 2026-11-10 by its own terms; no extension found as of ${checkedOn}.`,
  citation: '90 FR 47201; 90 FR 50857',
}
