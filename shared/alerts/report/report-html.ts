import type { Notice } from '../../model/alert.ts'
import type { Customer } from '../../model/supplier.ts'
import { clean, cleanUrl } from '../messages/plain-text.ts'
import { against } from '../messages/summary-text.ts'
import {
  causeSentence,
  digestNews,
  kindWords,
  measureWords,
  ruleWords,
  severityWords,
  theList,
} from '../messages/words.ts'
import type { ReportedAlert } from './reported-alert.ts'

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escaped = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '')

/** A value on a page: cleaned of what changes what the eye sees, and inert as markup, in its own direction. */
const shown = (value: string, limit = 200): string => `<bdi>${escaped(clean(value, limit))}</bdi>`

const linked = (text: string, url: string | undefined): string => {
  const address = cleanUrl(url)
  return address === undefined
    ? shown(text)
    : `<a href="${escaped(address)}" rel="noreferrer noopener">${shown(text)}</a>`
}

const style = `
body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;color:#1a1a1a;background:#fff}
h1{font-size:1.35rem}table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{text-align:left;vertical-align:top;padding:.35rem .5rem;border-bottom:1px solid #ddd;overflow-wrap:anywhere}
thead{display:table-header-group}tr{break-inside:avoid}
.critical{color:#8a0014;font-weight:700}.high{color:#8a4b00;font-weight:700}.id{font:.8rem ui-monospace,monospace}
@media print{body{margin:0;max-width:none;font-size:10pt}a{color:inherit}}
`

/** Who was met, where it is not the party itself. */
const metCell = ({ met }: ReportedAlert): string =>
  met === undefined
    ? ''
    : `<br>${met.as} ${shown(met.name)}${met.as === 'owner' ? `, ${met.percent === undefined ? 'share not stated' : `${met.percent}%`}` : ''}`

const row = (alert: ReportedAlert): string =>
  `<tr><td class="${alert.severity}">${severityWords[alert.severity]}</td><td>${kindWords[alert.kind]}</td>` +
  `<td>${shown(alert.supplier.name)}<br><span class="id">${shown(alert.supplier.supplierId, 60)}</span>, ${alert.supplier.tier > 0 ? `tier ${alert.supplier.tier}` : 'no chain'}</td>` +
  `<td>${shown(alert.designation.name)}<br><span class="id">${shown(alert.designation.id, 80)}</span></td>` +
  `<td>${shown(theList(alert.source))}<br>${linked(alert.citation.title, alert.citation.url ?? alert.evidence.url)}</td>` +
  `<td>${measureWords[alert.measure]}</td><td>${ruleWords[alert.rule]}, ${Math.round(alert.score * 100)}%${metCell(alert)}</td>` +
  `<td class="id">match ${shown(alert.matchId, 20)}<br>alert ${shown(alert.alertId, 40)}<br>record ${shown(alert.evidence.record?.sha256 ?? '–', 70)}</td></tr>`

/** The whole report on one page that needs nothing else: no script, no font, no picture, no other address. */
export const reportHtml = (notice: Notice, alerts: readonly ReportedAlert[], customer: Customer): string => {
  const list = notice.source === undefined ? undefined : theList(notice.source)
  const heading =
    notice.kind === 'report'
      ? `Screening report: ${notice.screened} registered parties against ${against(notice)}`
      : `Digest: ${digestNews(notice.cause, list)}`
  const cause = causeSentence[notice.cause]
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer">',
    `<title>${escaped(clean(heading, 120))}</title><style>${style}</style></head><body>`,
    `<h1>${shown(heading, 300)}</h1>`,
    `<p>For ${shown(customer.name)} (${shown(customer.customerId, 60)}). Notice ${shown(notice.noticeId, 120)} of ${shown(notice.at, 40)}. ${alerts.length} ${alerts.length === 1 ? 'match' : 'matches'}.</p>`,
    ...(notice.notRead === undefined
      ? []
      : [
          `<p>Not read yet, and not compared with: ${shown(notice.notRead.map(theList).join('; '), 600)}.</p>`,
        ]),
    ...(cause === undefined ? [] : [`<p>${shown(cause, 400)}</p>`]),
    '<table><thead><tr><th>Severity</th><th>News</th><th>Your party</th><th>Listed party</th><th>List, citation</th><th>Measure</th><th>Met by</th><th>Ids</th></tr></thead><tbody>',
    ...alerts.map(row),
    '</tbody></table>',
    '<p>Each match has a sealed record with its legal effects, explanation and evidence. Tierwatch reports what official lists say. It does not give legal advice.</p>',
    '</body></html>',
    '',
  ].join('\n')
}
