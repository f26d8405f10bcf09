import { expect, test } from 'vitest'
import { mayLackRows, noProgramme, programmesLackingRows } from '../../shared/legal/programmes-without-row.ts'
import { directive, listing } from './support.ts'

const today = '2026-11-22'

test('programmes without a row are told by name, with how many active entries stand under them', () => {
  const list = [
    listing('ofac-nonsdn', ['ZORG-EO14999'], { name: 'Zorg Holding' }),
    listing('ofac-nonsdn', ['CMIC-EO13959', 'ZORG-EO14999'], { name: 'Zorg Trading' }),
    listing('ofac-nonsdn', ['CMIC-EO13959']),
    listing('ofac-nonsdn', ['ALPHA'], { name: 'Alpha Works' }),
    listing('ofac-nonsdn', ['GONE'], { status: 'inactive' }),
    listing('ofac-nonsdn', [], { name: 'Nameless' }),
  ]
  expect(programmesLackingRows(list, today)).toEqual([
    { program: noProgramme, entries: 1, example: 'Nameless' },
    { program: 'ALPHA', entries: 1, example: 'Alpha Works' },
    { program: 'ZORG-EO14999', entries: 2, example: 'Zorg Holding' },
  ])
})

test('a known programme under a directive that no row names is among them', () => {
  const under = (number: string) =>
    programmesLackingRows([listing('ofac-nonsdn', ['RUSSIA-EO14024'], directive('14024', number))], today)
  expect(under('2')).toEqual([])
  expect(under('9')).toMatchObject([{ program: 'RUSSIA-EO14024', entries: 1 }])
})

test('a tag that an entry repeats from another list is none as long as the entry has a row', () => {
  expect(programmesLackingRows([listing('ofac-nonsdn', ['NS-PLC', 'SDGT'])], today)).toEqual([])
  expect(programmesLackingRows([listing('ofac-nonsdn', ['SDGT'])], today)).toMatchObject([
    { program: 'SDGT', entries: 1 },
  ])
})

test('the SDN List cannot have any: its rows stand for every programme, alone or with others', () => {
  expect(mayLackRows('ofac-sdn', today)).toBe(false)
  expect(mayLackRows('ofac-nonsdn', today)).toBe(true)
  const tags = [[], ['ZORG-EO14999'], ['ETHIOPIA-EO14046'], ['ETHIOPIA-EO14046', 'ZORG-EO14999']]
  expect(
    programmesLackingRows(
      tags.map((programs) => listing('ofac-sdn', programs)),
      today,
    ),
  ).toEqual([])
})
