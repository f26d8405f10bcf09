import { describe, expect, test } from 'vitest'
import { scorePair } from '../../cli/commands/offline/score-pair.ts'
import { evaluatePair } from '../../shared/screening/evaluate.ts'
import { designationKeys, supplierKeys } from '../../shared/screening/keys.ts'
import { screeningModel } from '../../shared/screening/model.ts'
import { scriptParts } from '../../shared/screening/script-parts.ts'
import { emptyFacts } from '../../shared/sources/reader.ts'
import { plainSupplier, type SupplierFacts } from '../../shared/model/supplier.ts'

const model = screeningModel()

describe('a name in two scripts', () => {
  test.each([
    ['Camel Group Co., Ltd. (骆驼集团股份有限公司)', 'Camel Group Co., Ltd.', '骆驼集团股份有限公司'],
    ['和田泰达服装有限公司 Hetian Taida Apparel', '和田泰达服装有限公司', 'Hetian Taida Apparel'],
    ['东莞绿洲鞋业（有限公司） / Dongguan Oasis Shoes', '东莞绿洲鞋业（有限公司）', 'Dongguan Oasis Shoes'],
    ['Volga Trade (Samara) — Волга Трейд', 'Volga Trade (Samara)', 'Волга Трейд'],
    ['شركة النور للتجارة | Al Noor Trading', 'شركة النور للتجارة', 'Al Noor Trading'],
  ])('%s is two names', (name, ...parts) => {
    expect(scriptParts(name)).toEqual(parts)
  })

  test.each([
    'Camel Group Co., Ltd.',
    'Société Générale de Côte d’Ivoire',
    '骆驼集团股份有限公司',
    // A brand, a town or a legal form beside a name is no name of its own.
    'TCL集团股份有限公司',
    '上海 Lucky Trading Co., Ltd.',
    'ООО Romashka Trade',
    'Hotan (和田) Taida Apparel',
    'A (安徽省) B (湖北省) Co.',
    '',
  ])('%s is not', (name) => {
    expect(scriptParts(name)).toEqual([])
  })

  test('a person’s second name may be two characters long', () => {
    expect(scriptParts('Chen Quanguo 陈全国', true)).toEqual(['Chen Quanguo', '陈全国'])
    expect(scriptParts('Chen Quanguo 陈全国')).toEqual([])
  })
})

const listed = {
  ...emptyFacts('dhs-uflpa', 'organisation', 'Camel Group Co., Ltd.'),
  id: 'camel',
  countries: ['CN'],
}
const supplier = (name: string): SupplierFacts => ({
  ...plainSupplier('S-1', name),
  country: 'CN',
})

test('a supplier that is registered in two scripts meets what lists it in one, and is told as it is registered', () => {
  const name = 'Camel Group Co., Ltd. (骆驼集团股份有限公司)'
  const [alone, both] = ['Camel Group Co., Ltd.', name].map(
    (own) => evaluatePair(listed, supplier(own), model)[0],
  )
  expect(both).toMatchObject({ decision: 'strong', factsUsed: { supplier: { name } } })
  expect(both?.score).toBe(alone?.score)
  const stored = new Set(supplierKeys(supplier(name), model))
  expect(designationKeys(listed, model).some((key) => stored.has(key))).toBe(true)
  const chinese = { ...listed, name: '骆驼集团股份有限公司' }
  expect(evaluatePair(chinese, supplier(name), model)[0]?.decision).toBe('strong')
})

test('two names are scored by the halves that come closest', () => {
  const score = (name1: string, name2: string): number =>
    scorePair({ name1, name2, type: 'organisation' }, model).score
  const [latin, han] = ['Camel Group Co., Ltd.', '骆驼集团股份有限公司']
  expect(score(`${latin} (${han})`, latin)).toBe(score(latin, latin))
  expect(score(han, `${latin} (${han})`)).toBe(score(han, han))
  expect(score(`${han} ${latin}`, `${latin} / ${han}`)).toBeGreaterThan(0.95)
})
