import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import { BlockPublicAccess, Bucket, BucketEncryption, type CfnBucket, type IBucket } from 'aws-cdk-lib/aws-s3'
import { Construct } from 'constructs'
import type { StageConfig } from '../config.ts'
import { WorkQueue } from './queues.ts'

/** Customers put their supplier files under `intake/<customerId>/`: the prefix alone decides the tenant. */
export const intakePrefix = 'intake/'

/** Time-out of the function that reads the files; the queue's visibility follows from it. */
export const intakeTimeout = Duration.minutes(5)

/**
 * The bucket for supplier files and the queue of its notifications. They live together, in the stack of what is
 * stateful: were the queue in the pipeline's stack, bucket and function would need each other across stacks.
 */
export class IntakeInbox extends Construct {
  readonly bucket: Bucket
  readonly work: WorkQueue

  constructor(scope: Construct, id: string, props: { config: StageConfig; key: IKey; accessLogs: IBucket }) {
    super(scope, id)
    const { config } = props
    this.work = new WorkQueue(this, 'Work', {
      consumerTimeout: intakeTimeout,
      content: 'supplier files that could not be taken in',
      ephemeral: config.ephemeral,
    })
    this.bucket = new Bucket(this, 'Bucket', {
      versioned: true,
      encryption: BucketEncryption.KMS,
      encryptionKey: props.key,
      bucketKeyEnabled: true,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      serverAccessLogsBucket: props.accessLogs,
      serverAccessLogsPrefix: 'intake/',
      removalPolicy: config.ephemeral ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
      lifecycleRules: [
        { id: 'unfinished-uploads', abortIncompleteMultipartUploadAfter: Duration.days(7) },
        {
          // The facts are in the registry; the file is kept to answer "what did you send us, and when".
          id: 'files-expire',
          prefix: intakePrefix,
          expiration: Duration.days(400),
          noncurrentVersionExpiration: Duration.days(400),
        },
      ],
    })
    this.notifyQueue(config)
  }

  /** As a property of the bucket: CDK's own way is a function that calls the API after the deployment. */
  private notifyQueue(config: StageConfig): void {
    const { queue } = this.work
    queue.addToResourcePolicy(
      new PolicyStatement({
        sid: 'BucketNotifications',
        principals: [new ServicePrincipal('s3.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
          // S3 tries the queue while it makes the bucket, so the policy exists first and cannot name the bucket;
          // CloudFormation begins a bucket's name with its stack's.
          ArnLike: { 'aws:SourceArn': `arn:${Aws.PARTITION}:s3:::tierwatch-${config.stage}-*` },
        },
      }),
    )
    const bucket = this.bucket.node.defaultChild as CfnBucket
    bucket.notificationConfiguration = {
      queueConfigurations: [
        {
          event: 's3:ObjectCreated:*',
          queue: queue.queueArn,
          filter: { s3Key: { rules: [{ name: 'prefix', value: intakePrefix }] } },
        },
      ],
    }
    const policy = queue.node.findChild('Policy')
    bucket.node.addDependency(policy)
  }
}
