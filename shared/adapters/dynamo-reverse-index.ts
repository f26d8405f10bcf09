import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import pLimit from 'p-limit'
import { sha256 } from '../hash.ts'
import type { ReverseIndex } from '../matches/ports.ts'
import { Table } from './dynamo.ts'

/**
 * A key's suppliers are spread over buckets, so that a common word of a large register is not one hot partition.
 * One bucket suffices until a deployment has millions of suppliers; raising it needs a backfill under a new model.
 */
const buckets = 1

const key$ = (model: string, key: string, bucket: number): string => `K#${model}#${key}#${bucket}`

export const dynamoReverseIndex = (client: DynamoDBClient, tableName: string): ReverseIndex => {
  const table = new Table(client, tableName)
  const bucketOf = (customerId: string, supplierId: string): number =>
    Number.parseInt(sha256(`${customerId}#${supplierId}`).slice(0, 4), 16) % buckets
  return {
    async lookUp(modelVersion, keys) {
      const limit = pLimit(16)
      const found = await Promise.all(
        keys.map((key) =>
          limit(async () => {
            const holders: { customerId: string; supplierId: string }[] = []
            for (let bucket = 0; bucket < buckets; bucket++) {
              for await (const item of table.query(key$(modelVersion, key, bucket))) {
                const cut = item.sk.indexOf('#')
                holders.push({ customerId: item.sk.slice(0, cut), supplierId: item.sk.slice(cut + 1) })
              }
            }
            return [key, holders] as const
          }),
        ),
      )
      return new Map(found.filter(([, holders]) => holders.length > 0))
    },
    put(modelVersion, customerId, supplierId, keys) {
      return table.batchWrite(
        keys.map((key) => ({
          pk: key$(modelVersion, key, bucketOf(customerId, supplierId)),
          sk: `${customerId}#${supplierId}`,
        })),
      )
    },
    remove(modelVersion, customerId, supplierId, keys) {
      return table.batchWrite(
        [],
        keys.map((key) => ({
          pk: key$(modelVersion, key, bucketOf(customerId, supplierId)),
          sk: `${customerId}#${supplierId}`,
        })),
      )
    },
  }
}
