import { UnsubscribeCommand } from '@aws-sdk/client-sns'
import { TierwatchError } from '../../../shared/errors.ts'
import type { ResourceDefinition, Stack } from './assembly.ts'
import { accountId, arn, partition, physicalName, region, stableUuid } from './aws-identity.ts'
import type { Scope } from './intrinsics.ts'
import { evaluateCondition, referencesIn, resolve } from './intrinsics.ts'
import type { Log } from './log.ts'
import { messageOf } from './log.ts'
import { emptyPlan } from './plan.ts'
import type { Plan } from './plan.ts'
import { notImplemented, wrongTemplate } from './refusal.ts'
import { implementedTypes } from './resources/catalogue.ts'
import { makeInert } from './resources/inert.ts'
import type { Made, Making, ResourceType } from './resources/resource-type.ts'
import { removeRule } from './resources/events.ts'
import { applyBucketNotifications } from './resources/s3.ts'
import type { Clients } from './services.ts'
import type { RunnerState } from './state.ts'

interface Parts {
  clients: Clients
  state: RunnerState
  stateDirectory: string
  log: Log
}

/** Outputs of stacks that are done: by stack and output name, and by export name. */
interface Outputs {
  byStack: Map<string, Record<string, string>>
  exported: Map<string, string>
}

const pseudoParameters = (stack: Stack): Record<string, unknown> => ({
  'AWS::AccountId': accountId,
  'AWS::Partition': partition,
  'AWS::Region': region,
  'AWS::StackName': stack.name,
  'AWS::StackId': arn('cloudformation', `stack/${stack.name}/${stableUuid(stack.name)}`),
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::NotificationARNs': [],
})

const parameterValue = (stack: Stack, name: string): unknown => {
  const parameter = stack.template.Parameters[name]
  const place = `${stack.name}/${name}`
  if (parameter === undefined) throw wrongTemplate(place, 'there is no such resource or parameter')
  if (parameter.Type.startsWith('AWS::SSM::')) throw notImplemented(place, 'a parameter from Systems Manager')
  if (parameter.Default === undefined) throw notImplemented(place, 'a parameter without a default')
  const isList = parameter.Type.startsWith('List<') || parameter.Type === 'CommaDelimitedList'
  return isList && typeof parameter.Default === 'string' ? parameter.Default.split(',') : parameter.Default
}

const createScope = (stack: Stack, made: Map<string, Made>, outputs: Outputs): Scope => {
  const { template, name: stackName } = stack
  const pseudo = pseudoParameters(stack)
  const resource = (logicalId: string): Made => {
    const found = made.get(logicalId)
    if (found) return found
    const why = logicalId in template.Resources ? 'its condition is false' : 'there is no such resource'
    throw wrongTemplate(`${stackName}/${logicalId}`, `it is referred to, but ${why}`)
  }
  const scope: Scope = {
    ref: (name) => {
      if (name in pseudo) return pseudo[name]
      if (name.startsWith('AWS::')) throw notImplemented(stackName, `the pseudo parameter ${name}`)
      return name in template.Resources ? resource(name).ref : parameterValue(stack, name)
    },
    attribute: (logicalId, attribute) => {
      const value = resource(logicalId).attributes[attribute]
      if (value !== undefined) return value
      const type = template.Resources[logicalId]?.Type
      throw notImplemented(`${stackName}/${logicalId} (${type})`, `the attribute ${attribute}`)
    },
    importValue: (name) => {
      const value = outputs.exported.get(name)
      if (value === undefined) throw wrongTemplate(stackName, `no stack before it exports ${name}`)
      return value
    },
    stackOutput: (name, output) => {
      const value = outputs.byStack.get(name)?.[output]
      if (value === undefined)
        throw wrongTemplate(stackName, `no stack before it has the output ${name}.${output}`)
      return value
    },
    condition: (name) => {
      if (!(name in template.Conditions)) throw wrongTemplate(stackName, `there is no condition ${name}`)
      return evaluateCondition(template.Conditions[name], scope, `${stackName}/${name}`)
    },
    mapping: (map, top, second) => {
      const value = template.Mappings[map]?.[top]?.[second]
      if (value === undefined) throw wrongTemplate(stackName, `there is no mapping ${map}.${top}.${second}`)
      return value
    },
  }
  return scope
}

/** Logical ids in an order in which each comes after those that it refers to. */
const inOrder = (stack: Stack, resources: [string, ResourceDefinition][]): [string, ResourceDefinition][] => {
  const byId = new Map(resources)
  const ordered = new Map<string, ResourceDefinition>()
  const open = new Set<string>()
  const visit = (logicalId: string, resource: ResourceDefinition): void => {
    if (ordered.has(logicalId)) return
    if (open.has(logicalId)) throw wrongTemplate(`${stack.name}/${logicalId}`, 'it depends on itself')
    open.add(logicalId)
    const inert = implementedTypes[resource.Type]?.inert ?? {}
    // Inert types and properties are not evaluated, so what they refer to need not exist before them.
    const evaluated =
      resource.Type in implementedTypes
        ? Object.entries(resource.Properties).filter(([name]) => !(name in inert))
        : []
    const before = [...referencesIn(evaluated.map(([, value]) => value)), ...resource.DependsOn]
    for (const id of before) {
      const needed = byId.get(id)
      if (needed) visit(id, needed)
    }
    open.delete(logicalId)
    ordered.set(logicalId, resource)
  }
  for (const [logicalId, resource] of resources) visit(logicalId, resource)
  return [...ordered]
}

/** Functions that only serve custom resources: what they would do the runner does itself, or it is inert. */
const providerFunctions = (resources: [string, ResourceDefinition][]): Set<string> => {
  const found = new Set<string>()
  for (const [, { Type: type, Properties: properties }] of resources) {
    if (type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource') {
      referencesIn(properties['ServiceToken'], found)
    }
  }
  return found
}

/** Makes one resource; what an embedded service refuses is the template's fault, and gets its place. */
const make = async (type: ResourceType, values: Record<string, unknown>, making: Making): Promise<Made> => {
  try {
    return await type.make(values, making)
  } catch (error) {
    if (error instanceof TierwatchError) throw error
    throw wrongTemplate(making.place, messageOf(error))
  }
}

const makeStack = async (stack: Stack, plan: Plan, outputs: Outputs, parts: Parts): Promise<Set<string>> => {
  const made = new Map<string, Made>()
  const scope = createScope(stack, made, outputs)
  const wanted = Object.entries(stack.template.Resources).filter(
    ([, { Condition: condition }]) => condition === undefined || scope.condition(condition),
  )
  const providers = providerFunctions(wanted)
  for (const [logicalId, { Type: type, Properties: properties }] of inOrder(stack, wanted)) {
    const place = `${stack.name}/${logicalId} (${type})`
    if (providers.has(logicalId) && type === 'AWS::Lambda::Function') {
      const name = physicalName(stack.name, logicalId, { max: 64 })
      made.set(logicalId, { ref: name, attributes: { Arn: arn('lambda', `function:${name}`) } })
      continue
    }
    const inert = makeInert(type, stack.name, logicalId, properties)
    if (inert) {
      made.set(logicalId, inert)
      continue
    }
    const implemented = implementedTypes[type]
    if (implemented === undefined) throw notImplemented(place, `the resource type ${type}`)
    const evaluated = Object.entries(properties).filter(([name]) => !(name in implemented.inert))
    const values = resolve(Object.fromEntries(evaluated), scope, place) as Record<string, unknown>
    const constructPath = stack.constructPaths.get(logicalId) ?? `${stack.name}/${logicalId}`
    made.set(
      logicalId,
      await make(implemented, values, { ...parts, stack, logicalId, constructPath, place, plan }),
    )
  }
  const own: Record<string, string> = {}
  for (const [name, output] of Object.entries(stack.template.Outputs)) {
    if (output.Condition !== undefined && !scope.condition(output.Condition)) continue
    const place = `${stack.name}/${name}`
    const value = resolve(output.Value, scope, place)
    own[name] = typeof value === 'string' ? value : JSON.stringify(value)
    if (output.Export) outputs.exported.set(String(resolve(output.Export.Name, scope, place)), own[name])
  }
  outputs.byStack.set(stack.name, own)
  return new Set(wanted.map(([logicalId]) => logicalId))
}

/** What an earlier template had and this one has not: a subscription or rule ends, everything else stays where it is. */
const dropRemoved = async (
  present: Map<string, Set<string>>,
  { state, clients, log }: Parts,
): Promise<void> => {
  for (const record of state.resources()) {
    if (present.get(record.stack)?.has(record.logicalId)) continue
    if (record.type === 'AWS::SNS::Subscription') {
      await clients.sns.send(new UnsubscribeCommand({ SubscriptionArn: record.physicalId }))
      state.removeResource(record.stack, record.logicalId)
    } else if (record.type === 'AWS::Events::Rule') {
      await removeRule(clients.eventbridge, record.physicalId)
      state.removeResource(record.stack, record.logicalId)
    } else {
      const message = `${record.type} ${record.physicalId} is no longer in the templates; it is kept`
      log({ level: 'info', message })
    }
  }
}

/**
 * Makes every resource of every stack that does not exist yet, and collects what is to be run.
 * @throws ConfigError for whatever the templates ask for and the runner does not know, and for changes that an
 * existing resource cannot take
 */
export const makeResources = async (
  stacks: Stack[],
  parts: Parts,
): Promise<{ plan: Plan; outputs: Record<string, string> }> => {
  const plan = emptyPlan()
  const outputs: Outputs = { byStack: new Map(), exported: new Map() }
  const present = new Map<string, Set<string>>()
  for (const stack of stacks) present.set(stack.name, await makeStack(stack, plan, outputs, parts))
  await applyBucketNotifications(parts.clients.s3, plan)
  await dropRemoved(present, parts)
  const flat: Record<string, string> = {}
  for (const [stack, own] of outputs.byStack) {
    for (const [name, value] of Object.entries(own)) {
      flat[`${stack}.${name}`] = value
      // The plain name belongs to the first stack that uses it.
      flat[name] ??= value
    }
  }
  return { plan, outputs: flat }
}
