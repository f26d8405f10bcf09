import { z } from 'zod'
import { alertSchema } from './alerts/alert-schema.ts'
import { designationChangedSchema, listUpdatedSchema, matchEventSchema } from './events/event.ts'
import { earlyNoticeSchema } from './alerts/early-notice-schema.ts'
import { attestationSchema } from './alerts/attestation/attestation-schema.ts'
import { noticeSchema } from './alerts/report/notice-schema.ts'

/**
 * The schemas that programs may rely on, by their file in docs/schemas/. Other properties than those that they name are
 * allowed: fields are added within a version.
 */
const published: Readonly<Record<string, z.ZodType>> = {
  'alert.v1.json': alertSchema,
  'notice.v1.json': noticeSchema,
  'early-notice.v1.json': earlyNoticeSchema,
  'attestation.v1.json': attestationSchema,
  'event-list.updated.v1.json': listUpdatedSchema,
  'event-designation.changed.v1.json': designationChangedSchema,
  'event-match.v1.json': matchEventSchema,
}

/** The text of each published schema by its file. */
export const publishedSchemas = (): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(published).map(([file, schema]) => [
      file,
      `${JSON.stringify({ $id: `https://tierwatch.invalid/schemas/${file}`, ...z.toJSONSchema(schema, { io: 'input' }) }, null, 2)}\n`,
    ]),
  )
