import { describe, expect, test } from 'vitest'
import { readEntities, splitNames } from '../../../shared/sources/cbp-wro/entities.ts'

const read = (entity: string, country = 'CN', merchandise = 'Garments') =>
  readEntities(entity, { ...(country === '' ? {} : { country }), merchandise, removals: [] }).listed

const names = (entity: string, country?: string) => read(entity, country).map(({ name }) => name)

describe('entity cells that the dataset has had or may have', () => {
  test('several parties and the name of their group', () => {
    expect(
      names(
        'Brightway Holdings Sdn Bhd, Laglove (M) Sdn Bhd, and Biopro (M) Sdn Bhd (collectively, Brightway Group)',
        'MY',
      ),
    ).toEqual(['Brightway Holdings Sdn Bhd', 'Laglove (M) Sdn Bhd', 'Biopro (M) Sdn Bhd', 'Brightway Group'])
  })

  test('"its" extends the last party, "their" all of them', () => {
    const scopes = (entity: string) =>
      read(entity).map(({ includesSubsidiaries }) => includesSubsidiaries ?? false)
    expect(scopes('FGV Holdings Berhad and its subsidiaries and joint ventures')).toEqual([true])
    expect(scopes('Foo Co., Ltd. and Bar Co., Ltd. and its subsidiaries')).toEqual([false, true])
    expect(scopes('Foo Co., Ltd. and Bar Co., Ltd. and their subsidiaries')).toEqual([true, true])
    expect(names('FGV Holdings Berhad and its subsidiaries and joint ventures')).toEqual([
      'FGV Holdings Berhad',
    ])
  })

  test('former and trade names keep their kind', () => {
    const [party] = read('New Textile Co., Ltd., f/k/a Old Textile Co., Ltd., a/k/a NT, d/b/a Bright Yarn')
    expect(party?.name).toBe('New Textile Co., Ltd.')
    expect(party?.aliases.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'f.k.a. Old Textile Co., Ltd.',
      'a.k.a. NT',
      'd.b.a. Bright Yarn',
    ])
  })

  test('quoted glosses are read, places in parentheses stay in the name', () => {
    expect(
      read('Golden Horse ("Jinma") Diesel Engine Factory').map(({ name, aliases }) => [
        name,
        ...aliases.map((alias) => alias.name),
      ]),
    ).toEqual([['Golden Horse Diesel Engine Factory', 'Jinma Diesel Engine Factory']])
    expect(read('Select (Nantong) Safety Products Co. Limited')[0]).toMatchObject({
      name: 'Select (Nantong) Safety Products Co. Limited',
      aliases: [],
    })
  })

  test('several vessels in one cell', () => {
    expect(read('Fishing Vessels: Yu Long No. 2; Da Wang and Zhen Fa 7', '').map(({ id }) => id)).toEqual([
      'vessel:yu-long-no-2',
      'vessel:da-wang',
      'vessel:zhen-fa-7',
    ])
  })

  test('commas and "and" within a name do not split it', () => {
    expect(names('Heze Cotton and Linen Co., Ltd.')).toEqual(['Heze Cotton and Linen Co., Ltd.'])
    expect(names('Acme Agriculture, Industry, and Trade Co., Ltd.')).toEqual([
      'Acme Agriculture, Industry, and Trade Co., Ltd.',
    ])
  })

  test('where a comma may or may not end a name, the parts are weak aliases of the whole', () => {
    expect(splitNames('Blue Sky Garments, Red River Garments')).toEqual({
      names: ['Blue Sky Garments, Red River Garments'],
      parts: ['Blue Sky Garments', 'Red River Garments'],
    })
    expect(
      read('Blue Sky Garments, Red River Garments')[0]?.aliases.map(({ name, quality }) => [name, quality]),
    ).toEqual([
      ['Blue Sky Garments', 'weak'],
      ['Red River Garments', 'weak'],
    ])
  })

  test('two parties of one name keep ids apart', () => {
    expect(read('Union Co., Ltd.; Union Limited').map(({ id }) => id)).toEqual([
      'party:union',
      'party:union-2',
    ])
  })
})
