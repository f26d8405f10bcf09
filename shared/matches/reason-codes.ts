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
  'no-longer-connected':
    'the owner has sold its share, or the officer has left, by an official register or filing; the register is to be corrected too',
  'minority-share':
    'the listed owners hold less than half in the aggregate, and what remains of the risk is accepted',
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

/** Codes that say that the two are not one party, or that it has nothing to do with the supplier any more. */
const identityCodes: ReadonlySet<string> = new Set<ClearingCode>([
  'different-country',
  'different-address',
  'different-identifier',
  'different-birth-date',
  'different-type',
  'different-business',
  'record-wrong',
  'no-longer-connected',
])

/** Whether a clearing says that whoever was met is not the listed party, or is no owner or officer any more. */
export const isIdentityClearing = (codes: readonly string[]): boolean =>
  codes.some((code) => identityCodes.has(code))

export const isClearingCode = (code: string): code is ClearingCode => Object.hasOwn(clearingCodes, code)
export const isConfirmingCode = (code: string): code is ConfirmingCode => Object.hasOwn(confirmingCodes, code)
