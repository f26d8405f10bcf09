import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { SQLInputValue, StatementSync } from 'node:sqlite'
import { ConfigError } from '../../../shared/errors.ts'
import { reasonOf } from './service-error.ts'

/**
 * One SQLite file of one process. WAL mode: a committed transaction outlives `kill -9`, a half-done one leaves no
 * trace. The file is locked exclusively, so that a second process is refused instead of serving the same messages.
 */
export class Database {
  readonly #connection: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()
  #inTransaction = false
  #open = true

  /** Throws `ConfigError` when another process has the file open, or a newer version of the schema wrote it. */
  constructor(file: string, schema: string, version: number) {
    mkdirSync(dirname(file), { recursive: true })
    this.#connection = new DatabaseSync(file, { timeout: 2_000 })
    try {
      this.#connection.exec(
        'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL',
      )
      const written = this.#connection.prepare('PRAGMA user_version').get()?.['user_version']
      if (Number(written) > version) {
        throw new ConfigError(
          `${file} was written by a newer version (schema ${String(written)}, this one reads ${version})`,
          'Run the newer version, or move the folder away and start afresh.',
        )
      }
      this.#connection.exec(`BEGIN IMMEDIATE; ${schema}; PRAGMA user_version = ${version}; COMMIT`)
    } catch (error) {
      this.#connection.close()
      if (error instanceof ConfigError) throw error
      throw new ConfigError(
        `${file} cannot be opened: ${reasonOf(error)}`,
        'Stop the other process that runs on this folder; if there is none, move the folder away and start afresh.',
        { cause: error },
      )
    }
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql)
    if (known) return known
    const statement = this.#connection.prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }

  get isOpen(): boolean {
    return this.#open
  }

  /** Runs a statement; answers with the number of changed rows and the id of the inserted one. */
  run(sql: string, ...values: SQLInputValue[]): { changes: number; id: number } {
    const result = this.#statement(sql).run(...values)
    return { changes: Number(result.changes), id: Number(result.lastInsertRowid) }
  }

  /** The first row. SQLite rows have no static type: the caller names the columns that its statement selects. */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- see above
  get<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#statement(sql).get(...values) as Row | undefined
  }

  all<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#statement(sql).all(...values) as Row[]
  }

  /** All or nothing. Synchronous, so nothing else of this process comes in between; an inner call joins the outer one. */
  transaction<Result>(work: () => Result): Result {
    if (this.#inTransaction) return work()
    this.#connection.exec('BEGIN IMMEDIATE')
    this.#inTransaction = true
    try {
      const result = work()
      this.#connection.exec('COMMIT')
      return result
    } catch (error) {
      this.#connection.exec('ROLLBACK')
      throw error
    } finally {
      this.#inTransaction = false
    }
  }

  close(): void {
    if (!this.#open) return
    this.#open = false
    this.#connection.close()
  }
}
