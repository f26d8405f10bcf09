import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import { type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch'
import { type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Architecture, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import type { FunctionEnvironment, FunctionName } from '../../shared/runtime/env.ts'
import { metricsNamespace, type StageConfig } from '../config.ts'
import { handlerCode } from './handler-bundle.ts'

/** Variables that every function has; this construct sets them. */
type CommonVariable = 'STAGE' | 'POWERTOOLS_SERVICE_NAME' | 'POWERTOOLS_METRICS_NAMESPACE' | 'LOG_LEVEL'

/**
 * The variables that a capability gives to its function: those of the function's schema, no more and no fewer.
 * A variable that the schema has and the construct forgets is a compile error.
 */
export type HandlerVariables<Name extends FunctionName> = Omit<FunctionEnvironment<Name>, CommonVariable>

export interface HandlerFunctionProps<Name extends FunctionName> {
  config: StageConfig
  /** Folder under `functions/`. */
  name: Name
  description: string
  environment: HandlerVariables<Name>
  memoryMb: number
  timeout: Duration
  reservedConcurrency?: number
  /** V8's young generation, in MB: a small one keeps a function that reads long documents from holding their garbage. */
  youngGenerationMb?: number
  /** What it means for customers when this function fails: printed in its alarms. */
  impact: string
}

/** The value of Powertools' `service` dimension. It holds the stage: two stages in one account must not mix gauges. */
export const serviceName = (stage: string, name: FunctionName): string => `tierwatch-${stage}-${name}`

/** One Lambda function with its own role, its own log group, and the metrics that its alarms need. */
export class HandlerFunction<Name extends FunctionName> extends Construct {
  readonly name: Name
  readonly impact: string
  readonly timeout: Duration
  readonly function: LambdaFunction
  readonly role: Role
  readonly logGroup: LogGroup

  constructor(scope: Construct, id: string, props: HandlerFunctionProps<Name>) {
    super(scope, id)
    const { config, name } = props
    this.name = name
    this.impact = props.impact
    this.timeout = props.timeout
    this.logGroup = new LogGroup(this, 'Logs', {
      // Thirteen months: last year's audit can still ask.
      retention: config.ephemeral ? RetentionDays.ONE_WEEK : RetentionDays.THIRTEEN_MONTHS,
      removalPolicy: config.ephemeral ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    })
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `Role of ${name} (${config.stage})`,
    })
    // In place of AWSLambdaBasicExecutionRole, which may write to every log group of the account.
    this.logGroup.grantWrite(this.role)
    const common: Pick<FunctionEnvironment<FunctionName>, CommonVariable> = {
      STAGE: config.stage,
      POWERTOOLS_SERVICE_NAME: serviceName(config.stage, name),
      POWERTOOLS_METRICS_NAMESPACE: metricsNamespace,
      LOG_LEVEL: config.logLevel,
    }
    const nodeOptions = [
      '--enable-source-maps',
      ...(props.youngGenerationMb === undefined ? [] : [`--max-semi-space-size=${props.youngGenerationMb}`]),
    ].join(' ')
    this.function = new LambdaFunction(this, 'Function', {
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: handlerCode(this, name, config.minify),
      memorySize: props.memoryMb,
      timeout: props.timeout,
      role: this.role,
      logGroup: this.logGroup,
      environment: { ...common, ...props.environment, NODE_OPTIONS: nodeOptions },
      ...(props.reservedConcurrency === undefined
        ? {}
        : { reservedConcurrentExecutions: props.reservedConcurrency }),
    })
  }

  /** Adds a statement to the function's own role. */
  allow(statement: PolicyStatement): void {
    this.role.addToPrincipalPolicy(statement)
  }

  metricInvocations(period = Duration.minutes(5)): Metric {
    return this.function.metricInvocations({ period, statistic: Stats.SUM })
  }

  metricErrors(period = Duration.minutes(5)): Metric {
    return this.function.metricErrors({ period, statistic: Stats.SUM })
  }

  metricThrottles(period = Duration.minutes(5)): Metric {
    return this.function.metricThrottles({ period, statistic: Stats.SUM })
  }

  /** Milliseconds, 99th percentile: an average hides the invocation that is about to be cut off. */
  metricDuration(period = Duration.minutes(15)): Metric {
    return this.function.metricDuration({ period, statistic: Stats.p(99) })
  }

  /** Milliseconds that the newest record of the function's streams had waited. */
  metricStreamAge(period = Duration.minutes(5)): Metric {
    return this.function.metric('IteratorAge', { period, statistic: Stats.MAXIMUM })
  }

  /** Metric records that CloudWatch could not read: an alarm that rests on them would be blind. */
  metricRejectedMetrics(period = Duration.minutes(15)): Metric {
    return this.logGroup.metric('EMFValidationErrors', {
      period,
      statistic: Stats.SUM,
    })
  }
}
