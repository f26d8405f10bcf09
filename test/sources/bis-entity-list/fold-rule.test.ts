import { beforeAll, describe, expect, test } from 'vitest'
import type { DesignationFacts } from '../../../shared/model/designation.ts'
import {
  bisEntityListReader,
  entriesTouched,
  planRule,
} from '../../../shared/sources/bis-entity-list/reader.ts'
import type { RuleAction, RuleReading } from '../../../shared/sources/reader.ts'
import {
  document202303929,
  faultOf,
  rule202303929,
  screeningList,
  writtenDocument,
  writtenRevisions,
} from './documents.ts'

const current = new Map<string, DesignationFacts>()
const factsOf = (key: string) => current.get(key)

beforeAll(() => {
  const { baseline } = bisEntityListReader
  for (const raw of baseline.cut(screeningList()).entries) {
    const { naturalKey, facts } = baseline.parse(raw)
    current.set(naturalKey, facts)
  }
})

const keysAfter = (keys: Iterable<string>, rule: RuleReading): Set<string> => {
  const before = new Set(keys)
  const plan = planRule(before, rule, factsOf)
  for (const key of plan.removals) before.delete(key)
  for (const entry of plan.upserts) before.add(entry.naturalKey)
  return before
}

const reading = (actions: RuleAction[]): RuleReading => ({
  documentNumber: '2024-99002',
  citation: '89 FR 9002',
  stated: {},
  disagreements: [],
  outOfScope: [],
  actions,
})

const removal = (country: string, key: string, name: string): RuleAction => ({
  action: 'remove',
  naturalKey: key,
  target: { name, country },
  place: 'AMDPAR at line 1',
})

describe('88 FR 12170 over the list of April 2022', () => {
  const rule = bisEntityListReader.readRule(rule202303929(), document202303929)

  test('adds 13 entries and touches no other', () => {
    const plan = planRule(new Set(current.keys()), rule)
    expect(plan.upserts).toHaveLength(13)
    expect(plan.removals).toEqual([])
    expect(entriesTouched(new Set(current.keys()), rule)).toEqual([])
    expect(keysAfter(current.keys(), rule).size).toBe(2001 + 13)
  })

  test('is refused a second time: its entries are listed', () => {
    const once = keysAfter(current.keys(), rule)
    expect(faultOf(() => planRule(once, rule))).toMatchObject({
      fault: 'unexplained-instruction',
      message: expect.stringContaining('CA:cpunto-inc'),
    })
  })
})

describe('a rule that revises and removes', () => {
  const rule = bisEntityListReader.readRule(writtenRevisions(), writtenDocument)

  test('names the entries whose facts it needs', () => {
    expect(entriesTouched(new Set(current.keys()), rule).map((key) => key.replace(/#.*/, ''))).toEqual([
      'CN:hefei-meiling-co-ltd',
      'CN:huawei-device-shenzhen-co-ltd',
      'CN:huawei-device-shenzhen-co-ltd',
      'BY+IR+RU:nilco-group',
      'NO:gunther-migeotte',
      'NO:gunther-migeotte',
      'NO:gunther-migeotte',
      'NO:gunther-migeotte',
    ])
  })

  test('folds over the list of April 2022', () => {
    const plan = planRule(new Set(current.keys()), rule, factsOf)
    expect(plan.upserts.map((entry) => entry.naturalKey.replace(/#.*/, ''))).toEqual([
      // What goes goes first.
      'BY+RU:nilco-group',
      'CN:lanzhou-quince-optics-co-ltd',
      'CN:hefei-meiling-co-ltd',
      'CN:huawei-device-shenzhen-co-ltd',
      'AE:omar-haleem-quince',
    ])
    // Four rows of one Norwegian entry, one of two Huawei rows, and Nilco's row, which lives on without Iran.
    expect(plan.removals.map((key) => key.replace(/#.*/, ''))).toEqual([
      'BY+IR+RU:nilco-group',
      'CN:huawei-device-shenzhen-co-ltd',
      'NO:gunther-migeotte',
      'NO:gunther-migeotte',
      'NO:gunther-migeotte',
      'NO:gunther-migeotte',
    ])
    expect(keysAfter(current.keys(), rule).size).toBe(2001 + 2 - 4 - 1)
    // The South African entry of the same man stays.
    expect(keysAfter(current.keys(), rule)).toContain('ZA:gunther-migeotte')
  })

  test('a revised entry keeps its key and its listing date', () => {
    const revised = planRule(new Set(current.keys()), rule, factsOf).upserts.find((entry) =>
      entry.naturalKey.startsWith('CN:huawei-device-shenzhen-co-ltd#'),
    )
    expect(current.has(revised!.naturalKey)).toBe(true)
    expect(revised?.facts.listedOn).toBe('2019-05-21')
    expect(revised?.facts.citation?.title).toBe('84 FR 22961; 89 FR 9001')
  })

  test('a row that stands for several destinations loses the one', () => {
    const rest = planRule(new Set(current.keys()), rule, factsOf).upserts.find((entry) =>
      entry.naturalKey.endsWith(':nilco-group'),
    )
    expect(rest?.facts.countries).toEqual(['BY', 'RU'])
    expect(rest?.facts.addresses.map((address) => address.country)).toEqual(['BY', 'RU'])
    expect(bisEntityListReader.baseline.sameSubject!(factsOf('BY+IR+RU:nilco-group')!, rest!.facts)).toBe(
      true,
    )
  })

  test('and cannot be divided blindly', () => {
    expect(faultOf(() => planRule(new Set(current.keys()), rule))).toMatchObject({
      fault: 'unexplained-instruction',
      message: expect.stringContaining('BY+IR+RU:nilco-group'),
    })
  })

  test('is refused by a list that lacks an entry it revises or removes', () => {
    for (const key of ['CN:hefei-meiling-co-ltd', 'BY+IR+RU:nilco-group']) {
      const keys = new Set(current.keys())
      keys.delete(key)
      expect(faultOf(() => planRule(keys, rule, factsOf))).toMatchObject({
        fault: 'unexplained-instruction',
        place: expect.stringContaining('AMDPAR'),
      })
    }
  })
})

describe('names in another spelling', () => {
  const removed = (keys: string[], key: string, country = 'CN') =>
    planRule(new Set(keys), reading([removal(country, key, 'as written')])).removals

  test('punctuation, lost letters and written-out legal forms do not matter', () => {
    expect(removed(['CN:xian-semi-electronic-co-ltd'], 'CN:xi-an-semi-electronic-co-ltd')).toHaveLength(1)
    expect(removed(['CN:lode-technology-company-limited'], 'CN:lode-technology-co-ltd')).toHaveLength(1)
  })

  test('a legal form that would leave two entries decides nothing', () => {
    expect(
      faultOf(() => removed(['CN:lode-company-limited', 'CN:lode-co-limited'], 'CN:lode-co-ltd')).fault,
    ).toBe('unexplained-instruction')
  })

  test('Hong Kong entries stand under China', () => {
    const rule = reading([removal('HK', 'CN:giant-base-asia-limited', 'Giant Base Asia Limited')])
    expect(planRule(new Set(current.keys()), rule).removals).toEqual(['CN:giant-base-asia-limited'])
  })
})

test('the rows of subordinate institutions go with the entry, and stop a revision', () => {
  const head = 'China Electronics Technology Group Corporation 14th Research Institute (CETC 14)'
  const key = 'CN:china-electronics-technology-group-corporation-14th-research-institute-cetc-14'
  const plan = planRule(new Set(current.keys()), reading([removal('CN', key, head)]))
  expect(plan.removals).toHaveLength(3)
  const revision: RuleAction = {
    ...removal('CN', key, head),
    action: 'revise',
    entry: {
      naturalKey: key,
      facts: factsOf(key)!,
      guard: { type: 'organisation', filled: [], category: 'EL' },
    },
  }
  expect(faultOf(() => planRule(new Set(current.keys()), reading([revision]))).message).toContain('2 rows')
})

test('a removal and an addition under a new name in one rule', () => {
  const entry = {
    naturalKey: 'CN:pear-optics',
    facts: factsOf('CN:huawei-device-co-ltd')!,
    guard: { type: 'organisation', filled: [], category: 'EL' },
  }
  const rule = reading([
    removal('CN', 'CN:huawei-device-co-ltd', 'Huawei Device Co., Ltd.'),
    {
      action: 'add',
      naturalKey: entry.naturalKey,
      entry,
      target: { name: 'Pear Optics', country: 'CN' },
      place: 'x',
    },
  ])
  const plan = planRule(new Set(current.keys()), rule)
  expect(plan.removals).toEqual(['CN:huawei-device-co-ltd'])
  expect(plan.upserts.map((one) => one.naturalKey)).toEqual(['CN:pear-optics'])
})
