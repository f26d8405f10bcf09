import { batchWriteItem } from './batch-write.ts'
import type { Operation } from './operation.ts'
import { query } from './query.ts'
import { batchGetItem, getItem, transactGetItems } from './read-item.ts'
import { scan } from './scan.ts'
import { describeStream, getRecords, getShardIterator, listStreams } from './streams.ts'
import { createTable, deleteTable, describeTable, listTables } from './tables.ts'
import { describeTimeToLive, updateTimeToLive } from './time-to-live.ts'
import { transactWriteItems } from './transact-write.ts'
import { deleteItem, putItem, updateItem } from './write-item.ts'

/** All that the server can do, by the names of the two APIs. */
export const operations: { service: string; operations: Map<string, Operation> }[] = [
  {
    service: 'DynamoDB_20120810',
    operations: new Map([
      ['CreateTable', createTable],
      ['DescribeTable', describeTable],
      ['ListTables', listTables],
      ['DeleteTable', deleteTable],
      ['UpdateTimeToLive', updateTimeToLive],
      ['DescribeTimeToLive', describeTimeToLive],
      ['PutItem', putItem],
      ['GetItem', getItem],
      ['UpdateItem', updateItem],
      ['DeleteItem', deleteItem],
      ['Query', query],
      ['Scan', scan],
      ['BatchWriteItem', batchWriteItem],
      ['BatchGetItem', batchGetItem],
      ['TransactWriteItems', transactWriteItems],
      ['TransactGetItems', transactGetItems],
    ]),
  },
  {
    service: 'DynamoDBStreams_20120810',
    operations: new Map([
      ['ListStreams', listStreams],
      ['DescribeStream', describeStream],
      ['GetShardIterator', getShardIterator],
      ['GetRecords', getRecords],
    ]),
  },
]

/** The operation that a request's `x-amz-target` names, such as `DynamoDB_20120810.PutItem`. */
export const operationFor = (target: string): Operation | undefined => {
  const [service, name] = target.split('.', 2)
  return operations.find((each) => each.service === service)?.operations.get(name ?? '')
}
