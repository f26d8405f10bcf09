import { describe, expect, it } from 'vitest'
import { countryCode, saysNoCountry } from '../../../shared/countries.ts'
import { partialIsoDate } from '../../../shared/dates.ts'
import { ofacNonSdnReader, ofacSdnReader } from '../../../shared/sources/ofac/readers.ts'
import type { SnapshotReader } from '../../../shared/sources/reader.ts'
import { fixture } from './fixtures.ts'

/** Every string in a value, however deep. */
const strings = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : value !== null && typeof value === 'object'
      ? Object.values(value).flatMap(strings)
      : []

const decoded = (text: string): string =>
  text
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/&#x([0-9a-fA-F]+);/g, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
    .trim()

/** Record ids, marks that only tell among several, and types that have a field of their own. */
const noFacts = new Set(['uid', 'mainEntry', 'sdnType'])

const lost = (reader: SnapshotReader, path: string): string[] =>
  reader.cut(fixture(path)).entries.flatMap((entry) => {
    const { facts } = reader.parse(entry)
    const kept = strings(facts)
    const has = (text: string): boolean => kept.some((each) => each.includes(text))
    return [...entry.raw.matchAll(/<(\w+)>([^<]+)<\/\1>/g)].flatMap(([, element = '', raw = '']) => {
      const text = decoded(raw)
      if (text === '' || noFacts.has(element) || has(text)) return []
      const country = /country/i.test(element) ? countryCode(text) : undefined
      if (country !== undefined && kept.includes(country)) return []
      // "undetermined" says that nothing is known.
      if (/country/i.test(element) && saysNoCountry(text)) return []
      const date = partialIsoDate(text)
      if (date !== undefined && has(date)) return []
      const imo = /^IMO (\d{7})$/.exec(text)?.[1]
      if (imo !== undefined && kept.includes(imo)) return []
      // Labels of identifiers have stable keys in their place.
      if (element === 'idType') return []
      return [`${entry.place} ${element}: ${text}`]
    })
  })

describe('of the recorded files no text is lost', () => {
  it.each([
    [ofacNonSdnReader, 'ofac-nonsdn/2018-04-06/consolidated.xml.gz'],
    [ofacNonSdnReader, 'ofac-nonsdn/2024-05-06/consolidated.xml.gz'],
    [ofacSdnReader, 'ofac-sdn/2021-07-07/sdn.xml.gz'],
  ] as const)('%#: %s', (reader, path) => {
    expect(lost(reader, path)).toEqual([])
  })
})
