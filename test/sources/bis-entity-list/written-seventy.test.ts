import { expect, test } from 'vitest'
import type { DesignationFacts } from '../../../shared/model/designation.ts'
import { bisEntityListReader, planRule } from '../../../shared/sources/bis-entity-list/reader.ts'
import { screeningList } from './documents.ts'
import { lineOf, read } from './written-documents.ts'

/** The names that the rule adds, by destination: what it was written from. */
const names: Readonly<Record<string, [form: string, names: string]>> = {
  CN: [
    ' Co., Ltd.',
    'Quince Cloud Computing|Pear Optoelectronics|Bai Quantum Systems|Tian Precision Tools|Nova Marine Instruments|Orchid Photonics|Willow Radar Works|Lotus Inertial Guidance|Maple Sensors|Cedar Titanium|Birch Composite Materials|Poplar Hydraulics|Bamboo Avionics|Plum Servo Motors|Peach Turbines|Apricot Gyroscopes|Cherry Cable|Olive Castings|Ginkgo Ceramics|Cypress Thermal Imaging|Juniper Antenna|Elm Bearings|Ash Carbon Fibre|Hazel Alloys|Rowan Crystals|Larch Batteries|Spruce Propulsion|Fir Simulation|Pine Telemetry|Yew Microwave|Alder Lasers|Aspen Robotics|Acacia Coatings|Jasmine Displays|Camellia Memory|Magnolia Wafers|Wisteria Etching|Peony Photoresist|Azalea Masks|Begonia Vacuum|Dahlia Metrology|Iris Power Devices',
  ],
  IR: [' Company', 'Anar Sanat|Pesteh Electronics'],
  PK: [
    ' (Pvt.) Ltd.',
    'Aam Engineering|Falsa Traders|Jamun Scientific|Kinno Enterprises|Loquat Systems|Amrood Technologies|Bair Logistics|Chikoo Instruments|Imli Controls|Khajoor Machinery|Litchi Supplies|Malta Industries|Nashpati Solutions|Papita Impex|Sharifa Tools|Shehtoot Metals|Sitaphal Works|Toot Chemicals|Zaitoon Procurement',
  ],
  ZA: [' (Pty) Ltd', 'Marula Flight Academy|Baobab Aero Training|Rooibos Aviation Services'],
  AE: [' FZE', 'Ghaf General Trading|Sidr Industries|Nakheel Marine Parts|Samar Technology'],
}

const rule = read('seventy')
const added = rule.actions.filter(({ action }) => action === 'add')

test('seventy entries in five countries, each under its own', () => {
  const expected = Object.entries(names).flatMap(([country, [form, own]]) =>
    own.split('|').map((name) => `${country} ${name}${form}`),
  )
  expect(expected).toHaveLength(70)
  expect(added.map(({ target, entry }) => `${target.country} ${entry!.facts.name}`)).toEqual(expected)
})

test('the numbers that it states in words are held against what was read, total and by country', () => {
  expect(rule.disagreements).toEqual([])
  const told = (find: string, by: string) => read('seventy', [[find, by]]).disagreements.join('\n')
  expect(told('by adding seventy entities', 'by adding seventy-one entities')).toContain('to add 71 entities')
  expect(told('following seventy entities', 'following sixty-nine entities')).toContain('to add 69 entities')
  expect(told('modifies four existing entries', 'modifies five existing entries')).toContain(
    'to revise 5 entries',
  )
  expect(
    told(
      'nineteen entries under the destination of Pakistan, three',
      'eighteen entries under the destination of Pakistan, four',
    ),
  ).toContain('18 entries to add under PK, 19 were read')
})

test('aliases and addresses stay with their entries, across pages and short of any order', () => {
  const facts = (name: string): string =>
    lineOf(added.find(({ target }) => target.name === name)!.entry!.facts)
  // Nos. 1, 2, 3, 40 and 70 of the table; every fifth has two addresses.
  expect(facts('Quince Cloud Computing Co., Ltd.')).toBe(
    'Quince Cloud Computing Co., Ltd. | a.k.a. Quince Cloud Computing | at No. 1, Quince Road, Beijing, China',
  )
  expect(facts('Pear Optoelectronics Co., Ltd.')).toBe(
    'Pear Optoelectronics Co., Ltd. | a.k.a. Pear Optoelectronics | a.k.a. Pear Group | at No. 2, Pear Road, Beijing, China',
  )
  expect(facts('Bai Quantum Systems Co., Ltd.')).toBe(
    'Bai Quantum Systems Co., Ltd. | at No. 3, Bai Road, Beijing, China',
  )
  expect(facts('Begonia Vacuum Co., Ltd.')).toBe(
    'Begonia Vacuum Co., Ltd. | a.k.a. Begonia Vacuum | at No. 40, Begonia Road, Beijing, China | at Unit 40, Second Begonia Road, Beijing, China',
  )
  expect(facts('Samar Technology FZE')).toBe(
    'Samar Technology FZE | a.k.a. Samar Technology | at No. 70, Samar Warehouse, Sharjah, U.A.E. | at Unit 70, Second Samar Warehouse, Sharjah, U.A.E.',
  )
  const count = (of: (facts: DesignationFacts) => readonly unknown[]) =>
    added.reduce((sum, { entry }) => sum + of(entry!.facts).length, 0)
  // Of 70: 24 with one alias, 23 with two; 14 with a second address.
  expect(count(({ aliases }) => aliases)).toBe(24 + 2 * 23)
  expect(count(({ addresses }) => addresses)).toBe(70 + 14)
})

test('the four entries of one party that it modifies are told apart by country, also where one row stood for all', () => {
  const { baseline } = bisEntityListReader
  const before = new Map(
    baseline.cut(screeningList()).entries.map((raw) => {
      const { naturalKey, facts } = baseline.parse(raw)
      return [naturalKey, facts] as const
    }),
  )
  const dart = (keys: Iterable<string>) => [...keys].filter((key) => key.includes('dart-aviation')).sort()
  expect(dart(before.keys())).toEqual(['FR+GB+IR+SN:dart-aviation', 'FR:dart-aviation', 'IR:dart-aviation'])
  const plan = planRule(new Set(before.keys()), rule, (key) => before.get(key))
  const after = new Map(plan.upserts.map(({ naturalKey, facts }) => [naturalKey, facts]))
  expect(dart(after.keys())).toEqual([
    'FR:dart-aviation',
    'GB:dart-aviation',
    'IR:dart-aviation',
    'SN:dart-aviation',
  ])
  expect(dart(plan.removals)).toEqual(['FR+GB+IR+SN:dart-aviation'])
  expect(lineOf(after.get('GB:dart-aviation')!)).toBe(
    'Dart Aviation | a.k.a. Dart Aviation Technics | a.k.a. Almo Aero | a.k.a. SARL IEAS | at Unit 7 Minton Distribution Park, London Road, Amesbury, Wiltshire SP4 7RT, United Kingdom | at Martlet House E1, Yeoman Gate, Worthing, West Sussex BN13 3QZ, United Kingdom | See alternate addresses: France, Iran and Senegal',
  )
  expect(
    [...after.values()].filter(({ name }) => name === 'Dart Aviation').map(({ party }) => party),
  ).toEqual(Array.from({ length: 4 }, () => 'dart-aviation'))
})
