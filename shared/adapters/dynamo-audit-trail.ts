import {
  type DynamoDBClient,
  type TransactWriteItem,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb'
import {
  type AuditAct,
  type AuditEntry,
  type AuditHead,
  nextEntry,
  type StoredEntry,
} from '../audit/chain.ts'
import { operationsChain } from '../audit/chain.ts'
import type { AuditTrail } from '../audit/ports.ts'
import { ConflictError, TransientError } from '../errors.ts'
import { sha256 } from '../hash.ts'
import { type Item, Table, toItem, transact } from './dynamo.ts'

/** A customer's chain lies under the customer's own leading key; the operations' chain under a key of its own. */
export const auditKey = (chain: string): string =>
  chain === operationsChain ? 'AUDIT#operations' : `C#${chain}`

const prefix = 'L#'
/** The key of the head sorts before the entries and is none of them. */
const headKey = 'LHEAD'
const entryKey = (seq: number): string => `${prefix}${String(seq).padStart(12, '0')}`
const onceKey = (once: string): string => `LONCE#${sha256(once)}`

const maxAttempts = 25
const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })

const headOf = (item: Item | undefined): AuditHead | null =>
  item ? { seq: item['seq'] as number, hash: item['hash'] as string, at: item['at'] as string } : null

const entryOf = (item: Item): AuditEntry | null => {
  try {
    return JSON.parse(item['body'] as string) as AuditEntry
  } catch {
    return null
  }
}

/** Positions of the items of a transaction whose condition did not hold. */
const failedConditions = (error: ConflictError): number[] =>
  error.cause instanceof TransactionCanceledException
    ? (error.cause.CancellationReasons ?? []).flatMap(({ Code }, index) =>
        Code === 'ConditionalCheckFailed' ? [index] : [],
      )
    : []

export interface DynamoAuditTrail extends AuditTrail {
  /** The same, with other writes in one transaction. Throws `ConflictError` when one of their conditions did not hold. */
  appendWith(chain: string, act: AuditAct, writes: TransactWriteItem[]): Promise<AuditEntry>
}

/**
 * Chains in a table. An entry, the head that names it and the mark of an act that counts once are one transaction, under
 * the condition that the head is the one that the entry was made after: of two writers one waits.
 */
export const dynamoAuditTrail = (client: DynamoDBClient, tableName: string): DynamoAuditTrail => {
  const table = new Table(client, tableName)
  const readHead = async (chain: string): Promise<AuditHead | null> =>
    headOf(await table.get({ pk: auditKey(chain), sk: headKey }))
  const recorded = async (chain: string, once: string): Promise<AuditEntry | null> => {
    const mark = await table.get({ pk: auditKey(chain), sk: onceKey(once) })
    if (!mark) return null
    const item = await table.get({ pk: auditKey(chain), sk: entryKey(mark['seq'] as number) })
    return item ? entryOf(item) : null
  }

  const appendWith: DynamoAuditTrail['appendWith'] = async (chain, act, writes) => {
    const pk = auditKey(chain)
    for (let attempt = 1; ; attempt++) {
      if (act.once !== undefined) {
        const before = await recorded(chain, act.once)
        if (before) return before
      }
      const head = await readHead(chain)
      const entry = nextEntry(chain, head, act)
      const { seq, hash, at } = entry
      const put = (
        item: Item,
        condition: Partial<NonNullable<TransactWriteItem['Put']>>,
      ): TransactWriteItem => ({
        Put: { TableName: tableName, Item: toItem(item), ...condition },
      })
      const absent = { ConditionExpression: 'attribute_not_exists(pk)' }
      const own = [
        put({ pk, sk: entryKey(seq), body: JSON.stringify(entry) }, absent),
        put(
          { pk, sk: headKey, seq, hash, at },
          head
            ? {
                ConditionExpression: 'seq = :seq AND #hash = :hash',
                ExpressionAttributeNames: { '#hash': 'hash' },
                ExpressionAttributeValues: toItem({ ':seq': head.seq, ':hash': head.hash }),
              }
            : absent,
        ),
        ...(act.once === undefined ? [] : [put({ pk, sk: onceKey(act.once), seq }, absent)]),
      ]
      try {
        await transact(client, [...own, ...writes])
        return entry
      } catch (error) {
        if (!(error instanceof ConflictError)) throw error
        if (failedConditions(error).some((index) => index >= own.length)) throw error
        if (attempt >= maxAttempts) {
          throw new TransientError(
            `The audit trail of ${chain} is written by too many at once`,
            'Try again; nothing was changed.',
            { cause: error },
          )
        }
        await sleep(Math.random() * Math.min(10 * 2 ** attempt, 1_000))
      }
    }
  }

  return {
    appendWith,
    append: (chain, act) => appendWith(chain, act, []),
    head: readHead,
    async *entries(chain): AsyncIterable<StoredEntry> {
      for await (const item of table.query(auditKey(chain), { prefix })) {
        yield { seq: Number(item.sk.slice(prefix.length)), entry: entryOf(item) }
      }
    },
  }
}
