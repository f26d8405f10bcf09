import { assert, constantFrom, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { xinjiangEvidence } from '../../shared/screening/xinjiang.ts'
import { xinjiangByLatin, xinjiangPlaces } from '../../shared/screening/xinjiang-places.ts'

describe('an address in Xinjiang', () => {
  test.each([
    ['Hetian Industrial Park, Hotan, Xinjiang', 'CN', 'region', 'Hotan, Xinjiang'],
    ['92 Beijing W. Rd., Hetian Prefecture, XUAR, 848000', 'CN', 'region', 'Hotan, Xinjiang'],
    ['Youmulake Xiehai\u2019er Rd., Kashgar (Kashi) City, XUAR', 'CN', 'region', 'Kashgar, Xinjiang'],
    [
      'Beijing Industrial Park, Lop County, Hotan Prefecture, Xinjiang',
      'CN',
      'region',
      'Lop, Hotan, Xinjiang',
    ],
    ['Wu Lu Mu Qi, Xin Jiang', 'CN', 'region', 'Urumqi, Xinjiang'],
    ['Kashgar, Sinkiang', undefined, 'region', 'Kashgar, Xinjiang'],
    ['Ghulja, East Turkistan', undefined, 'region', 'Yining, Ili, Xinjiang'],
    ['Yining, Xinjiang Uyghur Autonomous Region', 'CN', 'region', 'Yining, Ili, Xinjiang'],
    ['No. 5 Beijing South Road, Urumqi', 'CN', 'own-name', 'Urumqi, Xinjiang'],
    ['Korla Economic Development Zone, China', undefined, 'own-name', 'Korla, Bayingolin, Xinjiang'],
    ['Shanshan County, Turpan', 'CN', 'prefecture', 'Piqan, Turpan, Xinjiang'],
    ['Kuitun, Yili', 'CN', 'prefecture', 'Kuytun, Ili, Xinjiang'],
    ['Yiwu County, Hami', 'CN', 'prefecture', 'Yiwu County, Hami, Xinjiang'],
    ['No. 2 Textile Road 839000', 'CN', 'postcode', 'Xinjiang'],
    ['Bole 833400', 'CN', 'postcode', 'Bole, Bortala, Xinjiang'],
    ['8th Division of the XPCC, Shihezi', 'CN', 'region', 'Shihezi, Xinjiang'],
    ['新疆喀什地区莎车县北京路8号', 'CN', 'region', 'Yarkant, Kashgar, Xinjiang'],
    ['石河子市北四路209号', 'CN', 'own-name', 'Shihezi, Xinjiang'],
    ['塔城地区乌苏市', 'CN', 'prefecture', 'Usu, Tacheng, Xinjiang'],
    ['新疆生产建设兵团第三师图木舒克市', 'CN', 'region', 'Tumxuk, Xinjiang'],
    ['新疆維吾爾自治區和田地區洛浦縣', 'CN', 'region', 'Lop, Hotan, Xinjiang'],
  ] as const)('%s', (text, country, by, where) => {
    expect(xinjiangEvidence(text, country)).toMatchObject({ by, where })
  })
})

describe('homonyms and streets are none', () => {
  test.each([
    ['Xinjiang County, Yuncheng, Shanxi', 'CN'],
    ['新绛县, 运城市, 山西省', 'CN'],
    ['Bole Sub-City, Addis Ababa', 'ET'],
    ['Aksu Mah., Antalya', 'TR'],
    ['Aral, Kyzylorda Region', 'KZ'],
    ['Aksu, Pavlodar', undefined],
    ['12 Xinjiang Road (新疆路), Qingdao', 'CN'],
    ['No. 45 Xinjiang North Road, Shanghai 200070', 'CN'],
    ['1045 Wulumuqi Middle Road, Xuhui District, Shanghai', 'CN'],
    ['Room 3, 328 Urumqi Road (M), Shanghai', 'CN'],
    ['上海市徐汇区乌鲁木齐中路280号', 'CN'],
    ['青岛市市南区新疆路8号', 'CN'],
    ['Luopu Street (洛浦街道), Panyu, Guangzhou', 'CN'],
    ['Shawan Town (沙湾镇), Panyu, Guangzhou', 'CN'],
    ['Yiwu, Zhejiang 322000', 'CN'],
    ['Yiwu', 'CN'],
    ['Baicheng (白城), Jilin', 'CN'],
    ['Xinjiang Building, 7 Sanlihe Road, Beijing', 'CN'],
    ['北京市海淀区三里河路7号新疆大厦', 'CN'],
    ['Kashi, Varanasi', 'IN'],
    ['Ranchi 834001, Jharkhand', 'IN'],
    ['Yutian County, Tangshan, Hebei', 'CN'],
    ['255 Changji Road, Anting, Jiading, Shanghai', 'CN'],
    ['Xinjiang Industrial Park, Nantong, Jiangsu', 'CN'],
    ['Tianshan Road 600, Shanghai', 'CN'],
    ['Hetian Town, Changting, Fujian', 'CN'],
    ['Tel. 838000, Ningbo, Zhejiang', 'CN'],
    ['Shuanghe, Changchun, Jilin', 'CN'],
    ['', 'CN'],
  ] as const)('%s', (text, country) => {
    expect(xinjiangEvidence(text, country)).toBeNull()
  })
})

test('every spelling of every place counts with the region, and outside China none does', () => {
  assert(
    property(
      constantFrom(...xinjiangByLatin.keys()),
      constantFrom('TR', 'IN', 'KZ', 'US'),
      (name, country) => {
        const evidence = xinjiangEvidence(`${name} city, Xinjiang`, 'CN')
        expect(evidence?.by).toBe('region')
        expect(xinjiangByLatin.get(name)?.map(({ place }) => place.title)).toContain(
          evidence?.where.split(', ')[0],
        )
        expect(xinjiangEvidence(`${name} city, Xinjiang`, country)).toBeNull()
      },
    ),
  ) // prettier-ignore
})

test('a name that other places share counts for nothing alone', () => {
  const shared = [...xinjiangByLatin].filter(([, spellings]) => spellings.every(({ own }) => !own))
  expect(shared.length).toBeGreaterThan(40)
  for (const [name] of shared) expect(xinjiangEvidence(`12 Gongye Road, ${name}`, 'CN'), name).toBeNull()
})

test('the table has every prefecture, county and city of the Corps', () => {
  const of = (rank: string): number => xinjiangPlaces.filter((place) => place.rank === rank).length
  // 14 prefectures and cities of that rank; 12 cities of the Corps; 108 divisions of the county's rank in the table of
  // 2023, ten of which share their prefecture's name, and the two counties founded in December 2024.
  expect([of('prefecture'), of('corps')]).toEqual([14, 12])
  expect(of('county') + 10 + of('corps')).toBe(108 + 2)
  expect(new Set(xinjiangPlaces.map(({ code }) => code)).size).toBe(xinjiangPlaces.length)
  expect(
    xinjiangPlaces
      .filter(({ rank }) => rank === 'corps')
      .map(({ division }) => division)
      .sort((a, b) => (a ?? 0) - (b ?? 0)),
  ).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14]) // prettier-ignore
})
