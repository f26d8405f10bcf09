import { countryName, isCountryCode } from '../../countries.ts'
import type { ComparisonRow, MarkedText } from '../../model/alert.ts'
import { clean, firstOf, wrap } from './plain-text.ts'

/** The comparison as plain text: what stands on one side only is «in guillemets», a near spelling in ~tildes~. */

const fieldWords: Readonly<Record<ComparisonRow['field'], string>> = {
  name: 'Name',
  alias: 'Other names',
  type: 'Kind',
  country: 'Country',
  address: 'Address',
  identifier: 'Identifier',
  'birth-date': 'Born',
  nationality: 'Nationality',
  goods: 'Goods',
}

const verdictWords: Readonly<Record<ComparisonRow['verdict'], string>> = {
  agrees: 'agrees',
  partly: 'agrees in part',
  differs: 'differs',
  'one-sided': 'only one side says it',
}

const shownTexts = 3
const longestText = 200

const nameOf = (field: ComparisonRow['field'], text: string): string =>
  field === 'country' || field === 'nationality'
    ? isCountryCode(text)
      ? countryName(text)
      : clean(text, longestText)
    : clean(text, longestText)

/** The marks stand around words, not around the spaces and stops between them. */
const marked = ({ parts }: MarkedText): string =>
  clean(
    parts
      .map(({ text, mark }) => {
        const [, before = '', word = '', after = ''] =
          /^([^\p{L}\p{N}]*)([\s\S]*?)([^\p{L}\p{N}]*)$/u.exec(text) ?? []
        if (mark === 'same' || word === '') return text
        return mark === 'near' ? `${before}~${word}~${after}` : `${before}«${word}»${after}`
      })
      .join(''),
    longestText,
  )

const side = (label: string, row: ComparisonRow, texts: readonly MarkedText[]): string[] => {
  const { shown, more } = firstOf(texts, shownTexts)
  if (shown.length === 0) return wrap('–', `  ${label}`)
  // Where all agrees, or one side is silent, marks would say nothing.
  const plain = row.verdict === 'agrees' || row.verdict === 'one-sided' || row.field === 'country'
  const lines = shown.flatMap((text, position) =>
    wrap(
      plain ? nameOf(row.field, text.text) : marked(text),
      position === 0 ? `  ${label}` : ' '.repeat(2 + label.length),
    ),
  )
  return more > 0 ? [...lines, ...wrap(`and ${more} more`, ' '.repeat(2 + label.length))] : lines
}

export const sideBySide = (rows: readonly ComparisonRow[]): string[] =>
  rows.flatMap((row) => [
    ...wrap(`${fieldWords[row.field]}: ${verdictWords[row.verdict]}`),
    ...side('listed  ', row, row.listed),
    ...side('yours   ', row, row.supplier),
  ])

/** Printed once, where any word is marked. */
export const legendOf = (rows: readonly ComparisonRow[]): string[] =>
  rows.some(({ verdict }) => verdict === 'partly' || verdict === 'differs')
    ? wrap('«word» stands on this side only; ~word~ is spelt a little otherwise on the other.')
    : []
