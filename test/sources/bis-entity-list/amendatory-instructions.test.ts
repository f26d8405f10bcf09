import { describe, expect, test } from 'vitest'
import { readInstructions } from '../../../shared/sources/bis-entity-list/amendatory-instructions.ts'
import { faultOf } from './documents.ts'

const read = (paragraphs: readonly string[]) =>
  readInstructions(paragraphs.map((text, at) => ({ text, place: `AMDPAR ${at + 1}` })))

/** Everything that was read, one line each. */
const linesOf = (paragraphs: readonly string[]): string[] => {
  const { named, counted, everywhere, asides } = read(paragraphs)
  return [
    ...named.map(({ action, country, name, renamedTo, edits }) =>
      [
        `${action} ${country} ${name}`,
        ...(renamedTo === undefined ? [] : [`now ${renamedTo}`]),
        ...(edits ?? []).map(
          ({ op, of, text, by }) => `${op} ${of} ${text}${by === undefined ? '' : ` → ${by}`}`,
        ),
      ].join('; '),
    ),
    ...counted.map(({ action, count, country }) => `${action} ${count} ${country}`),
    ...everywhere.map(({ text, by }) => `everywhere ${text} → ${by}`),
    ...asides.map(({ words }) => `aside ${words}`),
  ]
}

const open = '2. Supplement No. 4 to part 744 is amended:'

describe('amendatory language', () => {
  test.each<[title: string, paragraphs: string[], lines: string[]]>([
    [
      'one sentence that gives a number and ends in "to read as follows:"',
      [
        "2. Supplement No. 4 to part 744 is amended by adding, in alphabetical order, twenty-eight entities under China, People's Republic of, to read as follows:",
      ],
      ['add 28 CN'],
    ],
    [
      'the number before the verb’s end, with an adjective',
      [
        "2. Supplement No. 4 to part 744 is amended under CHINA, PEOPLE'S REPUBLIC OF, by adding in alphabetical order 28 Chinese entities to read as follows:",
      ],
      ['add 28 CN'],
    ],
    [
      'destinations behind what they are about, each with its own',
      [
        "2. In supplement No. 4 to part 744, the table is amended by revising the entries for “A One” and “B Two” under CHINA, PEOPLE'S REPUBLIC OF, and adding an entry for “C Three” under PAKISTAN to read as follows:",
      ],
      ['revise CN A One', 'revise CN B Two', 'add PK C Three'],
    ],
    [
      'one destination behind two instructions',
      [open, 'a. By revising the entry for “A One”, and removing the entry for “B Two”, under INDIA;'],
      ['revise IN A One', 'remove IN B Two'],
    ],
    [
      'verbs in the passive, three entries in one sentence',
      [
        open,
        'a. Under INDIA, the entry for “A One” is revised and the entries for “B Two” and “C Three” are removed.',
      ],
      ['revise IN A One', 'remove IN B Two', 'remove IN C Three'],
    ],
    [
      'a correction that names the page',
      [
        "1. On page 44163, in supplement no. 4 to part 744, under CHINA, PEOPLE'S REPUBLIC OF, the entry for “A One Co. Ltd.” is corrected to read as follows:",
      ],
      ['revise CN A One Co. Ltd.'],
    ],
    [
      'a name corrected to another',
      [
        '1. In supplement no. 4 to part 744, under IRAN, the entry for “A One” is corrected to read “A Onne”.',
      ],
      ['revise IR A One; now A Onne'],
    ],
    [
      'the entry before what happens in it',
      [
        open,
        'a. Under UNITED ARAB EMIRATES, in the entry for “A One LLC”, by removing the alias “X”, and by adding the address “5 Pear Road, Dubai, U.A.E.”;',
      ],
      ['revise AE A One LLC; remove alias X; add address 5 Pear Road, Dubai, U.A.E.'],
    ],
    [
      'redesignated as the entry for another name, and revised',
      [
        open,
        "a. Under CHINA, PEOPLE'S REPUBLIC OF, by redesignating the entry for “Old Co.” as the entry for “New Co.” and revising it;",
      ],
      ['revise CN Old Co.; now New Co.'],
    ],
    [
      'the address of an entry revised: the quotation is the entry’s name',
      [open, 'a. Under INDIA, by revising the address for “A One LLC”;'],
      ['revise IN A One LLC'],
    ],
    [
      'words that are replaced wherever they appear',
      [
        '2. Supplement No. 4 to part 744 is amended by removing the phrase “§ 736.2(b)(3)(vi)” wherever it appears and adding in its place “§ 734.9(e)”.',
      ],
      ['everywhere § 736.2(b)(3)(vi) → § 734.9(e)'],
    ],
    [
      'a heading that is revised holds no entry',
      [open, 'a. By revising the heading “TURKEY” to read “TÜRKIYE”;'],
      ['aside By revising the heading “TURKEY” to read “TÜRKIYE”;'],
    ],
    [
      'footnotes hold no entry, what stands beside them does',
      [
        open,
        'a. Revising footnote 1 and adding footnote 5;',
        'b. Under TAIWAN, by adding an entry for “A One”.',
      ],
      ['add TW A One', 'aside Revising footnote 1 and adding footnote 5;'],
    ],
    [
      'an entry that only says after which the new one goes',
      [
        open,
        'a. Under INDIA, by adding, after the entry for “A One”, an entry for “B Two”;',
        'b. Under IRAN, after the entry for “A One,” by adding entries for “B Two” and “C Three”;',
        'c. After the entry for “A One” under BELARUS, by adding an entry for “B Two”;',
        'd. Under FRANCE, by adding the entry for “B Two” immediately before the entry for “C Three”;',
        'e. Under OMAN, by adding, in alphabetical order following “A One”, “B Two”;',
        'f. Under PAKISTAN, an entry for “B Two” is added below the entry for “A One”;',
      ],
      [
        'add IN B Two',
        'add IR B Two',
        'add IR C Three',
        'add BY B Two',
        'add FR B Two',
        'add OM B Two',
        'add PK B Two',
      ],
    ],
    [
      'two entries between which it goes, and a list behind a colon',
      [
        open,
        'a. Under INDIA, by adding between the entries for “A One” and “C Three” an entry for “B Two”;',
        'b. Under IRAN, the following entries are added after the entry for “A One”: “B Two”; “C Three”;',
        'c. Under FRANCE, by adding, after the entry for “A One”:',
        'i. “B Two”;',
        'd. Under OMAN, after the entry for “A One”, by adding five entities;',
      ],
      ['add IN B Two', 'add IR B Two', 'add IR C Three', 'add FR B Two', 'add 5 OM'],
    ],
    [
      'a heading after which a new one goes is no destination of what is added',
      [
        open,
        'a. By adding, after the heading for BELGIUM, a heading for BELIZE and an entry for “B Two”;',
        'b. By adding, after the heading “INDIA”, the heading “INDONESIA” and an entry for “C Three”;',
      ],
      ['add BZ B Two', 'add ID C Three'],
    ],
    [
      'a place within an entry',
      [
        open,
        'a. Under INDIA, in the entry for “B Two”, by adding the alias “Q” after the alias “P”;',
        'b. Under IRAN, revising the entry for “A One” and adding after that entry an entry for “B Two”;',
      ],
      ['revise IN B Two; add alias Q', 'revise IR A One', 'add IR B Two'],
    ],
    [
      'what comes in the place of an alias is an alias, and of words are words',
      [
        open,
        'a. Under INDIA, by removing the alias “X” in the entry for “A One” and adding, in its place, “Y”;',
        'b. Under IRAN, in the “License review policy” column of the entry for “A One”, by removing “Presumption of denial” and adding in its place “Case-by-case review”;',
        'c. Under FRANCE, by removing the entry for “A One”, and adding in its place an entry for “B Two”;',
      ],
      [
        'revise IN A One; replace alias X → Y',
        'revise IR A One; replace text Presumption of denial → Case-by-case review',
        'remove FR A One',
        'add FR B Two',
      ],
    ],
    [
      'a revision that changes the name too',
      [open, 'a. Under INDIA, by revising the entry for “A One”, including by changing its name to “B Two”;'],
      ['revise IN A One; now B Two'],
    ],
    [
      'destinations in quotation marks, and as what is added',
      [
        '2. In Supplement No. 4 to part 744, under “Russia”, add in alphabetical order entries for “A One” and “B Two” to read as follows:',
        "3. Supplement No. 4 to part 744 is amended by revising the entry for “C Three” under “CHINA, PEOPLE'S REPUBLIC OF” to read as follows:",
        '4. Supplement No. 4 to part 744 is amended:',
        'a. By adding, in alphabetical order, the destination of Belize under the Country column, and one Belizean entity;',
        'b. By adding, in alphabetical order, the country of Palau and an entry for “D Four”;',
        'c. By adding under Armenia, in alphabetical order, one Armenian entity;',
      ],
      ['add RU A One', 'add RU B Two', 'revise CN C Three', 'add PW D Four', 'add 1 BZ', 'add 1 AM'],
    ],
    [
      'a column’s name in quotation marks is no entry',
      [
        '3. Supplement No. 4 to part 744 is amended by revising the table heading “License review policy” and by adding under RUSSIA an entry for “X”.',
      ],
      ['add RU X'],
    ],
    [
      'three levels of parts',
      [
        open,
        "a. Under CHINA, PEOPLE'S REPUBLIC OF, by:",
        'i. Adding, in alphabetical order, entries for:',
        'A. “A One Co., Ltd.”;',
        'B. “B Two Co., Ltd.”; and',
        'ii. Revising the entry for “C Three Co., Ltd.”;',
      ],
      ['add CN A One Co., Ltd.', 'add CN B Two Co., Ltd.', 'revise CN C Three Co., Ltd.'],
    ],
  ])('%s', (_title, paragraphs, lines) => {
    expect(linesOf(paragraphs)).toEqual(lines)
  })

  test.each<[title: string, paragraphs: string[], message: string]>([
    [
      'a destination that goes with entries that are not named',
      [open, 'a. Removing the heading for HONG KONG and all entries under that heading;'],
      'goes with entries that are not named',
    ],
    [
      'a removal that says where, and not what',
      [open, 'a. Under INDIA, by removing the entry after the entry for “A One”;'],
      'says where, and names no entry',
    ],
    [
      'the same beside an instruction that says what',
      [open, 'a. Under INDIA, by revising the entry for “B Two” and removing the entry following “A One”;'],
      'says where, and names no entry',
    ],
    [
      'a change wherever it appears that names an entry',
      [
        open,
        'a. Under INDIA, removing “X” from the entry for “A One” wherever it appears and adding “Y” in its place;',
      ],
      'is not clear',
    ],
    ['a verb that is missing', [open, 'a. Under INDIA, the entry for “A One” and so on;'], 'No verb'],
    ['words that are no instruction', [open, 'a. See the table below.'], 'names no entry'],
  ])('%s is refused', (_title, paragraphs, message) => {
    expect(faultOf(() => read(paragraphs))).toMatchObject({
      fault: 'unexplained-instruction',
      message: expect.stringContaining(message),
    })
  })

  test('a name that may say where or what is read as what, and a person is asked', () => {
    const { named, doubts } = read([
      open,
      'a. Under INDIA, by adding after the entry for “A One” and “B Two” “C Three”;',
    ])
    expect(named.map(({ name }) => name)).toEqual(['B Two', 'C Three'])
    expect(doubts).toEqual([expect.stringContaining('“B Two” is read as what the instruction is about')])
    expect(read([open, 'a. Under INDIA, by adding after the entry for “A One”, “B Two”;']).doubts).toEqual([])
  })
})
