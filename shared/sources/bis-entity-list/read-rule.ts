import { isoDate } from '../../dates.ts'
import { SourceShapeError } from '../../errors.ts'
import type { DesignationFacts } from '../../model/designation.ts'
import {
  emptyFacts,
  filledFields,
  type ReadEntry,
  type RuleAction,
  type RuleDocument,
  type RuleReading,
} from '../reader.ts'
import {
  opensSupplementFour,
  readInstructions,
  type Instruction,
  type Paragraph,
} from './amendatory-instructions.ts'
import { endOfName, readEntity } from './entity-cell.ts'
import { citationTitle, licenceTerms, programsOf } from './licence-terms.ts'
import { addressKeyOf, compactName, naturalKeyOf, partyOf } from './natural-key.ts'
import { isAddressPlaceholder, partyTypeOf } from './party-type.ts'
import { readTable, textOfCell, type EntryRow } from './rule-table.ts'
import { cutElements, openRule, textOf, type XmlPiece } from './rule-xml.ts'
import { compareCounts, statedNumbers } from './stated-counts.ts'

interface SupplementFour {
  paragraphs: Paragraph[]
  tables: XmlPiece[]
}

/** The instructions and tables that amend supplement no. 4 to part 744, out of all that the rule amends. */
const supplementFour = (xml: string): SupplementFour => {
  const found: SupplementFour = { paragraphs: [], tables: [] }
  for (const text of cutElements(xml, ['REGTEXT'])) {
    if (!/^<REGTEXT[^>]*\bPART="744"/u.test(text.xml)) continue
    let amended = false
    for (const piece of cutElements(text.xml, ['AMDPAR', 'GPOTABLE'], text.line)) {
      if (piece.name === 'GPOTABLE') {
        if (amended) found.tables.push(piece)
        continue
      }
      const words = textOf(piece)
      amended = opensSupplementFour(words) ?? amended
      if (amended) found.paragraphs.push({ text: words, place: `AMDPAR at line ${piece.line}` })
    }
  }
  return found
}

const placeholder = /(\d{2,3})\s*FR\s*\[\s*INSERT[^\]]*\]/giu

/** The row's citation with the rule's own in place of "88 FR [INSERT FR PAGE NUMBER AND 2/27/2023]". */
const filledCitation = (cell: string, document: RuleDocument, place: string): string => {
  const volume = /^(\d+) FR \d+/u.exec(document.citation)?.[1]
  const text = cell.replace(placeholder, (_whole, own: string) => {
    if (own !== volume) {
      throw new SourceShapeError(
        'not-the-document',
        `The row cites volume ${own}, the document is ${document.citation}`,
        {
          place,
        },
      )
    }
    return document.citation
  })
  // A row that cites earlier rules alone is amended by this one all the same.
  const title = citationTitle(text) ?? document.citation
  return title.includes(document.citation) ? title : `${title}; ${document.citation}`
}

const readEntry = (
  instruction: Instruction,
  row: EntryRow,
  document: RuleDocument,
  effectiveOn: string | undefined,
): ReadEntry => {
  const { name, aliases, addresses, notes } = readEntity(row.entity, instruction.name, row.country, row.place)
  const licence = licenceTerms(
    textOfCell(row.requirement),
    textOfCell(row.reviewPolicy),
    row.requirement.marks,
  )
  const type = partyTypeOf(name)
  const isAddress = isAddressPlaceholder(name)
  const address = addresses.map((one) => one.text).join('; ')
  const isNew = instruction.action === 'add'
  const facts: DesignationFacts = {
    ...emptyFacts('bis-entity-list', type, isAddress ? address : name),
    aliases,
    addresses,
    // The entry's own destination, and where its addresses are ("Hong Kong, China" under China).
    countries: [...new Set([row.country, ...addresses.flatMap((one) => one.country ?? [])])].sort(),
    regions: /^Crimea\b/iu.test(row.heading) ? ['UA-43'] : [],
    notes: isAddress ? [...notes, { label: 'Placeholder', value: name }] : notes,
    programs: programsOf(licence),
    citation: { title: filledCitation(textOfCell(row.citation), document, row.place), url: document.url },
    // A revised entry was listed before: its dates are those of the entry that it replaces.
    ...(isNew ? { listedOn: document.publishedOn } : {}),
    ...(isNew && effectiveOn !== undefined ? { effectiveOn } : {}),
    ...(licence === undefined ? {} : { licence }),
    ...(isAddress ? {} : { party: partyOf(name) }),
  }
  return {
    naturalKey: isAddress ? addressKeyOf([row.country], address) : naturalKeyOf([row.country], name),
    facts,
    guard: { type, filled: filledFields(facts), category: 'EL' },
  }
}

/** The row of an instruction: under its destination, the cell begins with its name; the longest name that fits wins. */
const joinRows = (
  instructions: readonly Instruction[],
  rows: readonly EntryRow[],
): Map<Instruction, EntryRow> => {
  const joined = new Map<Instruction, EntryRow>()
  const wanting = instructions
    .filter((instruction) => instruction.action !== 'remove')
    .map((instruction) => ({ instruction, compact: compactName(instruction.name) }))
  for (const row of rows) {
    const head = row.entity[0]!.head
    const compactHead = compactName(head)
    const best = wanting
      .filter(
        ({ instruction, compact }) =>
          instruction.country === row.country &&
          compactHead.startsWith(compact) &&
          !joined.has(instruction) &&
          endOfName(head, instruction.name) >= 0,
      )
      .sort((a, b) => b.compact.length - a.compact.length)[0]?.instruction
    if (best === undefined) {
      throw new SourceShapeError(
        'unexplained-row',
        `No instruction adds or revises the row "${head.slice(0, 80)}" under ${row.heading}`,
        { place: row.place },
      )
    }
    joined.set(best, row)
  }
  for (const { instruction: one } of wanting) {
    if (joined.has(one)) continue
    throw new SourceShapeError(
      'unexplained-instruction',
      `The instruction to ${one.action} “${one.name}” under ${one.heading} has no row in the table`,
      { place: one.place },
    )
  }
  return joined
}

const refuseRepeated = (instructions: readonly Instruction[]): void => {
  const seen = new Set<string>()
  for (const { action, country, name, place } of instructions) {
    const key = `${action} ${country} ${compactName(name)}`
    if (seen.has(key)) {
      throw new SourceShapeError('unexplained-instruction', `“${name}” is named twice to ${action}`, {
        place,
      })
    }
    seen.add(key)
  }
}

const sectionText = (xml: string, name: string): string => cutElements(xml, [name]).map(textOf).join(' ')

const writtenDay = /\b([A-Z][a-z]{2,8}\.?\s+\d{1,2},\s*\d{4})\b/u

/** The preamble: what stands before the amended regulation itself. */
const beforeRegulation = (xml: string): string => {
  const start = xml.indexOf('<SUPLINF')
  const end = xml.search(/<REGTEXT[\s>]/u)
  return start < 0 ? '' : xml.slice(start, end < 0 ? undefined : end)
}

/** "This rule is effective February 24, 2023." The day may precede publication. */
const effectiveDay = (xml: string, document: RuleDocument): string | undefined => {
  const text = sectionText(xml, 'EFFDATE')
  const from = text.search(/\beffective\b/iu)
  const written = writtenDay.exec(from < 0 ? text : text.slice(from))?.[1]
  return (written === undefined ? undefined : isoDate(written)) ?? document.effectiveOn
}

/** The XML's own number: the index and the document must speak of the same rule. */
const checkNumber = (xml: string, document: RuleDocument): void => {
  const number = /\[?FR Doc\.\s*([A-Z]?\d[\dA-Z-]*\d)/u.exec(sectionText(xml, 'FRDOC'))?.[1]
  if (number !== undefined && number !== document.documentNumber) {
    throw new SourceShapeError(
      'not-the-document',
      `The document is ${number}, not ${document.documentNumber}`,
      {
        place: 'FRDOC',
      },
    )
  }
}

/**
 * Reads a Federal Register rule (its full-text XML) as law: each amendatory instruction of supplement no. 4 with its row.
 * A rule that amends other parts of the regulations has no actions. Throws `SourceShapeError` for a document that is not
 * the rule, for an instruction without its row or a row without its instruction, and for a stated number that differs.
 */
export const readRule = (bytes: Uint8Array, document: RuleDocument): RuleReading => {
  const xml = openRule(bytes)
  checkNumber(xml, document)
  const { paragraphs, tables } = supplementFour(xml)
  const instructions = readInstructions(paragraphs)
  refuseRepeated(instructions)
  const rows = tables.flatMap(readTable)
  const joined = joinRows(instructions, rows)
  const effectiveOn = effectiveDay(xml, document)

  const actions = instructions.map((instruction): RuleAction => {
    const row = joined.get(instruction)
    const target = { name: instruction.name, country: instruction.country }
    if (row === undefined) {
      const naturalKey = naturalKeyOf([instruction.country], instruction.name)
      return { action: instruction.action, naturalKey, target, place: instruction.place }
    }
    const entry = readEntry(instruction, row, document, effectiveOn)
    return {
      action: instruction.action,
      naturalKey: entry.naturalKey,
      entry,
      target,
      place: instruction.place,
    }
  })

  const summary = cutElements(xml, ['SUM'])
    .flatMap((section) => cutElements(section.xml, ['P']))
    .map(textOf)
    .join(' ')
  const preamble = cutElements(beforeRegulation(xml), ['P']).map(textOf)
  const stated = compareCounts(statedNumbers(summary, preamble), {
    entries: actions.map(({ action, target, entry }) => ({
      action,
      country: target.country,
      party: entry?.facts.party ?? partyOf(target.name),
    })),
  })
  return {
    documentNumber: document.documentNumber,
    citation: document.citation,
    publishedOn: document.publishedOn,
    ...(effectiveOn === undefined ? {} : { effectiveOn }),
    stated,
    actions,
  }
}
