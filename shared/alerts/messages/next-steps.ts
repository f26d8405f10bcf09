import type { Alert } from '../../model/alert.ts'
import type { Measure } from '../../model/designation.ts'

/** What to do next: housekeeping for the reader, no statement of law. */

const byMeasure: Readonly<Partial<Record<Measure, string>>> = {
  blocking: 'Hold orders, deliveries and payments that involve the party until you have decided.',
  'export-licence':
    'Hold whatever you are about to send, lend or disclose to the party until you have decided.',
  'export-denial':
    'Hold whatever you are about to send, lend or disclose to the party until you have decided.',
  'military-end-user':
    'Hold whatever you are about to send, lend or disclose to the party until you have decided.',
  'import-detention': 'Find which shipments and products contain its goods, on the way and on order.',
  'import-seizure': 'Find which shipments and products contain its goods, on the way and on order.',
  'import-presumption': 'Find which shipments and products contain its goods, on the way and on order.',
  'investment-ban': 'Find whether you hold or trade its securities, directly or through funds.',
  'correspondent-account': 'Find which payments run through the bank.',
  'debt-equity': 'Find which financing and payment terms you grant it.',
}

const byStatus: ReadonlyMap<string, string> = new Map([
  [
    'withdrawn-from-table',
    'Find out from CBP whether the order is revoked: a row that is gone from its table does not say so.',
  ],
  [
    'delisted',
    'Check whether the party is still listed under another name, number or list: a removal can be a move.',
  ],
  [
    'inactive',
    'Read the status in the publication: an order can be suspended, modified or under litigation and come back.',
  ],
])

const ended = (alert: Alert): string[] => [
  byStatus.get(alert.designation.status) ??
    'Check what changed: your supplier file, the entry, or the facts on which the two had met.',
  'Check what happened while the match was open: property that you hold, shipments that are detained, reports that are due. The end of the match ends none of these.',
  'Check whether other matches of the same supplier are open.',
]

export const nextSteps = (alert: Alert): string[] => {
  if (alert.kind === 'resolved') return ended(alert)
  const measured = alert.consequences.map(({ measure }) => byMeasure[measure])
  return [
    'Compare the party with your supplier: registered name, address, identifiers, owners.',
    ...new Set(measured.filter((step) => step !== undefined)),
    ...(alert.consequences.some(({ clocks }) => clocks.length > 0)
      ? ['Note the events from which the clocks above run: only you know their dates.']
      : []),
    'Record your decision and its reason; ask counsel where the legal effect is not plain.',
  ]
}
