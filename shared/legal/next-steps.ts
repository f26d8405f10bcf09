import type { Measure } from '../model/designation.ts'
import type { SourceId } from '../model/source.ts'

/**
 * What to do next, as data that counsel can read and correct. A step rests on a rule or on published guidance, which it
 * cites, or it is ordinary care, and then says so: a step without a source is never dressed up as a duty.
 */
export interface Step {
  id: string
  text: string
  /** The rule or guidance that it follows. */
  source: string
  /** ISO date of the last comparison with the source; `null`: nobody could look it up, counsel should. */
  checkedOn: string | null
}

const care = 'ordinary care, no rule'
const read = '2026-11-26'

const row = (id: string, text: string, source: string, checkedOn: string | null = read): Step => ({
  id,
  text,
  source,
  checkedOn,
})

/** Before anything else: is it the listed party at all? */
const compareSteps: Readonly<Record<'ofac' | 'other', Step>> = {
  ofac: row(
    'compare-ofac',
    'Compare the listed party with yours: kind of party, the whole name, address, nationality, date of birth, former names. Where many of these are missing on your side, get them first.',
    'OFAC FAQ 5 and FAQ 23',
  ),
  other: row(
    'compare',
    'Compare the listed party with yours: registered name, address, identifiers, owners. Where these are missing on your side, get them first.',
    care,
  ),
}

const holdSending = row(
  'hold-sending',
  'Hold whatever you are about to send, lend or disclose to the party until you know whether it needs a licence.',
  '15 CFR 744.11; 15 CFR 744.16',
  '2026-11-22',
)
const traceImports = (source: string): Step =>
  row(
    `trace-imports-${source === '19 CFR 12.43' ? 'order' : 'presumption'}`,
    'Find which shipments and products contain its goods, on the way and on order, and what proves where they come from.',
    source,
    '2026-11-22',
  )

export const measureSteps: Readonly<Partial<Record<Measure, readonly Step[]>>> = {
  blocking: [
    row(
      'hold-dealings',
      'Hold orders, deliveries and payments that involve the party until you have decided. Unless the match is exact, ask OFAC before you block anything.',
      'OFAC FAQ 23',
    ),
    row(
      'report-blocking',
      'If property is blocked or a transaction rejected, note the day: a report to OFAC is due.',
      '31 CFR 501.603; 31 CFR 501.604',
    ),
  ],
  'export-licence': [holdSending],
  'no-licence-exception': [holdSending],
  'export-denial': [holdSending],
  'military-end-user': [holdSending],
  'import-detention': [traceImports('19 CFR 12.43')],
  'import-seizure': [traceImports('19 CFR 12.43')],
  'import-presumption': [traceImports('Pub. L. 117-78, section 3(b)')],
  'investment-ban': [
    row(
      'find-holdings',
      'Find whether you hold or trade its securities, directly or through funds.',
      care,
      null,
    ),
  ],
  'correspondent-account': [row('find-payments', 'Find which payments run through the bank.', care, null)],
  'debt-equity': [row('find-financing', 'Find which financing and payment terms you grant it.', care, null)],
}

/** Where an owner of the supplier was met by a listing whose law adds shares up. */
export const findShares = row(
  'find-shares',
  'Find out who owns your supplier, directly and through others, and how much each holds: from its register or filings. Enter it as owners in your supplier file; the sum is then worked out again.',
  'OFAC guidance of 13 August 2014; Supplement No. 8 to 15 CFR part 744',
)
/** Where an officer of the supplier was met. */
export const keepOfficerOut = row(
  'keep-officer-out',
  'Find out what the listed person does at your supplier, and keep them out of your dealings with it: no contract that they sign, no service of theirs.',
  'OFAC FAQ 398; OFAC FAQ 400',
)

export const noteAnchors = row(
  'note-anchors',
  'Note the days from which the clocks run, for only you know them; enter them to have the last days counted: npx tierwatch anchor.',
  'the rules that are cited beside the clocks',
)
export const recordDecision = row(
  'record-decision',
  'Record your decision and its reason; ask counsel where the legal effect is not plain.',
  care,
)
export const askCounsel = row(
  'ask-counsel',
  'Ask counsel what this listing does: no row of the table of legal effects speaks of it.',
  care,
)
export const waitForEffect = row(
  'wait-for-publication',
  'Nothing is in force yet: prepare, and look at the document again when it is published.',
  care,
)

/** Steps after a match ended, by how it ended. */
export const endedSteps: Readonly<Record<string, Step>> = {
  'withdrawn-from-table': row(
    'ask-cbp',
    'Find out from CBP whether the order is revoked: a row that is gone from its table does not say so.',
    '19 CFR 12.42',
    '2026-11-22',
  ),
  delisted: row(
    'look-elsewhere',
    'Check whether the party is still listed under another name, number or list: a removal can be a move.',
    care,
  ),
  'listing-inactive': row(
    'read-status',
    'Read the status in the publication: an order can be suspended, modified or under litigation and come back.',
    care,
  ),
  moved: row(
    'go-on-there',
    'Go on with the match under the other number: the listing goes on there, and what you decided here has to be decided there.',
    care,
  ),
  other: row(
    'look-at-facts',
    'Check what changed: your supplier file, the entry, or the facts on which the two had met.',
    care,
  ),
}
export const whileItWasOpen = row(
  'while-open',
  'Check what happened while the match was open: property that you hold, shipments that are detained, reports that are due. The end of the match ends none of these.',
  '31 CFR 501.603; 19 CFR 12.43',
)

export const compareStepOf = (source: SourceId): Step =>
  source === 'ofac-sdn' || source === 'ofac-nonsdn' ? compareSteps.ofac : compareSteps.other
