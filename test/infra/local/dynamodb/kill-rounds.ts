import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { createInterface } from 'node:readline'
import { QueryCommand, ScanCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb'
import { expect } from 'vitest'
import { type Fixture, type Item, makeTable, readStream, startFixture } from './support.ts'

const writer = new URL('./kill-writer.ts', import.meta.url).pathname

/** A kill from outside some milliseconds after an answer, or at a statement within a transaction. */
export type Moment = { answers: number; delayMs: number } | { statement: number }

/** Lets the writer run until that moment, and returns the last generation that it had an answer for. */
const writeAndKill = (file: string, table: string, first: number, moment: Moment) =>
  new Promise<number>((resolve, reject) => {
    const inside = 'statement' in moment ? [String(moment.statement)] : []
    const child = spawn(process.execPath, [writer, file, table, String(first), ...inside], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let last = first - 1
    let answered = 0
    createInterface({ input: child.stdout }).on('line', (line) => {
      last = Number(line)
      answered++
      if ('answers' in moment && answered === moment.answers) {
        setTimeout(() => child.kill('SIGKILL'), moment.delayMs)
      }
    })
    child.on('error', reject)
    child.on('close', (_, signal) =>
      signal === 'SIGKILL' ? resolve(last) : reject(new Error(`the writer ended by itself after ${last}`)),
    )
  })

const contents = async ({ client }: Fixture, table: string): Promise<Map<string, Item>> => {
  const { Items } = await client.send(new ScanCommand({ TableName: table }))
  return new Map((Items ?? []).map((item) => [item.pk?.S ?? '', item]))
}

/**
 * Kills a writer at each moment, and looks after each kill whether every transaction was done wholly or not at all:
 * items, index, stream and token. Returns how many transactions there were.
 */
export const killAt = async (moments: Moment[]): Promise<number> => {
  const folder = await mkdtemp(`${tmpdir()}/tierwatch-dynamodb-`)
  const file = `${folder}/store.sqlite`
  const prepared = await startFixture(file)
  const { name, streamArn } = await makeTable(prepared.client, {
    sortType: 'none',
    view: 'NEW_AND_OLD_IMAGES',
    attributes: [{ AttributeName: 'generation', AttributeType: 'N' }],
    indexes: [
      {
        IndexName: 'by-generation',
        KeySchema: [{ AttributeName: 'generation', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  })
  await prepared.close()

  let generation = 0
  for (const moment of moments) {
    const before = generation
    const answered = await writeAndKill(file, name, generation + 1, moment)
    const fixture = await startFixture(file)
    const found = await contents(fixture, name)
    generation = Number(found.get('counter')?.written?.N)
    // What was answered is there. The write that the kill met may be, but not one that had statements to come.
    expect(generation).toBeGreaterThanOrEqual(answered)
    expect(generation).toBeLessThanOrEqual(answered + 1)
    if ('statement' in moment) expect(generation).toBe(before + 5)
    const logs = [generation - 2, generation - 1, generation].filter((n) => n > 0).map((n) => `log-${n}`)
    expect([...found.keys()].sort()).toEqual(['a', 'b', 'c', 'd', 'counter', ...logs].sort())
    for (const id of ['a', 'b', 'c', 'd']) expect(found.get(id)?.generation?.N).toBe(String(generation))

    const indexed = await fixture.client.send(
      new QueryCommand({
        TableName: name,
        IndexName: 'by-generation',
        KeyConditionExpression: 'generation = :g',
        ExpressionAttributeValues: { ':g': { N: String(generation) } },
      }),
    )
    expect(indexed.Items?.map(({ pk }) => pk?.S)).toEqual(['a', 'b', 'c', 'd'])
    const all = await fixture.client.send(
      new ScanCommand({ TableName: name, IndexName: 'by-generation', Select: 'COUNT' }),
    )
    expect(all.Count).toBe(4)

    const told = new Map<string, Item>()
    for (const { dynamodb } of await readStream(fixture.streams, streamArn)) {
      const id = dynamodb?.Keys?.pk?.S ?? ''
      if (dynamodb?.NewImage) told.set(id, dynamodb.NewImage)
      else told.delete(id)
    }
    expect(Object.fromEntries(told)).toEqual(Object.fromEntries(found))

    // The token of the last transaction was kept with it: another request under it is refused.
    const reused = fixture.client.send(
      new TransactWriteItemsCommand({
        ClientRequestToken: `generation-${generation}`,
        TransactItems: [{ Delete: { TableName: name, Key: { pk: { S: 'a' } } } }],
      }),
    )
    await expect(reused).rejects.toMatchObject({ name: 'IdempotentParameterMismatchException' })
    await fixture.close()
  }
  await rm(folder, { recursive: true })
  return generation
}
