import { describe, expect, test } from 'vitest'
import { decide } from '../../../../infra/local/iam/evaluate.ts'
import type { Caller } from '../../../../infra/local/iam/evaluate.ts'
import { policyDocument } from '../../../../infra/local/iam/policy.ts'
import type { Statement } from '../../../../infra/local/iam/policy.ts'
import { access } from '../../../../infra/local/wire/access.ts'

const table = 'arn:aws:dynamodb:us-east-1:000000000000:table/registry'
const role = { kind: 'role', arn: 'arn:aws:iam::000000000000:role/worker' } as const

const statements = (...given: object[]): Statement[] =>
  policyDocument.parse({ Version: '2012-10-17', Statement: given }).Statement
const allow = (rest: object) => ({ Effect: 'Allow', Action: 'dynamodb:*', Resource: '*', ...rest })
const leading = (...keys: string[]) => ({ 'dynamodb:LeadingKeys': keys })
/** As infra/constructs/access.ts writes it. */
const onlyCustomers = {
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['C#*'] },
  Null: { 'dynamodb:LeadingKeys': 'false' },
}

describe('statements of a role', () => {
  test.each<[string, object[], [string, string, Record<string, string[]>?], boolean]>([
    ['nothing allows', [], ['dynamodb:GetItem', table], false],
    ['an action by name', [allow({ Action: ['dynamodb:GetItem'] })], ['dynamodb:GetItem', table], true],
    [
      'names of actions do not depend on case',
      [allow({ Action: 'DynamoDB:getitem' })],
      ['dynamodb:GetItem', table],
      true,
    ],
    ['another action', [allow({ Action: 'dynamodb:GetItem' })], ['dynamodb:PutItem', table], false],
    ['a wildcard action', [allow({ Action: 'dynamodb:Get*' })], ['dynamodb:GetItem', table], true],
    [
      'a question mark is one character',
      [allow({ Action: 'dynamodb:?etItem' })],
      ['dynamodb:GetItem', table],
      true,
    ],
    [
      'NotAction leaves out what it names',
      [allow({ Action: undefined, NotAction: 'dynamodb:Scan' })],
      ['dynamodb:Scan', table],
      false,
    ],
    [
      'NotAction takes in all else',
      [allow({ Action: undefined, NotAction: 'dynamodb:Scan' })],
      ['dynamodb:GetItem', table],
      true,
    ],
    ['a resource by name', [allow({ Resource: table })], ['dynamodb:GetItem', table], true],
    [
      'an index is not its table',
      [allow({ Resource: table })],
      ['dynamodb:Query', `${table}/index/i`],
      false,
    ],
    [
      'objects under a prefix',
      [allow({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/docs/*' })],
      ['s3:GetObject', 'arn:aws:s3:::b/docs/a/b'],
      true,
    ],
    [
      'objects beside the prefix',
      [allow({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/docs/*' })],
      ['s3:GetObject', 'arn:aws:s3:::b/doc'],
      false,
    ],
    [
      'a wildcard does not reach over the colons of an ARN',
      [allow({ Action: 'sqs:*', Resource: 'arn:aws:sqs:*:x' })],
      ['sqs:SendMessage', 'arn:aws:sqs:us-east-1:000000000000:x'],
      false,
    ],
    ['NotResource', [allow({ Resource: undefined, NotResource: table })], ['dynamodb:GetItem', table], false],
    [
      'a Deny wins',
      [allow({}), { Effect: 'Deny', Action: 'dynamodb:PutItem', Resource: '*' }],
      ['dynamodb:PutItem', table],
      false,
    ],
    [
      'leading keys within the pattern',
      [allow({ Condition: onlyCustomers })],
      ['dynamodb:GetItem', table, leading('C#a')],
      true,
    ],
    [
      'one leading key outside',
      [allow({ Condition: onlyCustomers })],
      ['dynamodb:BatchGetItem', table, leading('C#a', 'K#1')],
      false,
    ],
    [
      'no leading keys: Null keeps ForAllValues from letting a Scan through',
      [allow({ Condition: onlyCustomers })],
      ['dynamodb:Scan', table],
      false,
    ],
    [
      'without Null, ForAllValues is true of nothing',
      [allow({ Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['C#*'] } } })],
      ['dynamodb:Scan', table],
      true,
    ],
    [
      'ForAnyValue is false of nothing',
      [allow({ Condition: { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': ['C#*'] } } })],
      ['dynamodb:Scan', table],
      false,
    ],
    [
      'a negation is true of nothing',
      [allow({ Action: 'sns:*', Condition: { StringNotEquals: { 'sns:Protocol': 'sms' } } })],
      ['sns:Subscribe', '*'],
      true,
    ],
    [
      'IfExists',
      [allow({ Action: 'sns:*', Condition: { StringEqualsIfExists: { 'sns:Protocol': 'email' } } })],
      ['sns:Subscribe', '*'],
      true,
    ],
    [
      'Bool',
      [allow({ Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'true' } } })],
      ['s3:GetObject', '*', { 'aws:SecureTransport': ['true'] }],
      true,
    ],
    [
      'a number',
      [allow({ Action: 's3:*', Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } } })],
      ['s3:GetObject', '*', { 's3:TlsVersion': ['1.3'] }],
      false,
    ],
    [
      'a variable',
      [allow({ Condition: { StringLike: { 'dynamodb:LeadingKeys': ['C#${aws:PrincipalTag/tenant}'] } } })],
      ['dynamodb:GetItem', table, { ...leading('C#acme'), 'aws:PrincipalTag/tenant': ['acme'] }],
      true,
    ],
    [
      'a variable that the call has not matches nothing',
      [allow({ Condition: { StringLike: { 'dynamodb:LeadingKeys': ['C#${aws:PrincipalTag/tenant}*'] } } })],
      ['dynamodb:GetItem', table, leading('C#acme')],
      false,
    ],
  ])('%s', (_name, given, [action, resource, context], allowed) => {
    const policy = statements(...(JSON.parse(JSON.stringify(given)) as object[]))
    expect(decide(role, access(action, resource, context ?? {}), policy, []).allowed).toBe(allowed)
  })
})

describe('policies of resources', () => {
  const queue = 'arn:aws:sqs:us-east-1:000000000000:q'
  const send = (context = {}) => access('sqs:SendMessage', queue, context)
  const topics: Caller = { kind: 'service', name: 'sns.amazonaws.com' }
  const fromTopic = {
    Effect: 'Allow',
    Principal: { Service: 'sns.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: queue,
    Condition: { ArnEquals: { 'aws:SourceArn': 'arn:aws:sns:us-east-1:000000000000:t' } },
  }

  test('are all that a service can be allowed by', () => {
    const source = { 'aws:SourceArn': ['arn:aws:sns:us-east-1:000000000000:t'] }
    expect(decide(topics, send(source), [], statements(fromTopic)).allowed).toBe(true)
    expect(
      decide(
        topics,
        send({ 'aws:SourceArn': ['arn:aws:sns:us-east-1:000000000000:u'] }),
        [],
        statements(fromTopic),
      ).allowed,
    ).toBe(false)
    expect(decide(topics, send(source), [], [])).toEqual({
      allowed: false,
      why: 'the resource’s policy does not allow it to sns.amazonaws.com',
    })
    expect(
      decide({ kind: 'service', name: 's3.amazonaws.com' }, send(source), [], statements(fromTopic)).allowed,
    ).toBe(false)
  })

  test('can deny what a role is allowed, and allow what it is not', () => {
    const own = statements({ Effect: 'Allow', Action: 'sqs:*', Resource: '*' })
    const insecure = {
      Sid: 'TlsOnly',
      Effect: 'Deny',
      Principal: '*',
      Action: 'sqs:*',
      Resource: queue,
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    }
    expect(decide(role, send({ 'aws:SecureTransport': ['true'] }), own, statements(insecure)).allowed).toBe(
      true,
    )
    expect(decide(role, send({ 'aws:SecureTransport': ['false'] }), own, statements(insecure))).toEqual({
      allowed: false,
      why: 'the statement TlsOnly of the resource’s policy denies it',
    })
    const direct = {
      Effect: 'Allow',
      Principal: { AWS: role.arn },
      Action: 'sqs:SendMessage',
      Resource: queue,
    }
    expect(decide(role, send(), [], statements(direct)).allowed).toBe(true)
    const account = { ...direct, Principal: { AWS: 'arn:aws:iam::000000000000:root' } }
    expect(decide(role, send(), [], statements(account)).allowed).toBe(false)
  })

  test('of a key must allow, or leave it to the account', () => {
    const decrypt = access('kms:Decrypt', 'arn:aws:kms:us-east-1:000000000000:key/k')
    const own = statements({ Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*' })
    const root = {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::000000000000:root' },
      Action: 'kms:*',
      Resource: '*',
    }
    expect(decide(role, decrypt, own, statements(root)).allowed).toBe(true)
    expect(decide(role, decrypt, [], statements(root)).allowed).toBe(false)
    const other = { ...root, Principal: { Service: 's3.amazonaws.com' } }
    expect(decide(role, decrypt, own, statements(other)).allowed).toBe(false)
  })
})

test('a document that is none is refused', () => {
  expect(policyDocument.safeParse({ Statement: [{ Effect: 'Allow', Resource: '*' }] }).success).toBe(false)
  expect(policyDocument.safeParse({ Statement: [{ Effect: 'Perhaps', Action: '*' }] }).success).toBe(false)
})
