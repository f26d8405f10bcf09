import { assert, constantFrom, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { scoreFacilityPairs } from '../../bench/facility-figures.ts'
import { makeFacilityPairs, readFacilityPairs } from '../../bench/facility-sets.ts'
import { figuresAt } from '../../bench/matching/metrics.ts'
import { compareFacilities, prepareFacility } from '../../shared/screening/facilities.ts'
import { screeningModel } from '../../shared/screening/model.ts'
import { thresholds } from '../../shared/screening/thresholds.ts'

const model = screeningModel()
const labelled = readFacilityPairs()

/** Floors under the figures on the development pairs; what is reached stands in the bench. */
test('labelled pairs: one factory or two', () => {
  expect(figuresAt(scoreFacilityPairs(labelled), thresholds.review).f1).toBeGreaterThan(0.95)
})

test('factories disclosed again, and their neighbours', () => {
  expect(figuresAt(scoreFacilityPairs(makeFacilityPairs(7)), thresholds.review).f1).toBeGreaterThan(0.95)
})

test('punctuation and case are not needed', () => {
  const level = (text: string): string =>
    text
      .replace(/[a-z](?=[A-Z])/g, '$& ')
      .toLowerCase()
      .replace(/[,.;:()'/\-#]/g, ' ')
  const bare = labelled.map((pair) => ({
    ...pair,
    name1: level(pair.name1),
    name2: level(pair.name2),
    address1: level(pair.address1),
    address2: level(pair.address2),
  }))
  expect(figuresAt(scoreFacilityPairs(bare), thresholds.review).f1).toBeGreaterThan(0.92)
})

const score = (country: string, a: readonly [string, string], b: readonly [string, string]): number =>
  compareFacilities(
    prepareFacility({ name: a[0], address: a[1], country }, model),
    prepareFacility({ name: b[0], address: b[1], country }, model),
  ).score

describe('traps', () => {
  test.each([
    [
      'same name, another town',
      'CN',
      ['Hongda Garment Co., Ltd.', '8 Renmin Road, Kunshan, Jiangsu'],
      ['Hongda Garment Co., Ltd.', '112 Gongye Road, Shishi, Fujian'],
      false,
    ],
    [
      'same plot, another tenant',
      'IN',
      ['Meridian Knits Pvt Ltd', 'Plot 14, SIDCO Industrial Estate, Tirupur 641603'],
      ['Arvind Prints', 'Plot 14, SIDCO Indl. Estate, Tirupur 641 603'],
      false,
    ],
    [
      'units of a company at their own plots',
      'IN',
      ['Sona Exports Unit 1', 'Plot 5, Sector 4, IMT Manesar, Gurgaon'],
      ['Sona Exports Unit 2', 'Plot 9, Sector 4, IMT Manesar, Gurgaon'],
      false,
    ],
    [
      'siblings of a group told by their trade',
      'BD',
      ['Rahim Textile Mills Ltd', 'Baipail, Ashulia, Savar, Dhaka'],
      ['Rahim Washing Ltd', 'Baipail, Ashulia, Savar, Dhaka'],
      false,
    ],
    [
      'one syllable of the name',
      'CN',
      ['Ningbo Hengfa Garment Co Ltd', '20 Wenwei Road, Gulin Town, Ningbo'],
      ['Ningbo Hengda Garment Co Ltd', '26 Wenwei Road, Gulin Town, Ningbo'],
      false,
    ],
    [
      'another order, other abbreviations',
      'TR',
      ['Deniz Tekstil San. ve Tic. A.Ş.', 'Akçaburgaz Mah. 3137. Sok. No:12 Esenyurt İstanbul'],
      [
        'DENIZ TEKSTIL SANAYI VE TICARET ANONIM SIRKETI',
        'No 12, 3137 Sokak, Akcaburgaz Mahallesi, Esenyurt/Istanbul',
      ],
      true,
    ],
    [
      'garment and apparel are one word in China',
      'CN',
      ['Changzhou Shunyao Apparel Co. Ltd', 'No. 88 Chenfeng Road, Maolu Town, Changzhou'],
      ['Changzhou Shunyao Garments Co., Ltd', '88 Chenfeng Rd, Maolu, Changzhou 213000'],
      true,
    ],
    [
      'the city in the name of one',
      'CN',
      ['Together Garment Factory', '132 Fucheng Avenue, Taicheng, Taishan'],
      ['Taishan Together Garment Fty', 'No.132 Fucheng Ave., Taicheng'],
      true,
    ],
    [
      'Chinese and Latin',
      'CN',
      ['常州恒达服装有限公司', '江苏省常州市武进区长虹路88号'],
      ['Changzhou Hengda Garment Co., Ltd.', 'No. 88 Changhong Road, Wujin District, Changzhou'],
      true,
    ],
    [
      'Bangalore and Bengaluru',
      'IN',
      ['Texport Industries Pvt. Ltd.', '86/D, 2nd Main Road, Peenya Industrial Area, Bangalore'],
      ['TEXPORT INDUSTRIES PRIVATE LIMITED', '86D, II Main Rd, Peenya Indl Area, Bengaluru 560058'],
      true,
    ],
    [
      'a typing slip in the name, the same house',
      'VN',
      ['Thanh Cong Garment JSC', '36 Tay Thanh Street, Tan Phu District, Ho Chi Minh City'],
      ['Thanh Cng Garment JSC', '36 Tay Thanh St., Tan Phu Dist., HCMC'],
      true,
    ],
  ] as const)('%s', (_, country, a, b, same) => {
    if (same) expect(score(country, a, b)).toBeGreaterThanOrEqual(thresholds.review)
    else expect(score(country, a, b)).toBeLessThan(thresholds.review)
  }) // prettier-ignore
})

test('either order gives the same score', () => {
  assert(
    property(constantFrom(...labelled), ({ country1, name1, address1, name2, address2 }) => {
      const [forth, back] = [
        score(country1, [name1, address1], [name2, address2]),
        score(country1, [name2, address2], [name1, address1]),
      ]
      expect(back).toBeCloseTo(forth, 10)
    }),
    { numRuns: 120 },
  )
})

test('each factory is itself', () => {
  assert(
    property(constantFrom(...labelled), ({ country1, name1, address1 }) => {
      expect(score(country1, [name1, address1], [name1, address1])).toBeGreaterThan(thresholds.strong)
    }),
    { numRuns: 120 },
  )
})
