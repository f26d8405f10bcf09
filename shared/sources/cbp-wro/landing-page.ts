import { load } from 'cheerio/slim'
import { SourceShapeError } from '../../errors.ts'
import { cleanText } from './listed-name.ts'
import { foreignPage } from './web-page.ts'

/** The link's words on the page; CBP once spelled "Withold". */
const datasetWords = /with+h?old\s+release\s+orders?.*data\s*set/i

/**
 * Address of the dataset, found on CBP's page by the link's words: its file name carries a date and changes. Refuses a
 * challenge page, a page without exactly one such link, and a link that leads away from cbp.gov.
 *
 * @param pageUrl where the page was fetched from; relative links start there.
 */
export const datasetLink = (html: string, pageUrl: string): string => {
  if (html.trim() === '') throw new SourceShapeError('empty-body', "CBP's page has no content")
  const $ = load(html)
  const targets = $('a[href]')
    .toArray()
    .filter((anchor) => datasetWords.test(cleanText($(anchor).text())))
    .map((anchor) => $(anchor).attr('href') ?? '')
    .map((href) => {
      if (!URL.canParse(href, pageUrl)) {
        throw new SourceShapeError('malformed', `The link to the dataset "${href}" is no address`)
      }
      return new URL(href, pageUrl)
    })
  const addresses = [...new Set(targets.map(({ href }) => href))]
  if (addresses.length === 0 && !/withh?old release orders/i.test(cleanText($.root().text()))) {
    throw foreignPage(html, "CBP's page of Withhold Release Orders and Findings")
  }
  const [address, ...others] = addresses
  if (address === undefined || others.length > 0) {
    throw new SourceShapeError(
      'missing-table',
      `CBP's page has ${addresses.length} links to the dataset in place of one${others.length > 0 ? `: ${addresses.join(', ')}` : ''}`,
    )
  }
  const { protocol, hostname } = new URL(address)
  // The page is outside input: an address off the agency's own host is not followed.
  if (protocol !== 'https:' || !/(?:^|\.)cbp\.gov$/.test(hostname)) {
    throw new SourceShapeError('missing-table', `The link to the dataset leads away from cbp.gov: ${address}`)
  }
  return address
}
