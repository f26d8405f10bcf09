import { partialIsoDate } from '../dates.ts'
import type { DueFact } from '../model/change.ts'
import type { Designation } from '../model/designation.ts'
import { addDays } from './calendar.ts'
import { generalLicencesOf } from './general-licences.ts'

/** "Effective Date (CMIC)", "Effective Date (EO 14024 Directive 2):" */
const effectiveLabel = /^Effective Date \((.+?)\):?$/
/** "Purchase/Sales For Divestment Date (CMIC)": the last day of a wind-down, as the list itself prints it. */
const divestmentLabel = /^Purchase\/Sales For Divestment Date \((.+?)\):?$/

const isDay = (date: string | undefined): date is string =>
  date !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(date)

/**
 * The days on which what a listing does changes without a word from the agency: a measure takes effect, a wind-down or a
 * general licence begins or ends. `on` is the first day on which things are otherwise.
 */
export const datedFactsOf = (designation: Designation): DueFact[] => {
  const facts: DueFact[] = []
  const effective = (on: string | undefined, text: string): void => {
    if (isDay(on)) facts.push({ what: 'effective-date', on, text })
  }
  effective(designation.effectiveOn, 'The measure takes effect.')
  for (const { clause, effectiveOn } of designation.subLists) {
    if (effectiveOn !== designation.effectiveOn)
      effective(effectiveOn, `The listing under section 2(d)(2)(B)(${clause}) takes effect.`)
  }
  for (const { label, value } of designation.notes) {
    const day = partialIsoDate(value)
    const measure = effectiveLabel.exec(label)?.[1]
    if (measure !== undefined) effective(day, `The measure (${measure}) takes effect.`)
    const winding = divestmentLabel.exec(label)?.[1]
    if (winding !== undefined && isDay(day)) {
      facts.push({
        what: 'wind-down-end',
        on: addDays(day, 1),
        text: `The time for purchases and sales made to divest (${winding}) is over; it ran through ${day}.`,
      })
    }
  }
  for (const licence of generalLicencesOf(designation)) {
    facts.push({ what: 'general-licence', on: licence.from, text: `${licence.title} takes effect.` })
    facts.push({
      what: 'general-licence',
      on: licence.until,
      text: `${licence.title} is no longer in force (${licence.end}).`,
    })
  }
  return facts
}

/**
 * What stands of a listing's dated facts on a day, as text to compare: what is still to come and what still runs. A match
 * rests on it, so that a day that comes is a fact that changes.
 */
export const datedStateOf = (designation: Designation, on: string): string[] => [
  ...datedFactsOf(designation)
    .filter((fact) => fact.what !== 'general-licence' && on < fact.on)
    .map((fact) => `${fact.what} ${fact.on}: ${fact.text}`),
  ...generalLicencesOf(designation)
    .filter(({ from, until }) => from <= on && on < until)
    .map(({ id }) => `general-licence ${id}`),
]
