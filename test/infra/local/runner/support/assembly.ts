import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface StackSource {
  template: Record<string, unknown>
  dependsOn?: string[]
}

/** A directory of its own for one test. */
export const temporaryDirectory = (): string => mkdtempSync(join(tmpdir(), 'tierwatch-runner-'))

/**
 * Writes a cloud assembly as the CDK would lay it out.
 * @param code handlers: asset hash → source of index.mjs
 */
export const writeAssembly = (
  directory: string,
  stacks: Record<string, StackSource>,
  code: Record<string, string> = {},
): string => {
  mkdirSync(directory, { recursive: true })
  const artifacts: Record<string, unknown> = {}
  const files: Record<string, unknown> = {}
  for (const [hash, source] of Object.entries(code)) {
    mkdirSync(join(directory, `asset.${hash}`), { recursive: true })
    writeFileSync(join(directory, `asset.${hash}`, 'index.mjs'), source)
    files[hash] = {
      source: { path: `asset.${hash}`, packaging: 'zip' },
      destinations: { current: { bucketName: 'assets', objectKey: `${hash}.zip` } },
    }
  }
  for (const [name, { template, dependsOn = [] }] of Object.entries(stacks)) {
    writeFileSync(join(directory, `${name}.template.json`), JSON.stringify(template))
    writeFileSync(join(directory, `${name}.assets.json`), JSON.stringify({ version: '55.0.0', files }))
    artifacts[`${name}.assets`] = { type: 'cdk:asset-manifest', properties: { file: `${name}.assets.json` } }
    artifacts[name] = {
      type: 'aws:cloudformation:stack',
      environment: 'aws://unknown-account/unknown-region',
      properties: { templateFile: `${name}.template.json` },
      dependencies: [...dependsOn, `${name}.assets`],
    }
  }
  writeFileSync(join(directory, 'manifest.json'), JSON.stringify({ version: '55.0.0', artifacts }))
  return directory
}

/** A function resource with the code of an asset. */
export const lambda = (hash: string, properties: Record<string, unknown> = {}): Record<string, unknown> => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Role: 'arn:aws:iam::000000000000:role/none',
    Code: { S3Bucket: { 'Fn::Sub': 'assets-${AWS::AccountId}' }, S3Key: `${hash}.zip` },
    MemorySize: 256,
    ...properties,
  },
})

/** A table with a stream and the keys pk, sk. */
export const table = (properties: Record<string, unknown> = {}): Record<string, unknown> => ({
  Type: 'AWS::DynamoDB::GlobalTable',
  Properties: {
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
    ],
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    Replicas: [{ Region: { Ref: 'AWS::Region' } }],
    ...properties,
  },
})
