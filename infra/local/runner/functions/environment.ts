import { devNull } from 'node:os'
import { accessKeyOf } from '../access-check.ts'
import { region } from '../aws-identity.ts'
import { findNamed } from '../construct-id.ts'
import type { FunctionPlan } from '../plan.ts'
import type { Endpoints } from '../services.ts'

/**
 * The environment of a function's processes: the template's variables and what Lambda itself sets, nothing of the
 * machine's own. The SDK finds the local endpoints and no other, nor any profile of the user.
 */
export const functionEnvironment = (
  plan: FunctionPlan,
  endpoints: Endpoints,
  extra: Record<string, string>,
): Record<string, string> => ({
  ...plan.environment,
  PATH: '/usr/local/bin:/usr/bin:/bin',
  LANG: 'en_US.UTF-8',
  TZ: ':UTC',
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  AWS_ACCESS_KEY_ID: accessKeyOf(plan.name),
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_SESSION_TOKEN: 'local',
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
  AWS_ENDPOINT_URL_DYNAMODB_STREAMS: endpoints.dynamodb,
  AWS_ENDPOINT_URL_EVENTBRIDGE: endpoints.eventbridge,
  AWS_ENDPOINT_URL_LAMBDA: endpoints.lambda,
  AWS_ENDPOINT_URL_S3: endpoints.s3,
  AWS_ENDPOINT_URL_SNS: endpoints.sns,
  AWS_ENDPOINT_URL_SQS: endpoints.sqs,
  // Every other service: the Lambda endpoint refuses what it does not know, so that no call leaves for AWS.
  AWS_ENDPOINT_URL: endpoints.lambda,
  AWS_EXECUTION_ENV: `AWS_Lambda_${plan.runtime}`,
  AWS_LAMBDA_FUNCTION_NAME: plan.name,
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(plan.memoryMegabytes),
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${plan.name}`,
  AWS_LAMBDA_LOG_STREAM_NAME: 'local',
  LAMBDA_TASK_ROOT: plan.directory,
  _HANDLER: plan.handler,
  _X_AMZN_TRACE_ID: 'Root=1-00000000-000000000000000000000000;Sampled=0',
  ...extra,
})

/**
 * The environment of every function, by its name.
 * @param extra by function, or for all (`*`)
 * @throws ConfigError for a function that does not exist
 */
export const environmentsOf = (
  functions: FunctionPlan[],
  endpoints: Endpoints,
  extra: Record<string, Record<string, string>> = {},
): Map<string, Record<string, string>> => {
  const { '*': forAll, ...others } = extra
  const own = new Map<string, Record<string, string>>()
  for (const [key, variables] of Object.entries(others)) {
    const { name } = findNamed(functions, key, 'function')
    own.set(name, { ...own.get(name), ...variables })
  }
  return new Map(
    functions.map((plan) => [
      plan.name,
      functionEnvironment(plan, endpoints, { ...forAll, ...own.get(plan.name) }),
    ]),
  )
}
