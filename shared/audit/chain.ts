import { canonicalHash, sha256 } from '../hash.ts'

/** The chain of what operators do: releases, rechecks, redrives. Customers' chains are named by the customer's id. */
export const operationsChain = '*operations'

/** One act of a person or of the system, before it has its place in a chain. */
export interface AuditAct {
  /** `match.clear`, `customer.add`, `source.release` … */
  act: string
  /** Who did it. */
  author: string
  /** Real time (ISO instant). */
  at: string
  /** What it was done to: a match's id, a source, an endpoint. */
  subject?: string
  details?: Record<string, unknown>
  /** Names the act where a retry of the same act must not be recorded twice. */
  once?: string
}

/** An act in its place: its hash covers everything in it and, through `previous`, everything before it. */
export interface AuditEntry extends Omit<AuditAct, 'once'> {
  chain: string
  /** 1, 2, 3 … without a gap. */
  seq: number
  /** Hash of the entry before; of the chain's name for the first. */
  previous: string
  hash: string
}

export interface AuditHead {
  seq: number
  hash: string
  /** Real time of the newest act (ISO instant). */
  at: string
}

/** A head that was written down where nobody can take it back: the chain may only go on from it. */
export interface AuditAnchor extends AuditHead {
  chain: string
  /** Real time at which it was anchored (ISO instant). */
  anchoredAt: string
}

const genesisOf = (chain: string): string => `genesis:${sha256(chain)}`

const hashOf = ({ hash: _hash, ...content }: AuditEntry): string => canonicalHash(content)

/** The act as the next entry of its chain. */
export const nextEntry = (
  chain: string,
  head: AuditHead | null,
  { once: _once, ...act }: AuditAct,
): AuditEntry => {
  const entry: AuditEntry = {
    ...act,
    chain,
    seq: (head?.seq ?? 0) + 1,
    previous: head?.hash ?? genesisOf(chain),
    hash: '',
  }
  return { ...entry, hash: hashOf(entry) }
}

export interface ChainProblem {
  /** The place in the chain at which it shows. */
  seq: number
  kind: 'altered' | 'missing' | 'out-of-place' | 'truncated' | 'rewritten' | 'unreadable'
  /** One plain sentence. */
  text: string
}

export interface ChainVerdict {
  chain: string
  entries: number
  head: AuditHead | null
  /** How many anchors were compared, and up to which entry they reach. */
  anchors: number
  anchoredUpTo: number
  problems: ChainProblem[]
}

/** A stored entry under the place that its key states; `null`: it is no entry any more. */
export interface StoredEntry {
  seq: number
  entry: AuditEntry | null
}

/**
 * Verifies a chain against its own hashes, its head, and the anchors: pure. An entry that was altered, taken out, put in
 * or moved breaks the chain where it stood; a tail that was cut off is missed by the head, or, where the head was set
 * back with it, by the newest anchor.
 */
export const verifyChain = (
  chain: string,
  stored: readonly StoredEntry[],
  head: AuditHead | null,
  anchors: readonly AuditAnchor[],
): ChainVerdict => {
  const problems: ChainProblem[] = []
  const problem = (seq: number, kind: ChainProblem['kind'], text: string): void => {
    problems.push({ seq, kind, text })
  }
  const hashes = new Map<number, string>()
  let previous = genesisOf(chain)
  let last = 0
  for (const { seq, entry } of stored) {
    if (seq !== last + 1) {
      problem(
        seq,
        'missing',
        seq > last + 1
          ? `Between entry ${last} and entry ${seq} ${seq - last - 1 === 1 ? 'one is' : `${seq - last - 1} are`} missing.`
          : `Entry ${seq} stands after entry ${last}.`,
      )
    }
    last = Math.max(last, seq)
    if (!entry) {
      problem(seq, 'unreadable', `Entry ${seq} cannot be read.`)
      previous = ''
      continue
    }
    if (entry.seq !== seq || entry.chain !== chain) {
      problem(
        seq,
        'out-of-place',
        `What stands as entry ${seq} was written as entry ${entry.seq} of ${entry.chain}.`,
      )
    }
    if (hashOf(entry) !== entry.hash) {
      problem(seq, 'altered', `Entry ${seq} (${entry.act}) is not what was written: its hash differs.`)
    }
    if (previous !== '' && entry.previous !== previous) {
      problem(seq, 'out-of-place', `Entry ${seq} does not follow the entry that stands before it.`)
    }
    hashes.set(seq, entry.hash)
    previous = entry.hash
  }
  if ((head?.seq ?? 0) > last) {
    problem(last + 1, 'truncated', `The head names entry ${head?.seq}; the chain ends with entry ${last}.`)
  } else if ((head?.seq ?? 0) < last) {
    problem(last, 'rewritten', `The chain has ${last} entries; its head names entry ${head?.seq ?? 0}.`)
  } else if (head && hashes.get(head.seq) !== undefined && hashes.get(head.seq) !== head.hash) {
    problem(head.seq, 'rewritten', `The head's hash is not that of entry ${head.seq}.`)
  }
  let anchoredUpTo = 0
  for (const anchor of anchors.toSorted((a, b) => a.seq - b.seq)) {
    anchoredUpTo = Math.max(anchoredUpTo, anchor.seq)
    if (anchor.seq > last) {
      problem(
        anchor.seq,
        'truncated',
        `Entry ${anchor.seq} was anchored at ${anchor.anchoredAt}; the chain ends with entry ${last}.`,
      )
    } else if (hashes.get(anchor.seq) !== undefined && hashes.get(anchor.seq) !== anchor.hash) {
      problem(
        anchor.seq,
        'rewritten',
        `Entry ${anchor.seq} is not the one that was anchored at ${anchor.anchoredAt}: the chain was written anew.`,
      )
    }
  }
  return { chain, entries: stored.length, head, anchors: anchors.length, anchoredUpTo, problems }
}
