import type { Faults } from '../wire/faults.ts'
import { ServiceError } from './errors.ts'

type Members = Record<string, unknown>

const isObject = (value: unknown): value is Members =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

/** What is left of a batch, and what is to be told as unprocessed. */
export interface SplitBatch {
  body: unknown
  /** The answer's member and its value; undefined where nothing was taken out. */
  unprocessed?: { member: 'UnprocessedItems' | 'UnprocessedKeys'; value: Members }
  /** Nothing is left to do. */
  empty: boolean
}

const split = (entries: unknown[], faults: Faults, caller: string): [kept: unknown[], left: unknown[]] => {
  const left = entries.filter(() => faults.leavesUndone(caller))
  return [entries.filter((entry) => !left.includes(entry)), left]
}

/** Takes entries out of a batch, as DynamoDB does when it is short of capacity. */
export const splitBatch = (name: string, body: unknown, faults: Faults, caller: string): SplitBatch => {
  const whole: SplitBatch = { body, empty: false }
  const requests = isObject(body) ? body['RequestItems'] : undefined
  if (!/^Batch(Write|Get)Item$/.test(name) || !isObject(requests)) return whole
  const kept: Members = {}
  const unprocessed: Members = {}
  for (const [table, request] of Object.entries(requests)) {
    const entries: unknown = Array.isArray(request)
      ? request
      : isObject(request)
        ? request['Keys']
        : undefined
    if (!Array.isArray(entries)) return whole
    const [done, left] = split(entries, faults, caller)
    const like = (part: unknown[]): unknown =>
      Array.isArray(request) ? part : { ...(request as Members), Keys: part }
    if (done.length > 0) kept[table] = like(done)
    if (left.length > 0) unprocessed[table] = like(left)
  }
  if (Object.keys(unprocessed).length === 0) return whole
  const member = name === 'BatchWriteItem' ? 'UnprocessedItems' : 'UnprocessedKeys'
  return {
    body: { ...(body as Members), RequestItems: kept },
    unprocessed: { member, value: unprocessed },
    empty: Object.keys(kept).length === 0,
  }
}

export const throttled = (): ServiceError =>
  new ServiceError(
    'ProvisionedThroughputExceededException',
    'The level of configured provisioned throughput for the table was exceeded (on purpose)',
  )

/** Another transaction is at one of the items: which one is not told apart here, so it is the first. */
export const conflict = (body: unknown): ServiceError => {
  const items = isObject(body) && Array.isArray(body['TransactItems']) ? body['TransactItems'] : []
  const reasons = items.map((_, at) =>
    at === 0
      ? { Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' }
      : { Code: 'None' },
  )
  return new ServiceError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code }) => Code).join(', ')}]`,
    { CancellationReasons: reasons },
  )
}
