import { canonicalWord, functionWords, meaningOfHan } from './business-words.ts'
import { rawWords } from './words.ts'

/** Words of descriptions that name no goods. */
const saysNothing = new Set(
  'product products good goods all other derived downstream made produced part whole in whole from with using any input material raw item items article articles including containing certain type kind various and or imported import export merchandise'.split(
    ' ',
  ),
)

/** `tomatoes` and `tomato`, `gloves` and `glove` are the same goods. */
const singular = (word: string): string =>
  word.length > 4 && /(?:toes|shes|ches|xes|sses)$/.test(word)
    ? word.slice(0, -2)
    : word.length > 4 && word.endsWith('ies')
      ? `${word.slice(0, -3)}y`
      : word.length > 3 && word.endsWith('s') && !word.endsWith('ss')
        ? word.slice(0, -1)
        : word

/** The words of a description that name goods, in one form each; Chinese words by what they mean. */
export const goodsWords = (text: string): string[] => {
  const words = rawWords(text).flatMap((word) =>
    word.han ? (meaningOfHan.get(word.text) ?? [word.text]) : [word.text],
  )
  return [
    ...new Set(
      words
        .map((word) => singular(canonicalWord(word)))
        .filter(
          (word) =>
            word.length >= 3 && !/^\d/.test(word) && !saysNothing.has(word) && !functionWords.has(word),
        ),
    ),
  ]
}

/** Whether one prefix of the Harmonized System lies in the other. */
export const prefixesMeet = (a: string, b: string): boolean => a.startsWith(b) || b.startsWith(a)
