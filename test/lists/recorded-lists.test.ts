import { describe, expect, test } from 'vitest'
import { checkSource, type SourceReader } from '../../shared/lists/check-source.ts'
import type { FetchedDocument } from '../../shared/lists/ports.ts'
import type { CheckOutcome } from '../../shared/lists/version.ts'
import type { SourceId } from '../../shared/model/source.ts'
import { bisEntityListReader } from '../../shared/sources/bis-entity-list/reader.ts'
import { ofacNonSdnReader } from '../../shared/sources/ofac/readers.ts'
import { document202303929, rule202303929, screeningList } from '../sources/bis-entity-list/documents.ts'
import { fixture } from '../sources/ofac/fixtures.ts'
import { emptyWorld, storesOf, type World } from '../support/pipeline.ts'
import { fetched } from '../support/story.ts'
import { verifyHistory } from '../support/verify-list.ts'

/** The real readers over the recorded official documents, through the whole of a check. */
const check = (
  world: World,
  source: SourceId,
  reader: SourceReader,
  at: string,
  documents: FetchedDocument[],
): Promise<CheckOutcome> =>
  checkSource(
    { source, scheduledAt: `${at}T00:00:00.000Z` },
    { ...storesOf(world), reader, fetch: async () => documents, now: () => new Date((world.time += 1)) },
  )
const changeSets = (outcome: CheckOutcome) =>
  outcome.outcome === 'committed'
    ? outcome.changeSets.map(({ seq, cause, counts }) => ({ seq, cause, ...counts }))
    : outcome

describe("OFAC's non-SDN list", () => {
  test("of 2018, then of 2024: a reading of six years' changes, and the stump of it is held", async () => {
    const world = emptyWorld()
    const { lists, documents } = storesOf(world)
    const old = fetched(fixture('ofac-nonsdn/2018-04-06/consolidated.xml.gz'))
    const recent = fetched(fixture('ofac-nonsdn/2024-05-06/consolidated.xml.gz'))
    const baseline = await check(world, 'ofac-nonsdn', ofacNonSdnReader, '2018-04-06', [old])
    expect(changeSets(baseline)).toMatchObject([{ seq: 1, cause: 'published', amended: 0, removed: 0 }])
    const first = await lists.version('ofac-nonsdn', 1)
    expect(first.statistics.publishedOn).toBe('2018-04-06')
    expect(await check(world, 'ofac-nonsdn', ofacNonSdnReader, '2018-04-07', [old])).toMatchObject({
      outcome: 'unchanged',
    })

    const later = await check(world, 'ofac-nonsdn', ofacNonSdnReader, '2024-05-06', [recent])
    const entries = await verifyHistory(lists, documents, 'ofac-nonsdn')
    const second = await lists.version('ofac-nonsdn', 2)
    expect(entries.size).toBe(second.count)
    const recentKeys = new Set(
      ofacNonSdnReader.cut(recent.bytes).entries.map((entry) => ofacNonSdnReader.parse(entry).naturalKey),
    )
    expect(new Set(entries.keys())).toEqual(new Set([...recentKeys, ...second.withheld]))
    // Six years in one publication: hundreds of removals are withheld, additions and amendments are in.
    expect(second.withheld.length).toBeGreaterThan(0)
    expect(later).toMatchObject({ outcome: 'committed', held: [{ guard: 'removals' }] })

    // The older list again is a publication that goes back.
    expect(await check(world, 'ofac-nonsdn', ofacNonSdnReader, '2024-05-07', [old])).toMatchObject({
      outcome: 'held',
    })
    expect((await lists.head('ofac-nonsdn'))?.seq).toBe(2)
  })

  test('half a document is refused', async () => {
    const world = emptyWorld()
    const whole = fixture('ofac-nonsdn/2024-05-06/consolidated.xml.gz')
    const outcome = await check(world, 'ofac-nonsdn', ofacNonSdnReader, '2024-05-06', [
      fetched(whole.subarray(0, whole.length / 2)),
    ])
    expect(outcome).toMatchObject({ outcome: 'rejected', seq: null })
    expect(await storesOf(world).lists.head('ofac-nonsdn')).toBeNull()
  })
})

describe('the Entity List', () => {
  test('of April 2022 with the rule of 27 February 2023 folded over it', async () => {
    const world = emptyWorld()
    const { lists, documents } = storesOf(world)
    const baseline: FetchedDocument = { ...fetched(screeningList()), role: 'baseline' }
    const { url: page, documentNumber, publishedOn, citation } = document202303929
    const rule: FetchedDocument = {
      ...fetched(
        rule202303929(),
        'https://www.federalregister.gov/documents/full_text/xml/2023/02/27/2023-03929.xml',
      ),
      role: 'rule',
      rule: { documentNumber, publishedOn, citation, url: page, effectiveOn: '2023-02-24' },
    }
    expect(
      changeSets(await check(world, 'bis-entity-list', bisEntityListReader, '2022-04-28', [baseline])),
    ).toMatchObject([{ seq: 1, amended: 0, removed: 0 }])
    const before = await lists.version('bis-entity-list', 1)
    expect(before.count).toBeGreaterThan(1_900)
    expect(before.register, 'ids are ours').toHaveLength(64)

    const outcome = await check(world, 'bis-entity-list', bisEntityListReader, '2023-02-27', [rule])
    expect(changeSets(outcome)).toEqual([
      { seq: 2, cause: 'published', added: expect.any(Number) as number, amended: 0, removed: 0, moved: 0 },
    ])
    const entries = await verifyHistory(lists, documents, 'bis-entity-list')
    const added = [...entries.values()].filter(({ listedOn }) => listedOn === '2023-02-27')
    expect(added.length).toBe((await lists.changeSet('bis-entity-list', 2))?.counts.added)
    expect(added).toHaveLength(13)
    expect(
      added.every(
        ({ citation: cited, effectiveOn }) =>
          cited?.title.includes('88 FR 12170') && cited.url === page && effectiveOn === '2023-02-24',
      ),
    ).toBe(true)

    // A new version of the parser re-reads both documents, and finds what they said.
    const { root } = await lists.version('bis-entity-list', 2)
    const newer = { ...bisEntityListReader, parserVersion: 'bis-next' }
    expect(await check(world, 'bis-entity-list', newer, '2023-03-01', [])).toMatchObject({
      outcome: 'unchanged',
      seq: 3,
    })
    expect((await lists.version('bis-entity-list', 3)).root).toBe(root)
    expect(await lists.changeSet('bis-entity-list', 3)).toBeNull()
  })
})
