import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SourceShapeError } from '../../../shared/errors.ts'
import type { KnownEntries, RawEntry } from '../../../shared/sources/reader.ts'
import { sha256 } from '../../../shared/hash.ts'
import { cutEntries, entryCutter } from '../../../shared/sources/ofac/cut-entries.ts'
import { bytesOf, documentOf, entryOf, sls, tempuri } from './documents.ts'
import { fixture } from './fixtures.ts'

const refusal = (document: string | Uint8Array): SourceShapeError => {
  try {
    cutEntries(typeof document === 'string' ? bytesOf(document) : document)
  } catch (error) {
    if (error instanceof SourceShapeError) return error
    throw error
  }
  throw new Error('the document was accepted')
}

const good = documentOf({ entries: [entryOf('36'), entryOf('306')] })

describe('cutting a document', () => {
  it.each([tempuri, sls])('cuts its entries under the namespace %s', (namespace) => {
    const entries = [entryOf('36'), entryOf('306')]
    const cut = cutEntries(bytesOf(documentOf({ entries, namespace, date: '04/25/2021' })))
    expect({
      ...cut,
      entries: cut.entries.map(({ raw, rawHash, place }) => ({ raw, rawHash, place })),
    }).toEqual({
      publishedOn: '2021-04-25',
      declaredCount: 2,
      entries: entries.map((raw, index) => ({
        raw,
        rawHash: sha256(raw),
        place: `sdnEntry ${['36', '306'][index]}`,
      })),
    })
  })

  it('matches local names, whatever the prefix, and reads a byte order mark', () => {
    const prefixed = `\ufeff<?xml version="1.0"?><o:sdnList xmlns:o='${tempuri}'><o:publshInformation><o:Publish_Date>01/02/2020</o:Publish_Date><o:Record_Count>1</o:Record_Count></o:publshInformation><o:sdnEntry><o:uid>7</o:uid></o:sdnEntry></o:sdnList>`
    const [entry] = cutEntries(bytesOf(prefixed)).entries
    expect([entry?.place, entry?.raw]).toEqual(['sdnEntry 7', '<o:sdnEntry><o:uid>7</o:uid></o:sdnEntry>'])
  })

  it("does not take the uid of a child for the entry's own", () => {
    const entry = '<sdnEntry><idList><id><uid>9</uid></id></idList><uid>36</uid></sdnEntry>'
    expect(cutEntries(bytesOf(documentOf({ entries: [entry] }))).entries.at(0)?.place).toBe('sdnEntry 36')
  })

  it('refuses the trimmed file whose Record_Count still states the whole list', () => {
    const error = refusal(fixture('ofac-sdn-trimmed/2014-07-16/sdn.xml'))
    expect(error.fault).toBe('count-mismatch')
    expect(error.message).toContain('declares 5704 entries and holds 4')
  })

  it.each([
    ['empty-body', ''],
    ['empty-body', ' \r\n'],
    ['challenge-page', '<!DOCTYPE html><html><head><title>Just a moment</title></head></html>'],
    ['challenge-page', '\n<html lang="en"><body>Access denied</body></html>'],
    ['not-the-document', '{"message":"Forbidden"}'],
    ['not-the-document', 'PK\u0003\u0004'],
    ['wrong-root', good.replaceAll('sdnList', 'sdnLists')],
    [
      'wrong-namespace',
      documentOf({ entries: [], namespace: 'https://www.treasury.gov/ofac/DeltaFile/1.0' }),
    ],
    ['wrong-namespace', good.replace(` xmlns="${sls}"`, '')],
    ['wrong-root', '<?xml version="1.0"?>'],
    ['forbidden-doctype', good.replace('<sdnList', '<!DOCTYPE sdnList [<!ENTITY a "b">]><sdnList')],
    ['truncated', good.replace('</sdnList>', '')],
    ['truncated', good.slice(0, good.lastIndexOf('<program>') + 4)],
    ['count-mismatch', documentOf({ entries: [entryOf('36')], count: 2 })],
    ['count-mismatch', documentOf({ entries: [entryOf('36'), entryOf('37')], count: 1 })],
    ['malformed', documentOf({ entries: [entryOf('36')], count: 'many' })],
    ['malformed', documentOf({ entries: [entryOf('36')], date: '13/45/2024' })],
    ['malformed', documentOf({ entries: [entryOf('36')], date: '' })],
    ['malformed', good.replace(/<Publish_Date>.*<\/Publish_Date>/, '')],
    ['malformed', good.replace(/<publshInformation>.*<\/publshInformation>/, '')],
    ['malformed', good.replace('</sdnList>', '<note>new</note></sdnList>')],
    ['malformed', good.replace('</sdnList>', 'new</sdnList>')],
    ['malformed', good.replace('</sdnList>', '<![CDATA[ ]]></sdnList>')],
    ['malformed', good.replace('<uid>306', '<uid <b>306')],
    ['malformed', `${good}trailing`],
    ['malformed', good + good.slice(good.indexOf('<sdnList'))],
    ['malformed', good.replace('</lastName>', '</firstName>')],
    ['malformed', good.replace('<uid>306</uid>', '<uid>36</uid>')],
    ['malformed', good.replace('<uid>306</uid>', '<uid>x</uid>')],
    ['malformed', good.replace('<uid>306</uid>', '')],
    ['malformed', good.replace('<?xml version="1.0"', '<?xml version="1.0" encoding="windows-1252"')],
  ])('refuses as %s: %#', (fault, document) => {
    expect(refusal(document).fault).toBe(fault)
  })

  it('refuses bytes that are not UTF-8', () => {
    expect(refusal(Uint8Array.of(60, 97, 62, 0xff, 0xfe)).fault).toBe('malformed')
  })

  it('names the place of an entry that contradicts another', () => {
    expect(refusal(documentOf({ entries: [entryOf('36'), entryOf('5'), entryOf('36')] })).place).toBe(
      'sdnEntry 36',
    )
  })
})

/** Markup that a naive cutter would fall for, none of which ends an entry. */
const decoys = fc.constantFrom(
  '<!-- </sdnEntry> -->',
  '<!-- <sdnEntry> > " \' -->',
  '<!---->',
  '<remarks><![CDATA[ </sdnEntry><sdnEntry> ]]></remarks>',
  '<remarks>a<![CDATA[]]]]><![CDATA[>]]>b</remarks>',
  '<remarks note="</sdnEntry>" other=\'a > "b"\'>x</remarks>',
  '<remarks\r\n  note = "1"\t/>',
  '<?pi </sdnEntry> ?>',
  '<idList><id><uid>99</uid></id></idList>',
  '<sdnEntry/>',
  '<remarks>&#60;/sdnEntry> &amp; 北京</remarks>',
)
const space = fc.string({ unit: fc.constantFrom(' ', '\n', '\r\n', '\t'), maxLength: 4 })
const rawEntries = fc.uniqueArray(fc.integer({ min: 1, max: 99999 }), { maxLength: 6 }).chain((uids) =>
  fc.tuple(
    ...uids.map((uid) =>
      fc
        .tuple(
          fc.array(fc.tuple(decoys, space), { maxLength: 4 }),
          space,
          fc.constantFrom('', ' id="a>b"', '\r\n'),
        )
        .map(([inner, gap, attributes]) => ({
          uid: String(uid),
          raw: `<sdnEntry${attributes}>${gap}<uid>${gap}${uid}</uid>${inner.flat().join('')}</sdnEntry${gap}>`,
        })),
    ),
  ),
)

describe('cutting any document', () => {
  it('returns exactly the entries that it is made of', () => {
    fc.assert(
      fc.property(
        rawEntries,
        space,
        fc.constantFrom('', '<!-- </sdnList> -->', '<?x y?>'),
        (entries, gap, between) => {
          const document = documentOf({ entries: entries.map(({ raw }) => raw), space: gap + between })
          const cut = cutEntries(bytesOf(document))
          expect(cut.entries.map(({ raw }) => raw)).toEqual(entries.map(({ raw }) => raw))
          expect(cut.entries.map(({ place }) => place)).toEqual(entries.map(({ uid }) => `sdnEntry ${uid}`))
          for (const entry of cut.entries) expect(entry.rawHash).toBe(sha256(entry.raw))
        },
      ),
    )
  })

  it('refuses every document that is cut short', () => {
    fc.assert(
      fc.property(
        rawEntries,
        fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        (entries, at) => {
          const document = bytesOf(documentOf({ entries: entries.map(({ raw }) => raw) }))
          const short = document.subarray(0, Math.floor(document.length * at))
          expect(() => cutEntries(short)).toThrow(SourceShapeError)
        },
      ),
    )
  })
})

/** Feeds a document to the cutter in the given pieces. */
const cutInChunks = (chunks: readonly Uint8Array[]) => {
  const entries: { uid: string; rawHash: string; raw: string }[] = []
  const cutter = entryCutter(({ uid, raw }) =>
    entries.push({ uid, rawHash: sha256(raw), raw: new TextDecoder().decode(raw) }),
  )
  for (const chunk of chunks) cutter.push(chunk)
  return { ...cutter.end(), entries }
}

const splitAt = (bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] => {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  return places.slice(1).map((end, at) => bytes.slice(places[at], end))
}

describe('cutting a document that comes in chunks', () => {
  it('finds the same entries wherever the chunks are split', () => {
    fc.assert(
      fc.property(
        rawEntries,
        fc.array(fc.nat(4000), { maxLength: 12 }),
        fc.constantFrom(tempuri, sls),
        fc.constantFrom('', '\ufeff'),
        (entries, cuts, namespace, mark) => {
          const bytes = bytesOf(mark + documentOf({ entries: entries.map(({ raw }) => raw), namespace }))
          const cut = cutInChunks(splitAt(bytes, cuts))
          expect(cut.entries.map(({ raw }) => raw)).toEqual(entries.map(({ raw }) => raw))
          expect(cut.entries.map(({ uid }) => uid)).toEqual(entries.map(({ uid }) => uid))
          for (const entry of cut.entries) expect(entry.rawHash).toBe(sha256(entry.raw))
        },
      ),
    )
  })

  it('finds the same entries when it comes byte by byte', () => {
    const bytes = bytesOf(
      documentOf({
        entries: [
          entryOf('36', "<!-- </sdnEntry> --><remarks a='>'><![CDATA[</sdnEntry>]]>北京</remarks>"),
          entryOf('37'),
        ],
      }),
    )
    const cut = cutInChunks([...bytes].map((byte) => Uint8Array.of(byte)))
    expect(cut.entries).toEqual(
      cutEntries(bytes).entries.map(({ raw, rawHash, place }) => ({ uid: place.slice(9), rawHash, raw })),
    )
    expect(cut.entries).toHaveLength(2)
  })

  it('refuses what is cut short, wherever the chunks are split', () => {
    fc.assert(
      fc.property(
        rawEntries,
        fc.array(fc.nat(4000), { maxLength: 6 }),
        fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        (entries, cuts, at) => {
          const bytes = bytesOf(documentOf({ entries: entries.map(({ raw }) => raw) }))
          const short = bytes.subarray(0, Math.floor(bytes.length * at))
          expect(() => cutInChunks(splitAt(short, cuts))).toThrow(SourceShapeError)
        },
      ),
    )
  })

  it('holds no more than the piece at hand, and refuses a piece without end', () => {
    const start = bytesOf(
      documentOf({ entries: [] }).replace(/\s*<\/sdnList>$/, '<sdnEntry><uid>1</uid><remarks>'),
    )
    const cutter = entryCutter(() => {})
    cutter.push(start)
    const chunk = new Uint8Array(1_000_000).fill(97)
    expect(() => {
      for (let times = 0; times < 20; times += 1) cutter.push(chunk)
    }).toThrow(/larger than/)
  })
})

/** Entries read before, as uids by the hash of their markup. */
const knownAs = (uids: ReadonlyMap<string, string>, lengths: readonly number[] = []): KnownEntries => {
  const rows = [...uids]
  return {
    find: (digest) => rows.findIndex(([known]) => known === Buffer.from(digest, 'latin1').toString('hex')),
    naturalKey: (row) => rows[row]?.[1] ?? '',
    rawLength: (row) => lengths[row] ?? 0,
    size: rows.length,
  }
}

describe('cutting a document of which some entries were read before', () => {
  it('finds the same entries, whichever are known and whatever they hold', () => {
    fc.assert(
      fc.property(rawEntries, fc.infiniteStream(fc.boolean()), fc.boolean(), (entries, coin, exact) => {
        const bytes = bytesOf(documentOf({ entries: entries.map(({ raw }) => raw) }))
        const known = new Map(
          entries.flatMap(({ raw, uid }): [string, string][] =>
            coin.next().value === true ? [[sha256(raw), uid]] : [],
          ),
        )
        const sizes = new Map(entries.map(({ raw, uid }) => [uid, Buffer.byteLength(raw)]))
        // Lengths that are right, or that are another's: they are a guess, and the hash decides.
        const lengths = [...known.values()].map(
          (uid) => (exact ? sizes.get(uid) : [...sizes.values()][0]) ?? 0,
        )
        const cut = cutEntries(bytes, knownAs(known, lengths))
        const plain = cutEntries(bytes)
        const shown = ({ raw, rawHash, place }: RawEntry) => ({ raw, rawHash, place })
        expect(cut.entries.map(shown)).toEqual(plain.entries.map(shown))
      }),
    )
  })

  it('still refuses a document that holds another number than it declares, or one entry twice', () => {
    const entry = entryOf('36')
    const known = knownAs(new Map([[sha256(entry), '36']]))
    const faultOf = (document: string): string => {
      try {
        cutEntries(bytesOf(document), known)
      } catch (error) {
        if (error instanceof SourceShapeError) return error.fault
      }
      throw new Error('it was accepted')
    }
    expect(faultOf(documentOf({ entries: [entry], count: 2 }))).toBe('count-mismatch')
    expect(faultOf(documentOf({ entries: [entry, entry] }))).toBe('malformed')
    expect(faultOf(documentOf({ entries: [entry] }).replace('</sdnList>', ''))).toBe('truncated')
  })
})
