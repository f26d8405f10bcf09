/**
 * Days as the federal government counts them. Pure calendar arithmetic on ISO dates without a zone; the holidays are
 * those of 5 U.S.C. 6103(a): one that falls on a Saturday is observed on the Friday before, on a Sunday on the Monday
 * after. Days on which an office is closed for once (a day of mourning, snow) are in no statute and are not known here.
 */

const day = 86_400_000
const epochDay = (on: string): number => Date.parse(`${on}T00:00:00Z`) / day
const isoDay = (days: number): string => new Date(days * day).toISOString().slice(0, 10)
/** 0 = Sunday. */
const weekday = (on: string): number => new Date(`${on}T00:00:00Z`).getUTCDay()

export const addDays = (on: string, days: number): string => isoDay(epochDay(on) + days)

/** The same day some months later, or the last day of that month where it has no such day. */
export const addMonths = (on: string, months: number): string => {
  const [year = 0, month = 1, date = 1] = on.split('-').map(Number)
  const lastOfMonth = new Date(Date.UTC(year, month + months, 0)).getUTCDate()
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, lastOfMonth))).toISOString().slice(0, 10)
}

const two = (value: number): string => String(value).padStart(2, '0')

/** The n-th of a weekday in a month; `-1` the last one. */
const nth = (year: number, month: number, wanted: number, n: number): string => {
  const first = `${year}-${two(month)}-01`
  if (n > 0) return addDays(first, ((wanted - weekday(first) + 7) % 7) + 7 * (n - 1))
  const last = addDays(addMonths(first, 1), -1)
  return addDays(last, -((weekday(last) - wanted + 7) % 7))
}

const observed = (on: string): string =>
  weekday(on) === 6 ? addDays(on, -1) : weekday(on) === 0 ? addDays(on, 1) : on

const holidaysOf = (year: number): string[] => [
  observed(`${year}-01-01`),
  nth(year, 1, 1, 3), // Birthday of Martin Luther King, Jr.
  nth(year, 2, 1, 3), // Washington's Birthday
  nth(year, 5, 1, -1), // Memorial Day
  // Juneteenth National Independence Day: Pub. L. 117-17, signed on 17 June 2021.
  ...(year >= 2021 ? [observed(`${year}-06-19`)] : []),
  observed(`${year}-07-04`),
  nth(year, 9, 1, 1), // Labor Day
  nth(year, 10, 1, 2), // Columbus Day
  observed(`${year}-11-11`), // Veterans Day
  nth(year, 11, 4, 4), // Thanksgiving Day
  observed(`${year}-12-25`),
  // New Year's Day of the next year is observed on 31 December when it is a Saturday.
  ...(weekday(`${year + 1}-01-01`) === 6 ? [`${year}-12-31`] : []),
]

const cache = new Map<number, ReadonlySet<string>>()

/** The federal holidays of a year as they are observed. */
export const federalHolidays = (year: number): ReadonlySet<string> => {
  const known = cache.get(year) ?? new Set(holidaysOf(year).filter((on) => on.startsWith(`${year}-`)))
  cache.set(year, known)
  return known
}

/** Monday to Friday and no federal holiday. */
export const isBusinessDay = (on: string): boolean =>
  weekday(on) !== 0 && weekday(on) !== 6 && !federalHolidays(Number(on.slice(0, 4))).has(on)

/** The n-th business day after a day; the day itself does not count. */
export const addBusinessDays = (on: string, count: number): string => {
  let at = on
  for (let left = count; left > 0; ) {
    at = addDays(at, 1)
    if (isBusinessDay(at)) left--
  }
  return at
}

const weekdayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
export const weekdayName = (on: string): string => weekdayNames[weekday(on)] ?? ''
