import type { OwnershipLaw } from '../model/match.ts'
import { type Role, roles } from '../model/supplier.ts'
import { checkedOn, type Effect, type FlowDown, rolesBut } from './effect.ts'
import { ofacLicence, rejectionReport, tenYears, usPersons } from './ofac-blocking.ts'

/**
 * The non-SDN lists. None of them blocks (but the E.O. 13599 List, see `ofac-blocking.ts`). One tag may stand for
 * several directives; the entry's notes say which. Where the model has no measure of its own for a list, the nearest
 * is used and the sentence says what happens: `menu-based` for foreign sanctions evaders and for the PLC list,
 * `debt-equity` for all four sectoral directives, the fourth of which is about oil projects.
 */
const nonSdn = {
  source: 'ofac-nonsdn',
  binds: usPersons,
  licence: ofacLicence,
  clocks: [rejectionReport],
  retention: tenYears,
  checkedOn,
} as const satisfies Partial<Effect>

const notBlocked = 'The listing does not block property.'
const unverified: FlowDown = {
  rule: 'unverified',
  text: 'Whether the measure extends to entities that the listed party owns is not on record here: read the directive.',
  citation: 'not verified',
}

const cmicBasis = ['E.O. 13959 as amended by E.O. 14032', '31 CFR part 586'] as const
const cmic = {
  ...nonSdn,
  programs: ['CMIC-EO13959'],
  measure: 'investment-ban',
  binds: 'US persons.',
  legalBasis: cmicBasis,
  flowDown: {
    rule: 'none',
    text: 'A subsidiary is caught only if it is itself on the list; the 50 Percent Rule does not apply.',
    citation: 'OFAC FAQ 857',
  },
  factsFrom: 'OFAC FAQ 857, 861, 1046, 1048',
} as const satisfies Partial<Effect>

const military: readonly Effect[] = [
  {
    ...cmic,
    id: 'cmic-investee',
    roles: ['investee'],
    direct: true,
    sentence:
      'US persons may not buy or sell publicly traded securities of the listed company, nor securities that derive from them or give investment exposure to them.',
    notProhibited:
      'Securities that are already held may be kept; nothing is blocked, and trade in goods and services with the company is not the subject of the order.',
    clocks: [
      {
        anchor: 'listing',
        text: 'Purchases and sales made solely to divest are permitted for 365 days from the listing of the company.',
        citation: 'E.O. 13959 as amended, section 1(c); OFAC FAQ 1046',
      },
      rejectionReport,
    ],
  },
  {
    ...cmic,
    id: 'cmic-other',
    roles: rolesBut(roles, 'investee'),
    direct: false,
    sentence:
      'The measure acts on publicly traded securities of the listed company only; it does not reach the dealings that you have with it in this role.',
    notProhibited:
      'Buying goods or services from the company, or selling them to it, is not the subject of the order.',
    clocks: [],
  },
]

/** Correspondent accounts: CISADA findings under part 561, and Directive 2 under E.O. 14024. */
const accounts: readonly Effect[] = [
  {
    ...nonSdn,
    id: '561-bank',
    programs: ['561-Related', '561List'],
    roles: ['bank'],
    measure: 'correspondent-account',
    direct: true,
    binds: 'US financial institutions.',
    sentence:
      'US financial institutions may not open or maintain a correspondent account or a payable-through account for the listed bank, so that payments through it do not reach the United States.',
    notProhibited: notBlocked,
    legalBasis: ['22 U.S.C. 8513', '31 CFR 561.201(c)'],
    flowDown: unverified,
    factsFrom: 'the entry of Bank of Kunlun; OFAC FAQ 207, 210',
  },
  {
    ...nonSdn,
    id: '561-other',
    programs: ['561-Related', '561List'],
    roles: rolesBut(roles, 'bank'),
    measure: 'correspondent-account',
    direct: false,
    binds: 'US financial institutions.',
    sentence:
      'The measure binds US financial institutions: they may not open or maintain a correspondent account or a payable-through account for the listed bank.',
    notProhibited: notBlocked,
    legalBasis: ['22 U.S.C. 8513', '31 CFR 561.201(c)'],
    flowDown: unverified,
    clocks: [],
    factsFrom: 'the entry of Bank of Kunlun; OFAC FAQ 207, 210',
  },
]

const order14024 = (directive: string) => ({
  note: { label: 'Executive Order 14024 Directive Information', value: `Subject to Directive ${directive}` },
})
const basis14024 = (directive: string): string[] => [`E.O. 14024, Directive ${directive}`, '31 CFR part 587']

const russia2 = {
  ...nonSdn,
  programs: ['RUSSIA-EO14024'],
  condition: order14024('2'),
  measure: 'correspondent-account',
  binds: 'US financial institutions, their foreign branches included.',
  notProhibited: notBlocked,
  legalBasis: basis14024('2'),
  flowDown: {
    rule: 'ofac-50-percent',
    law: 'eo14024-directive-2',
    text: 'Foreign financial institutions that listed institutions own 50 percent or more, directly or indirectly and in the aggregate, are caught too; other companies that they own are not.',
    citation: 'OFAC FAQ 969',
  },
  factsFrom: 'OFAC FAQ 967, 969, 970, 972',
} as const satisfies Partial<Effect>

const russia3 = {
  ...nonSdn,
  programs: ['RUSSIA-EO14024'],
  condition: order14024('3'),
  measure: 'debt-equity',
  notProhibited:
    'Other dealings with the listed party are not the subject of the directive, and nothing is blocked.',
  legalBasis: basis14024('3'),
  flowDown: {
    rule: 'ofac-50-percent',
    law: 'eo14024-directive-3',
    text: 'Entities that parties subject to the directive own 50 percent or more, directly or indirectly and in the aggregate, are subject to it too.',
    citation: 'E.O. 14024, Directive 3; OFAC FAQ 985',
  },
  factsFrom:
    "the entries' own note; OFAC FAQ 983 and 989; for owned entities FAQ 985, of which only the beginning was at hand (it reaches property and interests in property), and the account of ArentFox Schiff, Debt and Equity Sanctions Against Major State-Owned and Private Russian Entities; the directive's own text was not",
} as const satisfies Partial<Effect>

const russia1a = {
  ...nonSdn,
  programs: ['RUSSIA-EO14024'],
  condition: order14024('1a'),
  measure: 'menu-based',
  binds: 'US financial institutions.',
  notProhibited: notBlocked,
  legalBasis: basis14024('1A'),
  flowDown: {
    rule: 'none',
    text: 'The directive does not apply to entities that the listed institution owns.',
    citation: 'OFAC FAQ 891',
  },
  factsFrom: 'OFAC FAQ 891, 1000',
} as const satisfies Partial<Effect>

const russia: readonly Effect[] = [
  {
    ...russia2,
    id: 'eo14024-d2-bank',
    roles: ['bank'],
    direct: true,
    sentence:
      'US financial institutions may not open or maintain a correspondent account or a payable-through account for the listed institution, nor process a transaction that involves it.',
  },
  {
    ...russia2,
    id: 'eo14024-d2-other',
    roles: rolesBut(roles, 'bank'),
    direct: false,
    sentence:
      'The directive binds US financial institutions: they may not process a transaction that involves the listed institution, in whatever currency.',
    clocks: [],
  },
  {
    ...russia3,
    id: 'eo14024-d3-financing',
    roles: ['investee', 'bank', 'buyer', 'consignee', 'end-user'],
    direct: true,
    sentence:
      'US persons may not transact in, finance or otherwise deal in new debt of more than 14 days maturity or new equity of the listed party, where it is issued on or after the effective date that its entry states.',
  },
  {
    ...russia3,
    id: 'eo14024-d3-other',
    roles: ['supplier', 'owner', 'officer', 'carrier'],
    direct: false,
    sentence:
      'The directive acts on new debt of more than 14 days maturity and on new equity of the listed party; buying from it is not its subject.',
    clocks: [],
  },
  {
    ...russia1a,
    id: 'eo14024-d1a-financing',
    roles: ['bank', 'investee'],
    direct: true,
    sentence:
      'US financial institutions may not take part in the primary or secondary market for bonds of the listed institution issued after the dates of the directive, nor lend to it.',
  },
  {
    ...russia1a,
    id: 'eo14024-d1a-other',
    roles: rolesBut(roles, 'bank', 'investee'),
    direct: false,
    sentence:
      'The directive binds US financial institutions in the market for bonds of the listed institution and in lending to it.',
    clocks: [],
  },
  {
    ...nonSdn,
    id: 'eo14024-d4',
    programs: ['RUSSIA-EO14024'],
    condition: order14024('4'),
    roles,
    measure: 'menu-based',
    direct: true,
    sentence:
      'US persons may not engage in any transaction that involves the listed institution, any transfer of assets to it and any foreign exchange transaction for it included.',
    notProhibited: notBlocked,
    legalBasis: basis14024('4'),
    flowDown: {
      rule: 'none',
      text: 'The directive does not extend to property or interests in property of the listed institution, so that the 50 Percent Rule does not apply.',
      citation: 'E.O. 14024, Directive 4',
    },
    factsFrom: 'OFAC FAQ 998, 1000, 1005',
  },
]

const sectoralNote = (directive: number) => ({
  note: { label: 'Executive Order 13662 Directive', value: `Subject to Directive ${directive}` },
})
const sectoral = {
  ...nonSdn,
  programs: ['UKRAINE-EO13662'],
  measure: 'debt-equity',
  notProhibited:
    'Other dealings with the listed party are not the subject of the directive, and nothing is blocked.',
  flowDown: {
    rule: 'ofac-50-percent',
    text: 'Entities that persons subject to the directive own 50 percent or more are subject to it too.',
    citation: 'OFAC FAQ 373',
  },
  factsFrom: 'OFAC FAQ 370, 373, 412, 416; Directives 1 to 4 under E.O. 13662',
} as const satisfies Partial<Effect>

const basis13662 = (directive: string): string[] => [`E.O. 13662, ${directive}`, '31 CFR part 589']
const financing: readonly Role[] = ['investee', 'bank', 'buyer', 'consignee', 'end-user']
const notFinancing = rolesBut(roles, ...financing)

/** Those under one directive are added up; whether those under several are together is not on record here. */
const ownedUnder = (law: OwnershipLaw): FlowDown => ({ ...sectoral.flowDown, law })

const newDebt: readonly { directive: 1 | 2 | 3; what: string }[] = [
  { directive: 1, what: 'new debt of more than 14 days maturity or new equity' },
  { directive: 2, what: 'new debt of more than 60 days maturity' },
  { directive: 3, what: 'new debt of more than 30 days maturity' },
]

const sectoralRows: readonly Effect[] = [
  ...newDebt.flatMap(({ directive, what }): Effect[] => [
    {
      ...sectoral,
      id: `ssi-d${directive}-financing`,
      flowDown: ownedUnder(`ssi-directive-${directive}`),
      condition: sectoralNote(directive),
      roles: financing,
      direct: true,
      sentence: `US persons may not transact in, finance or otherwise deal in ${what} of the listed party; payment terms of that length that you grant it count as debt.`,
      legalBasis: basis13662(`Directive ${directive}`),
    },
    {
      ...sectoral,
      id: `ssi-d${directive}-other`,
      flowDown: ownedUnder(`ssi-directive-${directive}`),
      condition: sectoralNote(directive),
      roles: notFinancing,
      direct: false,
      sentence: `The directive acts on ${what} of the listed party; buying from it is not its subject.`,
      legalBasis: basis13662(`Directive ${directive}`),
      clocks: [],
    },
  ]),
  {
    ...sectoral,
    id: 'ssi-d4-sending',
    flowDown: ownedUnder('ssi-directive-4'),
    condition: sectoralNote(4),
    roles: ['buyer', 'consignee', 'end-user', 'investee'],
    direct: true,
    sentence:
      'US persons may not provide, export or reexport goods, services (except financial services) or technology in support of exploration or production for deepwater, Arctic offshore or shale projects that have the potential to produce oil and that involve the listed party as Directive 4 says.',
    legalBasis: basis13662('Directive 4'),
  },
  {
    ...sectoral,
    id: 'ssi-d4-other',
    flowDown: ownedUnder('ssi-directive-4'),
    condition: sectoralNote(4),
    roles: rolesBut(roles, 'buyer', 'consignee', 'end-user', 'investee'),
    direct: false,
    sentence:
      'The directive acts on goods, services and technology for deepwater, Arctic offshore and shale oil projects that involve the listed party; buying from it is not its subject.',
    legalBasis: basis13662('Directive 4'),
    clocks: [],
  },
  {
    ...sectoral,
    id: 'ssi-unstated',
    flowDown: ownedUnder('ssi-directive-unstated'),
    condition: { lacksNote: { label: 'Executive Order 13662 Directive', value: 'Subject to Directive' } },
    roles,
    direct: true,
    sentence:
      'The listed party is subject to one or more sectoral directives under E.O. 13662, which restrict new debt, new equity or support of certain oil projects; the entry at hand does not say which.',
    legalBasis: basis13662('Directives 1 to 4'),
  },
]

const menu: readonly Effect[] = [
  {
    ...nonSdn,
    id: 'eo14014-d1',
    programs: ['BURMA-EO14014'],
    condition: { note: { label: 'Executive Order 14014 Directive', value: 'Subject to Directive 1' } },
    roles,
    measure: 'menu-based',
    direct: true,
    sentence:
      'US persons may not provide financial services (loans, transfers, accounts, insurance, investments, guarantees, foreign exchange, letters of credit and the like) to or for the benefit of the listed party.',
    notProhibited:
      'Other activities with the listed party are permitted by the directive, and nothing is blocked.',
    legalBasis: ['E.O. 14014, Directive 1'],
    flowDown: {
      rule: 'ofac-50-percent',
      law: 'eo14014-directive-1',
      text: 'Any entity that the listed party owns 50 percent or more, directly or indirectly, is caught too.',
      citation: 'OFAC FAQ 1139',
    },
    factsFrom: "OFAC FAQ 1138, 1139; the entry's own note",
  },
  {
    ...nonSdn,
    id: 'caatsa-235',
    programs: ['CAATSA - RUSSIA'],
    roles,
    measure: 'menu-based',
    direct: true,
    sentence:
      'The sanctions from the menu of CAATSA section 235 that its entry names apply to the listed party, for example a bar on export licences for what goes to it or on large loans by US financial institutions.',
    notProhibited:
      'Dealings outside the sanctions that the entry names are not prohibited by it, and nothing is blocked.',
    legalBasis: ['Pub. L. 115-44, sections 231 and 235', 'E.O. 13849'],
    flowDown: {
      rule: 'none',
      text: 'Sanctions of the menu that do not block do not extend to entities that the listed party owns.',
      citation: 'OFAC FAQ 869',
    },
    factsFrom: "E.O. 13849; OFAC FAQ 869, 870; the entry's own notes",
  },
  {
    ...nonSdn,
    id: 'fse',
    programs: ['FSE-IR', 'FSE-SY'],
    roles,
    measure: 'menu-based',
    direct: true,
    sentence:
      'US persons may not provide goods, services (financial services included) or technology to the listed foreign sanctions evader, nor procure them from it, without authorisation; US banks reject payments that involve it.',
    notProhibited: 'The listing does not block assets; an account is restricted, not blocked.',
    legalBasis: ['E.O. 13608'],
    flowDown: unverified,
    factsFrom: 'OFAC FAQ 191 and 194 and those between and after on E.O. 13608',
  },
]

const plcBasis = ['31 CFR parts 594, 595 and 597, General License 4, section (b)'] as const
const plc: readonly Effect[] = [
  {
    ...nonSdn,
    id: 'plc-bank',
    programs: ['NS-PLC'],
    roles: ['bank', 'officer', 'owner'],
    measure: 'menu-based',
    direct: true,
    binds: 'US financial institutions.',
    sentence:
      'US financial institutions are authorised to reject, and need not block, transactions with the listed member of the Palestinian Legislative Council, so that payments to or from the person do not pass through them.',
    notProhibited: 'The listing does not block property, unless the person is on the SDN List too.',
    legalBasis: plcBasis,
    flowDown: unverified,
    factsFrom: 'OFAC, Non-SDN Palestinian Legislative Council List, page of 14 November 2023',
  },
  {
    ...nonSdn,
    id: 'plc-other',
    programs: ['NS-PLC'],
    roles: rolesBut(roles, 'bank', 'officer', 'owner'),
    measure: 'menu-based',
    direct: false,
    binds: 'US financial institutions.',
    sentence:
      'The list speaks to US financial institutions: they are authorised to reject, and need not block, transactions with the listed member of the Palestinian Legislative Council.',
    notProhibited: 'The listing does not block property, unless the person is on the SDN List too.',
    legalBasis: plcBasis,
    flowDown: unverified,
    clocks: [],
    factsFrom: 'OFAC, Non-SDN Palestinian Legislative Council List, page of 14 November 2023',
  },
]

export const nonSdnEffects: readonly Effect[] = [
  ...military,
  ...accounts,
  ...russia,
  ...sectoralRows,
  ...menu,
  ...plc,
]

/**
 * OFAC prints on every entry of a person all programmes of that person, those of its other lists included: 62 of the
 * 443 entries of May 2024 are on the SDN List too. Such a tag does nothing on this list beside one that does.
 */
export const companionPrograms: readonly string[] = [
  'IRAN-CON-ARMS-EO',
  'RUSSIA-EO14024',
  'SDGT',
  'SYRIA',
  'VENEZUELA-EO13850',
]
