import { z } from 'zod'
import { isKnownOperator } from '../../iam/conditions.ts'
import { managedPolicies } from '../../iam/managed-policies.ts'
import { policyDocument } from '../../iam/policy.ts'
import type { Statement } from '../../iam/policy.ts'
import { queueArn } from '../../wire/arn.ts'
import { arn, physicalName, stableUuid } from '../aws-identity.ts'
import type { Plan } from '../plan.ts'
import { notImplemented, wrongTemplate } from '../refusal.ts'
import { functionNameOf } from './lambda.ts'
import { inert, resourceType } from './resource-type.ts'

/**
 * Identities and policies. Nobody is authenticated on the loopback address and nothing is refused: what is read here is
 * what every call is compared with, so that a missing permission shows before it is deployed.
 */
const document = (given: unknown, place: string): Statement[] => {
  const parsed = policyDocument.safeParse(given)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw wrongTemplate(place, `the policy is not understood at ${issue?.path.join('.')}: ${issue?.message}`)
  }
  for (const { Condition = {} } of parsed.data.Statement) {
    const unknown = Object.keys(Condition).find((operator) => !isKnownOperator(operator))
    if (unknown !== undefined) throw notImplemented(place, `the condition operator ${unknown}`)
  }
  return parsed.data.Statement
}

const addToRole = (plan: Plan, name: string, statements: readonly Statement[]): void => {
  plan.roles.set(name, [...(plan.roles.get(name) ?? []), ...statements])
}

const addToResource = (plan: Plan, resource: string, statements: readonly Statement[]): void => {
  plan.resourcePolicies.set(resource, [...(plan.resourcePolicies.get(resource) ?? []), ...statements])
}

const roleArn = (name: string): string => `arn:aws:iam::000000000000:role/${name}`
const policyArn = (name: string): string => `arn:aws:iam::000000000000:policy/${name}`

const managed = (plan: Plan, policy: string, place: string): readonly Statement[] => {
  const known = managedPolicies[policy] ?? plan.managedPolicies.get(policy)
  if (known === undefined) throw notImplemented(place, `the managed policy ${policy}`)
  return known
}

export const role = resourceType(
  {
    schema: z.strictObject({
      RoleName: z.string().optional(),
      ManagedPolicyArns: z.array(z.string()).default([]),
      Policies: z.array(z.strictObject({ PolicyName: z.string(), PolicyDocument: z.unknown() })).default([]),
    }),
    inert: {
      AssumeRolePolicyDocument: 'who may take a role on is decided by the resource that names it',
      Description: 'for the console',
      MaxSessionDuration: 'sessions do not end locally',
      Path: 'names are enough to find anything',
      PermissionsBoundary: 'a boundary of the account that deploys',
      Tags: 'tags are for the console and the bill',
    },
  },
  (properties, { plan, place, stack, logicalId }) => {
    const name = properties.RoleName ?? physicalName(stack.name, logicalId, { max: 64 })
    addToRole(plan, name, [])
    for (const policy of properties.ManagedPolicyArns) addToRole(plan, name, managed(plan, policy, place))
    for (const { PolicyDocument } of properties.Policies)
      addToRole(plan, name, document(PolicyDocument, place))
    return { ref: name, attributes: { Arn: roleArn(name), RoleId: `AROA${name.slice(-12)}` } }
  },
)

const names = z.array(z.string()).default([])
const noUsers = 'there are no users and groups'

export const policy = resourceType(
  {
    schema: z.strictObject({ PolicyName: z.string(), PolicyDocument: z.unknown(), Roles: names }),
    inert: { Users: noUsers, Groups: noUsers },
  },
  ({ PolicyName, PolicyDocument, Roles }, { plan, place }) => {
    const statements = document(PolicyDocument, place)
    for (const name of Roles) addToRole(plan, name, statements)
    return { ref: PolicyName, attributes: {} }
  },
)

export const rolePolicy = resourceType(
  { schema: z.strictObject({ PolicyName: z.string(), PolicyDocument: z.unknown(), RoleName: z.string() }) },
  ({ PolicyName, PolicyDocument, RoleName }, { plan, place }) => {
    addToRole(plan, RoleName, document(PolicyDocument, place))
    return { ref: PolicyName, attributes: {} }
  },
)

export const managedPolicy = resourceType(
  {
    schema: z.strictObject({
      ManagedPolicyName: z.string().optional(),
      PolicyDocument: z.unknown(),
      Roles: names,
    }),
    inert: { Description: 'for the console', Path: 'names are enough', Users: noUsers, Groups: noUsers },
  },
  ({ ManagedPolicyName, PolicyDocument, Roles }, { plan, place, stack, logicalId }) => {
    const own = policyArn(ManagedPolicyName ?? physicalName(stack.name, logicalId, { max: 128 }))
    const statements = document(PolicyDocument, place)
    plan.managedPolicies.set(own, statements)
    for (const name of Roles) addToRole(plan, name, statements)
    return { ref: own, attributes: { PolicyArn: own } }
  },
)

export const queuePolicy = resourceType(
  { schema: z.strictObject({ PolicyDocument: z.unknown(), Queues: z.array(z.string()) }) },
  ({ PolicyDocument, Queues }, { plan, place, stack, logicalId }) => {
    const statements = document(PolicyDocument, place)
    for (const url of Queues) addToResource(plan, queueArn(url.split('/').at(-1) ?? ''), statements)
    return { ref: physicalName(stack.name, logicalId, { max: 64 }), attributes: {} }
  },
)

export const topicPolicy = resourceType(
  { schema: z.strictObject({ PolicyDocument: z.unknown(), Topics: z.array(z.string()) }) },
  ({ PolicyDocument, Topics }, { plan, place, stack, logicalId }) => {
    const statements = document(PolicyDocument, place)
    for (const topic of Topics) addToResource(plan, topic, statements)
    return { ref: physicalName(stack.name, logicalId, { max: 64 }), attributes: {} }
  },
)

export const bucketPolicy = resourceType(
  { schema: z.strictObject({ PolicyDocument: z.unknown(), Bucket: z.string() }) },
  ({ PolicyDocument, Bucket }, { plan, place, stack, logicalId }) => {
    addToResource(plan, `arn:aws:s3:::${Bucket}`, document(PolicyDocument, place))
    return { ref: physicalName(stack.name, logicalId, { max: 64 }), attributes: {} }
  },
)

export const permission = resourceType(
  {
    schema: z.strictObject({
      Action: z.string(),
      FunctionName: z.string(),
      Principal: z.string(),
      SourceArn: z.string().optional(),
      SourceAccount: z.string().optional(),
    }),
    inert: { InvokedViaFunctionUrl: 'functions have no URL here' },
  },
  (properties, { plan, stack, logicalId }) => {
    const { Action, FunctionName, Principal, SourceArn, SourceAccount } = properties
    const resource = arn('lambda', `function:${functionNameOf(FunctionName)}`)
    const isService = Principal.endsWith('.amazonaws.com')
    addToResource(plan, resource, [
      {
        Sid: logicalId,
        Effect: 'Allow',
        Action: [Action],
        Resource: [resource],
        Principal: isService ? { Service: [Principal] } : { AWS: [Principal] },
        Condition: {
          ...(SourceArn !== undefined && { ArnLike: { 'aws:SourceArn': [SourceArn] } }),
          ...(SourceAccount !== undefined && { StringEquals: { 'aws:SourceAccount': [SourceAccount] } }),
        },
      },
    ])
    return { ref: `${stack.name}-${logicalId}`, attributes: {} }
  },
)

export const key = resourceType(
  {
    schema: z.strictObject({
      KeyPolicy: z.unknown().optional(),
      EnableKeyRotation: inert('nothing is encrypted at rest locally'),
    }),
    inert: {
      Description: 'for the console',
      Enabled: 'nothing is encrypted at rest locally',
      KeySpec: 'nothing is encrypted at rest locally',
      KeyUsage: 'nothing is encrypted at rest locally',
      MultiRegion: 'there is one region',
      Origin: 'nothing is encrypted at rest locally',
      PendingWindowInDays: 'nothing deletes a key locally',
      RotationPeriodInDays: 'nothing is encrypted at rest locally',
      BypassPolicyLockoutSafetyCheck: 'nobody is locked out locally',
      Tags: 'tags are for the console and the bill',
    },
  },
  ({ KeyPolicy }, { plan, place, stack, logicalId }) => {
    const id = stableUuid(`us-east-1/${stack.name}/${logicalId}`)
    const own = arn('kms', `key/${id}`)
    // Without a policy of its own a key is left to the policies of the account.
    const root: Statement = {
      Effect: 'Allow',
      Action: ['kms:*'],
      Resource: ['*'],
      Principal: { AWS: ['arn:aws:iam::000000000000:root'] },
    }
    addToResource(plan, own, KeyPolicy === undefined ? [root] : document(KeyPolicy, place))
    return { ref: id, attributes: { Arn: own, KeyId: id } }
  },
)

/** Notes that a resource is encrypted with a key of the customer's own. Keys that AWS manages need no permission. */
export const noteKey = (plan: Plan, resource: string, given: string | undefined): void => {
  if (given === undefined || given.startsWith('alias/')) return
  plan.keys.set(resource, given.startsWith('arn:') ? given : arn('kms', `key/${given}`))
}
