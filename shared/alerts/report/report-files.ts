import { stringify } from 'csv-stringify/sync'
import type { Alert, Notice } from '../../model/alert.ts'
import type { Customer } from '../../model/supplier.ts'
import { severities } from '../severity.ts'
import { clean } from '../messages/plain-text.ts'
import type { ReportedAlert } from './reported-alert.ts'
import { reportHtml } from './report-html.ts'

/** A report of many matches as files: for people, for spreadsheets, for programs. */
export interface ReportFile {
  name: 'report.html' | 'report.csv' | 'report.json'
  contentType: string
  text: string
}

/** Where a report lies, and how it can be read. */
export interface ReportRef {
  /** Prefix of its files in the evidence bucket. */
  prefix: string
  /** `s3://…` of the page. */
  location: string
  /** An address that works without an account of ours, until `linkUntil` (ISO instant) at the latest. */
  link?: string
  linkUntil?: string
}

/** A match in the report, for programs. */
export interface ReportRow {
  alertId: string
  matchId: string
  kind: Alert['kind']
  severity: Alert['severity']
  supplierId: string
  supplierName: string
  tier: number
  path: string
  source: Alert['source']
  designationId: string
  designationName: string
  programs: string
  measure: Alert['measure']
  rule: Alert['rule']
  /** `officer` or `owner` where not the supplier itself was met, who, and with which share; else empty. */
  metAs: string
  metName: string
  metPercent: string
  score: number
  citation: string
  link: string
  recordSha256: string
}

export const reportRow = (alert: ReportedAlert): ReportRow => ({
  alertId: alert.alertId,
  matchId: alert.matchId,
  kind: alert.kind,
  severity: alert.severity,
  supplierId: alert.supplier.supplierId,
  supplierName: alert.supplier.name,
  tier: alert.supplier.tier,
  path: [...(alert.paths[0] ?? [alert.supplier.supplierId]), 'you'].join(' > '),
  source: alert.source,
  designationId: alert.designation.id,
  designationName: alert.designation.name,
  programs: alert.designation.programs.join(' '),
  measure: alert.measure,
  rule: alert.rule,
  metAs: alert.met?.as ?? '',
  metName: alert.met?.name ?? '',
  metPercent: alert.met?.as === 'owner' ? String(alert.met.percent ?? '?') : '',
  score: alert.score,
  citation: alert.citation.title,
  link: alert.citation.url ?? alert.evidence.url,
  recordSha256: alert.evidence.record?.sha256 ?? '',
})

export interface ReportSummary {
  schemaVersion: 1
  kind: 'notice'
  form: 'report' | 'digest'
  noticeId: string
  customerId: string
  at: string
  cause: Notice['cause']
  source: Notice['source'] | null
  screened: number
  notRead: NonNullable<Notice['notRead']>
  total: number
}

export const summaryOf = (
  notice: Notice,
  alerts: readonly ReportedAlert[],
  form: ReportSummary['form'],
): ReportSummary => ({
  schemaVersion: 1,
  kind: 'notice',
  form,
  noticeId: notice.noticeId,
  customerId: notice.customerId,
  at: notice.at,
  cause: notice.cause,
  source: notice.source ?? null,
  screened: notice.screened,
  notRead: notice.notRead ?? [],
  total: alerts.length,
})

/** No cell of a spreadsheet that people read is longer. */
const longestCell = 2_000

/**
 * Cells have no control or bidirectional characters and no line breaks; one that a spreadsheet would take for a formula
 * begins with an apostrophe. The byte order mark tells Excel that it is UTF-8.
 */
const reportCsv = (alerts: readonly ReportedAlert[]): string =>
  stringify(
    alerts.map((alert) =>
      Object.fromEntries(
        Object.entries(reportRow(alert)).map(([column, value]) => [
          column,
          typeof value === 'number' ? String(value) : clean(String(value), longestCell),
        ]),
      ),
    ),
    {
      header: true,
      columns: [...csvColumns],
      bom: true,
      quoted: true,
      record_delimiter: '\r\n',
      escape_formulas: true,
    },
  )

const csvColumns = [
  'severity',
  'kind',
  'supplierId',
  'supplierName',
  'tier',
  'path',
  'designationName',
  'designationId',
  'source',
  'programs',
  'measure',
  'rule',
  'metAs',
  'metName',
  'metPercent',
  'score',
  'citation',
  'link',
  'matchId',
  'alertId',
  'recordSha256',
] as const satisfies (keyof ReportRow)[]

/** Worst first, then by supplier: the order of every file and of the mail. */
export const inOrder = (alerts: readonly ReportedAlert[]): ReportedAlert[] =>
  alerts.toSorted(
    (a, b) =>
      severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
      (a.supplier.supplierId < b.supplier.supplierId
        ? -1
        : a.supplier.supplierId > b.supplier.supplierId
          ? 1
          : b.score - a.score || (a.alertId < b.alertId ? -1 : 1)),
  )

export const reportFiles = (
  notice: Notice,
  alerts: readonly ReportedAlert[],
  customer: Customer,
): ReportFile[] => {
  const sorted = inOrder(alerts)
  const form = notice.kind === 'report' ? 'report' : 'digest'
  return [
    {
      name: 'report.json',
      contentType: 'application/json',
      text: `${JSON.stringify({ ...summaryOf(notice, sorted, form), alerts: sorted.map(reportRow) }, null, 1)}\n`,
    },
    { name: 'report.csv', contentType: 'text/csv; charset=utf-8', text: reportCsv(sorted) },
    {
      name: 'report.html',
      contentType: 'text/html; charset=utf-8',
      text: reportHtml(notice, sorted, customer),
    },
  ]
}

/** Where the files of a notice's report lie in the evidence bucket. */
export const reportPrefix = (customerId: string, noticeId: string): string =>
  `reports/${customerId}/${noticeId.replaceAll(/[^A-Za-z0-9._-]/g, '-')}/`
