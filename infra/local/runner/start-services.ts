import { join } from 'node:path'
import type { EmbeddedDynamoDb } from '../dynamodb/server.ts'
import { startDynamoDb } from '../dynamodb/server.ts'
import type { ShardLife } from '../dynamodb/storage.ts'
import type { EventsService } from '../events/server.ts'
import { startEvents } from '../events/server.ts'
import type { S3Service } from '../s3/server.ts'
import { startS3 } from '../s3/server.ts'
import type { SnsService } from '../sns/server.ts'
import { startSns } from '../sns/server.ts'
import type { SqsService } from '../sqs/server.ts'
import { startSqs } from '../sqs/server.ts'
import type { AccessRecorder } from '../iam/recorder.ts'
import type { Faults } from '../wire/faults.ts'
import type { Send } from './destinations.ts'
import type { Log } from './log.ts'

export interface Services {
  dynamodb: EmbeddedDynamoDb
  events: EventsService
  s3: S3Service
  sns: SnsService
  sqs: SqsService
  close: () => Promise<void>
}

interface ServicesOptions {
  stateDirectory: string
  /**
   * Where events of buckets and messages of topics go; a promise, because what an earlier run left behind may be on
   * its way before the functions are there.
   */
  send: Promise<Send>
  recorder: AccessRecorder
  log: Log
  indexDelayMs: number
  shardLife: ShardLife | undefined
  faults: Faults | undefined
}

/** Starts the embedded services on the state directory. */
export const startServices = async (options: ServicesOptions): Promise<Services> => {
  const { stateDirectory, send, recorder, log, indexDelayMs, shardLife, faults } = options
  const observer = recorder
  /** A delivery in the service's own name: only the receiver's policy can allow it. */
  const asService = (service: string, target: string, source: string): void => {
    const action = target.startsWith('arn:aws:sqs:')
      ? 'sqs:SendMessage'
      : target.startsWith('arn:aws:sns:')
        ? 'sns:Publish'
        : 'lambda:InvokeFunction'
    recorder.observeService(service, action, target, source)
  }
  const closers: (() => Promise<void>)[] = []
  const started = async <Service extends { close: () => Promise<void> }>(
    starting: Promise<Service>,
  ): Promise<Service> => {
    const service = await starting
    closers.push(() => service.close())
    return service
  }
  // What delivers goes first, what is delivered to last.
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer()
  }
  try {
    const dynamodb = await started(
      startDynamoDb({
        file: join(stateDirectory, 'dynamodb.sqlite'),
        observer,
        faults,
        indexDelayMs,
        shardLife,
      }),
    )
    const sqs = await started(startSqs({ file: join(stateDirectory, 'sqs.sqlite'), observer, faults }))
    const sns = await started(
      startSns({
        file: join(stateDirectory, 'sns.sqlite'),
        mailboxDirectory: join(stateDirectory, 'mailbox'),
        observer,
        faults,
        deliver: {
          sqs: (queueArn, body, attributes, topicArn) => {
            asService('sns.amazonaws.com', queueArn, topicArn)
            return sqs.sendInProcess(queueArn, body, attributes)
          },
          lambda: async (functionArn, event, topicArn) => {
            asService('sns.amazonaws.com', functionArn, topicArn)
            return (await send)(functionArn, JSON.stringify(event))
          },
        },
      }),
    )
    const s3 = await started(
      startS3({
        directory: join(stateDirectory, 'objects'),
        observer,
        faults,
        onEvent: async ({ destinationArn, sourceArn, message }) => {
          asService('s3.amazonaws.com', destinationArn, sourceArn)
          return (await send)(destinationArn, typeof message === 'string' ? message : JSON.stringify(message))
        },
      }),
    )
    const events = await started(
      startEvents({
        file: join(stateDirectory, 'events.sqlite'),
        observer,
        faults,
        deliver: async (arn, body, ruleArn, attributes) => {
          asService('events.amazonaws.com', arn, ruleArn)
          return (await send)(arn, body, attributes)
        },
        warn: (message) => log({ level: 'warn', message: `event bus: ${message}` }),
      }),
    )
    return { dynamodb, events, s3, sns, sqs, close }
  } catch (error) {
    await close()
    throw error
  }
}
