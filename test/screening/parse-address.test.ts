import { assert, constantFrom, property, string } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readFactories } from '../../bench/facility-sets.ts'
import { compareAddresses } from '../../shared/screening/compare-addresses.ts'
import { parseAddress } from '../../shared/screening/parse-address.ts'

/** Terms with `~` for streets and the place's depth; numbers by role; postcode. */
const read = (text: string): { terms: string; numbers: string; postcode?: string } => {
  const { terms, numbers, postcode } = parseAddress(text)
  return {
    terms: terms
      .map((term) => `${term.text}${term.street ? '~' : ''}${term.place ? `@${term.place.depth}` : ''}`)
      .join(' '),
    numbers: numbers.map(({ letter, digits, role }) => `${letter}${digits}:${role}`).join(' '),
    ...(postcode === undefined ? {} : { postcode }),
  }
}

describe('parts of an address', () => {
  test.each([
    [
      'China: number, road, zone, postcode, city',
      'NO.8 SHUANGBAO WEST ROAD, OUHAI ECONOMIC DEVELOPM P.C. 325014, WENZHOU, CHINA',
      { terms: 'shuangbao~ ouhai@4 wenzhou@3', numbers: '8:site', postcode: '325014' },
    ],
    [
      'China: syllables written apart are one place',
      'Xing Yuan Rd, Hou Jie Town, Dong Guan, Guang Dong 523000',
      { terms: 'xing~ yuan~ hou~ dongguan@3 guangdong@2', numbers: '', postcode: '523000' },
    ],
    [
      'China, in Chinese',
      '新疆维吾尔自治区喀什地区莎车县北京路8号',
      { terms: 'xinjiang@2 kashgar@3 yarkant@4 beijing~', numbers: '8:site' },
    ],
    [
      'Bangladesh: village, post, thana, postcode behind a hyphen',
      'Vill: Bahadurpur, P.O. Bhawal Mirzapur, P.S. Joydebpur, Dist. Gazipur-1703, Bangladesh',
      { terms: 'bahadurpur bhawal mirzapur joydebpur gazipur@3', numbers: '', postcode: '1703' },
    ],
    [
      'India: numbers with letters, phase of an industrial area, old name of the city, postcode in halves',
      '#34A, 2nd Phase, Peenya Indl. Area, Bangalore 560 058',
      { terms: 'peenya bengaluru@3', numbers: 'a34:site 2:area', postcode: '560058' },
    ],
    [
      'Turkey: organised zone, numbered street, parcel',
      'Çaycuma OSB 4 Nolu Cad. 1880 Parsel Zonguldak',
      { terms: 'caycuma zonguldak@2', numbers: '4:area 1880:loose' },
    ],
    [
      'Vietnam: lot and zone before their names',
      'Lô 225 KCN Amata, phường Long Bình, TP Biên Hòa, Đồng Nai',
      { terms: 'amata long binh bienhoa@3 dongnai@2', numbers: '225:site' },
    ],
    [
      'Indonesia: road before its name, kilometre, province in words',
      'Jl. Raya Karangjati KM 5, Kab. Semarang, Jawa Tengah 50552',
      { terms: 'karangjati~ semarang@3 centraljava@2', numbers: '5:kilometre', postcode: '50552' },
    ],
    [
      'Hong Kong: a range, a floor, a building and a street',
      'Room 1318-19, 13F, Hollywood Plaza, 610 Nathan Road, Mong Kok',
      { terms: 'hollywood nathan~ mongkok@3', numbers: '1318:room 1319:room 13:floor 610:loose' },
    ],
    [
      'El Salvador: kilometre of a road, zone',
      'Exportsalva Free Zone, Km 24 Carretera a Santa Ana, Colon, La Libertad',
      { terms: 'exportsalva santaana~ colon@2 lalibertad@2', numbers: '24:kilometre' },
    ],
    [
      'what is near is not the site',
      'Plot 236, near Emirates Gas 77, Ajman',
      { terms: 'emirates gas ajman@2', numbers: '236:site' },
    ],
    ['nothing', ' , - ', { terms: '', numbers: '' }],
  ])('%s', (_, text, expected) => {
    expect(read(text)).toEqual(expected)
  })
})

describe('comparison', () => {
  const factories = readFactories()
    .map(({ address }) => address)
    // Words run together are told apart by their capitals alone.
    .filter((address) => !/[a-z][A-Z]/.test(address))

  test('an address is itself, in any case of letters', () => {
    assert(
      property(constantFrom(...factories), (text) => {
        const same = compareAddresses(parseAddress(text), parseAddress(text.toUpperCase()))
        expect(same.places).not.toBe('differ')
        expect(same.numbers).not.toBe('differ')
        expect(same.streets).not.toBe('differ')
        expect(same.restA + same.restB).toBeLessThan(0.6)
      }),
      { numRuns: 150 },
    )
  })

  test('either order gives the same', () => {
    assert(
      property(constantFrom(...factories), constantFrom(...factories), (one, other) => {
        const [a, b] = [parseAddress(one), parseAddress(other)]
        const forth = compareAddresses(a, b)
        const back = compareAddresses(b, a)
        expect({ ...back, sharedWords: [], sharedNumbers: [], restA: back.restB, restB: back.restA }).toEqual(
          {
            ...forth,
            sharedWords: [],
            sharedNumbers: [],
          },
        )
      }),
      { numRuns: 400 },
    )
  })

  test('any text is read', () => {
    assert(
      property(string({ unit: 'binary', maxLength: 80 }), (text) => {
        expect(parseAddress(text).weight).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: 40 },
    )
  })

  test.each([
    ['a unit range', 'Room 1318-19, Hollywood Plaza', 'Rm 1319, Hollywood Plaza', { numbers: 'agree' }],
    ['No. and #', '#8 Shuangbao West Road', 'NO.8,SHUANGBAO W. ROAD', { numbers: 'agree', streets: 'agree' }],
    [
      'another house of the street',
      '38 Kangda Road, Ouhai',
      '40 Kangda Road, Ouhai',
      { numbers: 'differ', streets: 'agree' },
    ],
    ['34A and 34', '34/A, Peenya', 'No 34, Peenya', { numbers: 'agree' }],
    ['34A and 34B', '34-A, Peenya', '34-B, Peenya', { numbers: 'differ' }],
    ['Bangalore and Bengaluru', 'Peenya, Bangalore', 'Peenya, Bengaluru', { places: 'agree', differAt: 0 }],
    ['Savar is of Dhaka', 'Ashulia, Savar', 'Ashulia, Dhaka 1341', { places: 'agree' }],
    ['a county and its city', 'Wenling, Zhejiang', 'Taizhou, Zhejiang', { places: 'agree' }],
    ['two cities of a province', 'Wenzhou, Zhejiang', 'Ningbo, Zhejiang', { places: 'differ', differAt: 3 }],
    ['two provinces', 'Suqian, Jiangsu', 'Xiajin, Shandong', { places: 'differ', differAt: 2 }],
    ['Taizhou of Jiangsu or of Zhejiang', 'Taizhou', 'Taizhou, Jiangsu', { places: 'agree' }],
    [
      'a road named after a city is no city',
      '12 Beijing Road, Kunshan',
      '12 Beijing Road, Kunshan, Jiangsu',
      { places: 'agree', differAt: 0 },
    ],
    ['a road named after another city', '83 Fuzhou South Road, Qingdao', 'Qingdao', { places: 'agree' }],
    [
      'Chinese and Latin',
      '江苏省常州市武进区长虹路88号',
      'No. 88 Changhong Road, Wujin District, Changzhou',
      { numbers: 'agree', streets: 'agree', places: 'agree' },
    ],
  ] as const)('%s', (_, one, other, expected) => {
    expect(compareAddresses(parseAddress(one), parseAddress(other))).toMatchObject(expected)
  })
})
