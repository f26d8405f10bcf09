import { expect, test } from 'vitest'
import { readOrigin } from '../../shared/suppliers/origin.ts'
import { goodsOf } from '../../shared/suppliers/goods-cell.ts'

test.each([
  'CN-XJ',
  'cn-xj',
  'CN-65',
  'CN_XJ',
  'CN XJ',
  'Xinjiang',
  'XINJIANG',
  'Sinkiang',
  'XUAR',
  'Xinjiang, China',
  'China (Xinjiang)',
  'China - Xinjiang',
  'China/Xinjiang',
  'Xinjiang Uyghur Autonomous Region',
  'Xinjiang Uygur A.R., PRC',
  'Hotan, Xinjiang, China',
  'Aksu Prefecture',
  'Urumqi',
  'XPCC',
  '\u65b0\u7586',
  '\u65b0\u7586\u7ef4\u543e\u5c14\u81ea\u6cbb\u533a',
  '\u4e2d\u56fd\u65b0\u7586',
])('%s is Xinjiang', (origin) => {
  expect(readOrigin(origin)).toEqual({ country: 'CN', region: 'CN-XJ' })
})

test.each([
  ['China', { country: 'CN' }],
  ['PRC', { country: 'CN' }],
  ['Shandong Province, China', { country: 'CN', region: 'CN-SD' }],
  ['Inner Mongolia', { country: 'CN', region: 'CN-NM' }],
  ['Shanxi', { country: 'CN', region: 'CN-SX' }],
  ['Shaanxi', { country: 'CN', region: 'CN-SN' }],
  ['Guangxi Zhuang Autonomous Region', { country: 'CN', region: 'CN-GX' }],
  ['Hong Kong', { country: 'HK' }],
  ['Hong Kong, China', { country: 'HK' }],
  ['Taiwan', { country: 'TW' }],
  ['Turkmenistan', { country: 'TM' }],
  ['DRC', { country: 'CD' }],
  ['US-CA', { country: 'US', region: 'US-CA' }],
] as const)('%s is not Xinjiang', (origin, expected) => {
  expect(readOrigin(origin)).toEqual(expected)
})

test.each([
  'Freedonia',
  'Xinjiang, Turkey',
  'Xinjiang / Shandong',
  'China, Turkmenistan',
  'CN-XX',
  'XJ',
  '?',
  'unknown',
])('%s is no origin that is known, and is not guessed', (origin) => {
  expect(readOrigin(origin)).toBeUndefined()
})

test('a code may be announced by its name', () => {
  for (const cell of [
    'HS 5205.11 cotton yarn @Xinjiang',
    'HTS: 5205.11 cotton yarn @CN-XJ',
    'HS code 520511 cotton yarn @XUAR',
  ])
    expect(goodsOf(cell)).toEqual({ hs: '520511', text: 'cotton yarn', country: 'CN', region: 'CN-XJ' })
  expect(goodsOf('HTS socks @CN')).toEqual({ text: 'HTS socks', country: 'CN' })
})
