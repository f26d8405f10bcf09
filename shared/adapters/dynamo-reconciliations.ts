import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Reconciliation } from '../lists/reconcile.ts'
import { Table } from './dynamo.ts'

const key = 'REC#bis-entity-list'
/** So many entries of a side are kept by name; the numbers are always whole. An item holds 400 KB. */
const kept = 500

interface KeptReconciliation extends Reconciliation {
  onlyOursCount: number
  onlyTheirsCount: number
}

/** The comparisons of the Entity List with its official consolidations, in the `lists` table, newest last. */
export const dynamoReconciliations = (client: DynamoDBClient, tableName: string) => {
  const table = new Table(client, tableName)
  return {
    record(found: Reconciliation): Promise<void> {
      const body: KeptReconciliation = {
        ...found,
        onlyOursCount: found.onlyOurs.length,
        onlyTheirsCount: found.onlyTheirs.length,
        onlyOurs: found.onlyOurs.slice(0, kept),
        onlyTheirs: found.onlyTheirs.slice(0, kept),
      }
      return table.put({ pk: key, sk: `${found.against}#${found.at}`, body: JSON.stringify(body) })
    },
  }
}
