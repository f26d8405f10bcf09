/**
 * What the end of one match leaves standing, as data that counsel can read and correct. The end of a match is no
 * clearance: these sentences say why.
 */
export interface Remainder {
  text: string
  source: string
}

export const remainders = {
  xinjiang: {
    text: 'Goods made wholly or in part in Xinjiang are presumed to be made with forced labour with no listing at all; the end of this match does not touch that.',
    source: 'Pub. L. 117-78, section 3',
  },
  otherLists: {
    text: 'The match was with one list. The party can stand on other lists, also on some that are not watched here; the weekly attestation names them.',
    source: 'scope of this service',
  },
  otherNumbers: {
    text: 'The list can hold the same party under another name or number that does not meet your record.',
    source: 'scope of this service',
  },
  ofacOwners: {
    text: 'A party that blocked persons own 50 percent or more in the aggregate is blocked without being listed: look at its owners.',
    source: 'OFAC guidance of 13 August 2014; OFAC FAQ 398',
  },
  bisOwners: {
    text: 'A foreign affiliate that listed parties own 50 percent or more bears their licence requirements while the affiliates rule is in force: look at its owners.',
    source: '90 FR 47201; 90 FR 50857',
  },
  places: {
    text: 'Orders on goods of a place, and addresses that are listed for themselves, go by goods and place and not by this party.',
    source: '19 U.S.C. 1307; 15 CFR 744.16',
  },
  cbpNoRevocation: {
    text: 'A row that is gone from the table of CBP does not say that the order is revoked.',
    source: '19 CFR 12.42',
  },
  stillListed: {
    text: 'The listing itself stands as before: what ended is that your record meets it.',
    source: 'scope of this service',
  },
} as const satisfies Record<string, Remainder>
