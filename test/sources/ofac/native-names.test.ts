import { beforeEach, describe, expect, it } from 'vitest'
import { SourceShapeError, TransientError } from '../../../shared/errors.ts'
import { checkSource } from '../../../shared/lists/check-source.ts'
import type { CompanionSource } from '../../../shared/lists/companion.ts'
import type { CheckOutcome } from '../../../shared/lists/version.ts'
import type { Designation } from '../../../shared/model/designation.ts'
import { versionRef } from '../../../shared/evidence/gather.ts'
import { documentsOfVersion, reReadVersion } from '../../../shared/evidence/re-read.ts'
import { designationsAtHead } from '../../../shared/lists/read-list.ts'
import { extractNativeNames, nativeNames } from '../../../shared/sources/ofac/native-names.ts'
import { ofacSdnReader } from '../../../shared/sources/ofac/readers.ts'
import { emptyWorld, storesOf, type World } from '../../support/pipeline.ts'
import { bytesOf, documentOf, entryOf } from './documents.ts'
import { fixture } from './fixtures.ts'

const enhanced = new TextDecoder().decode(fixture('ofac-sdn-enhanced-written/2026-11-26/sdn-enhanced.xml'))
const faultOf = (text: string): string => {
  try {
    extractNativeNames(bytesOf(text))
  } catch (error) {
    if (error instanceof SourceShapeError) return error.fault
  }
  return 'none'
}

describe('the enhanced file', () => {
  it('gives the names that are not in Latin letters, with script, quality and kind', () => {
    const names = nativeNames(extractNativeNames(bytesOf(enhanced)))
    expect([names.subjects, names.joined]).toEqual([3, 2])
    const facts = ofacSdnReader.parse(
      ofacSdnReader.cut(bytesOf(documentOf({ entries: [entryOf('101')] }))).entries.at(0)!,
    ).facts
    expect(names.join('101', facts).aliases).toEqual(
      [
        {
          name: 'КАРАКУМСКАЯ ХЛОПКОПРЯДИЛЬНАЯ ФАБРИКА',
          quality: 'strong',
          kind: 'native name',
          script: 'Cyrillic',
        },
        { name: '卡拉库姆棉纺厂', quality: 'weak', kind: 'a.k.a.', script: 'Chinese Simplified' },
      ].toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    )
    expect(names.join('102', facts).aliases).toEqual([
      { name: 'دو، يان', quality: 'strong', kind: 'native name', script: 'Arabic' },
    ])
    expect(names.join('103', facts)).toBe(facts)
    expect(names.join('999', facts)).toBe(facts)
  })

  it.each([
    ['cut short', enhanced.slice(0, -40), 'truncated'],
    ['a page', '<!DOCTYPE html><html></html>', 'challenge-page'],
    ['empty', '', 'empty-body'],
    ['another root', enhanced.replaceAll('sanctionsData', 'other'), 'wrong-root'],
    ['another namespace', enhanced.replace('ENHANCED_XML', 'OTHER'), 'wrong-namespace'],
    ['one entity twice', enhanced.replace('<entity id="102">', '<entity id="101">'), 'malformed'],
    ['an entity without id', enhanced.replace('<entity id="102">', '<entity>'), 'malformed'],
    ['no date', enhanced.replace(/<dataAsOf>.*<\/dataAsOf>/, ''), 'malformed'],
    ['a truth that is none', enhanced.replace('<isLowQuality>true<', '<isLowQuality>perhaps<'), 'malformed'],
    ['whole', enhanced, 'none'],
  ])('that is %s', (_what, text, fault) => {
    expect(faultOf(text)).toBe(fault)
  })
})

describe('native names in the running list', () => {
  let world: World
  let published: string | Error
  let asked: number
  beforeEach(() => {
    world = emptyWorld()
    published = enhanced
    asked = 0
  })
  const companion: CompanionSource = {
    fetch: () => {
      asked += 1
      if (published instanceof Error) return Promise.reject(published)
      const url = 'https://sanctionslistservice.ofac.treas.gov/api/download/SDN_ENHANCED.XML'
      return Promise.resolve({ bytes: bytesOf(published), url, fetchedAt: '2026-11-26T00:00:00Z' })
    },
    extract: extractNativeNames,
    read: nativeNames,
  }
  const classic = (extra = ''): string =>
    documentOf({
      entries: ['101', '102', '103'].map((uid) => entryOf(uid, extra, { lastName: `PARTY ${uid}` })),
      date: '11/26/2026',
    })
  const check = (at: string, document = classic(), with_ = true): Promise<CheckOutcome> =>
    checkSource(
      { source: 'ofac-sdn', scheduledAt: `2026-11-${at}:00:00.000Z` },
      {
        ...storesOf(world),
        reader: { ...ofacSdnReader, sentinels: [] },
        fetch: () =>
          Promise.resolve([{ bytes: bytesOf(document), url: 'https://x/SDN.XML', fetchedAt: 'x' }]),
        now: () => new Date((world.time += 1)),
        ...(with_ ? { companion } : {}),
      },
    )
  const scripts = async (): Promise<string[]> => {
    const head = await designationsAtHead(storesOf(world).lists, 'ofac-sdn', ['101', '102', '103'])
    return [...head.designations.values()]
      .flatMap((each: Designation | null) => (each?.aliases ?? []).flatMap(({ script }) => script ?? []))
      .sort()
  }
  const all = ['Arabic', 'Chinese Simplified', 'Cyrillic']
  const status = async () => (await storesOf(world).lists.status('ofac-sdn'))?.companion

  it('are there from the first version', async () => {
    expect(await check('01T00')).toMatchObject({ outcome: 'committed', changeSets: [{ baseline: true }] })
    expect(await scripts()).toEqual(all)
    expect(await check('01T01')).toMatchObject({ outcome: 'unchanged' })
    expect(asked).toBe(1)
  })

  it('are our change when they come to a list that had none, and the agency’s from then on', async () => {
    await check('01T00', classic(), false)
    expect(await check('01T01')).toMatchObject({
      changeSets: [{ cause: 'reparsed', counts: { added: 0, amended: 2, removed: 0 } }],
    })
    published = enhanced.replaceAll('卡拉库姆棉纺厂', '卡拉库姆棉纺织厂')
    // Once a day, or when the list itself has changed.
    expect(await check('01T05')).toMatchObject({ outcome: 'unchanged' })
    const next = await check('02T05')
    expect(next).toMatchObject({ changeSets: [{ cause: 'published', counts: { amended: 1 } }] })
    expect(next.outcome === 'committed' && next.changeSets[0]?.document.url).toContain('SDN_ENHANCED')
    expect(await storesOf(world).lists.head('ofac-sdn')).toMatchObject({ seq: 3 })
  })

  it.each([
    ['cannot be fetched', new TransientError('no answer', 'wait'), 'answered'],
    ['is a challenge page', '<html><body>Just a moment</body></html>', 'challenge-page'],
    ['ends early', enhanced.slice(0, -100), 'truncated'],
    [
      'has lost its names',
      enhanced.replaceAll(/>(Cyrillic|Arabic|Chinese Simplified)</g, '>Latin<'),
      'count-mismatch',
    ],
    [
      'covers half the list',
      enhanced
        .replace(/<entity id="102">[\s\S]*?<\/entity>/, '')
        .replace(/<entity id="103">[\s\S]*?<\/entity>/, ''),
      'count-mismatch',
    ],
  ])('stay when the file %s, the list is read all the same, and it is told', async (_what, broken, fault) => {
    await check('01T00')
    published = broken
    expect(await check('02T00', classic('<remarks>new</remarks>'))).toMatchObject({
      outcome: 'committed',
      changeSets: [{ cause: 'published', counts: { amended: 3, removed: 0 } }],
    })
    expect(await scripts()).toEqual(all)
    expect(await status()).toMatchObject({ fault, lastGoodAt: '2026-11-01T00:00:00.000Z' })
    published = enhanced
    await check('03T00', classic('<remarks>new</remarks>'))
    expect(await status()).not.toHaveProperty('fault')
    expect(await scripts()).toEqual(all)
  })

  it('are read again from what is archived, to the same facts', async () => {
    await check('01T00')
    const { lists, documents } = storesOf(world)
    const version = versionRef(await lists.version('ofac-sdn', 1))
    const archived = new Map<string, Uint8Array>()
    for (const { key } of documentsOfVersion(version)) archived.set(key, await documents.read(key))
    expect(archived.size).toBe(2)
    const read = reReadVersion(ofacSdnReader, version, ({ key }) => archived.get(key) ?? new Uint8Array())
    const { hashes } = await designationsAtHead(lists, 'ofac-sdn', ['101', '102', '103'])
    expect(new Map(read.map(({ naturalKey, hash }) => [naturalKey, hash]))).toEqual(hashes)
  })

  it('do not keep a first version waiting', async () => {
    published = new TransientError('no answer', 'wait')
    expect(await check('01T00')).toMatchObject({ outcome: 'committed', changeSets: [{ baseline: true }] })
    expect(await scripts()).toEqual([])
    published = enhanced
    await check('02T00')
    expect(await scripts()).toEqual(all)
  })

  it('of one entry that changes are read with it, the others from the cache', async () => {
    await check('01T00')
    const changed = classic().replace('PARTY 101', 'PARTY 101 RENAMED')
    expect(await check('01T02', changed)).toMatchObject({ changeSets: [{ counts: { amended: 1 } }] })
    expect(await scripts()).toEqual(all)
  })
})
