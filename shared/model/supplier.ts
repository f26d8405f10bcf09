import type { Measure, PartyType } from './designation.ts'
import type { Rule, Thresholds } from './match.ts'

export const roles = [
  'supplier',
  'buyer',
  'consignee',
  'end-user',
  'owner',
  'officer',
  'bank',
  'investee',
  'carrier',
] as const
/** What a registered party is to the customer: what a listing means depends on measure × role. */
export type Role = (typeof roles)[number]

export interface SupplierIdentifier {
  /** `USCC`, `LEI`, `DUNS`, `TAX-RU`, `IMO`, `MMSI`, `ISIN`, `TICKER`, … */
  type: string
  value: string
}

export interface SupplierGoods {
  /** 2 to 10 digits without dots. */
  hs?: string
  text: string
  /** ISO 3166-1 alpha-2 of the origin. */
  country?: string
  /** ISO 3166-2 of the origin, e.g. `CN-XJ`. */
  region?: string
}

export interface SupplierOwner {
  name?: string
  /** A registered supplier. */
  supplierId?: string
  /** Percent of direct ownership; absent = unknown. */
  percent?: number
}

export interface SupplierOfficer {
  name: string
  role?: string
  /** Year, month or day: `1962`, `1962-01`, `1962-01-05`. */
  born?: string
}

/** A party that a customer registered, whatever its role: the facts of one row of the supplier file. */
export interface SupplierFacts {
  supplierId: string
  roles: Role[]
  name: string
  otherNames: string[]
  type: PartyType
  country?: string
  address?: string
  sites: string[]
  birthDate?: string
  nationality?: string
  identifiers: SupplierIdentifier[]
  goods: SupplierGoods[]
  owners: SupplierOwner[]
  officers: SupplierOfficer[]
  workers: string[]
  sends?: string
  /** Supplier ids it sells to; `*` = the customer itself. Never empty: an empty cell means `['*']`. */
  supplies: string[]
  notes?: string
}

/** A party of which no more is known than its name: a supplier of the customer itself. */
export const plainSupplier = (supplierId: string, name: string): SupplierFacts => ({
  supplierId,
  roles: ['supplier'],
  name,
  otherNames: [],
  type: 'organisation',
  sites: [],
  identifiers: [],
  goods: [],
  owners: [],
  officers: [],
  workers: [],
  supplies: ['*'],
})

/** A supplier as stored: its facts at one revision. */
export interface Supplier extends SupplierFacts {
  customerId: string
  /** Raised by each change of its facts; starts at 1. */
  revision: number
  /** Hash of the facts that screening uses; notes are not among them. */
  factsHash: string
  /** Removed suppliers stay as tombstones, so that their open matches can be resolved. */
  state: 'registered' | 'removed'
  /** The intake that wrote this revision. */
  intakeId: string
}

/** One cell of a customer's own severity table; `*` stands for every value. The most specific cell counts. */
export interface SeverityCell {
  measure: Measure | '*'
  rule: Rule | '*'
  /** The band of the score: `strong` or `review`. */
  score: 'strong' | 'review' | '*'
  tier: '1' | '2+' | '*'
  severity: 'critical' | 'high' | 'medium' | 'low'
}

export interface Customer {
  customerId: string
  name: string
  topicArn: string
  createdAt: string
  /** Raised by each applied supplier file. */
  registerRevision: number
  /** Suppliers in the register, as its last intake left it: what the fan-out weighs its two directions by. */
  supplierCount: number
  /** When the file that the register comes from was uploaded (ISO instant). */
  lastUploadAt?: string
  /** Where the customer's table of severities differs from ours. */
  severity?: SeverityCell[]
  /**
   * The model under which every supplier's keys stand in the reverse index. While it is not the running one, suppliers are
   * looked at one by one and keyed again.
   */
  keysModel?: string
  /** The notice under which the suppliers are keyed and screened again for a new model, first seen `since` (ISO instant). */
  keying?: { model: string; noticeId: string; since: string }
  /** Scores from which a likeness of names or addresses counts, where they are not the standard ones. */
  thresholds?: Thresholds
}
