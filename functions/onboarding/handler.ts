import { Logger } from '@aws-lambda-powertools/logger'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SNSClient } from '@aws-sdk/client-sns'
import { z } from 'zod'
import { dynamoAuditTrail } from '../../shared/adapters/dynamo-audit-trail.ts'
import { dynamoCustomerStore } from '../../shared/adapters/dynamo-customer-store.ts'
import { dynamoRegistry } from '../../shared/adapters/dynamo-registry.ts'
import { dynamoReverseIndex } from '../../shared/adapters/dynamo-reverse-index.ts'
import { snsTopics } from '../../shared/adapters/sns-topics.ts'
import { auditedOnboarding } from '../../shared/customers/audited-onboarding.ts'
import type { OnboardingAnswer } from '../../shared/customers/onboarding.ts'
import { severityScale } from '../../shared/alerts/severity.ts'
import { measures } from '../../shared/model/designation.ts'
import { rules } from '../../shared/model/match.ts'
import { readEnvironment } from '../../shared/runtime/env.ts'
import { screeningModel } from '../../shared/screening/model.ts'

const environment = readEnvironment('onboarding', process.env)
const logger = new Logger()
const dynamo = new DynamoDBClient({})
const deps = {
  registry: dynamoRegistry(dynamo, environment.REGISTRY_TABLE),
  customers: dynamoCustomerStore(dynamo, environment.REGISTRY_TABLE),
  topics: snsTopics(new SNSClient({}), {
    prefix: environment.TOPIC_NAME_PREFIX,
    keyArn: environment.TOPIC_KEY_ARN,
    deadLetterArn: environment.FAILED_DELIVERIES_QUEUE_ARN,
  }),
  index: dynamoReverseIndex(dynamo, environment.INDEX_TABLE),
  model: screeningModel(),
  trail: dynamoAuditTrail(dynamo, environment.REGISTRY_TABLE),
  now: () => new Date(),
}

const severityCellSchema = z.object({
  measure: z.enum([...measures, '*']),
  rule: z.enum([...rules, '*']),
  score: z.enum(['strong', 'review', '*']),
  tier: z.enum(['1', '2+', '*']),
  severity: z.enum(severityScale),
})

const requestSchema = z.discriminatedUnion('act', [
  z.object({ act: z.literal('add-customer'), customerId: z.string(), name: z.string().min(1) }),
  z.object({ act: z.literal('rename-customer'), customerId: z.string(), name: z.string().min(1) }),
  z.object({
    act: z.literal('set-severity'),
    customerId: z.string(),
    before: z.array(severityCellSchema),
    cells: z.array(severityCellSchema),
  }),
  z.object({
    act: z.literal('set-thresholds'),
    customerId: z.string(),
    thresholds: z.object({ review: z.number(), strong: z.number() }),
  }),
  z.object({ act: z.literal('remove-customer'), customerId: z.string() }),
  z.object({
    act: z.literal('subscribe'),
    customerId: z.string(),
    protocol: z.string(),
    endpoint: z.string().min(1),
    filter: z.record(z.string(), z.array(z.string())).optional(),
  }),
  z.object({ act: z.literal('subscriptions'), customerId: z.string() }),
])

/** Who asks; a call that names nobody is told as such in the audit trail. */
const authorSchema = z.object({ author: z.string().trim().min(1).default('not named') })

/** The only function that makes customers, their topics and subscriptions. */
export const handler = async (event: unknown): Promise<OnboardingAnswer> => {
  const { author } = authorSchema.parse(event)
  const { ...request } = requestSchema.parse(event)
  const answer = await auditedOnboarding(deps, request, author)
  logger.info('onboarding', { act: request.act, customerId: request.customerId })
  return answer
}
