/** What official voices say of third-party audits in Xinjiang: the ground on which such an audit alone clears nothing. */
export interface AuditStatement {
  id: string
  title: string
  /** ISO date; absent where it is not known. */
  date?: string
  /** What it says, in one plain sentence of ours. */
  says: string
  /** Absent where it is not known. */
  url?: string
  /** ISO date on which somebody last compared the row with its source; absent: not compared yet. */
  checkedOn?: string
  /** Where the facts of the row were read. */
  factsFrom: string
}

const auditStatements: readonly AuditStatement[] = [
  {
    id: 'advisory-2021',
    title:
      'Xinjiang Supply Chain Business Advisory (State, Treasury, Commerce, Homeland Security, Labor, USTR), updated 13 July 2021, addendum of September 2023',
    date: '2021-07-13',
    says: 'Due diligence in Xinjiang meets detention and harassment of auditors, government interpreters and surveillance, so that what workers tell auditors cannot be relied upon.',
    checkedOn: '2026-11-26',
    factsFrom:
      'read through those who quote it: CHRG-118jhrg55563 (testimony of 30 April 2024) and law firms’ accounts of the advisory; the advisory’s own text and address were not at hand and were not compared',
  },
  {
    id: 'labor-2024',
    title:
      'Department of Labor, testimony to the Congressional-Executive Commission on China, 30 April 2024 (CHRG-118jhrg55563)',
    date: '2024-04-30',
    says: 'Audits in Xinjiang cannot be conducted without government oversight and give no free interviews of workers; social audits in China are no authoritative source.',
    url: 'https://www.govinfo.gov/content/pkg/CHRG-118jhrg55563/html/CHRG-118jhrg55563.htm',
    checkedOn: '2026-11-26',
    factsFrom: 'the hearing’s record and the trade press of that week, as stored',
  },
  {
    id: 'un-reply',
    title:
      'Reply of the United States to the United Nations’ call for information on forced labour in Xinjiang',
    says: 'Such audits are not credible under the conditions that prevail in Xinjiang.',
    factsFrom:
      'named in our requirements; the document was not found, so neither its date, address nor words were compared',
  },
]

/** The statements that somebody has compared with their source, or with an official record that quotes it. */
const citableStatements = auditStatements.filter(({ checkedOn }) => checkedOn !== undefined)

/** Why a third-party audit alone clears no match that has to do with Xinjiang, with the sources that say so. */
export const auditsAloneRefusal = (): string =>
  `A third-party audit alone is no ground for clearing a match that has to do with Xinjiang: ${citableStatements
    .map(
      ({ title, says, url }) => `${says} (${[title, url].filter((part) => part !== undefined).join('; ')})`,
    )
    .join(' ')}`
