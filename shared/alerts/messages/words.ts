import type { Alert, Severity } from '../../model/alert.ts'
import type { Cause } from '../../model/change.ts'
import type { Measure } from '../../model/designation.ts'
import type { OwnershipLaw, Rule } from '../../model/match.ts'
import { describeSource, type SourceId } from '../../model/source.ts'
import type { Role } from '../../model/supplier.ts'
import { clean, enumerated } from './plain-text.ts'

/** Names of the model's values as a compliance officer says them. */

export const measureWords: Readonly<Record<Measure, string>> = {
  blocking: 'Blocking of property',
  'debt-equity': 'Sectoral restriction (debt, equity, projects)',
  'correspondent-account': 'Correspondent accounts',
  'investment-ban': 'Investment ban',
  'menu-based': 'Selected restrictions, no blocking',
  'export-licence': 'Export licence requirement',
  'no-licence-exception': 'No licence exceptions',
  'export-denial': 'Denial of export privileges',
  'military-end-user': 'Military end-user licence requirement',
  'import-detention': 'Detention of imports',
  'import-seizure': 'Seizure of imports',
  'import-presumption': 'Presumption of forced labour',
  debarment: 'Debarment',
  'unknown-effect': 'Effect not on record',
}

export const roleWords: Readonly<Record<Role, string>> = {
  supplier: 'supplier',
  buyer: 'buyer',
  consignee: 'consignee',
  'end-user': 'end-user',
  owner: 'owner',
  officer: 'officer',
  bank: 'bank',
  investee: 'investee',
  carrier: 'carrier',
}

export const ruleWords: Readonly<Record<Rule, string>> = {
  name: 'the names agree',
  identifier: 'an identifier agrees',
  address: 'an address agrees',
  ownership: 'an owner is listed',
  officer: 'an officer is listed',
  'goods-origin': 'goods and origin fall under an order',
  labour: 'the workforce falls under a presumption',
}

/** What is added up, for a reader who knows the laws. */
export const lawWords: Readonly<Record<OwnershipLaw, string>> = {
  'ofac-50-percent': 'blocked persons, by OFAC’s 50 Percent Rule',
  'bis-affiliates': 'Entity List, MEU List and certain SDNs, by BIS’s affiliates rule',
  'ssi-directive-1': 'Directive 1 under E.O. 13662',
  'ssi-directive-2': 'Directive 2 under E.O. 13662',
  'ssi-directive-3': 'Directive 3 under E.O. 13662',
  'ssi-directive-4': 'Directive 4 under E.O. 13662',
  'ssi-directive-unstated': 'a sectoral directive under E.O. 13662',
  'eo14014-directive-1': 'Directive 1 under E.O. 14014',
  'eo14024-directive-2': 'Directive 2 under E.O. 14024',
  'eo14024-directive-3': 'Directive 3 under E.O. 14024',
}

/** Facts of a match that are neither your record's nor the listing's alone. */
export const sharedFactWords: Readonly<Record<string, string>> = {
  'supplier.holdings': 'what listed owners hold together',
  'designation.affiliatesRule': 'how BIS’s affiliates rule stands',
  'designation.dated': 'the days that the listing or the law names',
}

/** A sub-list in a sentence; `undefined` for a programme that is known by its tag alone. */
const subListWords = (program: string): string | undefined => {
  if (program === 'WRO') return 'Withhold Release Order'
  if (program === 'FINDING') return 'Finding'
  const footnote = /^EL-FN(\d+)$/.exec(program)?.[1]
  if (footnote !== undefined) return `footnote ${footnote}`
  const clause = /^UFLPA-([ivx]+)$/.exec(program)?.[1]
  return clause === undefined ? undefined : `sub-list (${clause})`
}

/** Programmes and sub-lists in a sentence; `EL` says no more than the list's name. */
export const programsInWords = (programs: readonly string[]): string[] => {
  const told = programs.filter((program) => program !== 'EL')
  const tags = told.filter((program) => subListWords(program) === undefined)
  return [
    ...told.map(subListWords).filter((words) => words !== undefined),
    ...(tags.length === 0
      ? []
      : [`programme${tags.length === 1 ? '' : 's'} ${enumerated(tags.map((tag) => clean(tag, 40)))}`]),
  ]
}

/** Short names for subjects and tables. */
export const shortSource: Readonly<Record<SourceId, string>> = {
  'bis-entity-list': 'BIS Entity List',
  'ofac-sdn': 'OFAC SDN List',
  'ofac-nonsdn': 'OFAC non-SDN',
  'cbp-wro': 'CBP forced labour order',
  'dhs-uflpa': 'UFLPA Entity List',
  'us-statute': 'Statute',
  'trade-csl': 'Screening list',
}

/** "the OFAC SDN List (Office of Foreign Assets Control)". */
export const theList = (source: SourceId): string => {
  const { title, agency } = describeSource[source]
  return `${source === 'us-statute' ? '' : 'the '}${title} (${agency})`
}

export const severityWords: Readonly<Record<Severity, string>> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  info: 'Info',
}

export const kindWords: Readonly<Record<Alert['kind'], string>> = {
  opened: 'new match',
  amended: 'match changed',
  resolved: 'match ended',
  reopened: 'match is back',
  notice: 'notice',
}

/** Why we look at it now, where that is not simply that an agency published a change. */
export const causeSentence: Readonly<Record<Cause, string | undefined>> = {
  published: undefined,
  reparsed:
    'Found by improved reading: the agency published nothing new; we read its document better than before.',
  released: 'The publication was held back for a check and has now been released.',
  intake: 'This comes of your supplier file, which changed: the listing itself is not news.',
  rescreen: 'Found by screening again: the agency published nothing new.',
  due: 'A date that the publication or the law names has come.',
}

/** What happened, as the first words of a digest. */
export const digestNews = (cause: Cause, list: string | undefined): string => {
  const it = list ?? 'your register'
  const news: Readonly<Record<Cause, string>> = {
    published: `${it} changed`,
    released: `${it} changed`,
    reparsed: `${it} was read again`,
    intake: 'your register changed',
    rescreen: `your register was screened again${list === undefined ? '' : ` against ${list}`}`,
    due: list === undefined ? 'clearings of yours have run out' : `dates of ${it} have come`,
  }
  return news[cause]
}
