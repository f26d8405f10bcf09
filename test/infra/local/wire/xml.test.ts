import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checksums } from '../../../../infra/local/wire/digest.ts'
import { childText, readXml, xmlDocument } from '../../../../infra/local/wire/xml.ts'

// XML 1.0 has no place for the other control characters, not even as references.
// oxlint-disable-next-line no-control-regex -- control characters are what this line is about
const ILLEGAL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/

describe('XML', () => {
  it('gives back any text that XML can hold', () => {
    const legal = fc.string({ unit: 'binary' }).filter((text) => !ILLEGAL.test(text))
    fc.assert(
      fc.property(legal, (text) => {
        const document = xmlDocument('Root', '', { Key: text })
        expect(childText(readXml(Buffer.from(document), 'Root'), 'Key') ?? '').toBe(text)
      }),
    )
  })

  it.each([
    ['a document that is cut off', '<Root><Key>a</Key>'],
    ['another root', '<Other/>'],
    ['a DOCTYPE', '<!DOCTYPE Root [<!ENTITY a "b">]><Root>&a;</Root>'],
    ['no document', ''],
  ])('is refused when it is %s', (_what, document) => {
    expect(() => readXml(Buffer.from(document), 'Root')).toThrow(
      expect.objectContaining({ code: 'MalformedXML' }),
    )
  })
})

describe('checksums', () => {
  // The check values of the CRC catalogue for "123456789": e3069283 and cbf43926.
  it.each([
    ['crc32c', '4waSgw=='],
    ['crc32', 'y/Q5Jg=='],
  ])('%s', (name, expected) => {
    expect(checksums[name]?.(Buffer.from('123456789'))).toBe(expected)
  })
})
