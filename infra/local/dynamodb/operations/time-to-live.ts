import { z } from 'zod'
import { validationError } from '../errors.ts'
import { readRequest, tableName } from '../requests.ts'
import { rewriteExpiries } from '../time-to-live.ts'
import type { Operation } from './operation.ts'

const updateRequest = z.strictObject({
  TableName: tableName,
  TimeToLiveSpecification: z.strictObject({
    Enabled: z.boolean(),
    AttributeName: z.string().min(1).max(255),
  }),
})
const describeRequest = z.strictObject({ TableName: tableName })

export const updateTimeToLive: Operation = (storage, body) => {
  const request = readRequest('UpdateTimeToLive', updateRequest, body)
  const { Enabled, AttributeName } = request.TimeToLiveSpecification
  const table = storage.table(request.TableName)
  if (Enabled === (table.timeToLive !== undefined)) {
    throw validationError(`TimeToLive is already ${Enabled ? 'enabled' : 'disabled'}`)
  }
  if (!Enabled && table.timeToLive !== AttributeName) {
    throw validationError(
      `TimeToLive is active on a different AttributeName: current AttributeName is ${table.timeToLive}`,
    )
  }
  const attribute = Enabled ? AttributeName : undefined
  storage.transaction(() => {
    storage.statement('UPDATE tables SET time_to_live = ? WHERE id = ?').run(attribute ?? null, table.id)
    rewriteExpiries(storage, table, attribute)
  })
  storage.reloadTable(request.TableName)
  return { TimeToLiveSpecification: request.TimeToLiveSpecification }
}

export const describeTimeToLive: Operation = (storage, body) => {
  const { TableName } = readRequest('DescribeTimeToLive', describeRequest, body)
  const { timeToLive } = storage.table(TableName)
  return {
    TimeToLiveDescription:
      timeToLive === undefined
        ? { TimeToLiveStatus: 'DISABLED' }
        : { TimeToLiveStatus: 'ENABLED', AttributeName: timeToLive },
  }
}
