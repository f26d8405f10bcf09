import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  compareCounts,
  statedNumbers,
  type StatedList,
} from '../../../shared/sources/bis-entity-list/stated-counts.ts'
import { statedInAbstracts } from './stated-in-abstracts.ts'

interface Abstract {
  doc: string
  summary: string
}

const abstracts = new Map(
  (
    JSON.parse(
      readFileSync(
        new URL('../../fixtures/federal-register/2025-11-12/abstracts.json', import.meta.url),
        'utf8',
      ),
    ) as Abstract[]
  ).map(({ doc, summary }) => [doc, summary]),
)

const short: Record<StatedList, string> = {
  'entity-list': 'EL',
  'unverified-list': 'UVL',
  'military-end-user-list': 'MEU',
  'uflpa-entity-list': 'UFLPA',
}
const sign = { add: '+', revise: '~', remove: '-' }

describe('what the abstracts of 84 documents state', () => {
  test('the table speaks of every abstract at hand, once', () => {
    expect(statedInAbstracts).toHaveLength(84)
    expect(statedInAbstracts.map(([document]) => document).sort()).toEqual([...abstracts.keys()].sort())
  })

  test.each(statedInAbstracts)('%s: %s', (document, stated, byCountry = '') => {
    const numbers = statedNumbers(abstracts.get(document)!, [])
    expect(
      numbers.counts
        .map(
          ({ list, action, count, of, addresses }) =>
            `${short[list]}${sign[action]}${count} ${of}${addresses === undefined ? '' : ` and ${addresses} addresses`}`,
        )
        .join(', '),
    ).toBe(stated)
    expect(
      numbers.byCountry
        .map(
          ({ list, action, numbers: own }) =>
            `${short[list]}${sign[action]}${[...own].map(([code, count]) => `${code}${count}`).join(' ')}`,
        )
        .join('; '),
    ).toBe(byCountry)
  })

  test('a number that speaks of another list is never held against the Entity List', () => {
    const unverified = statedNumbers(abstracts.get('2025-07185')!, [])
    expect(compareCounts(unverified, { entries: [] })).toEqual({ stated: {}, disagreements: [] })
  })
})
