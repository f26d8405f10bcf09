import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addBusinessDays,
  addDays,
  addMonths,
  federalHolidays,
  isBusinessDay,
  weekdayName,
} from '../../shared/legal/calendar.ts'
import { deadlineOf } from '../../shared/legal/clocks.ts'

describe('federal holidays', () => {
  // The days as the Office of Personnel Management publishes them for these years.
  it.each([
    [2026, '01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25'],
    [2027, '01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31'],
    [2022, '01-17 02-21 05-30 06-20 07-04 09-05 10-10 11-11 11-24 12-26'],
    [2021, '01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31'],
    [2020, '01-01 01-20 02-17 05-25 07-03 09-07 10-12 11-11 11-26 12-25'],
  ])('of %i, on the days on which they are observed', (year, days) => {
    expect([...federalHolidays(year)].sort()).toEqual(days.split(' ').map((day) => `${year}-${day}`))
  })
})

const day = fc
  .date({ min: new Date('2018-01-01'), max: new Date('2040-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))

describe('counting', () => {
  it('of business days leaves out the day itself, weekends and holidays', () => {
    // Thanksgiving and Veterans Day lie between: 12 November 2026 is day 1 for a blocking of 10 November.
    expect(addBusinessDays('2026-11-10', 1)).toBe('2026-11-12')
    expect(addBusinessDays('2026-11-10', 10)).toBe('2026-11-25')
    expect(addBusinessDays('2026-11-13', 10)).toBe('2026-11-30')
    expect(addBusinessDays('2026-12-31', 1)).toBe('2027-01-04')
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 30 }), (from, count) => {
        const due = addBusinessDays(from, count)
        expect(isBusinessDay(due)).toBe(true)
        let seen = 0
        for (let at = addDays(from, 1); at <= due; at = addDays(at, 1)) if (isBusinessDay(at)) seen++
        expect(seen).toBe(count)
      }),
      { numRuns: 100 },
    )
  })

  it('of months ends on the same day, or the last one of a shorter month', () => {
    expect(addMonths('2026-10-01', 3)).toBe('2027-01-01')
    expect(addMonths('2026-11-30', 3)).toBe('2027-02-28')
    expect(addMonths('2027-11-30', 3)).toBe('2028-02-29')
    expect(addMonths('2026-01-31', 3)).toBe('2026-04-30')
  })

  it('follows the rule of each clock', () => {
    expect(deadlineOf({ anchor: 'importation', amount: 3, unit: 'months' }, '2026-10-01')).toBe('2027-01-01')
    expect(deadlineOf({ anchor: 'exclusion-notice', amount: 60, unit: 'days' }, '2026-10-01')).toBe(
      '2026-11-30',
    )
    expect(deadlineOf({ anchor: 'presentation', amount: 5, unit: 'business-days' }, '2026-11-24')).toBe(
      '2026-12-02',
    )
    const yearly = { anchor: 'blocking', unit: 'yearly', heldOn: '06-30', dueOn: '09-30' } as const
    expect(deadlineOf(yearly, '2026-06-30')).toBe('2026-09-30')
    expect(deadlineOf(yearly, '2026-07-01')).toBe('2027-09-30')
    expect(weekdayName('2027-01-01')).toBe('Friday')
  })
})
