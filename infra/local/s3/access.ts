import { bucketArn } from '../wire/arn.ts'
import { access } from '../wire/access.ts'
import type { AccessRequest } from '../wire/access.ts'
import { readXml } from '../wire/xml.ts'
import { decodePath } from './request-body.ts'
import type { Headers } from './request-body.ts'

export interface S3Call {
  method: string
  bucket: string
  key: string
  query: URLSearchParams
  headers: Headers
  body: Buffer
}

const objectArn = (bucket: string, key: string): string => `${bucketArn(bucket)}/${key}`

const bucketActions: Readonly<Record<string, string>> = {
  PUT: 's3:CreateBucket',
  HEAD: 's3:ListBucket',
  GET: 's3:ListBucket',
  DELETE: 's3:DeleteBucket',
  'GET versions': 's3:ListBucketVersions',
  'GET location': 's3:GetBucketLocation',
  'PUT versioning': 's3:PutBucketVersioning',
  'GET versioning': 's3:GetBucketVersioning',
  'PUT object-lock': 's3:PutBucketObjectLockConfiguration',
  'GET object-lock': 's3:GetBucketObjectLockConfiguration',
  'PUT notification': 's3:PutBucketNotification',
  'GET notification': 's3:GetBucketNotification',
}

const subresourceIn = (query: URLSearchParams, method: string, names: readonly string[]): string => {
  const found = names.find((name) => query.has(name))
  return found === undefined ? method : `${method} ${found}`
}

const bypasses = (headers: Headers): boolean =>
  headers['x-amz-bypass-governance-retention']?.toLowerCase() === 'true'

const ofDeletes = ({ bucket, body, headers }: S3Call): AccessRequest[] => {
  try {
    return (readXml(body, 'Delete').children.get('Object') ?? []).flatMap((entry) => {
      const key = entry.children.get('Key')?.[0]?.text ?? ''
      return deletion(bucket, key, entry.children.has('VersionId'), bypasses(headers))
    })
  } catch {
    // The operation itself says what is wrong.
    return []
  }
}

const deletion = (bucket: string, key: string, version: boolean, bypass: boolean): AccessRequest[] => {
  const arn = objectArn(bucket, key)
  return [
    access(version ? 's3:DeleteObjectVersion' : 's3:DeleteObject', arn),
    ...(version && bypass ? [access('s3:BypassGovernanceRetention', arn)] : []),
  ]
}

const ofBucket = (call: S3Call): AccessRequest[] => {
  const { method, bucket, query } = call
  if (method === 'POST' && query.has('delete')) return ofDeletes(call)
  const name = subresourceIn(query, method, [
    'versions',
    'location',
    'versioning',
    'object-lock',
    'notification',
  ])
  const context = Object.fromEntries(
    ['prefix', 'delimiter', 'max-keys'].flatMap((parameter) => {
      const value = query.get(parameter)
      return value === null ? [] : [[`s3:${parameter}`, [value]]]
    }),
  )
  return [access(bucketActions[name] ?? `s3:${method}`, bucketArn(bucket), context)]
}

const ofPut = ({ bucket, key, headers }: S3Call): AccessRequest[] => {
  const arn = objectArn(bucket, key)
  const needed = [access('s3:PutObject', arn)]
  if (headers['x-amz-tagging'] !== undefined) needed.push(access('s3:PutObjectTagging', arn))
  if (headers['x-amz-object-lock-mode'] !== undefined) needed.push(access('s3:PutObjectRetention', arn))
  if (headers['x-amz-object-lock-legal-hold'] !== undefined) needed.push(access('s3:PutObjectLegalHold', arn))
  const source = headers['x-amz-copy-source']
  if (source !== undefined) {
    const [path = '', version] = source.split('?')
    const from = `arn:aws:s3:::${decodePath(path).replace(/^\//, '')}`
    needed.push(access(version === undefined ? 's3:GetObject' : 's3:GetObjectVersion', from))
  }
  return needed
}

const objectActions: Readonly<Record<string, string>> = {
  'PUT retention': 's3:PutObjectRetention',
  'GET retention': 's3:GetObjectRetention',
  'PUT legal-hold': 's3:PutObjectLegalHold',
  'GET legal-hold': 's3:GetObjectLegalHold',
}

const ofObject = (call: S3Call): AccessRequest[] => {
  const { method, bucket, key, query, headers } = call
  const arn = objectArn(bucket, key)
  const version = query.has('versionId')
  const name = subresourceIn(query, method, ['retention', 'legal-hold', 'tagging'])
  if (name.endsWith(' tagging')) {
    const verb = method === 'PUT' ? 'Put' : 'Get'
    return [access(`s3:${verb}Object${version ? 'Version' : ''}Tagging`, arn)]
  }
  const listed = objectActions[name]
  if (listed !== undefined) {
    const bypass = method === 'PUT' && bypasses(headers)
    return [access(listed, arn), ...(bypass ? [access('s3:BypassGovernanceRetention', arn)] : [])]
  }
  if (method === 'PUT') return ofPut(call)
  if (method === 'DELETE') return deletion(bucket, key, version, bypasses(headers))
  return [access(version ? 's3:GetObjectVersion' : 's3:GetObject', arn)]
}

/** What a call needs. */
export const accessOf = (call: S3Call): AccessRequest[] => {
  if (call.bucket === '') return [access('s3:ListAllMyBuckets', '*')]
  return call.key === '' ? ofBucket(call) : ofObject(call)
}

/** Whoever may not list a bucket is told 403 instead of 404 for an object that is not there. */
export const accessToMiss = (bucket: string, key: string): AccessRequest[] => [
  access('s3:ListBucket', bucketArn(bucket), { 's3:prefix': [key] }),
]
