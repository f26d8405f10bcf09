import { countryName } from '../countries.ts'
import { newYorkTime } from '../dates.ts'
import type { Notice } from '../model/alert.ts'
import type { Announcement, EarlyName } from '../model/early-notice.ts'
import { clean, cleanUrl } from './messages/plain-text.ts'
import type { OutgoingMessage } from './outgoing.ts'

type Told = Notice & { announcement: Announcement }

const subjects: Record<Announcement['news'], string> = {
  announced: 'Early notice, not yet published',
  corrected: 'Early notice corrected',
  withdrawn: 'Early notice withdrawn',
}

const verbs = { add: 'To be added', revise: 'To be revised', remove: 'To be removed' } as const
const publishedVerbs = { add: 'Added', revise: 'Revised', remove: 'Removed' } as const

const shown = 40
/** A published title or name is never longer; what stands on public inspection is cut like every other text of a source. */
const plain = (text: string): string => clean(text, 600)

/** Filing times come with the offset of the season, or in UTC; what is no time at all is shown as it stands. */
const washington = (instant: string): string =>
  Number.isNaN(Date.parse(instant)) ? plain(instant) : `${newYorkTime(instant)} (Washington)`

const nameLines = (names: readonly EarlyName[], published: boolean): string[] => {
  const words = published ? publishedVerbs : verbs
  const lines = (['add', 'revise', 'remove'] as const).flatMap((action) => {
    const own = names.filter((name) => name.action === action)
    if (own.length === 0) return []
    return [
      `${words[action]} (${own.length}):`,
      ...own
        .slice(0, shown)
        .map(
          ({ name, country }) =>
            `- ${plain(name)}${country === undefined ? '' : ` (${countryName(country)})`}`,
        ),
      ...(own.length > shown ? [`- and ${own.length - shown} more`] : []),
    ]
  })
  return lines.length > 0 ? lines : ['Its text yields no names yet: read the document.']
}

/** The words for people. What is not published is said to be so in the subject, in the first line and at the end. */
const textOf = ({ announcement, customerId, noticeId, at }: Told): string => {
  const { news, notice, likenesses } = announcement
  const { published } = notice
  const lead: Record<Announcement['news'], string> = {
    announced:
      'NOT YET PUBLISHED. A rule that amends the BIS Entity List is on public inspection at the Office of the Federal Register. It has no effect from being there; the published rule decides.',
    corrected:
      published === undefined
        ? 'NOT YET PUBLISHED. A document that we announced to you was changed while on public inspection.'
        : 'The rule that we announced to you is published, and differs from what was announced. The published rule decides.',
    withdrawn:
      'The document that we announced to you will not be published as announced. Nothing was listed by it.',
  }
  return [
    lead[news],
    '',
    `Title:       ${plain(notice.title)}`,
    `Agency:      ${plain(notice.agency)}`,
    `Document:    FR Doc. ${published?.documentNumber ?? notice.documentNumber}${published === undefined ? '' : `, ${published.citation}`}`,
    ...(notice.filedAt === undefined ? [] : [`Filed:       ${washington(notice.filedAt)}`]),
    ...(published === undefined
      ? notice.publishesOn === undefined
        ? []
        : [`To publish:  ${notice.publishesOn}`]
      : [`Published:   ${published.publishedOn}`]),
    ...(notice.because === undefined ? [] : [`Why:         ${plain(notice.because)}`]),
    '',
    ...(news === 'withdrawn' ? [] : [...nameLines(notice.names, published !== undefined), '']),
    ...(likenesses.length === 0 || news === 'withdrawn'
      ? []
      : [
          'YOUR SUPPLIERS THAT RESEMBLE A NAME IN IT',
          ...likenesses.map(
            ({ supplierId, supplierName, name, score }) =>
              `- ${plain(supplierName)} (${clean(supplierId, 60)}) resembles ${plain(name)}, ${Math.round(score * 100)} percent`,
          ),
          published === undefined
            ? 'Nothing is matched before the rule is published; then it is screened, and a match is told by itself.'
            : 'The rule is screened as published: a match is told by an alert of its own.',
          '',
        ]),
    ...(notice.pdfUrl === undefined ? [] : [`PDF:         ${cleanUrl(notice.pdfUrl) ?? ''}`]),
    `Page:        ${cleanUrl(published?.url ?? notice.url) ?? ''}`,
    '',
    ...(news === 'withdrawn' || published !== undefined
      ? []
      : [
          'This document is not yet published. It may still be changed or withdrawn, and we tell you if it is.',
        ]),
    `Notice ${clean(noticeId, 120)} of ${clean(at, 40)}, for ${clean(customerId, 60)}.`,
  ].join('\n')
}

/** The message of an announcement: text for people, JSON of kind `notice` for programs. */
export const announcementMessage = (told: Told): OutgoingMessage => {
  const { announcement, customerId, noticeId, at } = told
  const { news, notice, likenesses } = announcement
  const { names, ...document } = notice
  const json = {
    schemaVersion: 1,
    kind: 'notice',
    form: 'early-notice',
    noticeId,
    alertId: noticeId,
    revision: notice.revision,
    customerId,
    at,
    source: 'bis-entity-list',
    news,
    /** True as long as the document is on public inspection only: nothing in it binds. */
    notYetPublished: notice.published === undefined,
    document,
    names,
    likenesses,
  }
  return {
    subject: clean(`${subjects[news]}: ${notice.title}`, 99),
    text: textOf(told),
    json: JSON.stringify(json),
    attributes: { kind: 'notice', source: 'bis-entity-list', severity: 'info', news },
  }
}
