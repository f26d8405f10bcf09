import type { GuardFacts } from '../sources/reader.ts'
import type { CachedEntry } from './ports.ts'

const format = 'read-cache-1'

/** Keys without characters of the layout stand as they are, others as JSON. */
const plain = /^[^"\t\n\r][^\t\n\r]*$/

/**
 * The read cache as text: a header with every distinct set of guard facts once, then one line an entry. A list of 19,000
 * entries has some hundred distinct guard facts; as JSON objects they would be most of the cache, and loading it would
 * take longer than cutting the document.
 */
export const encodeReadCache = (entries: readonly CachedEntry[]): string => {
  const numbers = new Map<string, number>()
  const guards: GuardFacts[] = []
  const lines = entries.map(({ rawHash, naturalKey, ownId, hash, guard, nameKeys }) => {
    const text = JSON.stringify([guard.type, guard.category, guard.filled])
    let number = numbers.get(text)
    if (number === undefined) {
      number = guards.push(guard) - 1
      numbers.set(text, number)
    }
    const key = plain.test(naturalKey) ? naturalKey : JSON.stringify(naturalKey)
    const own = ownId === undefined ? '' : ownId === naturalKey ? '=' : JSON.stringify(ownId)
    return [rawHash, hash, number, nameKeys ?? '-', own, key].join('\t')
  })
  return [JSON.stringify({ format, guards }), ...lines].join('\n')
}

/**
 * Reads a cache. A text of another format is an empty cache: losing it costs one full parse and nothing else. Entries
 * share their guard facts, by which statistics are added up.
 */
export const decodeReadCache = (text: string): CachedEntry[] => {
  const head = text.indexOf('\n')
  const first = head < 0 ? text : text.slice(0, head)
  if (!first.startsWith(`{"format":"${format}"`)) return []
  const { guards } = JSON.parse(first) as { guards: GuardFacts[] }
  const entries: CachedEntry[] = []
  for (let start = head + 1; head >= 0 && start < text.length; ) {
    const found = text.indexOf('\n', start)
    const end = found < 0 ? text.length : found
    const [rawHash, hash, number, nameKeys, own, key] = text.slice(start, end).split('\t')
    start = end + 1
    const guard = guards[Number(number)]
    if (rawHash === undefined || hash === undefined || key === undefined || own === undefined || !guard)
      return []
    const naturalKey = key.startsWith('"') ? (JSON.parse(key) as string) : key
    entries.push({
      rawHash,
      naturalKey,
      hash,
      guard,
      ...(own === '' ? {} : { ownId: own === '=' ? naturalKey : (JSON.parse(own) as string) }),
      ...(nameKeys === '-' || nameKeys === undefined ? {} : { nameKeys }),
    })
  }
  return entries
}
