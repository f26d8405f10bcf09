import type { GuardFacts } from '../sources/reader.ts'
import type { CachedEntry } from './ports.ts'

const format = 'read-cache-3'
const digestBytes = 32
const scheme = 'h1:'

const sameKey = 1
const otherKey = 2
const hasNameKeys = 4

/** Value of a lower-case hex digit's character code; no hex digit has a value above 15. */
const nibble = (code: number): number =>
  code >= 97 ? (code <= 102 ? code - 87 : 99) : code >= 48 && code <= 57 ? code - 48 : 99

const writeDigest = (digits: string, into: Uint8Array, at: number): void => {
  if (digits.length !== digestBytes * 2) throw new RangeError(`not a SHA-256: ${digits}`)
  for (let position = 0; position < digestBytes; position += 1) {
    const high = nibble(digits.charCodeAt(position * 2))
    const low = nibble(digits.charCodeAt(position * 2 + 1))
    if (high > 15 || low > 15) throw new RangeError(`not a SHA-256: ${digits}`)
    into[at + position] = (high << 4) | low
  }
}

/** Digests are compared as eight words, read from here. */
const wanted = new Int32Array(digestBytes / 4)
const wantedBytes = Buffer.from(wanted.buffer)
const words = digestBytes / 4

const wants = (column: Int32Array, row: number): boolean => {
  const at = row * words
  for (let word = 0; word < words; word += 1) if (column[at + word] !== wanted[word]) return false
  return true
}

interface Header {
  format: string
  count: number
  guards: GuardFacts[]
  /** Own ids that are not the natural key, by row. */
  ownIds: [number, string][]
  /** Digests of what a companion added, by row. */
  joined: [number, string][]
  nameKeys: number
}

const grown = <Column extends Uint8Array | Uint16Array | Uint32Array>(
  column: Column,
  length: number,
): Column => {
  if (column.length >= length) return column
  const make = column.constructor as new (length: number) => Column
  const wider = new make(Math.max(length, column.length * 2, 64))
  wider.set(column)
  return wider
}

/**
 * What earlier readings know of a document's raw entries, in columns: a list of 19,000 entries takes two megabytes, where
 * as objects and strings it would take as much as the document itself and longer to load than the document to cut.
 * Rows are in the order in which they were added; distinct guard facts are kept once, and statistics are added up by them.
 */
export class ReadCache {
  size = 0
  #rawHashes: Uint8Array = new Uint8Array(0)
  #hashes: Uint8Array = new Uint8Array(0)
  /** The same bytes as words. */
  #rawWords: Int32Array = new Int32Array(0)
  #hashWords: Int32Array = new Int32Array(0)
  #flags: Uint8Array = new Uint8Array(0)
  #guardNumbers: Uint16Array = new Uint16Array(0)
  /** Where each row's name keys begin in `#nameKeys`; one more than there are rows. */
  #nameKeyStarts: Uint32Array = new Uint32Array(1)
  #nameKeys: Uint32Array = new Uint32Array(0)
  #rawLengths: Uint32Array = new Uint32Array(0)
  #naturalKeys: string[] = []
  readonly #ownIds = new Map<number, string>()
  readonly #joined = new Map<number, string>()
  readonly #guards: GuardFacts[] = []
  readonly #guardByText = new Map<string, number>()
  readonly #guardByObject = new WeakMap<GuardFacts, number>()
  /** Row plus one by digest, open addressing; made when somebody looks for a row, and stale when rows were added. */
  #slots: Int32Array = new Int32Array(0)
  #indexed = 0

  static of(entries: Iterable<CachedEntry>): ReadCache {
    const cache = new ReadCache()
    for (const entry of entries) cache.add(entry)
    return cache
  }

  add({ rawHash, rawLength, naturalKey, ownId, hash, guard, nameKeys, joined }: CachedEntry): number {
    if (!hash.startsWith(scheme)) throw new RangeError(`not a canonical hash: ${hash}`)
    const row = this.#room(nameKeys?.length ?? 0)
    writeDigest(rawHash, this.#rawHashes, row * digestBytes)
    writeDigest(hash.slice(scheme.length), this.#hashes, row * digestBytes)
    this.#rawLengths[row] = rawLength ?? 0
    this.#naturalKeys.push(naturalKey)
    this.#guardNumbers[row] = this.#guardNumber(guard)
    if (ownId !== undefined && ownId !== naturalKey) this.#ownIds.set(row, ownId)
    if (joined !== undefined && joined !== '') this.#joined.set(row, joined)
    this.#flags[row] =
      (ownId === undefined ? 0 : ownId === naturalKey ? sameKey : otherKey) | (nameKeys ? hasNameKeys : 0)
    if (nameKeys) this.#nameKeys.set(nameKeys, this.#nameKeyStarts[row])
    return row
  }

  /** Adds a row of another cache. */
  copy(from: ReadCache, row: number): void {
    const keys = from.nameKeys(row)
    const to = this.#room(keys?.length ?? 0)
    const bytes = row * digestBytes
    this.#rawHashes.set(from.#rawHashes.subarray(bytes, bytes + digestBytes), to * digestBytes)
    this.#hashes.set(from.#hashes.subarray(bytes, bytes + digestBytes), to * digestBytes)
    this.#rawLengths[to] = from.rawLength(row)
    this.#naturalKeys.push(from.naturalKey(row))
    this.#guardNumbers[to] = this.#guardNumber(from.guard(row))
    const flags = from.#flags[row] ?? 0
    this.#flags[to] = flags
    if (flags & otherKey) this.#ownIds.set(to, from.#ownIds.get(row) ?? '')
    if (from.joined(row) !== '') this.#joined.set(to, from.joined(row))
    if (keys) this.#nameKeys.set(keys, this.#nameKeyStarts[to])
  }

  /** The row of a raw entry, by the SHA-256 of its markup (hex, or latin1); -1 where it was not read before. */
  find(rawHash: string): number {
    if (this.size === 0) return -1
    if (this.#indexed !== this.size) this.#index()
    if (wantedBytes.write(rawHash, rawHash.length === digestBytes ? 'latin1' : 'hex') !== digestBytes)
      return -1
    const mask = this.#slots.length - 1
    const digests = this.#rawWords
    for (let slot = (wanted[0] as number) & mask; ; slot = (slot + 1) & mask) {
      const row = (this.#slots[slot] as number) - 1
      if (row < 0) return -1
      if (wants(digests, row)) return row
    }
  }

  naturalKey(row: number): string {
    return this.#naturalKeys[row] as string
  }

  rawLength(row: number): number {
    return this.#rawLengths[row] as number
  }

  ownId(row: number): string | undefined {
    const flags = this.#flags[row] as number
    return flags & sameKey ? this.naturalKey(row) : flags & otherKey ? this.#ownIds.get(row) : undefined
  }

  hash(row: number): string {
    const at = row * digestBytes
    const { buffer, byteOffset } = this.#hashes
    return `${scheme}${Buffer.from(buffer, byteOffset + at, digestBytes).toString('hex')}`
  }

  /** Whether `hash(row)` is this, without making it. */
  hasHash(row: number, hash: string): boolean {
    if (!hash.startsWith(scheme) || hash.length !== scheme.length + digestBytes * 2) return false
    if (wantedBytes.write(hash.slice(scheme.length), 'hex') !== digestBytes) return false
    return wants(this.#hashWords, row)
  }

  /** Digest of what a companion added to the row; empty where it added nothing. */
  joined(row: number): string {
    return this.#joined.get(row) ?? ''
  }

  guard(row: number): GuardFacts {
    return this.#guards[this.#guardNumbers[row] as number] as GuardFacts
  }

  nameKeys(row: number): Uint32Array | undefined {
    return (this.#flags[row] as number) & hasNameKeys
      ? this.#nameKeys.subarray(this.#nameKeyStarts[row], this.#nameKeyStarts[row + 1])
      : undefined
  }

  /** A row as an object. */
  entry(row: number): CachedEntry {
    const ownId = this.ownId(row)
    const nameKeys = this.nameKeys(row)
    const rawLength = this.rawLength(row)
    return {
      rawHash: Buffer.from(this.#rawHashes.subarray(row * digestBytes, (row + 1) * digestBytes)).toString(
        'hex',
      ),
      ...(rawLength === 0 ? {} : { rawLength }),
      naturalKey: this.naturalKey(row),
      ...(ownId === undefined ? {} : { ownId }),
      hash: this.hash(row),
      guard: this.guard(row),
      ...(nameKeys === undefined ? {} : { nameKeys }),
      ...(this.joined(row) === '' ? {} : { joined: this.joined(row) }),
    }
  }

  entries(): CachedEntry[] {
    return Array.from({ length: this.size }, (_, row) => this.entry(row))
  }

  encode(): Uint8Array {
    const { size } = this
    const used = this.#nameKeyStarts[size] ?? 0
    const header: Header = {
      format,
      count: size,
      guards: this.#guards,
      ownIds: [...this.#ownIds],
      joined: [...this.#joined],
      nameKeys: used,
    }
    const columns = [
      this.#rawHashes.subarray(0, size * digestBytes),
      this.#hashes.subarray(0, size * digestBytes),
      this.#nameKeyStarts.subarray(0, size + 1),
      this.#rawLengths.subarray(0, size),
      this.#nameKeys.subarray(0, used),
      this.#guardNumbers.subarray(0, size),
      this.#flags.subarray(0, size),
    ]
    const head = Buffer.from(JSON.stringify(header))
    return Buffer.concat([
      head,
      // Columns of words begin at a multiple of four, so that they are read where they are.
      Buffer.from('\n'.padStart(4 - (head.length % 4))),
      ...columns.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)),
      Buffer.from(JSON.stringify(this.#naturalKeys)),
    ])
  }

  /** Reads a cache. Bytes of another format are an empty cache: losing it costs one full parse and nothing else. */
  static decode(bytes: Uint8Array): ReadCache {
    const cache = new ReadCache()
    const text =
      bytes.byteOffset % 4 === 0
        ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
        : Buffer.from(Uint8Array.from(bytes).buffer)
    const end = text.indexOf(10)
    const first = end < 0 ? '' : text.toString('utf8', 0, end)
    if (!first.startsWith(`{"format":"${format}"`)) return cache
    const { count, guards, ownIds, joined, nameKeys } = JSON.parse(first) as Header
    let at = end + 1
    const column = (length: number): [ArrayBufferLike, number] => {
      const start = text.byteOffset + at
      at += length
      return [text.buffer, start]
    }
    if (text.length < at + count * (2 * digestBytes + 4 + 2 + 1) + (count + 1) * 4 + nameKeys * 4)
      return cache
    const rawHashes = new Uint8Array(...column(count * digestBytes), count * digestBytes)
    const hashes = new Uint8Array(...column(count * digestBytes), count * digestBytes)
    const nameKeyStarts = new Uint32Array(...column((count + 1) * 4), count + 1)
    const rawLengths = new Uint32Array(...column(count * 4), count)
    const keys = new Uint32Array(...column(nameKeys * 4), nameKeys)
    const guardNumbers = new Uint16Array(...column(count * 2), count)
    const flags = new Uint8Array(...column(count), count)
    let naturalKeys: string[]
    try {
      naturalKeys = JSON.parse(text.toString('utf8', at)) as string[]
    } catch {
      return cache
    }
    if (naturalKeys.length !== count || guardNumbers.some((number) => number >= guards.length)) return cache
    cache.#naturalKeys = naturalKeys
    cache.#setDigests(rawHashes, hashes)
    cache.#flags = flags
    cache.#guardNumbers = guardNumbers
    cache.#nameKeyStarts = nameKeyStarts
    cache.#nameKeys = keys
    cache.#rawLengths = rawLengths
    cache.#guards.push(...guards)
    for (const [row, ownId] of ownIds) cache.#ownIds.set(row, ownId)
    for (const [row, digest] of joined) cache.#joined.set(row, digest)
    cache.size = count
    return cache
  }

  /** Makes room for one more row and its name keys. */
  #room(nameKeys: number): number {
    const row = this.size
    this.size += 1
    const digests = this.size * digestBytes
    this.#setDigests(grown(this.#rawHashes, digests), grown(this.#hashes, digests))
    this.#flags = grown(this.#flags, this.size)
    this.#rawLengths = grown(this.#rawLengths, this.size)
    this.#guardNumbers = grown(this.#guardNumbers, this.size)
    this.#nameKeyStarts = grown(this.#nameKeyStarts, this.size + 1)
    const start = this.#nameKeyStarts[row] as number
    this.#nameKeyStarts[row + 1] = start + nameKeys
    this.#nameKeys = grown(this.#nameKeys, start + nameKeys)
    return row
  }

  #setDigests(rawHashes: Uint8Array, hashes: Uint8Array): void {
    if (rawHashes === this.#rawHashes) return
    this.#rawHashes = rawHashes
    this.#hashes = hashes
    this.#rawWords = new Int32Array(rawHashes.buffer, rawHashes.byteOffset, rawHashes.length / 4)
    this.#hashWords = new Int32Array(hashes.buffer, hashes.byteOffset, hashes.length / 4)
  }

  #guardNumber(guard: GuardFacts): number {
    const known = this.#guardByObject.get(guard)
    if (known !== undefined) return known
    const text = JSON.stringify([guard.type, guard.category, guard.filled])
    let number = this.#guardByText.get(text)
    if (number === undefined) {
      number = this.#guards.push(guard) - 1
      this.#guardByText.set(text, number)
    }
    this.#guardByObject.set(guard, number)
    return number
  }

  #index(): void {
    let length = 64
    while (length < this.size * 3) length *= 2
    const slots = new Int32Array(length)
    const digests = this.#rawWords
    const mask = length - 1
    for (let row = 0; row < this.size; row += 1) {
      let slot = (digests[row * words] as number) & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = row + 1
    }
    this.#slots = slots
    this.#indexed = this.size
  }
}
