import { SourceShapeError } from '../../errors.ts'
import type {
  Amendment,
  CountedInstruction,
  Instruction,
  InstructionsRead,
} from './amendatory-instructions.ts'
import { endOfName, goesOnAsName, leadingName } from './entity-cell.ts'
import { compactName, headingCode } from './natural-key.ts'
import type { EntryRow } from './rule-table.ts'

/** An instruction with the row that carries it out; a removal, and a change within an entry, may have none. */
export interface Joined {
  instruction: Instruction
  /** The name as the row's cell begins with it. */
  name: string
  row?: EntryRow
}

interface Wanting {
  instruction: Instruction
  name: string
  compact: string
}

const noRow = (instruction: Instruction): never => {
  const { action, name, heading, place } = instruction
  throw new SourceShapeError(
    'unexplained-instruction',
    `The instruction to ${action} “${name}” under ${heading} has no row in the table`,
    { place },
  )
}

/** The longest name of the preamble's lists that a cell begins with; else what stands before its aliases or address. */
const nameOfCell = (head: string, known: readonly string[]): string => {
  const compactHead = compactName(head)
  const printed = known
    .filter((name) => compactHead.startsWith(compactName(name)) && endOfName(head, name) >= 0)
    .sort((a, b) => b.length - a.length)[0]
  return printed ?? leadingName(head)
}

/**
 * Joins instructions and rows. A row belongs to the instruction under its destination whose name its cell begins with;
 * the longest name that fits wins. Rows that are left carry out the instructions that give a number instead of names,
 * and there must be as many. A row that no instruction explains, or an instruction without its row, is an error.
 */
export const joinRows = (
  { named, counted }: InstructionsRead,
  rows: readonly EntryRow[],
  preambleNames: readonly string[],
): Joined[] => {
  const wanting = new Map<string, Wanting[]>()
  for (const instruction of named) {
    if (instruction.action === 'remove') continue
    const name = instruction.renamedTo ?? instruction.name
    const own = wanting.get(headingCode(instruction)) ?? []
    own.push({ instruction, name, compact: compactName(name) })
    wanting.set(headingCode(instruction), own)
  }
  const rowOf = new Map<Instruction, { row: EntryRow; name: string }>()
  const left = new Map<string, EntryRow[]>()
  for (const row of rows) {
    const head = row.entity[0]!.head
    const compactHead = compactName(head)
    const best = (wanting.get(headingCode(row)) ?? [])
      .filter(({ compact }) => compactHead.startsWith(compact))
      .sort((a, b) => b.compact.length - a.compact.length)
      .find(({ instruction, name }) => {
        const end = rowOf.has(instruction) ? -1 : endOfName(head, name)
        // “Quince” does not explain the row of "Quince LLC".
        return end >= 0 && !goesOnAsName(head.slice(end))
      })
    if (best === undefined) left.set(headingCode(row), [...(left.get(headingCode(row)) ?? []), row])
    else rowOf.set(best.instruction, { row, name: best.name })
  }

  const unexplained = (own: Iterable<EntryRow[]>) => {
    for (const [row] of own) {
      if (row === undefined) continue
      throw new SourceShapeError(
        'unexplained-row',
        `No instruction adds or revises the row "${row.entity[0]!.head.slice(0, 80)}" under ${row.heading}`,
        { place: row.place },
      )
    }
  }
  const numbered = new Set(counted.map(headingCode))
  unexplained([...left].filter(([code]) => !numbered.has(code)).map(([, own]) => own))

  const joined: Joined[] = []
  for (const instruction of named) {
    const found = rowOf.get(instruction)
    if (found) joined.push({ instruction, ...found })
    else if (instruction.action === 'remove' || (instruction.edits?.length ?? 0) > 0)
      joined.push({ instruction, name: instruction.name })
    else if (instruction.action === 'revise' && instruction.renamedTo !== undefined)
      joined.push({ instruction, name: instruction.renamedTo })
    else noRow(instruction)
  }
  joined.push(...joinCounted(counted, left, preambleNames))
  return joined
}

/** Takes the rows of each destination that no name explains, where an instruction gives their number. */
const joinCounted = (
  counted: readonly CountedInstruction[],
  left: Map<string, EntryRow[]>,
  preambleNames: readonly string[],
): Joined[] => {
  const joined: Joined[] = []
  for (const [code, own] of Map.groupBy(counted, headingCode)) {
    const { place, heading, country } = own[0]!
    const refuse = (message: string): never => {
      throw new SourceShapeError('unexplained-instruction', message, { place })
    }
    const actions = new Set<Amendment>(own.map(({ action }) => action))
    if (actions.has('remove')) refuse(`The entries to remove under ${heading} are not named`)
    if (actions.size > 1) refuse(`Which rows are added and which revised under ${heading} is not said`)
    const rows = left.get(code) ?? []
    const expected = own.reduce((sum, { count }) => sum + count, 0)
    if (rows.length !== expected)
      refuse(
        `The instruction is to ${own[0]!.action} ${expected} entries under ${heading}, ${rows.length} rows stand for it`,
      )
    left.delete(code)
    for (const row of rows) {
      const name = nameOfCell(row.entity[0]!.head, preambleNames)
      joined.push({
        instruction: { action: own[0]!.action, name, country, heading: row.heading, place },
        name,
        row,
      })
    }
  }
  return joined
}
