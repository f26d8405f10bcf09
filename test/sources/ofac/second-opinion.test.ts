import { describe, expect, it } from 'vitest'
import { TransientError } from '../../../shared/errors.ts'
import { checkSource } from '../../../shared/lists/check-source.ts'
import type { Change } from '../../../shared/model/change.ts'
import type { HttpAnswer } from '../../../shared/sources/fetch/http.ts'
import { compareWithDelta, type Delta } from '../../../shared/sources/ofac/delta.ts'
import { ofacSdnReader } from '../../../shared/sources/ofac/readers.ts'
import { fetchDeltas, mergeDeltas, secondOpinion } from '../../../shared/sources/ofac/second-opinion.ts'
import { emptyWorld, storesOf } from '../../support/pipeline.ts'
import { documentRef, listVersion } from '../../support/samples.ts'
import { bytesOf, documentOf, entryOf } from './documents.ts'

const delta = (
  publishedOn: string,
  added: string[],
  removed: string[],
  changed: string[],
  list = 'SDN List',
): Delta => ({
  publishedOn,
  kind: 'Standard Action',
  added,
  removed,
  changed,
  lists: new Map([...added, ...removed, ...changed].map((uid) => [uid, [list]])),
  membership: new Map(),
})
const xml = (publishedOn: string, entities: string): string =>
  `<?xml version="1.0"?><sanctionsData xmlns="https://www.treasury.gov/ofac/DeltaFile/1.0"><publicationInfo><datePublished>${publishedOn}T00:00:00-04:00</datePublished><publicationType>Standard Action</publicationType></publicationInfo><entities>${entities}</entities></sanctionsData>`
const entity = (uid: string, action = ''): string =>
  `<entity id="${uid}"${action === '' ? '' : ` action="${action}"`}><sanctionsLists><sanctionsList id="1" refId="1550" datePublished="2026-01-01">SDN List</sanctionsList></sanctionsLists></entity>`

/** A service that answers by path; what is not there answers 404. */
const service = (answers: Record<string, string>) => {
  const asked: string[] = []
  const get = (url: string): Promise<HttpAnswer> => {
    const path = url.replace('https://sanctionslistservice.ofac.treas.gov/changes/', '')
    asked.push(path)
    const body = answers[path]
    return Promise.resolve({ status: body === undefined ? 404 : 200, url, body: bytesOf(body ?? '') })
  }
  return { get, asked }
}

describe("OFAC's statements between two of our versions", () => {
  const history = JSON.stringify([
    { publicationID: 7, datePublished: '2026-07-23T12:55:54.171841' },
    { publicationID: 8, datePublished: '2026-07-24T12:55:54.171841' },
    { publicationID: 9, datePublished: '2026-07-28T12:55:54.171841' },
  ])
  it('are the latest, where there is but one', async () => {
    const { get, asked } = service({
      latest: xml('2026-07-28', entity('1', 'add')),
      'history/2026/07': history,
    })
    expect(await fetchDeltas(get)('2026-07-24', '2026-07-28')).toMatchObject([{ added: ['1'] }])
    expect(asked).toEqual(['latest', 'history/2026/07'])
  })

  it('are all of them, where we missed some', async () => {
    const { get } = service({
      latest: xml('2026-07-28', ''),
      'history/2026/07': history,
      '8': xml('2026-07-24', entity('1', 'add')),
      '9': xml('2026-07-28', entity('1', 'remove') + entity('2')),
    })
    const found = await fetchDeltas(get)('2026-07-23', '2026-07-28')
    expect(found).toHaveLength(2)
    expect(mergeDeltas(found as Delta[])).toMatchObject({ added: [], removed: [], changed: ['2'] })
  })

  it('are waited for while they are older than the list', async () => {
    const { get } = service({ latest: xml('2026-07-24', '') })
    expect(await fetchDeltas(get)('2026-07-24', '2026-07-28')).toBe('not-yet')
  })

  it('of more months than are asked for are not compared in part', async () => {
    const { get, asked } = service({
      latest: xml('2026-07-28', entity('1', 'add')),
      'history/2026/04': JSON.stringify([{ publicationID: 1, datePublished: '2026-04-24T12:55:54.1' }]),
      'history/2026/05': '[]',
      'history/2026/06': '[]',
      'history/2026/07': history,
      ...Object.fromEntries(['1', '7', '8', '9'].map((id) => [id, xml('2026-07-28', '')])),
    })
    expect(await fetchDeltas(get)('2026-04-23', '2026-07-28')).toBe('not-comparable')
    expect(asked).toEqual(['latest'])
    expect(await fetchDeltas(get)('2026-05-23', '2026-07-28')).not.toBe('not-comparable')
  })

  it('of one day are not told apart', async () => {
    const { get } = service({ latest: xml('2026-07-28', '') })
    expect(await fetchDeltas(get)('2026-07-28', '2026-07-28')).toBe('not-comparable')
  })
})

it('several publications come to their net effect', () => {
  const merged = mergeDeltas([
    delta('2026-07-23', ['1', '2'], ['3'], ['4']),
    delta('2026-07-24', ['3'], ['1'], ['2', '5']),
  ])
  expect([merged.added, merged.removed, merged.changed.toSorted()]).toEqual([['2'], [], ['3', '4', '5']])
})

it('a list that a party came on to and went from again is none that it came on to', () => {
  const one = (publishedOn: string, list: string, act: 'added' | 'removed'): Delta => ({
    ...delta(publishedOn, [], [], ['9'], list),
    membership: new Map([['9', new Map([[list, act]])]]),
  })
  const merged = mergeDeltas([
    one('2026-07-23', 'SDN List', 'added'),
    one('2026-07-24', 'SSI List', 'removed'),
    one('2026-07-28', 'SDN List', 'removed'),
  ])
  expect(merged.membership.get('9')).toEqual(new Map([['SSI List', 'removed']]))
  expect(merged.lists.get('9')).toEqual(['SDN List', 'SSI List'])
})

describe('what is compared', () => {
  const removed = (id: string): Change => ({
    source: 'ofac-sdn',
    id,
    kind: 'removed',
    name: id,
    material: true,
  })
  const versions = (withheldBefore: string[], withheld: string[]) => ({
    before: listVersion(1, new Map(), {
      document: documentRef({ publishedOn: '2026-07-23' }),
      withheld: withheldBefore,
    }),
    version: listVersion(2, new Map(), { document: documentRef({ publishedOn: '2026-07-24' }), withheld }),
    checkedAt: '2026-07-24T10:00:00.000Z',
  })

  it('counts a removal that a guard withholds in the publication that removed it, and not again', async () => {
    const told = async (before: string[], now: string[]) =>
      (
        await secondOpinion('ofac-sdn', { ...versions(before, now), changes: [removed('9')] }, async () => [
          delta('2026-07-24', [], ['2', '9'], []),
        ])
      ).outcome
    expect(await told([], ['2'])).toBe('agrees')
    expect(await told(['1'], ['1', '2']), '1 was withheld before').toBe('agrees')
    expect(await told([], ['1', '2'])).toBe('disagrees')
  })

  it('a party that goes from one list of the non-SDN file and comes on to another is changed, and neither', () => {
    const moved: Delta = {
      ...delta('2026-07-24', [], [], ['9'], 'SSI List'),
      membership: new Map([
        ['9', new Map([['SSI List', 'removed'] as const, ['CAPTA List', 'added'] as const])],
      ]),
    }
    const disagreementsOn = (kind: Change['kind']) =>
      compareWithDelta('ofac-nonsdn', [{ ...removed('9'), kind }], moved).disagreements.map(
        ({ theirs }) => theirs,
      )
    expect(disagreementsOn('amended')).toEqual([])
    expect(disagreementsOn('removed')).toEqual(['changed'])
    expect(disagreementsOn('added')).toEqual(['changed'])
  })
})

describe('in the running system', () => {
  const start = (deltas: (after: string, through: string) => ReturnType<ReturnType<typeof fetchDeltas>>) => {
    const world = emptyWorld()
    const stores = storesOf(world)
    const compared: string[] = []
    const check = (at: string, uids: string[], date: string) =>
      checkSource(
        { source: 'ofac-sdn', scheduledAt: `2026-07-${at}:00:00.000Z` },
        {
          ...stores,
          reader: { ...ofacSdnReader, sentinels: [] },
          fetch: () =>
            Promise.resolve([
              {
                bytes: bytesOf(
                  documentOf({
                    entries: uids.map((uid) => entryOf(uid, '', { lastName: `P ${uid}` })),
                    date,
                  }),
                ),
                url: 'https://x/SDN.XML',
                fetchedAt: 'x',
              },
            ]),
          now: () => new Date((world.time += 1)),
          secondOpinion: (input) => {
            compared.push(
              `${input.version.seq} ${input.changes.map(({ kind, id }: Change) => `${kind} ${id}`).join(', ')}`,
            )
            return secondOpinion('ofac-sdn', input, deltas)
          },
        },
      )
    return {
      check,
      compared,
      stores,
      delta: async () => (await stores.lists.status('ofac-sdn'))?.delta,
    }
  }
  const first = ['1', '2', '3', '4', '5', '6']
  const run = async (deltas: () => ReturnType<ReturnType<typeof fetchDeltas>>) => {
    const { check, compared, stores, delta } = start(deltas)
    await check('23T10', first, '07/23/2026')
    await check('24T10', [...first.slice(1), '7'], '07/24/2026')
    const early = await delta()
    await check('24T11', [...first.slice(1), '7'], '07/24/2026')
    return { compared, early, later: await delta(), head: await stores.lists.head('ofac-sdn') }
  }

  it('a publication is compared once, and agreement is on record', async () => {
    const { compared, early } = await run(async () => [delta('2026-07-24', ['7'], ['1'], [])])
    expect(compared).toEqual(['2 added 7, removed 1'])
    expect(early).toMatchObject({ seq: 2, outcome: 'agrees', disagreements: 0 })
  })

  it('disagreement shows both sides', async () => {
    const { early } = await run(async () => [delta('2026-07-24', ['7', '8'], [], [])])
    expect(early).toMatchObject({
      outcome: 'disagrees',
      disagreements: 2,
      shown: [
        { uid: '1', ours: 'removed', theirs: 'nothing', name: 'P 1' },
        { uid: '8', ours: 'nothing', theirs: 'added' },
      ],
    })
  })

  it('a statement that is not there yet is looked for again', async () => {
    let times = 0
    const { compared, early, later } = await run(async () =>
      (times += 1) === 1 ? 'not-yet' : [delta('2026-07-24', ['7'], ['1'], [])],
    )
    expect(compared).toHaveLength(2)
    expect([early?.outcome, later?.outcome]).toEqual(['not-yet', 'agrees'])
  })

  it('a service that fails keeps nothing from being committed, and is asked again', async () => {
    let times = 0
    const { early, later, head } = await run(async () => {
      if ((times += 1) === 1) throw new TransientError('no answer', 'wait')
      return [delta('2026-07-24', ['7'], ['1'], [])]
    })
    expect(early).toMatchObject({ outcome: 'unavailable', reason: 'no answer' })
    expect(later).toMatchObject({ outcome: 'agrees' })
    expect(head).toMatchObject({ seq: 2 })
  })

  it('a publication whose statement had to wait is compared with the next one: none is passed over', async () => {
    const spans: string[] = []
    let there = false
    const {
      check,
      compared,
      delta: status,
    } = start(async (after, through) => {
      spans.push(`${after} ${through}`)
      if (!there) throw new TransientError('no answer', 'wait')
      return [delta('2026-07-24', ['7'], ['1'], []), delta('2026-07-27', [], ['2', '7'], [])]
    })
    await check('23T10', first, '07/23/2026')
    await check('24T10', [...first.slice(1), '7'], '07/24/2026')
    await check('27T10', first.slice(2), '07/27/2026')
    expect(await status()).toMatchObject({ seq: 3, since: 2, outcome: 'unavailable' })
    there = true
    await check('27T11', first.slice(2), '07/27/2026')
    expect(compared).toEqual(['2 added 7, removed 1', '3 removed 1, removed 2', '3 removed 1, removed 2'])
    expect(spans).toEqual(['2026-07-23 2026-07-24', '2026-07-23 2026-07-27', '2026-07-23 2026-07-27'])
    expect(await status()).toMatchObject({ seq: 3, since: 2, outcome: 'agrees', disagreements: 0 })
  })

  it('what was compared is not compared again with what comes after it', async () => {
    const {
      check,
      compared,
      delta: status,
    } = start(async (_, through) =>
      through === '2026-07-24'
        ? [delta(through, ['7'], ['1'], [])]
        : [delta(through, ['8'], [], []), delta(through, [], ['2'], [])],
    )
    await check('23T10', first, '07/23/2026')
    await check('24T10', [...first.slice(1), '7'], '07/24/2026')
    await check('27T10', [...first.slice(2), '7', '8'], '07/27/2026')
    await check('27T11', [...first.slice(2), '7', '8'], '07/27/2026')
    expect(compared).toEqual(['2 added 7, removed 1', '3 added 8, removed 2'])
    expect(await status()).not.toHaveProperty('since')
  })
})
