import { roles } from '../model/supplier.ts'
import { checkedOn, type Clock, type Effect, type FlowDown, rolesBut } from './effect.ts'

/*
 * Compared on 26 November 2026.
 * With the text itself: 19 U.S.C. 1307; 19 U.S.C. 1499(c)(1), (2) and (4); 22 U.S.C. 9241a(a) and (b); 19 CFR 12.44(a)
 * and (b); 19 CFR 151.16(b) and (c).
 * With what cites or summarises it: 19 CFR 12.42(e) and (f), as 12.44 cites them; 19 CFR 12.43, whose three months CBP
 * states for the Xinjiang order of 2021 and 12.44(a) presupposes; 19 U.S.C. 1499(c)(5), by CBP's instruction on the
 * detention of textiles of 18 July 2002; CAATSA section 321(b), by DHS's questions of 11 February 2021; section 3(a) and
 * (b) of Pub. L. 117-78, as China Trade Monitor quotes them: "wholly or in part" is said of Xinjiang, and of the entities
 * that the goods are "produced by" them; clauses (i), (ii), (iv) and (v) of its section 2(d)(2)(B), as DHS prints each over
 * its sub-list (page of 24 July 2026); 19 CFR 163.4(a), as Interlog USA quotes it.
 * Not read: clause (iii), which DHS's page does not print. Section 5 of the Act, on sanctions, is the ground of no row. The
 * Act is a note to 22 U.S.C. 6901.
 */

const proof: Clock = {
  anchor: 'importation',
  text: 'Proof of admissibility must reach CBP within three months of the date on which the goods were imported.',
  citation: '19 CFR 12.43',
  rule: { anchor: 'importation', amount: 3, unit: 'months' },
}
const mayLeave: Clock = {
  anchor: 'importation',
  text: 'Detained goods may be exported at any time before they are seized or deemed abandoned; goods that are neither exported nor proved admissible within three months of importation are excluded.',
  citation: '19 CFR 12.44(a)',
  rule: { anchor: 'importation', amount: 3, unit: 'months' },
}
const abandoned: Clock = {
  anchor: 'notice of exclusion',
  text: 'Excluded goods are deemed abandoned 60 days after CBP delivers or mails its notice of exclusion, unless they were exported or a protest was filed.',
  citation: '19 CFR 12.44(a)',
  rule: { anchor: 'exclusion-notice', amount: 60, unit: 'days' },
}
const decision: Clock = {
  anchor: 'presentation for examination',
  text: 'CBP releases or detains within five days, without weekends and holidays, of the presentation of the goods for examination; goods that are not released by then count as detained.',
  citation: '19 CFR 151.16(b)',
  rule: { anchor: 'presentation', amount: 5, unit: 'business-days' },
}
const detentionNotice: Clock = {
  anchor: 'decision to detain',
  text: 'CBP issues the notice of detention within five days, without weekends and holidays, of the decision to detain or of the failure to release.',
  citation: '19 CFR 151.16(c)',
  rule: { anchor: 'detention-decision', amount: 5, unit: 'business-days' },
}
const finalDetermination: Clock = {
  anchor: 'presentation for examination',
  text: 'Without a final determination within 30 days of the presentation of the goods for examination, or a longer period that the law allows, the goods are treated as excluded.',
  citation: '19 U.S.C. 1499(c)(5); 19 CFR 151.16',
  rule: { anchor: 'presentation', amount: 30, unit: 'days' },
}
const uflpaClocks = [decision, detentionNotice, finalDetermination] as const

const ownWords = (citation: string): FlowDown => ({
  rule: 'by-its-own-words',
  text: 'The listing reaches subsidiaries or affiliates only where it says so itself ("and its subsidiaries").',
  citation,
})

const importer = 'Whoever imports, or means to import, the goods into the United States.'
const retention = 'Five years from the date of entry (19 CFR 163.4).'
const alsoBuying =
  'It acts on imports into the United States only: it does not itself prohibit buying from the listed party, paying it or sending it goods.'

const cbp = {
  source: 'cbp-wro',
  binds: importer,
  flowDown: ownWords('the order itself'),
  retention,
  checkedOn,
} as const satisfies Partial<Effect>

const detention = {
  ...cbp,
  programs: ['WRO'],
  measure: 'import-detention',
  condition: { notEnforcedUnder: 'uflpa' },
  legalBasis: ['19 U.S.C. 1307', '19 CFR 12.42(e)', '19 CFR 12.43'],
  licence:
    'Show within the time limit that the goods were not made with forced labour or are not covered by the order (19 CFR 12.43), or export them.',
  factsFrom: '19 CFR 12.42-12.44',
} as const satisfies Partial<Effect>

const seizure = {
  ...cbp,
  programs: ['FINDING'],
  measure: 'import-seizure',
  condition: { notEnforcedUnder: 'uflpa' },
  legalBasis: ['19 U.S.C. 1307', '19 CFR 12.42(f)', '19 CFR 12.43', '19 CFR 12.44(b)'],
  licence:
    'Show within the time limit that the goods are admissible (19 CFR 12.43); a seizure can be petitioned against.',
  factsFrom: '19 CFR 12.42-12.44',
} as const satisfies Partial<Effect>

/** Orders whose enforcement the UFLPA has taken over: they stand, and the UFLPA's procedure and clocks apply. */
const superseded = { enforcedUnder: 'uflpa' } as const
const supersededLicence =
  'Show that the goods are outside the order and the Act, or ask for an exception under section 3(b) of the Act.'
const supersededBasis = ['Pub. L. 117-78, section 3', '19 U.S.C. 1307', '19 CFR 151.16'] as const

const noDirectEffect = (what: string): string =>
  `${what} acts on goods that enter the United States and that the listed party made or harvested; on other dealings with it there is no direct effect.`

const orders: readonly Effect[] = [
  {
    ...detention,
    id: 'wro-supplier',
    roles: ['supplier'],
    direct: true,
    sentence:
      'CBP detains goods that the Withhold Release Order covers when they arrive in the United States and releases them only on proof of admissibility, whatever the tier at which the covered goods entered the product.',
    notProhibited: alsoBuying,
    clocks: [proof, mayLeave, abandoned],
  },
  {
    ...detention,
    id: 'wro-other',
    roles: rolesBut(roles, 'supplier'),
    direct: false,
    sentence: noDirectEffect('A Withhold Release Order'),
    clocks: [],
  },
  {
    ...seizure,
    id: 'finding-supplier',
    roles: ['supplier'],
    direct: true,
    sentence:
      'CBP seizes goods that the Finding covers, and starts their forfeiture, unless proof of admissibility is furnished in time and accepted.',
    notProhibited: alsoBuying,
    clocks: [proof],
  },
  {
    ...seizure,
    id: 'finding-other',
    roles: rolesBut(roles, 'supplier'),
    direct: false,
    sentence: noDirectEffect('A Finding'),
    clocks: [],
  },
  {
    ...detention,
    id: 'wro-uflpa-supplier',
    condition: superseded,
    roles: ['supplier'],
    direct: true,
    sentence:
      'The order stands, and CBP enforces the presumption of the UFLPA in its place: goods that it covers are detained and examined under the general rules on detention.',
    notProhibited: alsoBuying,
    legalBasis: supersededBasis,
    licence: supersededLicence,
    clocks: uflpaClocks,
    factsFrom: 'the remark of the order; CBP publication 1790-0522',
  },
  {
    ...detention,
    id: 'wro-uflpa-other',
    condition: superseded,
    roles: rolesBut(roles, 'supplier'),
    direct: false,
    sentence: noDirectEffect('The order, which CBP enforces through the presumption of the UFLPA,'),
    legalBasis: supersededBasis,
    licence: supersededLicence,
    clocks: [],
    factsFrom: 'the remark of the order; CBP publication 1790-0522',
  },
  {
    ...seizure,
    id: 'finding-uflpa-supplier',
    condition: superseded,
    roles: ['supplier'],
    direct: true,
    sentence:
      'The Finding stands, and CBP enforces the presumption of the UFLPA in its place: goods that it covers are detained, and can be excluded or seized.',
    notProhibited: alsoBuying,
    legalBasis: supersededBasis,
    licence: supersededLicence,
    clocks: uflpaClocks,
    factsFrom: 'the remark of the order; CBP publication 1790-0522',
  },
  {
    ...seizure,
    id: 'finding-uflpa-other',
    condition: superseded,
    roles: rolesBut(roles, 'supplier'),
    direct: false,
    sentence: noDirectEffect('The Finding, which CBP enforces through the presumption of the UFLPA,'),
    legalBasis: supersededBasis,
    licence: supersededLicence,
    clocks: [],
    factsFrom: 'the remark of the order; CBP publication 1790-0522',
  },
]

const presumption = {
  binds: importer,
  measure: 'import-presumption',
  legalBasis: ['Pub. L. 117-78, section 3', '19 U.S.C. 1307', '19 CFR 151.16'],
  flowDown: ownWords('the row of the list itself'),
  licence:
    'Show that the goods are outside the Act, or ask for an exception: full compliance with the importer guidance, complete answers to all inquiries of CBP, and clear and convincing evidence that no forced labour was used (section 3(b)).',
  clocks: uflpaClocks,
  retention,
  validFrom: '2022-06-21',
  checkedOn,
  factsFrom: 'Pub. L. 117-78, section 3; 19 CFR 151.16',
} as const satisfies Partial<Effect>

const noDeMinimis =
  'are presumed to be made with forced labour and are refused entry into the United States unless CBP is shown the contrary by clear and convincing evidence; there is no de minimis, and every tier counts.'

const presumptionElsewhere = {
  ...presumption,
  roles: rolesBut(roles, 'supplier'),
  direct: false,
  sentence: noDirectEffect('The presumption of the UFLPA'),
  clocks: [],
} as const satisfies Partial<Effect>

/** An order that the UFLPA has taken over carries its presumption as a measure of its own. */
const supersededPresumption: readonly Effect[] = [
  {
    ...presumption,
    id: 'order-uflpa-presumption-supplier',
    source: 'cbp-wro',
    programs: ['WRO', 'FINDING'],
    condition: superseded,
    roles: ['supplier'],
    direct: true,
    sentence: `Goods that the order covers and that come wholly or in part from Xinjiang or from a party on the UFLPA Entity List ${noDeMinimis}`,
    notProhibited: alsoBuying,
  },
  {
    ...presumptionElsewhere,
    id: 'order-uflpa-presumption-other',
    source: 'cbp-wro',
    programs: ['WRO', 'FINDING'],
    condition: superseded,
  },
]

/** Section 2(d)(2)(B): what the clause of a sub-list says of the entities in it. */
const clauses: readonly { clause: string; who: string }[] = [
  { clause: 'i', who: 'an entity in Xinjiang that produces goods with forced labour' },
  {
    clause: 'ii',
    who: 'an entity that works with the government of Xinjiang to recruit, transport, transfer, harbour or receive forced labour or members of persecuted groups out of Xinjiang',
  },
  { clause: 'iv', who: 'an entity that exports products of forced labour from China into the United States' },
  {
    clause: 'v',
    who: 'a facility or entity that sources material from Xinjiang, or from persons that work with its government or the Production and Construction Corps in labour schemes',
  },
]

const uflpaList: readonly Effect[] = clauses.flatMap(({ clause, who }) => {
  const row = { source: 'dhs-uflpa', programs: [`UFLPA-${clause}`] } as const
  return [
    {
      ...presumption,
      ...row,
      id: `uflpa-${clause}-supplier`,
      roles: ['supplier'] as const,
      direct: true,
      sentence: `Goods that the listed party (${who}) mined, produced or manufactured ${noDeMinimis}`,
      notProhibited: alsoBuying,
      legalBasis: [`Pub. L. 117-78, section 2(d)(2)(B)(${clause})`, ...presumption.legalBasis],
    },
    { ...presumptionElsewhere, ...row, id: `uflpa-${clause}-other` },
  ]
})

const clauseNotRead = {
  checkedOn: null,
  factsFrom:
    'Pub. L. 117-78, section 3; summaries of section 2(d)(2)(B)(iii), whose own text was not at hand and is for counsel to check',
} as const satisfies Partial<Effect>

const uflpaProducts: readonly Effect[] = [
  {
    ...presumption,
    ...clauseNotRead,
    source: 'dhs-uflpa',
    id: 'uflpa-iii-supplier',
    programs: ['UFLPA-iii'],
    roles: ['supplier'],
    direct: true,
    sentence: `Clause (iii) lists products that entities of the sub-lists (i) and (ii) make; goods that come wholly or in part from these entities or from Xinjiang ${noDeMinimis}`,
    notProhibited: alsoBuying,
    legalBasis: ['Pub. L. 117-78, section 2(d)(2)(B)(iii)', ...presumption.legalBasis],
  },
  {
    ...presumptionElsewhere,
    ...clauseNotRead,
    source: 'dhs-uflpa',
    id: 'uflpa-iii-other',
    programs: ['UFLPA-iii'],
  },
]

/** What the law itself presumes, with no listing at all: the keys are ours, `UFLPA-sec3` and `CAATSA-321`. */
const statute: readonly Effect[] = [
  {
    ...presumption,
    id: 'statute-xuar-supplier',
    source: 'us-statute',
    programs: ['UFLPA-sec3'],
    roles: ['supplier'],
    direct: true,
    sentence: `Goods mined, produced or manufactured wholly or in part in Xinjiang ${noDeMinimis}`,
    notProhibited: 'It acts on imports into the United States only, and asks for no listing of the maker.',
    flowDown: {
      rule: 'none',
      text: 'The presumption follows the goods, not the ownership of the maker.',
      citation: 'Pub. L. 117-78, section 3',
    },
  },
  { ...presumptionElsewhere, id: 'statute-xuar-other', source: 'us-statute', programs: ['UFLPA-sec3'] },
  {
    ...presumption,
    id: 'statute-dprk-labour-supplier',
    source: 'us-statute',
    programs: ['CAATSA-321'],
    roles: ['supplier'],
    direct: true,
    sentence:
      'Significant goods that North Korean nationals or citizens made wholly or in part, anywhere in the world, are presumed to be made with forced labour and may be detained, seized and forfeited unless CBP finds the contrary by clear and convincing evidence.',
    notProhibited: 'It acts on imports into the United States only, and asks for no listing of the maker.',
    legalBasis: ['22 U.S.C. 9241a', '19 U.S.C. 1307'],
    flowDown: {
      rule: 'none',
      text: 'The presumption follows the labour, not the ownership of the maker.',
      citation: '22 U.S.C. 9241a',
    },
    licence: 'Clear and convincing evidence that no forced labour was used (22 U.S.C. 9241a).',
    clocks: [],
    validFrom: '2017-08-02',
    factsFrom: 'DHS, questions on CAATSA section 321(b), 11 February 2021',
  },
  {
    ...presumptionElsewhere,
    id: 'statute-dprk-labour-other',
    source: 'us-statute',
    programs: ['CAATSA-321'],
    sentence:
      'The presumption acts on goods that enter the United States and that North Korean labour made; on other dealings there is no direct effect under it.',
    notProhibited: 'Other sanctions on North Korea may apply; this row does not speak of them.',
    legalBasis: ['22 U.S.C. 9241a', '19 U.S.C. 1307'],
    validFrom: '2017-08-02',
    factsFrom: 'DHS, questions on CAATSA section 321(b), 11 February 2021',
  },
]

export const importEffects: readonly Effect[] = [
  ...orders,
  ...supersededPresumption,
  ...uflpaList,
  ...uflpaProducts,
  ...statute,
]
