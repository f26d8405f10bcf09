import {
  DescribeTimeToLiveCommand,
  PutItemCommand,
  ScanCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Fixture, type Item, makeTable, readStream, refusal, startFixture } from './support.ts'

let fixture: Fixture
beforeAll(async () => {
  fixture = await startFixture()
})
afterAll(() => fixture.close())

const seconds = () => Math.floor(fixture.time.now / 1000)
const put = (table: string, pk: string, expires: Item[string]) =>
  fixture.client.send(new PutItemCommand({ TableName: table, Item: { pk: { S: pk }, expires } }))
const left = async (table: string) =>
  ((await fixture.client.send(new ScanCommand({ TableName: table }))).Items ?? []).map(({ pk }) => pk?.S)
const choose = (TableName: string, Enabled: boolean, AttributeName = 'expires') =>
  fixture.client.send(
    new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: { Enabled, AttributeName } }),
  )
const status = async (TableName: string) =>
  (await fixture.client.send(new DescribeTimeToLiveCommand({ TableName }))).TimeToLiveDescription

describe('time to live', () => {
  it('is chosen once, described and dropped', async () => {
    const { name } = await makeTable(fixture.client, { sortType: 'none' })
    expect(await status(name)).toEqual({ TimeToLiveStatus: 'DISABLED' })
    await choose(name, true)
    expect(await status(name)).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expires' })
    expect(await refusal(choose(name, true))).toMatchObject({ message: 'TimeToLive is already enabled' })
    expect(await refusal(choose(name, false, 'other'))).toMatchObject({ message: /different AttributeName/ })
    await choose(name, false)
    expect(await status(name)).toEqual({ TimeToLiveStatus: 'DISABLED' })
  })

  it('deletes what has expired, in the name of the service, and nothing else', async () => {
    const { name, streamArn } = await makeTable(fixture.client, { sortType: 'none', view: 'OLD_IMAGE' })
    // One item is there before the attribute is chosen, and one's time is moved.
    await put(name, 'before', { N: String(seconds() + 50) })
    await choose(name, true)
    await put(name, 'soon', { N: String(seconds() + 50) })
    await put(name, 'moved', { N: String(seconds() + 50) })
    await put(name, 'later', { N: String(seconds() + 500) })
    await put(name, 'text', { S: String(seconds() - 50) })
    await put(name, 'five years ago', { N: String(seconds() - 6 * 365 * 86_400) })
    await put(name, 'milliseconds', { N: String(fixture.time.now) })
    await fixture.client.send(
      new UpdateItemCommand({
        TableName: name,
        Key: { pk: { S: 'moved' } },
        UpdateExpression: 'SET expires = :later',
        ExpressionAttributeValues: { ':later': { N: String(seconds() + 500) } },
      }),
    )
    fixture.time.now += 51_000
    await vi.waitFor(
      async () =>
        expect(await left(name)).toEqual(['five years ago', 'later', 'milliseconds', 'moved', 'text']),
      { timeout: 4000, interval: 100 },
    )
    const removed = (await readStream(fixture.streams, streamArn)).filter(
      ({ eventName }) => eventName === 'REMOVE',
    )
    expect(removed.map(({ dynamodb }) => dynamodb?.Keys?.pk?.S ?? '').sort()).toEqual(['before', 'soon'])
    for (const { userIdentity } of removed) {
      expect(userIdentity).toEqual({ PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' })
    }
  })
})
