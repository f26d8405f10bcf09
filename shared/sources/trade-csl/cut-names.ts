import { z } from 'zod'
import { SourceShapeError } from '../../errors.ts'
import { listCodes } from './lists.ts'
import type { ScreeningRow } from './row.ts'

/** A reduction of the list to names, aliases and countries: every entry's list is an index into `tables.sources`. */
const schema = z.object({
  sourceGeneratedAt: z.string().optional(),
  entryCount: z.number().int(),
  tables: z.object({ sources: z.array(z.string()) }),
  entries: z.array(
    z.object({
      n: z.string(),
      a: z.array(z.string()).optional(),
      s: z.number().int(),
      t: z.string().optional(),
      c: z.array(z.string()).optional(),
      e: z.string().optional(),
      fr: z.string().optional(),
    }),
  ),
})

/** The list's names as JSON; `publishedOn` is the day on which the list that it was made from was generated. */
export const cutNames = (
  text: string,
): { rows: { row: ScreeningRow; place: string }[]; publishedOn?: string; declaredCount: number } => {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new SourceShapeError('truncated', `The screening list breaks off or is no JSON: ${reason}`, {
      cause,
    })
  }
  const parsed = schema.safeParse(json)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new SourceShapeError(
      'not-the-document',
      `The JSON is not a screening list of names: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
    )
  }
  const { entries, entryCount, tables, sourceGeneratedAt } = parsed.data
  if (entries.length !== entryCount) {
    throw new SourceShapeError(
      'count-mismatch',
      `The screening list states ${entryCount} parties and holds ${entries.length}`,
    )
  }
  const day = /^\d{4}-\d{2}-\d{2}/u.exec(sourceGeneratedAt ?? '')?.[0]
  return {
    declaredCount: entryCount,
    ...(day === undefined ? {} : { publishedOn: day }),
    rows: entries.map((entry, position) => {
      const place = `entries[${position}]`
      const title = tables.sources[entry.s]
      const list = title === undefined ? undefined : listCodes[title]
      if (list === undefined) {
        throw new SourceShapeError(
          'unknown-category',
          `Unknown list "${title ?? entry.s}" in the screening list`,
          { place },
        )
      }
      return {
        place,
        row: {
          list,
          ...(entry.e === undefined ? {} : { entityNumber: entry.e }),
          ...(entry.t === undefined ? {} : { type: entry.t }),
          ...(entry.fr === undefined ? {} : { citation: entry.fr }),
          name: entry.n.trim(),
          aliases: entry.a ?? [],
          addresses: [],
          countries: entry.c ?? [],
          programmes: [],
          birthDates: [],
          birthPlaces: [],
          nationalities: [],
          citizenships: [],
          ids: [],
          vessel: {},
        },
      }
    }),
  }
}
