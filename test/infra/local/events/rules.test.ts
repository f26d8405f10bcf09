import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DeleteRuleCommand,
  DescribeRuleCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge'
import { describe, expect, test } from 'vitest'
import { queueArn, startBus } from './support.ts'

const event = {
  id: '1',
  account: '000000000000',
  source: 'test',
  time: '2026-11-02T09:00:00Z',
  region: 'us-east-1',
  resources: [],
  'detail-type': 'match.opened',
  detail: { score: 97, list: 'ofac-sdn', tags: ['a', 'b'], ip: '10.0.0.7', file: 'a/b.json', none: [] },
}

describe('patterns', () => {
  test.each<[string, unknown, boolean]>([
    ['exact', { source: ['test'] }, true],
    ['wildcard', { detail: { file: [{ wildcard: '*/b.*' }] } }, true],
    ['wildcard, another', { detail: { file: [{ wildcard: 'b*' }] } }, false],
    ['prefix whatever the case', { detail: { list: [{ prefix: { 'equals-ignore-case': 'OFAC' } }] } }, true],
    ['suffix', { detail: { file: [{ suffix: '.json' }] } }, true],
    [
      'anything-but several prefixes',
      { detail: { list: [{ 'anything-but': { prefix: ['bis', 'cbp'] } }] } },
      true,
    ],
    [
      'anything-but this prefix',
      { detail: { list: [{ 'anything-but': { prefix: ['bis', 'ofac'] } }] } },
      false,
    ],
    ['anything-but a wildcard', { detail: { file: [{ 'anything-but': { wildcard: '*.json' } }] } }, false],
    ['numeric', { detail: { score: [{ numeric: ['>=', 90, '<', 98] }] } }, true],
    ['cidr', { detail: { ip: [{ cidr: '10.0.0.0/24' }] } }, true],
    ['cidr, another', { detail: { ip: [{ cidr: '10.0.1.0/24' }] } }, false],
    ['exists: false', { detail: { nothing: [{ exists: false }] } }, true],
    ['a list without items does not exist', { detail: { none: [{ exists: true }] } }, false],
    ['one item of a list', { detail: { tags: ['b', 'c'] } }, true],
    ['$or', { $or: [{ source: ['x'] }, { detail: { score: [97] } }] }, true],
  ])('%s', async (_name, pattern, expected) => {
    const { client } = await startBus()
    const { Result } = await client.send(
      new TestEventPatternCommand({ EventPattern: JSON.stringify(pattern), Event: JSON.stringify(event) }),
    )
    expect(Result).toBe(expected)
  })

  test.each<[string, string]>([
    ['no JSON', '{'],
    ['a bare value', '{"source":"a"}'],
    ['no alternatives', '{"source":[]}'],
    ['an unknown operator', '{"source":[{"begins":"x"}]}'],
    ['two wildcards in a row', '{"source":[{"wildcard":"a**"}]}'],
    ['a number out of range', '{"detail":{"a":[{"numeric":[">",6e9]}]}}'],
    ['too long', JSON.stringify({ source: ['x'.repeat(4096)] })],
  ])('refused: %s', async (_name, EventPattern) => {
    const { client } = await startBus()
    await expect(client.send(new PutRuleCommand({ Name: 'r', EventPattern }))).rejects.toMatchObject({
      name: 'InvalidEventPatternException',
    })
  })
})

describe('rules and targets', () => {
  test('are put, listed, replaced and deleted', async () => {
    const { client, rule } = await startBus()
    await client.send(new CreateEventBusCommand({ Name: 'bus' }))
    const EventBusName = 'bus'
    const { RuleArn } = await client.send(
      new PutRuleCommand({ Name: 'r', EventBusName, EventPattern: '{"source":["a"]}' }),
    )
    expect(RuleArn).toBe('arn:aws:events:us-east-1:000000000000:rule/bus/r')
    const Targets = ['a', 'b'].map((Id) => ({ Id, Arn: queueArn(Id) }))
    await client.send(new PutTargetsCommand({ Rule: 'r', EventBusName, Targets }))
    await rule('elsewhere', { source: ['a'] })
    const listed = await client.send(new ListRulesCommand({ EventBusName }))
    expect(listed.Rules?.map(({ Name, State }) => [Name, State])).toEqual([['r', 'ENABLED']])
    const targets = await client.send(new ListTargetsByRuleCommand({ Rule: 'r', EventBusName, Limit: 1 }))
    expect([targets.Targets?.map(({ Id }) => Id), targets.NextToken]).toEqual([['a'], 'a'])
    await expect(client.send(new DeleteRuleCommand({ Name: 'r', EventBusName }))).rejects.toThrow(
      /has targets/,
    )
    await expect(client.send(new DeleteEventBusCommand({ Name: 'bus' }))).rejects.toThrow(/has rules/)
    const removed = await client.send(
      new RemoveTargetsCommand({ Rule: 'r', EventBusName, Ids: ['a', 'b', 'no'] }),
    )
    expect(removed.FailedEntries?.map(({ TargetId }) => TargetId)).toEqual(['no'])
    await client.send(new DeleteRuleCommand({ Name: 'r', EventBusName }))
    await expect(client.send(new DescribeRuleCommand({ Name: 'r', EventBusName }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
    await client.send(new DeleteEventBusCommand({ Name: 'bus' }))
  })

  test('five targets a rule', async () => {
    const { client, rule } = await startBus()
    await rule('r', { source: ['a'] })
    const Targets = ['1', '2', '3', '4', '5'].map((Id) => ({ Id, Arn: queueArn(Id) }))
    await expect(client.send(new PutTargetsCommand({ Rule: 'r', Targets }))).rejects.toMatchObject({
      name: 'LimitExceededException',
    })
  })

  test.each<[string, object, RegExp]>([
    [
      'a target of another kind',
      { Arn: 'arn:aws:kinesis:us-east-1:000000000000:stream/s' },
      /kind of target/,
    ],
    ['two inputs', { Input: '{}', InputPath: '$.detail' }, /Only one of Input/],
    ['a path that is none', { InputPath: 'detail' }, /Invalid JSON path/],
    ['a constant that is no JSON', { Input: 'x' }, /JSON syntax error/],
  ])('refused: %s', async (_name, target, message) => {
    const { client, rule } = await startBus()
    await rule('r', { source: ['a'] })
    const Targets = [{ Id: 'x', Arn: queueArn('q'), ...target }]
    await expect(client.send(new PutTargetsCommand({ Rule: 'r', Targets }))).rejects.toThrow(message)
  })

  test('a schedule is refused by name', async () => {
    const { client } = await startBus()
    await expect(
      client.send(new PutRuleCommand({ Name: 'r', ScheduleExpression: 'rate(1 minute)' })),
    ).rejects.toThrow(/ScheduleExpression is not supported/)
  })
})
