import { appendFileSync, existsSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { S3Client } from '@aws-sdk/client-s3'
import { SNSClient } from '@aws-sdk/client-sns'
import { SQSClient } from '@aws-sdk/client-sqs'
import {
  type FaultPlan,
  type LocalAws,
  type LogLine,
  startLocal,
} from '../../infra/local/runner/start-local.ts'
import { synthesise } from '../../infra/synthesise.ts'
import { ConfigError } from '../../shared/errors.ts'
import { confirmationsOf } from './mailbox.ts'
import { stateDirectory } from './state-directory.ts'
import { type System, systemOver } from './system.ts'

export interface LocalSystem extends System {
  local: LocalAws
  directory: string
}

export const hasLocalState = (): boolean => existsSync(path.join(stateDirectory(), 'runner.sqlite'))

/** The CDK names every bundle on stderr while it makes them; here that is noise. Anything else is let through. */
const quietly = async <T>(work: () => Promise<T>): Promise<T> => {
  const write = process.stderr.write.bind(process.stderr)
  process.stderr.write = (chunk: string | Uint8Array, ...rest: never[]) =>
    String(chunk).startsWith('Bundling asset') ? true : write(chunk, ...rest)
  try {
    return await work()
  } finally {
    process.stderr.write = write
  }
}

/**
 * Starts the deployed template on this machine: synthesised from the sources, its bundled handlers in child processes,
 * its state in `.tierwatch/`. Everything that the handlers log goes to `.tierwatch/log.ndjson`.
 */
export const openLocalSystem = async (
  options: {
    schedules?: 'run' | 'manual'
    recordedOrigin?: string
    /** What goes wrong on purpose. */
    faults?: FaultPlan
    /** Of the embedded AWS: the longest wait before a batch of a stream is tried again. */
    longestRetryMs?: number
    /** How old work must be before the watchdog drives it again; default: as the template says. */
    sweepAfterSeconds?: number
    onStage?: (stage: string) => void
    mustExist?: boolean
  } = {},
): Promise<LocalSystem> => {
  const directory = stateDirectory()
  if (options.mustExist && !hasLocalState()) {
    throw new ConfigError(
      `There is no Tierwatch here yet: ${path.relative(process.cwd(), directory) || directory} does not exist`,
      'Run npm start first, or npx tierwatch start --empty for a system without the recorded documents.',
    )
  }
  mkdirSync(directory, { recursive: true })
  const assembly = path.join(directory, 'assembly')
  options.onStage?.('synthesising the CDK app')
  await quietly(() => synthesise(assembly, 'local'))
  options.onStage?.('starting the embedded AWS services')
  const logFile = path.join(directory, 'log.ndjson')
  const log = (line: LogLine): void => {
    appendFileSync(logFile, `${JSON.stringify({ at: new Date().toISOString(), ...line })}\n`)
  }
  const local = await startLocal({
    assembly,
    stateDirectory: directory,
    log,
    schedules: options.schedules ?? 'manual',
    ...(options.faults && { faults: options.faults }),
    ...(options.longestRetryMs !== undefined && { longestRetryMs: options.longestRetryMs }),
    extraEnvironment: {
      SourceChecks: { RECORDED_ORIGIN: options.recordedOrigin ?? '' },
      SupplierIntake: { LOGICAL_TIME: 'from-upload' },
      ...(options.sweepAfterSeconds !== undefined && {
        Watchdog: { SWEEP_AFTER_SECONDS: String(options.sweepAfterSeconds) },
      }),
    },
  })
  const clients = {
    dynamo: new DynamoDBClient(local.clientConfig('dynamodb')),
    s3: new S3Client({ ...local.clientConfig('s3'), forcePathStyle: true }),
    sns: new SNSClient(local.clientConfig('sns')),
    sqs: new SQSClient(local.clientConfig('sqs')),
    lambda: new LambdaClient(local.clientConfig('lambda')),
  }
  const system = systemOver(clients, local.outputs, {
    settle: async () => {
      await local.idle({ timeoutMs: 300_000 })
      return true
    },
    confirmations: (endpoint) => confirmationsOf(directory, endpoint),
    close: async () => {
      for (const client of Object.values(clients)) client.destroy()
      await local.stop()
    },
  })
  return { ...system, local, directory }
}
