import { readFileSync } from 'node:fs'
import { z } from 'zod'

const read = (path: string): string =>
  readFileSync(new URL(`../../fixtures/public-inspection-written/${path}`, import.meta.url), 'utf8')

const documents = z.object({
  results: z.array(
    z.looseObject({ document_number: z.string(), title: z.string(), raw_text_url: z.string() }),
  ),
})

/** A document as the public inspection list of a day has it. */
export type DeskDocument = z.infer<typeof documents>['results'][number]

/** The written list of public inspection of a day. */
export const deskOf = (day: '2023-02-24' | '2024-01-12'): DeskDocument[] =>
  documents.parse(JSON.parse(read(`${day}/current.json`))).results

/** The raw text of a document on it. */
export const deskText = (day: '2023-02-24' | '2024-01-12', documentNumber: string): string =>
  read(`${day}/${documentNumber}.txt`)

/** The rule 2023-03929 on the desk, with other fields where they are given. */
export const inspected = (documentNumber: string, more: Record<string, unknown> = {}): DeskDocument => ({
  ...deskOf('2023-02-24')[0]!,
  document_number: documentNumber,
  ...more,
})
