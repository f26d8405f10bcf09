import { globalTable, table } from './dynamodb.ts'
import { eventBus, rule } from './events.ts'
import { eventInvokeConfig, eventSourceMapping, lambdaFunction } from './lambda.ts'
import type { ResourceType } from './resource-type.ts'
import { bucket, bucketNotifications } from './s3.ts'
import { schedule, scheduleGroup } from './scheduler.ts'
import { subscription, topic } from './sns.ts'
import { queue } from './sqs.ts'

/** Every type of resource that has a working counterpart on the local machine. What is left out on purpose is in inert.ts. */
export const implementedTypes: Record<string, ResourceType> = {
  'AWS::DynamoDB::GlobalTable': globalTable,
  'AWS::DynamoDB::Table': table,
  'AWS::Events::EventBus': eventBus,
  'AWS::Events::Rule': rule,
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::Lambda::EventInvokeConfig': eventInvokeConfig,
  'AWS::Lambda::EventSourceMapping': eventSourceMapping,
  'AWS::S3::Bucket': bucket,
  'AWS::SNS::Subscription': subscription,
  'AWS::SNS::Topic': topic,
  'AWS::SQS::Queue': queue,
  'AWS::Scheduler::Schedule': schedule,
  'AWS::Scheduler::ScheduleGroup': scheduleGroup,
  'Custom::S3BucketNotifications': bucketNotifications,
}
