import type { Message } from '@aws-sdk/client-sqs'
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs'
import type { SQSClient } from '@aws-sdk/client-sqs'
import { region } from '../aws-identity.ts'
import type { FunctionPool } from '../functions/pool.ts'
import { ThrottledError } from '../functions/pool.ts'
import type { Log } from '../log.ts'
import { messageOf } from '../log.ts'
import type { FunctionPlan, QueueMappingPlan } from '../plan.ts'
import { reportedFailures } from './batch-response.ts'
import type { Filter } from './filters.ts'
import { compileFilters } from './filters.ts'
import { Signal } from './signal.ts'

/** The most that one call receives, deletes or changes. */
const callLimit = 10
/** Only in case a wake-up is missed: the queue announces messages as they become visible. */
const pollMilliseconds = 2_000
/** Locally a failed message comes back after a tenth of a second, then twice as long, not after its visibility timeout. */
const firstRetryMilliseconds = 100
const longestRetryMilliseconds = 5_000

interface Parts {
  sqs: SQSClient
  queueUrl: string
  pool: FunctionPool
  log: Log
}

const chunks = <Item>(items: Item[]): Item[][] =>
  Array.from({ length: Math.ceil(items.length / callLimit) }, (_, at) =>
    items.slice(at * callLimit, (at + 1) * callLimit),
  )

/** A message as a function receives it. */
const toRecord = (message: Message, sourceArn: string) => ({
  messageId: message.MessageId ?? '',
  receiptHandle: message.ReceiptHandle ?? '',
  body: message.Body ?? '',
  attributes: message.Attributes ?? {},
  messageAttributes: Object.fromEntries(
    Object.entries(message.MessageAttributes ?? {}).map(([name, attribute]) => [
      name,
      {
        ...(attribute.StringValue !== undefined && { stringValue: attribute.StringValue }),
        ...(attribute.BinaryValue && { binaryValue: Buffer.from(attribute.BinaryValue).toString('base64') }),
        stringListValues: [],
        binaryListValues: [],
        dataType: attribute.DataType,
      },
    ]),
  ),
  ...(message.MD5OfMessageAttributes !== undefined && {
    md5OfMessageAttributes: message.MD5OfMessageAttributes,
  }),
  md5OfBody: message.MD5OfBody ?? '',
  eventSource: 'aws:sqs',
  eventSourceARN: sourceArn,
  awsRegion: region,
})

type QueueRecord = ReturnType<typeof toRecord>

/**
 * One event source mapping on a queue: up to so many batches at once. A message is deleted after the function dealt
 * with it; else it becomes visible again, and the queue's redrive policy decides when it is dead.
 */
export class QueueReader {
  readonly mapping: QueueMappingPlan
  readonly #plan: FunctionPlan
  readonly #parts: Parts
  readonly #passes: Filter
  readonly #arrived = new Signal()
  readonly #workers = new Set<Promise<void>>()
  readonly #held = new Set<NodeJS.Timeout>()
  #again = false
  #stopped = false
  #poll: NodeJS.Timeout | undefined

  constructor(mapping: QueueMappingPlan, plan: FunctionPlan, parts: Parts) {
    this.mapping = mapping
    this.#plan = plan
    this.#parts = parts
    this.#passes = compileFilters(mapping.filters, 'queue', mapping.place)
  }

  start(): void {
    this.#poll = setInterval(() => this.wake(), pollMilliseconds)
    this.wake()
  }

  wake(): void {
    this.#arrived.wake()
    this.#again = true
    this.#addWorker()
  }

  /** Batches under way are waited for; failed messages that wait for their retry become visible at the next start. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearInterval(this.#poll)
    for (const timer of this.#held) clearTimeout(timer)
    this.#arrived.wake()
    await Promise.all(this.#workers)
  }

  #addWorker(): void {
    if (this.#stopped || this.#workers.size >= this.mapping.maximumConcurrency) return
    const worker = this.#work()
      .catch((error: unknown) => {
        if (this.#stopped) return
        this.#parts.log({ function: this.#plan.id, level: 'warn', message: `queue: ${messageOf(error)}` })
      })
      .finally(() => this.#workers.delete(worker))
    this.#workers.add(worker)
  }

  /** Works until the queue is empty. */
  async #work(): Promise<void> {
    for (;;) {
      this.#again = false
      const messages = await this.#collect()
      // More may be waiting where there was a full batch: another worker takes it.
      if (messages.length >= Math.min(this.mapping.batchSize, callLimit)) this.#addWorker()
      if (messages.length > 0) await this.#handle(messages)
      else if (!this.#again) return
      if (this.#stopped) return
    }
  }

  async #receive(most: number): Promise<Message[]> {
    const { sqs, queueUrl } = this.#parts
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: Math.min(callLimit, most),
        WaitTimeSeconds: 0,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
    )
    return Messages
  }

  /** A batch: what is there, or, with a window, what comes until the window closes or the batch is full. */
  async #collect(): Promise<Message[]> {
    const { batchSize, windowSeconds } = this.mapping
    const messages = await this.#receive(batchSize)
    if (windowSeconds === 0 || messages.length === 0) return messages
    const end = Date.now() + windowSeconds * 1000
    while (messages.length < batchSize && !this.#stopped) {
      this.#arrived.clear()
      const more = await this.#receive(batchSize - messages.length)
      messages.push(...more)
      const left = end - Date.now()
      if (left <= 0) break
      if (more.length === 0) await this.#arrived.wait(Math.min(left, 250))
    }
    return messages
  }

  async #handle(messages: Message[]): Promise<void> {
    const records = messages.map((message) => toRecord(message, this.mapping.sourceArn))
    const wanted = records.filter((record) => this.#passes(record))
    // What no filter wants is deleted for good, as in AWS.
    await this.#delete(records.filter((record) => !wanted.includes(record)))
    if (wanted.length === 0) return
    const failed = await this.#invoke(wanted)
    await this.#delete(wanted.filter((record) => !failed.includes(record)))
    this.#retryLater(failed)
  }

  async #invoke(records: QueueRecord[]): Promise<QueueRecord[]> {
    const { pool, log } = this.#parts
    const event = JSON.stringify({ Records: records })
    try {
      const { payload, functionError: error } = await pool.invoke(this.#plan.name, event, {
        whenBusy: 'wait',
      })
      if (error) {
        const message = `batch of ${records.length} messages failed: ${error.errorType}: ${error.errorMessage}`
        if (!this.#stopped) log({ function: this.#plan.id, level: 'error', message })
        return records
      }
      if (!this.mapping.partialResponses) return []
      const failures = reportedFailures(payload, new Set(records.map((record) => record.messageId)))
      return failures === 'all' ? records : records.filter((record) => failures.has(record.messageId))
    } catch (error) {
      if (!this.#stopped && !(error instanceof ThrottledError)) throw error
      return records
    }
  }

  async #delete(records: QueueRecord[]): Promise<void> {
    const { sqs, queueUrl, log } = this.#parts
    for (const some of chunks(records)) {
      const Entries = some.map((record, at) => ({ Id: String(at), ReceiptHandle: record.receiptHandle }))
      const { Failed = [] } = await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }))
      for (const { Code, Message: why } of Failed) {
        const message = `queue: a message was not deleted and will come again: ${Code} ${why}`
        log({ function: this.#plan.id, level: 'warn', message })
      }
    }
  }

  #retryLater(records: QueueRecord[]): void {
    if (this.#stopped) return
    for (const record of records) {
      const receives = Number(record.attributes.ApproximateReceiveCount ?? 1)
      const milliseconds = Math.min(longestRetryMilliseconds, firstRetryMilliseconds * 2 ** (receives - 1))
      const timer = setTimeout(() => {
        this.#held.delete(timer)
        void this.#makeVisible(record)
      }, milliseconds)
      this.#held.add(timer)
    }
  }

  async #makeVisible(record: QueueRecord): Promise<void> {
    const { sqs, queueUrl, log } = this.#parts
    const Entries = [{ Id: '0', ReceiptHandle: record.receiptHandle, VisibilityTimeout: 0 }]
    try {
      await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries }))
      this.wake()
    } catch (error) {
      // Harmless: it becomes visible when its visibility timeout is over.
      if (!this.#stopped)
        log({ function: this.#plan.id, level: 'warn', message: `queue: ${messageOf(error)}` })
    }
  }
}
