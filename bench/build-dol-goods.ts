/**
 * Builds the list of goods that ships with the code, from the list as the Department of Labor publishes it.
 *
 *   node bench/build-dol-goods.ts <published file> <date of the edition>
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { canonicalJson } from '../shared/hash.ts'
import { compactGoods } from '../shared/sources/dol-goods/compact.ts'
import { readGoodsList } from '../shared/sources/dol-goods/read-list.ts'

const [path, edition] = process.argv.slice(2)
if (!path || !/^\d{4}-\d{2}-\d{2}$/.test(edition ?? '')) {
  console.error('usage: node bench/build-dol-goods.ts <published file> <date of the edition, YYYY-MM-DD>')
  process.exit(2)
}
const bytes = readFileSync(path)
const goods = readGoodsList(path.endsWith('.gz') ? gunzipSync(bytes) : bytes)
const target = new URL('../shared/screening/data/dol-goods.generated.json', import.meta.url)
writeFileSync(target, `${canonicalJson({ edition, goods: compactGoods(goods) })}\n`)
console.log(`${goods.length} lines of country and good written`)
