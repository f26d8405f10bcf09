import { createHash } from 'node:crypto'
import { z } from 'zod'
import { ServiceError, validationError } from '../errors.ts'
import { readRequest, streamArn, tableName } from '../requests.ts'
import {
  allStreams,
  findStream,
  lastSequence,
  readRecords,
  readSequence,
  type Stream,
  type StreamRecord,
  trimStreams,
  wireSequence,
} from '../stream-log.ts'
import type { Storage } from '../storage.ts'
import { REGION } from '../table.ts'
import { JsonText, type Operation } from './operation.ts'

/** A stream here is one shard, open for as long as the table exists. */
const SHARD_ID = 'shardId-00000000000000000001-00000001'
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
const position = z.strictObject({ arn: z.string(), after: z.int().min(0), issuedAt: z.number() })

const iteratorAt = (storage: Storage, arn: string, after: number): string =>
  Buffer.from(JSON.stringify({ arn, after, issuedAt: storage.clock() })).toString('base64url')

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

const refuseTrimmed = (stream: Stream, after: number): void => {
  if (after < stream.trimmedThrough) {
    throw new ServiceError(
      'TrimmedDataAccessException',
      'The operation attempted to read past the oldest stream record in a shard: records are kept for 24 hours',
    )
  }
}

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
  const shard = {
    ShardId: SHARD_ID,
    SequenceNumberRange: {
      StartingSequenceNumber: wireSequence(stream.firstSequence),
      ...(stream.closed && { EndingSequenceNumber: wireSequence(stream.closed.lastSequence) }),
    },
  }
  return {
    StreamDescription: {
      StreamArn: stream.arn,
      StreamLabel: stream.label,
      StreamStatus: stream.closed ? 'DISABLED' : 'ENABLED',
      StreamViewType: stream.viewType,
      CreationRequestDateTime: stream.createdAt / 1000,
      TableName: stream.tableName,
      KeySchema: stream.keySchema,
      Shards: request.ExclusiveStartShardId === SHARD_ID ? [] : [shard],
    },
  }
}

const startOf = (storage: Storage, stream: Stream, request: z.output<typeof iteratorRequest>): number => {
  const { ShardIteratorType: type, SequenceNumber: text } = request
  if (type === 'TRIM_HORIZON' || type === 'LATEST') {
    if (text !== undefined) throw validationError(`SequenceNumber cannot be given with ${type}`)
    return type === 'LATEST' ? lastSequence(storage) : stream.trimmedThrough
  }
  if (text === undefined) throw validationError(`SequenceNumber is required with ${type}`)
  const sequence = readSequence(text)
  // A number that was never given is a checkpoint of another store: reading on from it would skip what is to come.
  if (sequence > lastSequence(storage)) throw validationError(`Invalid SequenceNumber: ${text}`)
  const after = type === 'AT_SEQUENCE_NUMBER' ? sequence - 1 : sequence
  refuseTrimmed(stream, after)
  return after
}

export const getShardIterator: Operation = (storage, body) => {
  const request = readRequest('GetShardIterator', iteratorRequest, body)
  trimStreams(storage)
  const stream = findStream(storage, request.StreamArn)
  if (request.ShardId !== SHARD_ID) {
    throw new ServiceError(
      'ResourceNotFoundException',
      `Requested resource not found: Shard ${request.ShardId} does not exist`,
    )
  }
  return { ShardIterator: iteratorAt(storage, stream.arn, startOf(storage, stream, request)) }
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
  const { arn, after } = readIterator(storage, ShardIterator)
  const stream = findStream(storage, arn)
  refuseTrimmed(stream, after)
  const records = readRecords(storage, stream, after, Limit, MAX_BYTES)
  const next = records.at(-1)?.sequence ?? after
  // A closed shard ends: without a next iterator the reader knows that it has read everything.
  const ended = stream.closed !== undefined && records.length === 0
  const members = [
    `"Records":[${records.map((record) => recordText(stream, record)).join(',')}]`,
    ...(ended ? [] : [`"NextShardIterator":"${iteratorAt(storage, arn, next)}"`]),
  ]
  return new JsonText(`{${members.join(',')}}`)
}
