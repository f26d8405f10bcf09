import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { AttestationStore, SentAttestation } from '../alerts/attestation/send-attestation.ts'
import { Table } from './dynamo.ts'

/** Attestations that were sent, in the `registry` table: `W#<end of the period>`. */
export const dynamoAttestations = (client: DynamoDBClient, tableName: string): AttestationStore => {
  const table = new Table(client, tableName)
  const read = (item: Record<string, unknown>): SentAttestation =>
    JSON.parse(item['body'] as string) as SentAttestation
  return {
    async before(customerId, to) {
      let newest: SentAttestation | null = null
      for await (const item of table.query(`C#${customerId}`, { prefix: 'W#' })) {
        const sent = read(item)
        if (sent.to < to) newest = sent
      }
      return newest
    },
    async sent(customerId, to) {
      const item = await table.get({ pk: `C#${customerId}`, sk: `W#${to}` })
      return item ? read(item) : null
    },
    markSent: (sent) =>
      table.put({ pk: `C#${sent.customerId}`, sk: `W#${sent.to}`, body: JSON.stringify(sent) }),
  }
}
