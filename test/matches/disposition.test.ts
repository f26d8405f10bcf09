import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type EmbeddedDynamoDb, startDynamoDb } from '../../infra/local/dynamodb/server.ts'
import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import { dynamoDispositions } from '../../shared/adapters/dynamo-dispositions.ts'
import { dynamoRegistry } from '../../shared/adapters/dynamo-registry.ts'
import { ConfigError, ConflictError } from '../../shared/errors.ts'
import { dispose, type Disposition, matchIdOf } from '../../shared/matches/disposition.ts'
import { decideMatch, type PairNow } from '../../shared/matches/transition.ts'
import type { Match } from '../../shared/model/match.ts'
import { emptyFacts } from '../../shared/sources/reader.ts'

const pair: PairNow = {
  key: { customerId: 'acme', supplierId: 'S-1', source: 'ofac-sdn', designationId: '7', rule: 'name' },
  fence: { listSeq: 1, supplierRevision: 1 },
  designation: {
    id: '7',
    ...emptyFacts('ofac-sdn', 'organisation', 'Golden Reed Trading'),
    programs: ['SDGT'],
  },
  entryHash: 'h1:a',
  supplier: {
    customerId: 'acme',
    supplierId: 'S-1',
    roles: ['supplier'],
    name: 'Golden Reed Trading Ltd',
    otherNames: [],
    type: 'organisation',
    sites: [],
    identifiers: [],
    goods: [],
    owners: [],
    officers: [],
    workers: [],
    supplies: ['*'],
    revision: 1,
    factsHash: 'x',
    state: 'registered',
    intakeId: 'i',
  },
  measures: ['blocking'],
  evaluation: {
    rule: 'name',
    score: 0.95,
    decision: 'strong',
    explanation: [],
    factsUsed: {
      designation: { name: 'Golden Reed Trading' },
      supplier: { name: 'Golden Reed Trading Ltd' },
    },
  },
  cause: 'ofac-sdn#000001',
  at: '2026-01-01T00:00:00.000Z',
}
const opened = (): Match => {
  const decision = decideMatch(null, pair)
  if (!decision) throw new Error('the pair opens no match')
  return decision.match
}
const clearing: Disposition = {
  decision: 'cleared',
  reason: 'another company of that name',
  author: 'C. Officer',
  at: '2026-01-02T00:00:00.000Z',
}

describe('a cleared match', () => {
  const cleared = dispose(opened(), clearing)

  test('stays silent while its facts are the same, however often it is matched', () => {
    const again = decideMatch(cleared, { ...pair, fence: { listSeq: 2, supplierRevision: 1 } })
    expect(again?.transition).toBeNull()
    expect(again?.match.state).toBe('cleared')
  })

  test('comes back when a fact that it rests on changes, and says which', () => {
    const renamed: PairNow = {
      ...pair,
      fence: { listSeq: 2, supplierRevision: 1 },
      evaluation: {
        ...pair.evaluation!,
        factsUsed: {
          designation: { name: 'Golden Reed Trading LLC' },
          supplier: { name: 'Golden Reed Trading Ltd' },
        },
      },
    }
    const back = decideMatch(cleared, renamed)
    expect(back?.transition?.kind).toBe('reopened')
    expect(back?.transition?.fields).toEqual(['designation.name'])
    expect(back?.match.revision).toBe(2)
  })

  test('ends without news when the party is delisted, and a relisting is news', () => {
    const gone = decideMatch(cleared, {
      ...pair,
      fence: { listSeq: 2, supplierRevision: 1 },
      designation: null,
      evaluation: null,
    })
    expect(gone?.match.state).toBe('resolved')
    expect(gone?.transition).toBeNull()
    const back = decideMatch(gone?.match ?? null, { ...pair, fence: { listSeq: 3, supplierRevision: 1 } })
    expect(back?.transition?.kind).toBe('reopened')
  })

  test('that has ended cannot be decided on', () => {
    expect(() => dispose({ ...opened(), state: 'resolved' }, clearing)).toThrow(ConfigError)
  })
})

test('a confirmed match stays open', () => {
  expect(dispose(opened(), { ...clearing, decision: 'confirmed' }).state).toBe('open')
})

describe('the trail of decisions', () => {
  let dynamo: EmbeddedDynamoDb
  let client: DynamoDBClient
  beforeAll(async () => {
    dynamo = await startDynamoDb({ file: ':memory:' })
    client = new DynamoDBClient({
      endpoint: dynamo.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    })
    await client.send(
      new CreateTableCommand({
        TableName: 'registry',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
        ],
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
      }),
    )
  })
  afterAll(async () => {
    client.destroy()
    await dynamo.close()
  })

  test('is written with the match, and not over a match that has changed meanwhile', async () => {
    const registry = dynamoRegistry(client, 'registry')
    const dispositions = dynamoDispositions(client, 'registry')
    const match = opened()
    await registry.writeMatch(null, match, null)
    const record = { ...clearing, matchId: matchIdOf(match), match }
    await dispositions.record(match, dispose(match, clearing), record)
    expect((await registry.match(pair.key))?.state).toBe('cleared')
    expect(await dispositions.of('acme')).toEqual([record])
    const late = { ...record, at: '2026-01-03T00:00:00.000Z' }
    await expect(dispositions.record(match, dispose(match, clearing), late)).rejects.toThrow(ConflictError)
    expect(await dispositions.of('acme')).toHaveLength(1)
  })
})
