import { arn, physicalName, region, stableUuid } from '../aws-identity.ts'
import type { Made } from './resource-type.ts'

interface InertType {
  /** Why leaving it out is harmless on one machine. */
  why: string
  /** What others may refer to, from its physical name and unique text. */
  made: (name: string, unique: string) => Made
}

const nameOnly = (name: string): Made => ({ ref: name, attributes: {} })
const withArn =
  (service: string, path: string) =>
  (name: string): Made => ({ ref: name, attributes: { Arn: arn(service, `${path}${name}`) } })

const noIdentities =
  'nobody is authenticated on the loopback address: there is one user and no identity to allow or deny'
const noMetrics = 'no metrics are collected locally; logs and dead-letter queues show what fails'
const noKeys = 'nothing is encrypted at rest locally: the files belong to the user who runs them'

/** Types that are known and left out, each with the reason why that changes nothing on one machine. */
export const inertTypes: Record<string, InertType> = {
  'AWS::Events::EventBusPolicy': { why: noIdentities, made: nameOnly },
  'AWS::KMS::Alias': { why: noKeys, made: nameOnly },
  'AWS::CloudWatch::Alarm': { why: noMetrics, made: withArn('cloudwatch', 'alarm:') },
  'AWS::CloudWatch::CompositeAlarm': { why: noMetrics, made: withArn('cloudwatch', 'alarm:') },
  'AWS::CloudWatch::Dashboard': { why: noMetrics, made: nameOnly },
  'AWS::CloudWatch::AnomalyDetector': { why: noMetrics, made: nameOnly },
  'AWS::Logs::LogGroup': {
    why: 'what functions write goes to the log of the run',
    made: (name) => ({ ref: name, attributes: { Arn: arn('logs', `log-group:${name}:*`) } }),
  },
  'AWS::Logs::MetricFilter': { why: noMetrics, made: nameOnly },
  'AWS::Logs::QueryDefinition': { why: 'saved queries are for the console', made: nameOnly },
  'AWS::Logs::SubscriptionFilter': { why: 'what functions write goes to the log of the run', made: nameOnly },
  'AWS::Logs::ResourcePolicy': { why: noIdentities, made: nameOnly },
  'AWS::Backup::BackupVault': {
    why: 'the state directory has no backup',
    made: (name) => ({
      ref: name,
      attributes: { BackupVaultName: name, BackupVaultArn: arn('backup', `backup-vault:${name}`) },
    }),
  },
  'AWS::Backup::BackupPlan': {
    why: 'the state directory has no backup',
    made: (_name, unique) => {
      const id = stableUuid(unique)
      return { ref: id, attributes: { BackupPlanId: id, BackupPlanArn: arn('backup', `backup-plan:${id}`) } }
    },
  },
  'AWS::Backup::BackupSelection': { why: 'the state directory has no backup', made: nameOnly },
  'AWS::Budgets::Budget': { why: 'running locally costs nothing', made: nameOnly },
  'AWS::CDK::Metadata': { why: 'counts constructs for their authors', made: nameOnly },
  'AWS::ResourceGroups::Group': { why: 'groups resources in the console', made: nameOnly },
  'AWS::CloudTrail::Trail': {
    why: 'there are no API calls by other identities to record',
    made: withArn('cloudtrail', 'trail/'),
  },
  'AWS::Lambda::Version': {
    why: 'the code on disk is the only version',
    made: (name) => ({ ref: arn('lambda', `function:${name}:1`), attributes: { Version: '1' } }),
  },
  'Custom::S3AutoDeleteObjects': {
    why: 'empties a bucket when its stack is deleted; locally the state directory is deleted',
    made: nameOnly,
  },
  'Custom::LogRetention': { why: 'what functions write goes to the log of the run', made: nameOnly },
}

/** The inert resource as others see it: its reference and ARN, without anything behind it. */
export const makeInert = (
  type: string,
  stack: string,
  logicalId: string,
  properties: Record<string, unknown>,
): Made | undefined => {
  const known = inertTypes[type]
  if (known === undefined) return undefined
  const nameKeys = ['RoleName', 'LogGroupName', 'AlarmName', 'DashboardName', 'AliasName']
  const given = nameKeys.map((key) => properties[key]).find((value) => typeof value === 'string')
  return known.made(
    typeof given === 'string' ? given : physicalName(stack, logicalId, { max: 64 }),
    `${region}/${stack}/${logicalId}`,
  )
}
