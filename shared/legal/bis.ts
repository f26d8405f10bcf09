import { roles } from '../model/supplier.ts'
import { checkedOn, type Effect, rolesBut } from './effect.ts'
import { bisAffiliates } from './flow-down.ts'

/**
 * The Entity List regulates what is *sent* to a party. Who buys from a listed party sends it things too: tooling,
 * samples, materials, drawings. That is why `supplier` has a row of its own.
 */
const entityList = {
  source: 'bis-entity-list',
  measure: 'export-licence',
  binds:
    'Anybody, anywhere, who exports, reexports or transfers (in-country) an item that is subject to the EAR.',
  legalBasis: [
    '50 U.S.C. 4801-4852',
    '15 CFR 744.11',
    '15 CFR 744.16',
    'Supplement No. 4 to 15 CFR part 744',
  ],
  flowDown: bisAffiliates,
  licence:
    'Apply to BIS for a licence: the entry states what needs one and how applications are reviewed. A licence exception is available only where the entry or 15 CFR 744.16(b) says so.',
  clocks: [],
  retention: 'Five years (15 CFR 762.6).',
  checkedOn,
  factsFrom: '15 CFR 744.16; 15 CFR 748.5(c)-(f); the entry itself',
} as const satisfies Partial<Effect>

const receiving = ['buyer', 'consignee', 'end-user'] as const
const partyEntry = { notType: 'address' } as const

const entries: readonly Effect[] = [
  {
    ...entityList,
    id: 'el-supplier',
    programs: ['EL'],
    condition: partyEntry,
    roles: ['supplier'],
    direct: true,
    sentence:
      'Whatever is subject to the EAR and is sent to the listed party (tooling, samples, materials, software, technology such as drawings) needs a licence, to the extent that its entry says.',
    notProhibited:
      'Buying from the listed party is not itself prohibited by the Entity List; an offer of US-origin goods from it is a red flag, for they may have reached it without a licence.',
  },
  {
    ...entityList,
    id: 'el-receiving',
    programs: ['EL'],
    condition: partyEntry,
    roles: receiving,
    direct: true,
    sentence:
      'Exporting, reexporting or transferring (in-country) items subject to the EAR needs a licence, to the extent that its entry says, where the listed party is purchaser, intermediate or ultimate consignee, or end-user.',
    notProhibited:
      'Items that are not subject to the EAR are not caught, and the listing blocks neither property nor payments.',
  },
  {
    ...entityList,
    id: 'el-other',
    programs: ['EL'],
    condition: partyEntry,
    roles: rolesBut(roles, 'supplier', 'owner', ...receiving),
    direct: false,
    sentence:
      'The licence requirement arises where the listed party is purchaser, intermediate or ultimate consignee, or end-user of items subject to the EAR; in the role that it has for you it may be none of these.',
    notProhibited: 'The listing blocks neither property, payments nor investment.',
  },
  {
    ...entityList,
    id: 'el-address',
    programs: ['EL'],
    condition: { type: 'address' },
    roles: rolesBut(roles, 'owner'),
    direct: true,
    sentence:
      'The entry is an address: the licence requirement holds for any party to the transaction that uses it, whatever its name.',
    notProhibited: 'Buying from a party at the address is not itself prohibited by the Entity List.',
    legalBasis: ['50 U.S.C. 4801-4852', '15 CFR 744.16', 'Supplement No. 4 to 15 CFR part 744'],
  },
]

const ownership = {
  ...entityList,
  programs: ['EL'],
  roles: ['owner'],
  legalBasis: [...entityList.legalBasis, '90 FR 47201', '90 FR 50857'],
} as const satisfies Partial<Effect>

const bears =
  'A foreign affiliate that listed parties own 50 percent or more, directly or indirectly and in the aggregate, bears the licence requirement of the most restrictive of these owners.'
const smallerShares =
  'A smaller share, or control without ownership, does not by itself extend the requirement; a significant minority share is a red flag.'
const noAffiliates =
  'A company does not bear the licence requirement only because a listed party owns it; the ownership is a red flag.'

/** The owner's row follows the affiliates rule through its dates. */
const owners: readonly Effect[] = [
  {
    ...ownership,
    id: 'el-owner-before-affiliates-rule',
    direct: false,
    sentence: `Before the affiliates rule: ${noAffiliates[0]?.toLowerCase()}${noAffiliates.slice(1)}`,
    validTo: '2025-09-28',
  },
  {
    ...ownership,
    id: 'el-owner-2025',
    direct: true,
    sentence: bears,
    notProhibited: smallerShares,
    validFrom: '2025-09-29',
    validTo: '2025-11-09',
  },
  {
    ...ownership,
    id: 'el-owner-stayed',
    direct: false,
    sentence: `While the affiliates rule is stayed (2025-11-10 to 2026-11-09): ${noAffiliates[0]?.toLowerCase()}${noAffiliates.slice(1)}`,
    validFrom: '2025-11-10',
    validTo: '2026-11-09',
  },
  {
    ...ownership,
    id: 'el-owner-2026',
    direct: true,
    sentence: `${bears} The affiliates rule is in force again from 2026-11-10 by its own terms; no extension found as of ${checkedOn}.`,
    notProhibited: smallerShares,
    validFrom: '2026-11-10',
  },
]

const footnotes: readonly { number: number; about: string; section: string; from: string }[] = [
  {
    number: 1,
    about:
      'foreign-produced items that are direct products of certain US-origin technology or software, or of plants made with it',
    section: '15 CFR 734.9(e)',
    from: 'BIS, questions on footnote 1 and 15 CFR 734.9(e)',
  },
  {
    number: 3,
    about:
      'foreign-produced items under the foreign direct product rule for Russian and Belarusian military end users and procurement',
    section: '15 CFR 734.9(g)',
    from: '87 FR 12226; 89 FR 68539; the entries themselves',
  },
  {
    number: 4,
    about: 'foreign-produced items under the Entity List foreign direct product rule for footnote 4 entities',
    section: '15 CFR 734.9(e)',
    from: '15 CFR 734.9(e); the entries themselves',
  },
  {
    number: 5,
    about:
      'foreign-produced items under the Entity List foreign direct product rule for footnote 5 entities (semiconductor manufacturing)',
    section: '15 CFR 734.9(e)',
    from: '89 FR 96790',
  },
]

const footnoteEffects: readonly Effect[] = footnotes.flatMap(({ number, about, section, from }) => {
  const footnote = {
    ...entityList,
    programs: [`EL-FN${number}`],
    legalBasis: [...entityList.legalBasis, section],
    factsFrom: from,
  } as const
  return [
    {
      ...footnote,
      id: `el-fn${number}`,
      roles: ['supplier', ...receiving] as const,
      direct: true,
      sentence: `The entry bears footnote ${number}: the licence requirement reaches further, to ${about}.`,
      notProhibited:
        'The footnote widens what needs a licence; it does not prohibit buying from the listed party.',
    },
    {
      ...footnote,
      id: `el-fn${number}-other`,
      roles: rolesBut(roles, 'supplier', ...receiving),
      direct: false,
      sentence: `The entry bears footnote ${number}: where the listed party is a party to a transaction, the licence requirement reaches further, to ${about}.`,
      notProhibited: 'The footnote blocks neither property, payments nor investment.',
    },
  ]
})

export const bisEffects: readonly Effect[] = [...entries, ...owners, ...footnoteEffects]
