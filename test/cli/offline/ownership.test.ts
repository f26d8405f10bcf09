import { expect, test } from 'vitest'
import { offline, written } from './run-offline.ts'

const ownership = async (json: unknown, ...args: string[]) =>
  offline('ownership', written('graph.json', JSON.stringify(json)), '--json', ...args)

test('prints each party that is blocked through its owners, with the chain', async () => {
  const { code, lines } = await ownership({
    edges: [
      ['Blocked X', 'A', 50],
      ['A', 'B', 40],
      ['Blocked Y', 'B', 10],
      ['B', 'C', 49.99],
    ],
    listed: ['Blocked X', { name: 'Blocked Y', source: 'ofac-sdn' }],
  })
  expect(code).toBe(0)
  expect(lines).toEqual([
    {
      name: 'A',
      rule: 'ofac-50-percent',
      chain: ['Blocked X', 'A'],
      percent: 50,
      owners: [{ name: 'Blocked X', percent: 50 }],
      chains: [['Blocked X', 'A']],
    },
    {
      name: 'B',
      rule: 'ofac-50-percent',
      chain: ['Blocked X', 'A', 'B'],
      percent: 50,
      owners: [
        { name: 'A', percent: 40 },
        { name: 'Blocked Y', percent: 10 },
      ],
      chains: [
        ['Blocked X', 'A', 'B'],
        ['Blocked Y', 'B'],
      ],
    },
  ])
})

test('a party of the Entity List reaches what it owns while the affiliates rule is in force', async () => {
  const graph = { edges: [['E', 'A', 60]], listed: [{ name: 'E', source: 'bis-entity-list' }] }
  const inForce = await ownership(graph, '--on', '2025-10-15')
  expect(inForce.lines).toMatchObject([{ name: 'A', rule: 'bis-affiliates' }])
  const stayed = await ownership(graph, '--on', '2026-01-15')
  expect(stayed.lines).toEqual([])
  expect(stayed.stderr).toContain('stayed on 2026-01-15')
  expect((await ownership(graph, '--on', '2025-01-15')).stderr).toContain('not yet in force')
})

test('a listing that does not follow ownership is not counted, and that is said', async () => {
  const { lines, stderr } = await ownership({
    edges: [['W', 'A', 100]],
    listed: [{ name: 'W', source: 'cbp-wro' }],
  })
  expect(lines).toEqual([])
  expect(stderr).toContain('does not follow ownership')
})

test('what looks like a slip is told and used', async () => {
  const { lines, stderr } = await ownership({
    edges: [
      ['X', 'A', 25],
      ['X', 'A', 25],
    ],
    listed: ['X', 'Nobody'],
  })
  expect(lines).toMatchObject([{ name: 'A', percent: 50 }])
  expect(stderr).toContain('added up to 50 percent')
  expect(stderr).toContain('"Nobody" is listed and stands in no edge')
})

test.each<[unknown, string, string]>([
  [[], '', 'not an object'],
  [{ listed: [] }, 'edges', 'is missing'],
  [{ edges: [], listed: 'X' }, 'listed', 'not an array'],
  [{ edges: [], listed: [], owners: [] }, 'owners', 'unknown field'],
  [{ edges: [['X', 'A']], listed: [] }, 'edges[0]', '[owner, owned, percent]'],
  [{ edges: [['X', 'A', 100.01]], listed: [] }, 'edges[0][2]', 'from 0 to 100'],
  [{ edges: [['X', 'A', -1]], listed: [] }, 'edges[0][2]', 'from 0 to 100'],
  [{ edges: [['X', 'A', '50']], listed: [] }, 'edges[0][2]', 'a number'],
  [{ edges: [['', 'A', 50]], listed: [] }, 'edges[0][0]', 'not a name'],
  [{ edges: [], listed: [7] }, 'listed[0]', 'not a name'],
  [{ edges: [], listed: [{ source: 'ofac-sdn' }] }, 'listed[0].name', 'not a name'],
  [{ edges: [], listed: [{ name: 'X', source: 'sdn' }] }, 'listed[0].source', 'ofac-sdn'],
  [{ edges: [], listed: [{ name: 'X', list: 'SDN' }] }, 'listed[0].list', 'unknown field'],
  [
    {
      edges: [
        ['X', 'A', 60],
        ['Y', 'A', 60],
      ],
      listed: [],
    },
    'edges',
    '120 percent together',
  ], // prettier-ignore
])('refuses %j', async (json, field, reason) => {
  const { code, lines, stderr } = await ownership(json)
  expect(code).toBe(1)
  expect(lines).toEqual([])
  const { problems } = JSON.parse(stderr) as { problems: { file: string; field?: string; reason: string }[] }
  expect(problems).toHaveLength(1)
  expect(problems[0]?.file).toMatch(/graph\.json$/)
  expect(problems[0]?.field ?? '').toBe(field)
  expect(problems[0]?.reason).toContain(reason)
})

test('shares that were rounded up may exceed 100 by what rounding explains', async () => {
  const { code } = await ownership({
    edges: [
      ['X', 'A', 51],
      ['Y', 'A', 50],
    ],
    listed: ['X'],
  }) // prettier-ignore
  expect(code).toBe(0)
})

test('refuses what is no JSON, with the line where that is known', async () => {
  const broken = `{"edges": [${'["Owner of a long name", "Party of a long name", 10],\n'.repeat(4)}["X", "A" 50]], "listed": []}`
  const { code, stderr } = await offline('ownership', written('graph.json', broken), '--json')
  expect(code).toBe(1)
  const { problems } = JSON.parse(stderr) as { problems: { line?: number; reason: string }[] }
  expect(problems[0]).toMatchObject({ line: 5 })
  expect(problems[0]?.reason).toContain('not well-formed JSON')
})

test('the day is a day', async () => {
  expect((await ownership({ edges: [], listed: [] }, '--on', 'tomorrow')).code).toBe(2)
})
