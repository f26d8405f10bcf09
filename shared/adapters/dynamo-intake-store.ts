import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { IntakeRecord, IntakeStore } from '../suppliers/intake.ts'
import { supplierItem } from './dynamo-registry.ts'
import { Table, toItem } from './dynamo.ts'

/** A lock outlives its holder by this long: the queue gives a file back five times before it is a dead letter. */
const lockMilliseconds = 60 * 60_000

export const dynamoIntakeStore = (client: DynamoDBClient, tableName: string): IntakeStore => {
  const table = new Table(client, tableName)
  const profile = (customerId: string): { pk: string; sk: string } => ({
    pk: `C#${customerId}`,
    sk: 'PROFILE',
  })
  return {
    async intake(customerId, intakeId) {
      const item = await table.get({ pk: `C#${customerId}`, sk: `I#${intakeId}` })
      return item ? (JSON.parse(item['body'] as string) as IntakeRecord) : null
    },
    putIntake(record) {
      return table.put({
        pk: `C#${record.customerId}`,
        sk: `I#${record.intakeId}`,
        at: record.at,
        body: JSON.stringify(record),
      })
    },
    async lock(customerId, intakeId, now) {
      const locked = await table.update(profile(customerId), {
        UpdateExpression: 'SET intakeLock = :id, intakeLockUntil = :until',
        ConditionExpression:
          'attribute_exists(pk) AND (attribute_not_exists(intakeLock) OR intakeLock = :id OR intakeLockUntil < :now)',
        ExpressionAttributeValues: toItem({
          ':id': intakeId,
          ':now': now.toISOString(),
          ':until': new Date(now.getTime() + lockMilliseconds).toISOString(),
        }),
      })
      return locked !== undefined
    },
    async unlock(customerId, intakeId) {
      await table.update(profile(customerId), {
        UpdateExpression: 'REMOVE intakeLock, intakeLockUntil',
        ConditionExpression: 'intakeLock = :id',
        ExpressionAttributeValues: toItem({ ':id': intakeId }),
      })
    },
    async putSupplier(supplier) {
      await table.putIf(supplierItem(supplier), {
        ConditionExpression: 'attribute_not_exists(pk) OR revision < :revision',
        ExpressionAttributeValues: toItem({ ':revision': supplier.revision }),
      })
    },
    async raiseRegister(customerId, intakeId, { supplierCount, uploadedAt }) {
      await table.update(profile(customerId), {
        UpdateExpression:
          'SET registerRevision = if_not_exists(registerRevision, :zero) + :one, lastIntake = :id, supplierCount = :count, lastUploadAt = :uploadedAt',
        // An update of what is not there would make it: a customer that was removed meanwhile stays removed.
        ConditionExpression:
          'attribute_exists(pk) AND (attribute_not_exists(lastIntake) OR lastIntake <> :id)',
        ExpressionAttributeValues: toItem({
          ':zero': 0,
          ':one': 1,
          ':id': intakeId,
          ':count': supplierCount,
          ':uploadedAt': uploadedAt,
        }),
      })
    },
  }
}
