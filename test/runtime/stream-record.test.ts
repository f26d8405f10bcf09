import { describe, expect, test } from 'vitest'
import { changeSetAt, noticeAt } from '../../shared/runtime/work-refs.ts'
import { eachChange, eachMessage, isQueueEvent } from '../../shared/runtime/stream-record.ts'

const change = (sequence: number, sk: string) => ({
  dynamodb: { SequenceNumber: String(sequence), Keys: { pk: { S: 'SRC#ofac-sdn' }, sk: { S: sk } } },
})
const stream = { Records: [change(11, 'CS#1'), change(12, 'CS#2'), change(13, 'CS#3')] }
const queue = {
  Records: ['{"seq":1}', 'not JSON', '{"seq":3}'].map((body, at) => ({
    messageId: `m-${at + 1}`,
    body,
    eventSource: 'aws:sqs',
  })),
}

/** Records what was worked on and what was told of failures; fails for one of them. */
const worker = (fails: (what: unknown) => boolean) => {
  const done: unknown[] = []
  const told: unknown[] = []
  return {
    done,
    told,
    work: (what: unknown): Promise<void> => {
      if (fails(what)) return Promise.reject(new Error('no'))
      done.push(what)
      return Promise.resolve()
    },
    failed: (about: Record<string, string>): void => void told.push(about),
  }
}

describe('a delivery', () => {
  test('of a stream: from the first failure on, everything is given back, for its order counts', async () => {
    const { done, told, work, failed } = worker((keys) => (keys as { sk: string }).sk === 'CS#2')
    expect(await eachChange(stream, work, failed)).toEqual({ batchItemFailures: [{ itemIdentifier: '12' }] })
    expect(done).toEqual([{ pk: 'SRC#ofac-sdn', sk: 'CS#1' }])
    expect(told).toEqual([{ pk: 'SRC#ofac-sdn', sk: 'CS#2' }])
  })

  test('of a queue: only what failed is given back, what cannot be read included; its body is not told', async () => {
    const { done, told, work, failed } = worker(() => false)
    expect(await eachMessage(queue, work, failed)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm-2' }] })
    expect(done).toEqual([{ seq: 1 }, { seq: 3 }])
    expect(told).toEqual([{ messageId: 'm-2' }])
  })

  test('is known by where it comes from', () => {
    expect([isQueueEvent(queue), isQueueEvent(stream)]).toEqual([true, false])
  })
})

describe('a record of a stream', () => {
  test('names its work by its keys', () => {
    expect(changeSetAt({ pk: 'SRC#ofac-sdn', sk: 'CS#000042' })).toEqual({ source: 'ofac-sdn', seq: 42 })
    expect(noticeAt({ pk: 'C#acme', sk: 'N#ofac-sdn#000042' })).toEqual({
      customerId: 'acme',
      noticeId: 'ofac-sdn#000042',
    })
  })

  test('that names none is refused, and is not taken for another', () => {
    expect(() => changeSetAt({ pk: 'SRC#no-such-list', sk: 'CS#000001' })).toThrow()
    expect(() => changeSetAt({ pk: 'SRC#ofac-sdn', sk: 'V#000001' })).toThrow()
  })
})
