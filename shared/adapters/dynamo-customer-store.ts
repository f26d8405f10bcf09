import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { CustomerStore } from '../customers/onboarding.ts'
import { Table } from './dynamo.ts'

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
      await table.delete({ pk: 'DIR#customers', sk: customerId })
      await table.delete({ pk: `C#${customerId}`, sk: 'PROFILE' })
    },
  }
}
