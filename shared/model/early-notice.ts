/** A party that a document on public inspection names. */
export interface EarlyName {
  action: 'add' | 'revise' | 'remove'
  name: string
  /** ISO code of the destination, where the text says it. */
  country?: string
}

/**
 * `announced`: on public inspection, not yet published. `confirmed`: published as announced. `corrected`: what was
 * announced is not, or no longer, what is filed or published. `withdrawn`: it will not be published.
 */
export type EarlyState = 'announced' | 'confirmed' | 'corrected' | 'withdrawn'

/** A rule that amends the Entity List, known before it is published; one a document, with its history's last state. */
export interface EarlyNotice {
  documentNumber: string
  title: string
  agency: string
  url: string
  filedAt?: string
  publishesOn?: string
  pdfUrl?: string
  names: EarlyName[]
  namesFrom: 'instructions' | 'lists' | 'none'
  state: EarlyState
  /** Raised by each transition that subscribers are told of. */
  revision: number
  /** ISO instants of our polls. */
  firstSeenAt: string
  lastSeenAt: string
  updatedAt: string
  /** Why it stands as it does, in a sentence. */
  because?: string
  /** The rule as published, once it is. */
  published?: { citation: string; publishedOn: string; url: string }
}

/** What subscribers are told of. A confirmation is told by the listing's own alerts, and by nothing else. */
export type EarlyNews = 'announced' | 'corrected' | 'withdrawn'

/** A supplier that a name in the document resembles, for the customer who registered it. */
export interface EarlyLikeness {
  supplierId: string
  supplierName: string
  name: string
  score: number
  decision: string
}

/** One message to a customer about a document that is not published, or not as it was announced. */
export interface Announcement {
  news: EarlyNews
  notice: EarlyNotice
  likenesses: EarlyLikeness[]
}
