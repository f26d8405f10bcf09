import { describe, expect, it } from 'vitest'
import type { Scope } from '../../../../infra/local/runner/intrinsics.ts'
import { evaluateCondition, referencesIn, resolve } from '../../../../infra/local/runner/intrinsics.ts'

const conditions: Record<string, unknown> = {
  IsProduction: { 'Fn::Equals': [{ Ref: 'Stage' }, 'production'] },
  IsTest: { 'Fn::Not': [{ Condition: 'IsProduction' }] },
  Both: { 'Fn::And': [{ Condition: 'IsTest' }, { Condition: 'IsProduction' }] },
  Either: { 'Fn::Or': [{ Condition: 'IsTest' }, { Condition: 'IsProduction' }] },
}

const known = (table: Record<string, unknown>, name: string): unknown => {
  if (!(name in table)) throw new Error(`unknown: ${name}`)
  return table[name]
}

const scope: Scope = {
  ref: (name) =>
    known(
      { Stage: 'test', Queue: 'http://127.0.0.1/q', 'AWS::Region': 'us-east-1', Ports: ['a', 'b'] },
      name,
    ),
  attribute: (id, attribute) => known({ 'Queue.Arn': 'arn:q', 'Queue.A.B': 'nested' }, `${id}.${attribute}`),
  importValue: (name) => known({ 'Data:Table': 'lists' }, name),
  stackOutput: (stack, output) => known({ 'Data.Out': 'weak' }, `${stack}.${output}`),
  condition: (name) => evaluateCondition(conditions[name], scope, name),
  mapping: (map, top, second) => known({ 'Sizes.test.memory': 128 }, `${map}.${top}.${second}`),
}

const at = (value: unknown): unknown => resolve(value, scope, 'Stack/Thing')

describe('intrinsic functions', () => {
  it.each<[string, unknown, unknown]>([
    ['plain values stay', { a: [1, true, null, 'x'] }, { a: [1, true, null, 'x'] }],
    ['Ref', { Ref: 'Queue' }, 'http://127.0.0.1/q'],
    ['Ref to a pseudo parameter', { Ref: 'AWS::Region' }, 'us-east-1'],
    ['GetAtt as a list', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn:q'],
    ['GetAtt as a text, with a dotted attribute', { 'Fn::GetAtt': 'Queue.A.B' }, 'nested'],
    ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'Stage' }, 3]] }, 'a-test-3'],
    ['Join over a list that is referred to', { 'Fn::Join': ['+', { Ref: 'Ports' }] }, 'a+b'],
    ['Split and Select', { 'Fn::Select': ['1', { 'Fn::Split': ['/', 'x/y/z'] }] }, 'y'],
    ['Sub', { 'Fn::Sub': '${AWS::Region}/${Queue.Arn}/${!Literal}' }, 'us-east-1/arn:q/${Literal}'],
    ['Sub with variables', { 'Fn::Sub': ['${A}${Stage}', { A: { Ref: 'AWS::Region' } }] }, 'us-east-1test'],
    ['If', { 'Fn::If': ['IsProduction', 1, { Ref: 'Stage' }] }, 'test'],
    [
      'If with AWS::NoValue drops the member',
      { a: { 'Fn::If': ['IsTest', { Ref: 'AWS::NoValue' }, 1] }, b: 2 },
      { b: 2 },
    ],
    ['NoValue drops an item', [1, { Ref: 'AWS::NoValue' }, 3], [1, 3]],
    ['ImportValue', { 'Fn::ImportValue': { 'Fn::Join': ['', ['Data:', 'Table']] } }, 'lists'],
    [
      'GetStackOutput',
      { 'Fn::GetStackOutput': { StackName: 'Data', OutputName: 'Out', Region: { Ref: 'AWS::Region' } } },
      'weak',
    ],
    ['FindInMap', { 'Fn::FindInMap': ['Sizes', { Ref: 'Stage' }, 'memory'] }, 128],
    ['two members are no intrinsic', { Ref: 'a', 'Fn::Sub': 'b' }, { Ref: 'a', 'Fn::Sub': 'b' }],
  ])('%s', (_name, template, expected) => {
    expect(at(template)).toEqual(expected)
  })

  it.each([
    ['IsProduction', false],
    ['IsTest', true],
    ['Both', false],
    ['Either', true],
  ])('condition %s is %s', (name, expected) => {
    expect(scope.condition(name)).toBe(expected)
  })

  it('refuses one that it does not know, with its place', () => {
    expect(() => at({ Properties: { Zones: { 'Fn::GetAZs': '' } } })).toThrow(
      /Stack\/Thing\.Properties\.Zones: the intrinsic function Fn::GetAZs is not implemented locally/,
    )
    expect(() => evaluateCondition({ 'Fn::Contains': [] }, scope, 'Stack/C')).toThrow(
      /Stack\/C: the condition Fn::Contains/,
    )
  })

  it.each([
    ['an item that is not there', { 'Fn::Select': [3, ['a']] }, /no item 3 in a list of 1/],
    ['a missing argument', { 'Fn::Join': ['-'] }, /takes 2 arguments, not 1/],
    ['an object where a text is wanted', { 'Fn::Join': ['', [{ a: 1 }]] }, /a text is wanted/],
    ['NoValue as an argument', { 'Fn::Join': ['', { Ref: 'AWS::NoValue' }] }, /NoValue cannot be used/],
    [
      'an unknown argument',
      { 'Fn::GetStackOutput': { StackName: 'Data', OutputName: 'Out', Extra: 1 } },
      /argument Extra/,
    ],
  ])('refuses %s', (_name, template, message) => {
    expect(() => at(template)).toThrow(message)
  })

  it('finds what a value refers to', () => {
    const value = {
      a: { Ref: 'A' },
      b: [{ 'Fn::GetAtt': ['B', 'Arn'] }, { 'Fn::GetAtt': 'C.Arn' }],
      c: { 'Fn::Sub': ['${D}-${!No}-${E.Arn}', { D: { Ref: 'F' } }] },
    }
    expect([...referencesIn(value)].sort()).toEqual(['A', 'B', 'C', 'D', 'E', 'F'])
  })
})
