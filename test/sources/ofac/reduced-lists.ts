import { parse } from 'csv-parse/sync'
import { bytesOf, documentOf } from './documents.ts'
import { fixture } from './fixtures.ts'

interface Row {
  uid: string
  name: string
  type: string
  programs: string
  alternate_names: string
}

const sdnTypes: Record<string, string> = {
  entity: 'Entity',
  individual: 'Individual',
  vessel: 'Vessel',
  aircraft: 'Aircraft',
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

const elements = (list: string, item: string, values: readonly string[]): string =>
  values.length === 0
    ? ''
    : `<${list}>${values.map((value) => `<${item}>${value}</${item}>`).join('')}</${list}>`

const parts = (text: string): string[] => text.split(';').flatMap((part) => part.trim() || [])

/** A reduced list of 2026 in the layout of OFAC's classic file: what the reduction kept, and nothing made up. */
export const reducedList = (day: string): Uint8Array => {
  const rows = parse<Row>(Buffer.from(fixture(`ofac-sdn-reduced/${day}/sdn.csv.gz`)), { columns: true })
  const entries = rows.map(
    ({ uid, name, type, programs, alternate_names }) =>
      `<sdnEntry><uid>${uid}</uid><lastName>${escaped(name)}</lastName><sdnType>${sdnTypes[type]}</sdnType>${
        elements('programList', 'program', parts(programs).map(escaped)) || '<programList/>'
      }${elements(
        'akaList',
        'aka',
        parts(alternate_names).map(
          (aka, at) =>
            `<uid>${at}</uid><type>a.k.a.</type><category>strong</category><lastName>${escaped(aka)}</lastName>`,
        ),
      )}</sdnEntry>`,
  )
  const [year, month, date] = day.split('-')
  return bytesOf(documentOf({ entries, date: `${month}/${date}/${year}` }))
}
