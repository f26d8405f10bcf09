/** The official publications that Tierwatch knows. The order is the order in which people see them. */
export const sourceIds = [
  'bis-entity-list',
  'ofac-sdn',
  'ofac-nonsdn',
  'cbp-wro',
  'dhs-uflpa',
  'us-statute',
  'trade-csl',
] as const
export type SourceId = (typeof sourceIds)[number]

export const isSourceId = (value: string): value is SourceId =>
  (sourceIds as readonly string[]).includes(value)

export interface SourceDescription {
  id: SourceId
  /** What people call it in a sentence. */
  title: string
  agency: string
  /** `snapshot`: the document is the list. `ledger`: the list is the fold of a baseline and its rules. */
  kind: 'snapshot' | 'ledger'
  homepage: string
}

/** The sources that are watched (fetched, committed, screened) today. */
export const watchedSources = sourceIds
export type WatchedSource = (typeof watchedSources)[number]

export const describeSource: Readonly<Record<SourceId, SourceDescription>> = {
  'bis-entity-list': {
    id: 'bis-entity-list',
    title: 'BIS Entity List',
    agency: 'Bureau of Industry and Security',
    kind: 'ledger',
    homepage: 'https://www.bis.gov/entity-list',
  },
  'ofac-sdn': {
    id: 'ofac-sdn',
    title: 'OFAC SDN List',
    agency: 'Office of Foreign Assets Control',
    kind: 'snapshot',
    homepage: 'https://sanctionslist.ofac.treas.gov/Home/SdnList',
  },
  'ofac-nonsdn': {
    id: 'ofac-nonsdn',
    title: 'OFAC non-SDN Consolidated List',
    agency: 'Office of Foreign Assets Control',
    kind: 'snapshot',
    homepage: 'https://sanctionslist.ofac.treas.gov/Home/ConsolidatedList',
  },
  'cbp-wro': {
    id: 'cbp-wro',
    title: 'CBP Withhold Release Orders and Findings',
    agency: 'U.S. Customs and Border Protection',
    kind: 'snapshot',
    homepage: 'https://www.cbp.gov/trade/forced-labor/withhold-release-orders-and-findings',
  },
  'dhs-uflpa': {
    id: 'dhs-uflpa',
    title: 'UFLPA Entity List',
    agency: 'Department of Homeland Security',
    kind: 'snapshot',
    homepage: 'https://www.dhs.gov/uflpa-entity-list',
  },
  'us-statute': {
    id: 'us-statute',
    title: 'Presumptions made by statute',
    agency: 'Congress of the United States',
    kind: 'snapshot',
    homepage: 'https://uscode.house.gov/',
  },
  'trade-csl': {
    id: 'trade-csl',
    title: 'Consolidated Screening List',
    agency: 'International Trade Administration',
    kind: 'snapshot',
    homepage: 'https://www.trade.gov/consolidated-screening-list',
  },
}
