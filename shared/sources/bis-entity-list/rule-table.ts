import { countryCode } from '../../countries.ts'
import { SourceShapeError } from '../../errors.ts'
import { raisedFigures } from './licence-terms.ts'
import {
  cutElements,
  parsePiece,
  plainText,
  type XmlElement,
  type XmlNode,
  type XmlPiece,
} from './rule-xml.ts'

/** A table cell: its text up to the first `LI`, the `LI`s (and text after them), and the raised figures in it. */
export interface Cell {
  head: string
  items: string[]
  marks: number[]
}

/** A row that holds an entry, with the short rows below it that continue its cell. */
export interface EntryRow {
  /** ISO code of the destination that the row stands under. */
  country: string
  heading: string
  /** The cell of the entity, then the cells of its short rows. */
  entity: Cell[]
  requirement: Cell
  reviewPolicy: Cell
  citation: Cell
  place: string
}

/** GPO's elements within a cell: emphasis, raised figures, line items, page marks, footnote references, accents. */
const knownInline = new Set(['E', 'SU', 'LI', 'PRTPAGE', 'FTREF', 'AC', 'FR', 'P', 'STARS'])

const isRaised = (node: XmlElement): boolean =>
  node.name === 'SU' || (node.name === 'E' && node.attributes['T'] === '51')

const marksIn = (nodes: readonly XmlNode[]): number[] =>
  nodes.flatMap((node) => {
    if (typeof node === 'string') return []
    const figures = isRaised(node) ? raisedFigures(plainText(node.children)) : []
    return figures.length > 0 ? figures : marksIn(node.children)
  })

const checkInline = (nodes: readonly XmlNode[], place: string): void => {
  for (const node of nodes) {
    if (typeof node === 'string') continue
    if (!knownInline.has(node.name)) {
      throw new SourceShapeError('unexplained-row', `Unknown element ${node.name} in a cell`, { place })
    }
    checkInline(node.children, place)
  }
}

/** Reads an `ENT`. Text between or after the `LI`s is an item of its own. */
export const readCell = (ent: XmlElement, place: string): Cell => {
  checkInline(ent.children, place)
  const runs: XmlNode[][] = [[]]
  const isItem: boolean[] = [false]
  for (const node of ent.children) {
    if (typeof node !== 'string' && node.name === 'LI') {
      runs.push([...node.children], [])
      isItem.push(true, false)
    } else {
      runs.at(-1)!.push(node)
    }
  }
  const [head = '', ...items] = runs.map((run) => plainText(run))
  return { head, items: items.filter((item) => item !== ''), marks: marksIn(ent.children) }
}

const cellText = (cell: Cell | undefined): string =>
  cell === undefined ? '' : [cell.head, ...cell.items].join(' ').trim()

const isStars = (text: string): boolean => /^(?:\*\s*)+$/u.test(text)

/** "3 For this entity, “items subject to the EAR” includes …": the supplement's own footnotes. */
const isFootnote = (cells: readonly Cell[]): boolean => {
  const filled = cells.filter((cell) => cellText(cell) !== '')
  const text = filled.map(cellText).join(' ')
  if (/^(?:[1-9*†‡]\s*)(?:For (?:this|these)|See\b|The\b|This\b|Pursuant\b|These\b)/u.test(text)) return true
  // A cell alone that begins with its raised figure: "2 Cybersecurity research …".
  const mark = /^([1-9])\s*\p{Lu}/u.exec(text)?.[1]
  return filled.length === 1 && mark !== undefined && filled[0]!.marks.includes(Number(mark))
}

/** "RUSSIA—Continued": a heading that GPO repeats at the top of a column. */
const destinationHeading = (text: string): string =>
  text.replace(/\s*[—–-]?\s*\(?\bcon(?:tinued|t['’]?d\.?)\)?\s*$/iu, '').trim()

/**
 * Reads the rows of one `GPOTABLE` of supplement no. 4. A country is given once and holds for the rows below; star rows
 * stand for unchanged text; a row of an entity alone continues the entry above it. Any other row is refused.
 */
export const readTable = (table: XmlPiece): EntryRow[] => {
  const entries: EntryRow[] = []
  let country: { code: string; heading: string } | undefined
  let continues: EntryRow | undefined
  let headed = /<CHED[^>]*>\s*Country\s*<\/CHED>/u.test(table.xml)
  for (const piece of cutElements(table.xml, ['ROW'], table.line)) {
    const place = `table row at line ${piece.line}`
    const cells = parsePiece(piece)
      .children.filter((node) => typeof node !== 'string')
      .filter((node) => node.name === 'ENT')
      .map((ent) => readCell(ent, place))
    const texts = cells.map(cellText)
    if (texts.every((text) => text === '')) continue
    const [first = '', entity = '', ...terms] = texts
    if (first === 'Country' && entity === 'Entity') {
      headed = true
      continue
    }
    if (texts.every((text) => text === '' || isStars(text))) {
      continues = undefined
      continue
    }
    if (!headed)
      throw new SourceShapeError('missing-table', 'A table without the columns Country and Entity', { place })
    if (isFootnote(cells)) continue
    if (first !== '' && !isStars(first)) {
      const heading = destinationHeading(first)
      const code = countryCode(heading)
      if (code === undefined)
        throw new SourceShapeError('unknown-category', `Unknown destination "${first}"`, { place })
      country = { code, heading }
      continues = undefined
      if (entity === '' || isStars(entity)) continue
    }
    const filled = terms.filter((text) => text !== '').length
    if (filled === 0 && continues !== undefined && entity !== '') {
      continues.entity.push(cells[1]!)
      continue
    }
    if (country === undefined || entity === '' || filled !== 3 || terms.length !== 3) {
      throw new SourceShapeError(
        'unexplained-row',
        `A row that is no entry: "${texts.join(' | ').slice(0, 120)}"`,
        {
          place,
        },
      )
    }
    continues = {
      country: country.code,
      heading: country.heading,
      entity: [cells[1]!],
      requirement: cells[2]!,
      reviewPolicy: cells[3]!,
      citation: cells[4]!,
      place,
    }
    entries.push(continues)
  }
  return entries
}

/** A cell's whole text on one line. */
export const textOfCell = cellText
