import { anchorWords, clockSentence, countingWords, deadlineOf } from '../legal/clocks.ts'
import type { Clock } from '../legal/effect.ts'
import { effectOf } from '../legal/effects.ts'
import type { Alert, AlertClock, AnchorEvent, Consequence } from '../model/alert.ts'

const deadlinesOf = ({ rule }: Clock, anchors: readonly AnchorEvent[]): AlertClock['deadlines'] =>
  rule === undefined
    ? []
    : anchors
        .filter(({ anchor }) => anchor === rule.anchor)
        .toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0))
        .map(({ on, reference, author }) => ({
          anchoredOn: on,
          dueOn: deadlineOf(rule, on),
          counted: countingWords(rule),
          ...(reference === undefined ? {} : { reference }),
          author,
        }))

/**
 * The clocks of what a listing means, each once. A date is counted only from an event that the customer entered, never
 * from the alert. Of a match that ended only those are told that run: its end stops none of them.
 */
export const clocksOf = (
  consequences: readonly Consequence[],
  anchors: readonly AnchorEvent[],
  kind: Alert['kind'],
): AlertClock[] => {
  const clocks = new Map<string, Clock>()
  for (const { effectId } of consequences) {
    for (const clock of effectOf(effectId)?.clocks ?? []) clocks.set(clockSentence(clock), clock)
  }
  return [...clocks]
    .map(([text, clock]) => ({
      ...(clock.rule === undefined ? {} : { anchor: clock.rule.anchor }),
      anchorWords: clock.rule === undefined ? clock.anchor : anchorWords[clock.rule.anchor],
      text,
      citation: clock.citation,
      deadlines: deadlinesOf(clock, anchors),
    }))
    .filter(({ deadlines }) => kind !== 'resolved' || deadlines.length > 0)
}
