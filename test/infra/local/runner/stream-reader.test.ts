import { expect, it } from 'vitest'
import type { StreamRecord } from '../../../../infra/local/runner/event-sources/stream-client.ts'
import { StreamError } from '../../../../infra/local/runner/event-sources/stream-client.ts'
import { StreamReader } from '../../../../infra/local/runner/event-sources/streams.ts'
import type { StreamMappingPlan } from '../../../../infra/local/runner/plan.ts'
import { functionPlan, streamMapping } from './stream-mapping.ts'

const record = (number: number, secondsAgo = 0): StreamRecord => ({
  eventName: 'INSERT',
  dynamodb: {
    SequenceNumber: String(number),
    ApproximateCreationDateTime: Math.floor(Date.now() / 1000) - secondsAgo,
    Keys: { pk: { N: String(number) } },
  },
})

/** A reader on a shard that holds the records; `answer` stands for the function. */
const read = async (
  records: StreamRecord[],
  parts: Partial<StreamMappingPlan>,
  answer: (numbers: number[]) => boolean,
  beforeReading: (call: number) => void = () => {},
  checkpoint?: string,
) => {
  const batches: number[][] = []
  const sent: string[] = []
  const messages: string[] = []
  const checkpoints: string[] = []
  let calls = 0
  const after = (iterator: string): StreamRecord[] =>
    records.filter((candidate) => Number(candidate.dynamodb.SequenceNumber) > Number(iterator))
  const reader = new StreamReader({ ...streamMapping, ...parts }, functionPlan, {
    client: {
      shards: async () => [{ id: 'shard', closed: false }],
      iterator: async (_arn, _shard, from) => {
        if (from === 'trimmed') throw new StreamError('TrimmedDataAccessException', 'gone')
        return from ?? '0'
      },
      records: async (iterator) => {
        calls += 1
        beforeReading(calls)
        const page = after(iterator).slice(0, 3)
        return { records: page, next: page.at(-1)?.dynamodb.SequenceNumber ?? iterator }
      },
    },
    state: {
      checkpoint: () => checkpoint,
      setCheckpoint: (_mapping, _shard, sequence) => void checkpoints.push(sequence),
      checkpointedShards: () => (checkpoint === undefined ? [] : ['shard']),
      forgetCheckpoint: () => {},
    },
    pool: {
      invoke: async (_name, event) => {
        const { Records } = JSON.parse(event) as { Records: StreamRecord[] }
        const numbers = Records.map((one) => Number(one.dynamodb.SequenceNumber))
        batches.push(numbers)
        const requestId = 'r'
        return answer(numbers)
          ? { requestId, payload: 'null' }
          : { requestId, payload: '{}', functionError: { errorType: 'Error', errorMessage: 'no' } }
      },
    },
    send: async (_arn, body) => void sent.push(body),
    log: ({ message }) => messages.push(message),
  })
  await reader.start()
  await expect.poll(() => reader.caughtUp, { timeout: 10_000 }).toBe(true)
  await reader.stop()
  return { batches, sent, messages, checkpoints }
}

it('gives up records that are too old, and retries the others', async () => {
  let failures = 1
  const { batches, sent, checkpoints } = await read(
    [record(1, 120), record(2, 120), record(3)],
    { maximumRecordAgeSeconds: 60, onFailure: 'arn:aws:sqs:us-east-1:000000000000:dead' },
    () => failures-- <= 0,
  )
  expect(batches).toEqual([[1, 2, 3], [3]])
  expect(JSON.parse(sent[0] ?? '')).toMatchObject({
    requestContext: { condition: 'RecordAgeExceeded' },
    DDBStreamBatchInfo: { batchSize: 2, startSequenceNumber: '1', endSequenceNumber: '2' },
  })
  expect(checkpoints.at(-1)).toBe('3')
})

it('goes on where it was when its iterator has expired', async () => {
  const { batches, messages } = await read(
    [1, 2, 3, 4, 5].map((number) => record(number)),
    { batchSize: 3 },
    () => true,
    (call) => {
      if (call === 2) throw new StreamError('ExpiredIteratorException', 'too old')
    },
  )
  expect(batches).toEqual([
    [1, 2, 3],
    [4, 5],
  ])
  expect(messages).toEqual([expect.stringContaining('ExpiredIteratorException')])
})

it('says so when records were trimmed before they were read', async () => {
  const { batches, messages } = await read([record(7)], {}, () => true, undefined, 'trimmed')
  expect(batches).toEqual([[7]])
  expect(messages[0]).toMatch(/older than 24 hours .* gone/)
})

it('moves its checkpoint over records that no filter wants, and never over one that failed', async () => {
  const { batches, checkpoints } = await read(
    [record(1), { ...record(2), eventName: 'MODIFY' }, record(3), { ...record(4), eventName: 'MODIFY' }],
    { filters: ['{"eventName":["INSERT"]}'], batchSize: 1, maximumRetryAttempts: 0 },
    () => true,
  )
  expect(batches).toEqual([[1], [3]])
  expect(checkpoints.at(-1)).toBe('4')
  expect(checkpoints.shift()).toBe('TRIM_HORIZON')
  expect(checkpoints).toEqual([...checkpoints].sort())
})
