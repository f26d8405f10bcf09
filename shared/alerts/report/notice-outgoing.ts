import type { Notice } from '../../model/alert.ts'
import { attributesOf, fits, type OutgoingMessage, worstOf } from '../outgoing.ts'
import { inOrder, type ReportRef, reportRow, summaryOf } from './report-files.ts'
import type { ReportedAlert } from './reported-alert.ts'

/** Matches that are named in the message itself; the report has all of them. */
const mostNamed = 200

/**
 * The message of a report or a digest. It names its alerts as far as they fit and links to the report, which has them
 * all; subscribers can filter on every value that its alerts have, so that none misses a digest that concerns it.
 */
export const noticeOutgoing = (
  notice: Notice,
  alerts: readonly ReportedAlert[],
  report: ReportRef,
  words: { subject: string; text: string },
): OutgoingMessage => {
  const form = notice.kind === 'report' ? 'report' : 'digest'
  const sorted = inOrder(alerts)
  const attributes: OutgoingMessage['attributes'] =
    alerts.length > 0
      ? attributesOf(alerts, ['notice', form])
      : { kind: ['notice', form], severity: 'info', ...(notice.source ? { source: notice.source } : {}) }
  const jsonOf = (named: number): string =>
    JSON.stringify({
      ...summaryOf(notice, alerts, form),
      severity: worstOf(alerts),
      report,
      alerts: sorted.slice(0, named).map((alert) => {
        const { recordSha256: _r, path: _p, programs: _g, ...row } = reportRow(alert)
        return row
      }),
      truncated: alerts.length > named,
    })
  for (let named = Math.min(mostNamed, alerts.length); ; named = Math.floor(named / 2)) {
    const message = { ...words, json: jsonOf(named), attributes }
    if (named === 0 || fits(message)) return message
  }
}
