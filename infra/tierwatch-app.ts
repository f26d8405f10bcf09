import { App, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { type StageContext, stageConfig } from './config.ts'
import { DataStack } from './stacks/data-stack.ts'
import { MonitoringStack } from './stacks/monitoring-stack.ts'
import { PipelineStack } from './stacks/pipeline-stack.ts'

export interface TierwatchApp {
  app: App
  data: DataStack
  pipeline: PipelineStack
  monitoring: MonitoringStack
}

/** Choices between an old and a better way of CDK itself; the same whoever synthesises. */
const featureFlags = {
  '@aws-cdk/core:newStyleStackSynthesis': true,
  // A stack cannot be deployed so that one that imports from it breaks.
  '@aws-cdk/core:defaultCrossStackReferences': 'strong',
  // Access logs are let in by the bucket's policy, not by access control lists.
  '@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy': true,
  '@aws-cdk/aws-iam:minimizePolicies': true,
  // What CloudFormation would refuse, or only warn of, fails here.
  '@aws-cdk/core:validateAgainstDefaultRules': true,
  '@aws-cdk/aws-lambda:recognizeLayerVersion': true,
  '@aws-cdk/aws-lambda:recognizeVersionProps': true,
}

export interface TierwatchAppProps {
  /** Where the assembly goes; by default where the CDK's command line wants it. */
  outdir?: string
  context?: Record<string, unknown>
  /**
   * Run the security rules and the template validation, and fail on any open finding. Off only where the very same
   * sources were checked before and nothing is deployed: the start on one machine.
   */
  checks?: boolean
}

/**
 * The whole application of one stage: data ← pipeline ← monitoring, each depending on the one before and never the
 * other way. The stage comes from the context (`-c stage=prod`), which the command line fills.
 */
export const tierwatchApp = ({ outdir, context, checks = true }: TierwatchAppProps = {}): TierwatchApp => {
  const app = new App({
    analyticsReporting: false,
    builtinCloudFormationValidation: checks,
    ...(outdir === undefined ? {} : { outdir }),
    context: { ...featureFlags, ...context },
  })
  const config = stageConfig(stageContext(app))
  const data = new DataStack(app, `tierwatch-${config.stage}-data`, { config })
  const pipeline = new PipelineStack(app, `tierwatch-${config.stage}-pipeline`, { config, data })
  const monitoring = new MonitoringStack(app, `tierwatch-${config.stage}-monitoring`, {
    config,
    data,
    pipeline,
  })
  if (checks) Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
  return { app, data, pipeline, monitoring }
}

const stageContext = (app: App): StageContext => {
  const context: StageContext = {}
  for (const key of ['stage', 'region', 'contact', 'opsEmail', 'retentionYears', 'retentionMode'] as const) {
    const value: unknown = app.node.tryGetContext(key)
    if (typeof value === 'string') context[key] = value
  }
  // The CDK's command line sets it from the credentials in use.
  const credentialsRegion = process.env['CDK_DEFAULT_REGION']
  if (context.region === undefined && credentialsRegion !== undefined) context.region = credentialsRegion
  return context
}
