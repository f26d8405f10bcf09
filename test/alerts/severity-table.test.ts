import { expect, it } from 'vitest'
import { standardSeverity } from '../../shared/alerts/severity.ts'
import { measures } from '../../shared/model/designation.ts'
import { rules } from '../../shared/model/match.ts'

const bands = [
  ['strong', '1'],
  ['strong', '2+'],
  ['review', '1'],
  ['review', '2+'],
] as const

/** Rules that weigh the same share a row. */
const rows = measures.flatMap((measure) => {
  const byLevels = Map.groupBy(rules, (rule) =>
    bands.map(([score, tier]) => standardSeverity({ measure, rule, score, tier })).join(' | '),
  )
  return [...byLevels].map(
    ([levels, same]) => `| \`${measure}\` | ${same.map((rule) => `\`${rule}\``).join(', ')} | ${levels} |`,
  )
})

it('the documented table is the one that the code has', async () => {
  const text = [
    '# How urgent an alert is',
    '',
    'An alert has the severity of the worst of its measures at its rule, the band of its score, and its tier. A measure that',
    'does not act on the dealings that the party’s roles stand for is two steps lower, and so is one of a listed owner that',
    'does not reach the party itself (less than half, or a law that does not flow down). Nothing open is below `low`; a match',
    'that ended and a notice are `info`. Made by a test from `shared/alerts/severity.ts`: do not edit it by hand.',
    '',
    '| measure | rule | strong, tier 1 | strong, tier 2+ | review, tier 1 | review, tier 2+ |',
    '|---|---|---|---|---|---|',
    ...rows,
    '',
    '## Your own table',
    '',
    'Every cell can be changed, one by one or many at once; the most specific cell that fits counts, the measure before the',
    'rule, the rule before the score, the score before the tier. The table is kept in the customer’s profile and the change',
    'stands in its audit trail. It counts for alerts that are made from then on.',
    '',
    '```',
    'npx tierwatch severity acme                                             # the table as it is',
    'npx tierwatch severity acme --set import-presumption=critical blocking/address=medium "*/*/review/2+=low"',
    'npx tierwatch severity acme --unset blocking/address',
    'npx tierwatch severity acme --reset',
    '```',
    '',
  ].join('\n')
  await expect(text).toMatchFileSnapshot('../../docs/alerts/severity.md')
})
