import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { DueItem, DueStore } from '../lists/due-dates.ts'
import { canonicalHash } from '../hash.ts'
import { type Item, Table } from './dynamo.ts'

/** Behind every day: `U+FFFF` sorts after all that a key holds. */
const end = '\uFFFF'

/**
 * Days to come in the `lists` table, under `DUE#<source>` / day#designation#hash: a source's window is one query. Writing an
 * item twice is harmless. They are no TTL items: losing one would lose a change.
 */
export const dynamoDueStore = (client: DynamoDBClient, tableName: string): DueStore => {
  const table = new Table(client, tableName)
  const due$ = (source: string): string => `DUE#${source}`
  return {
    async put(items) {
      const byKey = new Map(
        items.map((item) => {
          const { source, designationId, on, what, text } = item
          const sk = `${on}#${designationId}#${canonicalHash([what, text]).slice(3, 15)}`
          return [`${source}\n${sk}`, { pk: due$(source), sk, body: JSON.stringify(item) }]
        }),
      )
      await table.batchWrite([...byKey.values()])
    },
    async between(source, after, through) {
      const items: DueItem[] = []
      for await (const item of table.query(due$(source), {
        from: `${after}${end}`,
        to: `${through}${end}`,
      })) {
        items.push(JSON.parse(item['body'] as string) as DueItem)
      }
      return items
    },
    async lookedThrough(source) {
      const item = await table.get({ pk: `SRC#${source}`, sk: 'DUE' })
      if (!item) return undefined
      const { through: day, seq } = item as Item & { through: string; seq?: number }
      return { day, ...(seq === undefined ? {} : { seq }) }
    },
    putLookedThrough(source, { day, seq }) {
      return table.put({ pk: `SRC#${source}`, sk: 'DUE', through: day, seq })
    },
  }
}
