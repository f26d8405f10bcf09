import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { StreamRecord, StreamShard } from '../../../../infra/local/runner/event-sources/stream-client.ts'
import { StreamReader } from '../../../../infra/local/runner/event-sources/streams.ts'
import type { StreamMappingPlan } from '../../../../infra/local/runner/plan.ts'
import { functionPlan, streamMapping } from './stream-mapping.ts'

const record = (sequence: number, key: number): StreamRecord => ({
  eventName: 'MODIFY',
  dynamodb: {
    SequenceNumber: String(sequence).padStart(6, '0'),
    ApproximateCreationDateTime: 1_800_000_000,
    Keys: { pk: { N: String(key) } },
  },
})
const numberOf = ({ dynamodb }: StreamRecord): number => Number(dynamodb.SequenceNumber)

/** Shards one after the other: the last one is open, the others are closed and each is the next one's parent. */
interface Stream {
  shards: StreamRecord[][]
}

const shardName = (at: number): string => `shard-${at}`

const clientOf = (stream: Stream, pageSize: number) => ({
  shards: async (): Promise<StreamShard[]> =>
    stream.shards.map((_records, at) => ({
      id: shardName(at),
      ...(at > 0 && { parent: shardName(at - 1) }),
      closed: at < stream.shards.length - 1,
    })),
  iterator: async (_arn: string, shard: string, after: string | undefined) => `${shard} ${after ?? '0'}`,
  records: async (iterator: string) => {
    const [shard = '', after = ''] = iterator.split(' ')
    const at = Number(shard.slice('shard-'.length))
    const left = (stream.shards[at] ?? []).filter((one) => numberOf(one) > Number(after))
    const page = left.slice(0, pageSize)
    const ended = page.length === left.length && at < stream.shards.length - 1
    return {
      records: page,
      ...(!ended && { next: `${shard} ${page.at(-1)?.dynamodb.SequenceNumber ?? after}` }),
    }
  },
})

const memoryState = () => {
  const checkpoints = new Map<string, string>()
  return {
    checkpoints,
    checkpoint: (_mapping: string, shard: string) => checkpoints.get(shard),
    setCheckpoint: (_mapping: string, shard: string, to: string) => void checkpoints.set(shard, to),
    checkpointedShards: () => [...checkpoints.keys()],
    forgetCheckpoint: (_mapping: string, shard: string) => void checkpoints.delete(shard),
  }
}

type Outcome = 'done' | 'throws' | 'part'

/** What happens to each invocation, in the order in which they end. */
interface Course {
  outcomes: Outcome[]
  /** After how many invocations the runner is killed, if at all. */
  killAfter: number | undefined
}

/** Reads a stream to its end, through a kill; every record that the function dealt with, in that order. */
const readThrough = async (
  stream: Stream,
  parts: Partial<StreamMappingPlan>,
  pageSize: number,
  course: Course,
) => {
  const state = memoryState()
  const dealtWith: StreamRecord[] = []
  /** Where each life of the runner begins in `dealtWith`. */
  const lives = [0]
  let calls = 0
  let running = 0
  let most = 0
  const live = async (killAfter: number | undefined): Promise<void> => {
    let dead = false
    let kill = (): void => {}
    const killed = new Promise<void>((resolve) => (kill = resolve))
    const reader = new StreamReader({ ...streamMapping, partialResponses: true, ...parts }, functionPlan, {
      client: clientOf(stream, pageSize),
      state: { ...state, setCheckpoint: (...of) => (dead ? undefined : state.setCheckpoint(...of)) },
      pool: {
        invoke: async (_name, event) => {
          const { Records } = JSON.parse(event) as { Records: StreamRecord[] }
          const call = calls++
          running += 1
          most = Math.max(most, running)
          // Some take longer than others, so that lanes overtake each other.
          for (let turn = 0; turn < (call * 7) % 5; turn += 1) await new Promise(setImmediate)
          running -= 1
          if (killAfter !== undefined && call >= killAfter) {
            dead = true
            kill()
          }
          const failed = {
            requestId: 'r',
            payload: '{}',
            functionError: { errorType: 'Error', errorMessage: 'no' },
          }
          if (dead) return failed
          // At the end all goes well, else it would never end.
          const outcome = course.outcomes[call] ?? 'done'
          if (outcome === 'throws') return failed
          const done = outcome === 'part' ? Records.length >> 1 : Records.length
          dealtWith.push(...Records.slice(0, done))
          const batchItemFailures = Records.slice(done).map(({ dynamodb }) => ({
            itemIdentifier: dynamodb.SequenceNumber,
          }))
          return { requestId: 'r', payload: JSON.stringify({ batchItemFailures }) }
        },
      },
      send: async () => {},
      log: () => {},
      pause: () => new Promise(setImmediate),
    })
    await reader.start()
    const caughtUp = async (): Promise<void> => {
      while (!dead && !reader.caughtUp) await new Promise(setImmediate)
    }
    await Promise.race([caughtUp(), killed])
    await reader.stop()
  }
  if (course.killAfter !== undefined) {
    await live(course.killAfter)
    lives.push(dealtWith.length)
  }
  await live(undefined)
  return { dealtWith, lives, most, checkpoints: state.checkpoints }
}

const byKey = (records: readonly StreamRecord[]): Map<string, number[]> =>
  records.reduce((groups, one) => {
    const key = JSON.stringify(one.dynamodb.Keys)
    return groups.set(key, [...(groups.get(key) ?? []), numberOf(one)])
  }, new Map<string, number[]>())

const streams = fc
  .array(fc.array(fc.nat({ max: 8 }), { maxLength: 40 }), { minLength: 1, maxLength: 4 })
  .map((shards): Stream => {
    let sequence = 0
    return { shards: shards.map((keys) => keys.map((key) => record((sequence += 1), key))) }
  })

it('gives each record at least once and those of one item in order, whatever fails and when it is killed', async () => {
  await fc.assert(
    fc.asyncProperty(
      streams,
      fc.record({
        parallelizationFactor: fc.integer({ min: 1, max: 10 }),
        batchSize: fc.integer({ min: 1, max: 12 }),
        bisect: fc.boolean(),
      }),
      fc.integer({ min: 1, max: 50 }),
      fc.record({
        outcomes: fc.array(fc.constantFrom<Outcome>('done', 'throws', 'part'), { maxLength: 30 }),
        killAfter: fc.option(fc.nat({ max: 25 }), { nil: undefined }),
      }),
      async (stream, parts, pageSize, course) => {
        const { dealtWith, lives, most, checkpoints } = await readThrough(stream, parts, pageSize, course)
        const all = stream.shards.flat()
        expect(new Set(dealtWith.map(numberOf))).toEqual(new Set(all.map(numberOf)))
        expect(most).toBeLessThanOrEqual(parts.parallelizationFactor)
        const wanted = byKey(all)
        for (const [at, from] of lives.entries()) {
          for (const [key, seen] of byKey(dealtWith.slice(from, lives[at + 1]))) {
            // Each life deals with a stretch of the item's records without a gap, and the last one ends with the last.
            const begin = wanted.get(key)?.indexOf(seen[0] ?? 0) ?? -1
            expect(seen).toEqual(wanted.get(key)?.slice(begin, begin + seen.length))
          }
        }
        // Nothing is skipped at a kill: the second life begins at or before what the first left undone.
        for (const [key, sequence] of byKey(dealtWith)) {
          const firstSeen = [...new Set(sequence)]
          expect(firstSeen).toEqual(wanted.get(key))
        }
        for (const [at] of stream.shards.slice(0, -1).entries()) {
          expect(checkpoints.get(shardName(at))).toBe('SHARD_END')
        }
        const last = stream.shards.at(-1)?.at(-1)
        expect(checkpoints.get(shardName(stream.shards.length - 1))).toBe(
          last?.dynamodb.SequenceNumber ?? 'TRIM_HORIZON',
        )
      },
    ),
    { numRuns: 150 },
  )
})

it('works on as many batches of a shard at once as the mapping says', async () => {
  const stream = { shards: [Array.from({ length: 200 }, (_, at) => record(at + 1, at))] }
  const calm = { outcomes: [], killAfter: undefined }
  const one = await readThrough(stream, { batchSize: 5 }, 100, calm)
  const four = await readThrough(stream, { batchSize: 5, parallelizationFactor: 4 }, 100, calm)
  expect([one.most, four.most]).toEqual([1, 4])
  expect(one.dealtWith.map(numberOf)).toEqual(stream.shards[0]?.map(numberOf))
})

it('stores nothing beyond a record that keeps failing, though other lanes go on', async () => {
  const records = Array.from({ length: 60 }, (_, at) => record(at + 1, at))
  const state = memoryState()
  const done = new Set<number>()
  const reader = new StreamReader(
    { ...streamMapping, partialResponses: true, batchSize: 1, parallelizationFactor: 10 },
    functionPlan,
    {
      client: clientOf({ shards: [records] }, 100),
      state,
      pool: {
        invoke: async (_name, event) => {
          await new Promise(setImmediate)
          const { Records } = JSON.parse(event) as { Records: [StreamRecord] }
          const requestId = 'r'
          if (numberOf(Records[0]) === 7) {
            return { requestId, payload: '{}', functionError: { errorType: 'Error', errorMessage: 'no' } }
          }
          done.add(numberOf(Records[0]))
          return { requestId, payload: 'null' }
        },
      },
      send: async () => {},
      log: () => {},
      pause: () => new Promise(setImmediate),
    },
  )
  await reader.start()
  await expect.poll(() => done.size).toBeGreaterThan(30)
  await expect.poll(() => state.checkpoints.get('shard-0')).toBe('000006')
  expect(reader.caughtUp).toBe(false)
  await reader.stop()
  expect(state.checkpoints.get('shard-0')).toBe('000006')
})
