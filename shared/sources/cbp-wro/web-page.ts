import { type CheerioAPI, load } from 'cheerio/slim'
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

/** What is no part of a cell: what a page strikes out, shows to nobody or to a screen reader only, and what scripts put there to sort or label a cell. */
const unseen =
  'script, style, del, s, strike, noscript, template, svg, [hidden], [style*="display:none"], [style*="display: none"], .visually-hidden, .usa-sr-only, .sr-only, .element-invisible, .tablesaw-cell-label'

/** A mark that points to a footnote is no part of a name or a date. */
const footnoteMark = /^\s*(?:[[(]?(?:\d{1,2}|[a-z]|[*\u2020\u2021\u00a7]+)[\])]?\s*,?\s*)+$/

/** The text of a cell or heading. A line break or a block separates words, which the bare text would run together. */
export const cellText = ($: CheerioAPI, element: Parameters<CheerioAPI>[0]): string => {
  const copy = $(element).clone()
  copy.find(unseen).remove()
  copy
    .find('sup')
    .filter((_, sup) => footnoteMark.test($(sup).text()))
    .remove()
  copy.find('br, p, div, li').after(' ')
  return cleanText(copy.text()).replace(/(?<=\S)\s*[*\u2020\u2021]+$/, '')
}

const roles: readonly [selector: string, tag: string][] = [
  ['[role="table"], [role="grid"]', 'table'],
  ['[role="row"]', 'tr'],
  ['[role="columnheader"], [role="rowheader"]', 'th'],
  ['[role="cell"], [role="gridcell"]', 'td'],
]

/** The page, with what calls itself a table by its `role` as one. */
export const loadPage = (html: string): CheerioAPI => {
  const $ = load(html)
  for (const [selector, tag] of roles) {
    for (const element of $(selector).toArray()) if ('tagName' in element) element.tagName = tag
  }
  return $
}

/** The page's tables, without those that lay out others. */
export const tablesIn = ($: CheerioAPI) =>
  $('table').filter((_, table) => $(table).find('table').length === 0)

/** A row of a table: a cell that spans rows or columns stands in each of them. */
export interface TableRowCells {
  cells: string[]
  links: string[]
  /** Whether the row is struck through: it is shown, and no longer holds. */
  isStruck: boolean
}

const spanOf = (value: string | undefined): number => {
  const span = Number(value ?? 1)
  return Number.isInteger(span) && span >= 1 ? Math.min(span, 500) : 1
}

/** The rows of a table as a person sees them. */
export const tableRows = ($: CheerioAPI, table: Parameters<CheerioAPI>[0]): TableRowCells[] => {
  /** Cells that reach into the rows below, by column. */
  const reaching = new Map<number, { text: string; rows: number }>()
  return $(table)
    .find('tr')
    .toArray()
    .map((row) => {
      const cells: string[] = []
      const fill = (): void => {
        for (let above = reaching.get(cells.length); above; above = reaching.get(cells.length)) {
          const at = cells.length
          if (above.rows > 1) reaching.set(at, { ...above, rows: above.rows - 1 })
          else reaching.delete(at)
          cells.push(above.text)
        }
      }
      const own = $(row).children('th, td').toArray()
      for (const cell of own) {
        fill()
        const text = cellText($, cell)
        const rows = spanOf($(cell).attr('rowspan')) - 1
        for (let column = spanOf($(cell).attr('colspan')); column > 0; column--) {
          if (rows > 0) reaching.set(cells.length, { text, rows })
          cells.push(text)
        }
      }
      fill()
      const links = $(row).find('a[href]').toArray()
      const struck = cleanText($(row).find('del, s, strike').text())
      return {
        cells,
        links: links.map((anchor) => $(anchor).attr('href') ?? ''),
        isStruck: struck !== '' && struck.length * 2 >= cleanText($(row).text()).length,
      }
    })
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

/** Many times the longest cell that was ever published: beyond it a cell is a page that ran together, not an entry. */
const longestCell = 6_000

/** Refuses a row with a cell that cannot be one. */
export const requireCells = (cells: readonly string[], place: string): void => {
  const length = Math.max(0, ...cells.map((cell) => cell.length))
  if (length > longestCell) {
    throw new SourceShapeError(
      'malformed',
      `A cell has ${length} characters, at most ${longestCell} are expected`,
      { place },
    )
  }
}
