import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Database } from '../../../../infra/local/wire/database.ts'
import { openOutbox, OUTBOX_SCHEMA } from '../../../../infra/local/wire/outbox.ts'
import { ConfigError } from '../../../../shared/errors.ts'
import { afterTest, eventually, temporaryFolder } from './support.ts'

const open = (file = join(temporaryFolder(), 'db.sqlite'), version = 1) => {
  const database = new Database(file, OUTBOX_SCHEMA, version)
  afterTest(() => database.close())
  return { database, file }
}

describe('the outbox', () => {
  it('delivers what was committed, and nothing that was rolled back', async () => {
    const { database } = open()
    const delivered: string[] = []
    const outbox = openOutbox<string>({
      database,
      deliver: async (job) => {
        await Promise.resolve()
        delivered.push(job)
      },
    })
    expect(() =>
      database.transaction(() => {
        outbox.add('rolled back')
        throw new Error('no')
      }),
    ).toThrow('no')
    database.transaction(() => outbox.add('committed'))
    outbox.wake()
    await eventually('delivered', () => outbox.pending() === 0)
    expect(delivered).toEqual(['committed'])
  })

  it('delivers each of many once, at most so many at a time', async () => {
    const { database } = open()
    const delivered: string[] = []
    let underWay = 0
    let most = 0
    const outbox = openOutbox<string>({
      database,
      concurrency: 3,
      deliver: async (job) => {
        underWay += 1
        most = Math.max(most, underWay)
        await new Promise((resolve) => setTimeout(resolve, 1))
        underWay -= 1
        delivered.push(job)
      },
    })
    const jobs = Array.from({ length: 50 }, (_, index) => `job ${index}`)
    database.transaction(() => jobs.forEach((job) => outbox.add(job)))
    outbox.wake()
    await eventually('delivered', () => outbox.pending() === 0)
    expect(delivered.sort()).toEqual(jobs.sort())
    expect(most).toBe(3)
  })

  it('does not let a receiver that fails hold up the others', async () => {
    const { database } = open()
    const delivered: string[] = []
    const outbox = openOutbox<string>({
      database,
      concurrency: 1,
      deliver: async (job) => {
        await Promise.resolve()
        if (job === 'bad') throw new Error('unreachable')
        delivered.push(job)
      },
    })
    database.transaction(() => ['bad', 'good', 'fine'].forEach((job) => outbox.add(job)))
    outbox.wake()
    await eventually('the good ones', () => delivered.length === 2)
    expect(outbox.pending()).toBe(1)
  })

  it('gives up what is not worth another attempt, in one transaction with what follows from it', async () => {
    const { database } = open()
    const delivered: string[] = []
    const outbox = openOutbox<string>({
      database,
      deliver: async (job) => {
        await Promise.resolve()
        if (job === 'poison') throw new Error('refused')
        delivered.push(job)
      },
      givesUp: (_job, _error, attempts) => attempts === 2,
      onGivenUp: (job) => outbox.add(`dead letter of ${job}`),
    })
    database.transaction(() => outbox.add('poison'))
    outbox.wake()
    await eventually('the dead letter', () => delivered.length === 1)
    expect(delivered).toEqual(['dead letter of poison'])
    expect(outbox.givenUp()).toEqual([{ job: 'poison', reason: 'refused' }])
  })

  it('goes on at the next start with what was under way', async () => {
    const { database, file } = open()
    const first = openOutbox<string>({ database, deliver: () => new Promise(() => {}) })
    database.transaction(() => first.add('job'))
    first.wake()
    first.stop()
    database.close()

    const delivered: string[] = []
    const again = openOutbox<string>({
      database: open(file).database,
      deliver: async (job) => {
        await Promise.resolve()
        delivered.push(job)
      },
    })
    again.wake()
    await eventually('delivered', () => again.pending() === 0)
    expect(delivered).toEqual(['job'])
  })
})

describe('the database', () => {
  it('refuses a file that a newer version wrote', () => {
    const { database, file } = open(undefined, 2)
    database.close()
    expect(() => open(file, 1)).toThrow(ConfigError)
  })
})
