import {
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetObjectLegalHoldCommand,
  GetObjectLockConfigurationCommand,
  GetObjectRetentionCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  PutObjectLockConfigurationCommand,
  PutObjectRetentionCommand,
} from '@aws-sdk/client-s3'
import type { ObjectLockRetentionMode, PutObjectCommandInput } from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { handClock } from '../wire/support.ts'
import { startWithBucket } from './support.ts'

describe('versions', () => {
  it('are all kept, and a deletion only hides them', async () => {
    const { client, put, version } = await startWithBucket()
    await put('k', 'before versioning')
    await version()
    const second = await put('k', 'two')
    const third = await put('k', 'three')
    const read = async (VersionId?: string) =>
      (
        await client.send(new GetObjectCommand({ Bucket: 'docs', Key: 'k', VersionId }))
      ).Body?.transformToString()

    expect(await read()).toBe('three')
    expect(await read(second.VersionId)).toBe('two')
    expect(await read('null')).toBe('before versioning')

    const deleted = await client.send(new DeleteObjectCommand({ Bucket: 'docs', Key: 'k' }))
    expect(deleted.DeleteMarker).toBe(true)
    await expect(read()).rejects.toMatchObject({ name: 'NoSuchKey' })
    await expect(read(deleted.VersionId)).rejects.toMatchObject({ name: 'MethodNotAllowed' })
    expect(await read(third.VersionId)).toBe('three')

    await client.send(new DeleteObjectCommand({ Bucket: 'docs', Key: 'k', VersionId: deleted.VersionId }))
    expect(await read()).toBe('three')
    await client.send(new DeleteObjectCommand({ Bucket: 'docs', Key: 'k', VersionId: third.VersionId }))
    expect(await read()).toBe('two')
    await expect(read(third.VersionId)).rejects.toMatchObject({ name: 'NoSuchVersion' })
  })

  it('let an object be created again after its deletion', async () => {
    const { client, put, version } = await startWithBucket()
    await version()
    await put('k', 'one')
    await client.send(new DeleteObjectCommand({ Bucket: 'docs', Key: 'k' }))
    await expect(put('k', 'two', { IfNoneMatch: '*' })).resolves.toBeDefined()
  })

  it('are listed by key, the newest first, page by page', async () => {
    const { client, put, version } = await startWithBucket()
    await version()
    const ids = [await put('a', '1'), await put('a', '2'), await put('b', '3')].map(
      ({ VersionId }) => VersionId,
    )
    await client.send(new DeleteObjectCommand({ Bucket: 'docs', Key: 'a' }))
    const seen: string[] = []
    let markers: { KeyMarker?: string; VersionIdMarker?: string } = {}
    for (;;) {
      const page = await client.send(
        new ListObjectVersionsCommand({ Bucket: 'docs', MaxKeys: 1, ...markers }),
      )
      for (const { VersionId } of page.Versions ?? []) seen.push(VersionId ?? '')
      for (const { Key, IsLatest } of page.DeleteMarkers ?? []) seen.push(`marker ${Key} ${IsLatest}`)
      if (!page.IsTruncated) break
      markers = { KeyMarker: page.NextKeyMarker ?? '', VersionIdMarker: page.NextVersionIdMarker ?? '' }
    }
    expect(seen).toEqual(['marker a true', ids[1], ids[0], ids[2]])
  })

  it('can be suspended: then one version without an id is replaced, and the others stay', async () => {
    const { client, put, version } = await startWithBucket()
    expect((await client.send(new GetBucketVersioningCommand({ Bucket: 'docs' }))).Status).toBeUndefined()
    await version()
    const kept = await put('k', 'kept')
    await client.send(
      new PutBucketVersioningCommand({ Bucket: 'docs', VersioningConfiguration: { Status: 'Suspended' } }),
    )
    await put('k', 'one')
    await put('k', 'two')
    const { Versions } = await client.send(new ListObjectVersionsCommand({ Bucket: 'docs' }))
    expect(Versions?.map(({ VersionId }) => VersionId)).toEqual(['null', kept.VersionId])
  })
})

const startLocked = async () => {
  const time = handClock()
  const { client } = await startWithBucket({ clock: time.clock })
  await client.send(new CreateBucketCommand({ Bucket: 'evidence', ObjectLockEnabledForBucket: true }))
  const until = (seconds: number) => new Date(time.clock() + seconds * 1000)
  const put = (rest: Partial<PutObjectCommandInput> = {}) =>
    client.send(new PutObjectCommand({ Bucket: 'evidence', Key: 'k', Body: 'proof', ...rest }))
  const remove = (VersionId: string | undefined, BypassGovernanceRetention?: boolean) =>
    client.send(
      new DeleteObjectCommand({ Bucket: 'evidence', Key: 'k', VersionId, BypassGovernanceRetention }),
    )
  const retain = (
    VersionId: string | undefined,
    Mode: ObjectLockRetentionMode,
    seconds: number,
    BypassGovernanceRetention?: boolean,
  ) =>
    client.send(
      new PutObjectRetentionCommand({
        Bucket: 'evidence',
        Key: 'k',
        VersionId,
        Retention: { Mode, RetainUntilDate: until(seconds) },
        BypassGovernanceRetention,
      }),
    )
  return { time, client, until, put, remove, retain }
}

const denied = { name: 'AccessDenied' }

describe('object lock', () => {
  it('keeps a version from deletion until its date, and leaves its content alone', async () => {
    const { time, client, until, put, remove } = await startLocked()
    const { VersionId } = await put({ ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: until(3_600) })

    await expect(remove(VersionId)).rejects.toMatchObject(denied)
    await expect(remove(VersionId, true)).rejects.toMatchObject(denied)
    const batch = await client.send(
      new DeleteObjectsCommand({ Bucket: 'evidence', Delete: { Objects: [{ Key: 'k', VersionId }] } }),
    )
    expect(batch.Errors?.[0]?.Code).toBe('AccessDenied')
    expect((await remove(undefined)).DeleteMarker).toBe(true)
    const head = await client.send(new HeadObjectCommand({ Bucket: 'evidence', Key: 'k', VersionId }))
    expect(head).toMatchObject({ ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: until(3_600) })

    time.forward(3_600)
    await remove(VersionId)
  })

  it('sets retention afterwards, without touching the object', async () => {
    const { client, until, put, remove, retain } = await startLocked()
    const { VersionId } = await put()
    await retain(VersionId, 'GOVERNANCE', 100)

    const { Retention } = await client.send(new GetObjectRetentionCommand({ Bucket: 'evidence', Key: 'k' }))
    expect(Retention).toEqual({ Mode: 'GOVERNANCE', RetainUntilDate: until(100) })
    const answer = await client.send(new GetObjectCommand({ Bucket: 'evidence', Key: 'k' }))
    expect(await answer.Body?.transformToString()).toBe('proof')
    await expect(remove(VersionId)).rejects.toMatchObject(denied)
    await remove(VersionId, true)
  })

  it('lengthens any retention, shortens none but governance by who may', async () => {
    const { put, retain } = await startLocked()
    const { VersionId } = await put()
    await retain(VersionId, 'GOVERNANCE', 100)
    await retain(VersionId, 'GOVERNANCE', 200)
    await expect(retain(VersionId, 'GOVERNANCE', 100)).rejects.toMatchObject(denied)
    await retain(VersionId, 'GOVERNANCE', 100, true)
    await retain(VersionId, 'COMPLIANCE', 100)
    await expect(retain(VersionId, 'GOVERNANCE', 500, true)).rejects.toMatchObject(denied)
    await expect(retain(VersionId, 'COMPLIANCE', 50, true)).rejects.toMatchObject(denied)
    await retain(VersionId, 'COMPLIANCE', 500)
  })

  it('holds by legal hold until it is lifted', async () => {
    const { client, put, remove } = await startLocked()
    const { VersionId } = await put({ ObjectLockLegalHoldStatus: 'ON' })
    await expect(remove(VersionId, true)).rejects.toMatchObject(denied)
    const hold = async (Status: 'ON' | 'OFF') =>
      client.send(
        new PutObjectLegalHoldCommand({ Bucket: 'evidence', Key: 'k', VersionId, LegalHold: { Status } }),
      )
    const status = async () =>
      (await client.send(new GetObjectLegalHoldCommand({ Bucket: 'evidence', Key: 'k' }))).LegalHold?.Status
    expect(await status()).toBe('ON')
    await hold('OFF')
    expect(await status()).toBe('OFF')
    await remove(VersionId)
  })

  it('locks new versions by the default of the bucket', async () => {
    const { client, until, put, remove } = await startLocked()
    const ObjectLockConfiguration = {
      ObjectLockEnabled: 'Enabled',
      Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 30 } },
    } as const
    await client.send(new PutObjectLockConfigurationCommand({ Bucket: 'evidence', ObjectLockConfiguration }))
    const read = await client.send(new GetObjectLockConfigurationCommand({ Bucket: 'evidence' }))
    expect(read.ObjectLockConfiguration).toEqual(ObjectLockConfiguration)
    const { VersionId } = await put()
    const { Retention } = await client.send(new GetObjectRetentionCommand({ Bucket: 'evidence', Key: 'k' }))
    expect(Retention?.RetainUntilDate).toEqual(until(30 * 86_400))
    await expect(remove(VersionId)).rejects.toMatchObject(denied)
  })

  it('is refused where it cannot be kept', async () => {
    const { client, until, put } = await startLocked()
    const lock = { ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: until(60) } as const
    await expect(put({ Bucket: 'docs', ...lock })).rejects.toMatchObject({ name: 'InvalidRequest' })
    await expect(put({ ObjectLockMode: 'COMPLIANCE' })).rejects.toMatchObject({ name: 'InvalidArgument' })
    await expect(put({ ...lock, ObjectLockRetainUntilDate: until(-60) })).rejects.toMatchObject({
      name: 'InvalidArgument',
    })
    await expect(
      client.send(
        new PutBucketVersioningCommand({
          Bucket: 'evidence',
          VersioningConfiguration: { Status: 'Suspended' },
        }),
      ),
    ).rejects.toMatchObject({ name: 'InvalidBucketState' })
  })
})
