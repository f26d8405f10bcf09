import { beforeEach, describe, expect, test } from 'vitest'
import { maxSingleAlerts } from '../../shared/alerts/send-notice.ts'
import { alertOfRecord } from '../../shared/evidence/sealed-record.ts'
import { sha256 } from '../../shared/hash.ts'
import { IntegrityError } from '../../shared/errors.ts'
import { Crash, Fuse } from '../support/faults.ts'
import type { Alert } from '../../shared/model/alert.ts'
import { type SourceId, watchedSources } from '../../shared/model/source.ts'
import { type Line, lineReader } from '../support/line-reader.ts'
import { functionsOf, leaseSeconds, type Functions, told, type World } from '../support/pipeline.ts'
import { publish, published, readers, register, worldWithCustomer } from '../support/story.ts'

const karakum: Line = { key: '101', name: 'Karakum Cotton Spinning', countries: ['TM'] }
const bystander: Line = { key: '103', name: 'Ulugbek Heavy Castings' }
const noticeId = 'ofac-sdn#000002'

/** A world in which a notice with an alert for each of some suppliers is ready to be sent. */
const readyWorld = async (suppliers = 2, listed: readonly Line[] = [karakum]): Promise<World> => {
  const world = await worldWithCustomer()
  const rows = Array.from({ length: suppliers }, (_, i): [string, string] => [
    `S-${i + 1}`,
    'Karakum Cotton Spinning',
  ])
  await register(world, Object.fromEntries(rows))
  await publish(world, '2024-01-01T00:00:00.000Z', published([bystander]))
  const functions = functionsOf(world, readers)
  await functions.check(
    { source: 'ofac-sdn', scheduledAt: '2024-01-02T00:00:00.000Z' },
    published([bystander, ...listed], '2024-01-02'),
  )
  await functions.fanOut('ofac-sdn', 2)
  for (let ref = world.queue.shift(); ref; ref = world.queue.shift()) await functions.screen(ref)
  world.published.length = 0
  return world
}

let world: World
let functions: Functions
beforeEach(async () => {
  world = await readyWorld()
  functions = functionsOf(world, readers)
})
const messages = (of = world) =>
  of.published.map(({ message }) => JSON.parse(message.json) as Record<string, unknown>)
const stateOf = (of = world) => of.registry.notices.get(`acme ${noticeId}`)?.state

test('a report on a register names the lists that had not been read', async () => {
  const fresh = await worldWithCustomer()
  await register(fresh, { 'S-1': 'Karakum Cotton Spinning' })
  expect(messages(fresh).at(-1)).toMatchObject({ form: 'report', notRead: watchedSources })
  await publish(fresh, '2024-01-01T00:00:00.000Z', published([bystander]))
  await register(fresh, { 'S-2': 'Karakum Mills' })
  const report = messages(fresh).at(-1) as { notRead: SourceId[] }
  expect(report.notRead).toHaveLength(watchedSources.length - 1)
  expect(report.notRead).not.toContain('ofac-sdn')
  // That of a list which is read first is against this one.
  expect(messages(fresh).find(({ source }) => source === 'ofac-sdn')).toMatchObject({
    form: 'report',
    notRead: [],
  })
})

describe('a notice', () => {
  test('is sent as single alerts, each sealed before it is published', async () => {
    const fuse = new Fuse()
    expect(await functionsOf(world, readers, fuse).send('acme', noticeId)).toEqual({
      sent: 2,
      busy: 0,
      unknownEffects: 0,
    })
    expect(stateOf()).toBe('sent')
    expect(messages().map(({ kind }) => kind)).toEqual(['opened', 'opened'])
    const steps = fuse.log.filter((call) =>
      ['claimAlert', 'seal', 'publish', 'markAlertSent', 'markNoticeSent'].includes(call),
    )
    const oneAlert = ['claimAlert', 'seal', 'publish', 'markAlertSent']
    expect(steps).toEqual([...oneAlert, ...oneAlert, 'markNoticeSent'])
    for (const alert of messages()) {
      const sealed = world.sealed.get(`acme/${String(alert['alertId'])}`) ?? ''
      expect(alertOfRecord(sealed)).toEqual(alert)
      expect(alert['evidence']).toMatchObject({
        record: { sha256: sha256(sealed), key: `sealed/acme/${String(alert['alertId'])}.json` },
      })
      expect(world.registry.alerts.get(`acme ${String(alert['alertId'])}`)).toMatchObject({
        severity: alert['severity'],
        recordSha256: sha256(sealed),
      })
    }
    expect(world.published.map(({ topicArn }) => topicArn)).toEqual(
      Array(2).fill('arn:aws:sns:us-east-1:000000000000:tierwatch-test-customer-acme'),
    )
  })

  test('carries the attributes that subscribers filter on', async () => {
    await functions.send('acme', noticeId)
    expect(world.published[0]?.message.attributes).toEqual({
      kind: 'opened',
      source: 'ofac-sdn',
      measure: 'blocking',
      severity: 'critical',
      rule: 'name',
      tier: '1',
    })
  })

  test('that is still being screened, was sent, or is unknown sends nothing', async () => {
    await functions.send('acme', noticeId)
    for (const [customerId, id] of [
      ['acme', noticeId],
      ['acme', 'none'],
      ['beta', noticeId],
    ] as const) {
      expect(await functions.send(customerId, id)).toEqual({ sent: 0, busy: 0, unknownEffects: 0 })
    }
    expect(world.published).toHaveLength(2)
    const screening = world.registry.notices.get(`acme ${noticeId}`)
    if (screening) screening.state = 'screening'
    expect(await functions.send('acme', noticeId)).toMatchObject({ sent: 0 })
  })

  test('of a customer without a profile stops and says so', async () => {
    world.registry.customers.delete('acme')
    await expect(functions.send('acme', noticeId)).rejects.toThrow(IntegrityError)
    expect(world.published).toEqual([])
  })

  test(`with more than ${maxSingleAlerts} alerts is told in one digest, which names them all`, async () => {
    world = await readyWorld(maxSingleAlerts + 1)
    expect(await functionsOf(world, readers).send('acme', noticeId)).toMatchObject({ sent: 1, busy: 0 })
    expect(messages()).toMatchObject([
      { kind: 'notice', form: 'digest', total: maxSingleAlerts + 1, truncated: false, source: 'ofac-sdn' },
    ])
    // Whoever filters on what an alert says gets a digest that has such an alert.
    expect(world.published[0]?.message.attributes).toEqual({
      kind: ['digest', 'notice', 'opened'],
      severity: 'critical',
      source: 'ofac-sdn',
      measure: 'blocking',
      rule: 'name',
      tier: '1',
    })
    expect(
      [...world.reports.keys()]
        .filter((key) => key.startsWith('reports/acme/ofac-sdn-000002/'))
        .map((key) => key.split('/').at(-1)),
    ).toEqual(['report.json', 'report.csv', 'report.html'])
    expect(new Set(told(world))).toEqual(
      new Set([...world.registry.alerts.values()].map(({ alertId }) => alertId)),
    )
    expect(world.sealed.size).toBe(maxSingleAlerts + 1)
    expect([...world.registry.alerts.values()].every(({ state }) => state === 'sent')).toBe(true)
  })

  test(`with ${maxSingleAlerts} alerts is still told one by one`, async () => {
    world = await readyWorld(maxSingleAlerts)
    await functionsOf(world, readers).send('acme', noticeId)
    expect(world.published).toHaveLength(maxSingleAlerts)
  })

  /** What is told of one party that a list adds at a moment. */
  const toldOf = async (source: SourceId, line: Line, at: string, supplierName = line.name) => {
    world = await worldWithCustomer()
    const own = { [source]: lineReader({ source }) }
    await register(world, { 'S-1': supplierName }, { readers: own })
    await publish(world, '2020-01-01T00:00:00.000Z', published([bystander], '2020-01-01'), {
      source,
      readers: own,
    })
    const functions = functionsOf(world, own)
    await functions.check({ source, scheduledAt: at }, published([bystander, line], at.slice(0, 10)))
    await functions.fanOut(source, 2)
    for (let ref = world.queue.shift(); ref; ref = world.queue.shift()) await functions.screen(ref)
    world.published.length = 0
    const outcome = await functions.send('acme', `${source}#000002`)
    return { ...outcome, alert: messages()[0] as unknown as Alert }
  }

  test.each([
    ['alone', ['UFLPA-vi'], 'unknown-effect'],
    ['beside one that it knows', ['UFLPA-i', 'UFLPA-vi'], 'import-presumption'],
  ])(
    'of a programme that the table of legal effects does not know, %s, counts it',
    async (_, programs, measure) => {
      const found = await toldOf('dhs-uflpa', { ...karakum, programs }, '2024-01-02T00:00:00.000Z')
      expect(found).toMatchObject({ sent: 1, unknownEffects: 1 })
      expect(found.alert.measure).toBe(measure)
    },
  )

  test('of the end of a match counts none: nothing is told of what the listing did', async () => {
    const line = { ...karakum, programs: ['UFLPA-vi'] }
    await toldOf('dhs-uflpa', line, '2024-01-02T00:00:00.000Z')
    const own = { 'dhs-uflpa': lineReader({ source: 'dhs-uflpa' }) }
    const functions = functionsOf(world, own)
    const without = published([bystander], '2024-01-03')
    await functions.check({ source: 'dhs-uflpa', scheduledAt: '2024-01-03T00:00:00.000Z' }, without)
    await functions.fanOut('dhs-uflpa', 3)
    for (let ref = world.queue.shift(); ref; ref = world.queue.shift()) await functions.screen(ref)
    expect(await functions.send('acme', 'dhs-uflpa#000003')).toMatchObject({ sent: 1, unknownEffects: 0 })
    expect(messages().at(-1)).toMatchObject({ kind: 'resolved' })
  })

  test('of programmes that it knows counts none', async () => {
    const line = { ...karakum, programs: ['UFLPA-i'] }
    expect(await toldOf('dhs-uflpa', line, '2024-01-02T00:00:00.000Z')).toMatchObject({
      sent: 1,
      unknownEffects: 0,
    })
  })

  test('says what holds on the day of the agencies, not of Greenwich', async () => {
    // The last evening of a general licence, in Washington: in Greenwich it is the next day already.
    const xpcc: Line = { key: '29299', name: 'Karakum Cotton Spinning', programs: ['GLOMAG'] }
    const evening = await toldOf('ofac-sdn', xpcc, '2020-11-30T03:00:00.000Z')
    expect(JSON.stringify(evening.alert.consequences)).toContain('Global Magnitsky General License 2A')
    const morning = await toldOf('ofac-sdn', xpcc, '2020-11-30T06:00:00.000Z')
    expect(JSON.stringify(morning.alert.consequences)).not.toContain('General License 2A')
    // The evening before the presumption took effect: the list does nothing yet.
    const uflpa = { ...karakum, programs: ['UFLPA-i'] }
    expect((await toldOf('dhs-uflpa', uflpa, '2022-06-21T03:00:00.000Z')).alert.measure).toBe(
      'unknown-effect',
    )
    expect((await toldOf('dhs-uflpa', uflpa, '2022-06-21T05:00:00.000Z')).alert.measure).toBe(
      'import-presumption',
    )
  })
})

/** Sends once and dies at the n-th call of a name. */
const sendAndDie = async (of: World, name: string, after: boolean): Promise<void> => {
  const dry = new Fuse()
  await functionsOf(structuredClone(of), readers, dry).send('acme', noticeId)
  const call = dry.log.indexOf(name) + 1
  if (call === 0) throw new Error(`${name} is never called`)
  await expect(functionsOf(of, readers, new Fuse({ call, after })).send('acme', noticeId)).rejects.toThrow(
    Crash,
  )
}

describe('a sender that dies', () => {
  test('holds its alert for the length of its lease; the others are sent at once', async () => {
    await sendAndDie(world, 'publish', false)
    expect(world.published).toEqual([])
    expect(await functions.send('acme', noticeId)).toEqual({ sent: 1, busy: 1, unknownEffects: 0 })
    expect(stateOf()).toBe('ready')
    expect(await functions.send('acme', noticeId)).toEqual({ sent: 0, busy: 1, unknownEffects: 0 })
    world.time += leaseSeconds * 1000 + 1
    expect(await functions.send('acme', noticeId)).toEqual({ sent: 1, busy: 0, unknownEffects: 0 })
    expect(stateOf()).toBe('sent')
    expect(new Set(told(world)).size).toBe(2)
    expect(told(world)).toHaveLength(2)
  })

  test('after the message went out repeats that one under the same id', async () => {
    await sendAndDie(world, 'publish', true)
    world.time += leaseSeconds * 1000 + 1
    await functions.send('acme', noticeId)
    const ids = told(world)
    expect(ids).toHaveLength(3)
    expect(ids[0]).toBe(ids[1])
    expect(world.published[1]?.message.json, 'word for word').toBe(world.published[0]?.message.json)
    expect(world.sealed.size).toBe(2)
  })

  test('after it sealed is told from what was sealed, whatever the register has become', async () => {
    await sendAndDie(world, 'publish', true)
    const [first] = world.published
    for (const supplier of world.registry.suppliers.values()) supplier.supplies = ['S-9', '*']
    world.time += leaseSeconds * 1000 + 1
    await functions.send('acme', noticeId)
    expect(world.published[1]?.message).toEqual(first?.message)
    expect(world.published).toHaveLength(3)
  })

  test('after the mark repeats nothing', async () => {
    await sendAndDie(world, 'markAlertSent', true)
    await functions.send('acme', noticeId)
    expect(told(world)).toHaveLength(2)
  })

  test('over a digest leaves what it sealed: the next one reads that, and makes only what is missing', async () => {
    const alerts = 3 * maxSingleAlerts
    world = await readyWorld(alerts)
    await sendAndDie(world, 'storeReport', false)
    expect(world.sealed.size).toBe(alerts)
    const [lost] = [...world.sealed.keys()].slice(-1)
    world.sealed.delete(lost ?? '')
    world.time += leaseSeconds * 1000 + 1
    const fuse = new Fuse()
    expect(await functionsOf(world, readers, fuse).send('acme', noticeId)).toMatchObject({ sent: 1 })
    expect(fuse.log.filter((call) => call === 'seal')).toHaveLength(1)
    expect(fuse.log.filter((call) => call === 'matchesOfSupplier')).toHaveLength(1)
    expect(new Set(told(world)).size).toBe(alerts)
    expect(stateOf()).toBe('sent')
  })

  test('while marking a digest does not tell it twice', async () => {
    world = await readyWorld(maxSingleAlerts + 3)
    await sendAndDie(world, 'markAlertSent', true)
    expect(await functionsOf(world, readers).send('acme', noticeId), 'the lease').toMatchObject({
      sent: 0,
      busy: 1,
    })
    world.time += leaseSeconds * 1000 + 1
    expect(await functionsOf(world, readers).send('acme', noticeId)).toMatchObject({ sent: 0, busy: 0 })
    expect(world.published).toHaveLength(1)
    expect([...world.registry.alerts.values()].map(({ state, messageId }) => [state, messageId])).toEqual(
      Array.from({ length: maxSingleAlerts + 3 }, () => ['sent', 'message-1']),
    )
    expect(stateOf()).toBe('sent')
  })
})

describe('a party with entries in three countries', () => {
  const entries = ['TM', 'UZ', 'KZ'].map(
    (country, i): Line => ({
      key: String(201 + i),
      name: 'Karakum Cotton Spinning',
      countries: [country],
      party: 'karakum',
    }),
  )
  const leadsOf = (of: World) =>
    of.published.map(({ message }) => (JSON.parse(message.json) as { alertId: string }).alertId)

  beforeEach(async () => {
    world = await readyWorld(2, entries)
  })

  test('is one message for each supplier, and every alert is told, sealed and marked', async () => {
    expect(world.registry.alerts.size).toBe(6)
    expect(await functionsOf(world, readers).send('acme', noticeId)).toMatchObject({ sent: 2, busy: 0 })
    expect(world.published).toHaveLength(2)
    expect([...told(world)].sort()).toEqual(
      [...world.registry.alerts.values()].map(({ alertId }) => alertId).sort(),
    )
    expect(world.sealed.size).toBe(6)
    expect([...world.registry.alerts.values()].every(({ state }) => state === 'sent')).toBe(true)
  })

  test('wherever the sender dies, each message goes out under one id, and at most the one in flight twice', async () => {
    const start = world
    const dry = new Fuse()
    const undisturbed = structuredClone(start)
    await functionsOf(undisturbed, readers, dry).send('acme', noticeId)
    const leads = leadsOf(undisturbed)
    for (const after of [false, true]) {
      for (let call = 1; call <= dry.calls; call++) {
        const own = structuredClone(start)
        const fuse = new Fuse({ call, after })
        await functionsOf(own, readers, fuse)
          .send('acme', noticeId)
          .catch((error: unknown) => expect(error).toBeInstanceOf(Crash))
        for (let round = 0; round < 3; round++) {
          own.time += leaseSeconds * 1000 + 1
          await functionsOf(own, readers).send('acme', noticeId)
        }
        expect(new Set(leadsOf(own))).toEqual(new Set(leads))
        expect(leadsOf(own).length).toBeLessThanOrEqual(leads.length + 1)
        expect(stateOf(own)).toBe('sent')
        expect([...own.registry.alerts.values()].filter(({ state }) => state !== 'sent')).toEqual([])
      }
    }
  })
})
