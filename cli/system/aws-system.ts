import { CloudFormationClient, paginateDescribeStacks } from '@aws-sdk/client-cloudformation'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { S3Client } from '@aws-sdk/client-s3'
import { SNSClient } from '@aws-sdk/client-sns'
import { SQSClient } from '@aws-sdk/client-sqs'
import { ConfigError } from '../../shared/errors.ts'
import { untilTold } from './settle.ts'
import { type System, systemOver } from './system.ts'

/** Stacks of a stage, as infra/ names them: by their whole names, for "prod" is also how "prod-eu" begins. */
export const isStackOf = (stage: string, name: string): boolean =>
  ['data', 'pipeline', 'monitoring'].some((part) => name === `tierwatch-${stage}-${part}`)

/** The deployed system of a stage, with the caller's own credentials and region. */
export const openAwsSystem = async (stage: string): Promise<System> => {
  const formation = new CloudFormationClient({})
  const outputs: Record<string, string> = {}
  for await (const page of paginateDescribeStacks({ client: formation }, {})) {
    for (const stack of page.Stacks ?? []) {
      if (!isStackOf(stage, stack.StackName ?? '')) continue
      for (const { OutputKey, OutputValue } of stack.Outputs ?? []) {
        if (OutputKey !== undefined && OutputValue !== undefined) outputs[OutputKey] = OutputValue
      }
    }
  }
  formation.destroy()
  if (Object.keys(outputs).length === 0) {
    throw new ConfigError(
      `There is no stage "${stage}" in this account and region`,
      'Check AWS_PROFILE and AWS_REGION, or deploy it: docs/deploy.md.',
    )
  }
  const clients = {
    dynamo: new DynamoDBClient({}),
    s3: new S3Client({}),
    sns: new SNSClient({}),
    sqs: new SQSClient({}),
    lambda: new LambdaClient({}),
  }
  const system: System = systemOver(clients, outputs, {
    settle: () => untilTold(system),
    close: () => {
      for (const client of Object.values(clients)) client.destroy()
      return Promise.resolve()
    },
  })
  return system
}
