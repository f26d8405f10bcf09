import { expect, test } from 'vitest'
import { offline, written } from './run-offline.ts'

const file = (): string =>
  written(
    'suppliers.csv',
    [
      'supplier_id,name,country,address,sites,identifiers',
      'S-1,Suzhou Hengda Trading,CN,"Suzhou, Jiangsu",,USCC:91659001MA00000077',
      'S-2,Qingdao Trading,CN,"12 Xinjiang Road (新疆路), Qingdao",,',
      'S-3,Shandong Spinner,CN,"Jinan, Shandong","阿克苏地区阿瓦提县 | Weifang, Shandong",',
      'S-4,Mistyped Mill,CN,"Ningbo, Zhejiang",,USCC:91110000100001043F',
      '',
    ].join('\n'),
  )

test('says which suppliers to look into, and why', async () => {
  const { code, lines } = await offline('flags', file(), '--json')
  expect(code).toBe(0)
  expect(lines.map(({ supplier_id: id, kind }) => [id, kind])).toEqual([
    ['S-1', 'registered-in-xinjiang'],
    ['S-3', 'address-in-xinjiang'],
    ['S-4', 'identifier-in-doubt'],
  ])
  expect(lines[1]?.['text']).toContain('Awat, Aksu, Xinjiang')
})

test('for people, a table; a clean file says so', async () => {
  expect((await offline('flags', file())).stdout).toContain('registered-in-xinjiang')
  const clean = written('suppliers.csv', 'supplier_id,name\nS-1,Harmless Widgets GmbH\n')
  expect((await offline('flags', clean)).stdout).toContain('Nothing in this file')
})
