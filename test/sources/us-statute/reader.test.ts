import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { SourceShapeError } from '../../../shared/errors.ts'
import { sha256 } from '../../../shared/hash.ts'
import { plainSupplier, type SupplierFacts } from '../../../shared/model/supplier.ts'
import { evaluateGoods } from '../../../shared/screening/goods.ts'
import { statuteDocument } from '../../../shared/sources/us-statute/document.ts'
import { usStatuteReader } from '../../../shared/sources/us-statute/reader.ts'
import { publish } from '../publish.ts'

const file = (name: string): Buffer =>
  readFileSync(new URL(`../../../shared/sources/us-statute/${name}`, import.meta.url))
const document = statuteDocument()
const text = new TextDecoder().decode(document)
const { version } = publish(usStatuteReader, null, document)
const [xinjiang, labour] = ['uflpa-section-3a', 'caatsa-section-321b'].map((id) =>
  version.designations.get(id),
)

describe('the presumptions', () => {
  test('the document that is committed is the file, and its record says what it is', () => {
    expect(Buffer.compare(document, file('presumptions.json'))).toBe(0)
    const meta = JSON.parse(file('presumptions.meta.json').toString()) as Record<string, unknown>
    expect(meta).toMatchObject({ origin: 'written', sha256: sha256(document), bytes: document.length })
  })

  test('there are two, under ids of their own', () => {
    expect([...version.designations.keys()]).toEqual(['uflpa-section-3a', 'caatsa-section-321b'])
    expect(usStatuteReader.cut(document)).toMatchObject({ publishedOn: '2026-11-26', declaredCount: 2 })
  })

  test('goods of Xinjiang: all of them, from 2022-06-21', () => {
    expect(xinjiang).toMatchObject({
      source: 'us-statute',
      type: 'order',
      name: 'Goods of the Xinjiang Uyghur Autonomous Region',
      programs: ['UFLPA-sec3'],
      countries: ['CN'],
      regions: ['CN-XJ'],
      listedOn: '2021-12-23',
      effectiveOn: '2022-06-21',
      status: 'active',
      goods: [{ hs: [], all: true }],
      subjects: [
        { id: 'goods-origin:cn-xj', kind: 'goods-origin', origin: { country: 'CN', region: 'CN-XJ' } },
      ],
      citation: { title: 'UFLPA section 3(a) (Pub. L. 117-78, 135 Stat. 1525; 22 U.S.C. 6901 note)' },
    })
    expect(xinjiang?.notes).toContainEqual({ label: 'Ends by', value: '2029-12-23' })
  })

  test('goods of North Korean labour: by the workers and not by the place, from 2017-08-02', () => {
    expect(labour).toMatchObject({
      programs: ['CAATSA-321'],
      nationalities: ['KP'],
      citizenships: ['KP'],
      subjects: [],
      effectiveOn: '2017-08-02',
      citation: { title: 'CAATSA section 321(b) (Pub. L. 115-44; 22 U.S.C. 9241a)' },
    })
  })

  test('the statutes are quoted, and what is left out is marked', () => {
    const quoted = (of: typeof xinjiang) =>
      of?.notes.filter(({ label }) => label.startsWith('Quoted')).map(({ label, value }) => [label, value])
    expect(quoted(labour)).toEqual([
      [
        'Quoted from 22 U.S.C. 9241a(a)',
        'Except as provided in subsection (b), any significant goods, wares, articles, and merchandise mined, produced, or manufactured wholly or in part by the labor of North Korean nationals or citizens shall be deemed to be prohibited under section 1307 of title 19 and shall not be entitled to entry at any of the ports of the United States.',
      ],
      [
        'Quoted from 22 U.S.C. 9241a(b)',
        'The prohibition described in subsection (a) shall not apply if the Commissioner of U.S. Customs and Border Protection finds, by clear and convincing evidence, that the goods, wares, articles, or merchandise described in such paragraph were not produced with convict labor, forced labor, or indentured labor under penal sanctions.',
      ],
    ])
    const [act] = quoted(xinjiang) ?? []
    expect(act?.[1]?.split('…')).toHaveLength(3)
  })

  test('goods that a supplier declares as of Xinjiang meet the presumption, goods of China alone do not', () => {
    const supplier = (region?: string): SupplierFacts => ({
      ...plainSupplier('S-1', 'Example Spinning'),
      goods: [{ text: 'toys', country: 'CN', ...(region === undefined ? {} : { region }) }],
    })
    if (!xinjiang) throw new Error('There is no presumption')
    expect(evaluateGoods(xinjiang, supplier('CN-XJ'))).toMatchObject({
      rule: 'goods-origin',
      decision: 'strong',
    })
    expect(evaluateGoods(xinjiang, supplier())).toBeNull()
    expect(evaluateGoods(xinjiang, supplier('CN-GD'))).toBeNull()
  })

  test('a change of the law is one change; another layout of the document is none', () => {
    const ended = text.replace('"2029-12-23"', '"2027-01-01"')
    const encode = (json: string) => new TextEncoder().encode(json)
    expect(publish(usStatuteReader, version, encode(ended)).changes).toEqual([
      'amended Goods of the Xinjiang Uyghur Autonomous Region: notes (editorial)',
    ])
    expect(publish(usStatuteReader, version, encode(JSON.stringify(JSON.parse(text)))).changes).toEqual([])
  })
})

describe('refusals', () => {
  const refusal = (json: string): [string, string | undefined] => {
    try {
      publish(usStatuteReader, null, new TextEncoder().encode(json))
    } catch (error) {
      if (error instanceof SourceShapeError) return [error.fault, error.place]
      throw error
    }
    throw new Error('The document was accepted')
  }
  test.each<[string, string, string, string | undefined]>([
    ['nothing', ' ', 'empty-body', undefined],
    ['no JSON', '<html>', 'not-the-document', undefined],
    ['a document that breaks off', text.slice(0, 900), 'not-the-document', undefined],
    ['no list', '{}', 'malformed', undefined],
    ['a count that is wrong', text.replace('"count": 2', '"count": 3'), 'count-mismatch', undefined],
    ['an unknown programme', text.replace('UFLPA-sec3', 'UFLPA-sec4'), 'malformed', 'presumption 1'],
    ['a date that is none', text.replace('2017-08-02', '2017-08-32'), 'malformed', 'presumption 2'],
    ['a country that is none', text.replace('"KP"', '"XX"'), 'malformed', 'presumption 2'],
    ['a region of another country', text.replace('CN-XJ', 'KZ-ALA'), 'malformed', 'presumption 1'],
    [
      'a member that we do not know',
      text.replace('"goods":', '"extra": 1, "goods":'),
      'malformed',
      'presumption 1',
    ],
    [
      'an address that is none',
      text.replace('https://www.govinfo', 'javascript:x'),
      'malformed',
      'presumption 1',
    ],
    [
      'one id twice',
      text.replace('caatsa-section-321b', 'uflpa-section-3a'),
      'malformed',
      'presumption 1 and presumption 2',
    ],
  ])('%s', (_, json, fault, place) => {
    expect(refusal(json)).toEqual([fault, place])
  })
})
