import { setTimeout as sleep } from 'node:timers/promises'
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs'
import { TransientError } from '../errors.ts'

/** Sends JSON messages in batches of ten. A message that SQS refuses is an error: nothing is dropped in silence. */
export const sendMessages = async (
  client: SQSClient,
  queueUrl: string,
  messages: readonly unknown[],
): Promise<void> => {
  for (let start = 0; start < messages.length; start += 10) {
    let pending = messages
      .slice(start, start + 10)
      .map((message, index) => ({ Id: String(index), MessageBody: JSON.stringify(message) }))
    for (let attempt = 1; pending.length > 0; attempt++) {
      // The SDK waits between calls that are refused as a whole, not after one that half failed.
      if (attempt > 1) await sleep(Math.random() * 40 * 2 ** (attempt - 1))
      const answer = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: pending }))
      const failed = new Set((answer.Failed ?? []).map(({ Id }) => Id))
      pending = pending.filter(({ Id }) => failed.has(Id))
      if (pending.length > 0 && attempt >= 5) {
        throw new TransientError(`SQS refused ${pending.length} messages five times`, 'It is tried again.')
      }
    }
  }
}
