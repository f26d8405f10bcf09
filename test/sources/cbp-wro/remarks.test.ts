import { expect, test } from 'vitest'
import { readRemarks } from '../../../shared/sources/cbp-wro/remarks.ts'

test.each([
  ['Annapurna Carpet removed from the order, 7/23/2021', ['Annapurna Carpet']],
  ['CBP has removed Annapurna Carpet from the order, 7/23/2021', ['Annapurna Carpet']],
  // Both orders of words in one remark: each names its own.
  [
    'CBP removed Annapurna Carpet from the WRO on July 23, 2021. Valley Carpet removed from the order, 10/6/1998',
    ['Annapurna Carpet', 'Valley Carpet'],
  ],
  ['Enforcement of WRO superseded by enforcement of UFLPA rebuttable presumption', []],
])('"%s" removes %j', (remarks, removed) => {
  expect(readRemarks(remarks).removals.map(({ text }) => text.replace(/^[.\s]+/u, ''))).toEqual(removed)
})
