import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib'
import { AttributeType, Billing, StreamViewType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { Key } from 'aws-cdk-lib/aws-kms'
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'
import type { StageConfig } from '../config.ts'
import { CustomerTopics } from '../constructs/customer-topics.ts'
import { EvidenceStore } from '../constructs/evidence-store.ts'
import { IntakeInbox } from '../constructs/intake-inbox.ts'
import { output } from './output.ts'

/** What outlives every deployment: tables by who may read them, buckets, keys. */
export class DataStack extends Stack {
  readonly dataKey: Key
  /** Public data, written by check-source. */
  readonly lists: TableV2
  /** Customers' data; the leading key is the customer. */
  readonly registry: TableV2
  /** Keys by which a changed designation finds suppliers of all customers. */
  readonly index: TableV2
  /** Leases and idempotency: its loss is harmless. */
  readonly ops: TableV2
  readonly evidence: EvidenceStore
  readonly intake: IntakeInbox
  readonly customerTopics: CustomerTopics

  constructor(scope: Construct, id: string, props: { config: StageConfig }) {
    const { config } = props
    super(scope, id, {
      env: { region: config.region },
      description: `Tierwatch ${config.stage}: lists, customers, evidence`,
      terminationProtection: !config.ephemeral,
    })
    const removalPolicy = config.ephemeral ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN

    this.dataKey = new Key(this, 'DataKey', {
      description: `Tierwatch ${config.stage}: tables and buckets`,
      enableKeyRotation: true,
      removalPolicy,
    })

    const table = (name: string, options: { stream?: boolean; ttl?: string } = {}): TableV2 =>
      new TableV2(this, name, {
        partitionKey: { name: 'pk', type: AttributeType.STRING },
        sortKey: { name: 'sk', type: AttributeType.STRING },
        billing: Billing.onDemand(),
        encryption: TableEncryptionV2.customerManagedKey(this.dataKey),
        pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
        deletionProtection: !config.ephemeral,
        removalPolicy,
        ...(options.stream === true ? { dynamoStream: StreamViewType.NEW_IMAGE } : {}),
        ...(options.ttl === undefined ? {} : { timeToLiveAttribute: options.ttl }),
      })
    this.lists = table('Lists', { stream: true })
    this.registry = table('Registry', { stream: true })
    this.index = table('Index')
    this.ops = table('Ops', { ttl: 'expiresAt' })

    const accessLogs = new Bucket(this, 'AccessLogs', {
      // S3 delivers access logs to buckets with S3's own keys only.
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      versioned: true,
      removalPolicy,
      lifecycleRules: [
        {
          id: 'logs-expire',
          expiration: Duration.days(400),
          noncurrentVersionExpiration: Duration.days(1),
          abortIncompleteMultipartUploadAfter: Duration.days(7),
        },
      ],
    })
    Validations.of(accessLogs).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'This bucket receives the access logs; logging its own accesses into itself would never end.',
    })

    this.evidence = new EvidenceStore(this, 'Evidence', { config, key: this.dataKey, accessLogs })
    this.intake = new IntakeInbox(this, 'Intake', { config, key: this.dataKey, accessLogs })
    this.customerTopics = new CustomerTopics(this, 'CustomerTopics', { config })

    output(this, 'ListsTable', this.lists.tableName, 'Lists, their versions and changes')
    output(this, 'RegistryTable', this.registry.tableName, 'Customers, suppliers, matches, alerts')
    output(this, 'IndexTable', this.index.tableName, 'Keys from designations to suppliers')
    output(this, 'OpsTable', this.ops.tableName, 'Leases and idempotency')
    output(this, 'EvidenceBucket', this.evidence.bucket.bucketName, 'Documents and sealed alerts')
    output(this, 'IntakeBucket', this.intake.bucket.bucketName, 'Supplier files, under intake/<customerId>/')
    output(this, 'QueueIntake', this.intake.work.queue.queueUrl, 'Notifications of supplier files')
    output(this, 'DlqIntake', this.intake.work.deadLetters.queue.queueUrl, 'Dead letters of QueueIntake')
    output(this, 'TopicNamePrefix', this.customerTopics.namePrefix, 'Beginning of every customer topic')
  }
}
