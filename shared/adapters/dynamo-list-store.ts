import type { DynamoDBClient, TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { operationsChain } from '../audit/chain.ts'
import { IntegrityError } from '../errors.ts'
import { sha256 } from '../hash.ts'
import { hashParts } from '../lists/change-parts.ts'
import type { Commit, EntryRef, ListStore } from '../lists/ports.ts'
import type { CheckOutcome, Head, Hold, ListVersion, SourceStatus } from '../lists/version.ts'
import type { Change, ChangeSet, ChangeSetState } from '../model/change.ts'
import type { Designation } from '../model/designation.ts'
import type { SourceId } from '../model/source.ts'
import { dynamoAuditTrail } from './dynamo-audit-trail.ts'
import { type Item, Table, toItem, transact } from './dynamo.ts'

/** Sequence numbers sort as text. */
const six = (seq: number): string => String(seq).padStart(6, '0')
const source$ = (source: SourceId): string => `SRC#${source}`
/** Parts are staged under their own hash: of two racing runs, the loser cannot overwrite what the winner committed. */
const part$ = (source: SourceId, seq: number, partsHash: string): string =>
  `CS#${source}#${six(seq)}#${partsHash}`
const entry$ = (source: SourceId, id: string): string => `ENT#${source}#${id}`

/** The change sets that are not delivered yet: what the sweeper reads, however long the history is. */
const openChangeSets = 'OPEN#change-sets'

const states: readonly ChangeSetState[] = ['pending', 'fanned-out', 'delivered']

const body = <T>(item: Item): T => JSON.parse(item['body'] as string) as T

/**
 * The list store in the `lists` table. Structured values are one JSON attribute `body`: nobody queries inside them,
 * and their hashes are over exactly this text.
 */
export const dynamoListStore = (client: DynamoDBClient, tableName: string): ListStore => {
  const table = new Table(client, tableName)
  const trail = dynamoAuditTrail(client, tableName)

  const changeSetOf = (item: Item): ChangeSet => ({
    ...body<ChangeSet>(item),
    state: item['state'] as ChangeSetState,
  })

  const store: ListStore = {
    async head(source) {
      const item = await table.get({ pk: source$(source), sk: 'HEAD' })
      return item ? body<Head>(item) : null
    },
    async version(source, seq) {
      const item = await table.get({ pk: source$(source), sk: `V#${six(seq)}` })
      if (!item) {
        throw new IntegrityError(
          `Version ${seq} of ${source} is missing`,
          'Restore the lists table from its backup.',
        )
      }
      return body<ListVersion>(item)
    },
    async *versions(source) {
      for await (const item of table.query(source$(source), { prefix: 'V#', newestFirst: true })) {
        yield body<ListVersion>(item)
      }
    },
    async shards(hashes) {
      const unique = [...new Set(hashes)]
      const items = await table.batchGet(unique.map((hash) => ({ pk: `SHARD#${hash}`, sk: '0' })))
      const texts = new Map(items.map((item) => [item.pk.slice('SHARD#'.length), item['text'] as string]))
      for (const hash of unique) {
        const text = texts.get(hash)
        if (text === undefined || sha256(text) !== hash) {
          throw new IntegrityError(
            `Shard ${hash.slice(0, 12)} is ${text === undefined ? 'missing' : 'altered'}`,
            'Restore the lists table from its backup.',
          )
        }
      }
      return texts
    },
    async putShards(shards) {
      const unique = new Map(shards.map((shard) => [shard.hash, shard]))
      await table.batchWrite(
        [...unique.values()].map(({ hash, text }) => ({ pk: `SHARD#${hash}`, sk: '0', text })),
      )
    },
    async entries(source, refs: readonly EntryRef[]) {
      const items = await table.batchGet(refs.map(({ id, hash }) => ({ pk: entry$(source, id), sk: hash })))
      const found = new Map(
        items.map((item) => {
          const designation = body<Designation>(item)
          return [designation.id, designation] as const
        }),
      )
      const missing = refs.find(({ id }) => !found.has(id))
      if (missing) {
        throw new IntegrityError(
          `Entry ${missing.id} of ${source} is missing`,
          'Restore the lists table from its backup.',
        )
      }
      return found
    },
    putEntries(source, entries) {
      return table.batchWrite(
        entries.map(({ hash, designation }) => ({
          pk: entry$(source, designation.id),
          sk: hash,
          body: JSON.stringify(designation),
        })),
      )
    },
    putChangeParts(source, seq, parts) {
      const pk = part$(source, seq, hashParts(parts))
      return table.batchWrite(
        parts.map((part, index) => ({ pk, sk: six(index), body: JSON.stringify(part) })),
      )
    },
    async changes(changeSet) {
      const parts: Change[][] = []
      const pk = part$(changeSet.source, changeSet.seq, changeSet.partsHash)
      for await (const item of table.query(pk)) parts.push(body<Change[]>(item))
      if (hashParts(parts) !== changeSet.partsHash) {
        throw new IntegrityError(
          `The parts of change set ${changeSet.source} ${changeSet.seq} are not what was committed`,
          'Recompute them from the two versions (tierwatch replay).',
        )
      }
      return parts.flat()
    },
    async commit({ version, expected, changeSet }: Commit) {
      const { source, seq } = version
      const head: Head = {
        source,
        seq,
        root: version.root,
        parserVersion: version.parserVersion,
        documentSha256: version.document.sha256,
      }
      const put = (
        item: Item,
        condition: Partial<NonNullable<TransactWriteItem['Put']>>,
      ): TransactWriteItem => ({
        Put: { TableName: tableName, Item: toItem(item), ...condition },
      })
      const absent = { ConditionExpression: 'attribute_not_exists(pk)' }
      await transact(client, [
        put(
          { pk: source$(source), sk: 'HEAD', seq, body: JSON.stringify(head) },
          expected
            ? {
                ConditionExpression: 'seq = :seq',
                ExpressionAttributeValues: toItem({ ':seq': expected.seq }),
              }
            : absent,
        ),
        put({ pk: source$(source), sk: `V#${six(seq)}`, body: JSON.stringify(version) }, absent),
        ...(changeSet
          ? [
              put(
                {
                  pk: source$(source),
                  sk: `CS#${six(seq)}`,
                  state: changeSet.state,
                  body: JSON.stringify(changeSet),
                },
                absent,
              ),
              put({ pk: openChangeSets, sk: `${source}#${six(seq)}` }, {}),
            ]
          : []),
      ])
    },
    async changeSet(source, seq) {
      const item = await table.get({ pk: source$(source), sk: `CS#${six(seq)}` })
      return item ? changeSetOf(item) : null
    },
    async markChangeSet(source, seq, state) {
      const earlier = states.slice(0, states.indexOf(state))
      if (earlier.length === 0) return
      await table.update(
        { pk: source$(source), sk: `CS#${six(seq)}` },
        {
          UpdateExpression: 'SET #state = :state',
          ConditionExpression: `attribute_exists(pk) AND #state IN (${earlier.map((_, i) => `:s${i}`).join(', ')})`,
          ExpressionAttributeNames: { '#state': 'state' },
          ExpressionAttributeValues: toItem({
            ':state': state,
            ...Object.fromEntries(earlier.map((value, i) => [`:s${i}`, value])),
          }),
        },
      )
      if (state === 'delivered') await table.delete({ pk: openChangeSets, sk: `${source}#${six(seq)}` })
    },
    async unfinishedChangeSets(source) {
      const unfinished: ChangeSet[] = []
      for await (const { sk } of table.query(openChangeSets, { prefix: `${source}#` })) {
        const changeSet = await store.changeSet(source, Number(sk.slice(source.length + 1)))
        if (changeSet && changeSet.state !== 'delivered') unfinished.push(changeSet)
      }
      return unfinished
    },
    async recordCheck(source, at, outcome) {
      const { changeSets, ...rest } = { changeSets: [], ...outcome }
      await table.put({
        pk: `CHK#${source}`,
        sk: at,
        body: JSON.stringify({
          ...rest,
          changeSets: changeSets.map(({ seq, cause, counts }) => ({ seq, cause, counts })),
        }),
      })
    },
    async checks(source, after, until) {
      const found: { at: string; outcome: CheckOutcome['outcome'] }[] = []
      for await (const item of table.query(`CHK#${source}`, { from: after, to: until })) {
        if (item.sk > after) found.push({ at: item.sk, outcome: body<CheckOutcome>(item).outcome })
      }
      return found
    },
    async status(source) {
      const item = await table.get({ pk: source$(source), sk: 'STATUS' })
      return item ? body<SourceStatus>(item) : null
    },
    putStatus(status) {
      return table.put({ pk: source$(status.source), sk: 'STATUS', body: JSON.stringify(status) })
    },
    async holds(source) {
      const holds: Hold[] = []
      for await (const item of table.query(`HOLD#${source}`)) holds.push(body<Hold>(item))
      return holds
    },
    putHold(hold) {
      return table.put({ pk: `HOLD#${hold.source}`, sk: hold.guard, body: JSON.stringify(hold) })
    },
    async closeHolds(source) {
      for await (const item of table.query(`HOLD#${source}`)) await table.delete({ pk: item.pk, sk: item.sk })
    },
    async recordAct(source, { at, act, author, ...details }) {
      await trail.append(operationsChain, {
        act: `source.${act}`,
        author,
        at,
        subject: source,
        details,
        once: `${source}#${at}#${act}`,
      })
    },
  }
  return store
}
