import { Logger } from '@aws-lambda-powertools/logger'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SNSClient } from '@aws-sdk/client-sns'
import { z } from 'zod'
import { dynamoCustomerStore } from '../../shared/adapters/dynamo-customer-store.ts'
import { dynamoRegistry } from '../../shared/adapters/dynamo-registry.ts'
import { dynamoReverseIndex } from '../../shared/adapters/dynamo-reverse-index.ts'
import { snsTopics } from '../../shared/adapters/sns-topics.ts'
import { onboard, type OnboardingAnswer } from '../../shared/customers/onboarding.ts'
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
  }),
  index: dynamoReverseIndex(dynamo, environment.INDEX_TABLE),
  model: screeningModel(),
  now: () => new Date(),
}

const requestSchema = z.discriminatedUnion('act', [
  z.object({ act: z.literal('add-customer'), customerId: z.string(), name: z.string().min(1) }),
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

/** The only function that makes customers, their topics and subscriptions. */
export const handler = async (event: unknown): Promise<OnboardingAnswer> => {
  const { ...request } = requestSchema.parse(event)
  const answer = await onboard(deps, request)
  logger.info('onboarding', { act: request.act, customerId: request.customerId })
  return answer
}
