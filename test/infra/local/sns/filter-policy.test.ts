import { describe, expect, it } from 'vitest'
import { passes, readFilterPolicy } from '../../../../infra/local/sns/filter-policy.ts'
import type { MessageAttributes } from '../../../../infra/local/wire/message-attributes.ts'

const text = (StringValue: string) => ({ DataType: 'String', StringValue })
const number = (StringValue: string) => ({ DataType: 'Number', StringValue })
const list = (...values: unknown[]) => ({ DataType: 'String.Array', StringValue: JSON.stringify(values) })

const byAttributes = (policy: object, attributes: MessageAttributes) =>
  passes(readFilterPolicy(JSON.stringify(policy), 'MessageAttributes'), attributes, '')
const byBody = (policy: object, body: unknown) =>
  passes(readFilterPolicy(JSON.stringify(policy), 'MessageBody'), {}, JSON.stringify(body))

describe('by attributes', () => {
  const cases: [object, MessageAttributes, boolean][] = [
    [{ a: ['x', 'y'] }, { a: text('y') }, true],
    [{ a: ['x'] }, { a: text('X') }, false],
    [{ a: ['x'], b: ['y'] }, { a: text('x') }, false],
    [{ a: [{ prefix: 'bas' }] }, { a: text('baseball') }, true],
    [{ a: [{ suffix: 'ball' }] }, { a: text('baseball') }, true],
    [{ a: [{ suffix: 'base' }] }, { a: text('baseball') }, false],
    [{ a: [{ 'equals-ignore-case': 'Tennis' }] }, { a: text('tENNIS') }, true],
    [{ a: [{ 'anything-but': ['rugby', 'tennis'] }] }, { a: text('baseball') }, true],
    [{ a: [{ 'anything-but': ['rugby', 'tennis'] }] }, { a: text('rugby') }, false],
    [{ a: [{ 'anything-but': 'rugby' }] }, { a: list('rugby', 'baseball') }, true],
    [{ a: [{ 'anything-but': 'rugby' }] }, { a: list('rugby') }, false],
    [{ a: [{ 'anything-but': 'rugby' }] }, { b: text('x') }, false],
    [{ a: [{ 'anything-but': { prefix: 'order-' } }] }, { a: text('data-entry') }, true],
    [{ a: [{ 'anything-but': { prefix: 'order-' } }] }, { a: text('order-number') }, false],
    [{ a: [{ 'anything-but': { suffix: '-x' } }] }, { a: text('a-x') }, false],
    [{ a: [{ 'anything-but': [100, 500] }] }, { a: number('100.1') }, true],
    [{ a: [{ 'anything-but': [100, 500] }] }, { a: number('100') }, false],
    [{ a: [{ numeric: ['=', 301.5] }] }, { a: number('3.015e2') }, true],
    [{ a: [{ numeric: ['>', 0, '<=', 150] }] }, { a: number('150') }, true],
    [{ a: [{ numeric: ['>', 0, '<=', 150] }] }, { a: number('0') }, false],
    [{ a: [{ numeric: ['<', 5] }] }, { a: text('3') }, false],
    [{ a: [{ numeric: ['=', 0.000001] }] }, { a: number('0.000002') }, true],
    [{ a: [{ exists: true }] }, { a: text('x') }, true],
    [{ a: [{ exists: true }] }, { b: text('x') }, false],
    [{ a: [{ exists: false }] }, { b: text('x') }, true],
    [{ a: [{ exists: false }] }, {}, false],
    [{ a: [{ exists: true }] }, { a: { DataType: 'Binary', BinaryValue: 'AQ==' } }, false],
    [{ a: ['x', { numeric: ['>', 5] }] }, { a: number('6') }, true],
    [{ a: [true] }, { a: list(true, null) }, true],
    [{ a: [null] }, { a: list(true, null) }, true],
    [{ toString: ['x'] }, { a: text('x') }, false],
    [{}, {}, true],
  ]
  it.each(cases)('%j of %j: %s', (policy, attributes, expected) => {
    expect(byAttributes(policy, attributes)).toBe(expected)
  })
})

describe('by body', () => {
  const cases: [object, unknown, boolean][] = [
    [{ a: { b: { c: ['x'] } } }, { a: { b: { c: 'x' } } }, true],
    [{ a: { b: { c: ['x'] } } }, { a: { b: 'x' } }, false],
    [{ a: { b: ['x'] } }, { a: [{ b: 'y' }, { b: 'x' }] }, true],
    [{ a: ['x'] }, { a: ['y', 'x'] }, true],
    [{ a: [1] }, { a: 1.0 }, true],
    [{ a: [1] }, { a: '1' }, false],
    [{ a: { b: [{ exists: false }] } }, { a: { c: 1 } }, true],
    [{ a: { b: [{ exists: false }] } }, { x: 1 }, true],
    [{ a: { b: [{ exists: true }] } }, { x: 1 }, false],
    [{ a: [{ exists: false }] }, {}, false],
    [{ a: [{ exists: false }] }, [1], false],
    [{ a: ['x'] }, 'x', false],
  ]
  it.each(cases)('%j of %j: %s', (policy, body, expected) => {
    expect(byBody(policy, body)).toBe(expected)
  })
})

describe('a policy', () => {
  const values = (count: number) => Array.from({ length: count }, (_, index) => `v${index}`)
  const read = (policy: unknown, scope: 'MessageAttributes' | 'MessageBody' = 'MessageAttributes') =>
    readFilterPolicy(typeof policy === 'string' ? policy : JSON.stringify(policy), scope)

  it('has at most five keys; nested ones do not count', () => {
    const five = Object.fromEntries(values(5).map((key) => [key, ['x']]))
    expect(() => read(five)).not.toThrow()
    expect(() => read({ ...five, more: ['x'] })).toThrow(/5 keys/)
    expect(() =>
      read({ a: Object.fromEntries(values(6).map((key) => [key, ['x']])) }, 'MessageBody'),
    ).not.toThrow()
  })

  it('has at most 150 combinations, where depth counts', () => {
    expect(() => read({ a: values(15), b: values(10) })).not.toThrow()
    expect(() => read({ a: values(15), b: values(11) })).toThrow(/150/)
    // The example of the documentation: 4 × 3, 3 × 2 and 3 × 1 make 216.
    const nested = { a: { b: { c: values(4) } }, d: { e: values(3) }, f: values(3) }
    expect(() => read(nested, 'MessageBody')).toThrow(/150/)
    expect(() => read({ ...nested, f: values(2) }, 'MessageBody')).not.toThrow()
  })

  it.each([
    ['no JSON', '{'],
    ['no object', ['x']],
    ['a bare value', { a: 'x' }],
    ['no values', { a: [] }],
    ['two operators in one condition', { a: [{ prefix: 'x', suffix: 'y' }] }],
    ['mixed exclusions', { a: [{ 'anything-but': ['x', 1] }] }],
    ['an empty prefix', { a: [{ prefix: '' }] }],
    ['an unknown comparison', { a: [{ numeric: ['!=', 1] }] }],
    ['an upside-down range', { a: [{ numeric: ['>', 5, '<', 1] }] }],
    ['a range the wrong way round', { a: [{ numeric: ['<', 5, '>', 1] }] }],
    ['too large a number', { a: [{ numeric: ['>', 1e10] }] }],
    ['exists of a text', { a: [{ exists: 'yes' }] }],
    ['a nested list', { a: [['x']] }],
    ['$or', { $or: [{ a: ['x'] }, { b: ['y'] }] }],
    ['cidr', { a: [{ cidr: '10.0.0.0/24' }] }],
  ])('is refused with %s', (_what, policy) => {
    expect(() => read(policy)).toThrow(/FilterPolicy/)
  })
})
