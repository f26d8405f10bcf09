import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3'
import { operationsChain, type AuditAnchor } from '../audit/chain.ts'
import type { AnchorStore } from '../audit/ports.ts'
import { IntegrityError } from '../errors.ts'
import { getBytes, lockFrom, putOnce, type Retention } from './s3-document-store.ts'

const folderOf = (chain: string): string =>
  `anchors/${chain === operationsChain ? 'operations' : `customers/${chain}`}/`

/** Greater numbers sort first, so that the newest anchor is the first that is listed. */
const keyOf = ({ chain, seq }: AuditAnchor): string =>
  `${folderOf(chain)}${String(999_999_999_999 - seq).padStart(12, '0')}.json`

/** Heads of audit chains under `anchors/`, written once and locked like what they vouch for. */
export const s3Anchors = (client: S3Client, bucket: string, retention?: Retention): AnchorStore => {
  const read = async (key: string): Promise<AuditAnchor> => {
    const bytes = await getBytes(client, bucket, key)
    if (!bytes)
      throw new IntegrityError(`The anchor ${key} is missing`, 'Restore it from the bucket’s versions.')
    return JSON.parse(new TextDecoder().decode(bytes)) as AuditAnchor
  }
  const keys = async function* (chain: string): AsyncIterable<string> {
    let next: string | undefined
    do {
      const page = await client.send(
        new ListObjectsV2Command({
          Bucket: bucket,
          Prefix: folderOf(chain),
          ...(next === undefined ? {} : { ContinuationToken: next }),
        }),
      )
      for (const { Key } of page.Contents ?? []) if (Key !== undefined) yield Key
      next = page.NextContinuationToken
    } while (next !== undefined)
  }
  return {
    async put(anchor) {
      await putOnce(
        client,
        bucket,
        keyOf(anchor),
        Buffer.from(JSON.stringify(anchor)),
        lockFrom(new Date(), retention),
      )
    },
    async newest(chain) {
      for await (const key of keys(chain)) return read(key)
      return null
    },
    async all(chain) {
      const anchors: AuditAnchor[] = []
      for await (const key of keys(chain)) anchors.push(await read(key))
      return anchors
    },
  }
}
