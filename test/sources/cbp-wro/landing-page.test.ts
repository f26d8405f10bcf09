import { describe, expect, test } from 'vitest'
import { SourceShapeError } from '../../../shared/errors.ts'
import { findOrders } from '../../../shared/sources/cbp-wro/landing-page.ts'

const pageUrl = 'https://www.cbp.gov/document/stats/withhold-release-orders-findings'
const csv = '/sites/default/files/2026-06/wro_dataset_23jun26.csv'
const page = (...links: string[]): string =>
  `<!DOCTYPE html><html><head><title>Withhold Release Orders &amp; Findings | CBP</title><script>captcha()</script></head>
<body><h1>Withhold Release Orders &amp; Findings</h1><a href="/trade">Trade</a>
<a href="/sites/default/files/wro_dictionary.pdf">Withhold Release Orders and Findings Data Dictionary</a>${links.join('')}</body></html>`
const link = (href: string, words = 'Withhold Release Orders and Findings Dataset'): string =>
  `<p><a href="${href}">${words}</a></p>`

const fault = (html: string): string => {
  try {
    return `accepted ${JSON.stringify(findOrders(html, pageUrl))}`
  } catch (error) {
    if (error instanceof SourceShapeError) return error.fault
    throw error
  }
}

describe("the dataset's link", () => {
  test.each([
    ['relative', link(csv), `https://www.cbp.gov${csv}`],
    ['absolute', link(`https://www.cbp.gov${csv}`), `https://www.cbp.gov${csv}`],
    [
      'misspelled',
      link(csv, 'Withold Release Orders and Findings\n  <span>Dataset</span> (June 23, 2026)'),
      `https://www.cbp.gov${csv}`,
    ],
    [
      'with an ampersand and a no-break space',
      link(csv, 'Withhold&nbsp;Release Orders &amp; Findings Data set'),
      `https://www.cbp.gov${csv}`,
    ],
    ['with a parameter that tracks', link(`${csv}?utm_campaign=x`), `https://www.cbp.gov${csv}`],
    ['twice the same address', link(csv) + link(`https://www.cbp.gov${csv}`), `https://www.cbp.gov${csv}`],
  ])('%s', (_, links, address) => {
    expect(findOrders(page(links), pageUrl)).toEqual({ dataset: address })
  })

  test('a dashboard with neither link nor tables is told from a page with tables', () => {
    expect(() => findOrders(page(), pageUrl)).toThrow(
      /no link to the dataset .* and no orders of its own: expected tables of orders, one per country/,
    )
  })

  test.each([
    ['no link', page(), 'missing-table'],
    ['two links', page(link(csv), link('/sites/default/files/other.csv')), 'missing-table'],
    ['a link to another host', page(link('https://cbp.gov.example.org/wro.csv')), 'missing-table'],
    ['a link without encryption', page(link('http://www.cbp.gov/wro.csv')), 'missing-table'],
    ['a link that is no address', page(link('https://')), 'malformed'],
    ['nothing', '', 'empty-body'],
    [
      'a challenge page with status 200',
      '<html><title>Access Denied</title><p>Reference #18.2f</p></html>',
      'challenge-page',
    ],
    ['another page', '<html><title>Newsroom</title></html>', 'not-the-document'],
  ])('%s is refused', (_, html, expected) => {
    expect(fault(html)).toBe(expected)
  })
})
