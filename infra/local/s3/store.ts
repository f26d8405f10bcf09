import { join } from 'node:path'
import { Database } from '../wire/database.ts'
import { OUTBOX_SCHEMA } from '../wire/outbox.ts'
import type { Outbox } from '../wire/outbox.ts'
import type { BlobFolder } from './blobs.ts'
import { noSuchBucket, noSuchKey, noSuchVersion } from './errors.ts'
import type { NotificationConfiguration } from './notifications.ts'

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS buckets (
    name TEXT PRIMARY KEY,
    created_at INTEGER NOT NULL,
    versioning TEXT,
    object_lock TEXT,
    notifications TEXT
  );
  CREATE TABLE IF NOT EXISTS versions (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    bucket TEXT NOT NULL REFERENCES buckets (name),
    key TEXT NOT NULL,
    version_id TEXT NOT NULL,
    latest INTEGER NOT NULL,
    delete_marker INTEGER NOT NULL,
    blob TEXT,
    size INTEGER NOT NULL,
    etag TEXT NOT NULL,
    modified_at INTEGER NOT NULL,
    headers TEXT NOT NULL,
    checksum_name TEXT,
    checksum TEXT,
    lock_mode TEXT,
    lock_until INTEGER,
    legal_hold INTEGER NOT NULL DEFAULT 0,
    tags TEXT NOT NULL DEFAULT '{}',
    UNIQUE (bucket, key, version_id)
  );
  CREATE INDEX IF NOT EXISTS versions_by_key ON versions (bucket, key, sequence);
  CREATE INDEX IF NOT EXISTS current_objects ON versions (bucket, key) WHERE latest = 1 AND delete_marker = 0;
  ${OUTBOX_SCHEMA}`

export type Versioning = 'Enabled' | 'Suspended'
export type LockMode = 'GOVERNANCE' | 'COMPLIANCE'

export interface DefaultRetention {
  mode: LockMode
  days: number
  /** As it was given, to be told back. */
  unit: 'Days' | 'Years'
  count: number
}

export interface Bucket {
  name: string
  createdAt: number
  versioning: Versioning | undefined
  /** Present where versions can be locked. */
  objectLock: { defaultRetention?: DefaultRetention } | undefined
  notifications: NotificationConfiguration[]
}

/** One version of an object, or a delete marker. Times are milliseconds since 1970. */
export interface Version {
  sequence: number
  bucket: string
  key: string
  /** `null`, the word, for what was written without versioning. */
  versionId: string
  latest: boolean
  deleteMarker: boolean
  blob: string | undefined
  size: number
  /** MD5 in hex, without quotes. */
  etag: string
  modifiedAt: number
  /** The headers that a GET gives back: content-type, x-amz-meta-* and so on. */
  headers: Record<string, string>
  checksum: { name: string; value: string } | undefined
  lock: { mode: LockMode; until: number } | undefined
  legalHold: boolean
  tags: Record<string, string>
}

/** An event on its way to the destination that a bucket's notification configuration names. */
export interface EventJob {
  destinationArn: string
  /** ARN of the bucket. */
  sourceArn: string
  message: object
}

/** What every operation of the service works on. */
export interface S3 {
  database: Database
  blobs: BlobFolder
  outbox: Outbox<EventJob>
  /** Milliseconds since 1970. */
  now(): number
}

export const openDatabase = (directory: string): Database =>
  new Database(join(directory, 's3.sqlite'), SCHEMA, 1)

interface BucketRow {
  name: string
  created_at: number
  versioning: Versioning | null
  object_lock: string | null
  notifications: string | null
}

const bucketOf = (row: BucketRow): Bucket => ({
  name: row.name,
  createdAt: row.created_at,
  versioning: row.versioning ?? undefined,
  objectLock: row.object_lock === null ? undefined : (JSON.parse(row.object_lock) as Bucket['objectLock']),
  notifications:
    row.notifications === null ? [] : (JSON.parse(row.notifications) as NotificationConfiguration[]),
})

export const findBucket = (s3: S3, name: string): Bucket | undefined => {
  const row = s3.database.get<BucketRow>('SELECT * FROM buckets WHERE name = ?', name)
  return row && bucketOf(row)
}

/** Throws `NoSuchBucket`. */
export const bucketNamed = (s3: S3, name: string): Bucket => {
  const bucket = findBucket(s3, name)
  if (!bucket) throw noSuchBucket(name)
  return bucket
}

/** How much a bucket holds: current objects, all versions, and the bytes of these. */
export const contentOf = (s3: S3, name: string): { objects: number; versions: number; bytes: number } =>
  s3.database.get<{ objects: number; versions: number; bytes: number }>(
    `SELECT count(*) FILTER (WHERE latest = 1 AND delete_marker = 0) AS objects, count(*) AS versions,
        coalesce(sum(size), 0) AS bytes FROM versions WHERE bucket = ?`,
    name,
  ) ?? { objects: 0, versions: 0, bytes: 0 }

export const allBuckets = (s3: S3): Bucket[] =>
  s3.database.all<BucketRow>('SELECT * FROM buckets ORDER BY name').map(bucketOf)

export interface VersionRow {
  sequence: number
  bucket: string
  key: string
  version_id: string
  latest: number
  delete_marker: number
  blob: string | null
  size: number
  etag: string
  modified_at: number
  headers: string
  checksum_name: string | null
  checksum: string | null
  lock_mode: LockMode | null
  lock_until: number | null
  legal_hold: number
  tags: string
}

export const versionOf = (row: VersionRow): Version => ({
  sequence: row.sequence,
  bucket: row.bucket,
  key: row.key,
  versionId: row.version_id,
  latest: row.latest === 1,
  deleteMarker: row.delete_marker === 1,
  blob: row.blob ?? undefined,
  size: row.size,
  etag: row.etag,
  modifiedAt: row.modified_at,
  headers: JSON.parse(row.headers) as Record<string, string>,
  checksum: row.checksum_name === null ? undefined : { name: row.checksum_name, value: row.checksum ?? '' },
  lock: row.lock_mode === null ? undefined : { mode: row.lock_mode, until: row.lock_until ?? 0 },
  legalHold: row.legal_hold === 1,
  tags: JSON.parse(row.tags) as Record<string, string>,
})

/** The latest version, a delete marker included. */
export const latestVersion = (s3: S3, bucket: string, key: string): Version | undefined => {
  const row = s3.database.get<VersionRow>(
    'SELECT * FROM versions WHERE bucket = ? AND key = ? AND latest = 1',
    bucket,
    key,
  )
  return row && versionOf(row)
}

/** The object that a plain GET sees: none where the latest version is a delete marker. */
export const currentObject = (s3: S3, bucket: string, key: string): Version | undefined => {
  const latest = latestVersion(s3, bucket, key)
  return latest?.deleteMarker ? undefined : latest
}

export const findVersion = (s3: S3, bucket: string, key: string, versionId: string): Version | undefined => {
  const row = s3.database.get<VersionRow>(
    'SELECT * FROM versions WHERE bucket = ? AND key = ? AND version_id = ?',
    bucket,
    key,
    versionId,
  )
  return row && versionOf(row)
}

/** The version that a request addresses. Throws `NoSuchKey` or `NoSuchVersion`; a delete marker is returned as it is. */
export const addressedVersion = (
  s3: S3,
  bucket: string,
  key: string,
  versionId: string | undefined,
): Version => {
  const version =
    versionId === undefined ? latestVersion(s3, bucket, key) : findVersion(s3, bucket, key, versionId)
  if (version) return version
  throw versionId === undefined ? noSuchKey(key) : noSuchVersion(key, versionId)
}

/** What a new version is made of; the rest follows from the bucket. */
export interface NewVersion {
  bucket: string
  key: string
  versionId: string
  deleteMarker: boolean
  blob?: string | undefined
  size: number
  etag: string
  modifiedAt: number
  headers: Record<string, string>
  checksum?: Version['checksum']
  lock?: Version['lock']
  legalHold?: boolean
  tags?: Record<string, string>
}

/** Writes a version as the latest one and answers with its sequence; the caller holds the transaction. */
export const insertVersion = (s3: S3, version: NewVersion): number => {
  s3.database.run(
    'UPDATE versions SET latest = 0 WHERE bucket = ? AND key = ? AND latest = 1',
    version.bucket,
    version.key,
  )
  return s3.database.run(
    `INSERT INTO versions (bucket, key, version_id, latest, delete_marker, blob, size, etag, modified_at, headers,
       checksum_name, checksum, lock_mode, lock_until, legal_hold, tags)
     VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    version.bucket,
    version.key,
    version.versionId,
    version.deleteMarker ? 1 : 0,
    version.blob ?? null,
    version.size,
    version.etag,
    version.modifiedAt,
    JSON.stringify(version.headers),
    version.checksum?.name ?? null,
    version.checksum?.value ?? null,
    version.lock?.mode ?? null,
    version.lock?.until ?? null,
    version.legalHold ? 1 : 0,
    JSON.stringify(version.tags ?? {}),
  ).id
}

/** Removes a version for good; the one before it becomes the latest. The caller removes its blob after the commit. */
export const removeVersion = (s3: S3, version: Version): void => {
  s3.database.run('DELETE FROM versions WHERE sequence = ?', version.sequence)
  if (!version.latest) return
  s3.database.run(
    `UPDATE versions SET latest = 1 WHERE sequence =
       (SELECT max(sequence) FROM versions WHERE bucket = ? AND key = ?)`,
    version.bucket,
    version.key,
  )
}
