import { describe, expect, it } from 'vitest'
import { physicalName } from '../../../../infra/local/runner/aws-identity.ts'
import { findNamed, shortIds } from '../../../../infra/local/runner/construct-id.ts'

describe('physical names', () => {
  it('are the same each time, and differ by stack and logical id', () => {
    const name = physicalName('Pipe', 'WorkBF636A8B', { max: 80 })
    expect(name).toMatch(/^Pipe-WorkBF636A8B-[A-Z2-7]{12}$/)
    expect(physicalName('Pipe', 'WorkBF636A8B', { max: 80 })).toBe(name)
    expect(physicalName('Data', 'WorkBF636A8B', { max: 80 })).not.toBe(name)
  })

  it('keep to the limit without becoming equal', () => {
    const long = 'VeryLongLogicalIdOfSomethingInAConstructInAConstruct'
    const names = [`${long}A`, `${long}B`].map((id) =>
      physicalName('tierwatch-pipeline', id, { max: 63, lowerCase: true }),
    )
    expect(new Set(names).size).toBe(2)
    for (const name of names) expect(name).toMatch(/^[a-z0-9-]{1,63}$/)
  })
})

describe('ids of constructs', () => {
  it('are the shortest ends that differ', () => {
    expect(
      shortIds([
        'Pipe/CheckSource/Function/Resource',
        'Pipe/FanOut/Resource',
        'Pipe/A/Send/Resource',
        'Pipe/B/Send/Resource',
      ]),
    ).toEqual(['CheckSource', 'FanOut', 'A/Send', 'B/Send'])
  })

  const things = [
    { id: 'CheckSource', name: 'Pipe-Check-1', constructPath: 'Pipe/CheckSource/Function/Resource' },
    { id: 'FanOut', name: 'Pipe-Fan-1', constructPath: 'Pipe/FanOut/Resource' },
  ]
  it.each(['CheckSource', 'Pipe-Check-1', 'Pipe/CheckSource', 'CheckSource/Function'])(
    '%s finds its function',
    (key) => {
      expect(findNamed(things, key, 'function').id).toBe('CheckSource')
    },
  )
  it('says what there is when nothing, or more than one, is meant', () => {
    expect(() => findNamed(things, 'Check', 'function')).toThrow(/no function Check/)
    expect(() => findNamed(things, 'Pipe', 'function')).toThrow(/more than one function/)
  })
})
