import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { ReadEntry } from '../../../shared/sources/reader.ts'
import { dhsUflpaReader } from '../../../shared/sources/dhs-uflpa/reader.ts'

export const days = ['2026-06-21', '2026-07-06', '2026-07-07', '2026-07-24'] as const

export const page = (day: (typeof days)[number]): string =>
  gunzipSync(
    readFileSync(new URL(`../../fixtures/dhs-uflpa/${day}/uflpa-entity-list.html.gz`, import.meta.url)),
  ).toString('utf8')

export const encode = (html: string): Uint8Array => new TextEncoder().encode(html)

export const read = (html: string): ReadEntry[] =>
  dhsUflpaReader.cut(encode(html)).entries.map((entry) => dhsUflpaReader.parse(entry))
