import { expect, test } from 'vitest'
import { type Event, inOrder, screenTimeline } from './screen-timeline.ts'

const expected: Event[] = [
  ['2021-04-25', '+', 'NW-135', 'ofac-sdn MCS INTERNATIONAL GMBH', 'name strong'],
  ['2021-04-25', '+', 'NW-140', 'ofac-sdn ASM INTERNATIONAL TRADING, LLC', 'name strong'],
  ['2021-04-25', '+', 'NW-141', 'ofac-sdn LLC KOKSOKHIMTRANS', 'name strong'],
  // Its chairman, whose day of birth agrees; its owner, of 60 percent.
  ['2021-07-07', '+', 'NW-123', 'ofac-sdn SAN, Pwint', 'officer strong'],
  ['2021-07-07', '+', 'NW-124', 'ofac-sdn BULLET TRADE OOD', 'ownership strong'],
  ['2021-07-07', '+', 'NW-212', 'ofac-sdn MYANMA TIMBER ENTERPRISE', 'name strong'],
  ['2021-07-07', '-', 'NW-140', 'ofac-sdn ASM INTERNATIONAL TRADING, LLC', 'name strong'],
  // A second programme, PEESA.
  ['2021-07-07', '~', 'NW-141', 'ofac-sdn LLC KOKSOKHIMTRANS', 'name strong'],
]

test('the two recorded SDN Lists, some 8,900 entries each, hit these suppliers and no others', () => {
  expect(inOrder(screenTimeline(['ofac-sdn']))).toEqual(inOrder(expected))
})
