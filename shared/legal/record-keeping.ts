/** How long a law makes its readers keep records of what we tell. */
export interface RecordKeepingDuty {
  id: string
  years: number
  citation: string
  /** ISO date from which it holds. */
  since?: string
  checkedOn: string
  factsFrom: string
}

export const recordKeepingDuties: readonly RecordKeepingDuty[] = [
  {
    id: 'ofac',
    years: 10,
    citation: '31 CFR 501.601',
    since: '2025-03-12',
    checkedOn: '2026-11-26',
    factsFrom:
      'interim final rule 89 FR 74832 of 13 September 2024, adopted without change by 90 FR 13286 of 21 March 2025 (FR Doc. 2025-04864); five years before',
  },
  {
    id: 'ear',
    years: 5,
    citation: '15 CFR 762.6',
    checkedOn: '2026-11-22',
    factsFrom: 'the row of the Entity List in shared/legal/bis.ts',
  },
  {
    id: 'customs',
    years: 5,
    citation: '19 CFR 163.4',
    checkedOn: '2026-11-26',
    factsFrom:
      'paragraph (a) as Interlog USA quotes it: five years from the date of entry, or from the activity that made the record necessary',
  },
  {
    id: 'itar',
    years: 5,
    citation: '22 CFR 122.5',
    checkedOn: '2026-11-22',
    factsFrom: 'the row of debarred parties in shared/legal/trade-csl.ts',
  },
]

/** The longest duty that any reader of an alert has. */
export const longestDutyYears = Math.max(...recordKeepingDuties.map(({ years }) => years))

/** A year beyond the duty: for what is asked on the last day and answered later. */
export const defaultRetentionYears = longestDutyYears + 1
