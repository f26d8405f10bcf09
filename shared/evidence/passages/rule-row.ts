import { countryCode } from '../../countries.ts'
import { decodeDocument, passageAt, type Passage, wordsOfMarkup } from './passage.ts'
import { plainCell } from './units.ts'

const element = (names: string): RegExp =>
  new RegExp(String.raw`<(${names})(?=[\s>])[^>]*>[\s\S]*?</\1>`, 'gu')

/** Whether a row's cell of the entity begins with a name: the aliases and addresses follow it. */
const beginsWith = (cell: string, name: string): boolean => cell === name || cell.startsWith(`${name} `)

/**
 * The row of a Federal Register rule that sets out a party's entry, under its destination; for an entry that a rule
 * takes out, the amendatory instruction or the paragraph that names it.
 */
export const ruleRow = (bytes: Uint8Array, name: string, countries: readonly string[]): Passage[] => {
  const decoded = decodeDocument(bytes)
  const { text } = decoded
  const wanted = plainCell(name)
  if (wanted === '') return []
  let destination: string | undefined
  for (const match of text.matchAll(element('ROW'))) {
    const cells = [...match[0].matchAll(/<ENT\b[^>]*?(?:\/>|>([\s\S]*?)<\/ENT>)/gu)].map(([, cell]) =>
      wordsOfMarkup(cell ?? ''),
    )
    const heading = countryCode((cells[0] ?? '').trim())
    if (heading !== undefined) destination = heading
    if (!beginsWith(plainCell(cells[1] ?? ''), wanted)) continue
    if (destination !== undefined && countries.length > 0 && !countries.includes(destination)) continue
    const span = { from: match.index, to: match.index + match[0].length }
    return [passageAt(bytes, decoded, span, { form: 'xml', place: 'row of the rule’s table' })]
  }
  for (const match of text.matchAll(element('AMDPAR|P'))) {
    if (!` ${plainCell(wordsOfMarkup(match[0]))} `.includes(` ${wanted} `)) continue
    const span = { from: match.index, to: match.index + match[0].length }
    const place = match[1] === 'AMDPAR' ? 'amendatory instruction of the rule' : 'paragraph of the rule'
    return [passageAt(bytes, decoded, span, { form: 'xml', place })]
  }
  return []
}
