import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isoDate, partialIsoDate } from '../shared/dates.ts'

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

describe('isoDate', () => {
  it.each([
    ['04/25/2021', '2021-04-25'],
    ['6/5/1992', '1992-06-05'],
    ['June 21, 2022', '2022-06-21'],
    ['Feb. 27, 2023', '2023-02-27'],
    ['Sept. 3, 2020', '2020-09-03'],
    ['2022-06-21', '2022-06-21'],
    [' 31 Oct 2023 ', '2023-10-31'],
    ['02/29/2024', '2024-02-29'],
  ])('%s is %s', (text, date) => {
    expect(isoDate(text)).toBe(date)
  })

  it.each([
    '',
    '2021',
    '25/04/2021',
    '02/30/2021',
    '02/29/1900',
    '4/25/21',
    '2021-4-25',
    '2021-13-01',
    '2021-04-25T00:00:00Z',
    'Junx 21, 2022',
    'June 31, 2022',
    'June 21 2022 (amended)',
    '06-21-2022',
    'circa 1962',
  ])('refuses %j', (text) => {
    expect(isoDate(text)).toBeUndefined()
  })

  it('reads every calendar day in every format alike', () => {
    const days = fc.date({ min: new Date('1800-01-01'), max: new Date('2199-12-31'), noInvalidDate: true })
    fc.assert(
      fc.property(days, (day) => {
        const iso = day.toISOString().slice(0, 10)
        const [y, m, d] = [day.getUTCFullYear(), day.getUTCMonth() + 1, day.getUTCDate()]
        const month = months[m - 1]!
        const written = [
          iso,
          `${m}/${d}/${y}`,
          `${iso.slice(5, 7)}/${iso.slice(8)}/${y}`,
          `${month} ${d}, ${y}`,
        ]
        written.push(`${month.slice(0, 3)}. ${d}, ${y}`, `${d} ${month.slice(0, 3)} ${y}`)
        for (const text of written) expect(isoDate(text)).toBe(iso)
      }),
    )
  })
})

describe('partialIsoDate', () => {
  it.each([
    ['1962', '1962'],
    ['Jan 1962', '1962-01'],
    ['January 1962', '1962-01'],
    ['1962-01', '1962-01'],
    ['18 Nov 1946', '1946-11-18'],
    ['1946-11-18', '1946-11-18'],
  ])('%s is %s', (text, date) => {
    expect(partialIsoDate(text)).toBe(date)
  })

  it.each(['circa 1962', '1956 to 1958', '1962-13', 'Foo 1962', '62'])('refuses %j', (text) => {
    expect(partialIsoDate(text)).toBeUndefined()
  })
})
