import { beforeEach, describe, expect, test } from 'vitest'
import { readerOf } from '../../shared/sources/registry.ts'
import type { Line } from '../support/line-reader.ts'
import { Fuse } from '../support/faults.ts'
import { functionsOf, told, transitionsOf, type World } from '../support/pipeline.ts'
import { publish, published, readers, register, worldWithCustomer } from '../support/story.ts'

const karakum: Line = {
  key: '101',
  name: 'Karakum Cotton Spinning',
  countries: ['TM'],
  aliases: [{ name: 'Qaraqum Mills', quality: 'strong', kind: 'a.k.a.' }],
}
const bystander: Line = { key: '103', name: 'Ulugbek Heavy Castings' }
const others = Array.from(
  { length: 30 },
  (_, i): Line => ({ key: `${900 + i}`, name: `Bystander Number ${i} Holding` }),
)

let world: World
beforeEach(async () => {
  world = await worldWithCustomer(['acme', 'beta'])
})
const day = (n: number): string => `2024-01-${String(n).padStart(2, '0')}T00:00:00.000Z`
const kinds = (customerId = 'acme'): string[] =>
  [...world.registry.alerts.values()]
    .filter((alert) => alert.customerId === customerId)
    .sort((a, b) => a.transition.match.revision - b.transition.match.revision)
    .map(({ transition: { kind, match } }) => `${match.supplierId} ${kind} ${match.revision}`)
const messages = (customerId = 'acme') =>
  world.published
    .filter(({ topicArn }) => topicArn.endsWith(`-${customerId}`))
    .map(({ message }) => JSON.parse(message.json) as Record<string, unknown>)

describe('one alert per transition', () => {
  test('listed, delisted, listed again with the same text: three alerts', async () => {
    await register(world, { 'S-1': 'Karakum Cotton Spinning', 'S-2': 'Harbour Bakery' })
    await publish(world, day(1), published([bystander]))
    await publish(world, day(2), published([bystander, karakum], '2024-01-02'))
    await publish(world, day(3), published([bystander], '2024-01-03'))
    await publish(world, day(4), published([bystander, karakum], '2024-01-04'))
    expect(kinds()).toEqual(['S-1 opened 1', 'S-1 resolved 2', 'S-1 reopened 3'])
    expect(new Set(told(world)).size).toBe(3)
    expect(told(world)).toHaveLength(3)
    const [opened, resolved, reopened] = messages().filter((json) => json['alertId'] !== undefined)
    expect(opened).toMatchObject({
      kind: 'opened',
      revision: 1,
      cause: 'published',
      source: 'ofac-sdn',
      change: { kind: 'added', listVersionBefore: 1, listVersionAfter: 2 },
    })
    expect(resolved).toMatchObject({
      kind: 'resolved',
      revision: 2,
      resolvedBecause: 'delisted',
      change: { kind: 'removed', listVersionAfter: 3 },
    })
    expect(reopened).toMatchObject({
      kind: 'reopened',
      revision: 3,
      change: { kind: 'added', listVersionAfter: 4 },
    })
  })

  test('the same facts again: none, whatever else was published', async () => {
    await register(world, { 'S-1': 'Karakum Cotton Spinning' })
    await publish(world, day(1), published([karakum]))
    const before = world.published.length
    await publish(world, day(2), published([karakum], '2024-01-02'))
    await publish(world, day(3), published([bystander, karakum], '2024-01-03'))
    expect(kinds()).toEqual(['S-1 opened 1'])
    expect(world.published.length).toBe(before)
  })

  test.each<[string, Partial<Line>]>([
    [
      'another alias',
      { aliases: [...(karakum.aliases ?? []), { name: 'Sary Tekstil', quality: 'strong', kind: 'a.k.a.' }] },
    ],
    ['its remarks', { remarks: 'Now with remarks.' }],
    ['a note', { notes: [{ label: 'Website', value: 'karakum.example' }] }],
    ['an address elsewhere', { addresses: [{ text: 'Box 7, Mary', city: 'Mary', country: 'TM' }] }],
  ])('an amendment of a fact that the match does not rest on (%s): none', async (_title, change) => {
    await register(world, { 'S-1': 'Karakum Cotton Spinning' })
    await publish(world, day(1), published([karakum, bystander]))
    const outcome = await publish(
      world,
      day(2),
      published([{ ...karakum, ...change }, bystander], '2024-01-02'),
    )
    expect(outcome).toMatchObject({ outcome: 'committed', changeSets: [{ counts: { amended: 1 } }] })
    expect(kinds()).toEqual(['S-1 opened 1'])
  })

  test.each<[string, Partial<Line>, string[]]>([
    ['the programme', { programs: ['SDGT', 'NPWMD'] }, ['designation.programs']],
    ['the name that met', { name: 'Karakum Cotton Spinning Factory' }, ['designation.name']],
  ])('an amendment of a fact that the match rests on (%s): one', async (_title, change, fields) => {
    await register(world, { 'S-1': 'Karakum Cotton Spinning' })
    await publish(world, day(1), published([karakum, bystander]))
    await publish(world, day(2), published([{ ...karakum, ...change }, bystander], '2024-01-02'))
    expect(kinds()).toEqual(['S-1 opened 1', 'S-1 amended 2'])
    const amended = [...world.registry.alerts.values()].find(
      ({ transition }) => transition.kind === 'amended',
    )
    expect(amended?.transition.fields).toEqual(expect.arrayContaining(fields))
    expect(messages().at(-1)).toMatchObject({
      kind: 'amended',
      change: { kind: 'amended', fields: [{ field: Object.keys(change)[0] }] },
    })
  })

  test('a better reading of the old document is told as ours', async () => {
    await register(world, { 'S-1': 'Karakum Cotton Spinning' })
    await publish(world, day(1), published([{ ...karakum, name: 'Smudge', aliases: [] }, bystander]))
    expect(kinds()).toEqual([])
    const improved = {
      ...readers,
      'ofac-sdn': (await import('../support/line-reader.ts')).lineReader({
        parserVersion: 'lines-2',
        read: (facts) => ({ ...facts, name: facts.name.replace('Smudge', 'Karakum Cotton Spinning') }),
      }),
    }
    await publish(world, day(2), [], { readers: improved })
    expect(kinds()).toEqual(['S-1 opened 1'])
    expect(messages().at(-1)).toMatchObject({ kind: 'opened', cause: 'reparsed' })
  })
})

describe('a register that changes', () => {
  test('a supplier that is added, renamed and removed meets, no longer meets, and ends', async () => {
    await publish(world, day(1), published([karakum, bystander]))
    await register(
      world,
      { 'S-1': 'Karakum Cotton Spinning', 'S-2': 'Ulugbek Heavy Castings', 'S-3': 'Harbour Bakery' },
      { file: 'suppliers.csv' },
    )
    expect(kinds()).toEqual(['S-1 opened 1', 'S-2 opened 1'])
    await register(world, { 'S-1': 'Harbour Laundry' })
    expect(kinds()).toEqual(['S-1 opened 1', 'S-2 opened 1', 'S-1 resolved 2'])
    await register(world, { 'S-1': 'Harbour Laundry', 'S-3': 'Harbour Bakery' }, { file: 'suppliers.csv' })
    expect(kinds()).toEqual(['S-1 opened 1', 'S-2 opened 1', 'S-1 resolved 2', 'S-2 resolved 2'])
    const reasons = [...world.registry.matches.values()].map(({ supplierId, resolvedBecause }) => [
      supplierId,
      resolvedBecause,
    ])
    expect(reasons).toEqual([
      ['S-1', 'no-longer-matching'],
      ['S-2', 'supplier-removed'],
    ])
    await publish(world, day(2), published([karakum, { ...bystander, programs: ['IRAN'] }], '2024-01-02'))
    expect(kinds(), "a supplier that is gone is nobody's").toHaveLength(4)
  })

  test('an initial screening is told in one report, also when nothing was found', async () => {
    await publish(world, day(1), published([karakum, bystander]))
    await register(world, { 'S-1': 'Karakum Cotton Spinning' })
    await register(world, { 'S-1': 'Harbour Bakery' }, { customerId: 'beta' })
    expect(messages()).toEqual([
      expect.objectContaining({ kind: 'notice', form: 'report', cause: 'intake', total: 1, screened: 1 }),
    ])
    expect(messages('beta')).toEqual([
      expect.objectContaining({ kind: 'notice', form: 'report', total: 0, screened: 1, alerts: [] }),
    ])
  })
})

describe('each customer for itself', () => {
  test('alerts go to the topics of those whose suppliers are hit, and to no other', async () => {
    await register(world, { 'S-1': 'Karakum Cotton Spinning' })
    await register(world, { 'S-1': 'Ulugbek Heavy Castings' }, { customerId: 'beta' })
    const quiet = published(others)
    await publish(world, day(1), quiet)
    world.published.length = 0
    await publish(world, day(2), published([...others, karakum], '2024-01-02'))
    expect(world.published.map(({ topicArn }) => topicArn.split('-').at(-1))).toEqual(['acme'])
    await publish(world, day(3), published([...others, karakum, bystander], '2024-01-03'))
    expect(world.published.map(({ topicArn }) => topicArn.split('-').at(-1))).toEqual(['acme', 'beta'])
    for (const { alertId, customerId } of world.registry.alerts.values()) {
      expect(world.sealed.has(`${customerId}/${alertId}`)).toBe(true)
    }
  })
})

describe('both ways of looking', () => {
  test('by supplier and by designation find the same', async () => {
    // The register is short: a large change set is screened from its side; with many suppliers, from the list's.
    const many = Object.fromEntries(
      Array.from({ length: 400 }, (_, i) => [`T-${i}`, `Unrelated Workshop Nr ${i} Quux${i}`]),
    )
    const run = async (rows: Record<string, string>) => {
      const own = await worldWithCustomer()
      await publish(own, day(1), published(others))
      await register(
        own,
        { 'S-1': 'Karakum Cotton Spinning', 'S-2': 'Ulugbek Heavy Castings', ...rows },
        { file: 'suppliers.csv' },
      )
      await publish(own, day(2), published([...others, karakum, bystander], '2024-01-02'))
      await publish(own, day(3), published([...others, { ...karakum, programs: ['IRAN'] }], '2024-01-03'))
      const batches = [...own.registry.batches.values()].map(({ batch }) => batch.kind)
      return { batches: new Set(batches), transitions: [...transitionsOf(own).values()] }
    }
    const [few, lots] = [await run({}), await run(many)]
    expect(few.batches).toContain('suppliers')
    expect(lots.batches).toContain('pairs')
    expect(few.transitions).toEqual(lots.transitions)
    expect(few.transitions).toHaveLength(4)
  })

  test('screening everything again from nothing finds the same open matches', async () => {
    await register(world, {
      'S-1': 'Karakum Cotton Spinning',
      'S-2': 'Ulugbek Heavy Castings',
      'S-3': 'Qaraqum Mills',
    })
    await publish(world, day(1), published([...others, bystander]))
    await publish(world, day(2), published([...others, karakum], '2024-01-02'))
    await register(world, { 'S-2': 'Bystander Number 7 Holding' })
    await publish(world, day(3), published([...others, { ...karakum, aliases: [] }, bystander], '2024-01-03'))
    const open = (from: World): string[] =>
      [...from.registry.matches.values()]
        .filter(({ state }) => state === 'open')
        .map(
          ({ supplierId, designationId, rule, factsHash }) =>
            `${supplierId} ${designationId} ${rule} ${factsHash}`,
        )
        .sort()

    const fresh = await worldWithCustomer()
    await publish(fresh, day(3), published([...others, { ...karakum, aliases: [] }, bystander], '2024-01-03'))
    await register(
      fresh,
      { 'S-1': 'Karakum Cotton Spinning', 'S-2': 'Bystander Number 7 Holding', 'S-3': 'Qaraqum Mills' },
      { file: 'suppliers.csv' },
    )
    expect(open(world).length).toBeGreaterThan(1)
    expect(open(world)).toEqual(open(fresh))
  })
})

test('doing anything again does nothing', async () => {
  await register(world, { 'S-1': 'Karakum Cotton Spinning', 'S-2': 'Ulugbek Heavy Castings' })
  await publish(world, day(1), published([karakum]))
  await publish(world, day(2), published([karakum, bystander], '2024-01-02'))
  const before = structuredClone(world)
  const fuse = new Fuse()
  const functions = functionsOf(world, readers, fuse)
  for (const seq of [1, 2]) await functions.fanOut('ofac-sdn', seq)
  for (const key of world.registry.batches.keys()) {
    const [customerId = '', noticeId = '', , batch = ''] = key.split(' ')
    await functions.screen({ customerId, noticeId, batch })
  }
  for (const { customerId, noticeId } of before.registry.notices.values()) {
    expect(await functions.send(customerId, noticeId)).toMatchObject({ sent: 0, busy: 0 })
  }
  await functions.sweep()
  expect(world.registry).toEqual(before.registry)
  expect(world.published).toHaveLength(before.published.length)
  for (const write of ['writeMatch', 'claimAlert', 'claimNotice', 'publish', 'seal', 'openNotice'])
    expect(fuse.log).not.toContain(write)
})

test('the readers of every watched source are wired', () => {
  for (const source of [
    'ofac-sdn',
    'ofac-nonsdn',
    'bis-entity-list',
    'cbp-wro',
    'dhs-uflpa',
    'us-statute',
    'trade-csl',
  ] as const) {
    expect(readerOf(source).source).toBe(source)
  }
  expect(() => readerOf('dol-goods')).toThrow('not a source that is watched')
})
