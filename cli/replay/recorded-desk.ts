import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { sha256 } from '../../shared/hash.ts'
import { IntegrityError } from '../../shared/errors.ts'
import type { Inspected } from './recorded-origin.ts'

const metaSchema = z.object({
  date: z.iso.date(),
  files: z.array(
    z.object({ file: z.string(), url: z.string(), sha256: z.string(), origin: z.literal('written') }),
  ),
})

const deskSchema = z.object({
  results: z.array(
    z.looseObject({
      filed_at: z.string().nullable(),
      publication_date: z.string().nullable(),
      raw_text_url: z.string(),
    }),
  ),
})

/** Federal Register documents leave the desk when the issue that they are published in opens: 8:45 in Washington. */
const opens = (day: string): string => `${day}T13:45:00.000Z`

/**
 * The public inspection desk of a day of winter time, as we wrote it: each document from its filing to its publication.
 * @throws IntegrityError where a file is not what its meta.json says
 */
export const recordedDesk = (day: string): Inspected[] => {
  const folder = new URL(`../../test/fixtures/public-inspection-written/${day}/`, import.meta.url)
  const meta = metaSchema.parse(JSON.parse(readFileSync(new URL('meta.json', folder), 'utf8')))
  const texts = new Map(
    meta.files.map(({ file, url, sha256: expected }) => {
      const bytes = readFileSync(new URL(file, folder))
      if (sha256(bytes) !== expected) {
        throw new IntegrityError(
          `The written document public-inspection-written/${day}/${file} is not what its meta.json says`,
          'Restore it from the repository: git checkout test/fixtures.',
        )
      }
      return [url, bytes.toString('utf8')]
    }),
  )
  const [list = '{}'] = texts.values()
  return deskSchema.parse(JSON.parse(list)).results.map((document) => ({
    from: document.filed_at === null ? opens(day) : new Date(document.filed_at).toISOString(),
    until: document.publication_date === null ? '9' : opens(document.publication_date),
    document,
    text: texts.get(document.raw_text_url),
  }))
}
