import { decodeDocument, passageAt, type Passage } from './passage.ts'

/** The end of the object that begins at `from`: braces in strings do not count. */
const endOfObject = (text: string, from: number): number => {
  let depth = 0
  let quoted = false
  for (let at = from; at < text.length; at++) {
    const character = text[at]
    if (quoted) {
      if (character === '\\') at++
      else if (character === '"') quoted = false
    } else if (character === '"') quoted = true
    else if (character === '{') depth++
    else if (character === '}' && --depth === 0) return at + 1
  }
  return -1
}

/** The object of a JSON document whose own `id` is the one that is asked for. */
export const jsonObject = (bytes: Uint8Array, id: string): Passage[] => {
  const decoded = decodeDocument(bytes)
  const { text } = decoded
  for (let from = text.indexOf('{'); from >= 0; from = text.indexOf('{', from + 1)) {
    const to = endOfObject(text, from)
    if (to < 0) continue
    let value: unknown
    try {
      value = JSON.parse(text.slice(from, to))
    } catch {
      continue
    }
    if ((value as { id?: unknown }).id === id) {
      return [passageAt(bytes, decoded, { from, to }, { form: 'json', place: `entry ${id}` })]
    }
  }
  return []
}
