import { type Passage, passageOfBytes } from './passage.ts'

const opening = Buffer.from('sdnEntry')

/**
 * The raw `<sdnEntry>` of a uid. Aliases and addresses have uids too: the entry's own is its first child, so nothing
 * but white space stands between the entry's tag and it.
 */
export const ofacEntry = (bytes: Uint8Array, uid: string): Passage[] => {
  const document = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const wanted = Buffer.from(`uid>${uid}</`)
  for (let at = document.indexOf(wanted); at >= 0; at = document.indexOf(wanted, at + 1)) {
    const name = document.lastIndexOf(opening, at)
    const start = name < 0 ? -1 : document.lastIndexOf('<', name)
    if (start < 0) continue
    const between = document.subarray(start, at).toString('latin1')
    const prefix = /^<([\w.-]+:)?sdnEntry(?:\s[^>]*)?>\s*<(?:[\w.-]+:)?$/u.exec(between)
    if (!prefix) continue
    const closing = `</${prefix[1] ?? ''}sdnEntry>`
    const end = document.indexOf(closing, at)
    if (end < 0) continue
    return [passageOfBytes(bytes, start, end + closing.length, { form: 'xml', place: `sdnEntry ${uid}` })]
  }
  return []
}
