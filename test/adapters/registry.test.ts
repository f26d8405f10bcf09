import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { dynamoDispositions } from '../../shared/adapters/dynamo-dispositions.ts'
import { dynamoRegistry } from '../../shared/adapters/dynamo-registry.ts'
import { ConflictError, OvertakenError } from '../../shared/errors.ts'
import { defaultPolicy } from '../../shared/matches/disposition-policy.ts'
import { decide } from '../../shared/matches/disposition.ts'
import type { Batch, BatchRef } from '../../shared/matches/ports.ts'
import type { IntakeRecord } from '../../shared/suppliers/intake.ts'
import type { Notice } from '../../shared/model/alert.ts'
import type { Customer } from '../../shared/model/supplier.ts'
import { bothMakes, type EmbeddedServices, startEmbedded } from '../support/embedded-stores.ts'
import type { Stores } from '../support/pipeline.ts'
import { alertRecord, customer, match, notice, supplier } from '../support/samples.ts'

let embedded: EmbeddedServices
beforeAll(async () => {
  embedded = await startEmbedded()
})
afterAll(() => embedded.close())

const pairs: Batch = { kind: 'pairs', source: 'ofac-sdn', seq: 1, pairs: [['101', 'S-1']] }
const batches = new Map<string, Batch>([
  ['00001', pairs],
  ['00002', { kind: 'suppliers', source: 'ofac-sdn', seq: 1, supplierIds: ['S-1'] }],
])
const since = '2024-01-01T00:00:00.000Z'
const n1 = 'ofac-sdn#000001'
const ref = (batch: string, noticeId = n1) => ({ customerId: 'acme', noticeId, batch })

describe.each(bothMakes(() => embedded))('the registry %s', (_name, make) => {
  let registry: Stores['registry']
  const finish = async (batch: BatchRef): Promise<void> => {
    const turn = await registry.takeUpBatch(batch)
    if (turn) await registry.finishBatch(turn)
  }
  beforeEach(async () => {
    registry = (await make()).registry
  })

  test('customers: added once, listed in order, removed', async () => {
    expect(await registry.add(customer('beta'))).toBe(true)
    expect(await registry.add(customer('acme'))).toBe(true)
    expect(await registry.add({ ...customer('acme'), name: 'Another' })).toBe(false)
    expect(await registry.customer('acme')).toEqual(customer('acme'))
    expect((await registry.customers()).map(({ customerId }) => customerId)).toEqual(['acme', 'beta'])
    await registry.remove('acme', '2024-02-01T00:00:00.000Z')
    expect(await registry.customer('acme')).toBeNull()
    expect((await registry.customers()).map(({ customerId }) => customerId)).toEqual(['beta'])
    await registry.remove('acme', '2024-02-01T00:00:00.000Z')
  })

  test('customers: changed in place, and ended for good until they are added again', async () => {
    await registry.add(customer('acme'))
    const severity = [{ measure: 'blocking', rule: '*', score: '*', tier: '*', severity: 'low' } as const]
    await registry.update('acme', { name: 'Renamed', severity })
    expect(await registry.customer('acme')).toEqual({ ...customer('acme'), name: 'Renamed', severity })
    const refuse = (): void => {
      throw new ConflictError('seen otherwise', 'Look again.')
    }
    await expect(registry.update('acme', { name: 'Again' }, refuse)).rejects.toThrow(ConflictError)
    const seen: Customer[] = []
    await registry.update('acme', { severity }, (stored) => void seen.push(stored))
    expect(seen).toMatchObject([{ name: 'Renamed', severity }])
    expect((await registry.customer('acme'))?.name).toBe('Renamed')
    expect(await registry.endedAt('acme')).toBeNull()
    await registry.remove('acme', '2024-02-01T00:00:00.000Z')
    expect(await registry.endedAt('acme')).toBe('2024-02-01T00:00:00.000Z')
    await registry.add(customer('acme'))
    expect(await registry.endedAt('acme')).toBeNull()
    expect(await registry.customer('acme')).toEqual(customer('acme'))
    // One that comes back has the suppliers that it had.
    await registry.remove('acme', '2024-03-01T00:00:00.000Z')
    await registry.add({ ...customer('acme'), supplierCount: 3 })
    expect(await registry.customer('acme')).toMatchObject({ supplierCount: 3 })
  })

  test('a notice that nobody is left to be told of is closed; one that was sent stays sent', async () => {
    const notice = (noticeId: string): Notice => ({
      customerId: 'acme',
      noticeId,
      cause: 'published',
      kind: 'alerts',
      plan: 'p',
      total: 1,
      done: 0,
      state: 'ready',
      at: since,
      screened: 1,
    })
    for (const id of ['a#1', 'a#2']) await registry.openNotice(notice(id), new Map(), since)
    await registry.markNoticeSent('acme', 'a#1')
    for (const id of ['a#1', 'a#2', 'a#3']) await registry.closeNotice('acme', id)
    expect((await registry.notice('acme', 'a#1'))?.state).toBe('sent')
    expect((await registry.notice('acme', 'a#2'))?.state).toBe('closed')
    expect(await registry.notice('acme', 'a#3')).toBeNull()
    expect(await registry.openWork()).toEqual([])
    expect(await registry.claimNotice('acme', 'a#2', since, since)).toBe(false)
  })

  test('suppliers: a later revision replaces, an earlier one does not; each customer for itself', async () => {
    await registry.putSupplier(supplier('S-1', { revision: 2, name: 'Second' }))
    await registry.putSupplier(supplier('S-1', { revision: 1, name: 'First' }))
    await registry.putSupplier(supplier('S-1', { revision: 2, name: 'Second again' }))
    await registry.putSupplier(supplier('S-2'))
    await registry.putSupplier(supplier('S-1', { customerId: 'beta' }))
    expect((await registry.suppliers('acme')).map(({ supplierId, name }) => [supplierId, name])).toEqual([
      ['S-1', 'Second'],
      ['S-2', 'Mill S-2'],
    ])
    expect(
      (await registry.suppliersById('acme', ['S-2', 'S-7', 'S-1']))
        .map(({ supplierId }) => supplierId)
        .sort(),
    ).toEqual(['S-1', 'S-2'])
    expect(await registry.suppliersById('acme', [])).toEqual([])
    await registry.putSupplier(supplier('S-1', { revision: 3, state: 'removed' }))
    expect((await registry.suppliers('acme')).map(({ state }) => state)).toEqual(['removed', 'registered'])
  })

  test('a file that is taken in while its customer is removed does not bring the customer back', async () => {
    await registry.add(customer('acme'))
    await registry.remove('acme', '2024-02-01T00:00:00.000Z')
    await registry.raiseRegister('acme', 'i1', { supplierCount: 2, uploadedAt: since })
    expect(await registry.customer('acme')).toBeNull()
    expect(await registry.add(customer('acme'))).toBe(true)
  })

  test('intakes: one record per upload, one lock at a time, the register raised once', async () => {
    const record: IntakeRecord = {
      intakeId: 'i1',
      customerId: 'acme',
      file: 'suppliers.csv',
      sha256: 'f',
      state: 'applying',
      at: since,
      added: 1,
      changed: 0,
      annotated: 0,
      removed: 0,
      unchanged: 0,
      problems: [],
      registerRevision: 0,
    }
    await registry.add(customer('acme'))
    expect(await registry.intake('acme', 'i1')).toBeNull()
    await registry.putIntake(record)
    await registry.putIntake({ ...record, state: 'applied' })
    expect(await registry.intake('acme', 'i1')).toEqual({ ...record, state: 'applied' })

    const at = new Date('2024-01-01T00:00:00Z')
    expect(await registry.lock('nobody', 'i1', at)).toBe(false)
    expect(await registry.lock('acme', 'i1', at)).toBe(true)
    expect(await registry.lock('acme', 'i1', at)).toBe(true)
    expect(await registry.lock('acme', 'i2', new Date(at.getTime() + 60 * 60_000))).toBe(false)
    await registry.unlock('acme', 'i2')
    expect(await registry.lock('acme', 'i2', at)).toBe(false)
    expect(await registry.lock('acme', 'i2', new Date(at.getTime() + 60 * 60_000 + 1))).toBe(true)
    await registry.unlock('acme', 'i2')
    expect(await registry.lock('acme', 'i1', at)).toBe(true)

    await registry.raiseRegister('acme', 'i1', { supplierCount: 3, uploadedAt: '2024-01-01T00:00:00Z' })
    await registry.raiseRegister('acme', 'i1', { supplierCount: 4, uploadedAt: '2024-01-02T00:00:00Z' })
    await registry.raiseRegister('acme', 'i2', { supplierCount: 5, uploadedAt: '2024-01-03T00:00:00Z' })
    expect(await registry.customer('acme')).toEqual({
      ...customer('acme'),
      registerRevision: 2,
      supplierCount: 5,
      lastUploadAt: '2024-01-03T00:00:00Z',
    })
  })

  test('a notice is opened once: the plan that is stored counts', async () => {
    expect(await registry.openNotice(notice(n1), batches, since)).toBe(true)
    expect(
      await registry.openNotice(notice(n1, { plan: 'plan-2', total: 1 }), new Map([['00009', pairs]]), since),
    ).toBe(false)
    expect(await registry.notice('acme', n1)).toEqual(notice(n1))
    expect(await registry.notice('beta', n1)).toBeNull()
    expect(await registry.openBatches('acme', n1)).toEqual(['00001', '00002'])
    expect(await registry.openBatches('acme', 'none')).toEqual([])
    expect(await registry.batch(ref('00001'))).toEqual(pairs)
    expect(await registry.batch(ref('00009'))).toBeNull()
    expect(await registry.openWork()).toEqual([{ customerId: 'acme', noticeId: n1, since }])
    await registry.openNotice(notice('intake#i1'), batches, since)
    expect((await Array.fromAsync(registry.notices('acme'))).map(({ noticeId }) => noticeId)).toEqual([
      'intake#i1',
      n1,
    ])
  })

  test('of two that open a notice with different plans one wins, whole', async () => {
    const opened = await Promise.all([
      registry.openNotice(notice(n1), batches, since),
      registry.openNotice(notice(n1, { plan: 'plan-2', total: 1 }), new Map([['00009', pairs]]), since),
    ])
    expect(opened.filter(Boolean)).toHaveLength(1)
    const stored = await registry.notice('acme', n1)
    expect(await registry.openBatches('acme', n1)).toEqual(
      stored?.plan === 'plan-1' ? ['00001', '00002'] : ['00009'],
    )
    expect(stored?.total).toBe(stored?.plan === 'plan-1' ? 2 : 1)
  })

  test('a batch counts once, and the last one makes the notice ready', async () => {
    await registry.openNotice(notice(n1), batches, since)
    await finish(ref('00001'))
    await finish(ref('00001'))
    await finish(ref('00009'))
    await finish({ ...ref('00002'), customerId: 'beta' })
    expect(await registry.notice('acme', n1)).toEqual(notice(n1, { done: 1 }))
    expect(await registry.openBatches('acme', n1)).toEqual(['00002'])
    await finish(ref('00002'))
    await finish(ref('00002'))
    expect(await registry.notice('acme', n1)).toEqual(notice(n1, { done: 2, state: 'ready' }))
  })

  test('batches that end at the same moment are all counted', async () => {
    const many = new Map(Array.from({ length: 12 }, (_, i): [string, Batch] => [`b${i}`, pairs]))
    await registry.openNotice(notice(n1, { total: 12 }), many, since)
    await Promise.all([...many.keys(), ...many.keys()].map((batch) => finish(ref(batch))))
    expect(await registry.notice('acme', n1)).toEqual(notice(n1, { total: 12, done: 12, state: 'ready' }))
  })

  test('a match is written only over what was decided on, with its alert or not at all', async () => {
    await registry.openNotice(notice(n1), batches, since)
    const first = match()
    await registry.writeMatch(null, first, alertRecord('a1', n1))
    expect(await registry.match(first)).toEqual(first)
    await expect(registry.writeMatch(null, match({ score: 0.5 }), alertRecord('a2', n1))).rejects.toThrow(
      ConflictError,
    )
    await expect(registry.writeMatch(null, match({ score: 0.5 }), null)).rejects.toThrow(ConflictError)
    for (const stale of [
      match({ revision: 2 }),
      match({ listSeq: 2 }),
      match({ supplierRevision: 2 }),
      match({ state: 'cleared' }),
    ]) {
      await expect(registry.writeMatch(stale, match({ revision: 3 }), null)).rejects.toThrow(ConflictError)
      await expect(registry.writeMatch(stale, match({ revision: 3 }), alertRecord('a2', n1))).rejects.toThrow(
        ConflictError,
      )
    }
    expect(await registry.match(first)).toEqual(first)
    expect(await registry.alert('acme', 'a2')).toBeNull()

    const fenced = match({ listSeq: 4 })
    await registry.writeMatch(first, fenced, null)
    expect(await registry.match(first)).toEqual(fenced)
    // An alert that is there already: the same transition was filed by another.
    await expect(
      registry.writeMatch(fenced, match({ listSeq: 4, revision: 2 }), alertRecord('a1', n1)),
    ).rejects.toThrow(ConflictError)
    expect(await registry.match(first)).toEqual(fenced)
    expect((await registry.alertsOfNotice('acme', n1)).map(({ alertId }) => alertId)).toEqual(['a1'])
  })

  test('nothing is filed under a notice that is no longer screening', async () => {
    await registry.openNotice(notice(n1, { total: 1 }), new Map([['00001', pairs]]), since)
    await finish(ref('00001'))
    await expect(registry.writeMatch(null, match(), alertRecord('a1', n1))).rejects.toThrow(ConflictError)
    await expect(registry.writeMatch(null, match(), alertRecord('a1', 'never opened'))).rejects.toThrow(
      ConflictError,
    )
    expect(await registry.match(match())).toBeNull()
    expect(await registry.alert('acme', 'a1')).toBeNull()
    await registry.writeMatch(null, match(), null)
    expect(await registry.match(match())).toEqual(match())
  })

  test('of two runs of a batch only the newer one writes and counts it, and neither writes once it is counted', async () => {
    await registry.openNotice(notice(n1), batches, since)
    const older = await registry.takeUpBatch(ref('00001'))
    expect(older).toEqual({ ...ref('00001'), plan: notice(n1).plan, turn: 1 })
    await registry.writeMatch(null, match(), alertRecord('a1', n1), older!)
    const newer = await registry.takeUpBatch(ref('00001'))
    expect(newer?.turn).toBe(2)
    const other = match({ listSeq: 2 })
    await expect(registry.writeMatch(match(), other, null, older!)).rejects.toThrow(OvertakenError)
    const amended = match({ listSeq: 2, revision: 2 })
    await expect(registry.writeMatch(match(), amended, alertRecord('a2', n1), older!)).rejects.toThrow(
      OvertakenError,
    )
    // Overtaken is overtaken, whatever else has changed too.
    await expect(registry.writeMatch(null, amended, alertRecord('a2', n1), older!)).rejects.toThrow(
      OvertakenError,
    )
    const decidedOnAnother = registry.writeMatch(null, amended, alertRecord('a2', n1), newer!)
    await expect(decidedOnAnother).rejects.toThrow(ConflictError)
    await expect(decidedOnAnother).rejects.not.toThrow(OvertakenError)
    expect(await registry.match(match())).toEqual(match())
    expect(await registry.alert('acme', 'a2')).toBeNull()
    await registry.writeMatch(match(), amended, alertRecord('a2', n1), newer!)
    await registry.writeMatch(amended, match({ listSeq: 3, revision: 2 }), null, newer!)
    await registry.finishBatch(older!)
    expect(await registry.openBatches('acme', n1)).toContain('00001')
    await registry.finishBatch(newer!)
    expect(await registry.openBatches('acme', n1)).not.toContain('00001')
    await registry.finishBatch(newer!)
    expect((await registry.notice('acme', n1))?.done).toBe(1)
    expect(await registry.takeUpBatch(ref('00001'))).toBeNull()
    expect(await registry.takeUpBatch(ref('never staged'))).toBeNull()
    await expect(
      registry.writeMatch(
        match({ listSeq: 3, revision: 2 }),
        match({ listSeq: 4, revision: 2 }),
        null,
        newer!,
      ),
    ).rejects.toThrow(ConflictError)
  })

  test('of many that open the same match one wins, with one alert', async () => {
    await registry.openNotice(notice(n1), batches, since)
    const outcomes = await Promise.allSettled(
      Array.from({ length: 6 }, (_, worker) =>
        registry.writeMatch(null, match({ score: 0.9 + worker / 100 }), alertRecord('a1', n1)),
      ),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await registry.alertsOfNotice('acme', n1)).toHaveLength(1)
  })

  test('finds the matches of a supplier by source, and never those of its neighbours', async () => {
    const keys = [
      match(),
      match({ rule: 'identifier' }),
      match({ source: 'ofac-nonsdn' }),
      match({ supplierId: 'S-10' }),
      match({ supplierId: 'S-1', customerId: 'beta' }),
    ]
    for (const one of keys) await registry.writeMatch(null, one, null)
    const found = await registry.matchesOfSupplier('acme', 'S-1')
    expect(found.map(({ source, rule }) => `${source} ${rule}`)).toEqual([
      'ofac-nonsdn name',
      'ofac-sdn identifier',
      'ofac-sdn name',
    ])
    expect(await registry.matchesOfSupplier('acme', 'S-1', 'ofac-nonsdn')).toEqual([
      match({ source: 'ofac-nonsdn' }),
    ])
    expect(await registry.matchesOfSupplier('acme', 'S')).toEqual([])
    expect(await Array.fromAsync(registry.matches('acme'))).toHaveLength(4)
    expect(await Array.fromAsync(registry.matches('beta'))).toHaveLength(1)
  })

  test('an alert belongs to who claimed it until the lease ends, and stays sent', async () => {
    await registry.openNotice(notice(n1), batches, since)
    await registry.writeMatch(null, match(), alertRecord('a1', n1))
    const instant = (minute: number): string => `2024-01-01T00:${String(minute).padStart(2, '0')}:00.000Z`
    expect(await registry.claimAlert('acme', 'none', instant(0), instant(2))).toBe(false)
    expect(await registry.claimAlert('beta', 'a1', instant(0), instant(2))).toBe(false)
    expect(await registry.claimAlert('acme', 'a1', instant(0), instant(2))).toBe(true)
    expect(await registry.alert('acme', 'a1')).toEqual({
      ...alertRecord('a1', n1),
      state: 'claimed',
      leaseUntil: instant(2),
    })
    expect(await registry.claimAlert('acme', 'a1', instant(2), instant(4))).toBe(false)
    expect(await registry.claimAlert('acme', 'a1', instant(3), instant(5))).toBe(true)
    const sent = { sentAt: instant(4), messageId: 'm1' }
    await registry.markAlertSent('acme', 'a1', sent)
    await registry.markAlertSent('acme', 'a1', { sentAt: instant(9), messageId: 'm2' })
    await registry.markAlertSent('acme', 'none', sent)
    expect(await registry.alert('acme', 'a1')).toEqual({ ...alertRecord('a1', n1), state: 'sent', ...sent })
    expect(await registry.alert('acme', 'none')).toBeNull()
    expect(await registry.claimAlert('acme', 'a1', instant(30), instant(40))).toBe(false)
    expect((await Array.fromAsync(registry.alerts('acme'))).map(({ state }) => state)).toEqual(['sent'])
  })

  test('of many senders one claims', async () => {
    await registry.openNotice(notice(n1), batches, since)
    await registry.writeMatch(null, match(), alertRecord('a1', n1))
    expect((await registry.alertsById('acme', ['a1', 'never filed'])).map(({ alertId }) => alertId)).toEqual([
      'a1',
    ])
    const claims = await Promise.all(
      Array.from({ length: 6 }, () => registry.claimAlert('acme', 'a1', since, '2024-01-01T00:02:00.000Z')),
    )
    expect(claims.filter(Boolean)).toHaveLength(1)
  })

  test('a notice is claimed only when it is ready, and is open work until it is sent', async () => {
    await registry.openNotice(notice(n1, { total: 1 }), new Map([['00001', pairs]]), since)
    const [now, until, later] = [
      '2024-01-01T00:00:00.000Z',
      '2024-01-01T00:02:00.000Z',
      '2024-01-01T00:03:00.000Z',
    ]
    expect(await registry.claimNotice('acme', n1, now, until)).toBe(false)
    await finish(ref('00001'))
    expect(await registry.claimNotice('acme', n1, now, until)).toBe(true)
    expect(await registry.claimNotice('acme', n1, until, later)).toBe(false)
    expect(await registry.claimNotice('acme', n1, later, '2024-01-01T00:05:00.000Z')).toBe(true)
    expect(await registry.notice('acme', n1)).toEqual(notice(n1, { total: 1, done: 1, state: 'ready' }))
    await registry.markNoticeSent('acme', n1)
    expect(await registry.notice('acme', n1)).toEqual(notice(n1, { total: 1, done: 1, state: 'sent' }))
    expect(await registry.openWork()).toEqual([])
    expect(
      await registry.claimNotice('acme', n1, '2025-01-01T00:00:00.000Z', '2025-01-01T00:02:00.000Z'),
    ).toBe(false)
    await registry.markNoticeSent('acme', n1)
  })

  test('a notice that is still screening cannot be marked as sent', async () => {
    await registry.openNotice(notice(n1), batches, since)
    await registry.markNoticeSent('acme', n1)
    expect((await registry.notice('acme', n1))?.state).toBe('screening')
  })

  test('remembers whom a change set was fanned out to, run after run', async () => {
    await registry.recordFanOut('ofac-sdn', 1, [])
    expect(await registry.fannedOutTo('ofac-sdn', 1)).toEqual([])
    await registry.recordFanOut('ofac-sdn', 1, ['beta', 'acme'])
    await registry.recordFanOut('ofac-sdn', 1, ['gamma'])
    await registry.recordFanOut('ofac-sdn', 10, ['delta'])
    expect(await registry.fannedOutTo('ofac-sdn', 1)).toEqual(['acme', 'beta', 'gamma'])
  })
})

test('a screening that was under way does not undo a disposition', async () => {
  const table = await embedded.table()
  const registry = dynamoRegistry(embedded.dynamo, table)
  const dispositions = dynamoDispositions(embedded.dynamo, table)
  const read = match()
  await registry.writeMatch(null, read, null)
  const decided = decide(
    read,
    {
      decision: 'cleared',
      reasonCodes: ['different-address'],
      reason: 'another company of that name',
      author: 'officer@acme.example',
      at: since,
    },
    { policy: defaultPolicy, xinjiang: false },
  )
  await dispositions.record(read, decided)
  await expect(registry.writeMatch(read, match({ listSeq: 2 }), null)).rejects.toThrow(ConflictError)
  expect((await registry.match(read))?.state).toBe('cleared')
})

describe.each(bothMakes(() => embedded))('the reverse index %s', (_name, make) => {
  test('finds who holds a key, of one model, until it is removed', async () => {
    const { index } = await make()
    await index.put('m1', 'acme', 'S-1', ['t:karakum', 't:cotton'])
    await index.put('m1', 'acme', 'S#odd id', ['t:cotton'])
    await index.put('m1', 'beta', 'S-1', ['t:cotton'])
    await index.put('m1', 'beta', 'S-1', ['t:cotton'])
    await index.put('m2', 'gamma', 'S-1', ['t:cotton'])
    await index.put('m1', 'gamma', 'S-1', [])
    expect(await index.lookUp('m1', ['t:cotton', 't:karakum', 't:silk'])).toEqual(
      new Map([
        [
          't:cotton',
          [
            { customerId: 'acme', supplierId: 'S#odd id' },
            { customerId: 'acme', supplierId: 'S-1' },
            { customerId: 'beta', supplierId: 'S-1' },
          ],
        ],
        ['t:karakum', [{ customerId: 'acme', supplierId: 'S-1' }]],
      ]),
    )
    await index.remove('m1', 'acme', 'S-1', ['t:cotton', 't:never'])
    expect((await index.lookUp('m1', ['t:cotton'])).get('t:cotton')).toEqual([
      { customerId: 'acme', supplierId: 'S#odd id' },
      { customerId: 'beta', supplierId: 'S-1' },
    ])
    expect(await index.lookUp('m1', [])).toEqual(new Map())
  })

  test('takes more keys than one call', async () => {
    const { index } = await make()
    const keys = Array.from({ length: 130 }, (_, i) => `t:word${i}`)
    await index.put('m1', 'acme', 'S-1', keys)
    expect((await index.lookUp('m1', keys)).size).toBe(130)
  })
})
