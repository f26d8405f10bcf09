import { globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ruleDocumentOf } from '../../../cli/commands/offline/rule-document.ts'

/** The page that each document at hand begins on: the Register's own index for the original, its meta for the written ones. */
const firstPages: Readonly<Record<string, string>> = {
  '2023-03929': '88 FR 12170',
  '2024-99001': '89 FR 9001',
  '2024-99020': '89 FR 9020',
  '2024-99021': '89 FR 15800',
  '2024-99022': '89 FR 19100',
  '2024-99023': '89 FR 51700',
  'C1-2024-99021': '89 FR 20001',
  '2025-99030': '90 FR 14046',
}

const citationOf = (xml: string): string =>
  ruleDocumentOf(xml, 'a rule', { published: '2024-03-22' }).shownCitation

describe('a rule is cited by the page that it begins on', () => {
  const files = globSync('test/fixtures/bis-entity-list*/**/*.xml')

  test('in every document at hand', () => {
    const found = files.map((file) => {
      const { url, date } = JSON.parse(readFileSync(file.replace(/[^/]+$/u, 'meta.json'), 'utf8')) as {
        url: string
        date: string
      }
      const { document, shownCitation } = ruleDocumentOf(readFileSync(file, 'utf8'), file, {
        published: date,
      })
      expect(document.documentNumber).toBe(basename(url, '.xml'))
      expect(document.citation).toBe(shownCitation)
      return [document.documentNumber, shownCitation]
    })
    expect(Object.fromEntries(found)).toMatchObject(firstPages)
    expect(new Set(found.map(([number]) => number)).size).toBe(files.length)
  })

  const rule = (before: string, after = '<P>Words.</P>') =>
    `<RULE>${before}<AGENCY>DEPARTMENT OF COMMERCE</AGENCY>${after}<FRDOC>[FR Doc. 2024-99001 Filed 3-21-24; 8:45 am]</FRDOC></RULE>`

  test.each([
    ['at the top of its page', rule('<PREAMB><PRTPAGE P="12627"/>')],
    ['with an editor’s mark', rule('<EDITOR>!!!Jane!!!</EDITOR><PRTPAGE P="12627"/>')],
    ['with a comment of words', rule('<!-- begin of the document --><?galley x?>\n <PRTPAGE P="12627"/>')],
    ['with a space of its own', rule('&#8201;<PRTPAGE P="12627"/>')],
    ['further down on the page before', rule('', '<P>Words <PRTPAGE P="12628"/> go on.</P>')],
    [
      'with the marks of a footnote before',
      rule('', '<FTNT><PRTPAGE P="12629"/></FTNT><PRTPAGE P="12628"/>'),
    ],
    ['with a mark of the front matter', rule('<PRTPAGE P="vii"/><PRTPAGE/><PRTPAGE P="12627"/>')],
    ['with the mark before the root', `<PRTPAGE P="12627"/>${rule('')}`],
  ])('%s', (_how, xml) => {
    expect(citationOf(xml)).toBe('89 FR 12627')
  })

  test('by its number where no page is marked', () => {
    expect(citationOf(rule(''))).toBe('FR Doc. 2024-99001')
    expect(citationOf(rule('<PRTPAGE P="vii"/>'))).toBe('FR Doc. 2024-99001')
  })
})
