import { z } from 'zod'
import { assetDirectory } from '../assembly.ts'
import { arn, nameInArn, physicalName } from '../aws-identity.ts'
import { compileFilter } from '../event-sources/filters.ts'
import { notImplemented, wrongTemplate } from '../refusal.ts'
import { flag, inert, integer, resourceType } from './resource-type.ts'

/** The plain name in a name, an ARN, or either with a qualifier. */
export const functionNameOf = (text: string): string => {
  const [, name] =
    /^(?:arn:[^:]+:lambda:[^:]*:[^:]*:function:)?([A-Za-z0-9-_]+)(?::[A-Za-z0-9-_$]+)?$/.exec(text) ?? []
  return name ?? nameInArn(text)
}

/** All variables of a function together, as JSON. */
const LARGEST_ENVIRONMENT_BYTES = 4096
/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
const RESERVED_VARIABLES =
  /^(?:_HANDLER|_X_AMZN_TRACE_ID|AWS_(?:DEFAULT_)?REGION|AWS_EXECUTION_ENV|AWS_ACCESS_KEY(?:_ID)?|AWS_SECRET_ACCESS_KEY|AWS_SESSION_TOKEN|AWS_LAMBDA_(?:FUNCTION_NAME|FUNCTION_MEMORY_SIZE|FUNCTION_VERSION|INITIALIZATION_TYPE|LOG_GROUP_NAME|LOG_STREAM_NAME|RUNTIME_API)|LAMBDA_(?:TASK_ROOT|RUNTIME_DIR))$/

const checkEnvironment = (variables: Record<string, string>, place: string): void => {
  const reserved = Object.keys(variables).find((name) => RESERVED_VARIABLES.test(name))
  if (reserved !== undefined) throw wrongTemplate(place, `Lambda itself sets the variable ${reserved}`)
  const bytes = Buffer.byteLength(JSON.stringify(variables))
  if (bytes > LARGEST_ENVIRONMENT_BYTES) {
    throw wrongTemplate(place, `the environment has ${bytes} bytes, of at most ${LARGEST_ENVIRONMENT_BYTES}`)
  }
}

const within = (place: string, name: string, value: number, low: number, high: number): void => {
  if (value < low || value > high)
    throw wrongTemplate(place, `${name} is from ${low} to ${high}, not ${value}`)
}

export const lambdaFunction = resourceType(
  {
    schema: z.strictObject({
      FunctionName: z.string().optional(),
      Handler: z.string(),
      Runtime: z.string().regex(/^nodejs\d+\.x$/, 'only Node.js runs here'),
      PackageType: z.literal('Zip').optional(),
      Code: z.strictObject({
        S3Bucket: inert('the asset is read from the assembly'),
        S3Key: z.string(),
        SourceKMSKeyArn: inert('nothing is encrypted at rest locally'),
      }),
      Environment: z
        .strictObject({ Variables: z.record(z.string(), z.coerce.string()).default({}) })
        .optional(),
      Timeout: integer.default(3),
      MemorySize: integer.default(128),
      ReservedConcurrentExecutions: integer.optional(),
      DeadLetterConfig: z.strictObject({ TargetArn: z.string() }).optional(),
      Role: z.string(),
      TracingConfig: z.strictObject({ Mode: z.string() }).optional(),
      LoggingConfig: z
        .strictObject({
          LogFormat: z.enum(['JSON', 'Text']).optional(),
          ApplicationLogLevel: z.string().optional(),
          SystemLogLevel: inert('the runner logs what Lambda would'),
          LogGroup: z.string().optional(),
        })
        .optional(),
    }),
    inert: {
      Architectures: 'the code is JavaScript',
      CodeSigningConfigArn: 'the code comes from this checkout',
      Description: 'for the console',
      EphemeralStorage: 'the temporary directory is as large as the disk',
      KmsKeyArn: 'nothing is encrypted at rest locally',
      RecursiveLoop: 'a loop is stopped by stopping the run',
      RuntimeManagementConfig: 'functions run on the Node.js that runs the runner',
      Tags: 'tags are for the console and the bill',
    },
  },
  (properties, making) => {
    const { stack, logicalId, constructPath, place, plan } = making
    const name = properties.FunctionName ?? physicalName(stack.name, logicalId, { max: 64 })
    within(place, 'Timeout', properties.Timeout, 1, 900)
    within(place, 'MemorySize', properties.MemorySize, 128, 10_240)
    checkEnvironment(properties.Environment?.Variables ?? {}, place)
    const logging = properties.LoggingConfig
    const deadLetterArn = properties.DeadLetterConfig?.TargetArn
    if (deadLetterArn !== undefined) plan.failureTargets.add(deadLetterArn)
    const functionArn = arn('lambda', `function:${name}`)
    plan.functions.push({
      id: constructPath,
      constructPath,
      logicalId,
      name,
      arn: functionArn,
      directory: assetDirectory(stack, place, properties.Code.S3Key),
      handler: properties.Handler,
      runtime: properties.Runtime,
      timeoutSeconds: properties.Timeout,
      memoryMegabytes: properties.MemorySize,
      environment: {
        ...(logging?.LogFormat === 'JSON' && { AWS_LAMBDA_LOG_FORMAT: 'JSON' }),
        ...(logging?.ApplicationLogLevel !== undefined && {
          AWS_LAMBDA_LOG_LEVEL: logging.ApplicationLogLevel,
        }),
        ...properties.Environment?.Variables,
      },
      ...(properties.ReservedConcurrentExecutions !== undefined && {
        reservedConcurrency: properties.ReservedConcurrentExecutions,
      }),
      ...(deadLetterArn !== undefined && { deadLetterArn }),
      roleArn: properties.Role,
      ...(logging?.LogGroup !== undefined && { logGroup: logging.LogGroup }),
      traced: properties.TracingConfig?.Mode === 'Active',
    })
    return { ref: name, attributes: { Arn: functionArn } }
  },
)

const destination = z.strictObject({ Destination: z.string() }).optional()

export const eventInvokeConfig = resourceType(
  {
    schema: z.strictObject({
      FunctionName: z.string(),
      Qualifier: z.literal('$LATEST').optional(),
      MaximumRetryAttempts: integer.default(2),
      MaximumEventAgeInSeconds: integer.default(21_600),
      DestinationConfig: z.strictObject({ OnFailure: destination, OnSuccess: destination }).optional(),
    }),
  },
  (properties, { plan, stack, logicalId }) => {
    const onFailure = properties.DestinationConfig?.OnFailure?.Destination
    const onSuccess = properties.DestinationConfig?.OnSuccess?.Destination
    if (onFailure !== undefined) plan.failureTargets.add(onFailure)
    plan.invokePolicies.push({
      functionName: functionNameOf(properties.FunctionName),
      maximumRetryAttempts: properties.MaximumRetryAttempts,
      maximumEventAgeSeconds: properties.MaximumEventAgeInSeconds,
      ...(onFailure !== undefined && { onFailure }),
      ...(onSuccess !== undefined && { onSuccess }),
    })
    return { ref: `${stack.name}-${logicalId}`, attributes: {} }
  },
)

const mappingSchema = z.strictObject({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  BatchSize: integer.optional(),
  MaximumBatchingWindowInSeconds: integer.default(0),
  Enabled: flag.default(true),
  FilterCriteria: z.strictObject({ Filters: z.array(z.strictObject({ Pattern: z.string() })) }).optional(),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
  // Streams
  StartingPosition: z.enum(['TRIM_HORIZON', 'LATEST']).optional(),
  BisectBatchOnFunctionError: flag.default(false),
  MaximumRetryAttempts: integer.default(-1),
  MaximumRecordAgeInSeconds: integer.default(-1),
  ParallelizationFactor: integer.default(1),
  DestinationConfig: z.strictObject({ OnFailure: destination }).optional(),
  // Queues
  ScalingConfig: z.strictObject({ MaximumConcurrency: integer.optional() }).optional(),
})

const onlyForStreams = [
  'StartingPosition',
  'BisectBatchOnFunctionError',
  'MaximumRetryAttempts',
  'MaximumRecordAgeInSeconds',
  'ParallelizationFactor',
  'DestinationConfig',
]

/** How many batches of one queue are worked on at once where the template does not say. */
const defaultConcurrency = 5

export const eventSourceMapping = resourceType(
  {
    // Checked as given first: a default must not look like a property of the wrong kind of source.
    schema: z.record(z.string(), z.unknown()).transform((given, context) => {
      const parsed = mappingSchema.safeParse(given)
      if (parsed.success) return { given, mapping: parsed.data }
      for (const issue of parsed.error.issues) context.issues.push({ ...issue, input: given } as never)
      return z.NEVER
    }),
    inert: {
      KmsKeyArn: 'nothing is encrypted at rest locally',
      MetricsConfig: 'no metrics are collected locally',
      Tags: 'tags are for the console and the bill',
    },
  },
  ({ given, mapping }, { plan, place, stack, logicalId }) => {
    const source = mapping.EventSourceArn
    const isQueue = source.includes(':sqs:')
    if (!isQueue && !(source.includes(':dynamodb:') && source.includes('/stream/'))) {
      throw notImplemented(place, `the event source ${source}`)
    }
    const batchSize = mapping.BatchSize ?? (isQueue ? 10 : 100)
    const windowSeconds = mapping.MaximumBatchingWindowInSeconds
    const filters = mapping.FilterCriteria?.Filters.map(({ Pattern }) => Pattern) ?? []
    for (const filter of filters) compileFilter(filter, isQueue ? 'queue' : 'stream', place)
    const base = {
      id: `${stack.name}/${logicalId}`,
      place,
      sourceArn: source,
      functionName: functionNameOf(mapping.FunctionName),
      batchSize,
      windowSeconds,
      partialResponses: mapping.FunctionResponseTypes.includes('ReportBatchItemFailures'),
      enabled: mapping.Enabled,
      filters,
    }
    if (isQueue) {
      const misplaced = onlyForStreams.find((property) => property in given)
      if (misplaced !== undefined) throw wrongTemplate(place, `${misplaced} is for streams, not for a queue`)
      if (batchSize > 10 && windowSeconds < 1) {
        throw wrongTemplate(
          place,
          'a batch of more than 10 messages needs MaximumBatchingWindowInSeconds of 1 or more',
        )
      }
      plan.queueMappings.push({
        ...base,
        maximumConcurrency: mapping.ScalingConfig?.MaximumConcurrency ?? defaultConcurrency,
      })
    } else {
      if (mapping.ScalingConfig !== undefined) throw wrongTemplate(place, 'ScalingConfig is for queues')
      if (mapping.StartingPosition === undefined)
        throw wrongTemplate(place, 'a stream needs a StartingPosition')
      if (mapping.ParallelizationFactor < 1 || mapping.ParallelizationFactor > 10)
        throw wrongTemplate(place, 'ParallelizationFactor is a whole number from 1 to 10')
      const onFailure = mapping.DestinationConfig?.OnFailure?.Destination
      if (onFailure !== undefined) plan.failureTargets.add(onFailure)
      plan.streamMappings.push({
        ...base,
        startingPosition: mapping.StartingPosition,
        maximumRetryAttempts: mapping.MaximumRetryAttempts,
        maximumRecordAgeSeconds: mapping.MaximumRecordAgeInSeconds,
        bisect: mapping.BisectBatchOnFunctionError,
        parallelizationFactor: mapping.ParallelizationFactor,
        ...(onFailure !== undefined && { onFailure }),
      })
    }
    const id = `${stack.name}-${logicalId}`
    return {
      ref: id,
      attributes: { Id: id, EventSourceMappingArn: arn('lambda', `event-source-mapping:${id}`) },
    }
  },
)
