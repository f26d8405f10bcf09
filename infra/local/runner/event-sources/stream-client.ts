import { Agent, request } from 'node:http'

/** A stream record as it goes over the wire, which is also what a function receives. */
export interface StreamRecord {
  eventName: string
  dynamodb: { SequenceNumber: string; ApproximateCreationDateTime: number; Keys: Record<string, unknown> }
}

export interface StreamShard {
  id: string
  /** The shard that this one goes on for; it may be gone already. */
  parent?: string
  /** It takes no more records. */
  closed: boolean
}

/** An error that the service answered with; `type` is its name without namespace. */
export class StreamError extends Error {
  readonly type: string
  constructor(type: string, message: string) {
    super(`${type}: ${message}`)
    this.name = 'StreamError'
    this.type = type
  }
}

/**
 * The three calls of the streams' API. Not the SDK's client: functions receive records in the wire's own JSON, which
 * the SDK would take apart and we would have to put together again.
 */
export class StreamClient {
  readonly #url: string
  readonly #agent = new Agent({ keepAlive: true })

  constructor(url: string) {
    this.#url = url
  }

  async #call<Answer>(operation: string, input: object): Promise<Answer> {
    const body = JSON.stringify(input)
    const text = await new Promise<{ status: number; body: string }>((resolve, reject) => {
      const call = request(this.#url, {
        method: 'POST',
        agent: this.#agent,
        headers: {
          'content-type': 'application/x-amz-json-1.0',
          'content-length': Buffer.byteLength(body),
          'x-amz-target': `DynamoDBStreams_20120810.${operation}`,
          authorization: 'AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=unchecked',
        },
      })
      call.on('error', reject)
      call.on('response', (response) => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.on('error', reject)
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString('utf8') }),
        )
      })
      call.end(body)
    })
    const answer: unknown = JSON.parse(text.body)
    if (text.status === 200) return answer as Answer
    const { __type: type = '', message = '' } = answer as { __type?: string; message?: string }
    throw new StreamError(type.slice(type.lastIndexOf('#') + 1), message)
  }

  /** The stream's shards, parents before their children. */
  async shards(streamArn: string): Promise<StreamShard[]> {
    const shards: StreamShard[] = []
    let start: string | undefined
    do {
      const { StreamDescription: page } = await this.#call<{
        StreamDescription: {
          Shards: {
            ShardId: string
            ParentShardId?: string
            SequenceNumberRange: { EndingSequenceNumber?: string }
          }[]
          LastEvaluatedShardId?: string
        }
      }>('DescribeStream', { StreamArn: streamArn, ExclusiveStartShardId: start })
      shards.push(
        ...page.Shards.map((shard) => ({
          id: shard.ShardId,
          ...(shard.ParentShardId !== undefined && { parent: shard.ParentShardId }),
          closed: shard.SequenceNumberRange.EndingSequenceNumber !== undefined,
        })),
      )
      start = page.LastEvaluatedShardId
    } while (start !== undefined)
    return shards
  }

  /** An iterator after a sequence number, or from the oldest record. */
  async iterator(streamArn: string, shard: string, after: string | undefined): Promise<string> {
    const from =
      after === undefined
        ? { ShardIteratorType: 'TRIM_HORIZON' }
        : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after }
    const { ShardIterator } = await this.#call<{ ShardIterator: string }>('GetShardIterator', {
      StreamArn: streamArn,
      ShardId: shard,
      ...from,
    })
    return ShardIterator
  }

  /** The next records; no `next` means that the shard is closed and read to its end. */
  async records(iterator: string, limit: number): Promise<{ records: StreamRecord[]; next?: string }> {
    const { Records: records, NextShardIterator: next } = await this.#call<{
      Records: StreamRecord[]
      NextShardIterator?: string
    }>('GetRecords', { ShardIterator: iterator, Limit: limit })
    return { records, ...(next !== undefined && { next }) }
  }

  close(): void {
    this.#agent.destroy()
  }
}
