import {
  type EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge'
import { setTimeout as sleep } from 'node:timers/promises'
import { TransientError } from '../errors.ts'
import { eventSource, type OutgoingEvent } from '../events/event.ts'

const mostEntries = 10
/** A call takes a megabyte in all; half of it leaves room for what we do not count. */
const mostBytes = 500_000
const attempts = 5

/** Calls as large as EventBridge takes them. */
const callsOf = (entries: readonly PutEventsRequestEntry[]): PutEventsRequestEntry[][] => {
  const calls: PutEventsRequestEntry[][] = []
  let bytes = 0
  for (const entry of entries) {
    const size = Buffer.byteLength(entry.Detail ?? '') + 200
    const call = calls.at(-1)
    if (call && call.length < mostEntries && bytes + size <= mostBytes) {
      call.push(entry)
      bytes += size
    } else {
      calls.push([entry])
      bytes = size
    }
  }
  return calls
}

/**
 * Puts events on a bus. A call can half fail: its answer names the entries that were not taken, and only these are put
 * again. One that is refused five times is an error: nothing is dropped in silence.
 */
export const eventBus =
  (client: EventBridgeClient, busName: string) =>
  async (events: readonly OutgoingEvent[]): Promise<void> => {
    const entries = events.map(
      ({ type, at, detail }): PutEventsRequestEntry => ({
        EventBusName: busName,
        Source: eventSource,
        DetailType: type,
        Detail: JSON.stringify(detail),
        Time: new Date(at),
      }),
    )
    for (const call of callsOf(entries)) {
      let pending = call
      for (let attempt = 1; pending.length > 0; attempt++) {
        const answer = await client.send(new PutEventsCommand({ Entries: pending }))
        if ((answer.FailedEntryCount ?? 0) === 0) break
        const refused = answer.Entries ?? []
        pending = pending.filter((_, position) => refused[position]?.ErrorCode !== undefined)
        if (pending.length > 0 && attempt >= attempts) {
          throw new TransientError(
            `EventBridge refused ${pending.length} events five times (${refused.find(({ ErrorCode }) => ErrorCode !== undefined)?.ErrorCode ?? ''})`,
            'It is tried again.',
          )
        }
        await sleep(Math.random() * 20 * 2 ** attempt)
      }
    }
  }
