import { describe, expect, it } from 'vitest'
import { anchorOf } from '../../shared/alerts/anchors.ts'
import { InputError } from '../../shared/errors.ts'

const entry = {
  customerId: 'acme',
  matchId: '68c012c52eef',
  anchor: 'importation',
  on: '2026-10-01',
  author: ' A. Officer ',
}
/** Nine in the evening of the first of October in Washington; in Greenwich it is the second. */
const evening = new Date('2026-10-02T01:00:00Z')

describe('an event that a clock runs from', () => {
  it('is kept as it was entered, with who entered it and when', () => {
    expect(anchorOf({ ...entry, reference: ' entry 123-4567890-1 ' }, evening)).toEqual({
      customerId: 'acme',
      matchId: '68c012c52eef',
      anchor: 'importation',
      on: '2026-10-01',
      reference: 'entry 123-4567890-1',
      author: 'A. Officer',
      at: '2026-10-02T01:00:00.000Z',
    })
    expect(anchorOf({ ...entry, reference: ' ' }, evening)).not.toHaveProperty('reference')
  })

  it('without a day is of the agencies’ day: one that is too late would give a deadline too late', () => {
    const { on: _on, ...without } = entry
    expect(anchorOf(without, evening).on).toBe('2026-10-01')
    expect(anchorOf(without, new Date('2026-10-02T12:00:00Z')).on).toBe('2026-10-02')
  })

  it.each([
    ['an unknown event', { anchor: 'alert' }, 'event'],
    ['what is no day', { on: '2026-02-30' }, 'date'],
    ['a day that has not come', { on: '2026-10-03' }, 'date'],
    ['a reference of too many characters', { reference: 'x'.repeat(61) }, 'reference'],
    ['a reference that would part its key', { reference: 'entry #1' }, 'reference'],
    ['a reference on two lines', { reference: 'entry\n1' }, 'reference'],
    ['nobody as author', { author: ' ' }, 'author'],
  ])('refuses %s, by its field', (_name, change, field) => {
    expect(() => anchorOf({ ...entry, ...change }, evening)).toThrow(InputError)
    try {
      anchorOf({ ...entry, ...change }, evening)
    } catch (error) {
      expect((error as InputError).problems.map((problem) => problem.field)).toEqual([field])
    }
  })
})
