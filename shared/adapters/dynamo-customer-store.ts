import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { CustomerStore } from '../customers/onboarding.ts'
import { ConflictError } from '../errors.ts'
import type { Customer } from '../model/supplier.ts'
import { Table, toItem } from './dynamo.ts'

/** Ids of customers that were removed. */
export const formerCustomers = async (client: DynamoDBClient, tableName: string): Promise<string[]> => {
  const ids: string[] = []
  for await (const { sk } of new Table(client, tableName).query('DIR#former')) ids.push(sk)
  return ids
}

export const dynamoCustomerStore = (client: DynamoDBClient, tableName: string): CustomerStore => {
  const table = new Table(client, tableName)
  return {
    async add(customer) {
      const added = await table.putIfAbsent({
        pk: `C#${customer.customerId}`,
        sk: 'PROFILE',
        registerRevision: 0,
        supplierCount: customer.supplierCount,
        body: JSON.stringify(customer),
      })
      await table.delete({ pk: `C#${customer.customerId}`, sk: 'ENDED' })
      await table.put({ pk: 'DIR#customers', sk: customer.customerId })
      return added
    },
    async update(customerId, change, agree) {
      const key = { pk: `C#${customerId}`, sk: 'PROFILE' }
      const item = await table.get(key)
      if (!item) return
      const before = item['body'] as string
      agree?.(JSON.parse(before) as Customer)
      const written = await table.update(key, {
        UpdateExpression: 'SET body = :after',
        ConditionExpression: 'body = :before',
        ExpressionAttributeValues: toItem({
          ':before': before,
          ':after': JSON.stringify({ ...(JSON.parse(before) as Customer), ...change }),
        }),
      })
      if (!written) throw new ConflictError(`${customerId} was changed by another`, 'Try again.')
    },
    async remove(customerId, at) {
      // Its records stay, and its audit trail is vouched for as before.
      await table.put({ pk: 'DIR#former', sk: customerId })
      await table.delete({ pk: 'DIR#customers', sk: customerId })
      // Before the profile goes: work that was under way finds either a customer or its end.
      await table.put({ pk: `C#${customerId}`, sk: 'ENDED', at })
      await table.delete({ pk: `C#${customerId}`, sk: 'PROFILE' })
    },
  }
}
