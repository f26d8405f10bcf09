import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { CustomerStore } from '../customers/onboarding.ts'
import { Table } from './dynamo.ts'

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
        supplierCount: 0,
        body: JSON.stringify(customer),
      })
      await table.put({ pk: 'DIR#customers', sk: customer.customerId })
      return added
    },
    async remove(customerId) {
      // Its records stay, and its audit trail is vouched for as before.
      await table.put({ pk: 'DIR#former', sk: customerId })
      await table.delete({ pk: 'DIR#customers', sk: customerId })
      await table.delete({ pk: `C#${customerId}`, sk: 'PROFILE' })
    },
  }
}
