import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { fixture, offline, written } from './run-offline.ts'

test('two spellings of one name are strong, and the explanation says why', async () => {
  const { code, lines } = await offline(
    'match',
    'Hetian Taida Apparel Co., Ltd.',
    'Hotan Taida Garment',
    '--json',
  )
  expect(code).toBe(0)
  expect(lines).toHaveLength(1)
  expect(Object.keys(lines[0] ?? {})).toEqual(['score', 'decision', 'explanation'])
  expect(lines[0]).toMatchObject({ decision: 'strong' })
  expect(JSON.stringify(lines[0]?.['explanation'])).toContain('names of one place')
})

test('a person by name alone is no more than review', async () => {
  const { lines } = await offline('match', 'CHEN, Quanguo', '陈全国', '--type', 'person', '--json')
  expect(lines[0]).toMatchObject({ decision: 'review' })
})

test('people read the score, the decision and the reasons', async () => {
  const { stdout } = await offline('match', 'Rosneft Trading S.A.', 'Rosneft Trading SA')
  expect(stdout).toContain('strong')
  expect(stdout).toContain('"rosneft" is the same in both names')
})

test('every row of a file of pairs has a score, in order, also below review', async () => {
  const file = written(
    'pairs.csv',
    [
      'name1,name2,type,country1,country2,address1,address2,label',
      '"Zijin Mining Group Co., Ltd.",Serbia Zijin Copper D.O.O.,,CN,RS,,,a',
      'Huawei Technologies,"Huawei Technologies Co., Ltd.",organisation,China,CN,,,b',
      'Western Gold Co.,Western Copper Holdings Ltd.,,CN,CA,,,c',
      '"WANG, Mingshan",王明山,person,,,,,d',
      'Alpha,Omega,vessel,,,,,e',
    ].join('\r\n'),
  )
  const { code, lines, stderr } = await offline('match', '--pairs', file, '--json')
  expect(code).toBe(0)
  expect(stderr).toContain('columns that are not used: label')
  expect(lines.map(({ name1, decision }) => [name1, decision])).toEqual([
    ['Zijin Mining Group Co., Ltd.', 'review'],
    ['Huawei Technologies', 'strong'],
    ['Western Gold Co.', 'none'],
    ['WANG, Mingshan', 'review'],
    ['Alpha', 'none'],
  ])
  for (const { score } of lines) expect(score).toSatisfy((value: number) => value >= 0 && value <= 1)
})

test('countries count: agreement lifts a pair, conflict lowers it', async () => {
  const pair = 'Sensetime Technology Development,Sensetime Group Limited'
  const score = async (row: string): Promise<number> => {
    const file = written('pairs.csv', `name1,name2,country1,country2,address1,address2\n${pair},${row}\n`)
    return (await offline('match', '--pairs', file, '--json')).lines[0]?.['score'] as number
  }
  const [alone, agreeing, apart, near] = [
    await score(',,,'),
    await score('CN,CN,,'),
    await score('CN,BR,,'),
    await score('CN,CN,"58 Dongfang Road, Haidian, Beijing","Unit 3, Dongfang Road, Haidian, Beijing"'),
  ]
  expect(agreeing).toBeGreaterThan(alone)
  expect(apart).toBeLessThan(alone)
  expect(near).toBeGreaterThanOrEqual(agreeing)
})

test('with countries on one side only, the names are all there is', async () => {
  const file = written('pairs.csv', 'name1,name2,country1\nKTK Group,KTK Engineering,CN\n')
  const [row] = (await offline('match', '--pairs', file, '--json')).lines
  const [names] = (await offline('match', 'KTK Group', 'KTK Engineering', '--json')).lines
  expect(row?.['score']).toBe(names?.['score'])
})

test('the development pairs are all scored', async () => {
  const rows = readFileSync(fixture('names/chinese-latin-pairs.dev.csv'), 'utf8')
  const file = written('pairs.csv', rows.replace('latin,chinese', 'name1,name2').replace(',type,', ',kind,'))
  const { lines } = await offline('match', '--pairs', file, '--json')
  expect(lines.length).toBeGreaterThan(300)
  expect(lines.every(({ score }) => typeof score === 'number')).toBe(true)
})

test('wrong rows are refused together, each with its line and field', async () => {
  const file = written('pairs.csv', 'name1,name2,type,country1\nA,B,ship,CN\n,B,,Narnia\n')
  const { code, lines, stderr } = await offline('match', '--pairs', file, '--json')
  expect(code).toBe(1)
  expect(lines).toEqual([])
  expect((JSON.parse(stderr) as { problems: unknown[] }).problems).toEqual([
    { file, line: 2, field: 'type', reason: '"ship" is not one of organisation, person, vessel, aircraft' },
    { file, line: 3, field: 'name1', reason: 'is empty' },
    { file, line: 3, field: 'country1', reason: '"Narnia" is not a country' },
  ])
})

test('a file without the two names is refused', async () => {
  const file = written('pairs.csv', 'left,right\nA,B\n')
  const { code, stderr } = await offline('match', '--pairs', file)
  expect(code).toBe(1)
  expect(stderr).toContain('line 1, name1: this column is required')
})

test.each([
  [[]],
  [['one']],
  [['one', ' ']],
  [['one', 'two', '--pairs', 'x.csv']],
  [['a', 'b', '--type', 'ship']],
])('match %j is wrong usage', async (args) => {
  expect((await offline('match', ...args)).code).toBe(2)
})
