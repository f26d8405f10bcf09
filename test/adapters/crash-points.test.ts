import { type AttributeValue, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dynamoCustomerStore } from '../../shared/adapters/dynamo-customer-store.ts'
import { dynamoIntakeStore } from '../../shared/adapters/dynamo-intake-store.ts'
import { dynamoListStore } from '../../shared/adapters/dynamo-list-store.ts'
import { dynamoRegistry } from '../../shared/adapters/dynamo-registry.ts'
import { dynamoReverseIndex } from '../../shared/adapters/dynamo-reverse-index.ts'
import { canonicalJson } from '../../shared/hash.ts'
import { shardsOf } from '../../shared/lists/manifest.ts'
import type { Batch, BatchTurn } from '../../shared/matches/ports.ts'
import { type EmbeddedServices, startEmbedded } from '../support/embedded-stores.ts'
import { Crash, type Fault } from '../support/faults.ts'
import {
  alertRecord,
  changeSetOf,
  customer,
  listVersion,
  match,
  notice,
  supplier,
} from '../support/samples.ts'

/**
 * One port call may be several calls of DynamoDB, and a process may die between any two of them. Running the port call
 * again must lead to the same items as if nothing had happened.
 */

let embedded: EmbeddedServices
beforeAll(async () => {
  embedded = await startEmbedded()
})
afterAll(() => embedded.close())

interface Stores {
  lists: ReturnType<typeof dynamoListStore>
  registry: ReturnType<typeof dynamoRegistry>
  customers: ReturnType<typeof dynamoCustomerStore>
  intakes: ReturnType<typeof dynamoIntakeStore>
  index: ReturnType<typeof dynamoReverseIndex>
}

/** A client that dies at one of its calls, before or after the call's effect, and stays dead. */
const mortalClient = async (fault?: Fault): Promise<{ client: DynamoDBClient; calls: () => number }> => {
  let calls = 0
  let dead = false
  const client = new DynamoDBClient({
    region: 'us-east-1',
    endpoint: await embedded.dynamo.config.endpoint?.(),
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  })
  client.middlewareStack.add(
    (next) => async (args) => {
      if (dead) throw new Crash('dead')
      const dies = ++calls === fault?.call
      if (dies && !fault.after) {
        dead = true
        throw new Crash('before')
      }
      const result = await next(args)
      if (dies) {
        dead = true
        throw new Crash('after')
      }
      return result
    },
    { step: 'initialize', name: 'mortal' },
  )
  return { client, calls: () => calls }
}

const storesOver = (client: DynamoDBClient, table: string): Stores => ({
  lists: dynamoListStore(client, table),
  registry: dynamoRegistry(client, table),
  customers: dynamoCustomerStore(client, table),
  intakes: dynamoIntakeStore(client, table),
  index: dynamoReverseIndex(client, table),
})

const contents = async (table: string): Promise<string[]> => {
  const items: Record<string, AttributeValue>[] = []
  let start: Record<string, AttributeValue> | undefined
  do {
    const page = await embedded.dynamo.send(
      new ScanCommand({ TableName: table, ...(start ? { ExclusiveStartKey: start } : {}) }),
    )
    items.push(...(page.Items ?? []))
    start = page.LastEvaluatedKey
  } while (start)
  return items.map(canonicalJson).sort()
}

const n1 = 'ofac-sdn#000001'
const since = '2024-01-01T00:00:00.000Z'
const batches = new Map<string, Batch>(
  Array.from({ length: 3 }, (_, i) => [
    `0000${i}`,
    { kind: 'suppliers', source: 'ofac-sdn', seq: 1, supplierIds: [`S-${i}`] },
  ]),
)
const manifest = new Map(Array.from({ length: 40 }, (_, i) => [`id-${i}`, `h1:${i}`]))
const open = (stores: Stores, total = 3) => stores.registry.openNotice(notice(n1, { total }), batches, since)

const firstTurn = (batch: string): BatchTurn => ({
  customerId: 'acme',
  noticeId: n1,
  batch,
  plan: notice(n1).plan,
  turn: 1,
})

const operations: [
  name: string,
  before: (stores: Stores) => Promise<unknown>,
  operation: (stores: Stores) => Promise<unknown>,
][] = [
  ['openNotice', async () => {}, (stores) => open(stores)],
  [
    'finishBatch',
    async (stores) => {
      await open(stores)
      await stores.registry.takeUpBatch({ customerId: 'acme', noticeId: n1, batch: '00001' })
    },
    (stores) => stores.registry.finishBatch(firstTurn('00001')),
  ],
  [
    'markNoticeSent',
    async (stores) => {
      await open(stores, 1)
      await stores.registry.takeUpBatch({ customerId: 'acme', noticeId: n1, batch: '00000' })
      await stores.registry.finishBatch(firstTurn('00000'))
    },
    (stores) => stores.registry.markNoticeSent('acme', n1),
  ],
  [
    'markChangeSet',
    (stores) =>
      stores.lists.commit({
        version: listVersion(1, manifest),
        expected: null,
        changeSet: changeSetOf(1, []),
      }),
    (stores) => stores.lists.markChangeSet('ofac-sdn', 1, 'delivered'),
  ],
  ['putShards', async () => {}, (stores) => stores.lists.putShards(shardsOf(manifest))],
  ['recordFanOut', async () => {}, (stores) => stores.registry.recordFanOut('ofac-sdn', 1, ['acme', 'beta'])],
  ['add a customer', async () => {}, (stores) => stores.customers.add(customer('acme'))],
  [
    'remove a customer',
    (stores) => stores.customers.add(customer('acme')),
    (stores) => stores.customers.remove('acme', '2024-02-01T00:00:00.000Z'),
  ],
  ['putSupplier', async () => {}, (stores) => stores.intakes.putSupplier(supplier('S-1'))],
  [
    'raiseRegister',
    (stores) => stores.customers.add(customer('acme')),
    (stores) => stores.intakes.raiseRegister('acme', 'i1', { supplierCount: 2, uploadedAt: since }),
  ],
  [
    'index keys',
    (stores) => stores.index.put('m', 'acme', 'S-1', ['t:old']),
    async (stores) => {
      await stores.index.put(
        'm',
        'acme',
        'S-1',
        Array.from({ length: 60 }, (_, i) => `t:${i}`),
      )
      await stores.index.remove('m', 'acme', 'S-1', ['t:old'])
    },
  ],
]

test.each(operations)(
  '%s, run again wherever it died, leaves what it would have left',
  async (_name, before, operation) => {
    const run = async (fault?: Fault): Promise<{ calls: number; died: boolean; items: string[] }> => {
      const table = await embedded.table()
      await before(storesOver(embedded.dynamo, table))
      const { client, calls } = await mortalClient(fault)
      const died = await operation(storesOver(client, table)).then(
        () => false,
        (error: unknown) => {
          if (error instanceof Crash) return true
          throw error
        },
      )
      client.destroy()
      if (died) await operation(storesOver(embedded.dynamo, table))
      return { calls: calls(), died, items: await contents(table) }
    }
    const undisturbed = await run()
    expect(undisturbed.died).toBe(false)
    for (let call = 1; call <= undisturbed.calls; call++) {
      for (const after of [false, true]) {
        const disturbed = await run({ call, after })
        expect(disturbed.died).toBe(true)
        expect(disturbed.items, `${after ? 'after' : 'before'} call ${call}`).toEqual(undisturbed.items)
      }
    }
  },
)

test('a commit or a match that was written before the process died is a conflict when it is written again, and whole', async () => {
  const table = await embedded.table()
  const stores = storesOver(embedded.dynamo, table)
  await open(stores)
  const mortal = async (operation: (stores: Stores) => Promise<unknown>): Promise<void> => {
    const { client } = await mortalClient({ call: 1, after: true })
    await expect(operation(storesOver(client, table))).rejects.toThrow(Crash)
    client.destroy()
  }
  const commit = ({ lists }: Stores) =>
    lists.commit({ version: listVersion(1, manifest), expected: null, changeSet: changeSetOf(1, []) })
  const write = ({ registry }: Stores) => registry.writeMatch(null, match(), alertRecord('a1', n1))
  await mortal(commit)
  await mortal(write)
  const items = await contents(table)
  await expect(commit(stores)).rejects.toThrow('Somebody else wrote first')
  await expect(write(stores)).rejects.toThrow('Somebody else wrote first')
  expect(await contents(table)).toEqual(items)
  expect((await stores.lists.head('ofac-sdn'))?.seq).toBe(1)
  expect(await stores.registry.alertsOfNotice('acme', n1)).toHaveLength(1)
})
