import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SourceShapeError } from '../../../shared/errors.ts'
import { sha256 } from '../../../shared/hash.ts'
import { fieldDiffs, isMaterial } from '../../../shared/lists/diff.ts'
import type { DesignationFacts } from '../../../shared/model/designation.ts'
import { parseEntry } from '../../../shared/sources/ofac/parse-entry.ts'
import { entryOf } from './documents.ts'
import { changedFields } from './fixtures.ts'

const read = (raw: string) => parseEntry('ofac-sdn', { raw, rawHash: sha256(raw), place: 'sdnEntry 4711' })
const factsOf = (raw: string): DesignationFacts => read(raw).facts
const idsOf = (...ids: string[]): DesignationFacts =>
  factsOf(entryOf('4711', `<idList>${ids.map((id) => `<id><uid>1</uid>${id}</id>`).join('')}</idList>`))
const remarksOf = (remarks: string): DesignationFacts =>
  factsOf(entryOf('4711', `<remarks>${remarks}</remarks>`))

describe('an entry', () => {
  it.each([
    ['NOVEL-EO19999', 'NOVEL-EO19999'],
    ['[Novel &amp; Programme] (E.O. 19999)', '[Novel & Programme] (E.O. 19999)'],
    ['&#xDC;BUNG', 'ÜBUNG'],
    ['sdgt', 'sdgt'],
  ])('keeps the programme %s, which nobody has seen before, as written, and tells of it', (raw, written) => {
    const before = entryOf('4711')
    const listed = before.replace('</programList>', `<program>${raw}</program></programList>`)
    const [was, is] = [read(before), read(listed)]
    expect(is.facts.programs).toEqual(['SDGT', written])
    expect(is.guard).toEqual(was.guard)
    const fields = fieldDiffs(was.facts, is.facts)
    expect(fields).toEqual([{ field: 'programs', before: [], after: [written] }])
    expect(isMaterial(fields)).toBe(true)
    // Alone on a new entry it is no less an entry.
    expect(factsOf(entryOf('4712').replace('SDGT', raw)).programs).toEqual([written])
  })

  it('is read with all its facts and without the ids of its records', () => {
    const entry = read(`<sdnEntry>
      <uid>4711</uid><firstName>Jan</firstName><lastName>DOE</lastName><title>Director</title><sdnType>Individual</sdnType>
      <remarks>(Linked To: ACME CORP); Secretary.</remarks>
      <programList><program>SDGT</program><program>IFSR</program></programList>
      <idList><id><uid>801</uid><idType>Passport</idType><idNumber>007</idNumber><idCountry>Korea, North</idCountry><issueDate>10 Jul 1991</issueDate><expirationDate>1999</expirationDate></id></idList>
      <akaList><aka><uid>802</uid><type>f.k.a.</type><category>weak</category><lastName>ROE</lastName><firstName>Jan</firstName></aka></akaList>
      <addressList><address><uid>803</uid><address1>1 High Street</address1><address2>Floor 2</address2><city>Minsk</city><stateOrProvince>Minskaya</stateOrProvince><postalCode>00123</postalCode><country>Belarus</country></address></addressList>
      <nationalityList><nationality><uid>804</uid><country>Burma</country><mainEntry>true</mainEntry></nationality></nationalityList>
      <citizenshipList><citizenship><uid>805</uid><country>Cote d Ivoire</country><mainEntry>true</mainEntry></citizenship></citizenshipList>
      <dateOfBirthList><dateOfBirthItem><uid>806</uid><dateOfBirth>Jan 1962</dateOfBirth><mainEntry>true</mainEntry></dateOfBirthItem><dateOfBirthItem><uid>807</uid><dateOfBirth>circa 1963</dateOfBirth><mainEntry>false</mainEntry></dateOfBirthItem></dateOfBirthList>
      <placeOfBirthList><placeOfBirthItem><uid>808</uid><placeOfBirth>Hrodna, Belarus</placeOfBirth><mainEntry>true</mainEntry></placeOfBirthItem></placeOfBirthList>
    </sdnEntry>`)
    expect(entry).toEqual({
      naturalKey: '4711',
      ownId: '4711',
      guard: {
        type: 'person',
        category: 'Individual',
        filled: expect.arrayContaining(['addresses', 'aliases', 'identifiers', 'programs']) as unknown,
      },
      facts: {
        source: 'ofac-sdn',
        type: 'person',
        name: 'DOE, Jan',
        nameParts: { first: 'Jan', last: 'DOE' },
        title: 'Director',
        aliases: [{ name: 'ROE, Jan', quality: 'weak', kind: 'f.k.a.' }],
        addresses: [
          {
            text: '1 High Street, Floor 2, Minsk, Minskaya, 00123, Belarus',
            street: '1 High Street, Floor 2',
            city: 'Minsk',
            region: 'Minskaya',
            postcode: '00123',
            country: 'BY',
          },
        ],
        countries: ['BY', 'MM', 'CI'],
        regions: [],
        identifiers: [
          { type: 'PASSPORT', value: '007', country: 'KP', issuedOn: '1991-07-10', expiresOn: '1999' },
        ],
        notes: [{ label: 'Main date of birth', value: 'Jan 1962' }],
        programs: ['SDGT', 'IFSR'],
        citation: {
          title: 'OFAC SDN List',
          url: 'https://sanctionssearch.ofac.treas.gov/Details.aspx?id=4711',
        },
        status: 'active',
        goods: [],
        subjects: [],
        subLists: [],
        birthDates: ['1962-01', 'circa 1963'],
        birthPlaces: ['Hrodna, Belarus'],
        nationalities: ['MM'],
        citizenships: ['CI'],
        linkedTo: ['ACME CORP'],
        remarks: '(Linked To: ACME CORP); Secretary.',
      },
    })
  })

  it('has the facts of a vessel as text', () => {
    const vessel = factsOf(
      entryOf(
        '4711',
        '<idList><id><uid>1</uid><idType>Vessel Registration Identification</idType><idNumber>IMO 9187629</idNumber></id></idList><vesselInfo><callSign>5IM 316</callSign><vesselType>Crude Oil Tanker</vesselType><vesselFlag>None Identified</vesselFlag><tonnage>0099144</tonnage></vesselInfo>',
        { sdnType: 'Vessel' },
      ),
    )
    expect(vessel.type).toBe('vessel')
    expect(vessel.vessel).toEqual({
      callSign: '5IM 316',
      vesselType: 'Crude Oil Tanker',
      flag: 'None Identified',
      tonnage: '0099144',
    })
    expect(vessel.identifiers).toEqual([{ type: 'IMO', value: '9187629' }])
  })

  it('reads references, CDATA, comments and line ends as the text that they stand for', () => {
    const facts = factsOf(
      entryOf('4711', '', {
        lastName: '\r\n A &amp; B &#233;&#x4E2D; <!-- </lastName> --><![CDATA[<&amp;>]]>\r\n  C&apos;s ',
      }),
    )
    expect(facts.name).toBe("A & B é中 <&amp;> C's")
  })

  it('has an address that is a country only, and none where nothing but a record id stands', () => {
    const facts = factsOf(
      entryOf(
        '4711',
        '<addressList><address><uid>1</uid><country>Iran</country></address><address><uid>2</uid></address></addressList>',
      ),
    )
    expect(facts.addresses).toEqual([{ text: 'Iran', country: 'IR' }])
  })

  it('keeps what is no country as a note', () => {
    const facts = factsOf(
      entryOf(
        '4711',
        '<nationalityList><nationality><uid>1</uid><country>undetermined</country><mainEntry>true</mainEntry></nationality></nationalityList>',
      ),
    )
    expect(facts.nationalities).toEqual([])
    expect(facts.countries).toEqual([])
    expect(facts.notes).toEqual([{ label: 'Nationality', value: 'undetermined' }])
  })

  it.each([
    ['unknown-category', 'Unknown sdnType "Company"', entryOf('4711', '', { sdnType: 'Company' })],
    [
      'unknown-category',
      'Unknown aka type "d.b.a."',
      entryOf(
        '4711',
        '<akaList><aka><uid>1</uid><type>d.b.a.</type><category>strong</category><lastName>A</lastName></aka></akaList>',
      ),
    ],
    [
      'unknown-category',
      'Unknown aka category "medium"',
      entryOf(
        '4711',
        '<akaList><aka><uid>1</uid><type>a.k.a.</type><category>medium</category><lastName>A</lastName></aka></akaList>',
      ),
    ],
    [
      'unknown-category',
      'Unknown mainEntry "yes"',
      entryOf(
        '4711',
        '<dateOfBirthList><dateOfBirthItem><dateOfBirth>1962</dateOfBirth><mainEntry>yes</mainEntry></dateOfBirthItem></dateOfBirthList>',
      ),
    ],
    [
      'malformed',
      'An aka has no name',
      entryOf(
        '4711',
        '<akaList><aka><uid>1</uid><type>a.k.a.</type><category>weak</category></aka></akaList>',
      ),
    ],
    ['malformed', 'Unknown element listedOn', entryOf('4711', '<listedOn>2024</listedOn>')],
    [
      'malformed',
      'Unknown element email',
      entryOf('4711', '<addressList><address><uid>1</uid><email>a@b</email></address></addressList>'),
    ],
    [
      'malformed',
      'Unknown element address',
      entryOf('4711', '<akaList><address><uid>1</uid></address></akaList>'),
    ],
    [
      'malformed',
      'Unknown element draught',
      entryOf('4711', '<vesselInfo><draught>1</draught></vesselInfo>'),
    ],
    ['malformed', 'Unknown attribute lang', entryOf('4711', '<remarks lang="en">a</remarks>')],
    [
      'malformed',
      'remarks stands more than once',
      entryOf('4711', '<remarks>a</remarks><remarks>b</remarks>'),
    ],
    ['malformed', 'Unexpected text', entryOf('4711', 'stray')],
    ['malformed', 'lastName is missing', entryOf('4711', '', { lastName: ' ' })],
    ['malformed', 'programList is missing', entryOf('4711').replace(/<programList>.*<\/programList>/, '')],
    [
      'malformed',
      'An id has no idType',
      entryOf('4711', '<idList><id><uid>1</uid><idNumber>5</idNumber></id></idList>'),
    ],
    ['malformed', 'no character reference', entryOf('4711', '<remarks>&nbsp;</remarks>')],
    ['malformed', 'no character reference', entryOf('4711', '<remarks>AT&T</remarks>')],
    ['malformed', 'no character reference', entryOf('4711', '<remarks>&#xD800;</remarks>')],
    ['malformed', 'Expected the element sdnEntry', '<entry/>'],
  ])('is refused as %s: %s', (fault, message, raw) => {
    expect(() => read(raw)).toThrow(SourceShapeError)
    expect(() => read(raw)).toThrow(
      expect.objectContaining({
        fault,
        message: expect.stringContaining(message) as unknown,
        place: expect.stringContaining('sdnEntry 4711') as unknown,
      }) as Error,
    )
  })

  it('may say that an element is empty', () => {
    expect(
      factsOf(entryOf('4711', '<remarks xsi:nil="true"/><idList/><vesselInfo/>')).remarks,
    ).toBeUndefined()
  })
})

describe('the idList', () => {
  it.each([
    [
      'Unified Social Credit Code (USCC)',
      '9111000071093019X7',
      { type: 'USCC', value: '9111000071093019X7' },
    ],
    ['Legal Entity Number', '253400V1H6ART1UQ0N98', { type: 'LEI', value: '253400V1H6ART1UQ0N98' }],
    ['Legal Entity Number', '851683897', { type: 'REGISTRATION', value: '851683897' }],
    ['Tax ID No.', '0077', { type: 'TAX', value: '0077' }],
    ['SWIFT/BIC', 'VTBRRUMM', { type: 'SWIFT', value: 'VTBRRUMM' }],
    ['Company Number', 'IMO 5928635', { type: 'IMO-COMPANY', value: '5928635' }],
    ['Vessel Registration Identification', '8606173', { type: 'IMO', value: '8606173' }],
    ['Vessel Registration Identification', 'IMO 15411', { type: 'VESSEL-REGISTRATION', value: 'IMO 15411' }],
    ['Digital Currency Address - XBT', '1AXU', { type: 'WALLET-XBT', value: '1AXU' }],
    ['ISIN', 'US1694261033', { type: 'ISIN', value: 'US1694261033' }],
    ['Equity Ticker', 'CHA US', { type: 'TICKER', value: 'CHA US' }],
    ['Fishing Permit Roll', '12', { type: 'Fishing Permit Roll', value: '12' }],
  ])('has the identifier %s %s', (label, number, identifier) => {
    const facts = idsOf(`<idType>${label}</idType><idNumber>${number}</idNumber>`)
    expect(facts.identifiers).toEqual([identifier])
    expect(facts.notes).toEqual([])
  })

  it.each([
    'Website',
    'Gender',
    'Secondary sanctions risk:',
    'Additional Sanctions Information -',
    'Executive Order 14024 Directive Information',
    'Effective Date (CMIC)',
    'Former Vessel Flag',
    'Issuer Name',
    'A New Sentence:',
  ])('has the note %s', (label) => {
    const facts = idsOf(`<idType>${label}</idType><idNumber>some text</idNumber>`)
    expect(facts.notes).toEqual([{ label, value: 'some text' }])
    expect(facts.identifiers).toEqual([])
  })

  it('may link to another party', () => {
    expect(idsOf('<idType>Linked To:</idType><idNumber>ACME CORP</idNumber>').linkedTo).toEqual(['ACME CORP'])
  })

  it('leaves out nothing that has no place of its own', () => {
    const facts = idsOf(
      '<idType>Passport</idType><idNumber>A1</idNumber><idCountry>Ruritania</idCountry><issueDate>about 1990</issueDate>',
      '<idType>Residency Number</idType>',
      '<idType>Passport</idType><idNumber>A1</idNumber><idCountry>Ruritania</idCountry><issueDate>about 1990</issueDate>',
    )
    expect(facts.identifiers).toEqual([{ type: 'PASSPORT', value: 'A1', issuedOn: 'about 1990' }])
    expect(facts.notes).toEqual([
      { label: 'Country of Passport A1', value: 'Ruritania' },
      { label: 'Residency Number', value: 'not stated' },
    ])
  })
})

describe('the remarks', () => {
  it.each([
    ['(Linked To: BANK OF IRAN (BOI)); Director', ['BANK OF IRAN (BOI)']],
    ['All offices; (Linked To: A CO.); (Linked To: B S.A.)', ['A CO.', 'B S.A.']],
    ['Linked To: IRAN AIR; Linked To: MAHAN AIR.', ['IRAN AIR', 'MAHAN AIR']],
    ['Linked To: CRIADERO DE POLLOS EL ROSAL S.A.', ['CRIADERO DE POLLOS EL ROSAL S.A.']],
    ['Not linked to anybody.', []],
  ])('%s links to %j', (remarks, names) => {
    expect(remarksOf(remarks).linkedTo).toEqual(names)
  })

  it.each([
    ['Passport AB149814 (Colombia).', [{ type: 'PASSPORT', value: 'AB149814', country: 'CO' }]],
    [
      'alt. Passport 745220480 (Korea, North) issued 07 Jun 2008 expires Jun 2020',
      [{ type: 'PASSPORT', value: '745220480', country: 'KP', issuedOn: '2008-06-07', expiresOn: '2020-06' }],
    ],
    [
      'Vessel Registration Identification IMO 9357391; MMSI 256845000.',
      [
        { type: 'IMO', value: '9357391' },
        { type: 'MMSI', value: '256845000' },
      ],
    ],
    [
      'National ID No. 13/Ta Ta Na (Naing)019077 (Burma).',
      [{ type: 'NATIONAL-ID', value: '13/Ta Ta Na (Naing)019077', country: 'MM' }],
    ],
    ['SWIFT/BIC KMBKKPPY', [{ type: 'SWIFT', value: 'KMBKKPPY' }]],
    ['alt. Digital Currency Address - XBT 1AXUTu9y3H8w', [{ type: 'WALLET-XBT', value: '1AXUTu9y3H8w' }]],
    [
      'Aircraft Model F28; Passport number not known; Gender Male; Company Number 3934472 (New York) (United States).',
      [],
    ],
  ])('%s: %j', (remarks, identifiers) => {
    const facts = remarksOf(remarks)
    expect(facts.identifiers).toEqual(identifiers)
    expect(facts.remarks).toBe(remarks)
  })
})

describe('layout and order', () => {
  const aka = (id: number, name: string) =>
    `<aka><uid>${id}</uid><type>a.k.a.</type><category>strong</category><lastName>${name}</lastName></aka>`
  const names = fc.uniqueArray(fc.stringMatching(/^[A-Z]{1,8}$/), { minLength: 1, maxLength: 6 })

  it('are no facts, nor are the ids of records', () => {
    fc.assert(
      fc.property(
        names.chain((list) =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
        ),
        fc.integer({ min: 1, max: 9e8 }),
        fc.constantFrom('', ' ', '\r\n\t'),
        ([before, after], firstId, gap) => {
          const entry = (list: readonly string[], id: number, space: string) =>
            entryOf(
              '4711',
              `<akaList>${space}${list.map((name, index) => aka(id + index, name)).join(space)}</akaList>`,
            )
          expect(changedFields(factsOf(entry(before, 1, '')), factsOf(entry(after, firstId, gap)))).toEqual(
            [],
          )
          expect(
            changedFields(factsOf(entry(before, 1, '')), factsOf(entry([...before, 'NEW NAME'], 1, ''))),
          ).toEqual(['aliases'])
        },
      ),
    )
  })
})
