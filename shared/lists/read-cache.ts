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

type Columns = [rawHash: string, hash: string, number: string, nameKeys: string, own: string, key: string]

const columnsOf = (text: string, start: number, end: number): Columns | undefined => {
  let from = start
  const next = (): string => {
    const tab = text.indexOf('\t', from)
    if (tab < 0 || tab > end) return ''
    const column = text.slice(from, tab)
    from = tab + 1
    return column
  }
  const [rawHash, hash, number, nameKeys, own] = [next(), next(), next(), next(), next()]
  return number === '' || nameKeys === ''
    ? undefined
    : [rawHash, hash, number, nameKeys, own, text.slice(from, end)]
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
    const columns = columnsOf(text, start, end)
    start = end + 1
    if (!columns) return []
    const [rawHash, hash, number, nameKeys, own, key] = columns
    const guard = guards[Number(number)]
    if (!guard) return []
    const naturalKey = key.startsWith('"') ? (JSON.parse(key) as string) : key
    entries.push({
      rawHash,
      naturalKey,
      hash,
      guard,
      ...(own === '' ? {} : { ownId: own === '=' ? naturalKey : (JSON.parse(own) as string) }),
      ...(nameKeys === '-' ? {} : { nameKeys }),
    })
  }
  return entries
}
