/**
 * A register often has a party's name in two scripts in one cell: "Camel Group Co., Ltd. (骆驼集团股份有限公司)". Compared as
 * one name, each half is missing from every listed name.
 */

const scripts = [
  ['latin', /\p{Script=Latin}/u],
  ['han', /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}々〇]/u],
  ['cyrillic', /\p{Script=Cyrillic}/u],
  ['arabic', /\p{Script=Arabic}/u],
  ['other', /\p{L}/u],
] as const

type Script = (typeof scripts)[number][0]

const scriptOf = (character: string): Script | undefined =>
  scripts.find(([, letter]) => letter.test(character))?.[0]

/** Where the second of two scripts begins; `undefined` where there is but one, or they stand mixed. */
const boundary = (name: string): { at: number; first: Script; second: Script } | undefined => {
  let first: Script | undefined
  let second: { at: number; script: Script } | undefined
  let at = 0
  for (const character of name) {
    const script = scriptOf(character)
    if (script !== undefined) {
      first ??= script
      if (second ? script !== second.script : false) return undefined
      if (script !== first) second ??= { at, script }
    }
    at += character.length
  }
  return first === undefined || second === undefined
    ? undefined
    : { at: second.at, first, second: second.script }
}

const edges = /^[\s()（）[\]【】/|,;:·•–—-]+|[\s(（[【/|,;:·•–—-]+$/gu
const closing: Readonly<Record<string, string>> = { ')': '(', '）': '（', ']': '[', '】': '【' }

/** Without what stands between the two names: an opening bracket of the second, its closing one at the end. */
const trimmed = (part: string): string => {
  const text = part.replace(edges, '')
  const last = text.at(-1) ?? ''
  const opens = closing[last]
  return opens !== undefined && !text.includes(opens) ? text.slice(0, -1).replace(edges, '') : text
}

/** Whether a half could be a name by itself: a brand of one word or a town beside a name is none. */
const isWholeName = (part: string, script: Script, person: boolean): boolean =>
  script === 'han'
    ? (part.match(/\p{L}/gu) ?? []).length >= (person ? 2 : 4)
    : (part.match(/\p{L}[\p{L}\p{M}'’]+/gu) ?? []).length >= 2

/** The two names of a text that has one after the other in two scripts; none of any other text. */
export const scriptParts = (name: string, person = false): string[] => {
  // Most names have letters of one script: those of Latin alone are told at a glance.
  if (!/[\u0250-\u{10ffff}]/u.test(name)) return []
  const found = boundary(name)
  if (found === undefined) return []
  const parts = [trimmed(name.slice(0, found.at)), trimmed(name.slice(found.at))]
  const [before = '', after = ''] = parts
  return isWholeName(before, found.first, person) && isWholeName(after, found.second, person) ? parts : []
}
