import { type Remainder, remainders } from '../legal/remains.ts'
import { isXinjiangRelated } from '../legal/xinjiang.ts'
import type { Alert, Remaining } from '../model/alert.ts'
import type { Designation } from '../model/designation.ts'
import { describeSource } from '../model/source.ts'
import { ruleWords, theList } from './messages/words.ts'

/**
 * What the end of a match leaves standing: first what is known of this supplier, then what holds of every end. The
 * sentences of law come from the table; no alert calls a party clear.
 */
export const remainsOf = (
  alert: Omit<Alert, 'nextSteps' | 'remains'>,
  designation: Designation,
): Remaining[] => {
  const { source, supplier, alsoOpen, resolvedBecause, clocks } = alert
  const told = (kind: Remaining['kind'], { text, source: from }: Remainder): Remaining => ({
    kind,
    text,
    source: from,
  })
  // What is gone from the table, or listed under another number, has no rows here that still stand.
  const gone = ['delisted', 'withdrawn-from-table', 'moved', undefined].includes(resolvedBecause)
  // Inputs of Xinjiang stand in goods of any country; where nothing points to China the sentence would be noise.
  const mayBeOfXinjiang =
    isXinjiangRelated(designation, supplier) ||
    supplier.country === 'CN' ||
    designation.countries.includes('CN') ||
    supplier.goods.some(({ country, region }) => country === 'CN' || region?.startsWith('CN-') === true)
  const subListsLeft = gone ? [] : designation.subLists.map(({ clause }) => `(${clause})`)
  const activeSubjects = gone
    ? []
    : designation.subjects.filter(
        ({ status, name }) => status === 'active' && name !== alert.designation.subject,
      )
  const isOfac = source === 'ofac-sdn' || source === 'ofac-nonsdn'
  return [
    ...alsoOpen.slice(0, 12).map(
      (match): Remaining => ({
        kind:
          match.designationId === designation.id || match.source === source ? 'other-number' : 'other-match',
        text: `Match ${match.matchId} with ${match.designationName} on ${theList(match.source)} is open (${ruleWords[match.rule]}).`,
        source: describeSource[match.source].title,
      }),
    ),
    ...clocks.flatMap(({ deadlines, text }) =>
      deadlines.map(
        ({ dueOn }): Remaining => ({
          kind: 'clock',
          text: `A deadline that you entered the start of runs on, until ${dueOn}: ${text}`,
          source: 'the date that you entered',
        }),
      ),
    ),
    ...(resolvedBecause === 'withdrawn-from-table'
      ? [told('no-revocation', remainders.cbpNoRevocation)]
      : []),
    ...(resolvedBecause === 'no-longer-matching' ||
    resolvedBecause === 'below-threshold' ||
    resolvedBecause === 'supplier-removed'
      ? [told('still-listed', remainders.stillListed)]
      : []),
    ...(subListsLeft.length > 0
      ? [
          {
            kind: 'sub-list' as const,
            text: `The party stands in sub-list${subListsLeft.length === 1 ? '' : 's'} ${subListsLeft.join(', ')} of the list.`,
            source: describeSource[source].title,
          },
        ]
      : []),
    ...(activeSubjects.length > 0
      ? [
          {
            kind: 'sub-list' as const,
            text: `The order names ${activeSubjects.length === 1 ? 'another subject' : `${activeSubjects.length} other subjects`} that ${activeSubjects.length === 1 ? 'is' : 'are'} active.`,
            source: describeSource[source].title,
          },
        ]
      : []),
    told('other-number', remainders.otherNumbers),
    told('other-lists', remainders.otherLists),
    ...(mayBeOfXinjiang ? [told('presumption', remainders.xinjiang)] : []),
    told('owners', source === 'bis-entity-list' ? remainders.bisOwners : remainders.ofacOwners),
    ...(isOfac ? [] : [told('places', remainders.places)]),
  ]
}
