import { expect, test } from 'vitest'
import { designationOf, supplierOf } from '../../bench/name-sets.ts'
import { evaluatePair } from '../../shared/screening/evaluate.ts'
import { screeningModel } from '../../shared/screening/model.ts'
import { compareNames } from '../../shared/screening/score-names.ts'

const model = screeningModel()
const sentences = (a: string, b: string): string[] =>
  compareNames(a, b, { model }).explanation.map((step) => step.text)

test('a Chinese name and its English one', () => {
  expect(sentences('Hetian Taida Apparel Co., Ltd.', '和田泰达服饰有限公司')).toMatchInlineSnapshot(`
    [
      ""hetian" and "和田 (Hotan)" are names of one place: a fairly common word.",
      ""taida" and "泰达 (taida)" are the same: a rare word.",
      ""apparel" and "服饰 (garment)" are forms of one business word: a fairly common word.",
      "The wording or the legal form is not the same.",
      "Legal form ignored in "Hetian Taida Apparel Co., Ltd.": "co ltd".",
      "Legal form ignored in "和田泰达服饰有限公司": "有限公司".",
    ]
  `)
})

test('siblings that differ by a number', () => {
  expect(
    sentences('Tianjin Machine Tool No. 1 Factory', 'Tianjin Machine Tool No. 2 Factory'),
  ).toMatchInlineSnapshot(`
    [
      ""tianjin" is the same in both names: a fairly common word.",
      ""machine" is the same in both names: a common word, which counts for little.",
      ""tool" is the same in both names: a fairly common word.",
      ""factory" is the same in both names: a common word, which counts for little.",
      ""1" stands only in "Tianjin Machine Tool No. 1 Factory".",
      ""2" stands only in "Tianjin Machine Tool No. 2 Factory".",
      "The numbers differ ("1" and "2"): numbers tell sites and units apart.",
      "As strings of letters the names are alike, which ranks them and no more.",
    ]
  `)
})

test('one syllable is another name', () => {
  expect(
    sentences('Shihezi Huafu Hongfeng Cotton Industry', 'Shihezi Huafu Hongsheng Cotton Industry'),
  ).toMatchInlineSnapshot(`
    [
      ""shihezi" is the same in both names: a fairly common word.",
      ""huafu" is the same in both names: a rare word.",
      ""cotton" is the same in both names: a fairly common word.",
      ""industry" is the same in both names: a common word, which counts for little.",
      ""hongfeng" stands only in "Shihezi Huafu Hongfeng Cotton Industry".",
      ""hongsheng" stands only in "Shihezi Huafu Hongsheng Cotton Industry".",
      ""hongfeng" and "hongsheng" differ by a whole syllable: in Chinese these are different names.",
      "As strings of letters the names are alike, which ranks them and no more.",
    ]
  `)
})

test('what the country adds, with the alias that met', () => {
  const designation = designationOf({
    name: 'Hetian Taida Apparel Co., Ltd.',
    aliases: [{ name: 'Hetian TEDA Garment', quality: 'strong', kind: 'a.k.a.' }],
    countries: ['CN'],
  })
  const [evaluation] = evaluatePair(
    designation,
    supplierOf({ name: 'Hotan TEDA Garment Co. Ltd', country: 'CN' }),
    model,
  )
  expect(evaluation?.explanation).toMatchInlineSnapshot(`
    [
      {
        "effect": 0.992,
        "kind": "name",
        "text": ""Hotan TEDA Garment Co. Ltd" was compared with "Hetian TEDA Garment", listed as alias (a.k.a.).",
      },
      {
        "effect": 0.184,
        "kind": "token",
        "text": ""hetian" and "hotan" are names of one place: a fairly common word.",
      },
      {
        "effect": 0.625,
        "kind": "token",
        "text": ""teda" is the same in both names: a rare word.",
      },
      {
        "effect": 0.188,
        "kind": "token",
        "text": ""garment" is the same in both names: a fairly common word.",
      },
      {
        "effect": -0.004,
        "kind": "name",
        "text": "The wording or the legal form is not the same.",
      },
      {
        "kind": "ignored",
        "text": "Legal form ignored in "Hotan TEDA Garment Co. Ltd": "co ltd".",
      },
      {
        "effect": 0.003,
        "kind": "country",
        "text": "Both are of China.",
      },
    ]
  `)
})
