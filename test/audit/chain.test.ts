import { array, assert, constantFrom, nat, property, record, string } from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type AuditAnchor,
  type AuditEntry,
  type AuditHead,
  nextEntry,
  type StoredEntry,
  verifyChain,
} from '../../shared/audit/chain.ts'

interface Chain {
  stored: StoredEntry[]
  head: AuditHead | null
}

const chainOf = (acts: readonly { act: string; author: string; text: string }[], name = 'acme'): Chain => {
  const stored: StoredEntry[] = []
  let head: AuditHead | null = null
  for (const { act, author, text } of acts) {
    const at = `2026-01-01T00:00:${String(stored.length % 60).padStart(2, '0')}.000Z`
    const entry: AuditEntry = nextEntry(name, head, {
      act,
      author,
      at,
      subject: 's',
      details: { text, n: stored.length },
    })
    stored.push({ seq: entry.seq, entry })
    head = { seq: entry.seq, hash: entry.hash, at }
  }
  return { stored, head }
}

const acts = array(
  record({
    act: constantFrom('match.clear', 'match.confirm'),
    author: string({ minLength: 1 }),
    text: string(),
  }),
  { minLength: 3, maxLength: 8 },
)
const kinds = (chain: Chain, anchors: AuditAnchor[] = []): string[] =>
  verifyChain('acme', chain.stored, chain.head, anchors).problems.map(({ kind }) => kind)
const anchorOf = (head: AuditHead | null): AuditAnchor => ({
  chain: 'acme',
  ...(head ?? { seq: 0, hash: '', at: '' }),
  anchoredAt: '2026-01-02T00:00:00.000Z',
})

/** One letter or figure of the stored text is another: what one altered byte in the table is. */
const alterOneByte = (entry: AuditEntry, at: number): AuditEntry | null => {
  const text = JSON.stringify(entry)
  const places = [...text.matchAll(/[0-9a-z]/gu)].map(({ index }) => index)
  const place = places[at % places.length] ?? 0
  const other = text[place] === 'a' ? 'b' : 'a'
  try {
    return JSON.parse(text.slice(0, place) + other + text.slice(place + 1)) as AuditEntry
  } catch {
    return null
  }
}

describe('an audit chain', () => {
  test('that is as it was written is sound, whatever the acts', () => {
    assert(
      property(acts, (made) => {
        const chain = chainOf(made)
        expect(kinds(chain, [anchorOf(chain.head), anchorOf(headAt(chain, 1))])).toEqual([])
      }),
    )
    expect(verifyChain('acme', [], null, [])).toMatchObject({ entries: 0, problems: [] })
  })

  test('shows one altered byte of any entry', () => {
    assert(
      property(acts, nat(), nat(), (made, which, where) => {
        const chain = chainOf(made)
        const index = which % chain.stored.length
        const { seq, entry } = chain.stored[index]!
        const altered = alterOneByte(entry!, where)
        const stored = chain.stored.with(index, { seq, entry: altered })
        const verdict = verifyChain('acme', stored, chain.head, [])
        expect(verdict.problems.length, JSON.stringify(altered)).toBeGreaterThan(0)
        expect(verdict.problems.some((problem) => problem.seq === seq || problem.seq === seq + 1)).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  test('shows an entry that was altered and hashed anew', () => {
    const chain = chainOf([1, 2, 3, 4].map((n) => ({ act: 'match.clear', author: 'Jane', text: `${n}` })))
    const { entry } = chain.stored[1]!
    const forged = nextEntry('acme', headAt(chain, 1), { ...entry!, author: 'Mallory' })
    expect(kinds({ ...chain, stored: chain.stored.with(1, { seq: 2, entry: forged }) })).toEqual([
      'out-of-place',
    ])
  })

  test('shows a removed entry, wherever it stood', () => {
    assert(
      property(acts, nat(), (made, which) => {
        const chain = chainOf(made)
        const index = which % (chain.stored.length - 1)
        const stored = chain.stored.toSpliced(index, 1)
        expect(kinds({ ...chain, stored })).toContain('missing')
        // Renumbered so that no gap shows: the hashes still do.
        const closed = stored.map(({ entry }, at) => ({ seq: at + 1, entry: { ...entry!, seq: at + 1 } }))
        expect(kinds({ stored: closed, head: chain.head })).not.toEqual([])
      }),
    )
  })

  test('shows an inserted entry', () => {
    const chain = chainOf([1, 2, 3].map((n) => ({ act: 'match.clear', author: 'Jane', text: `${n}` })))
    const extra = nextEntry('acme', headAt(chain, 1), {
      act: 'match.clear',
      author: 'Mallory',
      at: '2026-01-01T00:00:00Z',
    })
    const moved = [
      chain.stored[0]!,
      { seq: 2, entry: extra },
      { seq: 3, entry: chain.stored[1]!.entry },
      { seq: 4, entry: chain.stored[2]!.entry },
    ]
    expect(kinds({ ...chain, stored: moved })).toEqual(expect.arrayContaining(['out-of-place', 'rewritten']))
  })

  test('shows entries in another order', () => {
    const chain = chainOf([1, 2, 3, 4].map((n) => ({ act: 'match.clear', author: 'Jane', text: `${n}` })))
    const [one, two, three, four] = chain.stored as [StoredEntry, StoredEntry, StoredEntry, StoredEntry]
    const swapped = [one, { seq: 2, entry: three.entry }, { seq: 3, entry: two.entry }, four]
    expect(kinds({ ...chain, stored: swapped })).toContain('out-of-place')
  })

  test('shows a tail that was cut off: by its head, or, where that was set back, by an anchor', () => {
    assert(
      property(acts, nat(), (made, which) => {
        const chain = chainOf(made)
        const kept = which % chain.stored.length
        const stored = chain.stored.slice(0, kept)
        expect(kinds({ stored, head: chain.head })).toContain('truncated')
        const head = headAt({ ...chain, stored }, kept)
        expect(kinds({ stored, head })).toEqual([])
        expect(kinds({ stored, head }, [anchorOf(chain.head)])).toEqual(['truncated'])
      }),
    )
  })

  test('that was written anew from the middle on is told from the anchored one', () => {
    const chain = chainOf([1, 2, 3].map((n) => ({ act: 'match.clear', author: 'Jane', text: `${n}` })))
    const forged = chainOf([1, 9, 3, 4].map((n) => ({ act: 'match.clear', author: 'Jane', text: `${n}` })))
    expect(kinds(forged)).toEqual([])
    expect(kinds(forged, [anchorOf(chain.head)])).toEqual(['rewritten'])
  })

  test('of another customer does not pass for this one', () => {
    const chain = chainOf([{ act: 'match.clear', author: 'Jane', text: '' }], 'beta')
    expect(kinds(chain)).toEqual(['out-of-place', 'out-of-place'])
  })
})

function headAt(chain: Chain, seq: number): AuditHead | null {
  const entry = chain.stored[seq - 1]?.entry
  return entry ? { seq: entry.seq, hash: entry.hash, at: entry.at } : null
}
