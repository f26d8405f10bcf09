import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Anchors } from '../alerts/anchors.ts'
import type { AnchorEvent } from '../model/alert.ts'
import { type Key, Table } from './dynamo.ts'

const keyOf = ({
  customerId,
  matchId,
  anchor,
  reference,
}: Pick<AnchorEvent, 'customerId' | 'matchId' | 'anchor' | 'reference'>): Key => ({
  pk: `C#${customerId}`,
  sk: `K#${matchId}#${anchor}#${reference ?? ''}`,
})

/** Events that clocks run from, in the `registry` table: `K#<match>#<event>#<reference>`. */
export const dynamoAnchors = (client: DynamoDBClient, tableName: string): Anchors => {
  const table = new Table(client, tableName)
  return {
    put: (anchor) => table.put({ ...keyOf(anchor), body: JSON.stringify(anchor) }),
    remove: (anchor) => table.delete(keyOf(anchor)),
    async of(customerId, matchId) {
      const anchors: AnchorEvent[] = []
      const prefix = matchId === undefined ? 'K#' : `K#${matchId}#`
      for await (const item of table.query(`C#${customerId}`, { prefix })) {
        anchors.push(JSON.parse(item['body'] as string) as AnchorEvent)
      }
      return anchors
    },
  }
}
