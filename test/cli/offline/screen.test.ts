import { expect, test } from 'vitest'
import { fixture, offline, written } from './run-offline.ts'

const uflpa = `dhs-uflpa=${fixture('dhs-uflpa/2026-07-24/uflpa-entity-list.html.gz')}`
const wro = `cbp-wro=${fixture('cbp-wro/2026-06-23/wro.csv')}`
const rule = `bis-entity-list=${fixture('bis-entity-list/2023-02-27/2023-03929.xml')}`

const suppliers = (): string =>
  written(
    'suppliers.csv',
    [
      'supplier_id,name,country,goods,supplies',
      'S-1,Hotan Taida Apparel Co Ltd,CN,,',
      'S-2,Harmless Widgets GmbH,DE,,S-1',
      'S-3,AOOK Technology Ltd,CN,,S-1',
      'S-4,Cotton Yarn Mill,CN,5205.11 cotton yarn @CN-XJ,S-3 | *',
      '',
    ].join('\n'),
  )

test('finds who meets which list, under which rule, and by which paths', async () => {
  const { code, lines, stderr } = await offline(
    'screen',
    '--list',
    uflpa,
    wro,
    '--list',
    rule,
    '--suppliers',
    suppliers(),
    '--json',
  ) // prettier-ignore
  expect(code).toBe(0)
  const short = lines.map(({ supplier, designation, rule: because, paths }) => [
    (supplier as Record<string, unknown>)['supplier_id'],
    (designation as Record<string, unknown>)['source'],
    because,
    paths,
  ])
  expect(short).toEqual(
    expect.arrayContaining([
      ['S-1', 'dhs-uflpa', 'name', [['S-1']]],
      ['S-1', 'cbp-wro', 'name', [['S-1']]],
      ['S-3', 'bis-entity-list', 'name', [['S-3', 'S-1']]],
      ['S-4', 'cbp-wro', 'goods-origin', [['S-4'], ['S-4', 'S-3', 'S-1']]],
    ]),
  )
  expect(short.some(([id]) => id === 'S-2')).toBe(false)
  const hit = lines.find(
    ({ designation }) => (designation as Record<string, unknown>)['source'] === 'dhs-uflpa',
  )
  expect(hit).toMatchObject({
    supplier: { supplier_id: 'S-1', name: 'Hotan Taida Apparel Co Ltd', country: 'CN', tier: 1 },
    designation: { name: 'Hetian Taida Apparel Co., Ltd', measure: 'import-presumption' },
    decision: 'strong',
  })
  expect(hit?.['score']).toBeGreaterThan(0.9)
  expect(stderr).toContain('4 suppliers against')
})

test('the threshold narrows and widens', async () => {
  const at = async (...threshold: string[]) =>
    (await offline('screen', '--list', uflpa, '--suppliers', suppliers(), '--json', ...threshold)).lines
  const [strict, usual, wide] = [await at('--threshold', '0.999'), await at(), await at('--threshold', '0.2')]
  expect(strict).toEqual([])
  expect(usual.length).toBeGreaterThan(0)
  expect(usual.every(({ score }) => (score as number) >= 0.75)).toBe(true)
  expect(wide.length).toBeGreaterThan(usual.length)
  expect(wide).toEqual(expect.arrayContaining(usual))
  expect(
    wide.filter(({ decision }) => decision === 'none').every(({ score }) => (score as number) < 0.75),
  ).toBe(true)
})

test('trade-csl screens all its parties', async () => {
  const list = written(
    'names.json',
    JSON.stringify({
      entryCount: 2,
      tables: {
        sources: [
          'Denied Persons List (DPL) - Bureau of Industry and Security',
          'Unverified List (UVL) - Bureau of Industry and Security',
        ],
      },
      entries: [
        { n: 'Lion Chip Electronics Ltd', s: 1, c: ['CN'] },
        { n: 'AOOK TECHNOLOGY LIMITED', s: 0, c: ['CN'] },
      ],
    }),
  )
  const { lines } = await offline(
    'screen',
    '--list',
    `trade-csl=${list}`,
    '--suppliers',
    suppliers(),
    '--json',
  )
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatchObject({
    supplier: { supplier_id: 'S-3' },
    designation: { source: 'trade-csl', name: 'AOOK TECHNOLOGY LIMITED', programs: ['DPL'] },
  })
})

test('a supplier file that is wrong is refused whole, with its lines', async () => {
  const file = written('suppliers.csv', 'supplier_id,name,country\nS-1,,CN\nS-1,A,Narnia\n')
  const { code, lines, stderr } = await offline('screen', '--list', uflpa, '--suppliers', file, '--json')
  expect(code).toBe(1)
  expect(lines).toEqual([])
  const { problems } = JSON.parse(stderr) as { problems: { line: number; field: string }[] }
  expect(problems.map(({ line, field }) => `${line} ${field}`)).toEqual(
    expect.arrayContaining(['2 name', '3 country', '3 supplier_id']),
  )
})

test('two whole lists of one source are refused', async () => {
  const { code, stderr } = await offline('screen', '--list', uflpa, uflpa, '--suppliers', suppliers())
  expect(code).toBe(1)
  expect(stderr).toContain('a second whole list of dhs-uflpa')
})

test.each([
  [['--list', 'nowhere=x.csv']],
  [['--list', 'dhs-uflpa']],
  [[]],
  [['--list', 'dhs-uflpa=x', '--threshold', '1.5']],
  [['--list', 'dhs-uflpa=x', '--threshold', '']],
])('screen %j is wrong usage', async (args) => {
  expect((await offline('screen', ...args, '--suppliers', suppliers())).code).toBe(2)
})
