import { globalTable, table } from './dynamodb.ts'
import { eventBus, rule } from './events.ts'
import {
  bucketPolicy,
  key,
  managedPolicy,
  permission,
  policy,
  queuePolicy,
  role,
  rolePolicy,
  topicPolicy,
} from './iam.ts'
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
  'AWS::IAM::ManagedPolicy': managedPolicy,
  'AWS::IAM::Policy': policy,
  'AWS::IAM::Role': role,
  'AWS::IAM::RolePolicy': rolePolicy,
  'AWS::KMS::Key': key,
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::Lambda::EventInvokeConfig': eventInvokeConfig,
  'AWS::Lambda::EventSourceMapping': eventSourceMapping,
  'AWS::Lambda::Permission': permission,
  'AWS::S3::Bucket': bucket,
  'AWS::S3::BucketPolicy': bucketPolicy,
  'AWS::SNS::Subscription': subscription,
  'AWS::SNS::Topic': topic,
  'AWS::SNS::TopicPolicy': topicPolicy,
  'AWS::SQS::Queue': queue,
  'AWS::SQS::QueuePolicy': queuePolicy,
  'AWS::Scheduler::Schedule': schedule,
  'AWS::Scheduler::ScheduleGroup': scheduleGroup,
  'Custom::S3BucketNotifications': bucketNotifications,
}
