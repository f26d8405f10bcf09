import { assert, constantFrom, property, string, uniqueArray } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readSet } from '../../bench/name-sets.ts'
import { screeningModel } from '../../shared/screening/model.ts'
import { compareNames } from '../../shared/screening/score-names.ts'
import { decide, thresholds } from '../../shared/screening/thresholds.ts'

const model = screeningModel()
const score = (a: string, b: string, type?: 'person' | 'organisation'): number =>
  compareNames(a, b, { model, ...(type ? { type } : {}) }).score

const someNames = [
  ...readSet('benign-companies.dev.csv').map((row) => row['name'] ?? ''),
  ...readSet('ofac-alias-pairs.dev.csv.gz').map((row) => row['alias'] ?? ''),
  ...readSet('chinese-latin-pairs.dev.csv').map((row) => row['chinese'] ?? ''),
]
const name = constantFrom(...someNames)

describe('what is the same', () => {
  test.each([
    ['Hetian Taida Apparel Co., Ltd.', 'HETIAN TAIDA APPAREL CO LTD'],
    ['Foo Textiles Pvt. Ltd.', 'Foo Textiles (Pvt) Ltd'],
    ['Ｈｏｓｈｉｎｅ Silicon', 'Hoshine Silicon'],
    ['Électricité Générale SA', 'Electricite Generale S.A.'],
    ['和田泰達服飾有限公司', '和田泰达服饰有限公司'],
  ])('%s = %s', (a, b) => {
    expect(score(a, b)).toBe(1)
  })

  test.each([
    ['ООО Ромашка', 'Romashka OOO'],
    ['和田泰达服饰有限公司', 'Hetian Taida Apparel Co., Ltd.'],
    ['新疆生产建设兵团公安局', 'Xinjiang Production and Construction Corps Public Security Bureau'],
    ['Aerocaribbean Airlines', 'Aero Caribbean Airlines'],
    ['Dongguan Lvzhou Shoes', 'Dongguan Lyuzhou Shoes Co., Ltd.'],
  ])('%s ≈ %s, strong', (a, b) => {
    expect(decide(score(a, b))).toBe('strong')
  })
})

describe('what is not the same', () => {
  test.each([
    ['Tianjin Machine Tool No. 1 Factory', 'Tianjin Machine Tool No. 2 Factory'],
    ['Zhongtai Plant A', 'Zhongtai Plant B'],
    ['Shihezi Huafu Hongfeng Cotton Industry', 'Shihezi Huafu Hongsheng Cotton Industry'],
    ['Hetian Prefecture Public Security Bureau', 'Kashgar Prefecture Public Security Bureau'],
    ['International Trading Group', 'Global Trading Group'],
    ['CORP', '11420 CORP'],
    ['Xinjiang X Cotton Co', 'Xinjiang Y Cotton Co'],
    ['W Imann PLC', 'Wyman LLC'],
    ['Resin Systems Inc.', 'Russian Systems Corporation'],
    ['E-digital Corp.', 'Digital Technologies LLC'],
    ['Alcon, Inc.', 'Limited Liability Company Alkon'],
    ['New Zealand Banking Group', 'Huawei Technologies (New Zealand) Company Limited'],
    ['Suncor Energy Inc.', 'SEI'],
    ['Chongqing Optel Telecom Technology Co., Ltd.', 'Cott Corp.'],
    ['Micromem Technologies Inc.', 'MICROEM'],
    ['中国航天科技集团公司第八研究院', '中国航天科技集团公司第九研究院'],
  ])('%s ≠ %s', (a, b) => {
    expect(decide(score(a, b))).toBe('none')
  })
})

describe('may be the same', () => {
  test.each([
    ['Sberbank', 'Sberbank of Russia'],
    ['Rosneft', 'OJSC Rosneft Oil Company'],
    ['Hizballah', 'Hezbollah'],
    ['COTRICOM S.A.', 'COTICOM S.A.'],
    ['Nuclin LLC', 'Nucoin OOO'],
    ['KANGRI 1 INC', 'Kangri One Inc'],
    [
      'Marine Information Technology Development Corporation',
      'Marine Information and Technology Development Company',
    ],
    ['Bank-e Sarmayeh', 'Bank Sarmayeh'],
    ['Mostotrest East AD', 'Mostotrest Iztok AD'],
    ['Shanghai Foreign Trade I/E Corp', 'Shanghai Foreign Trade Import & Export Corp'],
    ['Công ty TNHH May mặc Hoshine Việt Nam', 'Hoshine Garment Vietnam Co., Ltd.'],
    ['OPEN JOINT STOCK COMPANY CRYOGENMASH', 'OPENJOINT STOCK COMPANY CRYOGENMASH'],
  ])('%s ~ %s', (a, b) => {
    expect(decide(score(a, b))).not.toBe('none')
  })

  test('three initials, where somebody asks about the two names and no others', () => {
    const asked = compareNames('United Shipbuilding Corporation', 'USC', { model })
    expect(asked.decision).toBe('review')
    expect(asked.explanation.at(-1)?.text).toContain('only where a country agrees')
  })

  test('three words that are the same', () => {
    const { decision, explanation } = compareNames(
      'Pardazan System Houses Arman',
      'Pardazan System Namad Arman',
      { model },
    )
    expect(explanation.map(({ text }) => text).join()).toContain('Three or more words')
    expect(decision).toBe('review')
  })

  test('of two names below `review` the one comes first whose other words are more alike', () => {
    expect(score('Jenkins G[up', 'Jenkins Group')).toBeGreaterThan(score('Jenkins G[up', 'Jenkins Ltd'))
    expect(score('Ratke LtZ', 'Ratke Ltd')).toBeGreaterThan(score('Ratke LtZ', 'Ratke PLC'))
    expect(decide(score('Jenkins G[up', 'Jenkins Group'))).toBe('none')
  })

  test('legal forms speak for one company, or for two in different countries', () => {
    const alike = score('Compel JSC', 'Compdel Joint Stock Company')
    const unknown = score('Compel JSC', 'Compdel')
    const apart = score('Compel JSC', 'Compdel GmbH')
    expect(alike).toBeGreaterThan(unknown)
    expect(unknown).toBeGreaterThan(apart)
  })
})

describe('persons', () => {
  test.each([
    ['CHEN, Quanguo', 'Chen Quanguo'],
    ['CHEN, Quanguo', 'Quanguo Chen'],
    ['CHEN, Quanguo', '陈全国'],
    ['ZHAKER, Xuekelaiti', "Xuekelaiti Zhake'er"],
  ])('%s = %s, but a name alone is never strong', (a, b) => {
    expect(decide(score(a, b, 'person'))).toBe('review')
  })

  test('another order of syllables is another name', () => {
    expect(decide(score('CHEN, Quanguo', 'Chen Guoquan', 'person'))).toBe('none')
  })

  test('a family name alone is not a person', () => {
    expect(decide(score('CHEN, Quanguo', 'Chen Mingjie', 'person'))).toBe('none')
  })

  test('a given name does not stand in for a family name', () => {
    expect(score('PAUL, Simon', 'SIMON, Paul', 'person')).toBeLessThan(
      score('PAUL, Simon', 'PAUL, Simon', 'person') - 0.1,
    )
  })
})

describe('properties', () => {
  test('the order in which two names are given does not matter', () => {
    assert(
      property(name, name, (a, b) => {
        expect(score(a, b)).toBe(score(b, a))
      }),
      { numRuns: 400 },
    )
  })

  test('a name is itself', () => {
    assert(
      property(name, (a) => {
        expect(score(a, a)).toBe(/[\p{L}\p{N}]/u.test(a) ? 1 : 0)
      }),
      { numRuns: 300 },
    )
  })

  test('a score lies between 0 and 1, and every pair has an explanation in sentences', () => {
    assert(
      property(name, name, (a, b) => {
        const { score, explanation } = compareNames(a, b, { model })
        expect(score).toBeGreaterThanOrEqual(0)
        expect(score).toBeLessThanOrEqual(1)
        for (const step of explanation) expect(step.text).toMatch(/\.$/)
      }),
      { numRuns: 300 },
    )
  })

  test('another order of words costs little, and never nothing', () => {
    const words = uniqueArray(
      constantFrom('zanhul', 'korvemi', 'belshato', 'ruinqas', 'fodder', 'tribunal'),
      { minLength: 3, maxLength: 5 },
    )
    assert(
      property(words, (list) => {
        const turned = [...list.slice(1), list[0] ?? '']
        const other = score(list.join(' '), turned.join(' '))
        expect(other).toBeLessThan(1)
        expect(other).toBeGreaterThan(thresholds.strong)
      }),
    )
  })

  test('any text is taken, none throws', () => {
    assert(
      property(
        string({ unit: 'grapheme', maxLength: 40 }),
        string({ unit: 'binary', maxLength: 40 }),
        (a, b) => {
          expect(Number.isFinite(score(a, b))).toBe(true)
        },
      ),
      { numRuns: 500 },
    )
  })

  test('words of an object\u2019s own prototype are words', () => {
    expect(score('Constructor ToString Ltd', 'constructor tostring')).toBeGreaterThan(thresholds.strong)
  })
})

test('a common word is weighed low but never left out', () => {
  expect(model.weight('trading')).toBeLessThan(0.2)
  expect(model.weight('group')).toBeLessThan(0.2)
  expect(score('Zhongtai Group', 'Zhongtai Trading')).toBeLessThan(score('Zhongtai Group', 'Zhongtai Group'))
  expect(score('Xinjiang Zhongtai', 'Zhongtai')).toBeLessThan(thresholds.strong)
})

test('the model is small and names its version', () => {
  expect(model.version).toMatch(/^[0-9a-f]{8}-\d+$/)
  expect(model.weight('a word that nobody has')).toBe(1)
})
