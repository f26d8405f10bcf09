import { beforeEach, describe, expect, test } from 'vitest'
import { attestationSchema } from '../../shared/alerts/attestation/attestation-schema.ts'
import { attest, type Attestation } from '../../shared/alerts/attestation/attestation.ts'
import { attestationMessage } from '../../shared/alerts/attestation/attestation-text.ts'
import {
  periodUntil,
  sendAttestation,
  type SentAttestation,
} from '../../shared/alerts/attestation/send-attestation.ts'
import type { OutgoingMessage } from '../../shared/alerts/outgoing.ts'
import { defaultPolicy } from '../../shared/matches/disposition-policy.ts'
import { describeSource, watchedSources } from '../../shared/model/source.ts'
import { screenedLists } from '../../shared/sources/trade-csl/reader.ts'
import { notCovered } from '../../shared/legal/not-covered.ts'
import { Crash, type Fault, Fuse } from '../support/faults.ts'
import type { Line } from '../support/line-reader.ts'
import { functionsOf, storesOf, type World } from '../support/pipeline.ts'
import { publish, published, readers, register, worldWithCustomer } from '../support/story.ts'

const karakum: Line = { key: '101', name: 'Karakum Cotton Spinning', countries: ['TM'] }
const bystander: Line = { key: '103', name: 'Ulugbek Heavy Castings' }
const week = { from: '2024-01-01T12:00:00.000Z', to: '2024-01-08T12:00:00.000Z' }

let world: World
beforeEach(async () => {
  world = await worldWithCustomer()
  await register(world, { 'S-1': 'Karakum Cotton Spinning', 'S-2': 'Nobody in Particular' })
  await publish(world, '2024-01-01T00:00:00.000Z', published([bystander]))
  for (let day = 2; day <= 8; day++) {
    await publish(
      world,
      `2024-01-0${day}T00:00:00.000Z`,
      published(day < 4 ? [bystander] : [bystander, karakum]),
    )
  }
})

const customerOf = () => world.registry.customers.get('acme')!
const policies = { policy: async () => defaultPolicy }
const attested = (period = week, at = period.to): Promise<Attestation> => {
  const { lists, registry } = storesOf(world)
  return attest({ lists, registry, policies, now: () => new Date(at) }, customerOf(), period)
}
const sdn = ({ lists }: Attestation) => lists.find(({ source }) => source === 'ofac-sdn')

describe('an attestation', () => {
  test('says of each list how often it was read, in which versions, and what changed', async () => {
    expect(sdn(await attested())).toMatchObject({
      checks: 7,
      succeeded: 7,
      notSucceeded: 0,
      longestGapHours: 24,
      stale: false,
      version: 2,
      designations: 2,
      changes: [{ seq: 2, cause: 'published', baseline: false, added: 1, amended: 0, removed: 0, moved: 0 }],
    })
  })

  test('says what is overdue by the customer’s own times, from when the alert was sent', async () => {
    expect((await attested()).open).toMatchObject({ undecided: 1, overdue: 0 })
    const late = await attested(week, '2024-07-01T00:00:00.000Z')
    expect(late.open).toMatchObject({ undecided: 1, overdue: 1 })
    expect(attestationMessage(late, customerOf()).text.replace(/\s+/g, ' ')).toContain(
      '1 without a decision, 1 of them OVERDUE by your own times',
    )
  })

  test('says what is open, what was told, and what is not covered', async () => {
    const attestation = await attested()
    expect(attestation).toMatchObject({
      register: { suppliers: 2, tiers: [{ tier: 1, suppliers: 2 }] },
      told: { opened: 1, amended: 0, resolved: 0, reopened: 0 },
      open: { total: 1, undecided: 1, matches: [{ supplierId: 'S-1', designationId: '101' }] },
      waiting: { alerts: 0, notices: 0 },
    })
    expect(attestation.notCovered.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['adverse-media', 'peps', 'visa-bans', 'is-informed', 'unregistered-tiers']),
    )
    expect(attestationSchema.parse(attestation)).toEqual(attestation)
  })

  test('does not say of a list that is screened that it is not covered', () => {
    const said = notCovered.map(({ what, why }) => `${what} ${why}`).join(' ')
    // The lists that are screened from the Consolidated Screening List, as its own titles name them.
    expect([...screenedLists].sort()).toEqual(['DPL', 'DTC', 'ISN', 'MEU', 'UVL'])
    expect(said).not.toMatch(/denied|unverified|military end|debar|nonproliferation/i)
    for (const source of watchedSources) expect(said).not.toContain(describeSource[source].title)
  })

  test('is incomplete while a list was never read, and says which', async () => {
    const attestation = await attested()
    expect(attestation.complete).toBe(false)
    expect(attestation.lists.filter(({ stale }) => stale).map(({ source }) => source)).not.toContain(
      'ofac-sdn',
    )
    const { subject, text } = attestationMessage(attestation, customerOf())
    expect(subject).toMatch(/^Attestation 2024-01-01 to 2024-01-08: INCOMPLETE, 6 stale/)
    expect(text).toContain('STALE')
  })

  test('calls a week in which nobody looked one long gap, and never silence', async () => {
    const attestation = await attested({ from: '2024-01-08T00:00:00.000Z', to: '2024-01-15T00:00:00.000Z' })
    expect(sdn(attestation)).toMatchObject({ checks: 0, longestGapHours: 168, stale: true })
  })

  test('counts checks that were refused, and holds', async () => {
    await functionsOf(world, readers).check({ source: 'ofac-sdn', scheduledAt: '2024-01-08T06:00:00.000Z' }, [
      {
        bytes: new TextEncoder().encode('{"publishedOn":"2024-01-08","count":9}'),
        url: 'https://list.example/list',
        fetchedAt: '2024-01-08T06:00:00Z',
      },
    ])
    expect(sdn(await attested())).toMatchObject({ checks: 8, succeeded: 7, notSucceeded: 1, held: [] })
    // A document that a guard holds whole has told nobody anything.
    await functionsOf(world, readers).check(
      { source: 'ofac-sdn', scheduledAt: '2024-01-08T07:00:00.000Z' },
      published([bystander], '2023-12-01'),
    )
    const held = await attested()
    expect(sdn(held)).toMatchObject({
      checks: 9,
      succeeded: 7,
      notSucceeded: 2,
      lastSuccess: '2024-01-08T00:00:00.000Z',
      held: [{ guard: 'publication-date' }],
    })
    expect(held.complete).toBe(false)
    expect(sdn(await attested({ from: week.to, to: '2024-01-09T12:00:00.000Z' }))).toMatchObject({
      stale: true,
    })
  })

  test('reads as mail: every list, every open match, everything that is not covered', async () => {
    const { subject, text } = attestationMessage(await attested(), customerOf())
    expect(subject.length).toBeLessThan(100)
    for (const { what } of notCovered) expect(text.replace(/\s+/g, ' ')).toContain(what)
    expect(text).toContain('S-1 Karakum Cotton Spinning')
    expect(text).not.toMatch(/[<>{}]/)
    await expect(`${subject}\n\n${text}`).toMatchFileSnapshot('../../docs/alerts/attestation.txt')
  })
})

const sending = (of: World, fuse = new Fuse()) => {
  const { lists, registry } = storesOf(of)
  const sent = new Map<string, SentAttestation>()
  const sealed = new Map<string, string>()
  const mails: OutgoingMessage[] = []
  const outside = {
    before: async (customerId: string, to: string) =>
      [...sent.values()]
        .filter((one) => one.customerId === customerId && one.to < to)
        .sort((a, b) => (a.to < b.to ? 1 : -1))[0] ?? null,
    sent: async (customerId: string, to: string) => sent.get(`${customerId} ${to}`) ?? null,
    markSent: async (one: SentAttestation) => void sent.set(`${one.customerId} ${one.to}`, one),
    seal: async (key: string, text: string) => {
      if (!sealed.has(key)) sealed.set(key, text)
      return sealed.get(key) ?? ''
    },
    publish: async (_topic: string, message: OutgoingMessage) => {
      mails.push(message)
      return 'm'
    },
  }
  const withFuse = (own: Fuse) => {
    const over = own.over(outside)
    return {
      lists: own.over(lists),
      registry: own.over(registry),
      policies,
      attestations: over,
      seal: over.seal,
      publish: over.publish,
      now: () => new Date('2024-01-08T12:00:01Z'),
    }
  }
  return { deps: withFuse(fuse), again: withFuse(new Fuse()), sent, mails, fuse }
}

describe('sending an attestation', () => {
  test('is done once for a period, and the next one begins where it ended', async () => {
    const { deps, mails } = sending(world)
    expect(await sendAttestation(deps, customerOf(), week.to)).toBe(true)
    expect(await sendAttestation(deps, customerOf(), week.to)).toBe(false)
    expect(mails).toHaveLength(1)
    expect(mails[0]?.attributes).toEqual({ kind: 'attestation', severity: 'info' })
    expect(await periodUntil(deps, customerOf(), '2024-01-15T12:00:00.000Z')).toEqual({
      from: week.to,
      to: '2024-01-15T12:00:00.000Z',
    })
  })

  test('wherever it dies, is repeated word for word, and no more than once', async () => {
    const dry = sending(world)
    await sendAttestation(dry.deps, customerOf(), week.to)
    for (const after of [false, true]) {
      for (let call = 1; call <= dry.fuse.calls; call++) {
        const fault: Fault = { call, after }
        const run = sending(world, new Fuse(fault))
        // A list of versions that is left half way is not asked to its end: there nothing dies.
        await sendAttestation(run.deps, customerOf(), week.to).catch((error: unknown) =>
          expect(error).toBeInstanceOf(Crash),
        )
        await sendAttestation(run.again, customerOf(), week.to)
        expect(run.mails.length).toBeLessThanOrEqual(2)
        expect(new Set(run.mails.map(({ json }) => json)).size).toBe(1)
        expect(run.sent.size).toBe(1)
      }
    }
  })
})
