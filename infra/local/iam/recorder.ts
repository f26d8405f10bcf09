import { LOCAL_ACCOUNT, LOCAL_REGION } from '../wire/arn.ts'
import { access } from '../wire/access.ts'
import type { AccessObserver, AccessRequest } from '../wire/access.ts'
import { decide } from './evaluate.ts'
import type { Caller, Decision } from './evaluate.ts'
import type { Statement } from './policy.ts'

/** A call that would have failed in AWS. */
export interface DeniedCall {
  /** Id of the function, name of the schedule, or the service of AWS that made the call. */
  caller: string
  action: string
  resource: string
  /** The values that conditions may look at, where the action has any. */
  context: Record<string, readonly string[]>
  why: string
  /** ISO 8601: when it was first seen in this run. */
  at: string
  count: number
}

export interface RolePrincipal {
  /** What people call it. */
  name: string
  roleArn: string
  statements: readonly Statement[]
}

/** What is known of resources: asked at every call, because queues and topics are also made at run time. */
export interface ResourcePolicies {
  policyOf(arn: string): readonly Statement[]
  /** The customer's own key that a resource is encrypted with. */
  keyOf(arn: string): string | undefined
}

/** Values that every call has: over TLS, as all calls in AWS, to the one region. */
const always = (caller: Caller): AccessRequest['context'] => ({
  'aws:SecureTransport': ['true'],
  's3:TlsVersion': ['1.3'],
  'aws:RequestedRegion': [LOCAL_REGION],
  'aws:CurrentTime': [new Date().toISOString()],
  'aws:EpochTime': [String(Math.floor(Date.now() / 1000))],
  'aws:PrincipalIsAWSService': [String(caller.kind === 'service')],
  'kms:CallerAccount': [LOCAL_ACCOUNT],
  'aws:ResourceAccount': [LOCAL_ACCOUNT],
  ...(caller.kind === 'role' && {
    'aws:PrincipalArn': [caller.arn],
    'aws:PrincipalAccount': [LOCAL_ACCOUNT],
    'aws:PrincipalType': ['AssumedRole'],
  }),
})

/** What a service does with the key of an encrypted resource on behalf of its caller. */
const keyActions: readonly [RegExp, readonly string[]][] = [
  [/^s3:GetObject(Version)?$/, ['kms:Decrypt']],
  [/^s3:PutObject$/, ['kms:GenerateDataKey']],
  [/^dynamodb:(?!List|Describe)/, ['kms:Decrypt']],
  [/^dynamodb:DescribeStream$/, ['kms:Decrypt']],
  [/^sns:Publish$/, ['kms:GenerateDataKey', 'kms:Decrypt']],
  [/^sqs:SendMessage$/, ['kms:GenerateDataKey', 'kms:Decrypt']],
  [/^sqs:ReceiveMessage$/, ['kms:Decrypt']],
]

/** The bucket of an object, the table of an index or a stream. */
const containerOf = (arn: string): string => {
  if (arn.startsWith('arn:aws:s3:::')) return arn.split('/')[0] ?? arn
  return /^arn:aws:dynamodb:[^/]*\/[^/]+/.exec(arn)?.[0] ?? arn
}

const encryptionContext: Readonly<Record<string, string>> = {
  s3: 'kms:EncryptionContext:aws:s3:arn',
  sns: 'kms:EncryptionContext:aws:sns:topicArn',
  sqs: 'kms:EncryptionContext:aws:sqs:arn',
}

const mostDecisions = 20_000

/**
 * Notes calls that the policies of the template would not allow. Nothing is refused here: the run goes on, and in the
 * end its tests fail.
 */
export class AccessRecorder implements AccessObserver {
  #principals = new Map<string, RolePrincipal>()
  #resources: ResourcePolicies = { policyOf: () => [], keyOf: () => undefined }
  readonly #denied = new Map<string, DeniedCall>()
  readonly #decided = new Set<string>()
  readonly #onDenied: (call: DeniedCall) => void
  #enabled = false

  /** @param onDenied hears of each denied call once */
  constructor(onDenied: (call: DeniedCall) => void) {
    this.#onDenied = onDenied
  }

  /** From here on calls are looked at. @param principals by access key id */
  start(principals: Map<string, RolePrincipal>, resources: ResourcePolicies): void {
    this.#principals = principals
    this.#resources = resources
    this.#enabled = true
  }

  denied(): DeniedCall[] {
    return [...this.#denied.values()]
  }

  wants(accessKeyId: string): boolean {
    return this.#principals.has(accessKeyId)
  }

  observe(accessKeyId: string, needed: readonly AccessRequest[]): void {
    const principal = this.#principals.get(accessKeyId)
    if (principal) this.observeRole(principal, needed)
  }

  /** Calls that a service of AWS makes in the name of a role: reading a queue for a function, invoking for a schedule. */
  observeRole({ name, roleArn, statements }: RolePrincipal, needed: readonly AccessRequest[]): void {
    for (const request of needed) this.#check(name, { kind: 'role', arn: roleArn }, request, statements)
  }

  /** Calls that a service of AWS makes in its own name, which only the resource's own policy can allow. */
  observeService(service: string, action: string, resource: string, sourceArn: string): void {
    if (!this.#enabled) return
    const context = {
      'aws:SourceArn': [sourceArn],
      'aws:SourceAccount': [LOCAL_ACCOUNT],
      'aws:SourceOwner': [LOCAL_ACCOUNT],
    }
    const name = `${service} for ${sourceArn}`
    this.#check(name, { kind: 'service', name: service }, access(action, resource, context), [])
  }

  #check(name: string, caller: Caller, request: AccessRequest, statements: readonly Statement[]): void {
    // The same question has the same answer; only policies of resources made at run time may change meanwhile.
    const question = JSON.stringify([name, request.action, request.resource, request.context])
    const known = this.#denied.get(question)
    if (known) {
      known.count += 1
      return
    }
    if (this.#decided.has(question)) return
    if (this.#decided.size >= mostDecisions) this.#decided.clear()
    this.#decided.add(question)
    for (const each of [request, ...this.#keyRequests(request)]) {
      const decision = this.#decide(caller, each, statements)
      if (!decision.allowed) this.#note(question, name, each, decision.why)
    }
  }

  #decide(caller: Caller, request: AccessRequest, statements: readonly Statement[]): Decision {
    const full = { ...request, context: { ...always(caller), ...request.context } }
    return decide(caller, full, statements, this.#resources.policyOf(request.resource))
  }

  #keyRequests({ action, resource, context }: AccessRequest): AccessRequest[] {
    const actions = keyActions.find(([pattern]) => pattern.test(action))?.[1] ?? []
    const container = containerOf(resource)
    const key = actions.length > 0 ? this.#resources.keyOf(container) : undefined
    if (key === undefined) return []
    const [service = ''] = action.split(':')
    const inContext = encryptionContext[service]
    return actions.map((each) =>
      access(each, key, {
        'kms:ViaService': [`${service}.${LOCAL_REGION}.amazonaws.com`],
        ...(inContext !== undefined && { [inContext]: [container] }),
        // A service that calls in its own name hands on for whom it does.
        ...Object.fromEntries(Object.entries(context).filter(([name]) => name.startsWith('aws:Source'))),
      }),
    )
  }

  #note(question: string, caller: string, { action, resource, context }: AccessRequest, why: string): void {
    const call = { caller, action, resource, context, why, at: new Date().toISOString(), count: 1 }
    this.#denied.set(question, call)
    this.#onDenied(call)
  }
}
