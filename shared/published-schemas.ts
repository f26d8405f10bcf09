import { z } from 'zod'
import { alertSchema } from './alerts/alert-schema.ts'
import { noticeSchema } from './alerts/report/notice-schema.ts'

/**
 * The schemas that programs may rely on, by their file in docs/schemas/. Other properties than those that they name are
 * allowed: fields are added within a version.
 */
const published: Readonly<Record<string, z.ZodType>> = {
  'alert.v1.json': alertSchema,
  'notice.v1.json': noticeSchema,
}

/** The text of each published schema by its file. */
export const publishedSchemas = (): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(published).map(([file, schema]) => [
      file,
      `${JSON.stringify({ $id: `https://tierwatch.invalid/schemas/${file}`, ...z.toJSONSchema(schema, { io: 'input' }) }, null, 2)}\n`,
    ]),
  )
