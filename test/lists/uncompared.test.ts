import { describe, expect, it } from 'vitest'
import { uncompared } from '../../shared/lists/uncompared.ts'
import type { DeltaStatus, ListVersion } from '../../shared/lists/version.ts'
import type { Change, ChangeSet } from '../../shared/model/change.ts'
import { documentRef, listVersion } from '../support/samples.ts'

interface Step {
  cause?: ListVersion['cause']
  /** A document of its own, or the one of the version before. */
  document: string
  /** `id before after`, a hyphen for none. */
  changes?: string[]
}

const changeOf = (words: string): Change => {
  const [id = '', before = '-', after = '-'] = words.split(' ')
  return {
    source: 'ofac-sdn',
    id,
    kind: before === '-' ? 'added' : after === '-' ? 'removed' : 'amended',
    name: `P ${id}`,
    material: true,
    ...(before === '-' ? {} : { beforeHash: before }),
    ...(after === '-' ? {} : { afterHash: after }),
  }
}

/** What is compared of a history, in one line. */
const compare = async (steps: readonly Step[], status?: Pick<DeltaStatus, 'seq' | 'outcome' | 'since'>) => {
  const versions = steps.map(({ cause = 'published', document }, at) =>
    listVersion(at + 1, new Map(), { cause, document: documentRef({ sha256: document }) }),
  )
  const found = await uncompared(
    {
      async *versions() {
        yield* versions.toReversed()
      },
      changeSet: async (_source, seq) => ({ seq }) as ChangeSet,
      changes: async ({ seq }) => (steps[seq - 1]?.changes ?? []).map(changeOf),
    },
    'ofac-sdn',
    status && { checkedAt: '2026-07-24T10:00:00.000Z', ...status },
  )
  if (!found) return null
  const { version, before, since, changes } = found
  return {
    span: `${before.seq} to ${version.seq}`,
    ...(since === undefined ? {} : { since }),
    changes: changes.map(({ kind, id }) => `${kind} ${id}`),
  }
}

const a: Step = { document: 'a' }
const b: Step = { document: 'b', changes: ['1 - x', '2 y -', '3 p q'] }
const c: Step = { document: 'c', changes: ['1 x -', '2 - y', '3 q r', '4 - z'] }

describe('what of a history is compared with the statements of the agency', () => {
  it('before anything was compared: the newest publication alone', async () => {
    expect(await compare([a])).toBeNull()
    expect(await compare([a, b])).toEqual({ span: '1 to 2', changes: ['added 1', 'removed 2', 'amended 3'] })
    expect(await compare([a, b, c])).toMatchObject({ span: '2 to 3' })
  })

  it('what was settled is not compared again', async () => {
    for (const outcome of ['agrees', 'disagrees', 'not-comparable'] as const) {
      expect(await compare([a, b], { seq: 2, outcome })).toBeNull()
      expect(await compare([a, b, c], { seq: 2, outcome })).toMatchObject({ span: '2 to 3' })
    }
  })

  it('what waits is compared again, with what came after it, by what both come to', async () => {
    const waits = { seq: 2, outcome: 'not-yet' } as const
    expect(await compare([a, b], waits)).toMatchObject({ span: '1 to 2' })
    // Added and removed again, or removed and listed again as it was, is nothing.
    const together = { span: '1 to 3', since: 2, changes: ['amended 3', 'added 4'] }
    expect(await compare([a, b, c], waits)).toEqual(together)
    expect(await compare([a, b, c], { seq: 3, since: 2, outcome: 'unavailable' })).toEqual(together)
    expect(await compare([a, b, c], { seq: 3, since: 2, outcome: 'agrees' })).toBeNull()
  })

  it('what a reader, a day or a second file changed is no publication, and none of its changes are theirs', async () => {
    const ours: Step[] = [
      { document: 'b', cause: 'reparsed', changes: ['7 - x'] },
      { document: 'b', cause: 'due', changes: ['8 - x'] },
      // Names in other scripts, joined from a second file: the list's own document is the same.
      { document: 'b', cause: 'published', changes: ['9 - x'] },
    ]
    for (const step of ours) {
      expect(await compare([a, b, step], { seq: 2, outcome: 'agrees' })).toBeNull()
      expect(await compare([a, b, step], { seq: 2, outcome: 'unavailable' })).toMatchObject({
        span: '1 to 2',
      })
    }
    expect(await compare([a, b, ...ours, c], { seq: 2, outcome: 'unavailable' })).toEqual({
      span: '1 to 6',
      since: 2,
      changes: ['amended 3', 'added 4'],
    })
  })

  it('a version that nobody compared, because the check died after its commit, is compared with the next', async () => {
    expect(await compare([a, b, c, { document: 'd' }], { seq: 2, outcome: 'agrees' })).toMatchObject({
      span: '2 to 4',
      since: 3,
    })
  })
})
