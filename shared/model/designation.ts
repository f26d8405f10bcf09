import type { SourceId } from './source.ts'

/** What a listing legally does. `unknown-effect` is shown and alarmed; it never gets a default sentence. */
export const measures = [
  'blocking',
  'debt-equity',
  'correspondent-account',
  'investment-ban',
  'menu-based',
  'export-licence',
  'no-licence-exception',
  'export-denial',
  'military-end-user',
  'import-detention',
  'import-seizure',
  'import-presumption',
  'debarment',
  'unknown-effect',
] as const
export type Measure = (typeof measures)[number]

export type PartyType = 'organisation' | 'person' | 'vessel' | 'aircraft'
export type DesignationType = PartyType | 'address' | 'place' | 'order'

export interface Alias {
  name: string
  /** OFAC grades its aliases; other sources' aliases are `strong` unless the source says otherwise. */
  quality: 'strong' | 'weak'
  /** As published: `a.k.a.`, `f.k.a.`, `n.k.a.`, `d.b.a.`, `former name`, … */
  kind: string
  /** The script of a name that is not in Latin letters, as published: `Cyrillic`, `Arabic`, `Chinese Simplified`. */
  script?: string
}

export interface Address {
  /** The address as published, on one line. Never empty: a country alone reads "Iran". */
  text: string
  street?: string
  city?: string
  /** State, province or region as published. */
  region?: string
  postcode?: string
  /** ISO 3166-1 alpha-2, absent where the source names none that is known. */
  country?: string
}

export interface Identifier {
  /** A stable key such as `USCC`, `IMO`, `PASSPORT`, `TAX`, `SWIFT`; the published label where we have none. */
  type: string
  value: string
  country?: string
  issuedOn?: string
  expiresOn?: string
}

/** A fact that shares OFAC's `idList` or remarks with the identifiers and is none: website, gender, ticker … */
export interface Note {
  label: string
  value: string
}

export interface GoodsDescription {
  /** As published. */
  text: string
  /** Prefixes of the Harmonized System, 2 to 6 digits without dots; empty = the text is not resolved to headings. */
  hs: string[]
  /** All goods of the party or place, whatever their heading. */
  all?: boolean
  /** What the order's words reach beyond the goods themselves: products made of them, or with them in whole or in part. */
  reach?: 'downstream' | 'in-whole-or-in-part'
}

/** Where goods come from: a country, or a region of it. */
export interface Origin {
  /** ISO 3166-1 alpha-2. */
  country: string
  /** ISO 3166-2, e.g. `CN-XJ`; absent = the whole country. */
  region?: string
  /** A mine, field or park as published. */
  site?: string
}

/** One subject of an order: CBP's orders name parties, vessels, and goods of a place. Rules run on subjects. */
export interface Subject {
  /** Unique in the designation and stable, e.g. `party:hoshine-silicon-industry`. */
  id: string
  kind: 'party' | 'vessel' | 'goods-origin' | 'place'
  name: string
  aliases: Alias[]
  countries: string[]
  addresses: Address[]
  origin?: Origin
  status: 'active' | 'inactive'
  /** Why the subject is inactive, as published. */
  statusNote?: string
  /** The row says that it extends to subsidiaries, subordinates or affiliates. */
  includesSubsidiaries?: boolean
  /** The row's own words where it reaches further than the named party: "and its subordinates". */
  scope?: string
}

/** A sub-list membership of a UFLPA party: one clause of section 2(d)(2)(B). */
export interface SubList {
  clause: 'i' | 'ii' | 'iii' | 'iv' | 'v'
  /** ISO date. */
  effectiveOn: string
  /** The row's own words where it reaches further than the named party: "and its subsidiaries". */
  scope?: string
}

/** A notice by which an agency announced a listing. */
export interface NoticeCitation {
  /** "88 FR 50902", or "FR Doc. 2024-25423" where the citation is not known. */
  title: string
  documentNumber: string
  /** ISO date. */
  publishedOn: string
  url: string
}

export interface Citation {
  /** "88 FR 12170", "UFLPA section 2(d)(2)(B)(v)", "T.D. 53408". */
  title: string
  url?: string
  /** UFLPA: the Federal Register notices that put the party on its sub-lists, oldest first, as far as they are known. */
  notices?: NoticeCitation[]
}

export interface LicenceTerms {
  requirement: string
  reviewPolicy: string
  /** Footnote designations that extend jurisdiction (1, 3, 4, 5). */
  footnotes: number[]
  exceptions?: string
}

/** Why a party was listed, in the words of the rule that listed it. */
export interface Grounds {
  text: string
  flags: ('forced-labour' | 'surveillance' | 'human-rights')[]
}

export interface VesselData {
  callSign?: string
  vesselType?: string
  flag?: string
  owner?: string
  tonnage?: string
  grossRegisteredTonnage?: string
}

/**
 * One listed subject of a source, as facts. All arrays are sets: their order means nothing, and two designations
 * that differ only in order are the same (see `canonicalDesignation`). Dates are ISO (`2023-02-24`).
 * Optional fields are absent where the source says nothing; they are never empty strings.
 */
export interface Designation {
  source: SourceId
  /** Permanent, unique in the source. OFAC: the uid. Others: allotted at first sight, see `shared/lists/identity.ts`. */
  id: string
  type: DesignationType
  name: string
  /** Persons: the published parts. */
  nameParts?: { first?: string; last: string }
  aliases: Alias[]
  addresses: Address[]
  /** ISO 3166-1 alpha-2: of the entry (its country), its addresses, nationalities and citizenships. */
  countries: string[]
  /** ISO 3166-2 regions that the listing itself names. */
  regions: string[]
  identifiers: Identifier[]
  notes: Note[]
  /** Keys into the table of legal effects: OFAC programmes, UFLPA clauses (`UFLPA-ii`), `WRO`, `FINDING`, `EL`, `EL-FN3`. */
  programs: string[]
  citation?: Citation
  /** When the subject was put on the list (publication or the list's own date). */
  listedOn?: string
  /** When the measure took effect, where that differs or is all that is known. */
  effectiveOn?: string
  /** Whether the listing binds now; the words are in `statusAsPublished`. */
  status: 'active' | 'inactive'
  statusAsPublished?: string
  /** CBP: which law detains the goods now. */
  enforcedUnder?: 'section-307' | 'uflpa'
  goods: GoodsDescription[]
  /** CBP: parties, vessels, goods × places of the order. Empty elsewhere. */
  subjects: Subject[]
  /** UFLPA: the sub-lists that the party stands in. */
  subLists: SubList[]
  birthDates: string[]
  birthPlaces: string[]
  nationalities: string[]
  citizenships: string[]
  title?: string
  remarks?: string
  /** Names in "(Linked To: X)". */
  linkedTo: string[]
  vessel?: VesselData
  /** Entity List: licence terms of the entry. */
  licence?: LicenceTerms
  /** Entity List: joins the entries of one party under several countries. */
  party?: string
  /** Entity List: the reason that the rule's preamble gives. */
  grounds?: Grounds
  /** The row extends by its own words to subsidiaries, subordinates or affiliates. */
  includesSubsidiaries?: boolean
}

/** A designation as a parser reads it: everything but the id, which the identity register allots (or the source gives). */
export type DesignationFacts = Omit<Designation, 'id'>
