import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { z } from 'zod'
import { sha256 } from '../../shared/hash.ts'
import { IntegrityError } from '../../shared/errors.ts'

/** Where a document comes from: as published, made from official data in the official format, or written by us. */
export type Provenance = 'original' | 'rebuilt' | 'written'

const metaSchema = z.object({
  file: z.string(),
  url: z.string(),
  date: z.string(),
  sha256: z.string(),
  origin: z.enum(['original', 'rebuilt', 'written']),
  from: z.string(),
})

export interface Recording {
  bytes: Uint8Array
  provenance: Provenance
  /** What it is, in a sentence. */
  from: string
}

/** A recorded document of the repository, checked against the hash in its meta.json. */
export const recording = (source: string, date: string): Recording => {
  const folder = new URL(`../../test/fixtures/${source}/${date}/`, import.meta.url)
  const meta = metaSchema.parse(JSON.parse(readFileSync(new URL('meta.json', folder), 'utf8')))
  const stored = readFileSync(new URL(meta.file, folder))
  const bytes = meta.file.endsWith('.gz') ? gunzipSync(stored) : stored
  if (sha256(bytes) !== meta.sha256) {
    throw new IntegrityError(
      `The recorded document ${source}/${date} is not what its meta.json says`,
      'Restore it from the repository: git checkout test/fixtures.',
    )
  }
  return { bytes: new Uint8Array(bytes), provenance: meta.origin, from: meta.from }
}
