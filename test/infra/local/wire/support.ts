import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { S3Client } from '@aws-sdk/client-s3'
import { SNSClient } from '@aws-sdk/client-sns'
import { SQSClient } from '@aws-sdk/client-sqs'
import { afterEach } from 'vitest'

/** Undone in reverse order after each test, whether it passed or not. */
const cleanups: (() => void | Promise<void>)[] = []

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

export const afterTest = (cleanup: () => void | Promise<void>): void => {
  cleanups.push(cleanup)
}

export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'tierwatch-local-'))
  afterTest(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const settings = (endpoint: string) => ({
  region: 'us-east-1',
  endpoint,
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  maxAttempts: 1,
})

/** Clients as a handler makes them: everything but the endpoint is the SDK's own default. */
export const sqsClient = (url: string): SQSClient => {
  const client = new SQSClient(settings(url))
  afterTest(() => client.destroy())
  return client
}

export const snsClient = (url: string): SNSClient => {
  const client = new SNSClient(settings(url))
  afterTest(() => client.destroy())
  return client
}

export const s3Client = (url: string): S3Client => {
  const client = new S3Client({ ...settings(url), forcePathStyle: true })
  afterTest(() => client.destroy())
  return client
}

/** Waits until a condition holds; fails with its name after fifteen seconds. */
export const eventually = async (what: string, holds: () => boolean | Promise<boolean>): Promise<void> => {
  const deadline = Date.now() + 15_000
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`did not happen within fifteen seconds: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 15))
  }
}

/** A clock that stands still until it is moved. */
export const handClock = (start = '2026-11-02T09:00:00.000Z') => {
  let time = Date.parse(start)
  return {
    clock: () => time,
    forward: (seconds: number) => {
      time += seconds * 1000
    },
  }
}

export interface Child {
  url: string
  /** `kill -9`; resolves when the process is gone. */
  kill(): Promise<void>
}

/** Runs a script that prints its service's URL as its first line, in a process of its own. */
export const startChild = async (script: string, argument: string): Promise<Child> => {
  const child = spawn(process.execPath, [script, argument], { stdio: ['ignore', 'pipe', 'inherit'] })
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
  })
  afterTest(async () => {
    child.kill('SIGKILL')
    await gone
  })
  const url = await new Promise<string>((resolve, reject) => {
    let text = ''
    child.stdout.on('data', (part: Buffer) => {
      text += part.toString()
      const end = text.indexOf('\n')
      if (end >= 0) resolve(text.slice(0, end))
    })
    child.once('exit', (code) => reject(new Error(`the child ended with ${code} before it told its URL`)))
  })
  return {
    url,
    kill: async () => {
      child.kill('SIGKILL')
      await gone
    },
  }
}
