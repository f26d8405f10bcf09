import {
  askCounsel,
  compareStepOf,
  endedSteps,
  findShares,
  keepOfficerOut,
  measureSteps,
  noteAnchors,
  recordDecision,
  type Step,
  waitForEffect,
  whileItWasOpen,
} from '../legal/next-steps.ts'
import type { Alert, Consequence, NextStep } from '../model/alert.ts'

type Told = Pick<
  Alert,
  | 'kind'
  | 'source'
  | 'designation'
  | 'consequences'
  | 'clocks'
  | 'alsoOpen'
  | 'resolvedBecause'
  | 'measure'
  | 'met'
>

const asStep = ({ text, source }: Step): NextStep => ({ text, source })

const afterTheEnd = ({ designation, resolvedBecause, alsoOpen }: Told): (Step | undefined)[] => [
  resolvedBecause === 'listing-inactive'
    ? endedSteps['listing-inactive']
    : resolvedBecause === 'delisted' || resolvedBecause === 'withdrawn-from-table'
      ? endedSteps[designation.status]
      : endedSteps[resolvedBecause === 'moved' ? 'moved' : 'other'],
  whileItWasOpen,
  ...(alsoOpen.length > 0
    ? [
        {
          ...recordDecision,
          text: 'Decide the other open matches of the same supplier: they stand as before.',
        },
      ]
    : []),
]

/** Steps of a measure are told where it acts on the supplier, or nobody can say that it does not. */
const actsOnSupplier = ({ onSupplier }: Consequence): boolean =>
  onSupplier === undefined || !['below', 'not-reached', 'not-in-force'].includes(onSupplier.state)

/** Whether the law of some listing counts what listed owners hold: of others a share decides nothing. */
const countsShares = ({ onSupplier }: Consequence): boolean =>
  onSupplier !== undefined && ['reached', 'unknown', 'below', 'not-in-force'].includes(onSupplier.state)

/** What to do next, each with the rule or guidance that it follows. */
export const nextStepsOf = (alert: Told): NextStep[] => {
  const steps: (Step | undefined)[] =
    alert.kind === 'resolved'
      ? afterTheEnd(alert)
      : [
          compareStepOf(alert.source),
          ...(alert.kind === 'notice' ? [waitForEffect] : []),
          ...(alert.met?.as === 'owner' && alert.consequences.some(countsShares) ? [findShares] : []),
          ...(alert.met?.as === 'officer' && alert.consequences.some(({ measure }) => measure === 'blocking')
            ? [keepOfficerOut]
            : []),
          ...new Set(
            alert.consequences.filter(actsOnSupplier).flatMap(({ measure }) => measureSteps[measure] ?? []),
          ),
          ...(alert.measure === 'unknown-effect' ? [askCounsel] : []),
          ...(alert.clocks.some(({ anchor }) => anchor !== undefined) ? [noteAnchors] : []),
          recordDecision,
        ]
  return steps.filter((step) => step !== undefined).map(asStep)
}
