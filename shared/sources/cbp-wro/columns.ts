import { plainWords } from './listed-name.ts'

/**
 * The columns of an order, by the dataset's names of 2026, and the names that they have had in CBP's own tables: `Date`
 * until May 2025 and `Entities`, `Status Notes` on the page with accordions. Spellings are compared without case and
 * punctuation. A column that is none of these keeps its own name and becomes a note.
 */
const spellings = {
  'Effective Date': ['effective date', 'date', 'date effective', 'order date'],
  'Calendar Year': ['calendar year', 'year'],
  'Country Code': ['country code'],
  Country: ['country', 'country name'],
  Merchandise: ['merchandise', 'merchandise description', 'products', 'goods'],
  'WRO/Finding': ['wro finding', 'wro or finding', 'order type', 'type'],
  Industry: ['industry', 'sector'],
  Status: ['status', 'order status', 'current status'],
  'Press Release': ['press release', 'press releases', 'press release link'],
  Entity: ['entity', 'entities', 'entity name', 'entity names'],
  Remarks: ['remarks', 'remark', 'status notes', 'status note', 'notes'],
} as const satisfies Record<string, readonly string[]>

export type Column = keyof typeof spellings

const bySpelling: ReadonlyMap<string, Column> = new Map(
  (Object.entries(spellings) as [Column, readonly string[]][]).flatMap(([column, names]) =>
    names.map((name): [string, Column] => [name, column]),
  ),
)

/** The column that a header cell means; `undefined` where it is none that we know. */
export const columnOf = (header: string): Column | undefined => bySpelling.get(plainWords(header))

/** "expected A, B; found C": what a person needs to see when a layout is refused. */
export const expectedAndFound = (expected: readonly string[], found: readonly string[]): string =>
  `expected ${expected.join(', ')}; found ${found.filter((name) => name !== '').join(', ') || 'none'}`
