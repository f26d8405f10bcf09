import { ServiceError } from '../wire/service-error.ts'
import { childText, readXml, xmlDocument } from '../wire/xml.ts'
import { NAMESPACE } from './buckets.ts'
import { addressedVersion, bucketNamed } from './store.ts'
import type { S3, Version } from './store.ts'

const MOST_TAGS = 10

const taggable = (s3: S3, bucketName: string, key: string, versionId: string | undefined): Version => {
  bucketNamed(s3, bucketName)
  const version = addressedVersion(s3, bucketName, key, versionId)
  if (version.deleteMarker) throw new ServiceError('MethodNotAllowed', 'A delete marker has no tags.', 405)
  return version
}

export const checkTags = (tags: Record<string, string>): Record<string, string> => {
  if (Object.keys(tags).length > MOST_TAGS) {
    throw new ServiceError('BadRequest', `Object tags cannot be greater than ${MOST_TAGS}`)
  }
  return tags
}

export const putTagging = (
  s3: S3,
  bucketName: string,
  key: string,
  versionId: string | undefined,
  body: Buffer,
): void => {
  const set = readXml(body, 'Tagging').children.get('TagSet')?.[0]
  const tags = (set?.children.get('Tag') ?? []).map((tag) => [
    childText(tag, 'Key') ?? '',
    childText(tag, 'Value') ?? '',
  ])
  const checked = checkTags(Object.fromEntries(tags) as Record<string, string>)
  s3.database.transaction(() => {
    const { sequence } = taggable(s3, bucketName, key, versionId)
    s3.database.run('UPDATE versions SET tags = ? WHERE sequence = ?', JSON.stringify(checked), sequence)
  })
}

export const getTagging = (
  s3: S3,
  bucketName: string,
  key: string,
  versionId: string | undefined,
): string => {
  const { tags } = taggable(s3, bucketName, key, versionId)
  return xmlDocument('Tagging', NAMESPACE, {
    TagSet: { Tag: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) },
  })
}
