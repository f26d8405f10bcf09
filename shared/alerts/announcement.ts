import { countryName } from '../countries.ts'
import { newYorkTime } from '../dates.ts'
import type { Notice } from '../model/alert.ts'
import { type Announcement, earlyActions, type EarlyName } from '../model/early-notice.ts'
import { bullet, clean, cleanUrl, firstOf, labelled, wrap } from './messages/plain-text.ts'
import { fits, headOf, type OutgoingMessage } from './outgoing.ts'

type Told = Notice & { announcement: Announcement }

const subjects: Record<Announcement['news'], string> = {
  announced: 'Early notice, not yet published',
  corrected: 'Early notice corrected',
  withdrawn: 'Early notice withdrawn',
}

const verbs = { add: 'To be added', revise: 'To be revised', remove: 'To be removed' } as const
const publishedVerbs = { add: 'Added', revise: 'Revised', remove: 'Removed' } as const

const mostNames = 40
/** A published title or name is never longer; what stands on public inspection is cut like every other text of a source. */
const plain = (text: string): string => clean(text, 600)

/** Filing times come with the offset of the season, or in UTC; what is no time at all is shown as it stands. */
const washington = (instant: string): string =>
  Number.isNaN(Date.parse(instant)) ? plain(instant) : `${newYorkTime(instant)} (Washington)`

const nameLines = (names: readonly EarlyName[], published: boolean): string[] => {
  const words = published ? publishedVerbs : verbs
  const lines = earlyActions.flatMap((action) => {
    const own = names.filter((name) => name.action === action)
    if (own.length === 0) return []
    const { shown, more } = firstOf(own, mostNames)
    return [
      `${words[action]} (${own.length}):`,
      ...shown.flatMap(({ name, country }) =>
        bullet(`${plain(name)}${country === undefined ? '' : ` (${countryName(country)})`}`),
      ),
      ...(more > 0 ? [`- and ${more} more`] : []),
    ]
  })
  return lines.length > 0 ? lines : wrap('Its text yields no names yet: read the document.')
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
  const number = `FR Doc. ${published?.documentNumber ?? notice.documentNumber}`
  return [
    ...wrap(lead[news]),
    '',
    ...labelled('Title', plain(notice.title)),
    ...labelled('Agency', plain(notice.agency)),
    ...labelled('Document', published === undefined ? number : `${number}, ${clean(published.citation, 40)}`),
    ...(notice.filedAt === undefined ? [] : labelled('Filed', washington(notice.filedAt))),
    ...(published === undefined
      ? notice.publishesOn === undefined
        ? []
        : labelled('To publish', clean(notice.publishesOn, 40))
      : labelled('Published', clean(published.publishedOn, 40))),
    ...(notice.because === undefined ? [] : labelled('Why', plain(notice.because))),
    '',
    ...(news === 'withdrawn' ? [] : [...nameLines(notice.names, published !== undefined), '']),
    ...(likenesses.length === 0 || news === 'withdrawn'
      ? []
      : [
          'YOUR SUPPLIERS THAT RESEMBLE A NAME IN IT',
          ...likenesses.flatMap(({ supplierId, supplierName, name, score, met }) =>
            bullet(
              `${plain(supplierName)} (${clean(supplierId, 60)})${met === undefined ? '' : `: its ${met.as} ${plain(met.name)}`} resembles ${plain(name)}, ${Math.round(score * 100)} percent`,
            ),
          ),
          ...wrap(
            published === undefined
              ? 'Nothing is matched before the rule is published; then it is screened, and a match is told by itself.'
              : 'The rule is screened as published: a match is told by an alert of its own.',
          ),
          '',
        ]),
    ...(notice.pdfUrl === undefined ? [] : labelled('PDF', cleanUrl(notice.pdfUrl) ?? '')),
    ...labelled('Page', cleanUrl(published?.url ?? notice.url) ?? ''),
    '',
    ...(news === 'withdrawn' || published !== undefined
      ? []
      : wrap(
          'This document is not yet published. It may still be changed or withdrawn, and we tell you if it is.',
        )),
    ...wrap(`Notice ${clean(noticeId, 120)} of ${clean(at, 40)}, for ${clean(customerId, 60)}.`),
  ].join('\n')
}

/** The message of an announcement: text for people, JSON of kind `notice` for programs. */
export const announcementMessage = (told: Told): OutgoingMessage => {
  const { announcement, customerId, noticeId, at } = told
  const { news, notice, likenesses } = announcement
  const { names, ...rest } = notice
  // No title or name of the Register comes near these; they bound what stands on a hostile page.
  const document = {
    ...rest,
    title: headOf(rest.title, 2000),
    agency: headOf(rest.agency, 1000),
    ...(rest.because === undefined ? {} : { because: headOf(rest.because, 4000) }),
  }
  const short = <Named extends { name: string }>(one: Named): Named => ({
    ...one,
    name: headOf(one.name, 600),
  })
  const named = names.map(short)
  const jsonOf = (most: number) => ({
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
    names: named.slice(0, most),
    truncated: named.length > most || told.announcement.more === true,
    likenesses: likenesses.map(short),
  })
  const words = { subject: clean(`${subjects[news]}: ${notice.title}`, 99), text: textOf(told) }
  const attributes = { kind: 'notice', source: 'bis-entity-list', severity: 'info', news }
  for (let most = named.length; ; most = Math.floor(most / 2)) {
    const message = { ...words, json: JSON.stringify(jsonOf(most)), attributes }
    if (most === 0 || fits(message)) return message
  }
}
