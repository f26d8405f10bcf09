import { checkedOn, type FlowDown } from './effect.ts'

/** The affiliates rule of BIS in time. Both ends inclusive; ISO dates. */
export const affiliatesRule: readonly {
  from: string
  to?: string
  state: 'in-force' | 'stayed'
  citation: string
}[] = [
  { from: '2025-09-29', to: '2025-11-09', state: 'in-force', citation: '90 FR 47201' },
  { from: '2025-11-10', to: '2026-11-09', state: 'stayed', citation: '90 FR 50857' },
  // By the stay's own terms. A later rule may have moved it: `checkedOn` says until when somebody looked.
  { from: '2026-11-10', state: 'in-force', citation: '90 FR 47201; 90 FR 50857' },
]

/** Whether the affiliates rule binds on a day (ISO date); `not-yet` before its first day. */
export const affiliatesRuleOn = (on: string): 'not-yet' | 'in-force' | 'stayed' =>
  affiliatesRule.find(({ from, to }) => from <= on && (to === undefined || on <= to))?.state ?? 'not-yet'

export const ofac50: FlowDown = {
  rule: 'ofac-50-percent',
  law: 'ofac-50-percent',
  text: 'An entity that one or more blocked persons own 50 percent or more, directly or indirectly and in the aggregate, is blocked too, listed or not (50 Percent Rule); control without ownership does not count.',
  citation: 'OFAC guidance of 13 August 2014; OFAC FAQ 398',
}

export const bisAffiliates: FlowDown = {
  rule: 'bis-affiliates',
  law: 'bis-affiliates',
  text: `A foreign affiliate that listed parties own 50 percent or more, directly or indirectly and in the aggregate, bears the same requirements under the affiliates rule; the rule was in force from 2025-09-29, stayed from 2025-11-10 to 2026-11-09, and is in force again from 2026-11-10 by its own terms; no extension found as of ${checkedOn}.`,
  citation: '90 FR 47201; 90 FR 50857',
}
