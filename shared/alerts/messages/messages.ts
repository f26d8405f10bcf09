import type { Alert, Notice } from '../../model/alert.ts'
import type { Customer } from '../../model/supplier.ts'
import { worstOf } from '../outgoing.ts'
import type { ReportRef } from '../report/report-files.ts'
import type { ReportedAlert } from '../report/reported-alert.ts'
import { alertText } from './alert-text.ts'
import { clean, codePoints, counted } from './plain-text.ts'
import { digestText, foundChangedEnded, onlyFound, reportText } from './summary-text.ts'
import { kindWords, severityWords, shortSource } from './words.ts'

/** A message for people. The subject is one line of less than 100 characters that begins with a letter. */
export interface Message {
  subject: string
  text: string
}

/** SNS refuses a subject of 100 characters or more; some count UTF-16 units, which `length` does. */
const subjectLimit = 99

const subjectOf = (text: string): string => {
  let subject = clean(text, subjectLimit)
  while (subject.length > subjectLimit) subject = clean(subject, codePoints(subject).length - 1)
  return subject
}

/** One alert, for a compliance officer. Every legal sentence comes from the table of legal effects. */
export const alertMessage = (alert: Alert, customer: Customer, together: readonly Alert[] = []): Message => ({
  subject: subjectOf(
    `${severityWords[worstOf([alert, ...together])]}: ${kindWords[alert.kind]}, ${clean(alert.supplier.supplierId, 16)} ${clean(alert.supplier.name, 26)}${alert.met === undefined ? '' : ` (${alert.met.as})`} / ${clean(alert.designation.name, 26)}, ${shortSource[alert.source]}`,
  ),
  text: alertText(alert, customer, together),
})

/** What a screening of the register found, changed or ended. */
export const reportMessage = (
  notice: Notice,
  alerts: readonly ReportedAlert[],
  customer: Customer,
  report: ReportRef,
): Message => ({
  subject: subjectOf(
    `Screening report: ${counted(alerts.length, 'match', 'matches')}${onlyFound(alerts) ? '' : ` (${foundChangedEnded(alerts)})`}, ${counted(notice.screened, 'party', 'parties')} screened${notice.notRead === undefined ? '' : `, ${counted(notice.notRead.length, 'list')} not read yet`}`,
  ),
  text: reportText(notice, alerts, customer, report),
})

/** Many transitions of one change set, told together. */
export const digestMessage = (
  notice: Notice,
  alerts: readonly ReportedAlert[],
  customer: Customer,
  report: ReportRef,
): Message => ({
  subject: subjectOf(
    `Digest: ${counted(alerts.length, 'match', 'matches')} changed${notice.source === undefined ? '' : `, ${shortSource[notice.source]}`}`,
  ),
  text: digestText(notice, alerts, customer, report),
})
