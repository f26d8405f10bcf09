import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { EarlyNotice } from '../../../shared/model/early-notice.ts'
import { readRule } from '../../../shared/sources/bis-entity-list/read-rule.ts'
import { namesOfRule, nextNotice, sameNames } from '../../../shared/sources/federal-register/early-notice.ts'
import { readEarlyText } from '../../../shared/sources/federal-register/raw-text.ts'
import { document, gpoRule, writeGpoRule } from '../bis-entity-list/gpo-rule.ts'

interface Page {
  columns: number
  lines: number
  /** Whether words are parted at their hyphens where a line ends. */
  hyphens: boolean
}

const page: fc.Arbitrary<Page> = fc.record({
  columns: fc.integer({ min: 45, max: 110 }),
  lines: fc.integer({ min: 4, max: 30 }),
  hyphens: fc.boolean(),
})

const plain = (xml: string): string =>
  xml
    .replaceAll(/<[^>]+>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ')
    .trim()

/** A paragraph in lines, as a page has them. */
const broken = (text: string, { columns, hyphens }: Page): string[] => {
  const lines = ['']
  for (const word of text.split(hyphens ? /(?<=[ -])/u : /(?<= )/u)) {
    const line = lines.at(-1)!
    if (line !== '' && (line + word).trimEnd().length > columns) lines.push(word)
    else lines[lines.length - 1] = line + word
  }
  return lines.map((line) => line.trimEnd())
}

/** What a PDF of the rule would read as: its paragraphs in lines, and the numbers of its pages between them. */
const textOfPdf = (xml: string, own: Page): string => {
  const paragraphs = [...xml.matchAll(/<(P|AMDPAR|HD)\b[^>]*>(.*?)<\/\1>/gsu)].map(([, , inner]) =>
    plain(inner!),
  )
  const lines = [
    'This document is scheduled to be published in the',
    `Federal Register on 01/16/2024 and available online at`,
    ...paragraphs.flatMap((paragraph) => broken(paragraph, own)),
    'Country Entity License requirement License review policy',
  ]
  return lines
    .map((line, at) => (at % own.lines === own.lines - 1 ? `${line}\n\n${at}\n\n\f` : line))
    .join('\n')
}

test('a rule announced from its PDF and published in its XML is confirmed, whatever shape it has', () => {
  let complete = 0
  fc.assert(
    fc.property(gpoRule, page, (rule, own) => {
      const xml = writeGpoRule(rule)
      const published = namesOfRule(readRule(Buffer.from(xml), document))
      const text = textOfPdf(xml, own)
      const { amendsEntityList, names, namesFrom } = readEarlyText(text)
      expect(amendsEntityList).toBe(true)
      if (namesFrom === 'instructions') {
        complete++
        expect(sameNames(names, published), text).toBe(true)
      }
      const notice = nextNotice(
        null,
        {
          kind: 'seen',
          document: {
            documentNumber: document.documentNumber,
            title: 'Additions to the Entity List',
            agencies: [],
            type: 'Rule',
            publishesOn: document.publishedOn,
            url: document.url,
          },
          names,
          namesFrom,
          text: { sha256: 'x', key: 'k' },
        },
        '2024-01-12T14:00:00.000Z',
      )!.notice
      const after = nextNotice(
        notice,
        { kind: 'published', rule: { citation: document.citation, names: published }, url: document.url },
        '2024-01-16T14:00:00.000Z',
      )!
      expect<[EarlyNotice['state'], unknown, unknown]>(
        [after.notice.state, after.tell, after.notice.because],
        text,
      ).toEqual(['confirmed', undefined, undefined])
    }),
    { numRuns: 150 },
  )
  // Four styles in five name their entries.
  expect(complete).toBeGreaterThan(50)
})
