import { roles } from '../model/supplier.ts'
import { checkedOn, rolesBut, type Effect } from './effect.ts'

/**
 * The lists that are read from the Consolidated Screening List, for no agency's own file of them is read: under the
 * codes that the file itself prints. What was read directly elsewhere (SDN, non-SDN, Entity List) has no row here.
 */
/** The day on which the rows that name it were compared with the texts that their `factsFrom` says. */
const comparedOn = '2026-11-26'

const receiving = ['buyer', 'consignee', 'end-user'] as const

const ear = {
  source: 'trade-csl',
  binds:
    'Anybody, anywhere, who exports, reexports or transfers (in-country) an item that is subject to the EAR.',
  clocks: [],
  retention: 'Five years (15 CFR 762.6).',
  checkedOn,
} as const satisfies Partial<Effect>

const noFlowDown = (text: string, citation: string): Effect['flowDown'] => ({ rule: 'none', text, citation })

const denied = {
  ...ear,
  measure: 'export-denial',
  programs: ['DPL'],
  legalBasis: ['50 U.S.C. 4801-4852', '15 CFR 764.3(a)(2)', 'Supplement No. 1 to 15 CFR part 764'],
  flowDown: noFlowDown(
    'An order reaches other persons where it names them, or where BIS has made it applicable to related persons (15 CFR 766.23); ownership alone does not extend it.',
    '15 CFR 766.23',
  ),
  licence:
    'A dealing that the order prohibits needs the authorisation of BIS; licence exceptions are not available.',
  factsFrom: 'BIS, Denied Persons List; 15 CFR 764.3(a)(2)',
} as const satisfies Partial<Effect>

const unverified = {
  ...ear,
  measure: 'no-licence-exception',
  programs: ['UVL'],
  legalBasis: [
    '50 U.S.C. 4801-4852',
    '15 CFR 744.15',
    'Supplement No. 6 to 15 CFR part 744',
    '15 CFR 740.2(a)(17)',
  ],
  flowDown: noFlowDown(
    'The listing does not extend to affiliates: the affiliates rule leaves the Unverified List out.',
    '90 FR 47201',
  ),
  licence:
    'Before an export that needs no licence, the party has to give a UVL statement (15 CFR 744.15(b)).',
  factsFrom:
    '78 FR 76741 (licence exceptions suspended; a UVL statement before what needs no licence; the list in supplement no. 6); BIS, Lists of Parties of Concern; FR Doc. 2022-02536',
  checkedOn: comparedOn,
} as const satisfies Partial<Effect>

const military = {
  ...ear,
  measure: 'military-end-user',
  programs: ['MEU'],
  legalBasis: [
    '50 U.S.C. 4801-4852',
    '15 CFR 744.21',
    'Supplement No. 7 to 15 CFR part 744',
    'Supplement No. 2 to 15 CFR part 744',
  ],
  flowDown: {
    rule: 'bis-affiliates',
    law: 'bis-affiliates',
    text: `The affiliates rule covers military end users of the list too: in force from 2025-09-29, stayed from 2025-11-10 to 2026-11-09, and in force again from 2026-11-10 by its own terms; no extension found as of ${checkedOn}.`,
    citation: '90 FR 47201; 90 FR 50857',
  },
  licence: 'Apply to BIS for a licence (15 CFR 744.21(d)); applications are reviewed under 15 CFR 744.21(e).',
  factsFrom: 'BIS, Lists of Parties of Concern; 85 FR 83799 and the entries that cite it',
} as const satisfies Partial<Effect>

const debarred = {
  source: 'trade-csl',
  measure: 'debarment',
  programs: ['DTC'],
  binds: 'Anybody who deals in defence articles or services that are subject to the ITAR.',
  legalBasis: ['22 U.S.C. 2778', '22 CFR 127.7', '22 CFR 127.1(d)'],
  flowDown: {
    rule: 'unverified',
    text: 'Whether a debarment reaches affiliates is written in the order itself.',
    citation: '22 CFR 127.7',
  },
  licence:
    'An exception needs the written approval of the Directorate of Defense Trade Controls (22 CFR 127.1(d)).',
  clocks: [],
  retention: 'Five years (22 CFR 122.5).',
  checkedOn: comparedOn,
  factsFrom:
    '22 CFR 127.7(a) and (b): no part, direct or indirect, in any activity subject to the ITAR; the exclusion types of SAM.gov',
} as const satisfies Partial<Effect>

const bis: readonly Effect[] = [
  {
    ...denied,
    id: 'dpl-dealing',
    roles: ['supplier', 'carrier', ...receiving],
    direct: true,
    sentence:
      'The party is denied export privileges: nobody may export or reexport to it or for it any item subject to the EAR, take from it such an item that was exported from the United States, finance, service or otherwise help such a dealing, to the extent that its order says.',
    notProhibited:
      'Dealings in items that are not subject to the EAR are not caught, and the order blocks neither property nor payments.',
  },
  {
    ...denied,
    id: 'dpl-other',
    roles: rolesBut(roles, 'supplier', 'carrier', ...receiving),
    direct: false,
    sentence:
      'The party is denied export privileges: it may not take part in any transaction in items subject to the EAR, and nobody may help it to; in the role that it has for you this may not arise.',
    notProhibited: 'The order blocks neither property, payments nor investment.',
  },
  {
    ...unverified,
    id: 'uvl-receiving',
    roles: ['supplier', ...receiving],
    direct: true,
    sentence:
      'BIS could not verify the party: licence exceptions are not available for exports, reexports and transfers to which it is a party, and before any that needs no licence it has to give a UVL statement.',
    notProhibited:
      'The listing prohibits no dealing by itself, and buying from the party is not restricted; it is a red flag to resolve.',
  },
  {
    ...unverified,
    id: 'uvl-other',
    roles: rolesBut(roles, 'supplier', ...receiving),
    direct: false,
    sentence:
      'BIS could not verify the party: what is sent to it loses licence exceptions, and needs a UVL statement.',
    notProhibited: 'The listing prohibits no dealing by itself.',
  },
  {
    ...military,
    id: 'meu-receiving',
    roles: ['supplier', ...receiving],
    direct: true,
    sentence:
      'The party is listed as a military end user: items of Supplement No. 2 to part 744 need a licence where it is a party to the transaction.',
    notProhibited:
      'Other items need no licence because of this listing, and buying from the party is not restricted. The list is not exhaustive: other military end users are caught unlisted.',
  },
  {
    ...military,
    id: 'meu-other',
    roles: rolesBut(roles, 'supplier', ...receiving),
    direct: false,
    sentence: 'The party is listed as a military end user: what is sent to it may need a licence.',
    notProhibited: 'The listing blocks neither property, payments nor investment.',
  },
  {
    ...debarred,
    id: 'dtc-dealing',
    roles: ['supplier', 'carrier', ...receiving],
    direct: true,
    sentence:
      'The party is debarred: it may not take part, directly or indirectly, in exports or temporary imports of defence articles, defence services or technical data subject to the ITAR, nor in brokering them, and others may not deal with it in such without approval.',
    notProhibited: 'Dealings outside of the ITAR are not caught.',
  },
  {
    ...debarred,
    id: 'dtc-other',
    roles: rolesBut(roles, 'supplier', 'carrier', ...receiving),
    direct: false,
    sentence:
      'The party is debarred from dealings subject to the ITAR; in the role that it has for you this may not arise.',
    notProhibited: 'The debarment blocks neither property, payments nor investment.',
  },
]

/** What each statute of the State Department's list does. A statute without a line is an unknown effect. */
const statutes: readonly {
  id: string
  /** As the entry's programme begins. */
  programme: string
  measure: Effect['measure']
  sentence: string
  legalBasis: readonly string[]
  factsFrom: string
  checkedOn: string
}[] = [
  {
    id: 'inksna',
    programme: 'INKSNA',
    measure: 'debarment',
    sentence:
      'The party is sanctioned under the Iran, North Korea, and Syria Nonproliferation Act: US Government departments and agencies may not buy from it nor assist it, defence articles and services may not be sold to it, and export licences for it are denied or suspended.',
    legalBasis: ['Pub. L. 109-353, section 3', 'Pub. L. 106-178'],
    factsFrom: 'Exclusion types of SAM.gov; the Federal Register notice of the entry',
    checkedOn,
  },
  {
    id: 'eo13382',
    programme: 'E.O. 13382',
    measure: 'blocking',
    sentence:
      'The State Department has designated the party under Executive Order 13382: its property and interests in property in the United States or held by US persons are blocked, and US persons may not deal with it. OFAC’s SDN List carries the blocking.',
    legalBasis: ['Executive Order 13382', '50 U.S.C. 1701-1706', '31 CFR part 544'],
    factsFrom:
      'Statement of the Secretary of the Treasury on the order, 29 June 2005 (JS-2613): property under US jurisdiction is frozen, US persons may not do business with the designated; 15 CFR 744.8. The order’s own text was not at hand',
    checkedOn: comparedOn,
  },
  ...(
    [
      [
        'cbw',
        'Chemical and Biological Weapons',
        ['22 U.S.C. 2798', '50 U.S.C. 4613'],
        'Both sections, as a compilation current through Pub. L. 118-106 prints them: sanctions on a foreign person who knowingly and materially contributed to such weapons; the entries themselves',
      ],
      [
        'missile',
        'Missile Sanctions',
        ['22 U.S.C. 2797b', '50 U.S.C. 4612'],
        'Both sections: licences and Government contracts denied for two years or more, imports where the contribution was substantial; the second outlived the Export Administration Act (Pub. L. 115-232, section 1766); the entries themselves',
      ],
      [
        'lethal',
        'Transfer of Lethal Military Equipment',
        ['22 U.S.C. 2378', 'Pub. L. 87-195, section 620H'],
        'Public Notice 4120 of the State Department (67 FR 57865), which cites the section under both numbers: assistance, contracts and defence-related licences of the Government denied to the entities; the entries themselves',
      ],
      [
        'exim',
        'Export-Import Bank Act',
        ['12 U.S.C. 635(b)(4)', '22 U.S.C. 6301'],
        '22 U.S.C. 6301(a) and (c): a ban on procurement by the Government; the statement of the State Department of 12 January 2009 on sanctions under this Act and the Nuclear Proliferation Prevention Act, as the press quotes it; of 12 U.S.C. 635(b)(4) the end, as section 825 of Pub. L. 103-236 put it (108 Stat. 515); the entries themselves',
      ],
      [
        'eo12938',
        'E.O. 12938',
        ['Executive Order 12938', 'Executive Order 13094'],
        'Section 4 of the order as revised by Executive Order 13094 (63 FR 40803): measures against a foreign person to the extent that the Secretary of State determines; the entries themselves',
      ],
    ] as const
  ).map(([id, programme, legalBasis, read]) => ({
    id,
    programme,
    measure: 'debarment' as const,
    sentence: `The State Department has imposed nonproliferation sanctions on the party under ${programme === 'E.O. 12938' ? 'Executive Order 12938' : `the law named in its entry (${programme})`}; which dealings they reach and until when is written in the Federal Register notice that the entry cites.`,
    legalBasis,
    factsFrom: read,
    checkedOn: comparedOn,
  })),
]

const nonproliferation: readonly Effect[] = statutes.flatMap(
  ({ id, programme, measure, sentence, legalBasis, factsFrom, checkedOn: compared }) => {
    const row = {
      source: 'trade-csl',
      programs: ['ISN'],
      condition: { note: { label: 'Programme', value: programme } },
      measure,
      binds:
        measure === 'blocking'
          ? 'US persons, wherever they are, and whoever acts within the United States.'
          : 'The US Government, its contractors, and whoever needs its licences.',
      legalBasis,
      flowDown: {
        rule: 'unverified' as const,
        text: 'Entries often name “any successor, sub-unit, or subsidiary”: read the entry.',
        citation: legalBasis[0] ?? '',
      },
      clocks: [],
      checkedOn: compared,
      factsFrom,
    } as const
    const dealing = ['supplier', 'carrier', 'bank', ...receiving] as const
    return [
      { ...row, id: `isn-${id}`, roles: dealing, direct: true, sentence },
      {
        ...row,
        id: `isn-${id}-other`,
        roles: rolesBut(roles, ...dealing),
        direct: measure === 'blocking',
        sentence,
      },
    ]
  },
)

export const tradeCslEffects: readonly Effect[] = [...bis, ...nonproliferation]
