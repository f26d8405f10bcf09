import { isoDate } from '../../../shared/dates.ts'
import type { RuleDocument } from '../../../shared/sources/reader.ts'
import { UsageError } from '../../errors.ts'
import { badInput, plainName } from './input-files.ts'

/** What the Federal Register's index would say of a rule, as far as the call says it. */
export interface RuleOptions {
  /** "88 FR 12170". */
  citation?: string
  /** ISO date. */
  published?: string
}

export interface FoundDocument {
  document: RuleDocument
  /** The citation that results show; the document's own, or its number where no page is known. */
  shownCitation: string
  /** How the citation and the day were found, in a sentence for people. */
  how: string
}

/** "88 FR [INSERT FR PAGE NUMBER AND 2/27/2023]": the volume and the day of publication, in every new row. */
const placeholder = /(\d{2,3})\s*FR\s*\[\s*INSERT[^\]]*?(\d{1,2}\/\d{1,2}\/\d{4})[^\]]*\]/iu

/** "[FR Doc. 2023-03929 Filed 2-24-23; 8:45 am]". */
const docLine = /FR Doc\.\s*([A-Z]?\d[\dA-Z]*(?:-\d+)+)(?:\s+Filed\s+(\d{1,2})-(\d{1,2})-(\d{2,4}))?/iu

/** A volume of the Federal Register is a year; volume 1 was 1936. */
const volumeOfYear = (year: number): number => year - 1935

/** What GPO's files hold before a document's first words that is not printed: the editor's mark, comments, instructions. */
const unprinted =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<EDITOR\b[^>]*>[\s\S]*?<\/EDITOR>|<[^>]*>|&#(?:8201|8194|8195|160|xA0);/giu

/**
 * The page that the document begins on, which is how the Register cites it. GPO marks where a page begins (`PRTPAGE`): a
 * mark before the first printed words names the document's own first page, any other the page after it. Marks in a table
 * or a footnote may stand before those of earlier pages; marks without a figure are of no page ("vii").
 */
const firstPage = (xml: string): number | undefined => {
  const marks = [...xml.matchAll(/<PRTPAGE\b[^>]*?\bP\s*=\s*["'](\d+)["']/gu)]
    .map((mark) => ({ page: Number(mark[1]), at: mark.index }))
    .filter(({ page }) => page > 0)
    .sort((a, b) => a.page - b.page)
  const [first] = marks
  if (!first) return undefined
  const before = xml.slice(0, first.at).replaceAll(unprinted, '').trim()
  return before === '' ? first.page : first.page - 1
}

const checkOptions = ({ citation, published }: RuleOptions): void => {
  if (citation !== undefined && !/^\d+ FR \d+$/.test(citation)) {
    throw new UsageError(`--citation "${citation}" is not written as "88 FR 12170"`)
  }
  if (published !== undefined && isoDate(published) !== published) {
    throw new UsageError(`--published "${published}" is not a day such as 2023-02-27`)
  }
}

/**
 * Reads off a rule's XML what the Federal Register's index says of it when the rule is fetched. The citation is worked
 * out from the volume and the page marks; the day of publication from the rows' placeholder, or else the day of filing.
 */
export const ruleDocumentOf = (xml: string, file: string, options: RuleOptions): FoundDocument => {
  checkOptions(options)
  const line = docLine.exec(xml)
  const named = /(?<![\dA-Z])(?:[A-Z]\d-)?\d{4}-\d{4,6}(?!\d)/u.exec(plainName(file))?.[0]
  const documentNumber = line?.[1] ?? named
  if (documentNumber === undefined) {
    throw badInput(file, 'the rule states no document number (FRDOC), and its file is not named for one', {
      field: 'FRDOC',
    })
  }
  const inserted = placeholder.exec(xml)
  const insertedOn = inserted?.[2] === undefined ? undefined : isoDate(inserted[2])
  const year = Number(line?.[4])
  const filedOn =
    line?.[2] === undefined
      ? undefined
      : isoDate(`${line[2]}/${line[3]}/${year < 100 ? (year > 35 ? 1900 : 2000) + year : year}`)
  const publishedOn = options.published ?? insertedOn ?? filedOn
  if (publishedOn === undefined) {
    throw badInput(
      file,
      'the rule does not state when it was published',
      { field: 'FRDOC' },
      'Say the day with --published 2023-02-27.',
    )
  }
  const volume = Number(inserted?.[1] ?? volumeOfYear(Number(publishedOn.slice(0, 4))))
  const page = firstPage(xml)
  const citation = options.citation ?? `${volume} FR ${page ?? 0}`
  const shownCitation = options.citation ?? (page === undefined ? `FR Doc. ${documentNumber}` : citation)
  const day =
    (options.published ?? insertedOn)
      ? ''
      : `; the day of its filing, ${publishedOn}, stands for the day of publication`
  const how =
    options.citation !== undefined
      ? `cited as given, ${citation}${day}`
      : page === undefined
        ? `the file has no page marks, so it is cited by its document number (--citation "${volume} FR <page>" says better)${day}`
        : `cited as ${citation}, worked out from its page marks${day}`
  return {
    document: {
      documentNumber,
      publishedOn,
      citation,
      url: `https://www.federalregister.gov/d/${documentNumber}`,
    },
    shownCitation,
    how,
  }
}
