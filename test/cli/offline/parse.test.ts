import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { fixture, offline, sorted, written } from './run-offline.ts'

const nonSdn = fixture('ofac-nonsdn/2024-05-06/consolidated.xml.gz')
const rule = fixture('bis-entity-list/2023-02-27/2023-03929.xml')
const revisions = fixture('bis-entity-list-written/2024-01-15/written-revisions.xml')

test('prints one line for each designation of a list', async () => {
  const { code, lines, stderr } = await offline('parse', 'ofac-nonsdn', nonSdn, '--json')
  expect(code).toBe(0)
  expect(stderr).toBe('')
  expect(lines).toHaveLength(443)
  expect(new Set(lines.map((line) => line['id'])).size).toBe(443)
  for (const line of lines) {
    expect(Object.keys(line).slice(0, 13)).toEqual([
      'source',
      'id',
      'type',
      'name',
      'aliases',
      'addresses',
      'countries',
      'programs',
      'measure',
      'measures',
      'citation',
      'listedOn',
      'status',
    ])
  }
  expect(lines.find(({ id }) => id === '15268')).toMatchObject({
    source: 'ofac-nonsdn',
    name: 'BANK OF KUNLUN CO LTD',
    countries: ['CN'],
    programs: ['561-Related'],
    measure: 'correspondent-account',
    status: 'active',
  })
})

test('reads a file that is not compressed as it reads the compressed one', async () => {
  const plain = written('consolidated.xml', gunzipSync(readFileSync(nonSdn)))
  const [one, other] = [
    await offline('parse', 'ofac-nonsdn', nonSdn, '--json'),
    await offline('parse', 'ofac-nonsdn', plain, '--json'),
  ]
  expect(other.lines).toEqual(one.lines)
})

test('prints several files one after the other', async () => {
  const { lines } = await offline('parse', 'bis-entity-list', rule, revisions, '--json')
  expect(lines).toHaveLength(13 + 6)
  expect(lines[0]).toMatchObject({ action: 'add' })
  expect(lines.slice(13).map(({ action }) => action)).toContain('remove')
})

describe('a rule', () => {
  test('says of each entry that it is added, and cites the page that it begins on', async () => {
    const { code, lines, stderr } = await offline('parse', 'bis-entity-list', rule, '--json')
    expect(code).toBe(0)
    expect(lines).toHaveLength(13)
    for (const line of lines) {
      expect(line).toMatchObject({
        action: 'add',
        source: 'bis-entity-list',
        measure: 'export-licence',
        listedOn: '2023-02-27',
        effectiveOn: '2023-02-24',
        citation: { title: '88 FR 12170' },
      })
    }
    expect(lines.filter(({ name }) => name === 'China HEAD Aerospace Technology Co.')).toHaveLength(3)
    expect(stderr).toContain('FR Doc. 2023-03929, cited as 88 FR 12170, worked out from its page marks')
  })

  test('revises and removes', async () => {
    const { lines } = await offline('parse', 'bis-entity-list', revisions, '--json')
    expect(sorted(lines, 'action')).toEqual([
      '"add"',
      '"add"',
      '"remove"',
      '"remove"',
      '"revise"',
      '"revise"',
    ])
    const removed = lines.filter(({ action }) => action === 'remove')
    expect(removed.map(({ name }) => name)).toContain('Gunther Migeotte')
    for (const line of removed) {
      expect(line).toMatchObject({
        status: 'inactive',
        measure: null,
        statusAsPublished: 'removed by 89 FR 9001',
      })
    }
  })

  test('a correction of the printing names no entry, and says what it replaces', async () => {
    const { code, lines, stderr } = await offline(
      'parse',
      'bis-entity-list',
      'test/fixtures/bis-entity-list-written/2024-03-22/C1-2024-99021.xml',
      '--published',
      '2024-03-22',
      '--citation',
      '89 FR 20001',
      '--json',
    )
    expect(code).toBe(0)
    expect(stderr).toContain('FR Doc. C1-2024-99021, ')
    expect(stderr).toContain('also changes what is no entry (Printing)')
    expect(lines.map(({ name, statusAsPublished }) => [name, statusAsPublished])).toEqual(
      [
        '“Quince In-Vitro” becomes “Quince Invitro”',
        '“2 Fatkulina Street” becomes “20 Fatkulina Street”',
        '“NII Kedr” becomes “NIIK”',
      ].map((words) => ['the entry that has the words', `amended by 89 FR 20001: ${words}`]),
    )
  })

  test('without page marks is cited by its number, or as the call says', async () => {
    const text = readFileSync(rule, 'utf8').replaceAll(/<PRTPAGE[^>]*\/>/g, '')
    const file = written('a-rule.xml', text)
    const numbered = await offline('parse', 'bis-entity-list', file, '--json')
    expect(numbered.lines).toHaveLength(13)
    expect(numbered.lines[0]).toMatchObject({ citation: { title: 'FR Doc. 2023-03929' } })
    expect(numbered.stderr).toContain('no page marks')
    const given = await offline('parse', 'bis-entity-list', file, '--citation', '88 FR 12170', '--json')
    expect(given.lines[0]).toMatchObject({ citation: { title: '88 FR 12170' } })
  })

  test('without a number of its own takes that of its file, and without any is refused', async () => {
    const text = readFileSync(rule, 'utf8').replace(/<FRDOC>.*<\/FRDOC>/, '')
    const named = await offline('parse', 'bis-entity-list', written('2023-03929.xml', text), '--json')
    expect(named.stderr).toContain('FR Doc. 2023-03929')
    const unnamed = await offline('parse', 'bis-entity-list', written('rule.xml', text))
    expect(unnamed).toMatchObject({ code: 1, lines: [] })
    expect(unnamed.stderr).toContain('FRDOC: the rule states no document number')
  })

  test('--citation speaks of one file, and is written as the Register is cited', async () => {
    const many = await offline('parse', 'bis-entity-list', rule, revisions, '--citation', '88 FR 12170')
    expect(many.code).toBe(2)
    const odd = await offline('parse', 'bis-entity-list', rule, '--citation', 'p. 12170')
    expect(odd.code).toBe(2)
  })
})

test('ids of a source without ids are those of first sight, the same each time', async () => {
  const page = fixture('dhs-uflpa/2026-07-24/uflpa-entity-list.html.gz')
  const earlier = fixture('dhs-uflpa/2026-06-21/uflpa-entity-list.html.gz')
  const { lines } = await offline('parse', 'dhs-uflpa', page, '--json')
  expect(lines).toHaveLength(144)
  const ids = lines.map(({ id }) => id)
  expect(new Set(ids).size).toBe(144)
  const before = await offline('parse', 'dhs-uflpa', earlier, '--json')
  expect(sorted(before.lines, 'id')).toEqual(sorted(lines, 'id'))
})

test('people get a table and a count', async () => {
  const { stdout, stderr } = await offline('parse', 'cbp-wro', fixture('cbp-wro/2026-06-23/wro.csv'))
  expect(stdout).toContain('import-detention')
  expect(stdout.trimEnd().split('\n')).toHaveLength(68)
  expect(stderr).toContain('67 designations')
})

describe('refuses', () => {
  test('a source that is none, as wrong usage', async () => {
    const { code, stderr } = await offline('parse', 'ofac', nonSdn)
    expect(code).toBe(2)
    expect(stderr).toContain('ofac-nonsdn')
  })

  test('a file that is not there, a folder, and damaged gzip, by name', async () => {
    const missing = await offline('parse', 'ofac-nonsdn', '/no/such/file.xml')
    expect(missing).toMatchObject({ code: 1, lines: [] })
    expect(missing.stderr).toContain('/no/such/file.xml: there is no such file')
    const folder = await offline('parse', 'ofac-nonsdn', fixture('ofac-nonsdn'))
    expect(folder.stderr).toContain('this is a folder')
    const half = written('half.xml.gz', readFileSync(nonSdn).subarray(0, 5_000))
    expect((await offline('parse', 'ofac-nonsdn', half)).stderr).toContain(
      'the gzip data is damaged or breaks off',
    )
    const feigned = written('feigned.xml.gz', '<sdnList/>')
    expect((await offline('parse', 'ofac-nonsdn', feigned)).stderr).toContain('not gzip')
  })

  test('a truncated list whole, for programs as one JSON line', async () => {
    const bytes = gunzipSync(readFileSync(nonSdn))
    const file = written('cut.xml', bytes.subarray(0, Math.floor(bytes.length / 2)))
    const { code, lines, stderr } = await offline('parse', 'ofac-nonsdn', file, '--json')
    expect(code).toBe(1)
    expect(lines).toEqual([])
    const told = JSON.parse(stderr) as {
      error: string
      problems: { file: string; reason: string }[]
      nextStep: string
    }
    expect(told.error).toBe('InputError')
    expect(told.problems[0]?.file).toBe(file)
    expect(told.nextStep).not.toBe('')
  })

  test('a row that it cannot read, with its line', async () => {
    const csv = readFileSync(fixture('cbp-wro/2026-06-23/wro.csv'), 'latin1').replace(',Active,', ',Perhaps,')
    const file = written('wro.csv', Buffer.from(csv, 'latin1'))
    const { code, stderr } = await offline('parse', 'cbp-wro', file, '--json')
    expect(code).toBe(1)
    const told = JSON.parse(stderr) as { problems: { file: string; reason: string }[] }
    expect(told.problems[0]).toMatchObject({ file })
    expect(told.problems[0]?.reason).toContain('Perhaps')
  })
})

test('a party of the UFLPA list is printed with the notice that listed it', async () => {
  const uflpa = fixture('dhs-uflpa/2026-07-24/uflpa-entity-list.html.gz')
  const { code, lines } = await offline('parse', 'dhs-uflpa', uflpa, '--json')
  expect(code).toBe(0)
  expect(lines.find(({ name }) => name === 'Camel Group Co., Ltd.')?.['citation']).toMatchObject({
    title: expect.stringContaining('UFLPA section 2(d)(2)(B)') as string,
    notices: [{ title: '88 FR 50902', documentNumber: '2023-16361', publishedOn: '2023-08-02' }],
  })
  const suppliers = written('suppliers.csv', 'supplier_id,name\nS-1,"Camel Group Co., Ltd."\n')
  const screened = await offline('screen', '--list', `dhs-uflpa=${uflpa}`, '--suppliers', suppliers, '--json')
  expect(screened.lines).not.toEqual([])
  expect(JSON.stringify(screened.lines)).toContain('88 FR 50902')
})
