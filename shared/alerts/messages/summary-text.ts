import type { Alert, Notice } from '../../model/alert.ts'
import { watchedSources } from '../../model/source.ts'
import type { Customer } from '../../model/supplier.ts'
import type { ReportRef } from '../report/report-files.ts'
import type { ReportedAlert } from '../report/reported-alert.ts'
import { severities } from '../severity.ts'
import { bullet, cell, clean, cleanUrl, counted, section, width, wrap } from './plain-text.ts'
import {
  causeSentence,
  digestNews,
  kindWords,
  measureWords,
  severityWords,
  shortSource,
  theList,
} from './words.ts'

/** Reports and digests: many matches in one message. */

const worstFirst = (alerts: readonly ReportedAlert[]): ReportedAlert[] =>
  alerts.toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity))

/** A mail of more rows is not read, and SNS takes 256 KiB. */
const rowLimit = 120

const bySupplier = (alerts: readonly ReportedAlert[]): Map<string, ReportedAlert[]> => {
  const groups = new Map<string, ReportedAlert[]>()
  for (const alert of worstFirst(alerts)) {
    const group = groups.get(alert.supplier.supplierId)
    if (group) group.push(alert)
    else groups.set(alert.supplier.supplierId, [alert])
  }
  return groups
}

const heading = (alert: ReportedAlert): string[] => {
  const { supplierId, name, tier } = alert.supplier
  return wrap(`${clean(supplierId, 40)}  ${clean(name, 120)}${tier > 0 ? `, tier ${tier}` : ''}`)
}

const score = (alert: ReportedAlert): string => `${Math.round(alert.score * 100)}%`

/** Two lines a match: who and where, then what it does. The columns add up to 76. */
const row = (alert: ReportedAlert, second: string): string[] => [
  `  ${cell(severityWords[alert.severity], 9)}${cell(clean(alert.designation.name, 80), 36)} ${cell(shortSource[alert.source], 23)} ${cell(score(alert), 4)}`.trimEnd(),
  ...wrap(second, ' '.repeat(11)),
]

const measureOf = (alert: ReportedAlert): string => measureWords[alert.measure]

const rows = (alerts: readonly ReportedAlert[], second: (alert: ReportedAlert) => string): string[] => {
  const lines: string[] = []
  let told = 0
  for (const group of bySupplier(alerts).values()) {
    const [first] = group
    if (!first || told >= rowLimit) break
    lines.push('', ...heading(first))
    for (const alert of group.slice(0, rowLimit - told)) {
      lines.push(...row(alert, second(alert)))
      told++
    }
  }
  const more = alerts.length - told
  return more > 0
    ? [
        ...lines,
        '',
        ...wrap(`… and ${counted(more, 'more match', 'more matches')}; the full report has them all.`),
      ]
    : lines
}

const tableHead =
  `  ${cell('Severity', 9)}${cell('Listed party', 36)} ${cell('List', 23)} ${cell('Met', 4)}`.trimEnd()
const table = (alerts: readonly ReportedAlert[], second: (alert: ReportedAlert) => string): string[] =>
  alerts.length === 0 ? [] : [tableHead, '-'.repeat(width(tableHead)), ...rows(alerts, second).slice(1)]

const tally = (alerts: readonly ReportedAlert[]): string =>
  severities
    .map((severity) => ({ severity, count: alerts.filter((alert) => alert.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${count} ${severityWords[severity].toLowerCase()}`)
    .join(', ')

const footer = (notice: Notice, customer: Customer): string[] => [
  '',
  ...wrap(
    `Notice ${clean(notice.noticeId, 120)} of ${clean(notice.at, 40)}, for ${clean(customer.name, 120)} (${clean(customer.customerId, 60)}).`,
  ),
  ...wrap('Tierwatch reports what official lists say. It does not give legal advice.'),
  '',
]

/** What a screening was against. */
export const against = ({ source, notRead = [] }: Pick<Notice, 'source' | 'notRead'>): string => {
  if (source !== undefined) return theList(source)
  if (notRead.length === 0) return 'all lists that are watched'
  if (notRead.length === watchedSources.length) return 'no list, for none has been read yet'
  return `all lists that are watched but ${notRead.length}`
}

const notCompared = ({ notRead = [] }: Notice): string[] =>
  notRead.length === 0
    ? []
    : [
        ...notRead.flatMap((source) => bullet(`${theList(source).replace(/^the /, '')}.`)),
        ...wrap(
          'These lists have not been read yet: nothing above says anything of them. When one is read first, your register is compared with it and what is found is reported.',
        ),
      ]

const suppliersOf = (alerts: readonly ReportedAlert[]): number =>
  new Set(alerts.map(({ supplier }) => supplier.supplierId)).size

/** Where the whole report lies. */
const fullReport = ({ location, link, linkUntil }: ReportRef, notice: Notice): string[] => [
  ...(link === undefined || cleanUrl(link) === undefined
    ? []
    : [
        ...wrap('Page with all matches, for printing:'),
        link,
        ...(linkUntil === undefined
          ? []
          : wrap(`The link works until ${clean(linkUntil, 40)} at the latest.`)),
      ]),
  ...wrap(`Stored as ${clean(location, 300)}, beside report.csv and report.json.`),
  ...wrap(`Any time: npx tierwatch report ${clean(notice.customerId, 60)} ${clean(notice.noticeId, 120)}`),
]

const changed = (alert: ReportedAlert): string => `${kindWords[alert.kind]}: ${measureOf(alert)}`

/** How many matches of a screening opened, changed and ended: "2 found, 1 ended". */
export const foundChangedEnded = (alerts: readonly Pick<Alert, 'kind'>[]): string => {
  const count = (...kinds: Alert['kind'][]): number =>
    alerts.filter(({ kind }) => kinds.includes(kind)).length
  return [
    { many: count('opened', 'reopened'), word: 'found' },
    { many: count('amended'), word: 'changed' },
    { many: count('resolved'), word: 'ended' },
  ]
    .filter(({ many }) => many > 0)
    .map(({ many, word }) => `${many} ${word}`)
    .join(', ')
}

/** Whether a screening found matches and did nothing else to those that were there. */
export const onlyFound = (alerts: readonly Pick<Alert, 'kind'>[]): boolean =>
  alerts.every(({ kind }) => kind === 'opened')

/** What the matches of a report are no news of. */
const noNews = (notice: Notice, alerts: readonly ReportedAlert[]): string => {
  const ended = alerts.some(({ kind }) => kind === 'resolved')
  if (notice.cause === 'rescreen')
    return `Nothing was published: your register was screened again.${ended ? ' A match that ended may stand on its list as before.' : ''}`
  return [
    ...(alerts.some(({ kind }) => kind !== 'resolved')
      ? [
          'What was found are existing listings and not news: they were on the lists before this screening. From now on you are told what changes.',
        ]
      : []),
    ...(ended
      ? ['A match that ended did so because your register changed: the listing may stand as before.']
      : []),
  ].join(' ')
}

/** What an initial screening found, or screening again changed, by supplier. */
export const reportText = (
  notice: Notice,
  alerts: readonly ReportedAlert[],
  customer: Customer,
  report: ReportRef,
): string =>
  [
    ...wrap(
      `Screening report: ${counted(notice.screened, 'registered party', 'registered parties')} screened against ${against(notice)}.`,
    ),
    ...(alerts.length === 0
      ? wrap(
          notice.notRead?.length === watchedSources.length
            ? 'Nothing was compared, so nothing could be found.'
            : notice.cause === 'rescreen'
              ? 'No match opened, changed or ended. You will be told when that changes.'
              : 'Nothing was found. You will be told when that changes.',
        )
      : [
          ...wrap(
            `${onlyFound(alerts) ? 'Found' : 'Found, changed or ended'}: ${counted(alerts.length, 'match', 'matches')} of ${counted(suppliersOf(alerts), 'registered party', 'registered parties')} (${onlyFound(alerts) ? '' : `${foundChangedEnded(alerts)}; `}${tally(alerts)}).`,
          ),
          ...wrap(noNews(notice, alerts)),
        ]),
    ...section('Not compared yet', notCompared(notice)),
    ...section('Matches by supplier', table(alerts, onlyFound(alerts) ? measureOf : changed)),
    ...section(
      'What to do next',
      alerts.length === 0
        ? []
        : [
            'Go through the matches from the top: compare the party with your supplier.',
            'Record your decision and its reason for each of them.',
            'The full record of each match has its legal effects, its explanation and its evidence.',
          ].flatMap(bullet),
    ),
    ...section('Full report', alerts.length === 0 ? [] : fullReport(report, notice)),
    ...footer(notice, customer),
  ].join('\n')

/** Many transitions of one change set in one message. */
export const digestText = (
  notice: Notice,
  alerts: readonly ReportedAlert[],
  customer: Customer,
  report: ReportRef,
): string => {
  const cause = causeSentence[notice.cause]
  const found =
    alerts.length === 0
      ? 'No match of your register changed.'
      : `${counted(alerts.length, 'match', 'matches')} of ${counted(suppliersOf(alerts), 'registered party', 'registered parties')} changed (${tally(alerts)}).`
  return [
    ...wrap(
      `Digest: ${digestNews(notice.cause, notice.source === undefined ? undefined : theList(notice.source))}. ${found}`,
    ),
    ...(cause === undefined ? [] : wrap(cause)),
    ...section('Changes by supplier', table(alerts, changed)),
    ...section(
      'What to do next',
      alerts.length === 0
        ? []
        : [
            'Go through the changes from the top. A match that ended may leave something to check: what happened while it was open.',
            'Record your decision and its reason for each match that is open.',
            'The full record of each match has its legal effects, its explanation and its evidence.',
          ].flatMap(bullet),
    ),
    ...section('Full report', alerts.length === 0 ? [] : fullReport(report, notice)),
    ...footer(notice, customer),
  ].join('\n')
}
