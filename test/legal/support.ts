import type { Designation } from '../../shared/model/designation.ts'
import type { SourceId } from '../../shared/model/source.ts'
import { emptyFacts } from '../../shared/sources/reader.ts'

/** A listing with some programmes, and whatever else a test wants of it. */
export const listing = (
  source: SourceId,
  programs: string[],
  more: Partial<Designation> = {},
): Designation => ({
  ...emptyFacts(source, 'organisation', 'Example Works'),
  id: 'example-works',
  programs,
  ...more,
})

/** The directive note of OFAC's entries: E.O. 13662 and E.O. 14024 word it alike. */
export const directive = (order: string, number: string): Partial<Designation> => ({
  notes: [
    {
      label: `Executive Order ${order} Directive Information`,
      value: `Subject to Directive ${number} - as published`,
    },
  ],
})
