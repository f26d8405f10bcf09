import type { Met } from './match.ts'

export const earlyActions = ['add', 'revise', 'remove'] as const

/** A party that a document on public inspection names. */
export interface EarlyName {
  action: (typeof earlyActions)[number]
  name: string
  /** ISO code of the destination, where the text says it. */
  country?: string
}

/**
 * `announced`: on public inspection, not yet published. `confirmed`: published as announced. `corrected`: what was
 * announced is not, or no longer, what is filed or published. `withdrawn`: it will not be published.
 */
export const earlyStates = ['announced', 'confirmed', 'corrected', 'withdrawn'] as const
export type EarlyState = (typeof earlyStates)[number]

/** Where the names were read: in the instructions, in the preamble's lists, or nowhere. Only instructions name all. */
export const nameOrigins = ['instructions', 'lists', 'none'] as const

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
  namesFrom: (typeof nameOrigins)[number]
  /** SHA-256 of the raw text that the names were read from: the same text read better is no change of the document. */
  textSha256?: string
  /** Where that text is kept in the evidence bucket. */
  textKey?: string
  state: EarlyState
  /** Raised by each transition that subscribers are told of. */
  revision: number
  /** ISO instants of our polls. */
  firstSeenAt: string
  lastSeenAt: string
  updatedAt: string
  /** Since when polls look for it in vain; absent while it is seen. */
  missingSince?: string
  /** Why it stands as it does, in a sentence. */
  because?: string
  /** The withdrawn document whose place it takes: one that is filed anew has a new number. */
  replaces?: string
  /** The Federal Register's index has it, and the list does not yet: its text waits, or a guard holds it. */
  indexed?: { publishedOn: string; url: string }
  /** The rule as published, once it is; with its number where that is another than the one on public inspection. */
  published?: { citation: string; publishedOn: string; url: string; documentNumber?: string }
}

/** What subscribers are told of. A confirmation is told by the listing's own alerts, and by nothing else. */
export const earlyNews = ['announced', 'corrected', 'withdrawn'] as const
export type EarlyNews = (typeof earlyNews)[number]

/** A supplier that a name in the document resembles, for the customer who registered it. */
export interface EarlyLikeness {
  /** Where an officer or owner of the supplier resembles the name, and not the supplier itself. */
  met?: Pick<Met, 'as' | 'name'>
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
  /** The document names more than the notice does here. */
  more?: boolean
  likenesses: EarlyLikeness[]
}
