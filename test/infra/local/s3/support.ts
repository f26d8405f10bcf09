import { CreateBucketCommand, PutBucketVersioningCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import type { PutObjectCommandInput } from '@aws-sdk/client-s3'
import { startS3 } from '../../../../infra/local/s3/server.ts'
import type { S3Options } from '../../../../infra/local/s3/server.ts'
import { afterTest, s3Client, temporaryFolder } from '../wire/support.ts'

/** A service with a bucket `docs`. */
export const startWithBucket = async (options: Partial<S3Options> = {}) => {
  const directory = options.directory ?? temporaryFolder()
  const service = await startS3({ ...options, directory })
  afterTest(() => service.close())
  const client = s3Client(service.url)
  await client.send(new CreateBucketCommand({ Bucket: 'docs' }))
  const put = (Key: string, Body: string, rest: Partial<PutObjectCommandInput> = {}) =>
    client.send(new PutObjectCommand({ Bucket: 'docs', Key, Body, ...rest }))
  const version = () =>
    client.send(
      new PutBucketVersioningCommand({ Bucket: 'docs', VersioningConfiguration: { Status: 'Enabled' } }),
    )
  return { directory, service, client, put, version }
}
