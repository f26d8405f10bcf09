import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { factsHash } from '../../../shared/lists/canonical.ts'
import type { DesignationFacts } from '../../../shared/model/designation.ts'
import { readEntities } from '../../../shared/sources/cbp-wro/entities.ts'
import { cbpWroReader } from '../../../shared/sources/cbp-wro/reader.ts'

/**
 * Orders made up from the vocabulary of the true ones, written in each of the documented layouts with the noise that
 * layouts have had, and read back: what went in must come out, whatever the layout.
 */

const words = [
  'Hetian',
  'Lucky',
  'Yili',
  'Zhuowan',
  'Golden',
  'Union',
  'Acme',
  'Bright',
  'Taida',
  'River',
] as const
const trades = [
  'Garment',
  'Cotton and Linen',
  'Trade and Business',
  'Hair Accessories',
  'Tea',
  'Rubber',
  'Seafood',
] as const
const forms = [
  'Co., Ltd.',
  'Co. Ltd.',
  'Company Limited',
  'Sdn Bhd',
  'S.A. de C.V.',
  'Inc.',
  'L.L.C.',
  'D.O.O.',
] as const
const establishments = [
  'Machinery Plant',
  'No. 1 Prison',
  'Training Center',
  'Tea Farm',
  'Forging Works',
] as const

const company = fc
  .tuple(
    fc.constantFrom(...words),
    fc.constantFrom(...words),
    fc.constantFrom(...trades),
    fc.constantFrom(...forms),
  )
  .map(([one, two, trade, form]) => `${one} ${two} ${trade} ${form}`)
const establishment = fc
  .tuple(fc.constantFrom(...words), fc.constantFrom(...words), fc.constantFrom(...establishments))
  .map(([one, two, kind]) => `${one} ${two} ${kind}`)
const partyName = fc.oneof({ weight: 3, arbitrary: company }, establishment)

/** Names that differ in punctuation only are one name to a reader. */
const unpunctuated = (text: string): string => text.toLowerCase().replaceAll(/[.,;()]/g, '')

interface Party {
  name: string
  aliases: { mark: string; name: string }[]
}
const party: fc.Arbitrary<Party> = fc.record({
  name: partyName,
  aliases: fc.uniqueArray(
    fc.record({
      mark: fc.constantFrom('a/k/a', 'f/k/a', 'also known as', 'formerly known as'),
      name: company,
    }),
    { maxLength: 3, selector: ({ name }) => unpunctuated(name) },
  ),
})
const distinct = <Item extends { name: string }>(item: fc.Arbitrary<Item>, maxLength: number) =>
  fc.uniqueArray(item, { minLength: 1, maxLength, selector: ({ name }) => unpunctuated(name) })

const kindOf = (mark: string): string => (mark.startsWith('f') ? 'f.k.a.' : 'a.k.a.')

interface Cell {
  text: string
  parties: { name: string; aliases: string[]; sub: boolean }[]
}

/** Parties joined as cells join them: by semicolons, or by commas and "and" where no name has another. */
const cell: fc.Arbitrary<Cell> = fc
  .tuple(
    distinct(party, 4),
    fc.constantFrom('semicolons', 'commas', 'parentheses'),
    fc.constantFrom(
      '',
      ' and its subsidiaries',
      ' and their subsidiaries',
      ', its subsidiaries and joint ventures',
    ),
  )
  .map(([parties, style, scope]): Cell => {
    const plain = style === 'commas' ? parties.map(({ name }) => ({ name, aliases: [] })) : parties
    const texts = plain.map(({ name, aliases }) =>
      aliases.length > 0 && style === 'parentheses'
        ? `${name} (${aliases.map((alias) => `${alias.mark} ${alias.name}`).join('; and ')})`
        : [name, ...aliases.map((alias) => `${alias.mark} ${alias.name}`)].join(', '),
    )
    const joined =
      style === 'commas' && texts.length > 1
        ? `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`
        : texts.join('; ')
    const everyone = scope.includes('their')
    return {
      text: `${joined}${scope}`,
      parties: plain.map(({ name, aliases }, at) => ({
        name: name.replace(/\.$/, ''),
        aliases: aliases
          .filter((alias) => unpunctuated(alias.name) !== unpunctuated(name))
          .map((alias) => `${kindOf(alias.mark)} ${alias.name.replace(/\.$/, '')}`)
          .sort(),
        sub: scope !== '' && (everyone || at === plain.length - 1),
      })),
    }
  })
  // A list by commas is told by the legal form or establishment that ends each name: all of these end in one.
  .filter(({ parties }) => new Set(parties.map(({ name }) => unpunctuated(name))).size === parties.length)

const seen = (facts: Pick<DesignationFacts, 'subjects'>): Cell['parties'] =>
  facts.subjects.map(({ name, aliases, includesSubsidiaries }) => ({
    name: name.replace(/\.$/, ''),
    aliases: aliases.map((alias) => `${alias.kind} ${alias.name.replace(/\.$/, '')}`).sort(),
    sub: includesSubsidiaries ?? false,
  }))

test('the parties of a cell are read back with their names, aliases and scope', () => {
  fc.assert(
    fc.property(cell, ({ text, parties }) => {
      const reading = readEntities(text, { country: 'CN', merchandise: 'Garments', removals: [] })
      expect(seen({ subjects: reading.listed }), text).toEqual(parties)
      expect(reading.unread).toEqual([])
    }),
    { numRuns: 200 },
  )
})

const countries = ['China', 'Malaysia', 'Mexico', 'Democratic Republic of Congo', 'Serbia', 'Taiwan'] as const
const merchandises = [
  'Garments',
  'Cotton and Cotton Products',
  'Widgets',
  'All Products',
  'Palm Oil',
  'Tea',
] as const
const statuses = [
  'Active',
  'Partially Modified',
  'Inactive',
  'Revoked',
  'Inactive-Pending Litigation',
] as const
const remarks = [
  '',
  'Enforcement of WRO superseded by enforcement of UFLPA rebuttable presumption',
  'Federal Register: 89 FR 96265',
] as const

interface Order {
  date: string
  country: string
  merchandise: string
  kind: 'WRO' | 'Finding'
  status: string
  entity: Cell
  remarks: string
}
const order: fc.Arbitrary<Order> = fc.record({
  date: fc
    .date({ min: new Date('1990-01-01'), max: new Date('2026-11-01'), noInvalidDate: true })
    .map((day) => `${day.getUTCMonth() + 1}/${day.getUTCDate()}/${day.getUTCFullYear()}`),
  country: fc.constantFrom(...countries),
  merchandise: fc.constantFrom(...merchandises),
  kind: fc.constantFrom('WRO', 'Finding'),
  status: fc.constantFrom(...statuses),
  entity: cell,
  remarks: fc.constantFrom(...remarks),
})
const orders = fc.uniqueArray(order, {
  minLength: 1,
  maxLength: 8,
  selector: ({ date, kind, entity }) => `${date} ${kind} ${unpunctuated(entity.text)}`,
})

const columns = [
  'Effective Date',
  'Country',
  'Merchandise',
  'WRO/Finding',
  'Status',
  'Entity',
  'Remarks',
] as const
const cellsOf = (one: Order): Record<(typeof columns)[number], string> => ({
  'Effective Date': one.date,
  Country: one.country,
  Merchandise: one.merchandise,
  'WRO/Finding': one.kind,
  Status: one.status,
  Entity: one.entity.text,
  Remarks: one.remarks,
})

const noise = fc.record({
  space: fc.constantFrom(' ', '  ', '\u00a0', '\n'),
  order: fc.shuffledSubarray([...columns], { minLength: columns.length }),
  extra: fc.boolean(),
  newline: fc.constantFrom('\n', '\r\n'),
  encoding: fc.constantFrom('utf-8', 'utf-8 with a byte order mark', 'windows-1252'),
  layout: fc.constantFrom('2024-08', '2025-03', '2025-05'),
  token: fc.integer(),
})
type Noise = typeof noise extends fc.Arbitrary<infer Value> ? Value : never

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`

const asDataset = (
  all: readonly Order[],
  { space, order: inOrder, extra, newline, encoding }: Noise,
): Uint8Array => {
  const header = [...inOrder, ...(extra ? ['Row ID'] : [])]
  const rows = all.map((one, at) => {
    const cells = cellsOf(one)
    return [
      ...inOrder.map((column) =>
        quoted(column === 'Effective Date' ? cells[column] : cells[column].replaceAll(' ', space)),
      ),
      ...(extra ? [`${at}`] : []),
    ].join(',')
  })
  const text = `${[header.join(','), ...rows].join(newline)}${newline}`
  return encoding === 'windows-1252'
    ? new Uint8Array(Buffer.from(text, 'latin1'))
    : new TextEncoder().encode(encoding === 'utf-8' ? text : `\ufeff${text}`)
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

const asPage = (all: readonly Order[], { space, layout, token }: Noise): Uint8Array => {
  const heading = layout === '2024-08' ? 'h2' : 'h3'
  const date = layout === '2025-05' ? 'Effective Date' : 'Date'
  const titles = ['#', date, 'Merchandise', 'Entities', 'Status', 'Status Notes']
  const td = (text: string): string => `<td class="c${token}"><p>${text}</p></td>`
  const section = (kind: Order['kind'], title: string): string => {
    const byCountry = Map.groupBy(
      all.filter((one) => one.kind === kind),
      ({ country }) => country,
    )
    const tables = [...byCountry].map(
      ([country, of]) =>
        `<div class="usa-section-accordion"><${heading}><button>${country}</button></${heading}><table><thead><tr><th colspan="6">${country}</th></tr></thead><tbody><tr>${titles
          .map((name) => td(`<strong>${name}</strong>`))
          .join('')}</tr>${of
          .map((one, at) => {
            const texts = [one.merchandise, one.entity.text, one.status, one.remarks]
            return `<tr>${[`${at + 1}`, one.date, ...texts].map((text) => td(escaped(text).replaceAll(' ', space))).join('')}</tr>`
          })
          .join('\n')}</tbody></table><script>token(${token})</script></div>`,
    )
    return `<h2>${title}</h2>${tables.join('')}`
  }
  return new TextEncoder().encode(
    `<!DOCTYPE html><html><head><title>Withhold Release Orders and Findings</title></head><body><nav><h2>Main navigation</h2></nav><main>${section('WRO', 'Withhold Release Orders')}${section('Finding', 'Findings')}</main></body></html>`,
  )
}

const read = (bytes: Uint8Array): Map<string, DesignationFacts> =>
  new Map(
    cbpWroReader
      .cut(bytes)
      .entries.map((entry) => cbpWroReader.parse(entry))
      .map(({ naturalKey, facts }) => [naturalKey, facts]),
  )

describe('made-up orders in the documented layouts', () => {
  const check = (facts: Iterable<DesignationFacts>, all: readonly Order[]): void => {
    const told = (of: Iterable<unknown>): string[] => [...of].map((one) => JSON.stringify(one)).sort()
    expect(
      told(
        [...facts].map((one) => [
          one.programs,
          one.effectiveOn,
          one.statusAsPublished,
          one.status,
          one.enforcedUnder,
          one.goods.map(({ text }) => text).join(' | '),
          seen(one),
        ]),
      ),
    ).toEqual(
      told(
        all.map(({ date, kind, status, merchandise, remarks: notes, entity }) => {
          const [month = '', day = '', year = ''] = date.split('/')
          return [
            [kind.toUpperCase()],
            `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`,
            status,
            /^(?:Inactive|Revoked)/.test(status) ? 'inactive' : 'active',
            notes.includes('UFLPA') ? 'uflpa' : 'section-307',
            merchandise.split(/ and (?=Cotton P)/).join(' | '),
            entity.parties,
          ]
        }),
      ),
    )
  }

  test('the dataset', () => {
    fc.assert(
      fc.property(orders, noise, (all, how) => check(read(asDataset(all, how)).values(), all)),
      { numRuns: 25 },
    )
  })

  test('the page, in each layout', () => {
    fc.assert(
      fc.property(orders, noise, (all, how) => check(read(asPage(all, how)).values(), all)),
      { numRuns: 15 },
    )
  })

  test('the dataset and the page say the same of every order', () => {
    const hashes = (bytes: Uint8Array): string[] =>
      [...read(bytes)].map(([key, facts]) => `${key}: ${factsHash(facts)}`).sort()
    fc.assert(
      fc.property(orders, noise, (all, how) => {
        expect(hashes(asPage(all, how))).toEqual(hashes(asDataset(all, { ...how, extra: false })))
      }),
      { numRuns: 10 },
    )
  })
})
