import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { DispositionRecord, Dispositions } from '../matches/disposition.ts'
import { matchItem } from './dynamo-registry.ts'
import { Table, toItem, transact } from './dynamo.ts'

/** The trail of decisions in the `registry` table: `D#<time>#<match>`, appended only. */
export const dynamoDispositions = (client: DynamoDBClient, tableName: string): Dispositions => {
  const table = new Table(client, tableName)
  return {
    record(before, after, record) {
      return transact(client, [
        {
          Put: {
            TableName: tableName,
            Item: toItem(matchItem(after)),
            ConditionExpression: 'revision = :revision AND #state = :state',
            ExpressionAttributeNames: { '#state': 'state' },
            ExpressionAttributeValues: toItem({ ':revision': before.revision, ':state': before.state }),
          },
        },
        {
          Put: {
            TableName: tableName,
            Item: toItem({
              pk: `C#${before.customerId}`,
              sk: `D#${record.at}#${record.matchId}`,
              body: JSON.stringify(record),
            }),
            ConditionExpression: 'attribute_not_exists(pk)',
          },
        },
      ])
    },
    async of(customerId) {
      const records: DispositionRecord[] = []
      for await (const item of table.query(`C#${customerId}`, { prefix: 'D#' })) {
        records.push(JSON.parse(item['body'] as string) as DispositionRecord)
      }
      return records
    },
  }
}
