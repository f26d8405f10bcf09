import { InputError, type InputProblem } from '../../../shared/errors.ts'
import { isSourceId, sourceIds } from '../../../shared/model/source.ts'
import { type Holding, type ListedOwner, partyKey } from '../../../shared/screening/ownership.ts'
import { badInput } from './input-files.ts'

export interface OwnershipFile {
  holdings: Holding[]
  listed: ListedOwner[]
  /** What is odd and was used all the same, in sentences. */
  warnings: string[]
}

const shape = '{"edges": [["Owner", "Owned", 51.5]], "listed": ["Owner"]}'

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const shown = (value: unknown): string => JSON.stringify(value) ?? String(value)

const parseJson = (bytes: Uint8Array, file: string): unknown => {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw badInput(file, 'the file is not UTF-8')
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/gu, ' ')
    const position = /position (\d+)/u.exec(reason)?.[1]
    const line = position === undefined ? undefined : text.slice(0, Number(position)).split('\n').length
    throw badInput(file, `not well-formed JSON: ${reason}`, line === undefined ? {} : { line })
  }
}

/**
 * Together the owners of a party hold 100 percent and no more. Each holding may have been rounded up, by half a percent
 * at most; what exceeds that is a mistake that could block or free a party, and is refused.
 */
const sumProblems = (holdings: readonly Holding[], file: string): InputProblem[] =>
  [...Map.groupBy(holdings, ({ owned }) => partyKey(owned)).values()].flatMap((of) => {
    const total = of.reduce((sum, { percent }) => sum + percent, 0)
    if (total <= 100 + 0.5 * of.length) return []
    const [first] = of
    return {
      file,
      field: 'edges',
      reason: `the owners of "${first?.owned ?? ''}" hold ${Math.round(total * 1e6) / 1e6} percent together (${of.map(({ owner, percent }) => `${owner} ${percent}`).join(', ')}); more than 100 cannot be`,
    }
  })

/** Reads an ownership file. Refused whole, every problem named with its field (`InputError`). */
export const readOwnership = (bytes: Uint8Array, file: string): OwnershipFile => {
  const json = parseJson(bytes, file)
  if (!isRecord(json)) throw badInput(file, `the file is not an object such as ${shape}`)
  const problems: InputProblem[] = []
  const problem = (field: string, reason: string): void => {
    problems.push({ file, field, reason })
  }
  for (const field of Object.keys(json)) {
    if (field !== 'edges' && field !== 'listed')
      problem(field, 'unknown field; the fields are edges and listed')
  }
  const membersOf = (field: 'edges' | 'listed'): unknown[] => {
    const members = json[field]
    if (Array.isArray(members)) return members
    problem(field, members === undefined ? `is missing; the file is written ${shape}` : 'is not an array')
    return []
  }
  const nameOf = (value: unknown, field: string): string | undefined => {
    if (typeof value === 'string' && value.trim() !== '') return value
    problem(field, `${shown(value)} is not a name`)
    return undefined
  }

  const holdings = membersOf('edges').flatMap((edge, index): Holding[] => {
    const field = `edges[${index}]`
    if (!Array.isArray(edge) || edge.length !== 3) {
      problem(field, `${shown(edge)} is not written as [owner, owned, percent]`)
      return []
    }
    const owner = nameOf(edge[0], `${field}[0]`)
    const owned = nameOf(edge[1], `${field}[1]`)
    const percent: unknown = edge[2]
    if (typeof percent !== 'number' || !(percent >= 0 && percent <= 100)) {
      problem(`${field}[2]`, `${shown(percent)} is not a percentage: a number from 0 to 100`)
      return []
    }
    return owner === undefined || owned === undefined ? [] : [{ owner, owned, percent }]
  })

  const listed = membersOf('listed').flatMap((member, index): ListedOwner[] => {
    const field = `listed[${index}]`
    if (!isRecord(member)) {
      const name = nameOf(member, field)
      return name === undefined ? [] : [{ name }]
    }
    for (const key of Object.keys(member)) {
      if (key !== 'name' && key !== 'source')
        problem(`${field}.${key}`, 'unknown field; the fields are name and source')
    }
    const name = nameOf(member['name'], `${field}.name`)
    const source = member['source']
    if (source === undefined) return name === undefined ? [] : [{ name }]
    if (typeof source !== 'string' || !isSourceId(source)) {
      problem(`${field}.source`, `${shown(source)} is not one of ${sourceIds.join(', ')}`)
      return []
    }
    return name === undefined ? [] : [{ name, source }]
  })

  problems.push(...sumProblems(holdings, file))
  if (problems.length > 0) {
    throw new InputError(
      `${file}: ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}, nothing was worked out`,
      problems.slice(0, 100),
      'Correct the named places and run the command again.',
    )
  }
  return { holdings, listed, warnings: warningsOf(holdings, listed) }
}

const warningsOf = (holdings: readonly Holding[], listed: readonly ListedOwner[]): string[] => {
  const byPair = Map.groupBy(holdings, ({ owner, owned }) => `${partyKey(owner)}\n${partyKey(owned)}`)
  const repeated = [...byPair.values()].filter((of) => of.length > 1)
  const parties = new Set(holdings.flatMap(({ owner, owned }) => [partyKey(owner), partyKey(owned)]))
  return [
    ...repeated.map(
      (of) =>
        `${of[0]?.owner} holds ${of[0]?.owned} in ${of.length} edges; they are added up to ${of.reduce((sum, { percent }) => sum + percent, 0)} percent.`,
    ),
    ...listed
      .filter(({ name }) => !parties.has(partyKey(name)))
      .map(
        ({ name }) =>
          `"${name}" is listed and stands in no edge: check that its name is spelt as in the edges.`,
      ),
  ]
}
