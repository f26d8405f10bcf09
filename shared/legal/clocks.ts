import type { Clock } from './effect.ts'
import { addBusinessDays, addDays, addMonths } from './calendar.ts'

/** Events that legal clocks run from. Only the customer knows their dates: none is ever taken from an alert. */
export const anchorIds = [
  'importation',
  'presentation',
  'detention-decision',
  'exclusion-notice',
  'blocking',
  'rejection',
] as const
export type AnchorId = (typeof anchorIds)[number]

export const isAnchorId = (value: string): value is AnchorId =>
  (anchorIds as readonly string[]).includes(value)

/** What each anchor is, as the customer's papers say it. */
export const anchorWords: Readonly<Record<AnchorId, string>> = {
  importation: 'the goods were imported',
  presentation: 'the goods were presented for examination (in a condition to be viewed and examined)',
  'detention-decision': 'CBP decided to detain, or failed to release in time',
  'exclusion-notice': 'CBP delivered or mailed its notice of exclusion',
  blocking: 'the property became blocked',
  rejection: 'the transaction was rejected',
}

/** How a clock counts. The day of the anchor itself is never counted. */
export type ClockRule =
  | { anchor: AnchorId; amount: number; unit: 'months' | 'days' | 'business-days' }
  /** Due on a day of the year, for whoever still holds the property on another: 30 June, 30 September. */
  | { anchor: AnchorId; unit: 'yearly'; heldOn: string; dueOn: string }

/** The day on which a clock runs out that began on a day (ISO dates). */
export const deadlineOf = (rule: ClockRule, on: string): string => {
  switch (rule.unit) {
    case 'months':
      return addMonths(on, rule.amount)
    case 'days':
      return addDays(on, rule.amount)
    case 'business-days':
      return addBusinessDays(on, rule.amount)
    case 'yearly': {
      const year = Number(on.slice(0, 4))
      return `${on <= `${year}-${rule.heldOn}` ? year : year + 1}-${rule.dueOn}`
    }
  }
}

/** How the deadline was counted, in words. */
export const countingWords = (rule: ClockRule): string => {
  switch (rule.unit) {
    case 'months':
      return `${rule.amount} calendar months`
    case 'days':
      return `${rule.amount} calendar days`
    case 'business-days':
      return `${rule.amount} business days, without weekends and federal holidays (5 U.S.C. 6103)`
    case 'yearly':
      return 'yearly, while the property is held'
  }
}

/** A clock as it is told: "… (31 CFR 501.603)." */
export const clockSentence = ({ text, citation }: Clock): string =>
  `${text.replace(/\.$/, '')} (${citation}).`
