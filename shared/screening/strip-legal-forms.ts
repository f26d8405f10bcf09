import { knownAs } from './known-words.ts'
import type { ScreeningModel } from './model.ts'
import type { RawWord } from './words.ts'

const hasForms = (words: readonly RawWord[]): boolean => {
  for (const { form } of words) if (form !== null) return true
  return false
}

const isJointStock = (word: RawWord | undefined): boolean => word?.text === 'joint' || word?.text === 'stock'

/** "Limtied Liability Company", "Open Jiont Stock Company": legal forms with a wrong letter. */
const withRightForms = (words: readonly RawWord[], model: ScreeningModel): readonly RawWord[] => {
  let right: RawWord[] | undefined
  for (let i = 0; i < words.length; i++) {
    const word = words[i]
    if (word === undefined || word.form === null) continue
    const { form } = word
    const beside = form.rightBeside !== null && (isJointStock(words[i - 1]) || isJointStock(words[i + 1]))
    const text = form.right ?? (beside ? form.rightBeside : null)
    if (text !== null) (right ??= [...words])[i] = knownAs(word, text, model)
  }
  return right ?? words
}

/** Whether a form stands in the words from a place on. */
const standsAt = (words: readonly RawWord[], from: number, form: readonly string[]): boolean => {
  for (let offset = form.length - 1; offset >= 0; offset--) {
    const word = words[from + offset]
    if (word === undefined || word.han || word.text !== form[offset]) return false
  }
  return true
}

const textOf = (words: readonly RawWord[], from: number, to: number): string => {
  let text = words[from]?.text ?? ''
  for (let i = from + 1; i < to; i++) text += ` ${words[i]?.text ?? ''}`
  return text
}

/** Without the unmistakable forms, wherever they stand, unless nothing but letters would be left. */
const withoutForms = (words: readonly RawWord[], ignored: string[]): readonly RawWord[] => {
  let staying = 0
  let telling = false
  for (const { form, han, text } of words) {
    if (form?.anywhere) continue
    staying += 1
    telling ||= han || text.length > 1
  }
  if (staying === words.length || !telling) return words
  const kept: RawWord[] = []
  for (const word of words) {
    if (word.form?.anywhere) ignored.push(word.text)
    else kept.push(word)
  }
  return kept
}

/**
 * Takes true legal forms out of a name of known words: at its end (as many as there are), at its beginning where that is usual
 * (OOO, PT), and unmistakable ones anywhere. A name is never emptied: "The Company" keeps its word.
 */
export const stripLegalForms = (
  written: readonly RawWord[],
  model: ScreeningModel,
): { kept: readonly RawWord[]; ignored: string[] } => {
  const ignored: string[] = []
  if (!hasForms(written)) return { kept: written, ignored }
  const words = withRightForms(written, model)
  let from = 0
  let to = words.length
  for (let found = true; found && to > 1; ) {
    found = false
    for (const form of words[to - 1]?.form?.last ?? []) {
      if (form.length >= to || !standsAt(words, to - form.length, form)) continue
      ignored.unshift(textOf(words, to - form.length, to))
      to -= form.length
      found = true
      break
    }
  }
  for (const form of words[0]?.form?.first ?? []) {
    if (form.length >= to || !standsAt(words, 0, form)) continue
    ignored.push(textOf(words, 0, form.length))
    from = form.length
    break
  }
  const kept = from === 0 && to === words.length ? words : words.slice(from, to)
  return { kept: withoutForms(kept, ignored), ignored }
}
