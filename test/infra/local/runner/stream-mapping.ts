import type { FunctionPlan, StreamMappingPlan } from '../../../../infra/local/runner/plan.ts'

/** A mapping of a stream to a function, as a template has it that says nothing of its own. */
export const streamMapping: StreamMappingPlan = {
  id: 'Pipe/Mapping',
  place: 'Pipe/Mapping',
  sourceArn: 'arn:stream',
  functionName: 'f',
  batchSize: 10,
  windowSeconds: 0,
  partialResponses: false,
  enabled: true,
  filters: [],
  startingPosition: 'TRIM_HORIZON',
  maximumRetryAttempts: -1,
  maximumRecordAgeSeconds: -1,
  bisect: false,
  parallelizationFactor: 1,
}
export const functionPlan = { id: 'f', name: 'f', arn: 'arn:f' } as FunctionPlan
