import { createHash } from 'node:crypto'
import { z } from 'zod'
import { ServiceError, validationError } from '../errors.ts'
import { readRequest, streamArn, tableName } from '../requests.ts'
import {
  allStreams,
  findStream,
  readRecords,
  type Stream,
  type StreamRecord,
  trimStreams,
} from '../stream-log.ts'
import { lastSequence, readSequence, wireSequence } from '../stream-sequence.ts'
import { findShard, type Shard, shardsOf } from '../stream-shards.ts'
import type { Storage } from '../storage.ts'
import { REGION } from '../table.ts'
import { JsonText, type Operation } from './operation.ts'

const ITERATOR_LIFE_MS = 15 * 60 * 1000
const MAX_RECORDS = 1000
const MAX_BYTES = 1024 * 1024

const listRequest = z.strictObject({
  TableName: tableName.optional(),
  Limit: z.int().min(1).max(100).optional(),
  ExclusiveStartStreamArn: streamArn.optional(),
})
const describeRequest = z.strictObject({
  StreamArn: streamArn,
  Limit: z.int().min(1).max(100).optional(),
  ExclusiveStartShardId: z.string().optional(),
  ShardFilter: z.strictObject({ Type: z.literal('CHILD_SHARDS'), ShardId: z.string() }).optional(),
})
const iteratorRequest = z.strictObject({
  StreamArn: streamArn,
  ShardId: z.string(),
  ShardIteratorType: z.enum(['TRIM_HORIZON', 'LATEST', 'AT_SEQUENCE_NUMBER', 'AFTER_SEQUENCE_NUMBER']),
  SequenceNumber: z.string().optional(),
})
const recordsRequest = z.strictObject({
  ShardIterator: z.string().min(1).max(2048),
  Limit: z.int().min(1).max(MAX_RECORDS).optional(),
})

/** Where a reader stands; it is in the iterator's own text, so that it outlives a restart of the server. */
const position = z.strictObject({
  arn: z.string(),
  shard: z.string(),
  after: z.int().min(0),
  issuedAt: z.number(),
})

const iteratorAt = (storage: Storage, arn: string, shard: string, after: number): string =>
  Buffer.from(JSON.stringify({ arn, shard, after, issuedAt: storage.clock() })).toString('base64url')

const readIterator = (storage: Storage, text: string): z.output<typeof position> => {
  let content: unknown
  try {
    content = JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch {
    content = undefined
  }
  const parsed = position.safeParse(content)
  if (!parsed.success) throw validationError('Invalid ShardIterator')
  if (parsed.data.issuedAt < storage.clock() - ITERATOR_LIFE_MS) {
    throw new ServiceError('ExpiredIteratorException', 'Iterator expired: it is more than 15 minutes old')
  }
  return parsed.data
}

const trimmed = (): ServiceError =>
  new ServiceError(
    'TrimmedDataAccessException',
    'The operation attempted to read past the oldest stream record in a shard: records are kept for 24 hours',
  )

/** The number before the oldest record of a shard that can still be read. */
const horizonOf = (stream: Stream, shard: Shard): number =>
  Math.max(shard.firstSequence - 1, Math.min(stream.trimmedThrough, shard.closed?.lastSequence ?? Infinity))

export const listStreams: Operation = (storage, body) => {
  const request = readRequest('ListStreams', listRequest, body)
  const { TableName, Limit = 100, ExclusiveStartStreamArn: start = '' } = request
  const streams = allStreams(storage).filter(
    (stream) => stream.arn > start && (TableName === undefined || stream.tableName === TableName),
  )
  const page = streams.slice(0, Limit)
  return {
    Streams: page.map((stream) => ({
      StreamArn: stream.arn,
      TableName: stream.tableName,
      StreamLabel: stream.label,
    })),
    ...(streams.length > Limit && { LastEvaluatedStreamArn: page.at(-1)?.arn }),
  }
}

export const describeStream: Operation = (storage, body) => {
  const request = readRequest('DescribeStream', describeRequest, body)
  const stream = findStream(storage, request.StreamArn)
  const { Limit = 100, ExclusiveStartShardId: start, ShardFilter: filter } = request
  const all = shardsOf(storage, stream.id)
  // A shard that was trimmed since the last page was before all that are left.
  const from = all.findIndex(({ id }) => id === start) + 1
  const shards = all.slice(from).filter(({ parent }) => filter === undefined || parent === filter.ShardId)
  const page = shards.slice(0, Limit)
  return {
    StreamDescription: {
      StreamArn: stream.arn,
      StreamLabel: stream.label,
      StreamStatus: stream.closed ? 'DISABLED' : 'ENABLED',
      StreamViewType: stream.viewType,
      CreationRequestDateTime: stream.createdAt / 1000,
      TableName: stream.tableName,
      KeySchema: stream.keySchema,
      Shards: page.map((shard) => ({
        ShardId: shard.id,
        ...(shard.parent !== undefined && { ParentShardId: shard.parent }),
        SequenceNumberRange: {
          StartingSequenceNumber: wireSequence(shard.firstSequence),
          ...(shard.closed && { EndingSequenceNumber: wireSequence(shard.closed.lastSequence) }),
        },
      })),
      ...(shards.length > Limit && { LastEvaluatedShardId: page.at(-1)?.id }),
    },
  }
}

const startOf = (
  storage: Storage,
  stream: Stream,
  shard: Shard,
  request: z.output<typeof iteratorRequest>,
): number => {
  const { ShardIteratorType: type, SequenceNumber: text } = request
  const last = shard.closed?.lastSequence ?? lastSequence(storage)
  if (type === 'TRIM_HORIZON' || type === 'LATEST') {
    if (text !== undefined) throw validationError(`SequenceNumber cannot be given with ${type}`)
    return type === 'LATEST' ? last : horizonOf(stream, shard)
  }
  if (text === undefined) throw validationError(`SequenceNumber is required with ${type}`)
  const sequence = readSequence(text)
  // A number that was never given is a checkpoint of another store: reading on from it would skip what is to come.
  if (sequence > last) throw validationError(`Invalid SequenceNumber: ${text}`)
  const after = type === 'AT_SEQUENCE_NUMBER' ? sequence - 1 : sequence
  if (after < horizonOf(stream, shard)) throw trimmed()
  return after
}

export const getShardIterator: Operation = (storage, body) => {
  const request = readRequest('GetShardIterator', iteratorRequest, body)
  trimStreams(storage)
  const stream = findStream(storage, request.StreamArn)
  const shard = findShard(storage, stream.id, request.ShardId)
  if (!shard) {
    throw new ServiceError(
      'ResourceNotFoundException',
      `Requested resource not found: Shard ${request.ShardId} does not exist`,
    )
  }
  return {
    ShardIterator: iteratorAt(storage, stream.arn, shard.id, startOf(storage, stream, shard, request)),
  }
}

/** The record as JSON; keys and images are JSON texts already. */
const recordText = (stream: Stream, record: StreamRecord): string => {
  const sequence = wireSequence(record.sequence)
  const data = [
    `"ApproximateCreationDateTime":${Math.floor(record.createdAt / 1000)}`,
    `"Keys":${record.keys}`,
    ...(record.newImage === undefined ? [] : [`"NewImage":${record.newImage}`]),
    ...(record.oldImage === undefined ? [] : [`"OldImage":${record.oldImage}`]),
    `"SequenceNumber":"${sequence}"`,
    `"SizeBytes":${record.bytes}`,
    `"StreamViewType":"${stream.viewType}"`,
  ]
  const eventId = createHash('sha256').update(`${stream.arn}\n${sequence}`).digest('hex').slice(0, 32)
  const members = [
    `"eventID":"${eventId}"`,
    `"eventName":"${record.event}"`,
    '"eventVersion":"1.1"',
    '"eventSource":"aws:dynamodb"',
    `"awsRegion":"${REGION}"`,
    ...(record.byService ? ['"userIdentity":{"PrincipalId":"dynamodb.amazonaws.com","Type":"Service"}'] : []),
    `"dynamodb":{${data.join(',')}}`,
  ]
  return `{${members.join(',')}}`
}

export const getRecords: Operation = (storage, body) => {
  const { ShardIterator, Limit = MAX_RECORDS } = readRequest('GetRecords', recordsRequest, body)
  const { arn, shard: id, after } = readIterator(storage, ShardIterator)
  const stream = findStream(storage, arn)
  const shard = findShard(storage, stream.id, id)
  if (!shard || after < horizonOf(stream, shard)) throw trimmed()
  const through = shard.closed?.lastSequence ?? Number.MAX_SAFE_INTEGER
  const records = readRecords(storage, stream, { after, through }, Limit, MAX_BYTES)
  const next = records.at(-1)?.sequence ?? after
  // A closed shard ends: without a next iterator the reader knows that it has read everything.
  const ended = shard.closed !== undefined && records.length === 0
  const members = [
    `"Records":[${records.map((record) => recordText(stream, record)).join(',')}]`,
    ...(ended ? [] : [`"NextShardIterator":"${iteratorAt(storage, arn, id, next)}"`]),
  ]
  return new JsonText(`{${members.join(',')}}`)
}
