import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SourceShapeError } from '../../../shared/errors.ts'
import type { DesignationFacts } from '../../../shared/model/designation.ts'
import { cbpWroReader, sameOrder } from '../../../shared/sources/cbp-wro/reader.ts'
import { stageDataset } from '../../../shared/sources/cbp-wro/stage-dataset.ts'

const fixture = (date: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../fixtures/cbp-wro/${date}/wro.csv`, import.meta.url)))
const bytes = fixture('2026-06-23')
const text = new TextDecoder().decode(bytes)
const encode = (csv: string): Uint8Array => new TextEncoder().encode(csv)
const read = (document: Uint8Array): DesignationFacts[] =>
  cbpWroReader.cut(document).entries.map((entry) => cbpWroReader.parse(entry).facts)
const byKey = (document: Uint8Array): Map<string, DesignationFacts> =>
  new Map(
    cbpWroReader
      .cut(document)
      .entries.map((entry) => cbpWroReader.parse(entry))
      .map(({ naturalKey, facts }) => [naturalKey, facts]),
  )

/** The refusal's fault and place; fails where nothing is refused. */
const refusal = (document: Uint8Array): [string, string | undefined] => {
  try {
    read(document)
  } catch (error) {
    if (error instanceof SourceShapeError) return [error.fault, error.place]
    throw error
  }
  throw new Error('The document was accepted')
}

const header =
  'Effective Date,Calendar Year,Country Code,Country,Merchandise,WRO/Finding,Industry,Status,Press Release,Entity,Remarks'
const row = '6/23/2026,2026,,Jordan,Garments,WRO,,Active,,Needle Craft Ltd,'

const edit = (from: string, to: string): Uint8Array => {
  expect(text.split(from)).toHaveLength(2)
  return encode(text.replace(from, to))
}

/** Keys gone, keys come, and keys whose facts differ. */
const changes = (document: Uint8Array) => {
  const [before, after] = [byKey(bytes), byKey(document)]
  return {
    gone: [...before.keys()].filter((key) => !after.has(key)),
    come: [...after.keys()].filter((key) => !before.has(key)),
    differ: [...before]
      .filter(([key, facts]) => after.has(key) && JSON.stringify(after.get(key)) !== JSON.stringify(facts))
      .map(([key]) => key),
  }
}

describe('reading the file', () => {
  test('Windows-1252, UTF-8 and UTF-8 with a byte order mark read alike', () => {
    const csv = `${header}\r\n6/23/2026,2026,,Mexico,Coffee,WRO,,Active,,Finca Café “Peña”,It’s said\r\n`
    const windows = new Uint8Array(
      Array.from(
        csv,
        (character) =>
          ({ é: 0xe9, ñ: 0xf1, '“': 0x93, '”': 0x94, '’': 0x92 })[character] ?? character.charCodeAt(0),
      ),
    )
    const [order] = read(windows)
    expect(order?.subjects[0]?.name).toBe('Finca Café "Peña"')
    expect(order?.remarks).toBe("It's said")
    expect(read(encode(csv))).toEqual([order])
    expect(read(encode(`\ufeff${csv}`))).toEqual([order])
  })

  test('columns stand in any order, and cells may hold line breaks', () => {
    const columns = header.split(',')
    const cells: Record<string, string> = {
      'Effective Date': '9/30/2019',
      Country: 'China',
      Merchandise: 'All Garments',
      'WRO/Finding': 'WRO',
      Status: 'Active',
      Entity: '"Hetian Taida\r\nApparel Co., Ltd."',
      Remarks: '"Enforcement of WRO superseded by\r\nenforcement of UFLPA rebuttable presumption"',
    }
    const inOrder = (order: readonly string[]) =>
      encode(`${order.join(',')}\r\n${order.map((column) => cells[column] ?? '').join(',')}\r\n`)
    const expected = cbpWroReader.cut(inOrder(columns)).entries
    expect(cbpWroReader.parse(expected.at(0)!).facts).toMatchObject({
      enforcedUnder: 'uflpa',
      subjects: [{ name: 'Hetian Taida Apparel Co., Ltd.' }],
    })
    fc.assert(
      fc.property(fc.shuffledSubarray(columns, { minLength: columns.length }), (order) => {
        expect(cbpWroReader.cut(inOrder(order)).entries).toEqual(expected)
      }),
      { numRuns: 50 },
    )
  })

  test('line numbers count the lines within quoted cells', () => {
    const csv = `${header}\n6/22/2026,2026,,Jordan,Garments,WRO,,Active,,"Needle\nCraft Ltd",\n${row.replace('Active', 'Paused')}\n`
    expect(refusal(encode(csv))).toEqual(['unknown-category', 'line 4'])
  })

  test('a column that CBP adds is kept as a note by its name', () => {
    const [order] = read(encode(`${header},Modified Date\n${row},7/1/2026\n`))
    expect(order?.notes).toContainEqual({ label: 'Modified Date', value: '7/1/2026' })
  })
})

test('numbers of rows, rows of separators alone and tracking are no facts', () => {
  const plain = read(encode(`${header}\n${row}\n`))
  expect(read(encode(`#,${header}\n7,${row}\n,,,,,,,,,,,\n`))).toEqual(plain)
  expect(read(encode(`${header}\n${row}\n" ",,,,,,,,,,\n`))).toEqual(plain)
  const released = (address: string) =>
    read(encode(`${header}\n${row.replace(',,Needle', `,${address},Needle`)}\n`))
  expect(released('https://www.cbp.gov/newsroom/a?utm_source=x&fbclid=1')).toEqual(
    released('https://www.cbp.gov/newsroom/a'),
  )
  expect(released('https://www.cbp.gov/newsroom/a')[0]?.notes).toContainEqual({
    label: 'Press Release',
    value: 'https://www.cbp.gov/newsroom/a',
  })
})

describe('refusals', () => {
  test.each([
    ['nothing', '', 'empty-body', undefined],
    ['white space', ' \r\n', 'empty-body', undefined],
    [
      'a challenge page',
      '<!DOCTYPE html><html><title>Access Denied</title></html>',
      'challenge-page',
      undefined,
    ],
    ['another page', '<html><title>Page not found</title></html>', 'not-the-document', undefined],
    ['another table', 'a,b\n1,2\n', 'not-the-document', 'line 1'],
    ['a header only', `${header}\n`, 'truncated', 'line 1'],
    [
      'a missing column',
      `${header.replace(',Remarks', '')}\n${row.slice(0, -1)}\n`,
      'missing-column',
      'line 1',
    ],
    ['a column twice', `${header},Status\n${row},Active\n`, 'malformed', 'line 1'],
    ['a broken last row', `${header}\n${row}\n6/23/2026,2026,,Jor`, 'truncated', 'line 3'],
    ['a row with a cell too many', `${header}\n${row},more\n${row}\n`, 'malformed', 'line 2'],
    ['an unknown status', `${header}\n${row.replace('Active', 'Suspended')}\n`, 'unknown-category', 'line 2'],
    ['no status', `${header}\n${row.replace('Active', '')}\n`, 'unknown-category', 'line 2'],
    ['an unknown kind', `${header}\n${row.replace('WRO', 'Notice')}\n`, 'unknown-category', 'line 2'],
    [
      'an unknown country',
      `${header}\n${row.replace('Jordan', 'Freedonia')}\n`,
      'unknown-category',
      'line 2',
    ],
    ['no date', `${header}\n${row.replace('6/23/2026', '23 of June')}\n`, 'malformed', 'line 2'],
    [
      'a day that the calendar lacks',
      `${header}\n${row.replace('6/23/2026', '6/31/2026')}\n`,
      'malformed',
      'line 2',
    ],
    ['no entity', `${header}\n${row.replace('Needle Craft Ltd', '')}\n`, 'unexplained-row', 'line 2'],
    ['no merchandise', `${header}\n${row.replace('Garments', '')}\n`, 'unexplained-row', 'line 2'],
  ])('%s', (_, csv, fault, place) => {
    expect(refusal(encode(csv))).toEqual([fault, place])
  })

  test('a file that ends within a quoted cell', () => {
    expect(refusal(encode(text.slice(0, text.indexOf('Annapurna Carpet, Everest'))))[0]).toBe('truncated')
  })

  test.each([
    ['Active', 'active'],
    ['Partially Modified', 'active'],
    ['Partially Active', 'active'],
    ['Inactive', 'inactive'],
    ['Inactive-Pending Litigation', 'inactive'],
    ['Inactive – Pending Litigation', 'inactive'],
    ['Revoked', 'inactive'],
  ])('status "%s" is %s', (status, expected) => {
    const [order] = read(encode(`${header}\n${row.replace('Active', status)}\n`))
    expect(order).toMatchObject({
      status: expected,
      statusAsPublished: status,
      subjects: [{ status: expected }],
    })
  })
})

describe('single edits are exactly one change', () => {
  test('a new order', () => {
    expect(
      changes(encode(`${text}7/1/2026,2026,,Vietnam,Garments,WRO,,Active,,Example Sewing Co. Ltd,\r\n`)),
    ).toEqual({
      gone: [],
      come: ['wro 2026-07-01 example sewing co ltd'],
      differ: [],
    })
  })

  test('a modified order', () => {
    const after = edit('Active,,"Giant Manufacturing', 'Revoked,,"Giant Manufacturing')
    expect(changes(after)).toEqual({
      gone: [],
      come: [],
      differ: ['wro 2025-09-24 giant manufacturing co ltd'],
    })
  })

  test('a party taken out of an order', () => {
    const after = edit(
      'Annapurna Carpet removed',
      'Valley Carpet removed from the order, 7/1/2026; Annapurna Carpet removed',
    )
    const key =
      'wro 1998-07-21 kumar carpet pvt singhe carpet pvt ltd norsang carpet industries pvt ltd annapurna carpet everest carpet valley carpet and kk carpet industries kathmandu'
    expect(changes(after)).toEqual({ gone: [], come: [], differ: [key] })
    const out = (document: Uint8Array) =>
      byKey(document)
        .get(key)
        ?.subjects.filter(({ status }) => status === 'inactive')
        .map(({ name }) => name)
    expect(out(after)).toEqual([
      ...(out(bytes) ?? []).slice(0, 2),
      'Everest Carpet',
      'Valley Carpet',
      'K.K. Carpet Industries',
    ])
  })

  test('an entity worded anew is the same order, another order of the same day is not', () => {
    const after = edit('Serbia Zijin Copper D.O.O..', 'Serbia Zijin Copper d.o.o. Bor')
    const { gone, come, differ } = changes(after)
    expect([gone.length, come.length, differ]).toEqual([1, 1, []])
    const old = byKey(bytes).get(gone[0] ?? '')!
    const [renamed] = come.map((key) => byKey(after).get(key)!)
    expect(sameOrder(old, renamed!)).toBe(true)
    const orders = read(bytes)
    const pairs = orders.flatMap((one, at) =>
      orders
        .slice(at + 1)
        .filter((other) => sameOrder(one, other))
        .map((other) => [one.name, other.name]),
    )
    // The two furniture findings differ in the date only: no reader could tell a correction from them.
    expect(pairs).toEqual([
      [
        'Finding 1953-12-28: State Penitentiary — furniture',
        'Finding 1958-10-29: State Penitentiary — furniture',
      ],
    ])
  })

  test('a corrected date is the same order', () => {
    const after = byKey(edit('9/24/2025,2025,,Taiwan', '9/25/2025,2025,,Taiwan'))
    expect(
      sameOrder(
        byKey(bytes).get('wro 2025-09-24 giant manufacturing co ltd')!,
        after.get('wro 2025-09-25 giant manufacturing co ltd')!,
      ),
    ).toBe(true)
  })

  test('row order and quoting change nothing', () => {
    const [first = '', ...rows] = text.trimEnd().split('\r\n')
    const pieces = (csv: string) =>
      cbpWroReader
        .cut(encode(csv))
        .entries.map(({ rawHash }) => rawHash)
        .sort()
    const expected = pieces(text)
    fc.assert(
      fc.property(fc.shuffledSubarray(rows, { minLength: rows.length }), (shuffled) => {
        expect(pieces([first, ...shuffled].join('\n'))).toEqual(expected)
      }),
      { numRuns: 20 },
    )
    expect(pieces(text.replace(',Asli Maydi,', ',"Asli Maydi ",'))).toEqual(expected)
  })
})

describe('stages', () => {
  test('the orders that existed on 2020-12-01 are the other recorded dataset, byte for byte', () => {
    expect(Buffer.compare(stageDataset(bytes, '2020-12-01'), fixture('2020-12-01'))).toBe(0)
  })

  test('each order comes with its effective date', () => {
    const count = (date: string) => cbpWroReader.cut(stageDataset(bytes, date)).entries.length
    expect(
      ['2020-12-30', '2020-12-31', '2021-01-13', '2026-06-22', '2026-06-23', '2030-01-01'].map(count),
    ).toEqual([48, 49, 50, 65, 67, 67])
  })

  test('sentinels stand in every stage from 2020-12-01', () => {
    for (const document of [bytes, fixture('2020-12-01')]) {
      for (const key of cbpWroReader.sentinels) expect(byKey(document).has(key)).toBe(true)
    }
  })
})
