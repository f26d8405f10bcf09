import { existsSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { ConfigError } from '../../../shared/errors.ts'
import { accountId, region } from './aws-identity.ts'
import { notImplemented } from './refusal.ts'

/** Not looked at. */
const anything = z.unknown().optional()

const resourceSchema = z.strictObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DependsOn: z
    .union([z.string(), z.array(z.string())])
    .transform((value) => [value].flat())
    .default([]),
  Condition: z.string().optional(),
  Metadata: anything,
  // What happens when a stack is deleted or a resource replaced: neither is done locally.
  DeletionPolicy: anything,
  UpdateReplacePolicy: anything,
})

const templateSchema = z.strictObject({
  AWSTemplateFormatVersion: anything,
  Description: anything,
  Metadata: anything,
  // Assertions on parameters; the CDK writes one on the version of the bootstrap stack, which has no local part.
  Rules: anything,
  Parameters: z.record(z.string(), z.looseObject({ Type: z.string(), Default: anything })).default({}),
  Mappings: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))).default({}),
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Resources: z.record(z.string(), resourceSchema).default({}),
  Outputs: z
    .record(
      z.string(),
      z.strictObject({
        Value: z.unknown(),
        Description: anything,
        Condition: z.string().optional(),
        Export: z.object({ Name: z.unknown() }).optional(),
      }),
    )
    .default({}),
})

export type Template = z.infer<typeof templateSchema>
export type ResourceDefinition = z.infer<typeof resourceSchema>

export interface Stack {
  name: string
  template: Template
  /** Object key in the asset bucket → directory or file on disk, with how it would be packed. */
  assets: Map<string, { path: string; packaging: string }>
  /** Logical id → construct path ("Pipeline/CheckSource/Resource"). */
  constructPaths: Map<string, string>
}

const manifestSchema = z.looseObject({
  artifacts: z.record(
    z.string(),
    z.looseObject({
      type: z.string(),
      environment: z.string().optional(),
      dependencies: z.array(z.string()).default([]),
      additionalMetadataFile: z.string().optional(),
      metadata: z
        .record(z.string(), z.array(z.looseObject({ type: z.string(), data: anything })))
        .default({}),
      properties: z
        .looseObject({
          templateFile: z.string().optional(),
          stackName: z.string().optional(),
          file: z.string().optional(),
          directoryName: z.string().optional(),
        })
        .default({}),
    }),
  ),
})

const assetsSchema = z.looseObject({
  files: z
    .record(
      z.string(),
      z.looseObject({
        source: z.looseObject({ path: z.string().optional(), packaging: z.string().default('file') }),
        destinations: z.record(z.string(), z.looseObject({ objectKey: z.string() })),
      }),
    )
    .default({}),
})

type Manifest = z.infer<typeof manifestSchema>
type Artifact = Manifest['artifacts'][string]

const readJson = <Schema extends z.ZodType>(file: string, schema: Schema): z.infer<Schema> => {
  const again = 'Synthesise the app again: npm run synth'
  if (!existsSync(file)) throw new ConfigError(`There is no ${file}`, again)
  const parsed = schema.safeParse(JSON.parse(readFileSync(file, 'utf8')))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new ConfigError(`${file} is not understood at ${issue?.path.join('.')}: ${issue?.message}`, again)
}

/** Templates are made for an environment; ARNs written out in them must be those of the local services. */
const checkEnvironment = (stack: string, environment = 'aws://unknown-account/unknown-region'): void => {
  const [account, where] = environment.replace('aws://', '').split('/')
  const fits =
    (account === 'unknown-account' || account === accountId) &&
    (where === 'unknown-region' || where === region)
  if (fits) return
  throw new ConfigError(
    `Stack ${stack} was synthesised for ${environment}; the local services are aws://${accountId}/${region}`,
    `Synthesise for the local machine: CDK_DEFAULT_ACCOUNT=${accountId} CDK_DEFAULT_REGION=${region}`,
  )
}

const constructPathsOf = (directory: string, artifact: Artifact, template: Template): Map<string, string> => {
  const file = artifact.additionalMetadataFile
  const extra = file
    ? readJson(join(directory, file), manifestSchema.shape.artifacts.valueType.shape.metadata)
    : {}
  const paths = new Map<string, string>()
  for (const [path, entries] of Object.entries({ ...artifact.metadata, ...extra })) {
    for (const entry of entries) {
      if (entry.type === 'aws:cdk:logicalId') paths.set(String(entry.data), path.replace(/^\//, ''))
    }
  }
  for (const [logicalId, resource] of Object.entries(template.Resources)) {
    const path = (resource.Metadata as Record<string, unknown> | undefined)?.['aws:cdk:path']
    if (typeof path === 'string') paths.set(logicalId, path)
  }
  return paths
}

const assetsOf = (
  directory: string,
  artifacts: Manifest['artifacts'],
  artifact: Artifact,
): Stack['assets'] => {
  const found: Stack['assets'] = new Map()
  for (const dependency of artifact.dependencies) {
    const file = artifacts[dependency]?.type === 'cdk:asset-manifest' && artifacts[dependency].properties.file
    if (!file) continue
    for (const asset of Object.values(readJson(join(directory, file), assetsSchema).files)) {
      if (asset.source.path === undefined) continue
      const path = resolve(directory, asset.source.path)
      for (const destination of Object.values(asset.destinations)) {
        found.set(destination.objectKey, { path, packaging: asset.source.packaging })
      }
    }
  }
  return found
}

const readStack = (directory: string, id: string, manifest: Manifest): Stack => {
  const artifact = manifest.artifacts[id] as Artifact
  const name = artifact.properties.stackName ?? id
  checkEnvironment(name, artifact.environment)
  const template = readJson(
    join(directory, artifact.properties.templateFile ?? `${id}.template.json`),
    templateSchema,
  )
  return {
    name,
    template,
    assets: assetsOf(directory, manifest.artifacts, artifact),
    constructPaths: constructPathsOf(directory, artifact, template),
  }
}

const quietArtifacts = new Set(['cdk:asset-manifest', 'cdk:tree', 'cdk:feature-flag-report'])

/**
 * Every stack of a synthesised app, those that others depend on first.
 * @param directory the cloud assembly, usually `cdk.out`
 * @throws ConfigError when it is not an assembly or was synthesised for another account or region
 */
export const readAssembly = (directory: string): Stack[] => {
  const manifest = readJson(join(directory, 'manifest.json'), manifestSchema)
  const stacks: Stack[] = []
  const seen = new Set<string>()
  const visit = (id: string): void => {
    const artifact = manifest.artifacts[id]
    if (artifact === undefined || seen.has(id)) return
    seen.add(id)
    for (const dependency of artifact.dependencies) visit(dependency)
    if (artifact.type === 'aws:cloudformation:stack') stacks.push(readStack(directory, id, manifest))
    else if (artifact.type === 'cdk:cloud-assembly') {
      stacks.push(...readAssembly(join(directory, artifact.properties.directoryName ?? id)))
    } else if (!quietArtifacts.has(artifact.type)) {
      throw notImplemented(`Artifact ${id} of ${directory}`, `the artifact type ${artifact.type}`)
    }
  }
  for (const id of Object.keys(manifest.artifacts)) visit(id)
  return stacks
}

/** The directory of a code asset. */
export const assetDirectory = (stack: Stack, place: string, objectKey: string): string => {
  const asset = stack.assets.get(objectKey)
  if (asset === undefined) {
    throw new ConfigError(
      `${place}: asset ${objectKey} is not in the assembly`,
      'Synthesise the app again: npm run synth',
    )
  }
  if (!statSync(asset.path).isDirectory()) throw notImplemented(place, `code from the archive ${asset.path}`)
  return asset.path
}
