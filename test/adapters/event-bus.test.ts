import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, expect, test } from 'vitest'
import { eventBus } from '../../shared/adapters/event-bus.ts'
import type { OutgoingEvent } from '../../shared/events/event.ts'

const client = new EventBridgeClient({
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
})
const mock = mockClient(client)
beforeEach(() => {
  mock.reset()
  mock.onAnyCommand().rejects(new Error('a call that no test expects'))
})

const event = (eventId: string, name = 'x'): OutgoingEvent => ({
  type: 'designation.changed',
  at: '2024-01-01T00:00:00.000Z',
  detail: {
    schemaVersion: 1,
    eventId,
    at: '2024-01-01T00:00:00.000Z',
    source: 'ofac-sdn',
    seq: 2,
    cause: 'published',
    designationId: eventId,
    name,
    kind: 'added',
    material: true,
    fields: [],
  },
})
const put = eventBus(client, 'tierwatch-test')
const idsOf = () =>
  mock
    .commandCalls(PutEventsCommand)
    .map(({ args }) =>
      (args[0].input.Entries ?? []).map(
        ({ Detail }) => (JSON.parse(Detail ?? '') as { eventId: string }).eventId,
      ),
    )

test('ten entries a call, and no call of more than EventBridge takes', async () => {
  mock.on(PutEventsCommand).resolves({ FailedEntryCount: 0 })
  await put(Array.from({ length: 23 }, (_, i) => event(String(i))))
  expect(idsOf().map((ids) => ids.length)).toEqual([10, 10, 3])
  expect(mock.commandCalls(PutEventsCommand)[0]?.args[0].input.Entries?.[0]).toMatchObject({
    EventBusName: 'tierwatch-test',
    Source: 'tierwatch',
    DetailType: 'designation.changed',
    Time: new Date('2024-01-01T00:00:00.000Z'),
  })
  mock.resetHistory()
  await put(Array.from({ length: 4 }, (_, i) => event(String(i), 'x'.repeat(190_000))))
  expect(idsOf().map((ids) => ids.length)).toEqual([2, 2])
})

test('only the entries that a half-failed call names are put again', async () => {
  mock
    .on(PutEventsCommand)
    .resolvesOnce({ FailedEntryCount: 1, Entries: [{ EventId: 'a' }, { ErrorCode: 'ThrottlingException' }] })
    .resolves({ FailedEntryCount: 0 })
  await put([event('1'), event('2')])
  expect(idsOf()).toEqual([['1', '2'], ['2']])
})

test('one that is refused every time is an error: nothing is dropped in silence', async () => {
  mock.on(PutEventsCommand).resolves({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure' }] })
  await expect(put([event('1')])).rejects.toThrow('refused 1 events five times (InternalFailure)')
  expect(idsOf()).toHaveLength(5)
})
