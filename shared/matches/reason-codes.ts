/** Why a match is cleared: a closed list, so that years later one can count and compare. */
export const clearingCodes = {
  'different-country': 'the two are in different countries, and neither is known in the other',
  'different-address': 'the two have different addresses',
  'different-identifier': 'both have an identifier of one kind, and the two differ',
  'different-birth-date': 'the two persons were born in different years',
  'different-type': 'one is a person, the other an organisation, vessel or aircraft',
  'different-business': 'the two do different business, by official registers or their own filings',
  'origin-elsewhere': 'the goods are traced to another origin, with documents for every tier',
  'goods-not-covered': 'the goods are not those that the listing covers',
  'exception-granted': 'the agency has granted an exception, licence or release',
  'already-decided': 'the same party is decided on under another match',
  'record-wrong': 'our own record of the supplier was wrong, and is corrected',
  'third-party-audit': 'a third party has audited the supplier',
} as const
export type ClearingCode = keyof typeof clearingCodes

/** Why a match is confirmed. */
export const confirmingCodes = {
  'same-identifier': 'an identifier of the two is the same',
  'same-address': 'the two have the same address',
  'same-officers': 'the two have the same owners or officers',
  admitted: 'the supplier says that it is the listed party',
  'official-register': 'an official register or filing shows that the two are one',
  'goods-traced': 'the goods are traced to the listed origin or party',
  precaution: 'the two cannot be told apart, and are treated as one',
} as const
export type ConfirmingCode = keyof typeof confirmingCodes

export const isClearingCode = (code: string): code is ClearingCode => Object.hasOwn(clearingCodes, code)
export const isConfirmingCode = (code: string): code is ConfirmingCode => Object.hasOwn(confirmingCodes, code)
