import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { AuditAct } from '../audit/chain.ts'
import { ConflictError } from '../errors.ts'
import type { Dispositions } from '../matches/disposition.ts'
import { defaultPolicy, type DispositionPolicy, type PolicyStore } from '../matches/disposition-policy.ts'
import { dynamoAuditTrail } from './dynamo-audit-trail.ts'
import { isStoredMatch, matchItem } from './dynamo-registry.ts'
import { Table, toItem } from './dynamo.ts'

/** Decisions in the `registry` table: a match and its line in the customer's audit chain are one transaction. */
export const dynamoDispositions = (
  client: DynamoDBClient,
  tableName: string,
): Dispositions &
  PolicyStore & {
    setPolicy(
      customerId: string,
      before: DispositionPolicy,
      after: DispositionPolicy,
      act: AuditAct,
    ): Promise<void>
  } => {
  const table = new Table(client, tableName)
  const trail = dynamoAuditTrail(client, tableName)
  const policyKey = (customerId: string) => ({ pk: `C#${customerId}`, sk: 'POLICY' })
  const read = async (customerId: string): Promise<string | undefined> =>
    (await table.get(policyKey(customerId)))?.['body'] as string | undefined
  return {
    record(before, { match, act }) {
      return trail.appendWith(before.customerId, act, [
        { Put: { TableName: tableName, Item: toItem(matchItem(match)), ...isStoredMatch(before) } },
      ])
    },
    async policy(customerId) {
      const body = await read(customerId)
      return body === undefined ? defaultPolicy : (JSON.parse(body) as DispositionPolicy)
    },
    async setPolicy(customerId, before, after, act) {
      const stored = await read(customerId)
      if (stored !== undefined && stored !== JSON.stringify(before)) {
        throw new ConflictError('The policy was changed meanwhile', 'Look at it again, then set it again.')
      }
      await trail.appendWith(customerId, act, [
        {
          Put: {
            TableName: tableName,
            Item: toItem({ ...policyKey(customerId), body: JSON.stringify(after) }),
            ...(stored === undefined
              ? { ConditionExpression: 'attribute_not_exists(pk)' }
              : {
                  ConditionExpression: 'body = :stored',
                  ExpressionAttributeValues: toItem({ ':stored': stored }),
                }),
          },
        },
      ])
    },
  }
}
