import { InputError } from '../errors.ts'
import { anchorIds, anchorWords, isAnchorId } from '../legal/clocks.ts'
import type { AnchorEvent } from '../model/alert.ts'
import { isoDate, newYorkDay } from '../dates.ts'

/** Where the events that legal clocks run from are kept, as customers enter them. */
export interface Anchors {
  /** The same match, event and reference again replaces what was entered: a date is corrected, not added. */
  put(anchor: AnchorEvent): Promise<void>
  remove(anchor: Pick<AnchorEvent, 'customerId' | 'matchId' | 'anchor' | 'reference'>): Promise<void>
  /** Of one match, or of all. */
  of(customerId: string, matchId?: string): Promise<AnchorEvent[]>
}

const maxReference = 60

const refuse = (field: string, reason: string, nextStep: string): never => {
  throw new InputError(`${field}: ${reason}`, [{ file: 'request', field, reason }], nextStep)
}

/** An event as it is entered: checked, with a day that has come. Throws `InputError`. */
export const anchorOf = (
  entry: {
    customerId: string
    matchId: string
    anchor: string
    /** Today, in the agencies' zone, unless given: a day too late would be a deadline too late. */
    on?: string
    reference?: string
    author: string
  },
  now: Date,
): AnchorEvent => {
  const { anchor, customerId, matchId } = entry
  if (!isAnchorId(anchor)) {
    return refuse(
      'event',
      `"${anchor}" is no event that a clock runs from`,
      `One of: ${anchorIds.map((id) => `${id} (${anchorWords[id]})`).join(', ')}.`,
    )
  }
  const on = entry.on === undefined ? newYorkDay(now.toISOString()) : isoDate(entry.on)
  if (on === undefined) return refuse('date', `"${entry.on}" is not a day`, 'Write it as 2026-10-01.')
  // The agencies' day, at its latest: half a day ahead of UTC would be a day that has come nowhere in the US.
  if (on > now.toISOString().slice(0, 10)) {
    return refuse('date', `${on} has not come yet`, 'A clock runs from an event that has happened.')
  }
  const reference = entry.reference?.trim()
  if (reference !== undefined && (reference.length > maxReference || /[#\p{C}]/u.test(reference))) {
    return refuse(
      'reference',
      'is longer than 60 characters, or has # or control characters in it',
      'Shorten it.',
    )
  }
  if (entry.author.trim() === '') return refuse('author', 'is empty', 'Say who enters it.')
  return {
    customerId,
    matchId,
    anchor,
    on,
    ...(reference === undefined || reference === '' ? {} : { reference }),
    author: entry.author.trim(),
    at: now.toISOString(),
  }
}
