import { load } from 'cheerio/slim'
import { SourceShapeError } from '../../errors.ts'
import { countOrderTables, expectedTables } from './cut-order-tables.ts'
import { cleanText } from './listed-name.ts'
import { foreignPage, withoutTracking } from './web-page.ts'

/** The link's words on the page; CBP once spelled "Withold". */
const datasetWords = /with+h?old\s+release\s+orders?.*data\s*set/i

/** The links to the dataset on CBP's page, found by their words: the file's name carries a date and changes. */
const datasetLinks = (html: string, pageUrl: string): string[] => {
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
      return withoutTracking(new URL(href, pageUrl).href)
    })
  const addresses = [...new Set(targets)]
  if (addresses.length === 0 && !/withh?old release orders/i.test(cleanText($.root().text()))) {
    throw foreignPage(html, "CBP's page of Withhold Release Orders and Findings")
  }
  return addresses
}

/**
 * Where CBP's page has its orders: behind exactly one link to the dataset, else in tables of its own (`tables`). Refuses
 * a challenge page, a page with several such links or with neither, and a link that leads away from cbp.gov.
 *
 * @param pageUrl where the page was fetched from; relative links start there.
 */
export const findOrders = (html: string, pageUrl: string): { dataset: string } | { tables: number } => {
  const [address, ...others] = datasetLinks(html, pageUrl)
  if (others.length > 0) {
    throw new SourceShapeError(
      'missing-table',
      `CBP's page has ${others.length + 1} links to the dataset in place of one: ${[address, ...others].join(', ')}`,
    )
  }
  if (address === undefined) {
    const tables = countOrderTables(html)
    if (tables > 0) return { tables }
    throw new SourceShapeError(
      'missing-table',
      `CBP's page has no link to the dataset ("Withhold Release Orders … Dataset") and no orders of its own: expected ${expectedTables}`,
    )
  }
  const { protocol, hostname } = new URL(address)
  // The page is outside input: an address off the agency's own host is not followed.
  if (protocol !== 'https:' || !/(?:^|\.)cbp\.gov$/.test(hostname)) {
    throw new SourceShapeError('missing-table', `The link to the dataset leads away from cbp.gov: ${address}`)
  }
  return { dataset: address }
}
