import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import type { ReportFile, ReportRef } from '../alerts/report/report-files.ts'
import { lockFrom, putOnce, type Retention } from './s3-document-store.ts'

export interface ReportStore {
  store(key: string, file: ReportFile): Promise<void>
  linkTo(key: string): Promise<Omit<ReportRef, 'prefix'>>
}

/**
 * Reports in the evidence bucket: written once and locked, because they were told. The link is signed with the
 * credentials of whoever makes it, and ends with them: a function's last some hours, whatever the link says.
 */
export const s3ReportStore = (
  client: S3Client,
  bucket: string,
  settings: { linkSeconds: number; retention: Retention; now: () => Date },
): ReportStore => ({
  async store(key, { text, contentType }) {
    await putOnce(
      client,
      bucket,
      key,
      Buffer.from(text),
      lockFrom(settings.now(), settings.retention),
      contentType,
    )
  },
  async linkTo(key) {
    const link = await getSignedUrl(client, new GetObjectCommand({ Bucket: bucket, Key: key }), {
      expiresIn: settings.linkSeconds,
    })
    return {
      location: `s3://${bucket}/${key}`,
      link,
      linkUntil: new Date(settings.now().getTime() + settings.linkSeconds * 1000).toISOString(),
    }
  },
})
