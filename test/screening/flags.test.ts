import { describe, expect, test } from 'vitest'
import { designationOf, readSet, supplierOf } from '../../bench/name-sets.ts'
import { evaluatePair } from '../../shared/screening/evaluate.ts'
import { flagsOf } from '../../shared/screening/flags.ts'
import { screeningModel } from '../../shared/screening/model.ts'

const uscc = (value: string): { identifiers: { type: string; value: string }[] } => ({
  identifiers: [{ type: 'USCC', value }],
})
const kinds = (facts: Parameters<typeof supplierOf>[0]): string[] =>
  flagsOf(supplierOf(facts)).map(({ kind }) => kind)

test('an owner whose share is not stated is a flag, by its name or its key; one with a share is none', () => {
  const owners = [{ name: 'Harbour Trust' }, { supplierId: 'S-7' }, { name: 'Lake Fund', percent: 0.5 }]
  expect(flagsOf(supplierOf({ name: 'X', owners })).map(({ kind, facts }) => [kind, facts['owner']])).toEqual(
    [
      ['share-not-stated', 'Harbour Trust'],
      ['share-not-stated', 'S-7'],
    ],
  )
})

describe('registered in Xinjiang', () => {
  // Row T07 of the table of traps.
  const supplier = supplierOf({
    name: 'Suzhou Hengda Trading',
    country: 'CN',
    address: 'Suzhou, Jiangsu',
    ...uscc('91659001MA00000077'),
  })

  test('by its code, despite its address; a flag and never a match', () => {
    expect(flagsOf(supplier)).toEqual([
      {
        kind: 'registered-in-xinjiang',
        text: 'The USCC 91659001MA00000077 was given by division 659001, which is in the Xinjiang Uyghur Autonomous Region: the party is registered there, whatever address it gives.',
        facts: { identifier: '91659001MA00000077', division: '659001' },
      },
    ])
    expect(readSet('domain-pairs.dev.csv').find(({ id }) => id === 'T07')?.['expected']).toBe('flag')
    const place = designationOf({ name: 'Xinjiang', type: 'place', countries: ['CN'], regions: ['CN-XJ'] })
    expect(evaluatePair(place, supplier, screeningModel())).toEqual([])
  })

  test('a registration number of the older form counts for a party in China', () => {
    const older = { identifiers: [{ type: 'REGISTRATION', value: '6501001234567' }] }
    expect(kinds({ name: 'X', country: 'CN', ...older })).toEqual(['registered-in-xinjiang'])
    expect(kinds({ name: 'X', country: 'DE', ...older })).toEqual([])
  })

  test('a wrong check sign is told, and the registration that it would show is not used', () => {
    const [flag, ...others] = flagsOf(supplierOf({ name: 'X', country: 'CN', ...uscc('91659001MA00000078') }))
    expect(others).toEqual([])
    expect(flag).toMatchObject({ kind: 'identifier-in-doubt' })
    expect(flag?.text).toMatch(/should be 7, not 8/)
  })

  test('a code of another length is told', () => {
    expect(kinds({ name: 'X', country: 'CN', ...uscc('9165900MA0000007') })).toEqual(['identifier-in-doubt'])
  })

  test('registered elsewhere: nothing', () => {
    expect(kinds({ name: 'X', country: 'CN', ...uscc('91110000100001043E') })).toEqual([])
  })
})

describe('an address or a site in Xinjiang', () => {
  test('says where and why', () => {
    expect(
      flagsOf(
        supplierOf({
          name: 'X',
          country: 'CN',
          address: '12 Xinjiang Road, Qingdao',
          sites: ['Awat County, Aksu, Xinjiang 843200'],
        }),
      ),
    ).toEqual([
      {
        kind: 'address-in-xinjiang',
        text: 'The address "Awat County, Aksu, Xinjiang 843200" lies in Awat, Aksu, Xinjiang: the address names the region.',
        facts: {
          address: 'Awat County, Aksu, Xinjiang 843200',
          where: 'Awat, Aksu, Xinjiang',
          by: 'region',
          words: ['awat', 'xinjiang'],
        },
      },
    ]) // prettier-ignore
  })

  test.each([
    ['Aksu Tekstil', 'TR', 'Organize Sanayi, Aksu, Antalya'],
    ['Bole Garments', 'ET', 'Bole Lemi, Addis Ababa'],
    ['Kashi Silk Exports', 'IN', 'Varanasi'],
  ])('%s: a homonym is none', (name, country, address) => {
    expect(kinds({ name, country, address })).toEqual([])
  })
})
