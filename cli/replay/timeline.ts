import type { WatchedSource } from '../../shared/model/source.ts'
import { stageDataset } from '../../shared/sources/cbp-wro/stage-dataset.ts'
import { statuteDocument } from '../../shared/sources/us-statute/document.ts'
import { stagePage } from '../../shared/sources/dhs-uflpa/stage-page.ts'
import { recordedDesk } from './recorded-desk.ts'
import type { Inspected } from './recorded-origin.ts'
import { type Provenance, recording } from './recordings.ts'

/** A document as a source served it from a moment on. */
export interface Publication {
  kind: 'publication'
  source: WatchedSource
  /** Logical time (ISO instant) at which we looked. */
  at: string
  provenance: Provenance
  /** One line for people: what it is. */
  note: string
  load: () => Uint8Array
  /** A Federal Register rule. */
  rule?: { documentNumber: string; citation: string; title: string; url: string; effectiveOn: string }
}

/** The sample customer registers its supply chain. */
export interface Registration {
  kind: 'registration'
  at: string
}

/** An operator looks at what a guard holds and releases it. */
export interface Release {
  kind: 'release'
  source: WatchedSource
  at: string
  guard: 'removals'
  reason: string
}

/** A look at the Federal Register's public inspection, where a rule lies before it is published. */
export interface Inspection {
  kind: 'inspection'
  at: string
  provenance: Provenance
  note: string
  documentNumber: string
  /** What this look finds out about the document. */
  finds: 'announced' | 'published'
  load: () => Inspected[]
}

export type Step = Publication | Registration | Release | Inspection

const at = (date: string, time = '14:00:00'): string => `${date}T${time}.000Z`

const recorded = (source: WatchedSource, date: string, note: string): Publication => ({
  kind: 'publication',
  source,
  at: at(date),
  provenance: recording(source, date).provenance,
  note,
  load: () => recording(source, date).bytes,
})

const inspection = (instant: string, finds: Inspection['finds'], note: string): Inspection => ({
  kind: 'inspection',
  at: instant,
  provenance: 'written',
  note,
  documentNumber: '2023-03929',
  finds,
  load: () => recordedDesk('2023-02-24'),
})

const uflpaPage = '2026-07-24'
const wroDataset = '2026-06-23'
/** The Act's presumption took effect 180 days after its enactment: section 3(a), Pub. L. 117-78. */
const uflpaInForce = '2022-06-21'
const supersededRemark = 'Enforcement of WRO superseded by enforcement of UFLPA rebuttable presumption'

const uflpa = (date: string): Publication => ({
  kind: 'publication',
  source: 'dhs-uflpa',
  at: at(date),
  provenance: 'rebuilt',
  note: `the page of ${uflpaPage} with only the rows whose effective date had come`,
  load: () => stagePage(recording('dhs-uflpa', uflpaPage).bytes, date),
})

/** The orders of a day; before the UFLPA was in force no order's enforcement could be superseded by it. */
const stagedOrders = (date: string): Uint8Array => {
  const staged = stageDataset(recording('cbp-wro', wroDataset).bytes, date)
  if (date >= uflpaInForce) return staged
  return new Uint8Array(
    Buffer.from(Buffer.from(staged).toString('latin1').replaceAll(supersededRemark, ''), 'latin1'),
  )
}

const wro = (date: string): Publication => ({
  kind: 'publication',
  source: 'cbp-wro',
  at: at(date),
  provenance: 'rebuilt',
  note: `the dataset of ${wroDataset} with only the orders in effect by then`,
  load: () => stagedOrders(date),
})

/**
 * The recorded history in date order. Two kinds of jump are not hidden: years lie between the two copies of the
 * non-SDN list, and the SDN List is at hand for two days of 2021 only.
 */
export const timeline: readonly Step[] = [
  recorded('ofac-nonsdn', '2018-04-06', 'the list as published'),
  wro('2020-12-01'),
  { kind: 'registration', at: at('2020-12-02') },
  wro('2021-01-13'),
  recorded('ofac-sdn', '2021-04-25', 'the full list, rebuilt from OFAC’s CSV files of that day'),
  wro('2021-05-28'),
  wro('2021-06-24'),
  recorded('ofac-sdn', '2021-07-07', 'the full list, rebuilt from OFAC’s CSV files of that day'),
  recorded(
    'bis-entity-list',
    '2022-04-28',
    'the Entity List as of April 2022, from the Consolidated Screening List',
  ),
  {
    ...recorded('bis-entity-list', '2022-04-28', 'of the same file, the lists that are not read directly'),
    source: 'trade-csl',
    at: at('2022-04-28', '14:30:00'),
  },
  {
    kind: 'publication',
    source: 'us-statute',
    at: at(uflpaInForce, '13:00:00'),
    provenance: 'written',
    note: 'what the law itself presumes, from the day on which the UFLPA took effect',
    load: statuteDocument,
  },
  uflpa(uflpaInForce),
  wro('2022-06-22'),
  // The rule's own words and its real filing day; no copy of the desk of that day is at hand, and its hour is ours.
  inspection(
    '2023-02-24T21:30:00.000Z',
    'announced',
    'the desk of that day, which we wrote, with the rule’s own words',
  ),
  {
    ...recorded('bis-entity-list', '2023-02-27', 'the rule 88 FR 12170 as published'),
    rule: {
      documentNumber: '2023-03929',
      citation: '88 FR 12170',
      title: 'Additions of Entities to the Entity List',
      url: 'https://www.federalregister.gov/documents/2023/02/27/2023-03929/additions-of-entities-to-the-entity-list',
      effectiveOn: '2023-02-24',
    },
  },
  inspection('2023-02-27T14:15:00.000Z', 'published', 'the desk of that day: the rule has left it'),
  uflpa('2023-12-11'),
  recorded('ofac-nonsdn', '2024-05-06', 'the list as published; six years after the copy before it'),
  {
    kind: 'release',
    source: 'ofac-nonsdn',
    at: at('2024-05-07'),
    guard: 'removals',
    reason: 'six years lie between the two recorded copies; the removals are real',
  },
  uflpa('2024-06-12'),
  uflpa('2024-11-25'),
  uflpa('2025-01-15'),
  ...['2026-06-21', '2026-07-06', '2026-07-07', uflpaPage].map((date) =>
    recorded('dhs-uflpa', date, 'the page as served'),
  ),
  { ...recorded('cbp-wro', wroDataset, 'the dataset of 67 orders, rebuilt'), at: at('2026-07-25') },
]
