import type { DynamoDBClient, TransactWriteItem } from '@aws-sdk/client-dynamodb'
import pLimit from 'p-limit'
import { ConflictError, OvertakenError, TransientError } from '../errors.ts'
import { matchSortKey } from '../matches/ids.ts'
import type { AlertRecord, Batch, BatchTurn, Registry } from '../matches/ports.ts'
import type { AlertState, Notice } from '../model/alert.ts'
import type { Match } from '../model/match.ts'
import type { SourceId } from '../model/source.ts'
import type { Customer, Supplier } from '../model/supplier.ts'
import { failedAtLast, type Item, type Key, Table, toItem, transact } from './dynamo.ts'

const customer$ = (customerId: string): string => `C#${customerId}`
const fanOut$ = (source: SourceId, seq: number): string => `FAN#${source}#${String(seq).padStart(6, '0')}`
export const openWorkKey = 'OPEN#notices'
const directory$ = 'DIR#customers'

const body = <T>(item: Item): T => JSON.parse(item['body'] as string) as T

export const supplierItem = (supplier: Supplier): Item => ({
  pk: customer$(supplier.customerId),
  sk: `S#${supplier.supplierId}`,
  revision: supplier.revision,
  intakeId: supplier.intakeId,
  body: JSON.stringify(supplier),
})

export const matchItem = (match: Match): Item => ({
  pk: customer$(match.customerId),
  sk: matchSortKey(match),
  revision: match.revision,
  listSeq: match.listSeq,
  supplierRevision: match.supplierRevision,
  state: match.state,
  acts: match.acts ?? 0,
  body: JSON.stringify(match),
})

/** Holds while the stored match is the one that was read: evaluated on the same, and with the same acts of people. */
export const isStoredMatch = (
  stored: Match,
): Required<
  Pick<
    NonNullable<TransactWriteItem['Put']>,
    'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
  >
> => ({
  ConditionExpression:
    'revision = :revision AND listSeq = :listSeq AND supplierRevision = :supplierRevision AND #state = :state AND (acts = :acts OR (:acts = :none AND attribute_not_exists(acts)))',
  ExpressionAttributeNames: { '#state': 'state' },
  ExpressionAttributeValues: toItem({
    ':state': stored.state,
    ':revision': stored.revision,
    ':listSeq': stored.listSeq,
    ':supplierRevision': stored.supplierRevision,
    ':acts': stored.acts ?? 0,
    ':none': 0,
  }),
})

const alertKey = (customerId: string, alertId: string): Key => ({
  pk: customer$(customerId),
  sk: `A#${alertId}`,
})
const noticeKey = (customerId: string, noticeId: string): Key => ({
  pk: customer$(customerId),
  sk: `N#${noticeId}`,
})

const alertOf = (item: Item): AlertRecord => {
  const { state, leaseUntil, sentAt, messageId, severity, recordSha256 } = item as Item & Partial<AlertRecord>
  return {
    ...body<AlertRecord>(item),
    state: state as AlertState,
    ...(leaseUntil === undefined ? {} : { leaseUntil }),
    ...(sentAt === undefined ? {} : { sentAt }),
    ...(messageId === undefined ? {} : { messageId }),
    ...(severity === undefined ? {} : { severity }),
    ...(recordSha256 === undefined ? {} : { recordSha256 }),
  }
}

const noticeOf = (item: Item): Notice => ({
  ...body<Notice>(item),
  done: item['done'] as number,
  state: item['state'] as Notice['state'],
})

const customerOf = (item: Item): Customer => ({
  ...body<Customer>(item),
  registerRevision: (item['registerRevision'] as number | undefined) ?? 0,
  supplierCount: (item['supplierCount'] as number | undefined) ?? 0,
  ...(item['lastUploadAt'] === undefined ? {} : { lastUploadAt: item['lastUploadAt'] as string }),
})

const maxFinishAttempts = 20

/** The customers' side in the `registry` table: everything of a customer under its own leading key. */
export const dynamoRegistry = (client: DynamoDBClient, tableName: string): Registry => {
  const table = new Table(client, tableName)
  const put = (
    item: Item,
    condition: Partial<NonNullable<TransactWriteItem['Put']>> = {},
  ): TransactWriteItem => ({
    Put: { TableName: tableName, Item: toItem(item), ...condition },
  })
  const collect = async <T>(items: AsyncIterable<Item>, read: (item: Item) => T): Promise<T[]> => {
    const found: T[] = []
    for await (const item of items) found.push(read(item))
    return found
  }
  const batchKey = async (ref: {
    customerId: string
    noticeId: string
    batch: string
  }): Promise<Key | null> => {
    const notice = await table.get(noticeKey(ref.customerId, ref.noticeId))
    return notice
      ? { pk: customer$(ref.customerId), sk: `NB#${ref.noticeId}#${noticeOf(notice).plan}#${ref.batch}` }
      : null
  }

  /** A transaction whose last item holds the turn at a batch. */
  const inTurn = async (turn: BatchTurn, items: TransactWriteItem[]): Promise<void> => {
    try {
      await transact(client, [...items, isTurn(turn)])
    } catch (error) {
      if (!(error instanceof ConflictError) || !failedAtLast(error)) throw error
      throw new OvertakenError(
        `Batch ${turn.batch} of ${turn.noticeId} is another run's by now, or done`,
        'Nothing is left to do.',
        { cause: error },
      )
    }
  }

  const isTurn = ({ customerId, noticeId, plan, batch, turn }: BatchTurn): TransactWriteItem => ({
    ConditionCheck: {
      TableName: tableName,
      Key: toItem({ pk: customer$(customerId), sk: `NB#${noticeId}#${plan}#${batch}` }),
      ConditionExpression: 'turn = :turn AND finished = :no',
      ExpressionAttributeValues: toItem({ ':turn': turn, ':no': false }),
    },
  })

  const registry: Registry = {
    async customer(customerId) {
      const item = await table.get({ pk: customer$(customerId), sk: 'PROFILE' })
      return item ? customerOf(item) : null
    },
    async customers() {
      const ids = await collect(table.query(directory$), (item) => item.sk)
      const items = await table.batchGet(ids.map((id) => ({ pk: customer$(id), sk: 'PROFILE' })))
      return items.map(customerOf).sort((a, b) => (a.customerId < b.customerId ? -1 : 1))
    },
    suppliers(customerId) {
      return collect(table.query(customer$(customerId), { prefix: 'S#' }), (item) => body<Supplier>(item))
    },
    async suppliersById(customerId, supplierIds) {
      const items = await table.batchGet(
        supplierIds.map((id) => ({ pk: customer$(customerId), sk: `S#${id}` })),
      )
      return items.map((item) => body<Supplier>(item))
    },
    matchesOfSupplier(customerId, supplierId, source) {
      return collect(
        table.query(customer$(customerId), {
          prefix: `M#${supplierId}#${source === undefined ? '' : `${source}#`}`,
        }),
        (item) => body<Match>(item),
      )
    },
    async *matches(customerId) {
      for await (const item of table.query(customer$(customerId), { prefix: 'M#' })) yield body<Match>(item)
    },
    async match(key) {
      const item = await table.get({ pk: customer$(key.customerId), sk: matchSortKey(key) })
      return item ? body<Match>(item) : null
    },
    async writeMatch(stored, match, alert, turn) {
      const condition = stored ? isStoredMatch(stored) : { ConditionExpression: 'attribute_not_exists(pk)' }
      const write = (items: TransactWriteItem[]): Promise<void> =>
        turn === undefined ? transact(client, items) : inTurn(turn, items)
      if (!alert && turn !== undefined) return write([put(matchItem(match), condition)])
      if (!alert) {
        const written = await table.putIf(matchItem(match), condition)
        if (!written)
          throw new ConflictError('The match was written by another worker', 'Evaluate the pair again.')
        return
      }
      const { state, ...rest } = alert
      await write([
        put(matchItem(match), condition),
        put(
          { ...alertKey(alert.customerId, alert.alertId), state, body: JSON.stringify(rest) },
          { ConditionExpression: 'attribute_not_exists(pk)' },
        ),
        put({ pk: customer$(alert.customerId), sk: `NA#${alert.noticeId}#${alert.alertId}` }),
        {
          ConditionCheck: {
            TableName: tableName,
            Key: toItem({ ...noticeKey(alert.customerId, alert.noticeId) }),
            ConditionExpression: '#state = :screening',
            ExpressionAttributeNames: { '#state': 'state' },
            ExpressionAttributeValues: toItem({ ':screening': 'screening' }),
          },
        },
      ])
    },
    async openNotice(notice, batches, since) {
      const key = noticeKey(notice.customerId, notice.noticeId)
      if (await table.get(key)) return false
      const limit = pLimit(8)
      await Promise.all(
        [...batches].map(([name, batch]) =>
          limit(() =>
            table.putIfAbsent({
              pk: key.pk,
              sk: `NB#${notice.noticeId}#${notice.plan}#${name}`,
              finished: false,
              body: JSON.stringify(batch),
            }),
          ),
        ),
      )
      const { done, state, ...rest } = notice
      try {
        await transact(client, [
          put(
            { ...key, done, state, body: JSON.stringify(rest) },
            { ConditionExpression: 'attribute_not_exists(pk)' },
          ),
          put({ pk: openWorkKey, sk: `${notice.customerId}#${notice.noticeId}`, since }),
        ])
        return true
      } catch (error) {
        if (error instanceof ConflictError) return false
        throw error
      }
    },
    async notice(customerId, noticeId) {
      const item = await table.get(noticeKey(customerId, noticeId))
      return item ? noticeOf(item) : null
    },
    async *notices(customerId) {
      for await (const item of table.query(customer$(customerId), { prefix: 'N#' })) yield noticeOf(item)
    },
    async batch(ref) {
      const key = await batchKey(ref)
      const item = key ? await table.get(key) : undefined
      return item ? body<Batch>(item) : null
    },
    async takeUpBatch(ref) {
      const notice = await registry.notice(ref.customerId, ref.noticeId)
      if (!notice) return null
      const { plan } = notice
      const key = { pk: customer$(ref.customerId), sk: `NB#${ref.noticeId}#${plan}#${ref.batch}` }
      const taken = await table.update(key, {
        UpdateExpression: 'SET turn = if_not_exists(turn, :none) + :one',
        ConditionExpression: 'finished = :no',
        ExpressionAttributeValues: toItem({ ':none': 0, ':one': 1, ':no': false }),
      })
      return taken ? { ...ref, plan, turn: taken['turn'] as number } : null
    },
    async openBatches(customerId, noticeId) {
      const notice = await table.get(noticeKey(customerId, noticeId))
      if (!notice) return []
      const prefix = `NB#${noticeId}#${noticeOf(notice).plan}#`
      const items = await collect(table.query(customer$(customerId), { prefix }), (item) => item)
      return items.filter((item) => item['finished'] !== true).map((item) => item.sk.slice(prefix.length))
    },
    async finishBatch({ customerId, noticeId, plan, batch, turn }) {
      const key = { pk: customer$(customerId), sk: `NB#${noticeId}#${plan}#${batch}` }
      for (let attempt = 0; attempt < maxFinishAttempts; attempt++) {
        const notice = await registry.notice(customerId, noticeId)
        if (notice?.state !== 'screening') return
        const staged = await table.get(key)
        if (!staged || staged['finished'] === true || staged['turn'] !== turn) return
        const done = notice.done + 1
        try {
          await transact(client, [
            {
              Update: {
                TableName: tableName,
                Key: toItem({ ...key }),
                UpdateExpression: 'SET finished = :yes',
                ConditionExpression: 'finished = :no AND turn = :turn',
                ExpressionAttributeValues: toItem({ ':yes': true, ':no': false, ':turn': turn }),
              },
            },
            {
              Update: {
                TableName: tableName,
                Key: toItem({ ...noticeKey(customerId, noticeId) }),
                UpdateExpression: 'SET done = :done, #state = :state',
                ConditionExpression: 'done = :before AND #state = :screening',
                ExpressionAttributeNames: { '#state': 'state' },
                ExpressionAttributeValues: toItem({
                  ':done': done,
                  ':before': notice.done,
                  ':screening': 'screening',
                  ':state': done >= notice.total ? 'ready' : 'screening',
                }),
              },
            },
          ])
          return
        } catch (error) {
          if (!(error instanceof ConflictError)) throw error
        }
      }
      throw new TransientError(`Batch ${batch} of ${noticeId} could not be counted`, 'It is tried again.')
    },
    async recordFanOut(source, seq, customerIds) {
      await table.batchWrite(customerIds.map((customerId) => ({ pk: fanOut$(source, seq), sk: customerId })))
    },
    fannedOutTo(source, seq) {
      return collect(table.query(fanOut$(source, seq)), (item) => item.sk)
    },
    async alertsOfNotice(customerId, noticeId) {
      const prefix = `NA#${noticeId}#`
      const ids = await collect(table.query(customer$(customerId), { prefix }), (item) =>
        item.sk.slice(prefix.length),
      )
      const items = await table.batchGet(ids.map((id) => alertKey(customerId, id)))
      return items.map(alertOf).sort((a, b) => (a.alertId < b.alertId ? -1 : 1))
    },
    async alert(customerId, alertId) {
      const item = await table.get(alertKey(customerId, alertId))
      return item ? alertOf(item) : null
    },
    async alertsById(customerId, alertIds) {
      return (await table.batchGet(alertIds.map((id) => alertKey(customerId, id)))).map(alertOf)
    },
    async *alerts(customerId) {
      for await (const item of table.query(customer$(customerId), { prefix: 'A#' })) yield alertOf(item)
    },
    async claimAlert(customerId, alertId, now, leaseUntil) {
      const claimed = await table.update(alertKey(customerId, alertId), {
        UpdateExpression: 'SET #state = :claimed, leaseUntil = :leaseUntil',
        ConditionExpression: '#state = :pending OR (#state = :claimed AND leaseUntil < :now)',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: toItem({
          ':claimed': 'claimed',
          ':pending': 'pending',
          ':leaseUntil': leaseUntil,
          ':now': now,
        }),
      })
      return claimed !== undefined
    },
    async markAlertSent(customerId, alertId, sent) {
      await table.update(alertKey(customerId, alertId), {
        UpdateExpression: `SET #state = :sent, sentAt = :sentAt, messageId = :messageId${sent.severity === undefined ? '' : ', severity = :severity'}${sent.recordSha256 === undefined ? '' : ', recordSha256 = :record'} REMOVE leaseUntil`,
        ConditionExpression: 'attribute_exists(pk) AND #state <> :sent',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: toItem({
          ':sent': 'sent',
          ':sentAt': sent.sentAt,
          ':messageId': sent.messageId,
          ...(sent.severity === undefined ? {} : { ':severity': sent.severity }),
          ...(sent.recordSha256 === undefined ? {} : { ':record': sent.recordSha256 }),
        }),
      })
    },
    async claimNotice(customerId, noticeId, now, leaseUntil) {
      const claimed = await table.update(noticeKey(customerId, noticeId), {
        UpdateExpression: 'SET leaseUntil = :leaseUntil',
        ConditionExpression: '#state = :ready AND (attribute_not_exists(leaseUntil) OR leaseUntil < :now)',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: toItem({ ':ready': 'ready', ':leaseUntil': leaseUntil, ':now': now }),
      })
      return claimed !== undefined
    },
    async markNoticeSent(customerId, noticeId) {
      await table.update(noticeKey(customerId, noticeId), {
        UpdateExpression: 'SET #state = :sent REMOVE leaseUntil',
        ConditionExpression: '#state = :ready',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: toItem({ ':sent': 'sent', ':ready': 'ready' }),
      })
      await table.delete({ pk: openWorkKey, sk: `${customerId}#${noticeId}` })
    },
    async closeNotice(customerId, noticeId) {
      await table.update(noticeKey(customerId, noticeId), {
        UpdateExpression: 'SET #state = :closed REMOVE leaseUntil',
        ConditionExpression: 'attribute_exists(pk) AND #state <> :sent',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: toItem({ ':closed': 'closed', ':sent': 'sent' }),
      })
      await table.delete({ pk: openWorkKey, sk: `${customerId}#${noticeId}` })
    },
    async endedAt(customerId) {
      const item = await table.get({ pk: customer$(customerId), sk: 'ENDED' })
      return item ? (item['at'] as string) : null
    },
    openWork() {
      return collect(table.query(openWorkKey), (item) => {
        const cut = item.sk.indexOf('#')
        return {
          customerId: item.sk.slice(0, cut),
          noticeId: item.sk.slice(cut + 1),
          since: item['since'] as string,
        }
      })
    },
  }
  return registry
}
