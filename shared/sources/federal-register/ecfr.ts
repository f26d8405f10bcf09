import { z } from 'zod'
import { SourceShapeError } from '../../errors.ts'
import { requireDocument, type HttpGet } from '../fetch/http.ts'

/** Says, for each title, up to which day the eCFR is consolidated; "current" is no date to the other addresses. */
export const ecfrTitles = 'https://www.ecfr.gov/api/versioner/v1/titles.json'

/** Part 744 of title 15 (with the Entity List as its supplement no. 4) as it stood on a day. */
export const ecfrPart744 = (day: string): string =>
  `https://www.ecfr.gov/api/versioner/v1/full/${day}/title-15.xml?part=744`

const titlesSchema = z.object({
  titles: z.array(
    z.object({
      number: z.number(),
      up_to_date_as_of: z.string().nullish(),
      processing_in_progress: z.boolean().nullish(),
    }),
  ),
})

/** The consolidated part 744, and the day to which it is consolidated. */
export const fetchPart744 = async (
  get: HttpGet,
): Promise<{ bytes: Uint8Array; url: string; asOf: string }> => {
  const titles = requireDocument(await get(ecfrTitles))
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder().decode(titles.body))
  } catch (cause) {
    throw new SourceShapeError('not-the-document', 'The eCFR did not answer with JSON', { cause })
  }
  const parsed = titlesSchema.safeParse(json)
  const title = parsed.success ? parsed.data.titles.find(({ number }) => number === 15) : undefined
  const asOf = /^\d{4}-\d{2}-\d{2}$/u.exec(title?.up_to_date_as_of ?? '')?.[0]
  if (asOf === undefined)
    throw new SourceShapeError('malformed', 'The eCFR does not say up to which day title 15 is consolidated')
  const url = ecfrPart744(asOf)
  return { bytes: requireDocument(await get(url)).body, url, asOf }
}
