import { severities } from '../alerts/severity.ts'
import { measures } from '../model/designation.ts'
import { earlyNews } from '../model/early-notice.ts'
import { rules } from '../model/match.ts'
import { watchedSources } from '../model/source.ts'

/** What a subscriber may filter on: the attributes of our messages, with the values that they have. */
const filterValues = {
  source: watchedSources,
  measure: measures,
  severity: severities,
  rule: rules,
  tier: /^(?:0|[1-9]\d?)$/,
  kind: ['opened', 'amended', 'resolved', 'reopened', 'notice', 'digest', 'report', 'attestation'],
  news: earlyNews,
} as const satisfies Record<string, readonly string[] | RegExp>

export const filterAttributes = Object.keys(filterValues) as (keyof typeof filterValues)[]

/** SNS takes so many attributes, and so many combinations of their values. */
const mostAttributes = 5
const mostCombinations = 150

/**
 * Why a filter is none that could be meant: a subscriber whose filter has a value that no message has would get nothing,
 * and take it for good news. `undefined` for a filter that can be set.
 */
export const filterFault = (
  filter: Readonly<Record<string, readonly string[]>>,
): { reason: string; nextStep: string } | undefined => {
  const given = Object.entries(filter)
  for (const [attribute, values] of given) {
    const known: readonly string[] | RegExp | undefined = Object.hasOwn(filterValues, attribute)
      ? filterValues[attribute as keyof typeof filterValues]
      : undefined
    if (known === undefined) {
      return {
        reason: `"${attribute}" is not an attribute of our messages`,
        nextStep: `Filter on ${filterAttributes.join(', ')}.`,
      }
    }
    const isKnown = (value: string): boolean =>
      known instanceof RegExp ? known.test(value) : known.includes(value)
    const strange = values.find((value) => !isKnown(value))
    if (strange !== undefined || values.length === 0) {
      return {
        reason: `no message has the ${attribute} "${strange ?? ''}"`,
        nextStep: `Filter on one or more of: ${known instanceof RegExp ? '0, 1, 2, 3 …' : known.join(', ')}.`,
      }
    }
  }
  const combinations = given.reduce((product, [, values]) => product * values.length, 1)
  if (given.length > mostAttributes || combinations > mostCombinations) {
    return {
      reason: `it has ${given.length} attributes in ${combinations} combinations of values; SNS takes ${mostAttributes} in ${mostCombinations}`,
      nextStep: 'Leave an attribute or some values out, or subscribe twice.',
    }
  }
  return undefined
}
