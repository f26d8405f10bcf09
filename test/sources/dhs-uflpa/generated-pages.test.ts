import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nameKey } from '../../../shared/sources/cbp-wro/listed-name.ts'
import { read } from './pages.ts'

/**
 * Pages made up from the vocabulary of the true list, with the noise that layouts have, and read back: the parties, their
 * other names, scopes, sub-lists and dates that went in must come out.
 */

const word = fc.constantFrom('Tarim', 'Golden', 'Hongda', 'Yili', 'River', 'Union', 'Lucky', 'Aksu')
const trade = fc.constantFrom(
  'Textile',
  'Cotton Industry',
  'New Energy',
  'Non-Ferrous Metals',
  'Seafood',
  'Tomato',
)
const form = fc.constantFrom('Co., Ltd.', 'Group Co., Ltd.', 'Company Limited', 'Corporation', '')
const name = fc.tuple(word, word, trade, form).map((words) => words.join(' ').trim())
const clauses = ['i', 'ii', 'v'] as const
const day = fc.constantFrom('2022-06-21', '2023-08-02', '2024-05-17', '2025-01-15')

interface Made {
  name: string
  aliases: string[]
  aliasForm: 'also known as' | 'including'
  scope?: string
  rows: { clause: (typeof clauses)[number]; day: string }[]
}
const made: fc.Arbitrary<Made> = fc
  .record({
    name,
    aliases: fc.array(name, { maxLength: 3 }),
    aliasForm: fc.constantFrom('also known as' as const, 'including' as const),
    scope: fc.option(fc.constantFrom('and its subsidiaries', 'and its eight subsidiaries'), {
      nil: undefined,
    }),
    rows: fc.uniqueArray(fc.record({ clause: fc.constantFrom(...clauses), day }), {
      minLength: 1,
      maxLength: 3,
      selector: ({ clause }) => clause,
    }),
  })
  .map(({ scope: reach, ...rest }) => ({ ...rest, ...(reach === undefined ? {} : { scope: reach }) }))

/** No two parties share a name, and no party repeats one: what else would be one party is another test's. */
const parties = fc
  .array(made, { minLength: 1, maxLength: 8 })
  .map((all) => {
    const taken = new Set<string>()
    const isNew = (one: string): boolean => {
      const key = nameKey(one)
      if (taken.has(key)) return false
      taken.add(key)
      return true
    }
    return all
      .filter((party) => isNew(party.name))
      .map((party) => ({ ...party, aliases: party.aliases.filter(isNew) }))
  })
  // The sub-lists that have been filled since the first day are filled.
  .map((all): Made[] => [
    ...all,
    ...clauses.map(
      (clause): Made => ({
        name: `Sentinel ${clause === 'i' ? 'One' : clause === 'ii' ? 'Two' : 'Five'} Works`,
        aliases: [],
        aliasForm: 'also known as',
        rows: [{ clause, day: '2022-06-21' }],
      }),
    ),
  ])

const numbers = ['', 'one', 'two', 'three']
const nameCell = ({ name: own, aliases, aliasForm, scope: reach }: Made): string => {
  const others =
    aliases.length === 0
      ? ''
      : aliasForm === 'including'
        ? ` (including ${numbers[aliases.length]} ${aliases.length === 1 ? 'alias' : 'aliases'}: ${aliases.map((alias, at) => (at > 0 && at === aliases.length - 1 ? `and ${alias}` : alias)).join('; ')})`
        : ` (also known as ${aliases.map((alias, at) => (at > 0 && at === aliases.length - 1 ? `and ${alias}` : alias)).join('; ')})`
  return `${own}${others}${reach === undefined ? '' : ` ${reach}`}`
}

const noise = fc.record({
  order: fc.shuffledSubarray([...clauses], { minLength: 3, maxLength: 3 }),
  rowSeed: fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
  space: fc.constantFrom(' ', '\u00a0', '\n      ', '&nbsp; '),
  dates: fc.constantFrom<(iso: string) => string>(
    (iso) => iso.replace(/(\d+)-(\d+)-(\d+)/, '$2/$3/$1'),
    (iso) =>
      new Date(`${iso}T00:00:00Z`).toLocaleDateString('en-US', {
        timeZone: 'UTC',
        year: 'numeric',
        month: 'long',
        day: 'numeric',
      }),
  ),
  header: fc.constantFrom('Name of Entity', 'Entity Name', 'Entity'),
  dateHeader: fc.constantFrom('Effective Date', 'Date Effective'),
  isDateFirst: fc.boolean(),
  classes: fc.constantFrom('usa-table', 'cke5-t', ''),
  wrapped: fc.boolean(),
  script: fc.constantFrom('', '<script>var token = "2(d)(2)(B)(iv)"; var t = "<table>";</script>'),
})
type Noise = typeof noise extends fc.Arbitrary<infer Value> ? Value : never

const pageOf = (all: readonly Made[], how: Noise): string => {
  const cell = (text: string): string => {
    const spaced = text.replaceAll(' ', how.space)
    return `<td class="${how.classes}">${how.wrapped ? `<p><span>${spaced}</span></p>` : spaced}</td>`
  }
  const two = (own: string, date: string): string => (how.isDateFirst ? date + own : own + date)
  const tables = how.order.map((clause) => {
    const rows = all
      .flatMap((party) =>
        party.rows
          .filter((row) => row.clause === clause)
          .map((row) => `<tr>${two(cell(nameCell(party)), cell(how.dates(row.day)))}</tr>`),
      )
      .map((row) => ({ row, at: how.rowSeed.next().value as number }))
      .sort((a, b) => a.at - b.at)
      .map(({ row }) => row)
    return `<h3>Section 2(d)(2)(B)(${clause})</h3><table class="${how.classes}"><tbody><tr>${two(`<th>${how.header}</th>`, `<th>${how.dateHeader}</th>`)}</tr>${rows.join('\n')}</tbody></table>`
  })
  return `<!doctype html><html><head><title>UFLPA Entity List | Homeland Security</title>${how.script}</head><body><h1>UFLPA Entity List</h1>${tables.join(how.script)}</body></html>\n`
}

const expected = (all: readonly Made[]) =>
  all
    .map((party) => ({
      name: party.name,
      aliases: [...party.aliases].sort(),
      scope: party.scope,
      subLists: party.rows.map(({ clause, day: on }) => `${clause} ${on}`).sort(),
      unread: 0,
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))

describe('a page made up of parties', () => {
  test('reads back as the same parties, whatever its layout', () => {
    fc.assert(
      fc.property(parties, noise, (all, how) => {
        const facts = read(pageOf(all, how)).map((entry) => entry.facts)
        expect(
          facts
            .map((party) => ({
              name: party.name,
              aliases: party.aliases.map((alias) => alias.name).sort(),
              scope: party.subLists[0]?.scope,
              subLists: party.subLists.map(({ clause, effectiveOn }) => `${clause} ${effectiveOn}`).sort(),
              unread: party.notes.length,
            }))
            .sort((a, b) => (a.name < b.name ? -1 : 1)),
        ).toEqual(expected(all))
        for (const party of facts)
          expect(party.listedOn).toBe(party.subLists.map(({ effectiveOn }) => effectiveOn).sort()[0])
      }),
      { numRuns: 150 },
    )
  })
})
