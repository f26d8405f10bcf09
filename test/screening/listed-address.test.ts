import { assert, constantFrom, integer, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { designationOf, supplierOf } from '../../bench/name-sets.ts'
import type { Designation } from '../../shared/model/designation.ts'
import type { Evaluation } from '../../shared/model/match.ts'
import { evaluatePair } from '../../shared/screening/evaluate.ts'
import { screeningModel } from '../../shared/screening/model.ts'

const model = screeningModel()

const entry = (text: string, country = 'HK'): Designation =>
  designationOf({
    source: 'bis-entity-list',
    type: 'address',
    name: 'Address 01',
    countries: [country],
    addresses: [{ text, country }],
  })

const at = (designation: Designation, address: string, country = 'HK'): Evaluation | undefined =>
  evaluatePair(designation, supplierOf({ name: 'Any Name Limited', country, address }), model).find(
    ({ rule }) => rule === 'address',
  )

const hollywood = entry('Room 1318-19, 13F, Hollywood Plaza, 610 Nathan Road, Mong Kok, Kowloon')

describe('a supplier at a listed address is caught by unit and building', () => {
  test.each([
    'Rm 1318-1319, 13/F, Hollywood Plaza',
    'Room 1318, Hollywood Plaza, 610 Nathan Road, Mongkok',
    'Unit 1319, 13th Floor, Hollywood Plaza, Mongkok, Kowloon, Hong Kong',
    'Flat 1318-19, Hollywood Plaza, No. 610 Nathan Rd, Mong Kok',
    'RM1318 13/F HOLLYWOOD PLAZA 610 NATHAN RD MONGKOK KLN',
    'Mong Kok, Nathan Road 610, Room 1318-1319',
  ])('%s', (address) => {
    expect(at(hollywood, address)?.decision).toMatch(/review|strong/)
  })

  test('the whole of it, in another order, is strong', () => {
    expect(
      at(hollywood, '610 Nathan Rd, Mongkok, Kowloon, Hollywood Plaza, 13/F, Rm 1318-1319')?.decision,
    ).toBe('strong')
  }) // prettier-ignore
})

describe('another unit, another building, another town is none', () => {
  test.each([
    ['another room', 'Room 402, 4/F, Hollywood Plaza, 610 Nathan Road, Mong Kok'],
    ['a room next door', 'Room 1317, 13/F, Hollywood Plaza, 610 Nathan Road, Mong Kok'],
    ['the building without a room', 'Hollywood Plaza, 610 Nathan Road, Mong Kok, Kowloon'],
    ['the floor without a room', '13/F, Hollywood Plaza, 610 Nathan Road, Mong Kok, Kowloon'],
    ['the same room of another building', 'Room 1318, 13F, Silvercord Tower, 30 Canton Road, Kowloon'],
    ['the same room in another house of the street', 'Room 1318-19, 13F, 688 Nathan Road, Mong Kok'],
    ['a room of that number in another floor', 'Room 1318, 5/F, Hollywood Plaza, 610 Nathan Road, Mong Kok'],
    ['a building of that name in another street', 'Room 1318, 13F, Hollywood Plaza, 12 Queens Road, Central'],
  ])('%s', (_, address) => {
    expect(at(hollywood, address)).toBeUndefined()
  })

  test('another country', () => {
    expect(at(hollywood, 'Room 1318-19, Hollywood Plaza, 610 Nathan Road', 'MY')).toBeUndefined()
  })
})

test('an address without a unit goes by street and house', () => {
  const house = entry('No. 64 Mianshan Road, Mianyang City, Sichuan', 'CN')
  expect(at(house, '64 Mianshan Rd., Mianyang', 'CN')).toBeDefined()
  expect(at(house, '四川省绵阳市绵山路64号', 'CN')).toBeDefined()
  expect(at(house, '66 Mianshan Road, Mianyang, Sichuan', 'CN')).toBeUndefined()
  expect(at(house, '64 Mianshan Road, Deyang, Sichuan', 'CN')).toBeUndefined()
})

test('room by room, only the listed rooms are caught', () => {
  assert(
    property(integer({ min: 1301, max: 1330 }), constantFrom('Room', 'Rm', 'Flat', 'Unit'), (room, word) => {
      const found = at(hollywood, `${word} ${room}, 13/F, Hollywood Plaza, 610 Nathan Road, Mong Kok`)
      expect(found !== undefined, String(room)).toBe(room === 1318 || room === 1319)
    }),
  )
})
