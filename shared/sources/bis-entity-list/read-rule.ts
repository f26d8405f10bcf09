import { SourceShapeError } from '../../errors.ts'
import type { DesignationFacts, Grounds } from '../../model/designation.ts'
import {
  emptyFacts,
  filledFields,
  type ReadEntry,
  type RuleAction,
  type RuleDocument,
  type RuleReading,
} from '../reader.ts'
import { readInstructions, type Instruction, type Paragraph } from './amendatory-instructions.ts'
import { leadingName, readEntity } from './entity-cell.ts'
import { joinRows } from './join-rows.ts'
import { citationTitle, licenceTerms, programsOf } from './licence-terms.ts'
import { addressKeyOf, compactName, headingCode, naturalKeyOf, partyOf, regionOf } from './natural-key.ts'
import { isAddressPlaceholder, partyTypeOf } from './party-type.ts'
import { effectiveDays, groundsFinder, readPreamble } from './preamble.ts'
import { isPrintingCorrection, readPrintingCorrection } from './printing-correction.ts'
import { readTable, textOfCell, type EntryRow } from './rule-table.ts'
import { cutElements, openRule, textOf, type XmlPiece } from './rule-xml.ts'
import { compareCounts, statedNumbers } from './stated-counts.ts'
import { numberOfInstruction, openingOf, supplementLists } from './supplements.ts'

interface Amended {
  /** Instructions and tables of supplement no. 4. */
  paragraphs: Paragraph[]
  tables: XmlPiece[]
  /** Numbers of the instructions that open supplement no. 4. */
  numbers: number[]
  outOfScope: RuleReading['outOfScope']
}

/** The columns that only the Entity List has. */
const isEntityListTable = (xml: string): boolean =>
  /License\s+review\s+policy/iu.test(xml.replace(/<[^>]*>/gu, ' '))

/** What the rule amends: supplement no. 4 to part 744 apart, the other supplements of that part by name. */
const amendedBy = (xml: string): Amended => {
  const found: Amended = { paragraphs: [], tables: [], numbers: [], outOfScope: [] }
  const start = xml.indexOf('<SUPLINF')
  const from = start < 0 ? 0 : start
  let ours = false
  let list: string | undefined
  const firstLine = 1 + (xml.slice(0, from).match(/\n/gu)?.length ?? 0)
  for (const piece of cutElements(xml.slice(from), ['AMDPAR', 'GPOTABLE'], firstLine)) {
    const place = `${piece.name === 'AMDPAR' ? 'AMDPAR' : 'table'} at line ${piece.line}`
    if (piece.name === 'GPOTABLE') {
      if (ours) found.tables.push(piece)
      else if (isEntityListTable(piece.xml)) {
        throw new SourceShapeError(
          'unexplained-row',
          'A table of the Entity List that no instruction on supplement no. 4 to part 744 leads to',
          { place },
        )
      }
      continue
    }
    const words = textOf(piece)
    const opened = openingOf(words, place)
    if (opened) {
      ours = opened.part === 744 && opened.supplement === 4
      if (ours) found.numbers.push(numberOfInstruction(words) ?? 0)
      list =
        opened.part === 744 && opened.supplement !== undefined && !ours
          ? (supplementLists[opened.supplement] ?? `Supplement No. ${opened.supplement}`)
          : undefined
    }
    if (ours) found.paragraphs.push({ text: words, place })
    else if (list !== undefined) found.outOfScope.push({ what: list, words, place })
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
  { row, name: printed }: { row: EntryRow; name: string },
  document: RuleDocument,
  effectiveOn: string | undefined,
  groundsOf: (name: string) => Grounds | undefined,
): { entry: ReadEntry; doubts: string[] } => {
  const { name, aliases, addresses, notes, doubts } = readEntity(row.entity, printed, row.country, row.place)
  const licence = licenceTerms(
    textOfCell(row.requirement),
    textOfCell(row.reviewPolicy),
    row.requirement.marks,
  )
  const type = partyTypeOf(name)
  const isAddress = isAddressPlaceholder(name)
  const address = addresses.map((one) => one.text).join('; ')
  const isNew = instruction.action === 'add'
  const region = regionOf(row.heading)
  const grounds = isNew ? groundsOf(name) : undefined
  const facts: DesignationFacts = {
    ...emptyFacts('bis-entity-list', type, isAddress ? address : name),
    aliases,
    addresses,
    // The entry's own destination, and where its addresses are ("Hong Kong, China" under China).
    countries: [...new Set([row.country, ...addresses.flatMap((one) => one.country ?? [])])].sort(),
    regions: region === undefined ? [] : [region],
    notes: isAddress ? [...notes, { label: 'Placeholder', value: name }] : notes,
    programs: programsOf(licence),
    citation: { title: filledCitation(textOfCell(row.citation), document, row.place), url: document.url },
    // A revised entry was listed before: its dates are those of the entry that it replaces.
    ...(isNew ? { listedOn: document.publishedOn } : {}),
    ...(isNew && effectiveOn !== undefined ? { effectiveOn } : {}),
    ...(licence === undefined ? {} : { licence }),
    ...(isAddress ? {} : { party: partyOf(name) }),
    ...(grounds === undefined ? {} : { grounds }),
  }
  return {
    entry: {
      naturalKey: isAddress ? addressKeyOf([row.country], address) : naturalKeyOf([row.country], name),
      facts,
      guard: { type, filled: filledFields(facts), category: 'EL' },
    },
    doubts,
  }
}

const refuseRepeated = (instructions: readonly Instruction[]): void => {
  const seen = new Set<string>()
  for (const instruction of instructions) {
    const { action, name, place } = instruction
    const key = `${action} ${headingCode(instruction)} ${compactName(name)}`
    if (seen.has(key)) {
      throw new SourceShapeError('unexplained-instruction', `“${name}” is named twice to ${action}`, {
        place,
      })
    }
    seen.add(key)
  }
}

/**
 * Headings that share a destination may each have an entry of one name (Crimea and Ukraine, 79 FR 21394): the one under
 * the region, or under Hong Kong, then bears its heading in its key; one that only goes is told by its heading. Two entries that would still share a key are one
 * entry printed twice, or two that could not be told apart.
 */
const keptApart = (actions: readonly RuleAction[]): RuleAction[] => {
  const headings = (key: string): number =>
    new Set(
      actions.flatMap(({ naturalKey, action, target }) =>
        naturalKey === key && action !== 'remove' ? (target.region ?? target.country) : [],
      ),
    ).size
  const apart = actions.map((action) => {
    const { region, country } = action.target
    const mark = region ?? (country === 'HK' ? country : undefined)
    if (
      mark === undefined ||
      action.action === 'remove' ||
      action.scope !== undefined ||
      headings(action.naturalKey) < 2
    )
      return action
    const marked = (key: string): string => (key === action.naturalKey ? `${key}#${mark}` : key)
    return {
      ...action,
      naturalKey: marked(action.naturalKey),
      ...(action.entry === undefined
        ? {}
        : { entry: { ...action.entry, naturalKey: marked(action.entry.naturalKey) } }),
    }
  })
  const seen = new Set<string>()
  for (const { entry, place } of apart) {
    if (entry === undefined) continue
    if (seen.has(entry.naturalKey))
      throw new SourceShapeError('unexplained-row', `“${entry.facts.name}” stands in two rows`, { place })
    seen.add(entry.naturalKey)
  }
  return apart
}

const sectionText = (xml: string, name: string): string => cutElements(xml, [name]).map(textOf).join(' ')

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

/** A row must show what its instruction says of it: an alias that goes must not stand in it any more. */
const checkEdits = ({ edits, name, place }: Instruction, facts: DesignationFacts): void => {
  for (const { op, of, text, by } of edits ?? []) {
    if (of === 'text') continue
    const stands = (wanted: string): boolean =>
      of === 'alias'
        ? facts.aliases.some((alias) => compactName(alias.name) === compactName(wanted))
        : facts.addresses.some((address) => compactName(address.text) === compactName(wanted))
    const fits = op === 'add' ? stands(text) : !stands(text) && (by === undefined || stands(by))
    if (fits) continue
    throw new SourceShapeError(
      'unexplained-row',
      `The row of “${name}” does not show that the ${of} “${text}” is ${op === 'add' ? 'added' : 'gone'}`,
      { place },
    )
  }
}

/** The party that a removal names; older rules quote the whole entry, its aliases and address included. */
export const removedName = (name: string): string =>
  /,?\s+(?:a\.k\.a|f\.k\.a|the following)/iu.test(name) ? leadingName(name) : name

const readCorrection = (xml: string, document: RuleDocument): RuleReading => {
  const { corrects, actions, asides, unclear } = readPrintingCorrection(xml)
  if (document.corrects !== undefined && document.corrects !== corrects)
    throw new SourceShapeError(
      'not-the-document',
      `The correction is of ${corrects}, not of ${document.corrects}`,
      { place: 'SUPLINF' },
    )
  return {
    documentNumber: document.documentNumber,
    citation: document.citation,
    publishedOn: document.publishedOn,
    corrects,
    stated: {},
    disagreements: unclear.map((words) => `a correction of ${corrects} was not made out: "${words}"`),
    actions,
    outOfScope: asides.map((aside) => ({ what: 'Printing, no entry', ...aside })),
  }
}

/** The day on which the instructions on supplement no. 4 take effect, and what is not clear of it. */
const effectOf = (
  xml: string,
  numbers: readonly number[],
  document: RuleDocument,
): { day?: string; unclear: string[] } => {
  const { day = document.effectiveOn, own, unclear } = effectiveDays(xml)
  const days = new Set(numbers.map((number) => own.get(number) ?? day))
  const [ours = day] = days
  return {
    ...(ours === undefined ? {} : { day: ours }),
    unclear: [
      ...(unclear ? ['the rule gives single instructions days of effect that were not made out'] : []),
      ...(days.size > 1 ? ['the instructions on the Entity List take effect on different days'] : []),
    ],
  }
}

/**
 * Reads a Federal Register rule (its full-text XML) as law: each amendatory instruction of supplement no. 4 with its row.
 * A rule that amends other parts of the regulations has no actions. Throws `SourceShapeError` for a document that is not
 * the rule, and for an instruction without its row or a row without its instruction. Numbers that the rule states of
 * itself and that differ from what was read are its `disagreements`, and so is a row that may have lost something: they
 * hold the rule until a person has looked.
 * A correction of another rule's printing changes the words that it names in that rule's one entry that has them.
 */
export const readRule = (bytes: Uint8Array, document: RuleDocument): RuleReading => {
  const xml = openRule(bytes)
  checkNumber(xml, document)
  if (isPrintingCorrection(xml)) return readCorrection(xml, document)
  const preamble = readPreamble(xml)
  const { paragraphs, tables, numbers, outOfScope } = amendedBy(xml)
  const instructions = readInstructions(paragraphs)
  refuseRepeated(instructions.named)
  const joined = joinRows(instructions, tables.flatMap(readTable), preamble.names)
  const { day: effectiveOn, unclear } = effectOf(xml, numbers, document)
  const groundsOf = groundsFinder(
    preamble,
    joined.map(({ name }) => name),
  )

  const everywhere = instructions.everywhere.map(
    ({ text, by, place }): RuleAction => ({
      action: 'revise',
      naturalKey: '',
      target: { name: '', country: '' },
      edits: [{ op: 'replace', of: 'text', text, by }],
      scope: 'list',
      place,
    }),
  )
  const doubts: string[] = []
  const named = joined.map(({ instruction, row, name }): RuleAction => {
    const { action, country, place, edits } = instruction
    const own = action === 'remove' ? removedName(instruction.name) : instruction.name
    const region = regionOf(instruction.heading)
    const target = { name: own, country, ...(region === undefined ? {} : { region }) }
    const naturalKey = naturalKeyOf([country], own)
    if (row === undefined) {
      const renamed = instruction.renamedTo
      const changes = [
        ...(edits ?? []),
        ...(renamed === undefined ? [] : [{ op: 'replace', of: 'text', text: own, by: renamed } as const]),
      ]
      return { action, naturalKey, target, place, ...(changes.length === 0 ? {} : { edits: changes }) }
    }
    const { entry, doubts: ofRow } = readEntry(instruction, { row, name }, document, effectiveOn, groundsOf)
    doubts.push(...ofRow)
    checkEdits(instruction, entry.facts)
    // A listed address is keyed by the address itself; a renamed entry is found under its old name.
    return {
      action,
      naturalKey: instruction.renamedTo === undefined ? entry.naturalKey : naturalKey,
      entry,
      target,
      place,
    }
  })

  const { stated, disagreements } = compareCounts(statedNumbers(preamble.summary, preamble.paragraphs), {
    entries: named.map(({ action, target, entry }) => ({
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
    disagreements: [...unclear, ...instructions.doubts, ...doubts, ...disagreements],
    // What changes wherever it appears changes in the entries as they were; the rows that are printed have it already.
    actions: [...everywhere, ...keptApart(named)],
    outOfScope: [
      ...outOfScope,
      ...instructions.asides.map(({ words, place }) => ({ what: 'Entity List, no entry', words, place })),
    ],
    ...(preamble.savingsClause === undefined ? {} : { savingsClause: preamble.savingsClause }),
  }
}
