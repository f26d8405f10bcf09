import { z } from 'zod'

/**
 * What each operation takes, exactly: a member that is not named here is refused by name, because whoever sends it
 * counts on something that would not happen.
 */
const bus = { EventBusName: z.string().optional() }
const page = { NextToken: z.string().optional(), Limit: z.number().int().min(1).max(100).optional() }
const tags = z.array(z.strictObject({ Key: z.string(), Value: z.string() }))
const name = z.string().regex(/^[.\-_A-Za-z0-9]{1,64}$/, 'must be 1 to 64 letters, digits, ".", "-" or "_"')

export const target = z.strictObject({
  Id: name,
  Arn: z.string(),
  // Nobody is authenticated on the loopback address.
  RoleArn: z.string().optional(),
  Input: z.string().max(8192).optional(),
  InputPath: z.string().max(256).optional(),
  InputTransformer: z
    .strictObject({
      InputPathsMap: z.record(z.string(), z.string()).optional(),
      InputTemplate: z.string().min(1).max(8192),
    })
    .optional(),
  RetryPolicy: z
    .strictObject({
      MaximumRetryAttempts: z.number().int().min(0).max(185).optional(),
      MaximumEventAgeInSeconds: z.number().int().min(60).max(86_400).optional(),
    })
    .optional(),
  DeadLetterConfig: z.strictObject({ Arn: z.string().optional() }).optional(),
})

export const requests = {
  CreateEventBus: z.strictObject({
    Name: z.string().regex(/^[/.\-_A-Za-z0-9]{1,256}$/),
    Description: z.string().max(512).optional(),
    KmsKeyIdentifier: z.string().optional(),
    Tags: tags.optional(),
  }),
  DeleteEventBus: z.strictObject({ Name: z.string() }),
  DescribeEventBus: z.strictObject({ Name: z.string().optional() }),
  ListEventBuses: z.strictObject({ NamePrefix: z.string().optional(), ...page }),
  PutRule: z.strictObject({
    Name: name,
    ...bus,
    EventPattern: z.string().optional(),
    State: z.enum(['ENABLED', 'DISABLED']).optional(),
    Description: z.string().max(512).optional(),
    RoleArn: z.string().optional(),
    Tags: tags.optional(),
  }),
  DescribeRule: z.strictObject({ Name: z.string(), ...bus }),
  ListRules: z.strictObject({ NamePrefix: z.string().optional(), ...bus, ...page }),
  ListRuleNamesByTarget: z.strictObject({ TargetArn: z.string(), ...bus, ...page }),
  DeleteRule: z.strictObject({ Name: z.string(), ...bus, Force: z.boolean().optional() }),
  EnableRule: z.strictObject({ Name: z.string(), ...bus }),
  DisableRule: z.strictObject({ Name: z.string(), ...bus }),
  PutTargets: z.strictObject({ Rule: z.string(), ...bus, Targets: z.array(target).min(1).max(100) }),
  RemoveTargets: z.strictObject({
    Rule: z.string(),
    ...bus,
    Ids: z.array(z.string()).min(1).max(100),
    Force: z.boolean().optional(),
  }),
  ListTargetsByRule: z.strictObject({ Rule: z.string(), ...bus, ...page }),
  TestEventPattern: z.strictObject({ EventPattern: z.string(), Event: z.string() }),
  PutEvents: z.strictObject({
    Entries: z.array(
      z.strictObject({
        Time: z.number().optional(),
        Source: z.string().optional(),
        Resources: z.array(z.string()).optional(),
        DetailType: z.string().optional(),
        Detail: z.string().optional(),
        EventBusName: z.string().optional(),
        TraceHeader: z.string().optional(),
      }),
    ),
  }),
} as const

export type OperationName = keyof typeof requests
export type Request<Name extends OperationName> = z.output<(typeof requests)[Name]>

export const isOperation = (name: string): name is OperationName => Object.hasOwn(requests, name)
