import { describe, expect, test } from 'vitest'
import { readRule } from '../../../shared/sources/bis-entity-list/read-rule.ts'
import {
  document202303929,
  faultOf,
  mutate,
  rule202303929,
  writtenDocument,
  writtenRevisions,
} from './documents.ts'

const published = rule202303929()
const text = published.toString('utf8')
const refusal = (bytes: Uint8Array) => faultOf(() => readRule(bytes, document202303929))

/** The published rule without the table row that holds `words`. */
const withoutRow = (words: string): Buffer => {
  const at = text.indexOf(words, text.indexOf('<GPOTABLE'))
  const start = text.lastIndexOf('<ROW', at)
  const end = text.indexOf('</ROW>', at) + '</ROW>'.length
  return Buffer.from(text.slice(0, start) + text.slice(end))
}

describe('a document that is not the rule', () => {
  test.each([
    ['nothing', '', 'empty-body'],
    ['a web page', '<!DOCTYPE html><html><body>Access Denied</body></html>', 'challenge-page'],
    [
      'a web page without a doctype',
      '<html><head><title>Request Access</title></head></html>',
      'challenge-page',
    ],
    ['a DOCTYPE', `<!DOCTYPE RULE [<!ENTITY a "b">]>${text}`, 'forbidden-doctype'],
    ['another root', '<PRORULE><P>A proposed rule.</P></PRORULE>', 'wrong-root'],
    ['plain text', 'Rule not found', 'not-the-document'],
    ['a rule cut in its table', text.slice(0, 30_000), 'truncated'],
    ['an unclosed element', text.replace('</AMDPAR>', ''), 'malformed'],
    ['a CDATA section', text.replace('<SUM>', '<SUM><![CDATA[x]]>'), 'malformed'],
  ])('%s is refused', (_what, bytes, fault) => {
    expect(refusal(Buffer.from(bytes)).fault).toBe(fault)
  })

  test('bytes that are not UTF-8 are refused', () => {
    expect(refusal(Buffer.from([0x3c, 0x52, 0xff, 0xfe])).fault).toBe('malformed')
  })

  test('another rule than the index announced is refused', () => {
    const other = { ...document202303929, documentNumber: '2023-04099' }
    expect(faultOf(() => readRule(published, other))).toMatchObject({
      fault: 'not-the-document',
      place: 'FRDOC',
    })
    const volume = { ...document202303929, citation: '87 FR 12170' }
    expect(faultOf(() => readRule(published, volume)).fault).toBe('not-the-document')
  })
})

describe('instructions and rows that do not explain each other', () => {
  test('an instruction whose row is missing', () => {
    const { fault, message, place } = refusal(withoutRow('Dexias Industrial Products'))
    expect(fault).toBe('unexplained-instruction')
    expect(message).toContain('Dexias')
    expect(place).toMatch(/^AMDPAR at line \d+$/)
  })

  test('a row that no instruction names', () => {
    const bytes = mutate(published, '“Dexias Industrial Products and Trade Limited Company”; ', '')
    expect(refusal(bytes)).toMatchObject({
      fault: 'unexplained-row',
      message: expect.stringContaining('Dexias'),
    })
  })

  test('a row under another country than its instruction', () => {
    const at = text.indexOf('<ENT I="01">FRANCE')
    const bytes = Buffer.from(
      `${text.slice(0, at)}<ENT I="01">GERMANY${text.slice(at + '<ENT I="01">FRANCE'.length)}`,
    )
    expect(refusal(bytes).fault).toBe('unexplained-row')
  })

  test('a country that is not known, in an instruction and in a row', () => {
    expect(refusal(mutate(published, 'Under LUXEMBOURG', 'Under RURITANIA')).fault).toBe('unknown-category')
    expect(refusal(mutate(published, '<ENT I="01">LUXEMBOURG', '<ENT I="01">RURITANIA')).fault).toBe(
      'unknown-category',
    )
  })

  test('an instruction without quoted names, without a verb, or named twice', () => {
    const unnamed = (words: string) =>
      mutate(published, 'entries for “CPUNTO Inc.” and “Electronic Network Inc.”', words)
    expect(refusal(unnamed('certain Canadian entities')).fault).toBe('unexplained-instruction')
    // A number instead of names stands for as many rows under the destination, and no other number does.
    expect(refusal(unnamed('three Canadian entities'))).toMatchObject({
      fault: 'unexplained-instruction',
      message: expect.stringContaining('3 entries under CANADA, 2 rows'),
    })
    expect(refusal(mutate(published, 'a. Under CANADA, by adding in', 'a. Under CANADA, in')).fault).toBe(
      'unexplained-instruction',
    )
    expect(
      refusal(mutate(published, '“CPUNTO Inc.” and', '“CPUNTO Inc.” and “CPUNTO, Inc.” and')).message,
    ).toContain('twice')
  })

  test.each([
    ['one too few', '<LI>—Dexias IPTLC;</LI>', ''],
    ['one too many', '<LI>—Dexias IPTLC;</LI>', '<LI>—Dexias IPTLC;</LI><LI>—Dexias Trade;</LI>'],
    [
      'another number',
      'Company, a.k.a., the following five aliases',
      'Company, a.k.a., the following six aliases',
    ],
    ['no number', 'Company, a.k.a., the following five aliases', 'Company, a.k.a., the following aliases'],
  ])('aliases that are not as many as stated: %s', (_what, find, replacement) => {
    expect(refusal(mutate(published, find, replacement))).toMatchObject({
      fault: 'unexplained-row',
      message: expect.stringContaining('Dexias'),
      place: expect.stringMatching(/^table row at line \d+$/),
    })
  })

  test('an unknown element in a cell, a table without its header, an entry without an address', () => {
    expect(refusal(mutate(published, '<LI>—CPUNTO.</LI>', '<GRAPHIC/><LI>—CPUNTO.</LI>')).fault).toBe(
      'unexplained-row',
    )
    expect(refusal(mutate(published, '<ENT I="25">Country</ENT>', '<ENT I="25">*</ENT>')).fault).toBe(
      'missing-table',
    )
    expect(refusal(mutate(published, '<ENT>Entity</ENT>', '<ENT>Party</ENT>')).fault).toBe('missing-table')
    const noAddress = mutate(
      published,
      '<LI>Apartment 261, Building 3, Ryabinovaya Street, Moscow, Russia.</LI>',
      '',
    )
    // Some entries have none in truth (87 FR 34157 adds one): it can be read, and a person has to look at it.
    expect(readRule(noAddress, document202303929).disagreements).toEqual([
      '“Dexias Industrial Products and Trade Limited Company” has no address',
    ])
    const lostBreak = mutate(
      published,
      'Sirketi.</LI>\n                                <LI>Apartment 261',
      'Sirketi. Apartment 261',
    )
    const read = readRule(lostBreak, document202303929)
    expect(read.disagreements).toEqual([expect.stringContaining('stand on one line')])
    expect(read.actions.find(({ target }) => target.name.startsWith('Dexias'))?.entry?.facts).toMatchObject({
      aliases: expect.arrayContaining([
        expect.objectContaining({ name: 'Orunler ve Ticaret Limited Sirketi' }),
      ]),
      addresses: [expect.objectContaining({ city: 'Moscow' })],
    })
  })
})

describe('stated numbers that differ from what is read', () => {
  test.each([
    [
      'entities of the summary',
      'adding 10 entities under 13 entries',
      'adding 11 entities under 13 entries',
      '11 entities',
    ],
    [
      'entries of the summary',
      'adding 10 entities under 13 entries',
      'adding 10 entities under 14 entries',
      '14 entries',
    ],
    [
      'numbers in words',
      'adding 10 entities under 13 entries',
      'adding ten entities under twelve entries',
      '12 entries',
    ],
    [
      'a country of the summary',
      'Canada (2), China (5)',
      'Canada (3), China (5)',
      '3 entries to add under CA',
    ],
    ['a country without a number', 'Luxembourg (1), ', '', '0 entries to add under LU'],
    ['the preamble', 'adds the following 10 entities', 'adds the following nine entities', '9 entities'],
  ])('%s', (_what, find, replacement, said) => {
    const { disagreements, actions } = readRule(mutate(published, find, replacement), document202303929)
    expect(disagreements).toEqual(expect.arrayContaining([expect.stringContaining(said)]))
    // What was read is told all the same: a person compares it with what is stated.
    expect(actions).toHaveLength(13)
  })

  test('none where the numbers agree', () => {
    expect(readRule(published, document202303929).disagreements).toEqual([])
    expect(readRule(writtenRevisions(), writtenDocument).disagreements).toEqual([])
  })

  test('revisions and removals count too', () => {
    const bytes = mutate(writtenRevisions(), 'revises two existing entries', 'revises three existing entries')
    expect(readRule(bytes, writtenDocument).disagreements).toEqual([
      expect.stringContaining('to revise 3 entries'),
    ])
    const removal = mutate(writtenRevisions(), 'Entity List two entities', 'Entity List one entity')
    expect(readRule(removal, writtenDocument).disagreements).toEqual([
      expect.stringContaining('to remove 1 entities'),
    ])
  })
})
