import type { ComparedParty } from '../../matches/met-party.ts'
import type { Designation } from '../../model/designation.ts'
import type { Met } from '../../model/match.ts'
import type { SupplierFacts } from '../../model/supplier.ts'
import { html, Markup, shown } from './html.ts'

interface Row {
  label: string
  listed: readonly string[]
  own: readonly string[]
  /** By what two values are the same. */
  key?: (value: string) => string
  /** What each side is compared with, where that is more than the row's other side. */
  allListed?: readonly string[]
  allOwn?: readonly string[]
  /** Facts that only one side has are shown and not compared. */
  compared?: false
}

const given = (...values: (string | undefined)[]): string[] =>
  values.filter((value) => value !== undefined && value !== '') as string[]

const plain = (value: string): string =>
  value
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

const year = (value: string): string => /\b(1[89]\d\d|20\d\d)\b/.exec(value)?.[1] ?? plain(value)
const number = (value: string): string => plain(value).replaceAll(' ', '')

/** A name on one side may be any name of the other. */
const namesOf = (
  listed: Designation | null,
  supplier: SupplierFacts,
): Required<Pick<Row, 'allListed' | 'allOwn'>> => ({
  allListed: [...given(listed?.name), ...(listed?.aliases ?? []).map(({ name }) => name)],
  allOwn: [supplier.name, ...supplier.otherNames],
})

const rowsOf = (listed: Designation | null, { facts: supplier, isTypeKnown }: ComparedParty): Row[] => [
  {
    label: 'Name',
    listed: given(listed?.name),
    own: [supplier.name],
    key: plain,
    ...namesOf(listed, supplier),
  },
  {
    label: 'Other names',
    listed: (listed?.aliases ?? []).map(({ name, quality }) =>
      quality === 'weak' ? `${name} (weak)` : name,
    ),
    own: supplier.otherNames,
    key: plain,
    ...namesOf(listed, supplier),
  },
  { label: 'Type', listed: given(listed?.type), own: isTypeKnown ? [supplier.type] : [] },
  {
    label: 'Countries',
    listed: [...new Set([...(listed?.countries ?? []), ...(listed?.nationalities ?? [])])],
    own: given(supplier.country, supplier.nationality),
  },
  {
    label: 'Addresses',
    listed: (listed?.addresses ?? []).map(({ text }) => text),
    own: [...given(supplier.address), ...supplier.sites],
    key: plain,
  },
  {
    label: 'Identifiers',
    listed: (listed?.identifiers ?? []).map(({ type, value }) => `${type} ${value}`),
    own: supplier.identifiers.map(({ type, value }) => `${type} ${value}`),
    key: number,
  },
  { label: 'Born', listed: listed?.birthDates ?? [], own: given(supplier.birthDate), key: year },
  {
    label: 'Goods',
    listed: [
      ...(listed?.goods ?? []).map(({ text }) => text),
      ...(listed?.subjects ?? []).flatMap(({ origin }) => (origin ? [origin.region ?? origin.country] : [])),
    ],
    own: supplier.goods.map(({ hs, text, region, country }) =>
      [hs, text, region ?? country].filter((part) => part !== undefined).join(' · '),
    ),
    compared: false,
  },
]

const maxMembers = 40

/** Longer texts are shown without their parts marked: nobody compares those by eye. */
const maxMarked = 300

/** A text with the words marked that the other side has, too; `null` where it has none of them. */
const sharedParts = (value: string, other: readonly string[]): Markup | null => {
  if (value.length > maxMarked) return null
  const words = new Set(other.flatMap((one) => plain(one).split(' ')).filter((word) => word.length > 1))
  let shared = 0
  const parts = value.split(/([\p{L}\p{M}\p{N}]+)/u).map((part) => {
    const isShared = words.has(plain(part))
    if (isShared) shared++
    return isShared ? `<mark>${shown(part)}</mark>` : shown(part)
  })
  return shared === 0 ? null : new Markup(`<bdi>${parts.join('')}</bdi>`)
}

const cell = (
  values: readonly string[],
  other: readonly string[],
  { key = plain, compared }: Row,
): Markup => {
  if (values.length === 0) return html`<span class="soft">not stated</span>`
  const known = new Set(other.map(key))
  const members = values.slice(0, maxMembers).map((value) => {
    if (compared === false || other.length === 0) return html`<li>${value}</li>`
    if (known.has(key(value)))
      return html`<li class="same">${value}<span class="soft"> (the same)</span></li>`
    const parts = sharedParts(value, other)
    return parts ? html`<li class="part">${parts}</li>` : html`<li class="other">${value}</li>`
  })
  const more = values.length - members.length
  return html`<ul>${members}${more > 0 && html`<li class="soft">${more} more in the record</li>`}</ul>`
}

/** Whose facts stand beside the listing's. */
const headingOf = (met: Met | undefined, { supplierId }: SupplierFacts): string => {
  if (met === undefined) return `The supplier (${supplierId})`
  return `The supplier’s ${met.as} ${met.name}${supplierId === '' ? '' : ` (${supplierId})`}`
}

/**
 * The listing and whoever was compared with it, fact by fact: what agrees is marked by a sign and a word, not by colour
 * alone. `met`: where that is not the supplier itself.
 */
export const sideBySide = (
  listed: Designation | null,
  party: ComparedParty,
  met: Met | undefined,
): Markup => html`<table>
<caption>What the two sides state. “=”: both state it; “≈”: the marked words stand on both sides; “≠”: the other side states something else.</caption>
<thead><tr><th scope="col">Fact</th><th scope="col">The listing</th><th scope="col">${headingOf(met, party.facts)}</th></tr></thead>
<tbody>${rowsOf(listed, party)
  .filter(({ listed: one, own }) => one.length > 0 || own.length > 0)
  .map(
    (
      row,
    ) => html`<tr><th scope="row">${row.label}</th><td>${cell(row.listed, row.allOwn ?? row.own, row)}</td><td>${cell(row.own, row.allListed ?? row.listed, row)}</td></tr>
`,
  )}</tbody></table>`
