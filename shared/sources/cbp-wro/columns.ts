import { plainWords } from './listed-name.ts'

/**
 * The columns of an order, by the dataset's names of 2026, and the names that they have had in CBP's own tables: `Date`
 * until May 2025 and `Entities`, `Status Notes` on the page with accordions. Spellings are compared without case and
 * punctuation. A column that is none of these keeps its own name and becomes a note.
 */
const spellings = {
  'Effective Date': [
    'effective date',
    'date',
    'date effective',
    'order date',
    'date of order',
    'date issued',
    'issue date',
  ],
  'Calendar Year': ['calendar year', 'year'],
  'Country Code': ['country code'],
  Country: ['country', 'country name', 'country of origin', 'country region'],
  Merchandise: [
    'merchandise',
    'merchandise description',
    'product',
    'products',
    'goods',
    'commodity',
    'commodities',
  ],
  'WRO/Finding': [
    'wro finding',
    'wro or finding',
    'order type',
    'type',
    'type of order',
    'action type',
    'type of action',
  ],
  Industry: ['industry', 'sector'],
  Status: ['status', 'order status', 'current status'],
  'Press Release': ['press release', 'press releases', 'press release link', 'press release url'],
  Entity: ['entity', 'entities', 'entity name', 'entity names', 'entity entities', 'name of entity'],
  Remarks: ['remarks', 'remark', 'status notes', 'status note', 'notes', 'note', 'comments', 'comment'],
} as const satisfies Record<string, readonly string[]>

export type Column = keyof typeof spellings

const bySpelling: ReadonlyMap<string, Column> = new Map(
  (Object.entries(spellings) as [Column, readonly string[]][]).flatMap(([column, names]) =>
    names.map((name): [string, Column] => [name, column]),
  ),
)

/** The column that a header cell means; `undefined` where it is none that we know. */
export const columnOf = (header: string): Column | undefined =>
  bySpelling.get(plainWords(header)) ??
  // "Entity(ies)", "Product(s)", "Effective Date (MM/DD/YYYY)"
  bySpelling.get(plainWords(header.replace(/\([^)]*\)/g, ' ')))

/** "expected A, B; found C": what a person needs to see when a layout is refused. */
export const expectedAndFound = (expected: readonly string[], found: readonly string[]): string =>
  `expected ${expected.join(', ')}; found ${found.filter((name) => name !== '').join(', ') || 'none'}`
