import { describe, expect, test } from 'vitest'
import { foldRule, type LedgerState } from '../../../shared/lists/fold-ledger.ts'
import { factsHash } from '../../../shared/lists/canonical.ts'
import { bisEntityListReader } from '../../../shared/sources/bis-entity-list/reader.ts'
import {
  isGovernmentBody,
  xinjiangRuleOf,
  xinjiangRules,
} from '../../../shared/sources/bis-entity-list/xinjiang-rules.ts'
import type { ReadEntry, RuleReading } from '../../../shared/sources/reader.ts'
import { screeningList } from './documents.ts'

const { baseline } = bisEntityListReader
const entries: ReadEntry[] = baseline.cut(screeningList()).entries.map((raw) => baseline.parse(raw))

/** The rules as the screening list of April 2022 lets them be staged: their entries as additions. */
const staged = xinjiangRules.map(
  (rule): RuleReading => ({
    ...rule,
    stated: {},
    disagreements: [],
    outOfScope: [],
    actions: entries
      .filter(({ facts }) => xinjiangRuleOf(facts) === rule)
      .map((entry) => ({
        action: 'add',
        naturalKey: entry.naturalKey,
        entry,
        target: { name: entry.facts.name, country: 'CN' },
        place: `row of ${entry.facts.name}`,
      })),
  }),
)
const factsOf = (rule: RuleReading) => rule.actions.map(({ entry }) => entry!.facts)
const three = staged.slice(0, 3).flatMap(factsOf)

describe('the Xinjiang rules, staged from the screening list of April 2022', () => {
  test('have 28, 9, 11 and 5 entries', () => {
    expect(staged.map(({ documentNumber, actions }) => [documentNumber, actions.length])).toEqual([
      ['2019-22210', 28],
      ['2020-10868', 9],
      ['2020-15827', 11],
      ['2021-13395', 5],
    ])
  })

  test('four rows cite a page that misleads: by citation alone it would be 27 and 6', () => {
    const byFirstPage = (page: string) =>
      entries.filter(({ facts }) => facts.citation?.title.startsWith(page)).length
    expect([byFirstPage('84 FR 54002'), byFirstPage('85 FR 3450'), byFirstPage('84 FR 54004')]).toEqual([
      27, 6, 4,
    ])
  })

  test('the three of 2019 and 2020 list 27 companies and 21 bodies of government', () => {
    expect(three).toHaveLength(48)
    expect(three.filter(({ name }) => isGovernmentBody(name))).toHaveLength(21)
    expect(three.filter(({ name }) => !isGovernmentBody(name))).toHaveLength(27)
    expect(three.filter(({ name }) => isGovernmentBody(name)).map(({ grounds }) => grounds?.flags)).toEqual(
      Array.from({ length: 21 }, () => ['human-rights']),
    )
  })

  test('exactly ten companies are flagged for forced labour, in the whole list of that day', () => {
    const flagged = entries
      .filter(({ facts }) => facts.grounds?.flags.includes('forced-labour'))
      .map(({ facts }) => facts.name)
      .sort()
    expect(flagged).toEqual([
      'Aksu Huafu Textiles Co.',
      'Changji Esquel Textile Co. Ltd',
      'Hefei Bitland Information Technology Co. Ltd.',
      'Hefei Meiling Co. Ltd.',
      'Hetian Haolin Hair Accessories Co. Ltd.',
      'Hetian Taida Apparel Co., Ltd.',
      'KTK Group',
      'Nanchang O-Film Tech',
      'Nanjing Synergy Textiles Co. Ltd.',
      'Tanyuan Technology Co. Ltd.',
    ])
  })

  test('folded in order over a list without them, they give the list of April 2022', () => {
    const theirs = new Set(staged.flatMap(({ actions }) => actions.map(({ naturalKey }) => naturalKey)))
    const listed = (entry: ReadEntry) => ({
      naturalKey: entry.naturalKey,
      hash: factsHash(entry.facts),
      guard: entry.guard,
      facts: () => entry.facts,
    })
    const before: LedgerState = {
      entries: entries.filter(({ naturalKey }) => !theirs.has(naturalKey)).map(listed),
      formerKeys: new Map(),
    }
    let state = before
    const sizes = [2001 - 53]
    for (const rule of staged) {
      state = { entries: foldRule(bisEntityListReader, state, rule).entries, formerKeys: new Map() }
      sizes.push(state.entries.length)
    }
    expect(sizes).toEqual([1948, 1976, 1985, 1996, 2001])
    const hashes = (one: LedgerState) =>
      one.entries.map(({ naturalKey, hash }) => `${naturalKey} ${hash}`).sort()
    expect(hashes(state)).toEqual(hashes({ entries: entries.map(listed), formerKeys: new Map() }))
  })
})
