import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { countryCode } from '../../../shared/countries.ts'
import { readRule } from '../../../shared/sources/bis-entity-list/read-rule.ts'
import { faultOf } from './documents.ts'
import { writeRule, type WrittenEntry } from './written-rule.ts'

const document = {
  documentNumber: '2024-99003',
  publishedOn: '2024-01-16',
  citation: '89 FR 9003',
  url: 'https://www.federalregister.gov/d/2024-99003',
}

const countries = [
  { heading: "CHINA, PEOPLE'S REPUBLIC OF", name: 'China' },
  { heading: 'RUSSIA', name: 'Russia' },
  { heading: 'UNITED ARAB EMIRATES', name: 'U.A.E.' },
  { heading: 'FRANCE', name: 'France' },
  { heading: 'KOREA, REPUBLIC OF', name: 'South Korea' },
]

const word = fc.constantFrom(
  'Quince',
  'Pear',
  'Bai',
  'Zeta',
  'Orël',
  'Kedr',
  'Nova',
  'Tian',
  'R&T',
  "O'Hara",
  'Delta-9',
)
const form = fc.constantFrom(' Co., Ltd.', ' LLC', ' Inc.', ' S.A.', ' JSC', ' (Group) Corp.', '', ' Trading')
const partyName = fc
  .tuple(fc.array(word, { minLength: 1, maxLength: 4 }), form)
  .map(([words, legalForm]) => `${words.join(' ')}${legalForm}`)
const street = fc
  .tuple(fc.integer({ min: 1, max: 999 }), word, fc.constantFrom('Road', 'Street', 'ul.', 'Al Quoz'))
  .map(([number, name, kind]) => `No. ${number}, Bldg. ${number % 7}, ${name} ${kind}`)

const written: fc.Arbitrary<WrittenEntry[]> = fc
  .uniqueArray(
    fc.record({
      country: fc.constantFrom(...countries),
      name: partyName,
      aliases: fc.uniqueArray(partyName, { minLength: 0, maxLength: 4 }),
      streets: fc.uniqueArray(street, { minLength: 1, maxLength: 3 }),
      shortRow: fc.boolean(),
    }),
    {
      minLength: 1,
      maxLength: 8,
      // Two entries of one name under one country would be one entry.
      selector: ({ country, name }) => `${country.heading} ${name.toLowerCase().replace(/[^a-z0-9]/g, '')}`,
    },
  )
  .map((entries) =>
    entries.map(({ country, name, aliases, streets, shortRow }) => ({
      heading: country.heading,
      name,
      aliases: aliases.filter((alias) => alias !== name),
      addresses: streets.map((one) => `${one}, ${country.name}`),
      shortRow,
    })),
  )

test('whatever is written in the shape of the Federal Register is read back', () => {
  fc.assert(
    fc.property(written, (entries) => {
      const reading = readRule(Buffer.from(writeRule(entries)), document)
      const inOrder = [...new Set(entries.map((entry) => entry.heading))].flatMap((heading) =>
        entries.filter((entry) => entry.heading === heading),
      )
      expect(
        reading.actions.map(({ entry, target }) => ({
          country: target.country,
          name: entry!.facts.name,
          aliases: entry!.facts.aliases.map((alias) => alias.name),
          addresses: entry!.facts.addresses.map(({ text }) => text),
          in: [...new Set(entry!.facts.addresses.map((address) => address.country))],
        })),
      ).toEqual(
        inOrder.map(({ heading, name, aliases, addresses }) => ({
          country: countryCode(heading),
          name,
          aliases,
          addresses,
          in: [countryCode(heading)],
        })),
      )
    }),
    { numRuns: 150 },
  )
})

test('an alias too few is refused in any such rule', () => {
  fc.assert(
    fc.property(
      written.filter((entries) => entries.some((entry) => entry.aliases.length > 0)),
      (entries) => {
        const xml = writeRule(entries).replace(/<LI>—[^<]*(?:<E T="03">and<\/E>)?<\/LI>/, '')
        expect(faultOf(() => readRule(Buffer.from(xml), document)).fault).toBe('unexplained-row')
      },
    ),
    { numRuns: 50 },
  )
})

test('a listed address is keyed by itself, its placeholder is a note', () => {
  const entries = [
    {
      heading: 'UNITED ARAB EMIRATES',
      name: 'Address 03',
      aliases: [],
      addresses: ['Unit 7, Pear Tower, Dubai, UAE'],
      shortRow: false,
    },
  ]
  const [action] = readRule(Buffer.from(writeRule(entries)), document).actions
  expect(action?.naturalKey).toBe('AE:address-unit-7-pear-tower-dubai-uae')
  expect(action?.entry?.facts).toMatchObject({
    type: 'address',
    name: 'Unit 7, Pear Tower, Dubai, UAE',
    notes: [{ label: 'Placeholder', value: 'Address 03' }],
  })
})

test('a rule that leaves supplement no. 4 alone has no actions', () => {
  const xml = `<RULE><PREAMB><SUM><P>BIS is amending the EAR by removing 27 persons from the Unverified List (UVL).</P></SUM></PREAMB>
<SUPLINF><REGTEXT TITLE="15" PART="744"><AMDPAR>1. Supplement No. 6 to part 744 is amended by removing the entry for “Quince”.</AMDPAR></REGTEXT></SUPLINF></RULE>`
  expect(readRule(Buffer.from(xml), document).actions).toEqual([])
})
