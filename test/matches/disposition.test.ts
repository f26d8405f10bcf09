import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dynamoAuditTrail } from '../../shared/adapters/dynamo-audit-trail.ts'
import { dynamoDispositions } from '../../shared/adapters/dynamo-dispositions.ts'
import { dynamoRegistry } from '../../shared/adapters/dynamo-registry.ts'
import { ConfigError, ConflictError, InputError } from '../../shared/errors.ts'
import { isXinjiangRelated } from '../../shared/legal/xinjiang.ts'
import { defaultPolicy } from '../../shared/matches/disposition-policy.ts'
import {
  acknowledge,
  approve,
  decide,
  type DecisionRequest,
  matchIdOf,
  reject,
} from '../../shared/matches/disposition.ts'
import { decideMatch, type PairNow } from '../../shared/matches/transition.ts'
import type { Designation } from '../../shared/model/designation.ts'
import type { Match } from '../../shared/model/match.ts'
import type { SourceId } from '../../shared/model/source.ts'
import { plainSupplier, type Supplier } from '../../shared/model/supplier.ts'
import { emptyFacts } from '../../shared/sources/reader.ts'
import { type EmbeddedServices, startEmbedded } from '../support/embedded-stores.ts'

const pair: PairNow = {
  key: { customerId: 'acme', supplierId: 'S-1', source: 'ofac-sdn', designationId: '7', rule: 'name' },
  fence: { listSeq: 1, supplierRevision: 1 },
  designation: {
    id: '7',
    ...emptyFacts('ofac-sdn', 'organisation', 'Golden Reed Trading'),
    programs: ['SDGT'],
  },
  entryHash: 'h1:a',
  supplier: {
    customerId: 'acme',
    ...plainSupplier('S-1', 'Golden Reed Trading Ltd'),
    revision: 1,
    factsHash: 'x',
    state: 'registered',
    intakeId: 'i',
  },
  measures: ['blocking'],
  evaluation: {
    rule: 'name',
    score: 0.95,
    decision: 'strong',
    explanation: [],
    factsUsed: {
      designation: { name: 'Golden Reed Trading' },
      supplier: { name: 'Golden Reed Trading Ltd' },
    },
  },
  cause: 'ofac-sdn#000001',
  at: '2026-01-01T00:00:00.000Z',
}
const opened = (): Match => {
  const decision = decideMatch(null, pair)
  if (!decision) throw new Error('the pair opens no match')
  return decision.match
}
const clearing: DecisionRequest = {
  decision: 'cleared',
  reasonCodes: ['different-address'],
  reason: 'another company of that name',
  author: 'C. Officer',
  at: '2026-01-02T00:00:00.000Z',
}
const context = { policy: defaultPolicy, xinjiang: false }
const twoPeople = { ...context, policy: { ...defaultPolicy, approval: 'clearings' as const } }
const later = { fence: { listSeq: 2, supplierRevision: 1 } }
const renamed: PairNow = {
  ...pair,
  ...later,
  evaluation: {
    ...pair.evaluation!,
    factsUsed: {
      designation: { name: 'Golden Reed Trading LLC' },
      supplier: { name: 'Golden Reed Trading Ltd' },
    },
  },
}

describe('a cleared match', () => {
  const cleared = decide(opened(), clearing, context).match

  test('stays silent while its facts are the same, however often it is matched', () => {
    const again = decideMatch(cleared, { ...pair, ...later })
    expect(again?.transition).toBeNull()
    expect(again?.match).toMatchObject({ state: 'cleared', disposition: { author: 'C. Officer' } })
  })

  test('comes back when a fact that it rests on changes, and says which, and who had cleared it', () => {
    const back = decideMatch(cleared, renamed)
    expect(back?.transition?.kind).toBe('reopened')
    expect(back?.transition?.fields).toEqual(['designation.name'])
    expect(back?.transition?.ended).toEqual({
      author: 'C. Officer',
      at: clearing.at,
      reasonCodes: ['different-address'],
      reason: clearing.reason,
      because: 'facts-changed',
      fields: ['designation.name'],
    })
    expect(back?.match.revision).toBe(2)
    expect(back?.match.disposition).toBeUndefined()
    expect(back?.match.acts, 'what people did is not forgotten').toBe(1)
  })

  test('comes back when its time has run out, the day after its last day, with the same facts', () => {
    const { match } = decide(opened(), { ...clearing, until: '2026-03-31' }, context)
    const on = (at: string) => decideMatch(match, { ...pair, ...later, at })
    expect(on('2026-03-31T23:59:59.999Z')?.transition).toBeNull()
    const back = on('2026-04-01T00:00:00.000Z')
    expect(back?.transition).toMatchObject({
      kind: 'reopened',
      fields: [],
      ended: { because: 'expired', until: '2026-03-31', author: 'C. Officer' },
    })
    expect(back?.match).toMatchObject({ state: 'open', revision: 2 })
  })

  test('ends without news when the party is delisted; a relisting is news that names the clearing', () => {
    const gone = decideMatch(cleared, { ...pair, ...later, designation: null, evaluation: null })
    expect(gone?.match.state).toBe('resolved')
    expect(gone?.transition).toBeNull()
    const back = decideMatch(gone?.match ?? null, { ...pair, fence: { listSeq: 3, supplierRevision: 1 } })
    expect(back?.transition).toMatchObject({ kind: 'reopened', ended: { because: 'relisted' } })
  })

  test('that has ended cannot be decided on', () => {
    const ended: Match = { ...opened(), state: 'resolved' }
    for (const act of [
      () => decide(ended, clearing, context),
      () => approve(ended, { author: 'B', at: clearing.at }),
      () => acknowledge(ended, { author: 'B', at: clearing.at }),
    ]) {
      expect(act).toThrow(ConfigError)
    }
  })

  test('is not cleared twice', () => {
    expect(() => decide(cleared, { ...clearing, author: 'Another' }, context)).toThrow(InputError)
  })
})

describe('a decision', () => {
  test('to confirm leaves the match open and says so', () => {
    const { match, act } = decide(
      opened(),
      { ...clearing, decision: 'confirmed', reasonCodes: ['same-address'] },
      context,
    )
    expect(match).toMatchObject({ state: 'open', disposition: { decision: 'confirmed' }, acts: 1 })
    expect(act).toMatchObject({ act: 'match.confirm', subject: matchIdOf(match) })
    const amended = decideMatch(match, renamed)
    expect(amended?.transition?.kind).toBe('amended')
    expect(amended?.transition?.ended).toBeUndefined()
    expect(amended?.match.disposition, 'what changed is decided on anew').toBeUndefined()
  })

  test.each<[string, Partial<DecisionRequest>]>([
    ['a reason code that is none', { reasonCodes: ['because'] }],
    ['a confirming code for a clearing', { reasonCodes: ['same-address'] }],
    ['no reason code', { reasonCodes: [] }],
    ['no reason', { reason: '  ' }],
    ['no author', { author: ' . ' }],
    ['a day that has passed', { until: '2026-01-01' }],
    ['a day that is none', { until: '2026-02-30' }],
    ['a month that is none', { until: '2026-13-01' }],
    ['words for a day', { until: 'next year' }],
    ['an end of a confirmation', { decision: 'confirmed', reasonCodes: ['admitted'], until: '2027-01-01' }],
  ])('is refused with %s', (_name, wrong) => {
    expect(() => decide(opened(), { ...clearing, ...wrong }, context)).toThrow(InputError)
  })

  test('counts no longer than the policy allows', () => {
    const policy = { ...defaultPolicy, maxClearingDays: 365 }
    const bound = { policy, xinjiang: false }
    expect(decide(opened(), clearing, bound).match.disposition?.until).toBe('2027-01-02')
    expect(decide(opened(), { ...clearing, until: '2026-02-01' }, bound).match.disposition?.until).toBe(
      '2026-02-01',
    )
    expect(() => decide(opened(), { ...clearing, until: '2027-01-03' }, bound)).toThrow(InputError)
  })
})

describe('a third-party audit', () => {
  const audit = { ...clearing, reasonCodes: ['third-party-audit'] }
  const inXinjiang = { ...context, xinjiang: true }

  test('alone clears no match that has to do with Xinjiang, and the refusal says why and by whom', () => {
    let refusal: unknown
    try {
      decide(opened(), audit, inXinjiang)
    } catch (error) {
      refusal = error
    }
    expect(refusal).toBeInstanceOf(InputError)
    const { message } = refusal as InputError
    expect(message).toContain('Xinjiang Supply Chain Business Advisory')
    expect(message).toContain('CHRG-118jhrg55563')
    // What nobody has compared with its source is not cited to customers.
    expect(message).not.toContain('United Nations')
    expect(() =>
      decide(opened(), { ...audit, reasonCodes: ['third-party-audit', 'third-party-audit'] }, inXinjiang),
    ).toThrow(InputError)
  })

  test('with another ground does, and elsewhere it does alone', () => {
    const both = { ...audit, reasonCodes: ['third-party-audit', 'origin-elsewhere'] }
    expect(decide(opened(), both, inXinjiang).match.state).toBe('cleared')
    expect(decide(opened(), audit, context).match.state).toBe('cleared')
  })

  test('may confirm nothing: it is no confirming code', () => {
    expect(() => decide(opened(), { ...audit, decision: 'confirmed' }, context)).toThrow(InputError)
  })
})

describe('what has to do with Xinjiang', () => {
  const listed = (source: SourceId, facts: Partial<Designation> = {}): Designation => ({
    id: '1',
    ...emptyFacts(source, 'organisation', 'Example'),
    ...facts,
  })
  const plain = pair.supplier

  test.each<[string, Designation | null, Partial<Supplier>, boolean]>([
    ['a party of the UFLPA list', listed('dhs-uflpa'), {}, true],
    ['an order enforced under the UFLPA', listed('cbp-wro', { enforcedUnder: 'uflpa' }), {}, true],
    [
      'a listing whose address is there',
      listed('ofac-sdn', { addresses: [{ text: 'Urumqi, Xinjiang, China' }] }),
      {},
      true,
    ],
    ['a listing whose name says so', listed('bis-entity-list', { name: 'Xinjiang Bingtuan' }), {}, true],
    ['a person listed under the Uyghur act', listed('ofac-sdn', { programs: ['UHRPA'] }), {}, true],
    ['a listing elsewhere', listed('ofac-sdn', { addresses: [{ text: 'Moscow' }] }), {}, false],
    ['goods of there', listed('ofac-sdn'), { goods: [{ text: 'yarn', region: 'CN-XJ' }] }, true],
    [
      'a social credit code of there',
      listed('ofac-sdn'),
      { identifiers: [{ type: 'USCC', value: '91650100MA00000000' }] },
      true,
    ],
    [
      'a social credit code of Beijing',
      listed('ofac-sdn'),
      { identifiers: [{ type: 'USCC', value: '91110108MA00000065' }] },
      false,
    ],
    ['a supplier with a Chinese address there', null, { address: '新疆和田地区' }, true],
    ['nothing at all', null, {}, false],
  ])('%s', (_name, designation, supplier, expected) => {
    expect(isXinjiangRelated(designation, { ...plain, ...supplier })).toBe(expected)
  })
})

describe('a second person', () => {
  const proposed = decide(opened(), clearing, twoPeople)

  test('has to approve where the policy says so; until then the match is open', () => {
    expect(proposed.match).toMatchObject({ state: 'open', proposed: { author: 'C. Officer' }, acts: 1 })
    expect(proposed.match.disposition).toBeUndefined()
    expect(proposed.act.act).toBe('match.clear-proposed')
    const { match, act } = approve(proposed.match, { author: 'D. Deputy', at: '2026-01-03T00:00:00.000Z' })
    expect(match).toMatchObject({
      state: 'cleared',
      disposition: { author: 'C. Officer', approvedBy: 'D. Deputy' },
      acts: 2,
    })
    expect(match.proposed).toBeUndefined()
    expect(act.act).toBe('match.clear-approved')
    expect(decideMatch(match, renamed)?.transition?.ended).toMatchObject({ approvedBy: 'D. Deputy' })
  })

  test.each([
    'C. Officer',
    'c. officer',
    ' C.Officer ',
    'C OFFICER',
    'Ｃ．Ｏｆｆｉｃｅｒ',
    'c\u200b officer',
    'Ć. Officer',
  ])('is not the same one as "%s"', (author) => {
    expect(() => approve(proposed.match, { author, at: clearing.at })).toThrow(/nobody approves their own/)
  })

  test('is asked for a confirmation only where the policy asks for all', () => {
    const confirming = { ...clearing, decision: 'confirmed' as const, reasonCodes: ['admitted'] }
    expect(decide(opened(), confirming, twoPeople).match.proposed).toBeUndefined()
    const all = { ...context, policy: { ...defaultPolicy, approval: 'all' as const } }
    expect(decide(opened(), confirming, all).match.proposed).toBeDefined()
  })

  test('may reject, and then nothing is decided', () => {
    const { match, act } = reject(proposed.match, {
      author: 'D. Deputy',
      at: clearing.at,
      reason: 'no proof',
    })
    expect(match).toMatchObject({ state: 'open', acts: 2 })
    expect(match.proposed).toBeUndefined()
    expect(act).toMatchObject({ act: 'match.clear-rejected', details: { reason: 'no proof' } })
    expect(() => approve(match, { author: 'E', at: clearing.at })).toThrow(InputError)
  })

  test('cannot approve what ran out, nor what a change has overtaken', () => {
    const brief = decide(opened(), { ...clearing, until: '2026-01-05' }, twoPeople).match
    expect(() => approve(brief, { author: 'D', at: '2026-01-06T00:00:00.000Z' })).toThrow(InputError)
    const amended = decideMatch(proposed.match, renamed)?.match
    expect(amended?.proposed).toBeUndefined()
  })
})

describe('the trail of decisions', () => {
  let embedded: EmbeddedServices
  beforeAll(async () => {
    embedded = await startEmbedded()
  })
  afterAll(() => embedded.close())

  const begun = async () => {
    const table = await embedded.table()
    const registry = dynamoRegistry(embedded.dynamo, table)
    const dispositions = dynamoDispositions(embedded.dynamo, table)
    const trail = dynamoAuditTrail(embedded.dynamo, table)
    const match = opened()
    await registry.writeMatch(null, match, null)
    const acts = async (): Promise<string[]> => {
      const found: string[] = []
      for await (const { entry } of trail.entries('acme')) found.push(`${entry?.act} ${entry?.author}`)
      return found
    }
    return { registry, dispositions, match, acts }
  }

  test('is written with the match, and not over a match that has changed meanwhile', async () => {
    const { registry, dispositions, match, acts } = await begun()
    await dispositions.record(match, decide(match, clearing, context))
    expect((await registry.match(pair.key))?.state).toBe('cleared')
    await expect(
      dispositions.record(match, decide(match, { ...clearing, author: 'Late' }, context)),
    ).rejects.toThrow(ConflictError)
    expect(await acts()).toEqual(['match.clear C. Officer'])
  })

  test('of two who decide at the same moment one is written, whatever they decide', async () => {
    const { registry, dispositions, match, acts } = await begun()
    const confirming = { ...clearing, decision: 'confirmed' as const, reasonCodes: ['admitted'], author: 'B' }
    const tried = await Promise.allSettled([
      dispositions.record(match, decide(match, clearing, context)),
      dispositions.record(match, decide(match, confirming, context)),
      dispositions.record(match, acknowledge(match, { author: 'E', at: clearing.at })),
    ])
    expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await acts()).toHaveLength(1)
    expect((await registry.match(pair.key))?.acts).toBe(1)
  })

  test('a screening that read the match before an act does not write over it', async () => {
    const { registry, dispositions, match } = await begun()
    await dispositions.record(match, acknowledge(match, { author: 'E', at: clearing.at }))
    const looked = decideMatch(match, { ...pair, ...later })
    await expect(registry.writeMatch(match, looked!.match, null)).rejects.toThrow(ConflictError)
    expect((await registry.match(pair.key))?.acknowledged?.author).toBe('E')
  })

  test('a policy is the default until it is set, and set over the one that was seen only', async () => {
    const { dispositions, acts } = await begun()
    expect(await dispositions.policy('acme')).toEqual(defaultPolicy)
    const strict = { ...defaultPolicy, approval: 'all' as const }
    const act = { act: 'policy.set', author: 'B', at: clearing.at }
    await dispositions.setPolicy('acme', defaultPolicy, strict, act)
    expect(await dispositions.policy('acme')).toEqual(strict)
    await expect(dispositions.setPolicy('acme', defaultPolicy, strict, act)).rejects.toThrow(ConflictError)
    await dispositions.setPolicy('acme', strict, defaultPolicy, act)
    expect(await acts()).toEqual(['policy.set B', 'policy.set B'])
  })
})
