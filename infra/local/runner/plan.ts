import type { Statement } from '../iam/policy.ts'

/** What the templates ask the runner to run, once every resource exists. */
export interface FunctionPlan {
  /** What people call it: the shortest end of its construct path that no other function shares. */
  id: string
  constructPath: string
  logicalId: string
  name: string
  arn: string
  directory: string
  handler: string
  runtime: string
  timeoutSeconds: number
  memoryMegabytes: number
  environment: Record<string, string>
  reservedConcurrency?: number
  deadLetterArn?: string
  roleArn?: string
  /** Its own log group; else the one that Lambda makes. */
  logGroup?: string
  traced?: boolean
}

export interface InvokePolicy {
  functionName: string
  maximumRetryAttempts: number
  maximumEventAgeSeconds: number
  onFailure?: string
  onSuccess?: string
}

export interface MappingPlan {
  /** Stack and logical id: checkpoints are kept under it. */
  id: string
  place: string
  sourceArn: string
  functionName: string
  batchSize: number
  windowSeconds: number
  partialResponses: boolean
  enabled: boolean
  /** Filter patterns as JSON; a record passes when one of them matches. */
  filters: string[]
}

export interface StreamMappingPlan extends MappingPlan {
  startingPosition: 'TRIM_HORIZON' | 'LATEST'
  /** -1: no limit. */
  maximumRetryAttempts: number
  maximumRecordAgeSeconds: number
  bisect: boolean
  /** Batches of one shard at once. */
  parallelizationFactor: number
  onFailure?: string
}

export interface QueueMappingPlan extends MappingPlan {
  maximumConcurrency: number
}

export interface SchedulePlan {
  id: string
  constructPath: string
  place: string
  name: string
  arn: string
  expression: string
  timezone: string
  enabled: boolean
  start?: Date
  end?: Date
  targetArn: string
  input?: string
  messageGroupId?: string
  maximumRetryAttempts: number
  maximumEventAgeSeconds: number
  deadLetterArn?: string
  roleArn?: string
  /** How long after its time a schedule may fire by itself. By hand it fires at once. */
  flexibleMinutes?: number
}

export interface QueuePlan {
  name: string
  visibilitySeconds: number
  redriveTarget?: string
}

export interface BucketNotification {
  events: string[]
  destination: { kind: 'queue' | 'function' | 'topic'; arn: string }
  rules: { name: 'prefix' | 'suffix'; value: string }[]
}

export interface Plan {
  functions: FunctionPlan[]
  invokePolicies: InvokePolicy[]
  streamMappings: StreamMappingPlan[]
  queueMappings: QueueMappingPlan[]
  schedules: SchedulePlan[]
  queues: QueuePlan[]
  /** Names of the buses of the templates. */
  eventBuses: string[]
  /** Every bucket of the templates, also those without notifications: an old notification must go. */
  bucketNotifications: Map<string, BucketNotification[]>
  bucketsWithoutTestEvent: Set<string>
  /** Queues that something is sent to when it fails. */
  failureTargets: Set<string>
  /** By the name of the role: what its policies say. */
  roles: Map<string, Statement[]>
  /** By ARN. */
  managedPolicies: Map<string, Statement[]>
  /** Policies of resources, by their ARN. */
  resourcePolicies: Map<string, Statement[]>
  /** Resources that are encrypted with a key of the customer's own: ARN → ARN of the key. */
  keys: Map<string, string>
}

export const emptyPlan = (): Plan => ({
  functions: [],
  invokePolicies: [],
  streamMappings: [],
  queueMappings: [],
  schedules: [],
  queues: [],
  eventBuses: [],
  bucketNotifications: new Map(),
  bucketsWithoutTestEvent: new Set(),
  failureTargets: new Set(),
  roles: new Map(),
  managedPolicies: new Map(),
  resourcePolicies: new Map(),
  keys: new Map(),
})
