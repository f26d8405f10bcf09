import {
  CreateEventBusCommand,
  DeleteRuleCommand,
  DescribeEventBusCommand,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-eventbridge'
import type { EventBridgeClient, Target } from '@aws-sdk/client-eventbridge'
import { z } from 'zod'
import { busArn, busNameOf, DEFAULT_BUS } from '../../events/store.ts'
import { physicalName } from '../aws-identity.ts'
import { checkFixed } from './fixed.ts'
import { inert, integer, resourceType } from './resource-type.ts'

export const eventBus = resourceType(
  {
    schema: z.strictObject({ Name: z.string() }),
    inert: {
      Description: 'for the console',
      DeadLetterConfig: 'takes events that the key of the bus cannot encrypt; nothing is encrypted locally',
      KmsKeyIdentifier: 'nothing is encrypted at rest locally',
      LogConfig: 'the last events are on the status page',
      Policy: 'nobody is authenticated on the loopback address',
      Tags: 'tags are for the console and the bill',
    },
  },
  async ({ Name: name }, making) => {
    const remember = checkFixed(making, 'AWS::Events::EventBus', name, {})
    const { eventbridge } = making.clients
    try {
      await eventbridge.send(new DescribeEventBusCommand({ Name: name }))
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error
      await eventbridge.send(new CreateEventBusCommand({ Name: name }))
    }
    remember()
    making.plan.eventBuses.push(name)
    return { ref: name, attributes: { Arn: busArn(name), Name: name } }
  },
)

const target = z.strictObject({
  Id: z.string(),
  Arn: z.string(),
  RoleArn: inert('nobody is authenticated on the loopback address'),
  Input: z.string().optional(),
  InputPath: z.string().optional(),
  InputTransformer: z
    .strictObject({
      InputPathsMap: z.record(z.string(), z.string()).optional(),
      InputTemplate: z.string(),
    })
    .optional(),
  RetryPolicy: z
    .strictObject({ MaximumRetryAttempts: integer.optional(), MaximumEventAgeInSeconds: integer.optional() })
    .optional(),
  DeadLetterConfig: z.strictObject({ Arn: z.string() }).optional(),
})

/** Without the members that are undefined, which the SDK's types do not take. */
const apiTarget = (given: z.infer<typeof target>): Target =>
  JSON.parse(JSON.stringify({ ...given, RoleArn: undefined })) as Target

const targetIds = async (client: EventBridgeClient, bus: string, rule: string): Promise<string[]> => {
  const { Targets: targets = [] } = await client.send(
    new ListTargetsByRuleCommand({ EventBusName: bus, Rule: rule }),
  )
  return targets.map(({ Id }) => Id ?? '')
}

export const rule = resourceType(
  {
    schema: z.strictObject({
      Name: z.string().optional(),
      EventBusName: z.string().default(DEFAULT_BUS),
      // Schedules are those of EventBridge Scheduler: a ScheduleExpression is refused by name.
      EventPattern: z.record(z.string(), z.unknown()),
      State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
      Targets: z.array(target).default([]),
    }),
    inert: {
      Description: 'for the console',
      RoleArn: 'nobody is authenticated on the loopback address',
      Tags: 'tags are for the console and the bill',
    },
  },
  async (properties, { clients, state, stack, logicalId, plan }) => {
    const { eventbridge } = clients
    const bus = busNameOf(properties.EventBusName)
    const name = properties.Name ?? physicalName(stack.name, logicalId, { max: 64 })
    const { RuleArn: arn = '' } = await eventbridge.send(
      new PutRuleCommand({
        Name: name,
        EventBusName: bus,
        EventPattern: JSON.stringify(properties.EventPattern),
        State: properties.State,
      }),
    )
    const wanted = properties.Targets.map(apiTarget)
    const ids = new Set(wanted.map(({ Id }) => Id))
    const stale = (await targetIds(eventbridge, bus, name)).filter((id) => !ids.has(id))
    if (stale.length > 0) {
      await eventbridge.send(new RemoveTargetsCommand({ EventBusName: bus, Rule: name, Ids: stale }))
    }
    if (wanted.length > 0) {
      await eventbridge.send(new PutTargetsCommand({ EventBusName: bus, Rule: name, Targets: wanted }))
    }
    for (const { DeadLetterConfig } of properties.Targets) {
      if (DeadLetterConfig) plan.failureTargets.add(DeadLetterConfig.Arn)
    }
    const ref = bus === DEFAULT_BUS ? name : `${bus}|${name}`
    const type = 'AWS::Events::Rule'
    state.setResource({ stack: stack.name, logicalId, type, physicalId: ref, fixed: '{}' })
    return { ref, attributes: { Arn: arn } }
  },
)

/** Ends a rule that the templates no longer have. */
export const removeRule = async (client: EventBridgeClient, physicalId: string): Promise<void> => {
  const [bus = DEFAULT_BUS, name = ''] = physicalId.includes('|')
    ? physicalId.split('|')
    : [DEFAULT_BUS, physicalId]
  try {
    const ids = await targetIds(client, bus, name)
    if (ids.length > 0) {
      await client.send(new RemoveTargetsCommand({ EventBusName: bus, Rule: name, Ids: ids }))
    }
    await client.send(new DeleteRuleCommand({ EventBusName: bus, Name: name }))
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error
  }
}
