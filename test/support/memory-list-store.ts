import { ConflictError, IntegrityError } from '../../shared/errors.ts'
import { sha256 } from '../../shared/hash.ts'
import { hashParts } from '../../shared/lists/change-parts.ts'
import type { ListStore } from '../../shared/lists/ports.ts'
import type { CheckOutcome, Head, Hold, ListVersion, SourceStatus } from '../../shared/lists/version.ts'
import type { Change, ChangeSet, ChangeSetState } from '../../shared/model/change.ts'
import type { Designation } from '../../shared/model/designation.ts'
import { copy } from './copy.ts'

/** What the `lists` table holds. Plain data, so that a whole system can be copied at any moment. */
export interface ListTables {
  heads: Map<string, Head>
  versions: Map<string, ListVersion>
  shards: Map<string, string>
  entries: Map<string, Designation>
  parts: Map<string, Change[][]>
  changeSets: Map<string, ChangeSet>
  checks: Map<string, CheckOutcome>
  statuses: Map<string, SourceStatus>
  holds: Map<string, Hold>
  acts: Map<string, { at: string; act: string; author: string; reason: string; document?: string }>
}

export const emptyListTables = (): ListTables => ({
  heads: new Map(),
  versions: new Map(),
  shards: new Map(),
  entries: new Map(),
  parts: new Map(),
  changeSets: new Map(),
  checks: new Map(),
  statuses: new Map(),
  holds: new Map(),
  acts: new Map(),
})

const states: readonly ChangeSetState[] = ['pending', 'fanned-out', 'delivered']
const missing = (what: string): IntegrityError => new IntegrityError(`${what} is missing`, 'Restore it.')

/** The list store in memory, with the conditions of the real one; `list-store.test.ts` runs one suite against both. */
export const memoryListStore = (tables: ListTables = emptyListTables()): ListStore => {
  const done = (): Promise<void> => Promise.resolve()
  const store: ListStore = {
    head: async (source) => copy(tables.heads.get(source) ?? null),
    version: async (source, seq) => {
      const version = tables.versions.get(`${source}#${seq}`)
      if (!version) throw missing(`Version ${seq} of ${source}`)
      return copy(version)
    },
    async *versions(source) {
      const own = [...tables.versions.values()].filter((version) => version.source === source)
      yield* copy(own.sort((a, b) => b.seq - a.seq))
    },
    shards: async (hashes) =>
      new Map(
        hashes.map((hash) => {
          const text = tables.shards.get(hash)
          if (text === undefined || sha256(text) !== hash) throw missing(`Shard ${hash}`)
          return [hash, text]
        }),
      ),
    putShards: async (shards) => {
      for (const { hash, text } of shards) tables.shards.set(hash, text)
    },
    entries: async (source, refs) =>
      new Map(
        refs.map(({ id, hash }) => {
          const entry = tables.entries.get(`${source}#${id}#${hash}`)
          if (!entry) throw missing(`Entry ${id} of ${source}`)
          return [id, copy(entry)]
        }),
      ),
    putEntries: async (source, entries) => {
      for (const { hash, designation } of entries) {
        tables.entries.set(`${source}#${designation.id}#${hash}`, copy(designation))
      }
    },
    putChangeParts: async (source, seq, parts) => {
      tables.parts.set(`${source}#${seq}#${hashParts(parts)}`, copy([...parts]))
    },
    changes: async ({ source, seq, partsHash }) => {
      const parts = tables.parts.get(`${source}#${seq}#${partsHash}`) ?? []
      if (hashParts(parts) !== partsHash) throw missing(`Parts of change set ${source} ${seq}`)
      return copy(parts.flat())
    },
    commit: async ({ version, expected, changeSet }) => {
      const { source, seq } = version
      const key = `${source}#${seq}`
      const moved = (tables.heads.get(source)?.seq ?? null) !== (expected?.seq ?? null)
      if (moved || tables.versions.has(key) || (changeSet && tables.changeSets.has(key))) {
        throw new ConflictError('Somebody else wrote first', 'Read again.')
      }
      tables.heads.set(source, {
        source,
        seq,
        root: version.root,
        parserVersion: version.parserVersion,
        documentSha256: version.document.sha256,
      })
      tables.versions.set(key, copy(version))
      if (changeSet) tables.changeSets.set(key, copy(changeSet))
    },
    changeSet: async (source, seq) => copy(tables.changeSets.get(`${source}#${seq}`) ?? null),
    markChangeSet: async (source, seq, state) => {
      const changeSet = tables.changeSets.get(`${source}#${seq}`)
      if (changeSet && states.indexOf(state) > states.indexOf(changeSet.state)) changeSet.state = state
    },
    unfinishedChangeSets: async (source) =>
      copy(
        [...tables.changeSets.values()]
          .filter((changeSet) => changeSet.source === source && changeSet.state !== 'delivered')
          .sort((a, b) => a.seq - b.seq),
      ),
    recordCheck: (source, at, outcome) => {
      tables.checks.set(`${source}#${at}`, copy(outcome))
      return done()
    },
    checks: async (source, after, until) =>
      [...tables.checks]
        .flatMap(([key, { outcome }]) =>
          key.startsWith(`${source}#`) ? [{ at: key.slice(source.length + 1), outcome }] : [],
        )
        .filter(({ at }) => at > after && at <= until)
        .sort((a, b) => (a.at < b.at ? -1 : 1)),
    status: async (source) => copy(tables.statuses.get(source) ?? null),
    putStatus: (status) => {
      tables.statuses.set(status.source, copy(status))
      return done()
    },
    holds: async (source) =>
      copy([...tables.holds.values()].filter((hold) => hold.source === source)).sort((a, b) =>
        a.guard < b.guard ? -1 : 1,
      ),
    putHold: (hold) => {
      tables.holds.set(`${hold.source}#${hold.guard}`, copy(hold))
      return done()
    },
    closeHolds: (source) => {
      for (const [key, hold] of tables.holds) if (hold.source === source) tables.holds.delete(key)
      return done()
    },
    recordAct: (source, act) => {
      tables.acts.set(`${source}#${act.at}#${act.act}`, copy(act))
      return done()
    },
  }
  return store
}
