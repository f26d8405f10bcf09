import { describe, expect, test } from 'vitest'
import { cell, problemsOf, read, refusal } from './files.ts'

describe('cells that are read', () => {
  test.each([
    ['roles', 'Buyer | end user|buyer', { roles: ['buyer', 'end-user'] }],
    ['other_names', '和田泰达 | Hetian TEDA |', { otherNames: ['和田泰达', 'Hetian TEDA'] }],
    ['type', 'Organization', { type: 'organisation' }],
    ['type', 'VESSEL', { type: 'vessel' }],
    ['country', 'P.R. China', { country: 'CN' }],
    ['address', 'No. 1\n Mill Road', { address: 'No. 1 Mill Road' }],
    ['sites', 'Hall 1, Aksu | Hall 2', { sites: ['Hall 1, Aksu', 'Hall 2'] }],
    ['birth_date', '1962-02-28', { birthDate: '1962-02-28' }],
    ['birth_date', '1962-01', { birthDate: '1962-01' }],
    ['nationality', 'Russia', { nationality: 'RU' }],
    ['workers', 'KP | Nepal', { workers: ['KP', 'NP'] }],
    ['sends', 'wafers', { sends: 'wafers' }],
    ['notes', 'two\nlines', { notes: 'two\nlines' }],
  ])('%s: %s', (column, value, expected) => {
    expect(cell(column, value)).toMatchObject(expected)
  })

  test.each([
    ['5205.11 cotton yarn @CN-XJ', { hs: '520511', text: 'cotton yarn', country: 'CN', region: 'CN-XJ' }],
    ['5205.11 cotton yarn @CN-65', { hs: '520511', text: 'cotton yarn', country: 'CN', region: 'CN-XJ' }],
    ['5205.11 cotton yarn @cn-xj', { hs: '520511', text: 'cotton yarn', country: 'CN', region: 'CN-XJ' }],
    ['8541.43.00.00 solar cells@China', { hs: '8541430000', text: 'solar cells', country: 'CN' }],
    ['52', { hs: '52', text: '' }],
    ['tomato paste @ IT', { text: 'tomato paste', country: 'IT' }],
    ['100% cotton shirts', { text: '100% cotton shirts' }],
    ['3D printers', { text: '3D printers' }],
    ['8517 5G modules @US-CA', { hs: '8517', text: '5G modules', country: 'US', region: 'US-CA' }],
  ])('goods: %s', (value, expected) => {
    expect(cell('goods', value).goods).toEqual([expected])
  })

  test.each([
    [
      'USCC:91650100MA776A1B2C | lei : 5493001KJTIIGC8Y1R12',
      [
        { type: 'USCC', value: '91650100MA776A1B2C' },
        { type: 'LEI', value: '5493001KJTIIGC8Y1R12' },
      ],
    ],
    [
      'TAX-RU:7707083893|IMO:9187629',
      [
        { type: 'TAX-RU', value: '7707083893' },
        { type: 'IMO', value: '9187629' },
      ],
    ],
  ])('identifiers: %s', (value, expected) => {
    expect(cell('identifiers', value).identifiers).toEqual(expected)
  })

  test.each([
    ['Name=51.5', [{ name: 'Name', percent: 51.5 }]],
    ['A=B Holding = 51,5 % | State=?', [{ name: 'A=B Holding', percent: 51.5 }, { name: 'State' }]],
    [
      'Three=33.4 | Thirds=33.4 | More=33.4',
      [
        { name: 'Three', percent: 33.4 },
        { name: 'Thirds', percent: 33.4 },
        { name: 'More', percent: 33.4 },
      ],
    ],
  ])('owners: %s', (value, expected) => {
    expect(cell('owners', value).owners).toEqual(expected)
  })

  test('owners and buyers that are registered', () => {
    const rows = read('supplier_id,name,owners,supplies', 'S-1,Acme,id:S-2=60,', 'S-2,Owner,,S-1 | *')
    expect(rows[0]?.owners).toEqual([{ supplierId: 'S-2', percent: 60 }])
    expect(rows.map(({ supplies }) => supplies)).toEqual([['*'], ['S-1', '*']])
  })

  test.each([
    [
      'Li Wei (chairman); b. 1962-01 | Anna Berg',
      [{ name: 'Li Wei', role: 'chairman', born: '1962-01' }, { name: 'Anna Berg' }],
    ],
    ['Li Wei; b. 1962', [{ name: 'Li Wei', born: '1962' }]],
  ])('officers: %s', (value, expected) => {
    expect(cell('officers', value).officers).toEqual(expected)
  })

  test('an empty list means the default, also where a bar stands in it', () => {
    expect(cell('supplies', ' | ')).toMatchObject({ supplies: ['*'], roles: ['supplier'] })
    expect(cell('roles', '|').roles).toEqual(['supplier'])
  })
})

describe('cells that are refused', () => {
  test.each([
    ['roles', 'vendor', /"vendor" is not one of supplier, buyer/],
    ['type', 'company', /not one of organisation, person, vessel, aircraft/],
    ['country', 'CN, VN', /not a country/],
    ['birth_date', '05/01/1962', /not a year, month or day/],
    ['birth_date', '1962-02-30', /not a year, month or day/],
    ['identifiers', '91650100MA776A1B2C', /not written as TYPE:value/],
    ['identifiers', 'USCC:9.1650E+17', /turned into a rounded number by a spreadsheet/],
    ['identifiers', 'USCC:9,1650E+17', /turned into a rounded number by a spreadsheet/],
    ['goods', '5205.1 yarn', /"5205\.1" is not an HS code/],
    ['goods', '5205 11 yarn', /blank within the HS code; write it as 520511/],
    ['goods', '7701 things', /in no chapter/],
    ['goods', '@CN', /need a description or an HS code/],
    ['goods', 'yarn @', /after @ stands an origin/],
    ['goods', 'yarn @Freedonia', /"Freedonia" is not a country or an ISO 3166-2 region/],
    ['goods', 'yarn @Xinjiang, Turkey', /"Xinjiang, Turkey" is not a country/],
    ['goods', 'yarn @Xinjiang / Shandong', /"Xinjiang \/ Shandong" is not a country/],
    ['goods', 'yarn @CN-XX', /"CN-XX" is not a country or an ISO 3166-2 region/],
    ['goods', 'yarn @ZZ-AA', /"ZZ-AA" is not a country/],
    ['goods', 'yarn\ncloth', /separated by " \| ", not by line breaks/],
    ['owners', 'Somebody', /not written as Name=51\.5/],
    ['owners', '=50', /not written as Name=51\.5/],
    ['owners', 'Somebody=', /"" is not a percentage/],
    ['owners', 'Somebody=120', /"120" is not a percentage/],
    ['owners', 'Somebody=-5', /"-5" is not a percentage/],
    ['owners', 'A=60 | B=60', /the shares add up to 120%/],
    ['owners', 'id:S-9=51', /"S-9" is no supplier of this register/],
    ['owners', 'id:S-1=51', /"S-1" cannot own itself/],
    ['officers', '(chairman)', /names no officer/],
    ['officers', 'Li Wei; Anna Berg', /officers are separated by " \| "/],
    ['officers', 'Li Wei; b. Jan 1962', /not a year, month or day/],
    ['supplies', 'S-2; S-3', /not an id/],
    ['supplies', 's-1', /did you mean "S-1"/],
    ['supplies', 'S-1', /"S-1" cannot supply itself/],
    ['other_names', '***', /is no name/],
  ])('%s: %s', (column, value, reason) => {
    expect(refusal(column, value)).toMatch(reason)
  })

  test.each([
    ['S#1', /is not an id/],
    ['*', /is not an id/],
    ['1.2E+11', /rounded number/],
    ['x'.repeat(65), /at most 64 characters/],
  ])('supplier_id %s', (id, reason) => {
    const [problem] = problemsOf(() => read('supplier_id,name', `"${id}",Acme`))
    expect(problem).toMatchObject({
      line: 2,
      field: 'supplier_id',
      reason: expect.stringMatching(reason) as string,
    })
  })

  test('a name and a row that no store could hold', () => {
    expect(refusal('other_names', 'x'.repeat(401))).toMatch(/401 characters/)
    expect(
      problemsOf(() => read('supplier_id,name,notes', `S-1,Acme,${'x'.repeat(100_001)}`))[0]?.reason,
    ).toMatch(/longer than 100000/)
    const goods = Array.from({ length: 7_500 }, (_, at) => `g${at} @CN-XJ`).join('|')
    expect(goods.length).toBeLessThan(100_000)
    expect(problemsOf(() => read('supplier_id,name,goods', `S-1,Acme,${goods}`))[0]?.reason).toMatch(
      /takes \d+ bytes, at most 330000/,
    )
  })
})
