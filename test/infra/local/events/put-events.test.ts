import {
  CreateEventBusCommand,
  DisableRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge'
import { describe, expect, test } from 'vitest'
import { handClock } from '../wire/support.ts'
import { entry, functionArn, queueArn, startBus } from './support.ts'

describe('what is put', () => {
  test('reaches the targets of the rules that it matches, as an event, and no other', async () => {
    const { clock } = handClock()
    const { rule, put, settled, received } = await startBus({ clock })
    await rule('updated', { source: ['test.lists'], detail: { source: [{ prefix: 'ofac-' }] } })
    await rule('others', { source: ['test.matches'] })
    const { FailedEntryCount, Entries = [] } = await put(entry({ source: 'ofac-sdn' }, { Resources: ['r'] }))
    await settled()
    expect(FailedEntryCount).toBe(0)
    expect(received.map(({ to }) => to)).toEqual([queueArn('updated')])
    expect(JSON.parse(received[0]?.body ?? '')).toEqual({
      version: '0',
      id: Entries[0]?.EventId,
      'detail-type': 'list.updated',
      source: 'test.lists',
      account: '000000000000',
      time: '2026-11-02T09:00:00Z',
      region: 'us-east-1',
      resources: ['r'],
      detail: { source: 'ofac-sdn' },
    })
  })

  test('stays on its bus', async () => {
    const { client, put, settled, received } = await startBus()
    await client.send(new CreateEventBusCommand({ Name: 'lists' }))
    await client.send(
      new PutRuleCommand({ Name: 'all', EventBusName: 'lists', EventPattern: '{"source":[{"prefix":""}]}' }),
    )
    const Targets = [{ Id: 'f', Arn: functionArn }]
    await client.send(new PutTargetsCommand({ Rule: 'all', EventBusName: 'lists', Targets }))
    await put(
      entry({ n: 1 }),
      entry({ n: 2 }, { EventBusName: 'lists' }),
      entry({ n: 3 }, { EventBusName: 'arn:aws:events:us-east-1:000000000000:event-bus/lists' }),
    )
    await settled()
    expect(received.map(({ body }) => (JSON.parse(body) as { detail: { n: number } }).detail.n)).toEqual([
      2, 3,
    ])
  })

  test('is lost on a bus that does not exist, with an id, as in AWS; the log says so', async () => {
    const { put, warnings } = await startBus()
    const answer = await put(entry({}, { EventBusName: 'nowhere' }))
    expect(answer.FailedEntryCount).toBe(0)
    expect(answer.Entries?.[0]?.EventId).toMatch(/-/)
    expect(warnings).toEqual([expect.stringContaining('bus nowhere, which does not exist')])
  })

  test('is refused entry by entry, in its place', async () => {
    const { rule, put, settled, received } = await startBus()
    await rule('all', { source: [{ exists: true }] })
    const { FailedEntryCount, Entries = [] } = await put(
      entry({ n: 1 }),
      entry({}, { Source: undefined }),
      entry({}, { DetailType: undefined }),
      entry({}, { Detail: '{' }),
      entry({}, { Detail: '[1]' }),
      entry({}, { Source: 'aws.s3' }),
      entry({ n: 2 }),
    )
    await settled()
    expect(FailedEntryCount).toBe(5)
    expect(Entries.map(({ ErrorCode }) => ErrorCode)).toEqual([
      undefined,
      'InvalidArgument',
      'InvalidArgument',
      'MalformedDetail',
      'MalformedDetail',
      'NotAuthorizedForSourceException',
      undefined,
    ])
    expect(received).toHaveLength(2)
  })

  test('has at most ten entries, and 1 MB in all', async () => {
    const { client, put } = await startBus()
    const eleven = Array.from({ length: 11 }, () => entry({}))
    await expect(client.send(new PutEventsCommand({ Entries: eleven }))).rejects.toThrow(
      /less than or equal to 10/,
    )
    // Source and type are 24 bytes, the detail's own frame 9.
    const exact = entry({ a: 'x'.repeat(1_048_576 - 22 - 8) })
    const size = Buffer.byteLength(`${exact.Source}${exact.DetailType}${exact.Detail}`)
    expect(size).toBe(1_048_576)
    expect((await put(exact)).FailedEntryCount).toBe(0)
    await expect(put({ ...exact, Detail: `${exact.Detail} ` })).rejects.toThrow(/Total size of the entries/)
  })

  test('goes to no rule that is disabled', async () => {
    const { client, rule, put, settled, received } = await startBus()
    await rule('all', { source: [{ exists: true }] })
    await client.send(new DisableRuleCommand({ Name: 'all' }))
    await put(entry({}))
    await settled()
    expect(received).toEqual([])
  })
})

describe('what a target receives', () => {
  test.each<[string, object, unknown]>([
    ['a constant', { Input: '{"fixed":true}' }, { fixed: true }],
    ['a part of the event', { InputPath: '$.detail.parties[1].name' }, 'B'],
    [
      'a template with variables, as JSON and within a text',
      {
        InputTransformer: {
          InputPathsMap: { who: '$.detail.parties[0].name', count: '$.detail.count', none: '$.detail.no' },
          InputTemplate:
            '{"who": <who>, "count": <count>, "text": "<who>: <count> of <none>", "rule": <aws.events.rule-name>}',
        },
      },
      { who: 'A "quoted"', count: 2, text: 'A "quoted": 2 of ', rule: 'r' },
    ],
  ])('%s', async (_name, input, expected) => {
    const { rule, put, settled, received } = await startBus()
    await rule('r', { source: [{ exists: true }] }, [{ Id: 't', Arn: queueArn('q'), ...input }])
    await put(entry({ count: 2, parties: [{ name: 'A "quoted"' }, { name: 'B' }] }))
    await settled()
    expect(JSON.parse(received[0]?.body ?? '')).toEqual(expected)
  })
})

describe('a target that fails', () => {
  const withQueue = { Id: 't', Arn: functionArn, DeadLetterConfig: { Arn: queueArn('dead') } }

  test('is tried again', async () => {
    let attempts = 0
    const { rule, put, settled, received } = await startBus({
      deliver: async () => {
        await Promise.resolve()
        attempts += 1
        if (attempts < 3) throw new Error('busy')
      },
    })
    await rule('r', { source: [{ exists: true }] }, [withQueue])
    await put(entry({}))
    await settled()
    expect([attempts, received.length]).toEqual([3, 1])
  })

  test('is given up by its retry policy, and the event goes to the dead-letter queue with the reason', async () => {
    const { rule, put, settled, received } = await startBus({
      deliver: async (to) => {
        await Promise.resolve()
        if (to === functionArn) throw new Error('busy')
      },
    })
    await rule('r', { source: [{ exists: true }] }, [
      { ...withQueue, RetryPolicy: { MaximumRetryAttempts: 1 } },
    ])
    await put(entry({ n: 1 }))
    await settled()
    expect(received).toEqual([
      {
        to: queueArn('dead'),
        body: expect.stringContaining('"detail":{"n":1}') as string,
        attributes: {
          RULE_ARN: 'arn:aws:events:us-east-1:000000000000:rule/r',
          TARGET_ARN: functionArn,
          ERROR_CODE: 'SDK_CLIENT_ERROR',
          ERROR_MESSAGE: 'busy',
          EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
          RETRY_ATTEMPTS: '1',
        },
      },
    ])
  })

  test('whose template gives no JSON goes to the dead-letter queue at once', async () => {
    const { rule, put, settled, received } = await startBus()
    const InputTransformer = { InputTemplate: '{"a": <aws.events.rule-name> <aws.events.rule-name>}' }
    await rule('r', { source: [{ exists: true }] }, [{ ...withQueue, InputTransformer }])
    await put(entry({}))
    await settled()
    expect(received.map(({ to }) => to)).toEqual([queueArn('dead')])
  })

  test('keeps what it has not taken across a crash', async () => {
    const first = await startBus({ deliver: () => Promise.reject(new Error('not yet')) })
    await first.rule('r', { source: [{ exists: true }] }, [withQueue])
    await first.put(entry({ n: 1 }))
    await first.service.close()
    const second = await startBus({ folder: first.folder })
    await second.settled()
    expect(second.received.map(({ to }) => to)).toEqual([functionArn])
  })
})
