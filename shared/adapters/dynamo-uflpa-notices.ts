import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { UflpaNoticesRecord, UflpaNoticesStore } from '../operations/poll-uflpa-notices.ts'
import { Table } from './dynamo.ts'

const key = { pk: 'NOTICES#dhs-uflpa', sk: 'RECORD' } as const

/** What the Federal Register said of the UFLPA Entity List, in the `lists` table: one record, written over by each look. */
export const dynamoUflpaNotices = (client: DynamoDBClient, tableName: string): UflpaNoticesStore => {
  const table = new Table(client, tableName)
  return {
    async get() {
      const item = await table.get(key)
      return item ? (JSON.parse(item['body'] as string) as UflpaNoticesRecord) : null
    },
    put: (record) => table.put({ ...key, body: JSON.stringify(record) }),
  }
}
