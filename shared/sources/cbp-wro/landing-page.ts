import { load } from 'cheerio/slim'
import { SourceShapeError } from '../../errors.ts'
import { countOrderTables, expectedTables } from './cut-order-tables.ts'
import { cleanText } from './listed-name.ts'
import { foreignPage, withoutTracking } from './web-page.ts'

/** The link's words on the page; CBP once spelled "Withold". */
const datasetWords = /(?:with+h?old\s+release\s+orders?|\bWROs?\b).*\bdata(?:\s*set)?\b(?!\s*dictionary)/i
const datasetFile = /\/[^/?]*(?:\bwros?|with+h?old)[^/?]*\.csv(?:[?#]|$)/i

/** The links to the dataset on CBP's page, found by their words: the file's name carries a date and changes. */
const datasetLinks = (html: string, pageUrl: string): string[] => {
  if (html.trim() === '') throw new SourceShapeError('empty-body', "CBP's page has no content")
  const $ = load(html)
  const anchors = $('a[href]').toArray()
  const words = (anchor: (typeof anchors)[number]): string =>
    ['title', 'aria-label', 'download']
      .map((attribute) => $(anchor).attr(attribute) ?? '')
      .concat($(anchor).text())
      .map(cleanText)
      .join(' \n ')
  const addressOf = (anchor: (typeof anchors)[number]): string => {
    const href = $(anchor).attr('href') ?? ''
    if (!URL.canParse(href, pageUrl)) {
      throw new SourceShapeError('malformed', `The link to the dataset "${href}" is no address`)
    }
    return withoutTracking(new URL(href, pageUrl).href)
  }
  const named = anchors.filter((anchor) => datasetWords.test(words(anchor)))
  // Words may change as well: a CSV file that is named after the orders is the dataset.
  const filed = anchors.filter((anchor) => datasetFile.test($(anchor).attr('href') ?? ''))
  const targets = new Set((named.length > 0 ? named : filed).map(addressOf))
  // The same data may be offered as CSV and in other formats.
  const [inCsv, ...furtherInCsv] = [...targets].filter((address) => /\.csv(?:[?#]|$)/i.test(address))
  const addresses = inCsv !== undefined && furtherInCsv.length === 0 ? [inCsv] : [...targets]
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
