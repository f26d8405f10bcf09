import { readFileSync } from 'node:fs'
import type { DesignationFacts } from '../../../shared/model/designation.ts'
import { readRule } from '../../../shared/sources/bis-entity-list/read-rule.ts'
import type { RuleAction, RuleDocument, RuleReading } from '../../../shared/sources/reader.ts'

/** The rules that are written for tests; no such rules exist. */
const documents = {
  changes: { file: '2024-02-06/written-changes.xml', number: '2024-99020', citation: '89 FR 9020' },
  additions: { file: '2024-03-05/written-additions.xml', number: '2024-99021', citation: '89 FR 15800' },
  correction: { file: '2024-03-20/written-correction.xml', number: '2024-99022', citation: '89 FR 19100' },
  printing: { file: '2024-03-22/C1-2024-99021.xml', number: 'C1-2024-99021', citation: '89 FR 20001' },
  moves: { file: '2024-06-20/written-moves.xml', number: '2024-99023', citation: '89 FR 51700' },
  seventy: { file: '2025-03-28/written-seventy.xml', number: '2025-99030', citation: '90 FR 14046' },
} as const
export type WrittenRule = keyof typeof documents

export const bytesOf = (rule: WrittenRule): Buffer =>
  readFileSync(new URL(`../../fixtures/bis-entity-list-written/${documents[rule].file}`, import.meta.url))

export const documentOf = (rule: WrittenRule): RuleDocument => ({
  documentNumber: documents[rule].number,
  publishedOn: documents[rule].file.slice(0, 10),
  citation: documents[rule].citation,
  url: `https://www.federalregister.gov/d/${documents[rule].number}`,
})

/** Reads a written rule, with some of its text replaced; fails where the text does not occur. */
export const read = (
  rule: WrittenRule,
  changes: readonly (readonly [string, string])[] = [],
): RuleReading => {
  let text = bytesOf(rule).toString('utf8')
  for (const [find, by] of changes) {
    if (!text.includes(find)) throw new Error(`"${find}" does not occur`)
    text = text.replace(find, () => by)
  }
  return readRule(Buffer.from(text), documentOf(rule))
}

/** An entry as the reader of the regulation would write it down, in one line. */
export const lineOf = ({ name, aliases, addresses, notes }: DesignationFacts): string =>
  [
    name,
    ...aliases.map((alias) => `${alias.kind} ${alias.name}`),
    ...addresses.map(({ text }) => `at ${text}`),
    ...notes.map(({ label, value }) => `${label}: ${value}`),
  ].join(' | ')

/** What an action does, in one line. */
export const actionOf = ({ action, target, edits, entry, scope }: RuleAction): string => {
  const where = scope === undefined ? `${target.country} ${target.name}` : 'wherever'
  const changes = (edits ?? []).map(({ op, of, text, by }) =>
    by === undefined ? `${op} ${of} ${text}` : `${text} → ${by}`,
  )
  return [`${action} ${where}`, ...changes, ...(entry === undefined ? [] : ['with its row'])].join('; ')
}
