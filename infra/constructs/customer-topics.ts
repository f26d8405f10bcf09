import { ArnFormat, Aws, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Key } from 'aws-cdk-lib/aws-kms'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { type StageConfig, topicNamePrefix } from '../config.ts'
import { type AnyHandler, allowCustomerTopics, customerTopicsArn } from './access.ts'

/**
 * What all customer topics share: their name space and their key. The topics themselves are made at run time, one
 * per customer, by the onboarding function.
 */
export class CustomerTopics extends Construct {
  readonly key: Key
  readonly namePrefix: string

  constructor(scope: Construct, id: string, props: { config: StageConfig }) {
    super(scope, id)
    this.namePrefix = topicNamePrefix(props.config.stage)
    this.key = new Key(this, 'Key', {
      description: `Tierwatch ${props.config.stage}: alerts on customer topics`,
      enableKeyRotation: true,
      removalPolicy: props.config.ephemeral ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    })
    this.key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'SnsOfThisAccount',
        principals: [new ServicePrincipal('sns.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    )
  }

  /** Publishing to any customer's topic, and to no other topic. */
  grantPublish(handler: AnyHandler): void {
    allowCustomerTopics(handler, {
      sid: 'PublishToCustomers',
      actions: ['Publish'],
      prefix: this.namePrefix,
      reason:
        'Customer topics are made at run time, one for each customer; their names share a prefix that nothing else in the account has.',
    })
    handler.allow(
      new PolicyStatement({
        sid: 'EncryptForCustomers',
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: [this.key.keyArn],
        conditions: {
          StringEquals: { 'kms:ViaService': `sns.${Aws.REGION}.amazonaws.com` },
          // SNS names the topic in the encryption context: the key opens customer topics only.
          ArnLike: { 'kms:EncryptionContext:aws:sns:topicArn': customerTopicsArn(handler, this.namePrefix) },
        },
      }),
    )
  }

  /** Lets SNS set aside what an endpoint of a customer topic does not take; without it such messages are lost in silence. */
  grantDeadLetters(queue: Queue): void {
    queue.addToResourcePolicy(
      new PolicyStatement({
        sid: 'FailedDeliveries',
        principals: [new ServicePrincipal('sns.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
          ArnLike: {
            'aws:SourceArn': Stack.of(queue).formatArn({
              service: 'sns',
              resource: `${this.namePrefix}*`,
              arnFormat: ArnFormat.NO_RESOURCE_NAME,
            }),
          },
        },
      }),
    )
  }

  /** Seeing who is subscribed, and whether they have confirmed. */
  grantInspect(handler: AnyHandler): void {
    allowCustomerTopics(handler, {
      sid: 'SeeSubscriptions',
      actions: ['ListSubscriptionsByTopic'],
      prefix: this.namePrefix,
      reason: 'Customer topics are made at run time: only the prefix of their names is known.',
    })
  }

  /** Making and removing customer topics, and subscribing to them. */
  grantManage(handler: AnyHandler): void {
    allowCustomerTopics(handler, {
      sid: 'ManageCustomerTopics',
      actions: [
        'CreateTopic',
        'DeleteTopic',
        'GetTopicAttributes',
        'ListSubscriptionsByTopic',
        'SetTopicAttributes',
        'Subscribe',
        'TagResource',
      ],
      prefix: this.namePrefix,
      reason: 'The topic of a new customer does not exist yet: only the prefix of its name is known.',
    })
    handler.allow(
      new PolicyStatement({
        sid: 'ReadSubscriptions',
        actions: ['sns:GetSubscriptionAttributes'],
        resources: ['*'],
      }),
    )
    Validations.of(handler.role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'SNS knows no resource type for subscriptions. It is one reading action; the ARNs to read come from the listing of a customer topic.',
    })
  }
}
