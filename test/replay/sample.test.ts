import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { sampleSupplierFile } from '../../cli/replay/sample-customer.ts'
import { sha256 } from '../../shared/hash.ts'
import { exposureOf } from '../../shared/suppliers/exposure.ts'
import { type Event, inOrder, sampleSuppliers, screenTimeline } from './screen-timeline.ts'

const named = <Value extends z.ZodType>(value: Value) =>
  z.object({ what: z.string(), suppliers: z.record(z.string(), value) })
const meta = z
  .object({
    sha256: z.string(),
    origin: z.literal('written'),
    disclosed: named(z.string()),
    listed: named(z.array(z.string())),
    invented: named(z.string()),
  })
  .parse(JSON.parse(readFileSync(new URL('suppliers.meta.json', sampleSupplierFile), 'utf8')))

test('the sample says of each of its suppliers what it is', () => {
  expect(sha256(readFileSync(sampleSupplierFile))).toBe(meta.sha256)
  const told = [meta.disclosed, meta.listed, meta.invented].flatMap(({ suppliers }) => Object.keys(suppliers))
  expect(told.sort()).toEqual(
    sampleSuppliers()
      .map(({ supplierId }) => supplierId)
      .sort(),
  )
})

test('the sample has three tiers, and no real factory is shown as buying from a listed party', () => {
  const suppliers = sampleSuppliers()
  const tiers = suppliers.map(({ supplierId }) => exposureOf(suppliers, supplierId)?.tier)
  expect(new Set(tiers)).toEqual(new Set([1, 2, 3]))
  for (const supplierId of [...Object.keys(meta.listed.suppliers), ...Object.keys(meta.invented.suppliers)]) {
    const buyers = exposureOf(suppliers, supplierId)?.paths.flatMap((path) => path.slice(1)) ?? []
    expect(
      buyers.filter((buyer) => buyer in meta.disclosed.suppliers),
      supplierId,
    ).toEqual([])
  }
})

const expected: Event[] = [
  ['2018-04-06', '+', 'NW-135', 'ofac-nonsdn MCS INTERNATIONAL GMBH', 'name strong'],
  [
    '2020-12-01',
    '+',
    'NW-130',
    'cbp-wro WRO 2020-09-08: Hefei Bitland Information Technology Co., Ltd. — computer parts',
    'name strong',
  ],
  [
    '2020-12-01',
    '+',
    'NW-210',
    'cbp-wro WRO 2019-09-30: Hetian Taida Apparel Co., Ltd. — all garments',
    'name strong',
  ],
  // HS 52 holds cotton of every kind: the order's "cotton" and a declared 5205.11 meet coarsely.
  [
    '2021-01-13',
    '+',
    'NW-310',
    'cbp-wro WRO 2021-01-13: Xinjiang Uyghur Autonomous Region — cotton, tomatoes and downstream products',
    'goods-origin review',
  ],
  [
    '2021-05-28',
    '+',
    'NW-215',
    'cbp-wro WRO 2021-05-26: Dalian Ocean Fishing Co. Ltd. — seafood',
    'name strong',
  ],
  // The order covers the parent "and Subsidiaries"; by its name the supplier is one of them.
  [
    '2021-06-24',
    '+',
    'NW-313',
    'cbp-wro WRO 2021-06-23: Hoshine Silicon Industry Co. Ltd. — silica-based products',
    'name review',
  ],
  [
    '2022-04-28',
    '+',
    'NW-130',
    'bis-entity-list Hefei Bitland Information Technology Co. Ltd.',
    'name strong',
  ],
  [
    '2022-04-28',
    '+',
    'NW-137',
    'bis-entity-list Hangzhou Hikvision Digital Technology Co., Ltd.',
    'name strong',
  ],
  ['2022-04-28', '+', 'NW-141', 'bis-entity-list LLC Koksokhimtrans', 'name strong'],
  ['2022-04-28', '+', 'NW-210', 'bis-entity-list Hetian Taida Apparel Co., Ltd.', 'name strong'],
  ['2022-04-28', '+', 'NW-312', 'bis-entity-list Xinjiang Daqo New Energy, Co. Ltd.', 'name strong'],
  [
    '2022-04-28',
    '+',
    'NW-313',
    'bis-entity-list Hoshine Silicon Industry (Shanshan) Co., Ltd.',
    'name strong',
  ],
  ['2022-04-28', '+', 'NW-314', 'bis-entity-list Nanchang O-Film Tech', 'name strong'],
  ['2022-06-21', '+', 'NW-130', 'dhs-uflpa Hefei Bitland Information Technology Co., Ltd.', 'name strong'],
  ['2022-06-21', '+', 'NW-210', 'dhs-uflpa Hetian Taida Apparel Co., Ltd', 'name strong'],
  ['2022-06-21', '+', 'NW-312', 'dhs-uflpa Xinjiang Daqo New Energy, Co. Ltd', 'name strong'],
  ['2022-06-21', '+', 'NW-313', 'dhs-uflpa Hoshine Silicon Industry (Shanshan) Co., Ltd', 'name strong'],
  ['2023-02-27', '+', 'NW-213', 'bis-entity-list Beijing Yunze Technology Co., Ltd.', 'name strong'],
  ['2023-12-11', '+', 'NW-214', 'dhs-uflpa Sichuan Jingweida Technology Group Co., Ltd.', 'name strong'],
  ['2024-05-06', '+', 'NW-137', 'ofac-nonsdn HANGZHOU HIKVISION DIGITAL TECHNOLOGY CO., LTD.', 'name strong'],
  ['2024-05-06', '-', 'NW-135', 'ofac-nonsdn MCS INTERNATIONAL GMBH', 'name strong'],
  ['2024-06-12', '+', 'NW-133', 'dhs-uflpa Dongguan Oasis Shoes Co., Ltd.', 'name strong'],
  // The group is listed beside its mills, without the words "and subsidiaries".
  ['2024-11-25', '+', 'NW-211', 'dhs-uflpa Esquel Group', 'name review'],
  ['2024-11-25', '+', 'NW-211', 'dhs-uflpa Guangdong Esquel Textile Co., Ltd.', 'name strong'],
  ['2024-11-25', '+', 'NW-216', 'dhs-uflpa Hebei Tomato Industry Co., Ltd.', 'name strong'],
  // Listed a second time, under clause (v).
  ['2024-11-25', '~', 'NW-312', 'dhs-uflpa Xinjiang Daqo New Energy, Co. Ltd', 'name strong'],
  ['2025-01-15', '+', 'NW-311', 'dhs-uflpa Ningbo Huafu Donghao Industrial Co., Ltd.', 'name strong'],
  ['2026-07-25', '+', 'NW-131', 'cbp-wro WRO 2026-06-23: Needle Craft Ltd — garments', 'name strong'],
  [
    '2026-07-25',
    '+',
    'NW-132',
    'cbp-wro WRO 2025-09-24: Giant Manufacturing Co., Ltd. — bicycles and bicycle parts',
    'name strong',
  ],
]

test('the recorded documents hit these suppliers at these dates, and no others', () => {
  const events = screenTimeline(['ofac-nonsdn', 'cbp-wro', 'bis-entity-list', 'dhs-uflpa'])
  expect(inOrder(events)).toEqual(inOrder(expected))
  expect(events.filter(([, , supplierId]) => supplierId in meta.disclosed.suppliers)).toEqual([])
}, 180_000)
