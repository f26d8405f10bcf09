import { describe, expect, test } from 'vitest'
import { ConfigError, IntegrityError, TransientError } from '../../shared/errors.ts'
import type { BatchTurn } from '../../shared/matches/ports.ts'
import type { Match } from '../../shared/model/match.ts'
import type { Supplier } from '../../shared/model/supplier.ts'
import { supplierKeys } from '../../shared/screening/keys.ts'
import { screeningModel } from '../../shared/screening/model.ts'
import { type IntakeRecord, type IntakeRequest, takeIn } from '../../shared/suppliers/intake.ts'
import { Crash, emptyTables, type Kill, portsOver, screenWritten, type Tables } from './fakes.ts'
import { bytesOf } from './files.ts'

const upload = (
  uploadId: string,
  rows: readonly string[],
  more: Partial<IntakeRequest> = {},
): IntakeRequest => ({
  customerId: 'acme',
  file: 'suppliers.csv',
  bytes: bytesOf(['supplier_id,name,supplies,notes', ...rows].join('\n')),
  uploadId,
  uploadedAt: '2026-01-05T09:00:00.000Z',
  confirmRemovals: false,
  ...more,
})

const run = (tables: Tables, request: IntakeRequest, kill?: Kill, now?: Date): Promise<IntakeRecord> =>
  takeIn(portsOver(tables, kill, now).deps, request)

const first = upload('u1', [
  'S-1,Hetian Weaving,,',
  'S-2,Aksu Spinning,S-1,',
  'S-3,Jiangsu Buttons,,',
  'S-4,Hanoi Zips,,',
])
// S-1 renamed, S-3 with a note, S-4 gone, S-5 new.
const second = upload('u2', [
  'S-1,Hotan Weaving,,',
  'S-2,Aksu Spinning,S-1,',
  'S-3,Jiangsu Buttons,,call again',
  'S-5,Dhaka Knit,,',
])

const afterFirst = async (): Promise<Tables> => {
  const tables = emptyTables()
  await run(tables, first)
  await screenWritten(tables)
  return tables
}

const openMatch = (supplierId: string): Match =>
  ({ supplierId, state: 'open', customerId: 'acme' }) as unknown as Match

const register = (tables: Tables): Record<string, string> =>
  Object.fromEntries(
    [...tables.suppliers.values()].map((supplier) => [
      supplier.supplierId,
      `${supplier.state} ${supplier.revision} ${supplier.name} ${supplier.notes ?? ''}`.trim(),
    ]),
  )

const noticeOf = (tables: Tables, { intakeId }: IntakeRecord) => tables.notices.get(`intake#${intakeId}`)

/** At every moment a changed designation must find each registered supplier by its keys. */
const expectFindable = (tables: Tables): void => {
  for (const supplier of tables.suppliers.values()) {
    if (supplier.state === 'removed') continue
    const held = tables.index.get(supplier.supplierId) ?? new Set()
    expect(
      supplierKeys(supplier, screeningModel()).filter((key) => !held.has(key)),
      supplier.supplierId,
    ).toEqual([])
  }
}

describe('taking in a supplier file', () => {
  test('makes it the register, and plans the screening of every supplier', async () => {
    const tables = emptyTables()
    const record = await run(tables, first)
    expect(record).toMatchObject({
      state: 'applied',
      added: 4,
      changed: 0,
      removed: 0,
      unchanged: 0,
      problems: [],
    })
    expect(register(tables)).toEqual({
      'S-1': 'registered 1 Hetian Weaving',
      'S-2': 'registered 1 Aksu Spinning',
      'S-3': 'registered 1 Jiangsu Buttons',
      'S-4': 'registered 1 Hanoi Zips',
    })
    expect(noticeOf(tables, record)).toMatchObject({
      kind: 'report',
      total: 4,
      screened: 4,
      state: 'screening',
    })
    expect(tables.customer.registerRevision).toBe(1)
    expect(tables.lock).toBeUndefined()
    expectFindable(tables)
  })

  test('a later file writes only what it changes; removed suppliers stay as tombstones without keys', async () => {
    const tables = await afterFirst()
    const record = await run(tables, second)
    expect(record).toMatchObject({
      state: 'applied',
      added: 1,
      changed: 1,
      annotated: 1,
      removed: 1,
      unchanged: 1,
    })
    expect(register(tables)).toEqual({
      'S-1': 'registered 2 Hotan Weaving',
      'S-2': 'registered 1 Aksu Spinning',
      'S-3': 'registered 2 Jiangsu Buttons call again',
      'S-4': 'removed 2 Hanoi Zips',
      'S-5': 'registered 1 Dhaka Knit',
    })
    expect(noticeOf(tables, record)).toMatchObject({ total: 3, screened: 2 })
    expect(tables.index.get('S-4')?.size).toBe(0)
    const renamed = tables.suppliers.get('S-1')
    expect(renamed && [...(tables.index.get('S-1') ?? [])].sort()).toEqual(
      renamed && supplierKeys(renamed, screeningModel()).sort(),
    )
  })

  test('the same file again changes nothing and tells nobody', async () => {
    const tables = await afterFirst()
    const before = structuredClone({ ...tables, intakes: 0 })
    const record = await run(tables, { ...first, uploadId: 'u1 again' })
    expect(record).toMatchObject({ state: 'applied', unchanged: 4, added: 0, changed: 0 })
    expect({ ...tables, intakes: 0 }).toEqual(before)
  })

  test('a changed note is written, without a screening or a notice', async () => {
    const tables = await afterFirst()
    const notices = tables.notices.size
    const rows = [
      'S-1,Hetian Weaving,,a note',
      'S-2,Aksu Spinning,S-1,',
      'S-3,Jiangsu Buttons,,',
      'S-4,Hanoi Zips,,',
    ]
    const record = await run(tables, upload('u2', rows))
    expect(record).toMatchObject({ state: 'applied', annotated: 1, changed: 0 })
    expect(tables.suppliers.get('S-1')).toMatchObject({ notes: 'a note', revision: 2 })
    expect(tables.suppliers.get('S-1')?.factsHash).toBe((await afterFirst()).suppliers.get('S-1')?.factsHash)
    expect(tables.notices.size).toBe(notices)
  })

  test('a patch changes its rows and removes nobody', async () => {
    const tables = await afterFirst()
    const record = await run(tables, upload('u2', ['S-9,New Mill,S-2,'], { file: 'more.PATCH.csv' }))
    expect(record).toMatchObject({ state: 'applied', added: 1, removed: 0 })
    expect(Object.keys(register(tables))).toEqual(['S-1', 'S-2', 'S-3', 'S-4', 'S-9'])
  })

  test('a supplier that comes back gets the next revision', async () => {
    const tables = await afterFirst()
    await run(tables, second)
    await run(tables, upload('u3', ['S-4,Hanoi Zips,,'], { file: 'back.patch.csv' }))
    expect(register(tables)['S-4']).toBe('registered 3 Hanoi Zips')
    expectFindable(tables)
  })

  test('a refused file changes nothing but its record, and releases the lock', async () => {
    const tables = await afterFirst()
    const before = structuredClone({ ...tables, intakes: 0 })
    const record = await run(tables, upload('u2', ['S-1,Hetian Weaving,S-7,']))
    expect(record).toMatchObject({
      state: 'refused',
      problems: [
        {
          file: 'suppliers.csv',
          line: 2,
          field: 'supplies',
          reason: '"S-7" is no supplier of this register',
        },
      ],
    })
    expect({ ...tables, intakes: 0 }).toEqual(before)
  })

  test('what is told of a refused file is one item, however long its cells are', async () => {
    const tables = emptyTables()
    const long = 'x'.repeat(90_000)
    const rows = Array.from({ length: 40 }, (_, at) => `S-${at},Mill,${long}${at},`)
    const record = await run(tables, upload('u1', rows))
    expect(record.problems.length).toBeGreaterThanOrEqual(40)
    expect(record.problems.every(({ reason }) => reason.includes('xxx') && reason.endsWith('…'))).toBe(true)
    expect(Buffer.byteLength(JSON.stringify(record))).toBeLessThan(400_000)
  })

  test('a file that removes a supplier with an open match is held until that is confirmed', async () => {
    const tables = await afterFirst()
    tables.matches.push(openMatch('S-4'))
    const before = structuredClone({ ...tables, intakes: 0 })
    const held = await run(tables, second)
    expect(held).toMatchObject({
      state: 'held',
      removed: 1,
      held: expect.stringMatching(/open match: S-4; .*--confirm-removals/) as string,
    })
    expect({ ...tables, intakes: 0 }).toEqual(before)
    expect(await run(tables, { ...second, uploadId: 'u3', confirmRemovals: true })).toMatchObject({
      state: 'applied',
      removed: 1,
    })
  })

  test('an unknown customer is an error, not a register', async () => {
    const tables = emptyTables()
    await expect(run(tables, { ...first, customerId: 'nobody' })).rejects.toThrow(ConfigError)
    expect(tables.suppliers.size).toBe(0)
  })
})

describe('two files at once', () => {
  test('the second waits for the lock of the first, then both are in', async () => {
    const tables = await afterFirst()
    await expect(run(tables, second, { call: 14, after: true })).rejects.toThrow(Crash)
    expect(tables.lock).toBeDefined()
    const patch = upload('u3', ['S-9,New Mill,,'], { file: 'more.patch.csv' })
    await expect(run(tables, patch)).rejects.toThrow(TransientError)
    await run(tables, second)
    await run(tables, patch)
    expect(Object.keys(register(tables)).sort()).toEqual(['S-1', 'S-2', 'S-3', 'S-4', 'S-5', 'S-9'])
  })

  test('started together, one is taken in and the other is told to come again', async () => {
    const tables = await afterFirst()
    const patch = upload('u3', ['S-1,Patched,,'], { file: 'more.patch.csv' })
    const outcomes = await Promise.allSettled([run(tables, second), run(tables, patch)])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: expect.any(TransientError) as TransientError,
    })
  })

  test('one that lost its lock to a newer file does not overwrite it, says so, and its notice still closes', async () => {
    const calls = await callsOf(second, afterFirst)
    for (let call = 1; call <= calls; call++) {
      const tables = await afterFirst()
      await run(tables, second, { call, after: true }).catch(() => undefined)
      const later = new Date('2020-12-02T13:00:00Z')
      const newer = upload('u3', ['S-1,Third Name,,', 'S-2,Aksu Spinning,S-1,', 'S-4,Hanoi Zips,,'], {
        confirmRemovals: true,
      })
      await run(tables, newer, undefined, later)
      const begun = [...tables.intakes.values()].some(({ state }) => state === 'applying')
      const before = register(tables)
      const record = await run(tables, second, undefined, later)
      await screenWritten(tables)
      if (begun) {
        expect(register(tables), `call ${call}`).toEqual(before)
        expect(before['S-1'], `call ${call}`).toMatch(/Third Name$/)
        expect(['refused', 'applied'], `call ${call}`).toContain(record.state)
        if (record.state === 'refused')
          expect(record.problems[0]?.reason).toMatch(/another file was taken in/)
      }
      expect(
        [...tables.notices.values()].map(({ state }) => state),
        `call ${call}`,
      ).not.toContain('screening')
      expectFindable(tables)
    }
  })
})

describe('a file that gives way while a supplier that it did not write is being screened', () => {
  test('leaves it to a screening to count its batch', async () => {
    const calls = await callsOf(second, afterFirst)
    let underWay = 0
    for (let call = 1; call <= calls; call++) {
      const tables = await afterFirst()
      await run(tables, second, { call, after: true }).catch(() => undefined)
      const later = new Date('2020-12-02T13:00:00Z')
      const newer = upload('u3', ['S-1,Third Name,,', 'S-2,Aksu Spinning,S-1,', 'S-4,Hanoi Zips,,'], {
        confirmRemovals: true,
      })
      await run(tables, newer, undefined, later)
      const { registry } = portsOver(tables)
      const began = [...tables.intakes.values()].find(({ state }) => state === 'applying')
      if (!began) continue
      const noticeId = `intake#${began.intakeId}`
      const turns: BatchTurn[] = []
      for (const batch of await registry.openBatches('acme', noticeId)) {
        const turn = await registry.takeUpBatch({ customerId: 'acme', noticeId, batch })
        if (turn && tables.suppliers.has(batch)) turns.push(turn)
      }
      underWay += turns.length
      const facts = ({ revision: _r, intakeId: _i, ...supplier }: Supplier) => supplier
      const before = [...tables.suppliers.values()].map(facts)
      await run(tables, second, undefined, later)
      expect([...tables.suppliers.values()].map(facts), `call ${call}`).toEqual(before)
      // The screening that was under way is overtaken; what it saw counts nothing.
      for (const turn of turns) await registry.finishBatch(turn)
      expect((await registry.openBatches('acme', noticeId)).sort(), `call ${call}`).toEqual(
        turns.map(({ batch }) => batch).sort(),
      )
      await screenWritten(tables)
      expect([...tables.notices.values()].map(({ state }) => state)).not.toContain('screening')
    }
    expect(underWay).toBeGreaterThan(0)
  })
})

describe('a process that dies', () => {
  test.each([
    ['before', false],
    ['after', true],
  ])('%s the effect of any port call: run again, it finishes what it began', async (_when, after) => {
    const clean = await afterFirst()
    const applied = await run(clean, second)
    await screenWritten(clean)
    const calls = await callsOf(second, afterFirst)
    expect(calls).toBeGreaterThan(20)
    for (let call = 1; call <= calls; call++) {
      for (const screenedBetween of [false, true]) {
        const tables = await afterFirst()
        await expect(run(tables, second, { call, after }), `call ${call}`).rejects.toThrow(Crash)
        expectFindable(tables)
        if (screenedBetween) await screenWritten(tables)
        const record = await run(tables, second)
        await screenWritten(tables)
        expect(record, `call ${call}`).toEqual(applied)
        expect(register(tables), `call ${call}`).toEqual(register(clean))
        expect(noticeOf(tables, record), `call ${call}`).toEqual(noticeOf(clean, applied))
        expect(noticeOf(tables, record)?.state).toBe('ready')
        expect(tables.customer.registerRevision).toBe(2)
        expect(tables.lock).toBeUndefined()
        expectFindable(tables)
      }
    }
  })

  test('and dies again at each call of the second run', async () => {
    const clean = await afterFirst()
    await run(clean, second)
    const calls = await callsOf(second, afterFirst)
    for (let call = 3; call <= calls; call += 5) {
      for (let again = 1; again <= calls; again++) {
        const tables = await afterFirst()
        await run(tables, second, { call, after: true }).catch(() => undefined)
        await run(tables, second, { call: again, after: true }).catch(() => undefined)
        await run(tables, second)
        await screenWritten(tables)
        expect(register(tables), `${call}, ${again}`).toEqual(register(clean))
        expect([...tables.notices.values()].map(({ state }) => state)).toEqual(['ready', 'ready'])
      }
    }
  })

  test('a match that opens before the retry does not hold what was begun', async () => {
    const tables = await afterFirst()
    await run(tables, second, { call: 12, after: true }).catch(() => undefined)
    tables.matches.push(openMatch('S-4'))
    expect(await run(tables, second)).toMatchObject({ state: 'applied', removed: 1 })
    expect(register(tables)['S-4']).toMatch(/^removed/)
  })

  test('a retry of a finished intake releases the lock that the dead run still held', async () => {
    const tables = emptyTables()
    const calls = await callsOf(first, async () => emptyTables())
    await expect(run(tables, first, { call: calls, after: false })).rejects.toThrow(Crash)
    expect(tables.lock).toBeDefined()
    expect(await run(tables, first)).toMatchObject({ state: 'applied' })
    expect(tables.lock).toBeUndefined()
  })

  test('a retry that brings other bytes is refused: what was begun cannot be finished with them', async () => {
    const tables = emptyTables()
    await run(tables, first, { call: 15, after: true }).catch(() => undefined)
    await expect(run(tables, { ...first, bytes: second.bytes })).rejects.toThrow(IntegrityError)
  })
})

/** How many port calls a run makes that nothing stops. */
const callsOf = async (request: IntakeRequest, start: () => Promise<Tables>): Promise<number> => {
  const ports = portsOver(await start())
  await takeIn(ports.deps, request)
  return ports.calls()
}

describe('the order of uploads', () => {
  test('a file that was overtaken by a newer one is refused, and the register stays', async () => {
    const tables = emptyTables()
    await run(tables, { ...first, uploadId: 'newer', uploadedAt: '2026-01-05T10:00:00.000Z' })
    const before = structuredClone(tables.suppliers)
    const late = await run(tables, upload('older', ['S-9,Late Mill,,'], { confirmRemovals: true }))
    expect(late.state).toBe('refused')
    expect(late.problems[0]?.reason).toContain('a newer file, of 2026-01-05T10:00:00.000Z')
    expect(tables.suppliers).toEqual(before)
  })
})

test('a file of a replayed past is told of in its own time, and its work is as old as it really is', async () => {
  const logical = '2021-01-05T09:00:00.000Z'
  const notices: { at: string; since: string }[] = []
  const real = new Date('2026-11-26T08:00:00.000Z')
  const { deps } = portsOver(emptyTables(), undefined, real)
  const registry = {
    ...deps.registry,
    openNotice: async (...[notice, batches, since]: Parameters<typeof deps.registry.openNotice>) => {
      notices.push({ at: notice.at, since })
      return deps.registry.openNotice(notice, batches, since)
    },
  }
  expect((await takeIn({ ...deps, registry }, { ...first, at: logical })).at).toBe(logical)
  expect(notices).toEqual([{ at: logical, since: real.toISOString() }])
})
