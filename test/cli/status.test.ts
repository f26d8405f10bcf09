import { expect, test } from 'vitest'
import { besideTheList } from '../../cli/commands/records.ts'
import { compareNotices } from '../../shared/sources/dhs-uflpa/compare-notices.ts'

const nothing = { companion: null, delta: null, notices: null, oddCells: null, programmesWithoutRow: null }

test('cells that were not made out are told with the party and the cell', () => {
  expect(besideTheList({ ...nothing, oddCells: { seq: 3, count: 0, shown: [] } })).toEqual([])
  const cell = {
    designationId: 'camel',
    name: 'Camel Group Co., Ltd.',
    label: 'Entity read in part',
    value: 'Camel Group Co., Ltd. (including two aliases: Camel Power)',
  }
  const [line, ...more] = besideTheList({ ...nothing, oddCells: { seq: 3, count: 1, shown: [cell] } })
  expect(more).toEqual([])
  expect(line).toContain('1 cell was kept as published and not made out')
  expect(line).toContain(`${cell.name}: ${cell.label}: ${cell.value}`)
})

test('programmes without a row of law are told by name, with an entry of each', () => {
  const none = { seq: 3, law: 'a', on: '2026-11-22', count: 0, shown: [] }
  expect(besideTheList({ ...nothing, programmesWithoutRow: none })).toEqual([])
  const shown = [{ program: 'ZORG-EO14999', entries: 2, example: 'Zorg Holding' }]
  expect(besideTheList({ ...nothing, programmesWithoutRow: { ...none, count: 1, shown } })).toEqual([
    '1 programme has no row in the table of legal effects: have counsel add it to shared/legal, and deploy.\n  ZORG-EO14999: 2 entries, for example Zorg Holding',
  ])
})

test('a publication that is not compared with the agency’s own statement is told', () => {
  const delta = { seq: 4, checkedAt: '2026-07-24T10:00:00.000Z', publishedOn: '2026-07-24' }
  const told = (outcome: 'agrees' | 'not-yet' | 'not-comparable' | 'unavailable', reason?: string) =>
    besideTheList({ ...nothing, delta: { ...delta, outcome, ...(reason && { reason }) } })
  expect(told('agrees')).toEqual([])
  expect(told('not-yet')).toEqual(["version 4 waits for the agency's own statement of 2026-07-24."])
  expect(told('unavailable', 'It answered 503')).toEqual([
    "version 4 is not yet compared with the agency's own statement of 2026-07-24. It answered 503",
  ])
  expect(told('not-comparable')[0]).toContain('cannot be compared')
  const both = { ...delta, since: 3, outcome: 'not-yet' } as const
  expect(besideTheList({ ...nothing, delta: both })).toEqual([
    "versions 3 to 4 wait for the agency's own statement of 2026-07-24.",
  ])
})

test('a notice ahead of the page, one that we lack, rows without one, and a look that failed are told', () => {
  const url = 'https://www.federalregister.gov/d/2026-15628'
  const notice = {
    documentNumber: '2026-15628',
    title: 'Notice',
    publishedOn: '2026-08-03',
    url,
    abstract: 'This update adds three entities to the list.',
  }
  const page = [{ subLists: [{ clause: 'ii' as const, effectiveOn: '2024-11-25' }] }]
  const told = besideTheList({
    ...nothing,
    notices: {
      at: '2026-08-05T13:15:00.000Z',
      succeededAt: '2026-08-04T13:15:00.000Z',
      failure: 'The answer lacks count',
      notices: [notice],
      ...compareNotices([notice], [], page, '2026-08-04'),
    },
  }).join('\n')
  expect(told).toContain(
    'could not be read on 2026-08-05; what follows is as of 2026-08-04. The answer lacks count',
  )
  expect(told).toContain('added 3 parties that the page does not show yet (0 of its day)')
  expect(told).toContain('FR Doc. 2026-15628 of 2026-08-03 is not in our table of notices')
  expect(told).toContain(url)
  expect(told).toContain('2024-11-25 (1 party)')
})
