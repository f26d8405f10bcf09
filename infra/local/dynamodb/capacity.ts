import { itemBytes } from './attribute-values.ts'
import type { Change } from './changes.ts'
import { keyInIndex, sameKey } from './keys.ts'
import { projector } from './paths.ts'
import type { SecondaryIndex, Table } from './table.ts'

const READ_BYTES = 4096
const WRITE_BYTES = 1024

export type CapacityMode = 'NONE' | 'TOTAL' | 'INDEXES' | undefined

interface Units {
  read: number
  write: number
}

interface TableUnits {
  table: Units
  indexes: Map<string, Units>
}

const writeUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / WRITE_BYTES))

/** Bytes that an index holds of an item: all of it, or what is projected. */
export const bytesInIndex = (index: SecondaryIndex, item: NonNullable<Change['after']>): number =>
  itemBytes(index.projected ? projector([...index.projected].map((name) => [name]))(item) : item)

/** What an index costs: an entry put or taken out is one write each, a changed one is one, an untouched one is none. */
const indexUnits = (index: SecondaryIndex, { before, after }: Change): number => {
  const old = before && keyInIndex(before.item, index.key, index.name)
  const next = after && keyInIndex(after, index.key, index.name)
  const oldBytes = old && before ? bytesInIndex(index, before.item) : 0
  const nextBytes = next && after ? bytesInIndex(index, after) : 0
  if (old && next && sameKey(old, next)) {
    const project = index.projected && projector([...index.projected].map((name) => [name]))
    const text = (item: NonNullable<Change['after']>): string =>
      JSON.stringify(project ? project(item) : item)
    const untouched = before && after && text(before.item) === text(after)
    return untouched ? 0 : writeUnits(Math.max(oldBytes, nextBytes))
  }
  return (old ? writeUnits(oldBytes) : 0) + (next ? writeUnits(nextBytes) : 0)
}

/**
 * Counts capacity units as AWS bills them: reads by 4 KB, half where they are eventually consistent; writes by 1 KB of
 * the larger of the item before and after; both doubled in transactions; each index by what changes in it.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
export class Meter {
  readonly #mode: CapacityMode
  readonly #tables = new Map<string, TableUnits>()

  constructor(mode: CapacityMode) {
    this.#mode = mode === 'NONE' ? undefined : mode
  }

  get #off(): boolean {
    return this.#mode === undefined
  }

  #of(table: Table): TableUnits {
    const known = this.#tables.get(table.name)
    if (known) return known
    const fresh: TableUnits = { table: { read: 0, write: 0 }, indexes: new Map() }
    this.#tables.set(table.name, fresh)
    return fresh
  }

  #ofIndex(table: Table, name: string): Units {
    const { indexes } = this.#of(table)
    const units = indexes.get(name) ?? { read: 0, write: 0 }
    indexes.set(name, units)
    return units
  }

  /** @param bytes of the item, or of all items of a page; of none, the smallest read is paid */
  read(
    table: Table,
    bytes: number,
    how: { consistent: boolean; transactional?: boolean; index?: string },
  ): void {
    if (this.#off) return
    const factor = how.transactional ? 2 : how.consistent ? 1 : 0.5
    const units = Math.max(1, Math.ceil(bytes / READ_BYTES)) * factor
    if (how.index === undefined) this.#of(table).table.read += units
    else this.#ofIndex(table, how.index).read += units
  }

  write(change: Change, how: { transactional?: boolean } = {}): void {
    if (this.#off) return
    const { table, before, after } = change
    const factor = how.transactional ? 2 : 1
    const bytes = Math.max(before?.bytes ?? 0, after ? itemBytes(after) : 0)
    this.#of(table).table.write += writeUnits(bytes) * factor
    for (const index of table.indexes.values()) {
      const units = indexUnits(index, change) * factor
      if (units > 0) this.#ofIndex(table, index.name).write += units
    }
  }

  /** A condition check pays as the write of the item that it looks at. */
  check(table: Table, bytes: number): void {
    if (!this.#off) this.#of(table).table.write += writeUnits(bytes) * 2
  }

  #answer(name: string, { table, indexes }: TableUnits, transactional: boolean): object {
    const numbers = ({ read, write }: Units): object => ({
      CapacityUnits: read + write,
      ...(transactional && read > 0 && { ReadCapacityUnits: read }),
      ...(transactional && write > 0 && { WriteCapacityUnits: write }),
    })
    const total = [table, ...indexes.values()].reduce(
      (sum, { read, write }) => ({ read: sum.read + read, write: sum.write + write }),
      { read: 0, write: 0 },
    )
    return {
      TableName: name,
      ...numbers(total),
      ...(this.#mode === 'INDEXES' && {
        Table: numbers(table),
        ...(indexes.size > 0 && {
          GlobalSecondaryIndexes: Object.fromEntries(
            [...indexes].map(([index, units]) => [index, numbers(units)]),
          ),
        }),
      }),
    }
  }

  /** The answer's member for operations on one table. */
  single(): { ConsumedCapacity?: object } {
    const [entry] = this.#tables
    return this.#off || !entry ? {} : { ConsumedCapacity: this.#answer(...entry, false) }
  }

  /** The answer's member for batches and transactions. */
  list(transactional = false): { ConsumedCapacity?: object[] } {
    if (this.#off) return {}
    return {
      ConsumedCapacity: [...this.#tables].map(([name, units]) => this.#answer(name, units, transactional)),
    }
  }
}

/** The same as text, to be put among the members of an answer that is text. */
export const capacityMember = (capacity: { ConsumedCapacity?: unknown }): string[] =>
  capacity.ConsumedCapacity === undefined
    ? []
    : [`"ConsumedCapacity":${JSON.stringify(capacity.ConsumedCapacity)}`]
