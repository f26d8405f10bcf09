import { createHash } from 'node:crypto'
import type { AccessRecorder, ResourcePolicies, RolePrincipal } from '../iam/recorder.ts'
import { policyDocument } from '../iam/policy.ts'
import type { Statement } from '../iam/policy.ts'
import { access } from '../wire/access.ts'
import type { AccessRequest } from '../wire/access.ts'
import { arn, nameInArn } from './aws-identity.ts'
import type { FunctionPlan, Plan } from './plan.ts'
import type { Services } from './start-services.ts'

/** Each function signs with a key id of its own, so that its calls are known as its own. */
export const accessKeyOf = (functionName: string): string =>
  `LOCAL${createHash('sha256').update(functionName).digest('hex').slice(0, 15).toUpperCase()}`

const sending = (target: string): AccessRequest => {
  if (target.startsWith('arn:aws:sqs:')) return access('sqs:SendMessage', target)
  if (target.startsWith('arn:aws:sns:')) return access('sns:Publish', target)
  return access('lambda:InvokeFunction', target)
}

/** What Lambda does in a function's name without the function's doing. */
const neededBy = (plan: Plan, { name, logGroup, traced, deadLetterArn }: FunctionPlan): AccessRequest[] => {
  const logs = arn('logs', `log-group:${logGroup ?? `/aws/lambda/${name}`}`)
  const policy = plan.invokePolicies.find(({ functionName }) => functionName === name)
  const queues = plan.queueMappings.filter(({ functionName }) => functionName === name)
  const streams = plan.streamMappings.filter(({ functionName }) => functionName === name)
  const destinations = [
    deadLetterArn,
    policy?.onFailure,
    policy?.onSuccess,
    ...streams.map(({ onFailure }) => onFailure),
  ].filter((target) => target !== undefined)
  return [
    ...(logGroup === undefined ? [access('logs:CreateLogGroup', logs)] : []),
    access('logs:CreateLogStream', `${logs}:log-stream:local`),
    access('logs:PutLogEvents', `${logs}:log-stream:local`),
    ...(traced ? [access('xray:PutTraceSegments', '*'), access('xray:PutTelemetryRecords', '*')] : []),
    ...queues.flatMap(({ sourceArn }) =>
      ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'].map((action) =>
        access(`sqs:${action}`, sourceArn),
      ),
    ),
    ...streams.flatMap(({ sourceArn }) =>
      ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map((action) =>
        access(`dynamodb:${action}`, sourceArn),
      ),
    ),
    ...destinations.map(sending),
  ]
}

const statementsOf = (policy: string | undefined): readonly Statement[] => {
  if (policy === undefined || policy === '') return []
  try {
    const parsed = policyDocument.safeParse(JSON.parse(policy))
    return parsed.success ? parsed.data.Statement : []
  } catch {
    return []
  }
}

/** Policies of the templates; of a queue or topic that was made at run time, what was set on it. */
const resourcePolicies = (plan: Plan, services: Services): ResourcePolicies => {
  const attributesOf = (resource: string): Record<string, string> => {
    if (resource.startsWith('arn:aws:sqs:')) return services.sqs.attributesOf(nameInArn(resource)) ?? {}
    if (resource.startsWith('arn:aws:sns:')) return services.sns.attributesOf(resource) ?? {}
    return {}
  }
  const bucketOf = (resource: string): string =>
    resource.startsWith('arn:aws:s3:::') ? (resource.split('/')[0] ?? resource) : resource
  return {
    policyOf: (resource) =>
      plan.resourcePolicies.get(bucketOf(resource)) ?? statementsOf(attributesOf(resource)['Policy']),
    keyOf: (resource) => {
      const given = plan.keys.get(resource) ?? attributesOf(resource)['KmsMasterKeyId']
      if (given === undefined || given === '' || given.startsWith('alias/')) return undefined
      return given.startsWith('arn:') ? given : arn('kms', `key/${given}`)
    },
  }
}

/**
 * Begins to compare calls with the policies of the templates, and checks at once what AWS does in the name of roles
 * without a call of ours: logging, reading queues and streams, invoking for schedules, setting failures aside.
 * A function whose role is not in the templates is not looked at.
 */
export const startAccessCheck = (recorder: AccessRecorder, plan: Plan, services: Services): void => {
  const principalOf = (name: string, roleArn: string | undefined): RolePrincipal | undefined => {
    const statements = plan.roles.get(roleArn?.split('/').at(-1) ?? '')
    return roleArn === undefined || statements === undefined ? undefined : { name, roleArn, statements }
  }
  const principals = new Map<string, RolePrincipal>()
  for (const { id, name, roleArn } of plan.functions) {
    const principal = principalOf(id, roleArn)
    if (principal) principals.set(accessKeyOf(name), principal)
  }
  recorder.start(principals, resourcePolicies(plan, services))
  for (const each of plan.functions) {
    recorder.observe(accessKeyOf(each.name), neededBy(plan, each))
  }
  for (const { id, roleArn, targetArn, deadLetterArn } of plan.schedules) {
    const principal = principalOf(`schedule ${id}`, roleArn)
    const needed = [targetArn, deadLetterArn].filter((target) => target !== undefined).map(sending)
    if (principal) recorder.observeRole(principal, needed)
  }
}
