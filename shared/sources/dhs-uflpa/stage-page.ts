import { loadPage, tablesIn } from '../cbp-wro/web-page.ts'
import { readTables } from './cut-page.ts'

/**
 * The page as it may have stood on an earlier day: the given page without the rows whose effective date had not come.
 * The result says of itself that it is rebuilt. Parties that have left the list since are not in it. Before 2022-06-21
 * there was no list: the reader refuses such a page, because its tables are empty.
 *
 * @param date ISO date, inclusive.
 */
export const stagePage = (bytes: Uint8Array, date: string): Uint8Array => {
  const html = new TextDecoder().decode(bytes)
  const $ = loadPage(html)
  const later = readTables($, html).flatMap(({ index, rows }) =>
    rows.filter(({ row }) => row.effectiveOn > date).map(({ at }) => tablesIn($).eq(index).find('tr').eq(at)),
  )
  for (const row of later) row.remove()
  $('body').prepend(`<!-- Rebuilt from the official page: only the rows in effect on ${date}. -->`)
  const updated = $('.last-updated').first()
  const [year, month, day] = date.split('-')
  const own = /(\d{2})\/(\d{2})\/(\d{4})/.exec(updated.text())
  if (own && `${own[3]}-${own[1]}-${own[2]}` > date) updated.text(`Last Updated: ${month}/${day}/${year}`)
  return new TextEncoder().encode($.html())
}
