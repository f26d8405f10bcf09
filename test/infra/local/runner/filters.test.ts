import { describe, expect, it } from 'vitest'
import { compileFilter, compileFilters } from '../../../../infra/local/runner/event-sources/filters.ts'

const stream = (pattern: unknown) => compileFilter(JSON.stringify(pattern), 'stream', 'Stack/Mapping')
const queue = (pattern: unknown) => compileFilter(JSON.stringify(pattern), 'queue', 'Stack/Mapping')

const record = {
  eventName: 'INSERT',
  dynamodb: {
    NewImage: {
      sk: { S: 'CS#000012' },
      state: { S: 'Pending' },
      n: { N: '7' },
      empty: { S: '' },
      tags: { SS: ['a', 'b'] },
    },
    SizeBytes: 40,
  },
  gone: null,
}
const newImage = (field: unknown): unknown => ({ dynamodb: { NewImage: field } })

describe('filter patterns of streams', () => {
  it.each<[string, unknown, boolean]>([
    ['exact', { eventName: ['INSERT'] }, true],
    ['exact, another', { eventName: ['MODIFY'] }, false],
    ['one of several', { eventName: ['MODIFY', 'INSERT'] }, true],
    ['case matters', { eventName: ['insert'] }, false],
    ['equals-ignore-case', { eventName: [{ 'equals-ignore-case': 'insert' }] }, true],
    ['prefix', newImage({ sk: { S: [{ prefix: 'CS#' }] } }), true],
    ['prefix, another', newImage({ sk: { S: [{ prefix: 'V#' }] } }), false],
    ['suffix', newImage({ sk: { S: [{ suffix: '12' }] } }), true],
    ['suffix, another', newImage({ sk: { S: [{ suffix: '13' }] } }), false],
    [
      'all fields must match',
      { eventName: ['INSERT'], ...(newImage({ sk: { S: ['x'] } }) as object) },
      false,
    ],
    ['anything-but, a value', newImage({ state: { S: [{ 'anything-but': 'Done' }] } }), true],
    [
      'anything-but, this value',
      newImage({ state: { S: [{ 'anything-but': ['Done', 'Pending'] }] } }),
      false,
    ],
    ['anything-but of an absent field', newImage({ other: { S: [{ 'anything-but': ['Done'] }] } }), false],
    ['anything-but a prefix', newImage({ state: { S: [{ 'anything-but': { prefix: 'Do' } }] } }), true],
    ['exists', newImage({ state: { S: [{ exists: true }] } }), true],
    ['exists, absent', newImage({ other: { S: [{ exists: true }] } }), false],
    ['does not exist', newImage({ other: { S: [{ exists: false }] } }), true],
    ['does not exist, yet it does', newImage({ state: { S: [{ exists: false }] } }), false],
    ['exists sees leaves only', newImage({ state: [{ exists: true }] }), false],
    ['null', { gone: [null] }, true],
    ['null is not absent', { never: [null] }, false],
    ['empty text', newImage({ empty: { S: [''] } }), true],
    ['numeric equal', { dynamodb: { SizeBytes: [{ numeric: ['=', 40] }] } }, true],
    ['numeric range', { dynamodb: { SizeBytes: [{ numeric: ['>', 10, '<=', 40] }] } }, true],
    ['numeric, out of range', { dynamodb: { SizeBytes: [{ numeric: ['<', 40] }] } }, false],
    [
      'numeric never sees the numbers of DynamoDB, which are texts',
      newImage({ n: { N: [{ numeric: ['=', 7] }] } }),
      false,
    ],
    ['a number as text', newImage({ n: { N: ['7'] } }), true],
    ['a list matches by one of its items', newImage({ tags: { SS: ['b'] } }), true],
    ['$or', { $or: [{ eventName: ['REMOVE'] }, newImage({ sk: { S: [{ prefix: 'CS#' }] } })] }, true],
    ['$or, none', { $or: [{ eventName: ['REMOVE'] }, { eventName: ['MODIFY'] }] }, false],
    ['a pattern for an object, where there is a text', { eventName: { S: ['x'] } }, false],
  ])('%s', (_name, pattern, expected) => {
    expect(stream(pattern)(record)).toBe(expected)
  })

  it('one of several filters is enough, and none lets everything through', () => {
    const patterns = ['{"eventName":["REMOVE"]}', '{"eventName":["INSERT"]}']
    expect(compileFilters(patterns, 'stream', 'x')(record)).toBe(true)
    expect(compileFilters(patterns.slice(0, 1), 'stream', 'x')(record)).toBe(false)
    expect(compileFilters([], 'stream', 'x')(record)).toBe(true)
  })
})

describe('filter patterns of queues', () => {
  it.each<[string, unknown, string, boolean]>([
    ['JSON body', { body: { kind: ['alert'] } }, '{"kind":"alert"}', true],
    ['JSON body, another', { body: { kind: ['alert'] } }, '{"kind":"x"}', false],
    ['JSON pattern, plain body', { body: { kind: [{ exists: false }] } }, 'plain', false],
    ['plain pattern', { body: ['plain'] }, 'plain', true],
    ['plain pattern, JSON body', { body: [{ prefix: '{' }] }, '{"kind":"alert"}', false],
  ])('%s', (_name, pattern, body, expected) => {
    expect(queue(pattern)({ body, attributes: {} })).toBe(expected)
  })

  it('sees attributes of the message', () => {
    const matches = queue({ messageAttributes: { severity: { stringValue: ['high'] } } })
    expect(matches({ body: '{}', messageAttributes: { severity: { stringValue: 'high' } } })).toBe(true)
    expect(matches({ body: '{}', messageAttributes: {} })).toBe(false)
  })
})

describe('refused patterns', () => {
  it.each<[string, string, RegExp]>([
    [
      'an unknown rule',
      '{"a":[{"wildcard":"x*"}]}',
      /Stack\/Mapping filter\.a: the filter rule wildcard is not implemented/,
    ],
    ['no JSON', 'nonsense', /is not a JSON object/],
    ['a bare value', '{"a":"b"}', /a pattern is an object/],
    ['no alternatives', '{"a":[]}', /matches nothing/],
    ['two rules in one', '{"a":[{"prefix":"x","suffix":"y"}]}', /not an alternative/],
    ['an unknown comparison', '{"a":[{"numeric":["~",1]}]}', /numeric does not know/],
  ])('%s', (_name, pattern, message) => {
    expect(() => compileFilter(pattern, 'stream', 'Stack/Mapping')).toThrow(message)
  })
})
