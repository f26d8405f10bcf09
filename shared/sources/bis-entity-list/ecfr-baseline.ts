import { countryCode } from '../../countries.ts'
import { isoDate } from '../../dates.ts'
import { SourceShapeError } from '../../errors.ts'
import { sha256 } from '../../hash.ts'
import type { DesignationFacts } from '../../model/designation.ts'
import { emptyFacts, filledFields, type CutDocument, type RawEntry, type ReadEntry } from '../reader.ts'
import { leadingName, readEntity, splitLast } from './entity-cell.ts'
import { citationOf, licenceTerms, programsOf, raisedFigures } from './licence-terms.ts'
import { addressKeyOf, discriminatorOf, naturalKeyOf, partyOf, regionOf } from './natural-key.ts'
import { numberOf } from './number-words.ts'
import { isAddressPlaceholder, partyTypeOf } from './party-type.ts'
import { readAddresses } from './postal-addresses.ts'
import type { Cell } from './rule-table.ts'
import { xinjiangGroundsOf } from './xinjiang-rules.ts'
import { cutElements, openXml, parsePiece, plainText, type XmlNode } from './rule-xml.ts'

/** A row of the consolidated list, as its own cells; JSON in the raw entry. */
export interface EcfrRow {
  heading: string
  country: string
  entity: Cell
  /** Rows below it that hold an entity's cell alone: subordinate institutions, affiliates, addresses that go on. */
  more?: Cell[]
  requirement: string
  marks: number[]
  reviewPolicy: string
  citation: string
  discriminator?: string
}

/** A raw entry of the eCFR is JSON that begins so; the screening list's begin otherwise. */
export const ecfrMark = '{"ecfr":'

const supplement = /<DIV9\b[^>]*\bN=(["'])Supplement No\. 4 to Part 744\1[^>]*>/iu

/** Elements that begin a new line within a cell. */
const breaks = new Set(['br', 'p', 'li', 'ul', 'div', 'fp'])
const raised = new Set(['sup', 'su'])

/** The text of a cell, parted where the page breaks the line; raised figures apart. */
const readCell = (nodes: readonly XmlNode[]): Cell => {
  const lines: XmlNode[][] = [[]]
  const marks: number[] = []
  const walk = (node: XmlNode) => {
    if (typeof node === 'string') {
      lines.at(-1)!.push(node)
      return
    }
    const name = node.name.toLowerCase()
    if (breaks.has(name)) {
      lines.push([])
      node.children.forEach(walk)
      if (name !== 'br') lines.push([])
      return
    }
    if (raised.has(name)) marks.push(...raisedFigures(plainText(node.children)))
    node.children.forEach(walk)
  }
  nodes.forEach(walk)
  const [head = '', ...items] = lines.map((line) => plainText(line)).filter((line) => line !== '')
  return { head, items, marks }
}

const cellText = ({ head, items }: Cell): string => [head, ...items].join(' ').replace(/\s+/gu, ' ').trim()

/** A cell on one line, parted as the Register prints it: each bullet, and what follows the last of a list. */
const partOneLine = (text: string): Cell | undefined => {
  const list =
    /the\s+following\s+(?:([\p{L}\p{N}-]+)\s+)?(?:alias(?:es)?|address(?:es)?|subordinate[^:—]*|affiliate[^:—]*|subsidiar[^:—]*)\s*:?\s*(?=—)/u
  const first = list.exec(text)
  if (!first) return undefined
  const head = text.slice(0, first.index + first[0].length).trim()
  const items: string[] = []
  let rest = text.slice(first.index + first[0].length)
  let count = first[1] === undefined ? 1 : numberOf(first[1])
  while (count !== undefined && count > 0) {
    const bullets = rest.split(/(?=—)/u)
    if (bullets.length < count) return undefined
    items.push(...bullets.slice(0, count - 1).map((bullet) => bullet.trim()))
    const last = bullets.slice(count - 1).join('')
    const next = list.exec(last)
    // "…; and f.k.a., the following one alias: —X": the list after it begins within the last bullet.
    const marker =
      next === null ? -1 : last.slice(0, next.index).search(/[;,.]\s*(?:and\s+)?(?:[afnd]\.[kb]\.a\.)/iu)
    if (next && marker >= 0) {
      items.push(
        last.slice(0, marker + (last[marker] === '.' ? 1 : 0)).trim(),
        last
          .slice(marker, next.index + next[0].length)
          .replace(/^[;,.\s]+(?:and\s+)?/iu, '')
          .trim(),
      )
      rest = last.slice(next.index + next[0].length)
      count = next[1] === undefined ? 1 : numberOf(next[1])
      continue
    }
    const parts = splitLast(last)
    if (!parts) return undefined
    items.push(...parts)
    count = 0
  }
  return { head, items, marks: [] }
}

const isReserved = (text: string): boolean => /^\[?reserved\]?\.?$/iu.test(text)

/** The Entity List's own rows in the consolidated part 744. Five cells a row; a blank country inherits the one above. */
export const cutEcfr = (bytes: Uint8Array): CutDocument => {
  const xml = openXml(bytes, 'The consolidated part 744')
  const open = supplement.exec(xml)
  if (!open) throw new SourceShapeError('missing-table', 'The consolidated part 744 has no supplement no. 4')
  const end = xml.indexOf('</DIV9>', open.index)
  if (end < 0) throw new SourceShapeError('truncated', 'Supplement no. 4 breaks off')
  const before = xml.slice(0, open.index).match(/\n/gu)?.length ?? 0
  const rows: { row: EcfrRow; place: string }[] = []
  let country: { code: string; heading: string } | undefined
  for (const piece of cutElements(xml.slice(open.index, end), ['TR'], before + 1)) {
    const place = `row at line ${piece.line}`
    const cells = parsePiece(piece)
      .children.filter((node) => typeof node !== 'string')
      .filter((node) => node.name.toUpperCase() === 'TD')
      .map((cell) => readCell(cell.children))
    const texts = cells.map(cellText)
    // Header rows have no TD; footnotes trail the table in a cell of their own.
    if (texts.every((text) => text === '')) continue
    if (
      texts.filter((text) => text !== '').length === 1 &&
      /^[1-9]\s*\S/u.test(texts.find((text) => text !== '')!)
    )
      continue
    if (cells.length !== 5)
      throw new SourceShapeError(
        'unexplained-row',
        `A row of ${cells.length} cells: "${texts.join(' | ').slice(0, 100)}"`,
        { place },
      )
    const [first = '', entity = '', requirement = '', reviewPolicy = '', citation = ''] = texts
    if (first !== '') {
      const code = countryCode(first)
      if (code === undefined)
        throw new SourceShapeError('unknown-category', `Unknown destination "${first}"`, { place })
      country = { code, heading: first }
    }
    if (entity === '' || isReserved(entity)) continue
    if (country === undefined)
      throw new SourceShapeError('unexplained-row', 'An entry stands before any destination', { place })
    const above = rows.at(-1)?.row
    if (first === '' && above !== undefined && `${requirement}${reviewPolicy}${citation}` === '') {
      above.more = [...(above.more ?? []), cells[1]!]
      continue
    }
    rows.push({
      place,
      row: {
        heading: country.heading,
        country: country.code,
        entity: cells[1]!,
        requirement,
        marks: cells[2]!.marks,
        reviewPolicy,
        citation,
      },
    })
  }
  if (rows.length === 0)
    throw new SourceShapeError('count-mismatch', 'The consolidated Entity List holds no row')
  const sharing = Map.groupBy(rows, ({ row }) => keyOf(row))
  return {
    entries: rows.map(({ row, place }): RawEntry => {
      const shared = (sharing.get(keyOf(row))?.length ?? 0) > 1
      const raw = JSON.stringify(
        shared ? { ...row, discriminator: discriminatorOf(JSON.stringify(row)) } : row,
      )
      return { rawHash: sha256(raw), raw: `${ecfrMark}${raw}}`, place }
    }),
  }
}

const nameOf = ({ entity }: EcfrRow): string => leadingName(entity.head)

const keyOf = (row: EcfrRow): string => {
  const name = nameOf(row)
  return isAddressPlaceholder(name)
    ? addressKeyOf([row.country], cellText(row.entity))
    : naturalKeyOf([row.country], name, row.discriminator)
}

const wholeCell = ({ entity, more }: EcfrRow): string => [entity, ...(more ?? [])].map(cellText).join(' ')

/** Names, aliases and addresses of a cell. Where their ends cannot be told, the cell itself is kept, and nothing guessed. */
const partsOf = (
  row: EcfrRow,
  name: string,
  place: string,
): Pick<DesignationFacts, 'aliases' | 'addresses' | 'notes'> => {
  const cell = row.entity.items.length > 0 ? row.entity : (partOneLine(row.entity.head) ?? row.entity)
  try {
    const { aliases, addresses, notes } = readEntity([cell, ...(row.more ?? [])], name, row.country, place)
    // "—X Ltd. Bucharest, Romania.": an address that was not told from the last alias.
    if (addresses.length > 0 || !aliases.some((alias) => /\.\s+\p{Lu}.*,/u.test(alias.name)))
      return { aliases, addresses, notes }
  } catch (error) {
    if (!(error instanceof SourceShapeError)) throw error
  }
  const whole = wholeCell(row)
  // What stands in the rows below belongs to a part of the party: its addresses are not told apart.
  const rest = cellText(row.entity)
    .slice(name.length)
    .replace(/^[\s,;]+/u, '')
  const addresses = /\ba\.k\.a\b|the following/iu.test(rest) ? [] : readAddresses(rest, row.country).addresses
  return { aliases: [], addresses, notes: [{ label: 'Entry as published', value: whole }] }
}

const cited = /(\d{1,2}\/\d{1,2}\/\d{2,4})/gu

/** The first day that the citation names: the entry's listing. */
const listedOn = (citation: string): string | undefined => {
  const days = [...citation.matchAll(cited)].flatMap(([, day]) => {
    const [month, date, year] = day!.split('/').map(Number)
    const full = year! < 100 ? (year! >= 90 ? 1900 : 2000) + year! : year!
    return isoDate(`${month}/${date}/${full}`) ?? []
  })
  return days.sort()[0]
}

export const parseEcfr = ({ raw, place }: RawEntry): ReadEntry => {
  const row = (JSON.parse(raw) as { ecfr: EcfrRow }).ecfr
  const name = nameOf(row)
  const type = partyTypeOf(name)
  const isAddress = type === 'address'
  const licence = licenceTerms(row.requirement, row.reviewPolicy, row.marks)
  const { aliases, addresses, notes } = partsOf(row, name, place)
  const citation = citationOf(row.citation)
  const listed = listedOn(row.citation)
  const address = addresses.map(({ text }) => text).join('; ')
  const region = regionOf(row.heading)
  const facts: DesignationFacts = {
    ...emptyFacts('bis-entity-list', type, isAddress ? address || cellText(row.entity) : name),
    aliases,
    addresses,
    countries: [...new Set([row.country, ...addresses.flatMap(({ country }) => country ?? [])])].sort(),
    regions: region === undefined ? [] : [region],
    notes: isAddress ? [...notes, { label: 'Placeholder', value: name }] : notes,
    programs: programsOf(licence),
    ...(citation === undefined ? {} : { citation }),
    ...(listed === undefined ? {} : { listedOn: listed }),
    ...(licence === undefined ? {} : { licence }),
    ...(isAddress ? {} : { party: partyOf(name) }),
  }
  const grounds = xinjiangGroundsOf(facts)
  if (grounds !== undefined) facts.grounds = grounds
  return {
    naturalKey: isAddress
      ? addressKeyOf([row.country], address || cellText(row.entity))
      : naturalKeyOf([row.country], name, row.discriminator),
    facts,
    guard: { type, filled: filledFields(facts), category: 'EL' },
  }
}
