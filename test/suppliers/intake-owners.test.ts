import { describe, expect, test } from 'vitest'
import { aboveOf } from '../../shared/matches/upstream.ts'
import type { SupplierFacts } from '../../shared/model/supplier.ts'
import { screeningModel } from '../../shared/screening/model.ts'
import { registeredKeys } from '../../shared/screening/related-parties.ts'
import { type IntakeRecord, type IntakeRequest, takeIn } from '../../shared/suppliers/intake.ts'
import { Crash, emptyTables, type Kill, portsOver, screenWritten, type Tables } from './fakes.ts'
import { bytesOf } from './files.ts'

/** A file of parties, some of which own others of the register. */
const upload = (uploadId: string, rows: readonly string[]): IntakeRequest => ({
  customerId: 'acme',
  file: 'parties.patch.csv',
  bytes: bytesOf(['supplier_id,name,owners,workers', ...rows].join('\n')),
  uploadId,
  uploadedAt: '2026-01-05T09:00:00.000Z',
  confirmRemovals: false,
})
const run = (tables: Tables, request: IntakeRequest, kill?: Kill, now?: Date): Promise<IntakeRecord> =>
  takeIn(portsOver(tables, kill, now).deps, request)
const callsOf = async (request: IntakeRequest): Promise<number> => {
  const ports = portsOver(await afterFirst())
  await takeIn(ports.deps, request)
  return ports.calls()
}

/** S-1 owns S-2, which owns S-3. */
const first = upload('u1', [
  'S-1,Hetian Holding,,',
  'S-2,Aksu Spinning,id:S-1=60,',
  'S-3,Jiangsu Buttons,id:S-2=60,',
  'S-4,Hanoi Zips,,',
])
/** S-1 gets another name, and owns one more. */
const second = upload('u2', ['S-1,Karakum Holding,,', 'S-5,Dhaka Knit,id:S-1=51,'])

const afterFirst = async (): Promise<Tables> => {
  const tables = emptyTables()
  await run(tables, first)
  await screenWritten(tables)
  return tables
}
const revisions = (tables: Tables): Record<string, number> =>
  Object.fromEntries([...tables.suppliers.values()].map(({ supplierId, revision }) => [supplierId, revision]))
const names = (tables: Tables): string[] => [...tables.suppliers.values()].map(({ name }) => name)
const noticeOf = (tables: Tables, { intakeId }: IntakeRecord) => tables.notices.get(`intake#${intakeId}`)

/** Each party stands under the keys of all that is above it. `exactly`: and under no others. */
const expectKeys = (tables: Tables, exactly: boolean): void => {
  const byId = new Map<string, SupplierFacts>(tables.suppliers)
  for (const supplier of tables.suppliers.values()) {
    const keys = registeredKeys(supplier, aboveOf(supplier as SupplierFacts, byId), screeningModel()).sort()
    const held = [...(tables.index.get(supplier.supplierId) ?? [])].sort()
    if (exactly) expect(held, supplier.supplierId).toEqual(keys)
    else expect(held, supplier.supplierId).toEqual(expect.arrayContaining(keys))
  }
}

describe('an owner that a file changes', () => {
  test('has all that it owns screened again, under its new keys and no longer under the old', async () => {
    const tables = await afterFirst()
    expect(revisions(tables)).toEqual({ 'S-1': 1, 'S-2': 2, 'S-3': 2, 'S-4': 1 })
    const record = await run(tables, second)
    expect(record).toMatchObject({ state: 'applied', added: 1, changed: 1, unchanged: 0 })
    expect(revisions(tables)).toEqual({ 'S-1': 2, 'S-2': 3, 'S-3': 3, 'S-4': 1, 'S-5': 2 })
    expect(noticeOf(tables, record)).toMatchObject({ total: 4, screened: 4 })
    expectKeys(tables, true)
  })

  test('in what does not concern what it owns has only itself screened again', async () => {
    const tables = await afterFirst()
    const record = await run(tables, upload('u2', ['S-1,Hetian Holding,,KP']))
    expect(record).toMatchObject({ state: 'applied', changed: 1 })
    expect(noticeOf(tables, record)).toMatchObject({ total: 1 })
    expect(revisions(tables)).toEqual({ 'S-1': 2, 'S-2': 2, 'S-3': 2, 'S-4': 1 })
  })
})

describe('a process that dies at any port call', () => {
  test.each([false, true])(
    'has what is owned screened all the same (after its effect: %s)',
    async (after) => {
      const clean = await afterFirst()
      await run(clean, second)
      await screenWritten(clean)
      const calls = await callsOf(second)
      for (let call = 1; call <= calls; call++) {
        for (const screenedBetween of [false, true]) {
          const tables = await afterFirst()
          await expect(run(tables, second, { call, after }), `call ${call}`).rejects.toThrow(Crash)
          if (screenedBetween) await screenWritten(tables)
          const record = await run(tables, second)
          await screenWritten(tables)
          expect(names(tables).sort(), `call ${call}`).toEqual(names(clean).sort())
          expect(noticeOf(tables, record), `call ${call}`).toMatchObject({
            total: 4,
            done: 4,
            state: 'ready',
          })
          expectKeys(tables, false)
        }
      }
    },
  )

  test('and loses its lock to a newer file: what is owned is screened with the owner that was written', async () => {
    const calls = await callsOf(second)
    let given = 0
    for (let call = 1; call <= calls; call++) {
      const tables = await afterFirst()
      await run(tables, second, { call, after: true }).catch(() => undefined)
      const later = new Date('2020-12-02T13:00:00Z')
      await run(tables, upload('u3', ['S-4,Hanoi Zippers,,']), undefined, later)
      const begun = [...tables.intakes.values()].some(({ state }) => state === 'applying')
      const owned = revisions(tables)['S-3'] ?? 0
      const owner = names(tables).includes('Karakum Holding')
      const record = await run(tables, second, undefined, later)
      await screenWritten(tables)
      expect(
        [...tables.notices.values()].map(({ state }) => state),
        `call ${call}`,
      ).not.toContain('screening')
      if (!begun || !owner) continue
      given++
      if (owned === 2) expect(revisions(tables)['S-3'], `call ${call}, ${record.state}`).toBe(3)
      expectKeys(tables, false)
    }
    expect(given).toBeGreaterThan(5)
  })

  test('after a newer file died in the middle of writing: the one that is finished first is written whole', async () => {
    const third = upload('u3', ['S-1,Zarnitsa Holding,,'])
    const calls = await callsOf(second)
    let met = 0
    for (let call = 1; call <= calls; call++) {
      const tables = await afterFirst()
      await run(tables, second, { call, after: true }).catch(() => undefined)
      const begun = [...tables.intakes.values()].some(({ state }) => state === 'applying')
      if (!begun || names(tables).includes('Karakum Holding')) continue
      const hour = (at: number): Date => new Date(`2020-12-02T${at}:00:00Z`)
      for (let other = 1; !names(tables).includes('Zarnitsa Holding'); other++)
        await run(
          tables,
          { ...third, uploadId: `u3 ${other}` },
          { call: other, after: true },
          hour(13),
        ).catch(() => delete tables.lock)
      expect(tables.customer.registerRevision, 'it was not finished').toBe(1)
      met++
      expect(await run(tables, second, undefined, hour(14)), `call ${call}`).toMatchObject({
        state: 'applied',
      })
      await screenWritten(tables)
      expect(tables.suppliers.get('S-1'), `call ${call}`).toMatchObject({
        name: 'Karakum Holding',
        revision: 3,
      })
      expectKeys(tables, false)
    }
    expect(met).toBeGreaterThan(2)
  })
})
