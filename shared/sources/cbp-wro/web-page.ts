import type { CheerioAPI } from 'cheerio/slim'
import { SourceShapeError } from '../../errors.ts'
import { cleanText, plainWords } from './listed-name.ts'

/**
 * Words of the pages that bot protection serves with status 200 in place of the document. Only asked of a page that
 * lacks the positive marker: the true pages carry such scripts too.
 */
const challengeWords =
  /access denied|just a moment|checking your browser|captcha|are you (?:a )?(?:human|robot)|request unsuccessful|incapsula|edgesuite|unusual traffic|enable javascript and cookies|automated access|request (?:has been )?blocked/i

/** The fault of a page that is not the document: a challenge page is told from any other page. */
export const foreignPage = (html: string, expected: string): SourceShapeError =>
  challengeWords.test(html)
    ? new SourceShapeError('challenge-page', `The site served a challenge page in place of ${expected}`)
    : new SourceShapeError('not-the-document', `The document is not ${expected}`)

/** The text of a cell or heading. A line break or a block separates words, which the bare text would run together. */
export const cellText = ($: CheerioAPI, element: Parameters<CheerioAPI>[0]): string => {
  const copy = $(element).clone()
  copy.find('script, style, noscript, template').remove()
  copy.find('br, p, div, li').after(' ')
  return cleanText(copy.text())
}

/** Parameters that say where a reader came from, not what the link leads to. */
const tracking = /^(?:utm_\w+|fbclid|gclid|msclkid|mc_[ce]id|_gl|_ga)$/i

/** An address without the parameters of tracking; any other text as it is. */
export const withoutTracking = (address: string): string => {
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) return address
  const url = new URL(address)
  const tracked = Array.from(url.searchParams.keys()).filter((parameter) => tracking.test(parameter))
  for (const parameter of tracked) url.searchParams.delete(parameter)
  return url.href
}

const rowNumbers: ReadonlySet<string> = new Set(['', 'no', 'nr', 'number', 'row', 's no'])

/** Whether a header stands over the numbers of the rows ("#", "No.", nothing): a row's place is no fact of it. */
export const countsRows = (header: string): boolean => rowNumbers.has(plainWords(header))
