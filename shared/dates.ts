/** Calendar dates as the sources write them. All dates are days without a zone; nothing here knows the present. */

const monthNames = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
]

/** "June", "Jun", "Jun." and "Sept." are June and September; anything else is no month. */
const monthNumber = (word: string): number | undefined => {
  const name = word.toLowerCase().replace(/\.$/, '')
  const index = monthNames.findIndex(
    (month) => month === name || month.slice(0, 3) === name || (month === 'september' && name === 'sept'),
  )
  return index < 0 ? undefined : index + 1
}

const daysInMonth = (year: number, month: number): number => {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

const pad = (value: number, width: number): string => String(value).padStart(width, '0')

const calendarDay = (year: string, month: string | number | undefined, day: string): string | undefined => {
  const [y, m, d] = [Number(year), Number(month ?? 0), Number(day)]
  if (y < 1 || m < 1 || m > 12 || d < 1 || d > daysInMonth(y, m)) return undefined
  return `${pad(y, 4)}-${pad(m, 2)}-${pad(d, 2)}`
}

const calendarMonth = (year: string, month: string | number | undefined): string | undefined => {
  const m = Number(month ?? 0)
  return m < 1 || m > 12 ? undefined : `${year}-${pad(m, 2)}`
}

/**
 * A day as ISO 8601 (`2022-06-21`) from the formats that the sources use: `2022-06-21`, `06/21/2022` and `6/21/2022`
 * (month first, as US agencies write), `June 21, 2022`, `Jun. 21, 2022`, `21 Jun 2022`. Years have four digits.
 * `undefined` for anything else, also for days that the calendar lacks: the caller refuses it with its place.
 */
export const isoDate = (text: string): string | undefined => {
  const trimmed = text.trim()
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(trimmed)
  if (iso) return calendarDay(iso[1]!, iso[2], iso[3]!)
  const slashes = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(trimmed)
  if (slashes) return calendarDay(slashes[3]!, slashes[1], slashes[2]!)
  const monthFirst = /^([A-Za-z]+\.?)\s+(\d{1,2}),\s*(\d{4})$/.exec(trimmed)
  if (monthFirst) return calendarDay(monthFirst[3]!, monthNumber(monthFirst[1]!), monthFirst[2]!)
  const dayFirst = /^(\d{1,2})\s+([A-Za-z]+\.?)\s+(\d{4})$/.exec(trimmed)
  if (dayFirst) return calendarDay(dayFirst[3]!, monthNumber(dayFirst[2]!), dayFirst[1]!)
  return undefined
}

/**
 * A date of which only the year or the month may be known, such as a birth date: `1962`, `1962-01` or `1962-01-31`,
 * from `1962`, `1962-01`, `Jan 1962`, `January 1962` and all that `isoDate` reads. `undefined` for anything else
 * ("circa 1962", "1956 to 1958").
 */
export const partialIsoDate = (text: string): string | undefined => {
  const trimmed = text.trim()
  if (/^\d{4}$/.test(trimmed)) return trimmed
  const isoMonth = /^(\d{4})-(\d{2})$/.exec(trimmed)
  if (isoMonth) return calendarMonth(isoMonth[1]!, isoMonth[2])
  const named = /^([A-Za-z]+\.?)\s+(\d{4})$/.exec(trimmed)
  if (named) return calendarMonth(named[2]!, monthNumber(named[1]!))
  return isoDate(trimmed)
}

/** Made when it is first needed: the calendar's data takes seven megabytes. */
let newYork: Intl.DateTimeFormat | undefined

/** The day (ISO date) that an instant falls on in the agencies' zone: late in the evening UTC is a day ahead. */
export const newYorkDay = (instant: string): string => {
  newYork ??= new Intl.DateTimeFormat('en-CA', {
    timeZone: 'America/New_York',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  })
  return newYork.format(new Date(instant))
}

let newYorkClock: Intl.DateTimeFormat | undefined

/** "2023-02-24 16:15": day and time of an instant in the agencies' zone, whatever offset it is written with. */
export const newYorkTime = (instant: string): string => {
  newYorkClock ??= new Intl.DateTimeFormat('en-GB', {
    timeZone: 'America/New_York',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  return `${newYorkDay(instant)} ${newYorkClock.format(new Date(instant))}`
}
