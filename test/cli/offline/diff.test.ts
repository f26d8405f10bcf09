import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { fixture, offline, sorted, written } from './run-offline.ts'

const wro = fixture('cbp-wro/2026-06-23/wro.csv')
const baseline = fixture('bis-entity-list/2022-04-28/consolidated.csv.gz')
const rule = fixture('bis-entity-list/2023-02-27/2023-03929.xml')

const count = (lines: Record<string, unknown>[], kind: string): number =>
  lines.filter((line) => line['kind'] === kind).length

test('six years of the non-SDN list: 78 added, 274 gone, and nothing withheld', async () => {
  const { code, lines, stderr } = await offline(
    'diff',
    'ofac-nonsdn',
    fixture('ofac-nonsdn/2018-04-06/consolidated.xml.gz'),
    fixture('ofac-nonsdn/2024-05-06/consolidated.xml.gz'),
    '--json',
  )
  expect(code).toBe(0)
  expect(count(lines, 'added')).toBe(78)
  expect(count(lines, 'removed') + count(lines, 'moved')).toBe(274)
  expect(lines.find(({ id }) => id === '15268')).toEqual({
    kind: 'amended',
    id: '15268',
    name: 'BANK OF KUNLUN CO LTD',
    material: true,
    fields: [
      {
        field: 'identifiers',
        before: [{ type: 'SWIFT', value: 'CKLB CN BJ' }],
        after: [{ type: 'SWIFT', value: 'CKLBCNBJ' }],
      },
      { field: 'programs', before: ['561List'], after: ['561-Related'] },
    ],
  })
  expect(stderr).toContain('274 of 639 entries are gone')
})

test('a document and itself differ in nothing', async () => {
  const page = fixture('dhs-uflpa/2026-07-24/uflpa-entity-list.html.gz')
  const same = await offline('diff', 'dhs-uflpa', page, page)
  expect(same).toMatchObject({ code: 0, stdout: 'Nothing changed.\n' })
  expect(same.stderr).toContain('0 added, 0 amended, 0 removed, 0 moved')
})

describe('a party under a new name', () => {
  const renamed = (): string => {
    const csv = readFileSync(wro, 'latin1')
    expect(csv).toContain('Kingtom Aluminio')
    return written(
      'renamed.csv',
      Buffer.from(csv.replaceAll('Kingtom Aluminio', 'Kingtom Aluminium'), 'latin1'),
    )
  }

  test('keeps its id and is amended', async () => {
    const before = await offline('parse', 'cbp-wro', wro, '--json')
    const { lines } = await offline('diff', 'cbp-wro', wro, renamed(), '--json')
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatchObject({ kind: 'amended', material: true })
    expect(before.lines.find(({ id }) => id === lines[0]?.['id'])?.['name']).toContain('Kingtom')
    const fields = lines[0]?.['fields'] as { field: string }[]
    expect(fields.map(({ field }) => field)).toContain('name')
  })
})

describe('the Entity List', () => {
  test('a rule over the list before it adds its 13 entries', async () => {
    const { lines } = await offline('diff', 'bis-entity-list', baseline, rule, '--json')
    expect(lines).toHaveLength(13)
    expect(count(lines, 'added')).toBe(13)
    const parsed = await offline('parse', 'bis-entity-list', rule, '--json')
    expect(sorted(lines, 'id')).toEqual(sorted(parsed.lines, 'id'))
  })

  test('a rule does not follow itself: what stands on the list cannot be added to it', async () => {
    const { code, lines } = await offline('diff', 'bis-entity-list', rule, rule, '--json')
    expect(code).toBe(1)
    expect(lines).toEqual([])
  })

  test('a rule that removes what is not there is refused with its file', async () => {
    const revisions = fixture('bis-entity-list-written/2024-01-15/written-revisions.xml')
    const { code, stderr } = await offline('diff', 'bis-entity-list', rule, revisions)
    expect(code).toBe(1)
    expect(stderr).toContain('written-revisions.xml')
  })
})

test('wording is no material change', async () => {
  const csv = readFileSync(wro, 'latin1')
  const [, remark] =
    /(Enforcement of WRO superseded by enforcement of UFLPA rebuttable presumption)/.exec(csv) ?? []
  expect(remark).toBeDefined()
  const file = written(
    'reworded.csv',
    Buffer.from(csv.replaceAll('Mass Merchandising', 'Mass Sale'), 'latin1'),
  )
  const { lines } = await offline('diff', 'cbp-wro', wro, file, '--json')
  expect(lines.length).toBeGreaterThan(0)
  for (const line of lines) expect(line).toMatchObject({ kind: 'amended', material: false })
})

test('two files are needed', async () => {
  expect((await offline('diff', 'cbp-wro', wro)).code).toBe(2)
})
