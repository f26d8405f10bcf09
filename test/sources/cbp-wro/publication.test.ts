import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cbpWroReader } from '../../../shared/sources/cbp-wro/reader.ts'
import { stageDataset } from '../../../shared/sources/cbp-wro/stage-dataset.ts'
import { publish } from '../publish.ts'
import { pick, seeded, shuffled } from '../seeded.ts'

const bytes = new Uint8Array(
  readFileSync(new URL('../../fixtures/cbp-wro/2026-06-23/wro.csv', import.meta.url)),
)
const csv = new TextDecoder('windows-1252').decode(bytes)
const page = readFileSync(
  new URL('../../fixtures/cbp-wro-written/2025-05-30/page.html', import.meta.url),
  'utf8',
)
const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
const baseline = publish(cbpWroReader, null, bytes).version
const pageBaseline = publish(cbpWroReader, null, encode(page)).version

const after = (text: string) => {
  const { verdict, changes } = publish(cbpWroReader, baseline, encode(text))
  return [verdict, changes]
}
const edit = (from: string, to: string): string => {
  expect(csv.split(from)).toHaveLength(2)
  return csv.replace(from, to)
}

describe('noise is no change', () => {
  const records = (text: string): string[][] => {
    const rows: string[][] = []
    for (const line of text.trimEnd().split('\r\n')) {
      rows.push(
        [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(
          ([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? '',
        ),
      )
    }
    return rows
  }
  const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`

  test.each(Array.from({ length: 20 }, (_, seed) => [seed]))('mutation %i of the dataset', (seed) => {
    const random = seeded(seed + 1)
    const [header = [], ...rows] = records(csv)
    expect(rows).toHaveLength(67)
    const order = shuffled([...header.keys()], random)
    const renamed: Record<string, readonly [string, ...string[]]> = {
      'Effective Date': ['Effective Date', 'Date', 'EFFECTIVE DATE', ' Effective  Date '],
      Entity: ['Entity', 'Entities'],
      Remarks: ['Remarks', 'Status Notes', 'remarks'],
      'WRO/Finding': ['WRO/Finding', 'WRO / Finding'],
      Merchandise: ['Merchandise', 'MERCHANDISE'],
    }
    const space = (cell: string): string => {
      const spaced = cell.replaceAll(' ', pick([' ', '  ', '\n', '\u00a0'], random))
      const curly =
        random() < 0.5 ? spaced.replace(/"([^"]*)"/g, '\u201c$1\u201d').replaceAll("'", '\u2019') : spaced
      return pick([curly, ` ${curly}`, `${curly} `, `\u200b${curly}`], random)
    }
    const line = (cells: readonly string[]): string => order.map((at) => quoted(cells[at] ?? '')).join(',')
    const body = shuffled(rows, random).map((row) =>
      line(row.map((cell, at) => (header[at] === 'Effective Date' ? cell : space(cell)))),
    )
    const title = line(header.map((name) => pick(renamed[name] ?? [name], random)))
    const empty = line(header.map(() => ''))
    const mutated = [title, ...body.flatMap((row) => (random() < 0.1 ? [row, empty, ''] : [row]))].join(
      pick(['\n', '\r\n'], random),
    )
    expect(after(mutated)).toEqual(['accept', []])
  })

  test.each(Array.from({ length: 20 }, (_, seed) => [seed]))('mutation %i of the page', (seed) => {
    const random = seeded(seed + 1)
    const noisy = page
      .replaceAll(/class="[^"]*"/g, () => `class="c${Math.floor(random() * 1e6)}"`)
      .replaceAll(
        '<strong>Effective Date',
        `<strong>${pick(['Date', 'Effective&nbsp;Date', 'EFFECTIVE DATE'], random)}`,
      )
      .replaceAll('<strong>Entities', `<strong>${pick(['Entities', 'Entity'], random)}`)
      .replaceAll(/<(\/?)h3/g, `<$1${pick(['h2', 'h3', 'h4'], random)}`)
      .replaceAll('</td><td>', () =>
        pick(['</td><td>', '</td>\n\t<td>', `</td><td data-t="${random()}">`], random),
      )
      .replaceAll('<p>See', `<p><script>track(${random()})</script>See`)
      .replaceAll("'", '\u2019')
      .replace(/"Customs,"/g, '\u201cCustoms,\u201d')
      .replace('</body>', `<script>token="${random()}"</script></body>`)
    const sections = noisy.split(/(?=<h2 class="[^"]*">(?:Withhold|Findings))/)
    const [head = '', wros = '', findings = ''] = sections
    const accordions = (section: string): string[] => section.split(/(?=<div class="[^"]*">\n {2}<h\d)/)
    const [wroTitle = '', ...wroTables] = accordions(wros)
    const [findingTitle = '', ...rest] = accordions(findings)
    const last = rest.at(-1) ?? ''
    const cut = last.indexOf('<table><tr><td>Office')
    const findingTables = [...rest.slice(0, -1), last.slice(0, cut)]
    const rowsShuffled = (table: string): string => {
      const rows = table.match(/ {8}<tr><td[^>]*><p>\d+<\/p>.*?<\/tr>/gs) ?? []
      const mixed = shuffled(rows, random)
      let at = 0
      return table.replace(/ {8}<tr><td[^>]*><p>\d+<\/p>.*?<\/tr>/gs, () => mixed[at++] ?? '')
    }
    const parts = shuffled(
      [
        [wroTitle, ...shuffled(wroTables, random).map(rowsShuffled)].join('\n'),
        [findingTitle, ...shuffled(findingTables, random).map(rowsShuffled)].join('\n'),
      ],
      random,
    )
    const mutated = [head, ...parts, last.slice(cut)].join('\n')
    expect(mutated.match(/<tr/g)).toHaveLength(page.match(/<tr/g)?.length ?? 0)
    expect(mutated).not.toBe(page)
    const { verdict, changes } = publish(cbpWroReader, pageBaseline, encode(mutated))
    expect([verdict, changes]).toEqual(['accept', []])
  })

  test('the page in place of the dataset changes notes at most, never who or what is listed', () => {
    const before = publish(cbpWroReader, null, stageDataset(bytes, '2025-05-30')).version
    const { verdict, changes } = publish(cbpWroReader, before, encode(page))
    expect(verdict).toBe('accept')
    expect(changes.filter((change) => !/^amended .*: notes \(editorial\)$/.test(change))).toEqual([])
  })
})

describe('what is no longer the list is held, with what was expected', () => {
  test.each([
    [
      'Effective Date',
      /lacks the column Effective Date: expected Effective Date, Country, Merchandise, WRO\/Finding, Status, Entity, Remarks; found Column 1, Calendar Year/,
    ],
    ['Merchandise', /lacks the column Merchandise/],
    ['Entity', /lacks the column Entity/],
    ['Status', /lacks the column Status/],
    ['Remarks', /lacks the column Remarks/],
  ])('the column %s gone', (column, reason) => {
    const mutated = csv.replace(new RegExp(`^(.*?)\\b${column}\\b`), '$1Column 1')
    expect(() => publish(cbpWroReader, baseline, encode(mutated))).toThrow(reason)
  })

  test('half the rows gone', () => {
    const lines = csv.trimEnd().split('\r\n')
    const half = lines.filter((_, at) => at === 0 || at % 2 === 1).join('\r\n')
    const { verdict, reasons, changes } = publish(cbpWroReader, baseline, encode(half))
    expect(verdict).toBe('partial')
    expect(reasons.map(({ reason }) => reason)).toEqual([
      "33 of 67 entries are gone; more than 13 in one publication need a person's look",
    ])
    expect(changes).toEqual([])
  })

  test('one table of the page gone: the largest is held, with the orders that are always there', () => {
    const from = page.indexOf('<div class="usa-section-accordion">')
    const without = page.slice(0, from) + page.slice(page.indexOf('</div>\n</div>', from) + 13)
    const { verdict, reasons, changes } = publish(cbpWroReader, pageBaseline, encode(without))
    expect(verdict).toBe('hold')
    expect(reasons.map(({ reason }) => reason)).toEqual([
      '1 of the entries that are always on this list are missing: wro 1991-12-02 xuzhou forging and pressing machine works',
      "36 of 60 entries are gone; more than 12 in one publication need a person's look",
    ])
    expect(changes.filter((change) => change.startsWith('added'))).toEqual([])
  })
})

describe('ten single edits are exactly ten changes', () => {
  test.each<[string, string, string[]]>([
    [
      'a new order',
      `${csv}7/1/2026,2026,,Vietnam,Garments,WRO,,Active,,Example Sewing Co. Ltd,\r\n`,
      ['added WRO 2026-07-01: Example Sewing Co. Ltd — garments'],
    ],
    [
      'a renamed party',
      edit('Finca Monte Grande', 'Finca Monte Grande S.A. de C.V.'),
      ['amended WRO 2026-01-29: Finca Monte Grande S.A. de C.V. — coffee: name, notes, subjects'],
    ],
    [
      'a new alias',
      edit('Needle Craft Ltd', '"Needle Craft Ltd, a/k/a Needle Craft Jordan"'),
      ['amended WRO 2026-06-23: Needle Craft Ltd — garments: notes, subjects'],
    ],
    [
      'a changed date',
      edit('9/24/2025,2025,,Taiwan', '9/25/2025,2025,,Taiwan'),
      [
        'amended WRO 2025-09-25: Giant Manufacturing Co., Ltd. — bicycles and bicycle parts: citation, effectiveOn, listedOn, name',
      ],
    ],
    [
      'an order revoked',
      edit('Active,,"Giant Manufacturing', 'Revoked,,"Giant Manufacturing'),
      [
        'amended WRO 2025-09-24: Giant Manufacturing Co., Ltd. — bicycles and bicycle parts: status, statusAsPublished, subjects',
      ],
    ],
    [
      'other goods',
      edit('Mexico,Coffee', 'Mexico,Coffee and Garlic'),
      ['amended WRO 2026-01-29: Finca Monte Grande — coffee and garlic: goods, name'],
    ],
    [
      'a party taken out',
      edit(
        'Annapurna Carpet removed',
        'Valley Carpet removed from the order, 7/1/2026; Annapurna Carpet removed',
      ),
      [
        'amended WRO 1998-07-21: Kumar Carpet Pvt.; Singhe Carpet Pvt., Ltd. and 5 more — carpets, hand-knotted wool: remarks, subjects',
      ],
    ],
    [
      'the UFLPA takes an order over',
      edit(
        'Firemount Group Ltd.,',
        'Firemount Group Ltd.,Enforcement of WRO superseded by enforcement of UFLPA rebuttable presumption',
      ),
      [
        'amended WRO 2025-11-18: Firemount Group Ltd. — garments, apparel and textiles: enforcedUnder, remarks',
      ],
    ],
    [
      'a wider scope',
      edit('Taepyung Salt Farm', 'Taepyung Salt Farm and its subsidiaries'),
      ['amended WRO 2025-04-02: Taepyung Salt Farm — sea salt products: notes, subjects'],
    ],
    [
      'an order that vanishes from the table',
      edit(
        '1/29/2026,2026,,Mexico,Coffee,WRO,Agriculture and Prepared Products,Active,,Finca Monte Grande,\r\n',
        '',
      ),
      ['removed WRO 2026-01-29: Finca Monte Grande — coffee'],
    ],
  ])('%s', (_, text, changes) => {
    expect(after(text)).toEqual(['accept', changes])
  })

  test('an order that comes back is the same order', () => {
    const line =
      '1/29/2026,2026,,Mexico,Coffee,WRO,Agriculture and Prepared Products,Active,,Finca Monte Grande,\r\n'
    const gone = publish(cbpWroReader, baseline, encode(edit(line, ''))).version
    const back = publish(cbpWroReader, gone, bytes)
    expect(back.changes).toEqual(['added WRO 2026-01-29: Finca Monte Grande — coffee'])
    expect([...back.version.designations.keys()].sort()).toEqual([...baseline.designations.keys()].sort())
  })

  test('what a dataset says in any order of rows makes one version', () => {
    const [first = '', ...rows] = csv.trimEnd().split('\r\n')
    fc.assert(
      fc.property(fc.shuffledSubarray(rows, { minLength: rows.length }), (mixed) => {
        expect(publish(cbpWroReader, null, encode([first, ...mixed].join('\n'))).version.manifest).toEqual(
          baseline.manifest,
        )
      }),
      { numRuns: 5 },
    )
  })
})

describe('two orders of one subject', () => {
  test('a WRO and a Finding on one party share the id of the subject and nothing of their own', () => {
    const orders = [...baseline.designations.values()]
    const bySubject = Map.groupBy(
      orders.flatMap((order) => order.subjects.map(({ id }) => ({ id, order }))),
      ({ id }) => id,
    )
    const shared = [...bySubject]
      .filter(([, of]) => of.length > 1)
      .map(
        ([id, of]) =>
          `${id}: ${of
            .map(({ order }) => `${order.programs[0]} ${order.effectiveOn}`)
            .sort()
            .join(', ')}`,
      )
      .sort()
    // Read off the dataset: the orders whose remarks say "See … WRO" or "See … Finding", and the prison of 1953 and 1958.
    expect(shared).toEqual([
      'party:inner-mongolia-hengzheng-group-baoanzhao-agriculture-industry-and-trade: FINDING 2020-10-20, WRO 2016-05-20',
      'party:qinghai-hide-and-garment-factory: FINDING 1993-06-11, WRO 1992-05-22',
      'party:state-penitentiary: FINDING 1953-12-28, FINDING 1958-10-29',
      'party:tianjin-malleable-iron-factory: FINDING 1996-04-23, WRO 1995-10-06',
      'party:xuzhou-forging-and-pressing-machine-works: FINDING 1992-08-14, WRO 1991-12-02',
      'party:yunnan-machinery: FINDING 1992-03-18, WRO 1991-11-14',
      'vessel:da-wang: FINDING 2022-01-28, WRO 2020-08-18',
    ])
    expect(baseline.designations.size).toBe(67)
  })
})
