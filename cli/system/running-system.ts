import { readFileSync } from 'node:fs'
import path from 'node:path'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { S3Client } from '@aws-sdk/client-s3'
import { SNSClient } from '@aws-sdk/client-sns'
import { SQSClient } from '@aws-sdk/client-sqs'
import { z } from 'zod'
import { clientConfig } from '../../infra/local/runner/services.ts'
import { confirmationsOf } from './mailbox.ts'
import { untilTold } from './settle.ts'
import { type System, systemOver } from './system.ts'

/** What a run writes into `running.json` once it is ready. */
const announcement = z.object({
  pid: z.number(),
  endpoints: z.object({
    dynamodb: z.string(),
    s3: z.string(),
    sqs: z.string(),
    sns: z.string(),
    lambda: z.string(),
  }),
  outputs: z.record(z.string(), z.string()),
})

const announced = (directory: string): z.infer<typeof announcement> | null => {
  try {
    return announcement.parse(JSON.parse(readFileSync(path.join(directory, 'running.json'), 'utf8')))
  } catch {
    return null
  }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

const answers = async (url: string): Promise<boolean> => {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) })
    await response.body?.cancel()
    return true
  } catch {
    return false
  }
}

/**
 * The system that another process runs on the same state, such as `start --live` in another terminal: the state has
 * one owner at a time. `null` where there is none; a run that was killed leaves its announcement behind.
 */
export const openRunningSystem = async (directory: string): Promise<System | null> => {
  const run = announced(directory)
  if (!run || !isAlive(run.pid) || !(await answers(run.endpoints.dynamodb))) return null
  const { endpoints, outputs } = run
  const clients = {
    dynamo: new DynamoDBClient(clientConfig(endpoints.dynamodb)),
    s3: new S3Client({ ...clientConfig(endpoints.s3), forcePathStyle: true }),
    sns: new SNSClient(clientConfig(endpoints.sns)),
    sqs: new SQSClient(clientConfig(endpoints.sqs)),
    lambda: new LambdaClient(clientConfig(endpoints.lambda)),
  }
  const system: System = systemOver(clients, outputs, {
    settle: () => untilTold(system),
    confirmations: (endpoint) => confirmationsOf(directory, endpoint),
    close: () => {
      for (const client of Object.values(clients)) client.destroy()
      return Promise.resolve()
    },
  })
  return system
}
