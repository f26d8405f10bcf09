import { z } from 'zod'
import { arn, physicalName } from '../aws-identity.ts'
import { checkExpression } from '../schedule-expression.ts'
import { notImplemented } from '../refusal.ts'
import { integer, resourceType } from './resource-type.ts'

export const scheduleGroup = resourceType(
  {
    schema: z.strictObject({ Name: z.string().optional() }),
    inert: { Tags: 'tags are for the console and the bill' },
  },
  ({ Name }, { stack, logicalId }) => {
    const name = Name ?? physicalName(stack.name, logicalId, { max: 64 })
    return { ref: name, attributes: { Arn: arn('scheduler', `schedule-group/${name}`), Name: name } }
  },
)

const date = z.string().transform((text) => new Date(text))

export const schedule = resourceType(
  {
    schema: z.strictObject({
      Name: z.string().optional(),
      GroupName: z.string().default('default'),
      ScheduleExpression: z.string(),
      ScheduleExpressionTimezone: z.string().default('UTC'),
      State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
      StartDate: date.optional(),
      EndDate: date.optional(),
      FlexibleTimeWindow: z.strictObject({
        Mode: z.enum(['OFF', 'FLEXIBLE']),
        MaximumWindowInMinutes: integer.optional(),
      }),
      Target: z.strictObject({
        Arn: z.string(),
        Input: z.string().optional(),
        RoleArn: z.string(),
        DeadLetterConfig: z.strictObject({ Arn: z.string() }).optional(),
        RetryPolicy: z
          .strictObject({
            MaximumRetryAttempts: integer.default(185),
            MaximumEventAgeInSeconds: integer.default(86_400),
          })
          .default({ MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 }),
        SqsParameters: z.strictObject({ MessageGroupId: z.string().optional() }).optional(),
      }),
    }),
    inert: { Description: 'for the console', KmsKeyArn: 'nothing is encrypted at rest locally' },
  },
  (properties, { plan, place, stack, logicalId, constructPath }) => {
    const { Target: target, FlexibleTimeWindow: window } = properties
    if (!/^arn:aws:(lambda|sqs|sns):/.test(target.Arn))
      throw notImplemented(place, `the target ${target.Arn}`)
    checkExpression(properties.ScheduleExpression, properties.ScheduleExpressionTimezone, place)
    const name = properties.Name ?? physicalName(stack.name, logicalId, { max: 64 })
    const scheduleArn = arn('scheduler', `schedule/${properties.GroupName}/${name}`)
    const deadLetterArn = target.DeadLetterConfig?.Arn
    if (deadLetterArn !== undefined) plan.failureTargets.add(deadLetterArn)
    plan.schedules.push({
      id: constructPath,
      constructPath,
      place,
      name,
      arn: scheduleArn,
      expression: properties.ScheduleExpression,
      timezone: properties.ScheduleExpressionTimezone,
      enabled: properties.State === 'ENABLED',
      ...(properties.StartDate && { start: properties.StartDate }),
      ...(properties.EndDate && { end: properties.EndDate }),
      targetArn: target.Arn,
      ...(target.Input !== undefined && { input: target.Input }),
      ...(target.SqsParameters?.MessageGroupId !== undefined && {
        messageGroupId: target.SqsParameters.MessageGroupId,
      }),
      maximumRetryAttempts: target.RetryPolicy.MaximumRetryAttempts,
      maximumEventAgeSeconds: target.RetryPolicy.MaximumEventAgeInSeconds,
      ...(deadLetterArn !== undefined && { deadLetterArn }),
      roleArn: target.RoleArn,
      ...(window.Mode === 'FLEXIBLE' && { flexibleMinutes: window.MaximumWindowInMinutes ?? 0 }),
    })
    return { ref: name, attributes: { Arn: scheduleArn } }
  },
)
