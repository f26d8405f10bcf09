import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { EarlyNews, EarlyNotice } from '../model/early-notice.ts'
import type { NewsOutbox } from '../matches/announce.ts'
import type { EarlyNoticeStore } from '../operations/poll-inspection.ts'
import type { EarlyOutbox } from '../operations/sweep.ts'
import { type Item, Table, toItem, transact } from './dynamo.ts'

const recordsKey = 'EARLY#notices'
/** The stream of the table starts here: an item whose key begins with `EN#` is what is to be told. */
const outboxKey = 'EARLY#outbox'

const noticeOf = (item: Item): EarlyNotice => JSON.parse(item['body'] as string) as EarlyNotice

/** Early notices in the `lists` table: they are public data, written by the poll alone. */
export const dynamoEarlyNotices = (
  client: DynamoDBClient,
  tableName: string,
  now: () => Date,
): EarlyNoticeStore & EarlyOutbox & NewsOutbox => {
  const table = new Table(client, tableName)
  const put = (item: Item, condition: Record<string, unknown>) => ({
    Put: { TableName: tableName, Item: toItem(item), ...condition },
  })
  const absent = { ConditionExpression: 'attribute_not_exists(pk)' }
  const outboxItem = (news: EarlyNews, notice: EarlyNotice): Item => ({
    pk: outboxKey,
    sk: `EN#${notice.documentNumber}#${String(notice.revision).padStart(3, '0')}`,
    news,
    since: now().toISOString(),
    body: JSON.stringify(notice),
  })
  return {
    async all() {
      const found: EarlyNotice[] = []
      for await (const item of table.query(recordsKey)) found.push(noticeOf(item))
      return found
    },
    async get(documentNumber) {
      const item = await table.get({ pk: recordsKey, sk: documentNumber })
      return item ? noticeOf(item) : null
    },
    async put(notice, before, news) {
      const body = JSON.stringify(notice)
      await transact(client, [
        put(
          { pk: recordsKey, sk: notice.documentNumber, body },
          before === null
            ? absent
            : {
                ConditionExpression: 'body = :before',
                ExpressionAttributeValues: toItem({ ':before': JSON.stringify(before) }),
              },
        ),
        ...(news === undefined ? [] : [put(outboxItem(news, notice), absent)]),
      ])
    },
    async waiting() {
      const found: { sk: string; since: string }[] = []
      for await (const { sk, since } of table.query(outboxKey)) found.push({ sk, since: since as string })
      return found
    },
    async outbox(sk) {
      const item = await table.get({ pk: outboxKey, sk })
      return item ? { news: item['news'] as EarlyNews, notice: noticeOf(item) } : null
    },
    delivered: (sk) => table.delete({ pk: outboxKey, sk }),
  }
}
