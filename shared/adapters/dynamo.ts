import {
  type AttributeValue,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  QueryCommand,
  type QueryCommandInput,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  TransactionCanceledException,
  UpdateItemCommand,
  type WriteRequest,
  type UpdateItemCommandInput,
  DeleteItemCommand,
} from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import pLimit from 'p-limit'
import { ConflictError, TransientError } from '../errors.ts'

export interface Key {
  pk: string
  sk: string
}
export type Item = Key & Record<string, unknown>

const options = { removeUndefinedValues: true } as const
export const toItem = (value: Record<string, unknown>): Record<string, AttributeValue> =>
  marshall(value, options)
export const fromItem = (item: Record<string, AttributeValue>): Item => unmarshall(item) as Item

const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })

const chunk = <T>(values: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(values.length / size) }, (_, index) =>
    values.slice(index * size, (index + 1) * size),
  )

const maxAttempts = 8
/** What a batch call leaves unprocessed is asked for again, with full jitter; giving up is an error, never silence. */
const backOff = async (attempt: number, table: string): Promise<void> => {
  if (attempt >= maxAttempts) {
    throw new TransientError(
      `DynamoDB left items of ${table} unprocessed ${maxAttempts} times`,
      'Try again later.',
    )
  }
  await sleep(Math.random() * Math.min(50 * 2 ** attempt, 5_000))
}

/** One DynamoDB table with string keys `pk` and `sk`. Every half-failed call is finished or thrown. */
export class Table {
  readonly client: DynamoDBClient
  readonly name: string

  constructor(client: DynamoDBClient, name: string) {
    this.client = client
    this.name = name
  }

  async get(key: Key): Promise<Item | undefined> {
    const { Item: found } = await this.client.send(
      new GetItemCommand({ TableName: this.name, Key: toItem({ ...key }), ConsistentRead: true }),
    )
    return found ? fromItem(found) : undefined
  }

  async put(item: Item, condition?: Partial<PutItemCommandInput>): Promise<void> {
    await this.client.send(new PutItemCommand({ TableName: this.name, Item: toItem(item), ...condition }))
  }

  /** `false` where the condition did not hold. */
  async putIf(item: Item, condition: Partial<PutItemCommandInput>): Promise<boolean> {
    try {
      await this.put(item, condition)
      return true
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false
      throw error
    }
  }

  putIfAbsent(item: Item): Promise<boolean> {
    return this.putIf(item, { ConditionExpression: 'attribute_not_exists(pk)' })
  }

  /** The new item, or `undefined` where the condition did not hold. */
  async update(key: Key, input: Partial<UpdateItemCommandInput>): Promise<Item | undefined> {
    try {
      const { Attributes } = await this.client.send(
        new UpdateItemCommand({
          TableName: this.name,
          Key: toItem({ ...key }),
          ReturnValues: 'ALL_NEW',
          ...input,
        }),
      )
      return Attributes ? fromItem(Attributes) : undefined
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined
      throw error
    }
  }

  async delete(key: Key): Promise<void> {
    await this.client.send(new DeleteItemCommand({ TableName: this.name, Key: toItem({ ...key }) }))
  }

  async *query(
    pk: string,
    query: { prefix?: string; from?: string; to?: string; newestFirst?: boolean } = {},
  ): AsyncIterable<Item> {
    const condition =
      query.prefix !== undefined
        ? ' AND begins_with(sk, :prefix)'
        : query.from !== undefined && query.to !== undefined
          ? ' AND sk BETWEEN :from AND :to'
          : ''
    let start: QueryCommandInput['ExclusiveStartKey']
    do {
      const page = await this.client.send(
        new QueryCommand({
          TableName: this.name,
          ConsistentRead: true,
          KeyConditionExpression: `pk = :pk${condition}`,
          ExpressionAttributeValues: toItem({
            ':pk': pk,
            ...(query.prefix === undefined ? {} : { ':prefix': query.prefix }),
            ...(condition.includes('BETWEEN') ? { ':from': query.from, ':to': query.to } : {}),
          }),
          ScanIndexForward: !query.newestFirst,
          ...(start ? { ExclusiveStartKey: start } : {}),
        }),
      )
      for (const item of page.Items ?? []) {
        yield fromItem(item)
      }
      start = page.LastEvaluatedKey
    } while (start)
  }

  /** Each item once, however often its key is asked for: DynamoDB refuses a call that names a key twice. */
  async batchGet(keys: readonly Key[]): Promise<Item[]> {
    const limit = pLimit(4)
    const once = [...new Map(keys.map((key) => [`${key.pk}\n${key.sk}`, key])).values()]
    const pages = await Promise.all(chunk(once, 100).map((page) => limit(() => this.#getPage(page))))
    return pages.flat()
  }

  async #getPage(keys: readonly Key[]): Promise<Item[]> {
    const found: Item[] = []
    let pending = keys.map((key) => toItem({ pk: key.pk, sk: key.sk }))
    for (let attempt = 0; pending.length > 0; attempt++) {
      if (attempt > 0) await backOff(attempt, this.name)
      const page = await this.client.send(
        new BatchGetItemCommand({ RequestItems: { [this.name]: { Keys: pending, ConsistentRead: true } } }),
      )
      found.push(...(page.Responses?.[this.name] ?? []).map(fromItem))
      pending = page.UnprocessedKeys?.[this.name]?.Keys ?? []
    }
    return found
  }

  async batchWrite(puts: readonly Item[], deletes: readonly Key[] = []): Promise<void> {
    const requests = [
      ...puts.map((item) => ({ PutRequest: { Item: toItem(item) } })),
      ...deletes.map((key) => ({ DeleteRequest: { Key: toItem({ pk: key.pk, sk: key.sk }) } })),
    ]
    const limit = pLimit(4)
    await Promise.all(
      chunk(requests, 25).map((page) =>
        limit(async () => {
          let pending: WriteRequest[] = page
          for (let attempt = 0; pending.length > 0; attempt++) {
            if (attempt > 0) await backOff(attempt, this.name)
            const answer = await this.client.send(
              new BatchWriteItemCommand({ RequestItems: { [this.name]: pending } }),
            )
            pending = answer.UnprocessedItems?.[this.name] ?? []
          }
        }),
      ),
    )
  }
}

/** Reasons that pass: another transaction is in the way, or the table or a key of it takes no more at the moment. */
const passing: readonly string[] = ['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']

/**
 * Writes all or nothing. Throws `ConflictError` when a condition did not hold. What passes is waited for a few times first,
 * because it says nothing about the condition, and the SDK does not: to it a transaction that was cancelled has ended.
 */
export const transact = async (client: DynamoDBClient, items: TransactWriteItem[]): Promise<void> => {
  for (let attempt = 1; ; attempt++) {
    try {
      // The client's own request token covers its retries; one of ours could meet another transaction.
      await client.send(new TransactWriteItemsCommand({ TransactItems: items }))
      return
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error
      const codes = (error.CancellationReasons ?? []).map((reason) => reason.Code ?? 'None')
      const failed = codes.includes('ConditionalCheckFailed')
      const reasons = codes.filter((code) => code !== 'None')
      const waits = reasons.length > 0 && reasons.every((code) => passing.includes(code))
      if (waits && attempt < maxAttempts) {
        await sleep(Math.random() * 25 * 2 ** attempt)
        continue
      }
      if (failed || codes.includes('TransactionConflict')) {
        throw new ConflictError(
          `Somebody else wrote first (${codes.join(', ')})`,
          'Read again and decide again; usually nothing is left to do.',
          { cause: error },
        )
      }
      if (!waits) throw error
      throw new TransientError(
        `DynamoDB took no transaction ${maxAttempts} times (${codes.join(', ')})`,
        'Try again later.',
        { cause: error },
      )
    }
  }
}

/** Whether a refused transaction failed at the condition of its last item. */
export const failedAtLast = ({ cause }: ConflictError): boolean =>
  cause instanceof TransactionCanceledException &&
  cause.CancellationReasons?.at(-1)?.Code === 'ConditionalCheckFailed'
