import type { SourceId } from '../model/source.ts'
import type { Role } from '../model/supplier.ts'
import { checkedOn, type Clock, type Condition, type Effect, type FlowDown } from './effect.ts'
import { ofac50 } from './flow-down.ts'

export const usPersons = 'US persons, wherever they are, and anybody within the United States.'

export const rejectionReport: Clock = {
  anchor: 'rejection',
  text: 'A rejected transaction is reported to OFAC within ten business days of the rejection.',
  citation: '31 CFR 501.604',
  rule: { anchor: 'rejection', amount: 10, unit: 'business-days' },
}
const blockingReport: Clock = {
  anchor: 'blocking',
  text: 'Blocked property is reported to OFAC within ten business days from the date on which it becomes blocked.',
  citation: '31 CFR 501.603',
  rule: { anchor: 'blocking', amount: 10, unit: 'business-days' },
}
const annualReport: Clock = {
  anchor: 'blocking',
  text: 'Who holds blocked property on 30 June of a year reports it to OFAC by 30 September of that year.',
  citation: '31 CFR 501.603',
  rule: { anchor: 'blocking', unit: 'yearly', heldOn: '06-30', dueOn: '09-30' },
}

export const tenYears = 'Ten years (31 CFR 501.601).'
export const ofacLicence =
  'A general licence may cover the dealing; otherwise apply to OFAC for a specific licence (31 CFR 501.801).'

const blocked =
  'its property and interests in property that are in the United States or in the possession or control of a US person are blocked'
const notConfiscated =
  'Blocking is not confiscation: the listed party remains the owner of what is blocked, and nobody may deal in it without authorisation.'

const byRole: readonly { roles: readonly Role[]; key: string; sentence: string; notProhibited?: string }[] = [
  {
    roles: ['supplier'],
    key: 'supplier',
    sentence: `US persons may not buy from the listed party, pay it or deal with it in any other way without authorisation; ${blocked}.`,
    notProhibited: notConfiscated,
  },
  {
    roles: ['buyer', 'consignee', 'end-user'],
    key: 'receiving',
    sentence: `US persons may not sell, ship or provide goods, services, software or technology to the listed party without authorisation; ${blocked}.`,
    notProhibited: notConfiscated,
  },
  {
    roles: ['bank'],
    key: 'bank',
    sentence: `US persons may not make or process a payment in which the listed party has an interest without authorisation; ${blocked}.`,
    notProhibited: notConfiscated,
  },
  {
    roles: ['investee'],
    key: 'investee',
    sentence: `US persons may not buy, sell or otherwise deal in shares, debt or other interests of the listed party without authorisation; ${blocked}.`,
    notProhibited: notConfiscated,
  },
  {
    roles: ['carrier'],
    key: 'carrier',
    sentence: `US persons may not use or pay for services of the listed party, nor deal in a listed vessel or aircraft, without authorisation; ${blocked}.`,
    notProhibited: notConfiscated,
  },
  {
    roles: ['officer'],
    key: 'officer',
    sentence: `US persons may not deal with the listed person without authorisation, also where it acts for an entity that is not blocked: they may not, for example, enter into a contract that it signs; ${blocked}.`,
    notProhibited:
      'An entity is not blocked because a listed person directs or controls it without owning 50 percent or more of it; OFAC urges caution (FAQ 398, FAQ 400).',
  },
]

const owner = {
  sentence: `US persons may not deal with the listed party without authorisation, nor with an entity that it owns 50 percent or more, directly or indirectly and in the aggregate with other blocked persons; ${blocked}.`,
  notProhibited:
    'A share below 50 percent in the aggregate, or control without ownership, does not by itself block the entity; OFAC urges caution (FAQ 398).',
}
const ownerWithoutFlowDown = {
  sentence: `US persons may not deal with the listed party without authorisation; ${blocked}.`,
  notProhibited:
    'No entity is blocked under this order solely because the listed party owns it, whatever its share (FAQ 936).',
}

interface BlockingRows {
  source: SourceId
  /** Prefix of the rows' ids. */
  prefix: string
  programs: readonly string[] | '*'
  condition?: Condition
  legalBasis: readonly string[]
  flowDown: FlowDown
  factsFrom: string
}

/** Full blocking, one row per role. */
const blockingRows = ({ prefix, ...rest }: BlockingRows): Effect[] => {
  const shared = {
    ...rest,
    measure: 'blocking',
    direct: true,
    binds: usPersons,
    licence: ofacLicence,
    clocks: [blockingReport, rejectionReport, annualReport],
    retention: tenYears,
    checkedOn,
  } as const
  const ownership = rest.flowDown.rule === 'none' ? ownerWithoutFlowDown : owner
  return [
    ...byRole.map(({ key, ...row }) => ({ ...shared, ...row, id: `${prefix}-${key}` })),
    { ...shared, ...ownership, id: `${prefix}-owner`, roles: ['owner'] },
  ]
}

/** Orders under which ownership blocks nobody else. */
const outsideFiftyPercent = ['ETHIOPIA-EO14046'] as const

export const blockingEffects: readonly Effect[] = [
  ...blockingRows({
    source: 'ofac-sdn',
    prefix: 'sdn',
    programs: '*',
    condition: { someProgramNotIn: outsideFiftyPercent },
    legalBasis: ['31 CFR chapter V'],
    flowDown: ofac50,
    factsFrom: '31 CFR chapter V; 31 CFR part 501; OFAC FAQ 398, 400',
  }),
  ...blockingRows({
    source: 'ofac-sdn',
    prefix: 'sdn-eo14046',
    programs: outsideFiftyPercent,
    condition: { allProgramsIn: outsideFiftyPercent },
    legalBasis: ['31 CFR chapter V'],
    flowDown: {
      rule: 'none',
      text: 'The 50 Percent Rule does not apply to persons blocked under E.O. 14046: an entity is blocked only if it is listed itself.',
      citation: 'E.O. 14046, section 2(b); OFAC FAQ 936',
    },
    factsFrom: 'E.O. 14046; OFAC FAQ 936',
  }),
  // The E.O. 13599 List of 2016 to 2018 stood among the non-SDN lists although it blocked (OFAC FAQ 638).
  ...blockingRows({
    source: 'ofac-nonsdn',
    prefix: 'eo13599',
    programs: ['IRAN'],
    condition: { note: { label: 'Additional Sanctions Information', value: 'Not on the SDN List' } },
    legalBasis: ['E.O. 13599', '31 CFR 560.211'],
    flowDown: ofac50,
    factsFrom:
      "the entries' own note; OFAC FAQ 638: the list ended on 5 November 2018, its persons went to the SDN List",
  }),
]
