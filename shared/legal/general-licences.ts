import type { Designation } from '../model/designation.ts'
import type { SourceId } from '../model/source.ts'

/**
 * General licences that touch designations for a time: wind-downs above all. Data, like the table of effects; which day a
 * licence holds is asked of the row, and its end is a change of its own (cause `due`). Only licences whose text or whose
 * FAQ was read are here: one that is missing is covered by the row's general words ("a general licence may cover …").
 */
export interface GeneralLicence {
  /** Permanent. */
  id: string
  title: string
  source: SourceId
  /** Ids of the designations that it touches. */
  designations: readonly string[]
  /** `owned-entities`: what the listed party owns, and not the party itself. */
  covers: 'listed-party' | 'owned-entities'
  /** What it authorises, in one plain sentence. */
  authorises: string
  /** What it does not, where that is misunderstood. */
  notAuthorised: string
  /** First day (ISO date). */
  from: string
  /** First day (ISO date) that it does not cover in full, whether it ended or was replaced. */
  until: string
  /** The end as it is stated. */
  end: string
  citation: string
  url: string
  checkedOn: string
  factsFrom: string
}

const xpcc = {
  source: 'ofac-sdn',
  designations: ['29299'],
  covers: 'owned-entities',
  authorises:
    'wind-down of transactions with entities that the Xinjiang Production and Construction Corps owns 50 percent or more, and transfer of holdings in them to a non-US person, are authorised under conditions',
  notAuthorised:
    'it authorises nothing with the Corps itself, and no debit to an account of such an entity at a US financial institution',
  url: 'https://ofac.treasury.gov/faqs/835',
  checkedOn: '2026-11-26',
  factsFrom: 'OFAC FAQ 835',
} as const satisfies Partial<GeneralLicence>

export const generalLicences: readonly GeneralLicence[] = [
  {
    ...xpcc,
    id: 'glomag-gl-2',
    title: 'Global Magnitsky General License 2',
    from: '2020-07-31',
    until: '2020-09-25',
    end: 'replaced by General License 2A on 25 September 2020',
    citation: 'Global Magnitsky General License 2; OFAC FAQ 835',
  },
  {
    ...xpcc,
    id: 'glomag-gl-2a',
    title: 'Global Magnitsky General License 2A',
    from: '2020-09-25',
    until: '2020-11-30',
    end: '12:01 a.m. eastern standard time, 30 November 2020',
    citation: 'Global Magnitsky General License 2A; OFAC FAQ 835',
  },
]

/** Licences that touch a designation, whatever the day. */
export const generalLicencesOf = ({ source, id }: Pick<Designation, 'source' | 'id'>): GeneralLicence[] =>
  generalLicences.filter((licence) => licence.source === source && licence.designations.includes(id))

export const isInForce = ({ from, until }: GeneralLicence, on: string): boolean => from <= on && on < until

/** A licence as an alert tells it. */
export const licenceInWords = ({ title, authorises, notAuthorised, end, citation }: GeneralLicence): string =>
  `${title}: until ${end}, ${authorises}; ${notAuthorised} (${citation}).`
