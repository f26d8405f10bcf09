import { describe, expect, it } from 'vitest'
import { at, targetOf, templatesOf } from './templates.ts'

const prod = templatesOf('prod')
const local = templatesOf('local')
const stateful = ['AWS::DynamoDB::GlobalTable', 'AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::SQS::Queue']

describe('the data stack', () => {
  it('keeps the logical ids of what holds data: another id would be another, empty resource', () => {
    const ids = prod.all.filter(({ stack, Type }) => stack === 'data' && stateful.includes(Type))
    expect(Object.fromEntries(ids.map(({ id, Type }) => [id, Type]))).toEqual({
      AccessLogs8B620ECA: 'AWS::S3::Bucket',
      CustomerTopicsKeyE2DA64B6: 'AWS::KMS::Key',
      DataKey17AFBB84: 'AWS::KMS::Key',
      EvidenceBucketC67FF768: 'AWS::S3::Bucket',
      Index4A79713B: 'AWS::DynamoDB::GlobalTable',
      IntakeBucketDF3620F2: 'AWS::S3::Bucket',
      IntakeWorkDeadQueueB67D407F: 'AWS::SQS::Queue',
      IntakeWorkQueueF6846B70: 'AWS::SQS::Queue',
      ListsCB6DC742: 'AWS::DynamoDB::GlobalTable',
      OpsA097D252: 'AWS::DynamoDB::GlobalTable',
      Registry4DB9CCA5: 'AWS::DynamoDB::GlobalTable',
    })
  })

  it('outlives its stack, except on one machine and in CI', () => {
    expect(prod.app.data.terminationProtection).toBe(true)
    expect(local.app.data.terminationProtection).toBe(false)
    for (const resource of prod.all.filter(
      ({ stack, Type }) => stack === 'data' && stateful.includes(Type),
    )) {
      expect([resource.id, resource.DeletionPolicy, resource.UpdateReplacePolicy]).toEqual([
        resource.id,
        'Retain',
        'Retain',
      ])
    }
    for (const resource of local.all.filter(({ Type }) => stateful.includes(Type))) {
      expect([resource.id, resource.DeletionPolicy]).toEqual([resource.id, 'Delete'])
    }
    for (const table of prod.ofType('AWS::DynamoDB::GlobalTable')) {
      expect(at(table, 'Replicas', 0, 'DeletionProtectionEnabled')).toBe(true)
    }
  })

  it('has four tables with the same keys, recoverable to any second, under our own key', () => {
    const tables = prod.ofType('AWS::DynamoDB::GlobalTable')
    expect(tables).toHaveLength(4)
    for (const table of tables) {
      expect(at(table, 'KeySchema')).toEqual([
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ])
      expect(at(table, 'BillingMode')).toBe('PAY_PER_REQUEST')
      expect(at(table, 'Replicas', 0, 'PointInTimeRecoverySpecification')).toEqual({
        PointInTimeRecoveryEnabled: true,
      })
      expect(targetOf(at(table, 'Replicas', 0, 'SSESpecification', 'KMSMasterKeyId'))).toBe('DataKey17AFBB84')
    }
    const withStream = tables.filter((table) => 'StreamSpecification' in table.Properties)
    expect(withStream.map(({ id }) => id).sort()).toEqual(['ListsCB6DC742', 'Registry4DB9CCA5'])
    for (const table of withStream)
      expect(at(table, 'StreamSpecification')).toEqual({ StreamViewType: 'NEW_IMAGE' })
    const withTtl = tables.filter((table) => 'TimeToLiveSpecification' in table.Properties)
    expect(withTtl.map((table) => [table.id, at(table, 'TimeToLiveSpecification', 'AttributeName')])).toEqual(
      [['OpsA097D252', 'expiresAt']],
    )
  })

  it('rotates every key', () => {
    for (const key of prod.ofType('AWS::KMS::Key')) expect(at(key, 'EnableKeyRotation')).toBe(true)
  })

  it('locks and versions evidence, and lets nothing in without TLS', () => {
    const evidence = prod.ofType('AWS::S3::Bucket').find(({ id }) => id.startsWith('Evidence'))!
    expect(at(evidence, 'ObjectLockEnabled')).toBe(true)
    // No retention of its own: a document that changed nothing expires after 30 days. What has to be kept is locked by
    // whoever writes it (functions.test.ts).
    expect(evidence.Properties).not.toHaveProperty('ObjectLockConfiguration.Rule')
    for (const bucket of prod.ofType('AWS::S3::Bucket')) {
      expect(at(bucket, 'VersioningConfiguration', 'Status')).toBe('Enabled')
      expect(at(bucket, 'PublicAccessBlockConfiguration')).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      })
      const policy = prod
        .ofType('AWS::S3::BucketPolicy')
        .find((candidate) => targetOf(at(candidate, 'Bucket')) === bucket.id)!
      expect(at(policy, 'PolicyDocument', 'Statement')).toContainEqual(
        expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      )
    }
  })

  it('never lets kept documents, sealed records or anchors expire', () => {
    const evidence = prod.ofType('AWS::S3::Bucket').find(({ id }) => id.startsWith('Evidence'))!
    const rules = at<Record<string, unknown>[]>(evidence, 'LifecycleConfiguration', 'Rules')
    const expiring = rules.filter(
      (rule) => 'ExpirationInDays' in rule || 'NoncurrentVersionExpiration' in rule,
    )
    expect(expiring.map((rule) => rule['Prefix'])).toEqual(['incoming/', 'read-cache/', 'list-index/'])
    const days = Object.fromEntries(rules.map((rule) => [rule['Prefix'], rule['ExpirationInDays']]))
    expect(days).toMatchObject({ 'incoming/': 30, 'list-index/': 30 })
  })

  it('tells the intake queue of supplier files, as a property of the bucket', () => {
    const bucket = prod.ofType('AWS::S3::Bucket').find(({ id }) => id.startsWith('Intake'))!
    const [notification, ...others] = at<Record<string, unknown>[]>(
      bucket,
      'NotificationConfiguration',
      'QueueConfigurations',
    )
    expect(others).toEqual([])
    expect(notification).toMatchObject({
      Event: 's3:ObjectCreated:*',
      Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'intake/' }] } },
    })
    const queue = targetOf(notification!['Queue'])
    expect(queue).toBe('IntakeWorkQueueF6846B70')
    const policy = prod
      .ofType('AWS::SQS::QueuePolicy')
      .find((candidate) => at<unknown[]>(candidate, 'Queues').some((name) => targetOf(name) === queue))!
    expect(at(policy, 'PolicyDocument', 'Statement')).toContainEqual(
      expect.objectContaining({
        Action: 'sqs:SendMessage',
        Principal: { Service: 's3.amazonaws.com' },
        Condition: expect.objectContaining({
          StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
        }) as unknown,
      }),
    )
    // S3 tries the queue when it makes the bucket.
    expect(bucket.DependsOn).toContain(policy.id)
  })

  it('imports nothing: what is stateful depends on no other stack', () => {
    expect(JSON.stringify(prod.templates.data.toJSON())).not.toContain('Fn::ImportValue')
    expect(JSON.stringify(prod.templates.pipeline.toJSON())).not.toContain('tierwatch-prod-monitoring')
  })
})

describe('outputs', () => {
  it('give the command line what it looks up by name', () => {
    const names = Object.values(prod.templates)
      .flatMap((template) => Object.keys(template.toJSON()['Outputs'] as Record<string, unknown>))
      .filter((name) => !name.startsWith('ExportsOutput'))
    expect(names.sort()).toEqual([
      'AttestFunction',
      'CheckSourceFunction',
      'DlqAttest',
      'DlqCheckSource',
      'DlqDeliveries',
      'DlqDueDates',
      'DlqEvents',
      'DlqFanOutRedrive',
      'DlqFanOutStream',
      'DlqIntake',
      'DlqPublishEventsStream',
      'DlqScreen',
      'DlqScreenSupplierRedrive',
      'DlqScreenSupplierStream',
      'DlqSendAlertsStream',
      'DlqSendRedrive',
      'DlqWatchdog',
      'DueDatesFunction',
      'EventBus',
      'EvidenceBucket',
      'FanOutFunction',
      'IndexTable',
      'IntakeBucket',
      'IntakeSuppliersFunction',
      'ListsTable',
      'MetricsNamespace',
      'OnboardingFunction',
      'OpsTable',
      'OpsTopic',
      'PublishEventsFunction',
      'QueueEvents',
      'QueueFanOutRedrive',
      'QueueIntake',
      'QueueScreen',
      'QueueScreenSupplierRedrive',
      'QueueSendRedrive',
      'RegistryTable',
      'ScreenChangesFunction',
      'ScreenSupplierFunction',
      'SendAlertsFunction',
      'TopicNamePrefix',
      'WatchdogFunction',
    ])
  })
})
