import { describe, expect, test } from 'vitest'
import { alertMessage } from '../../../shared/alerts/messages/messages.ts'
import { read, page } from '../../sources/dhs-uflpa/pages.ts'
import { alertOf, customer, party } from './support.ts'

const listed = (name: string) => {
  const found = read(page('2026-07-24')).find(({ facts }) => facts.name === name)
  if (!found) throw new Error(`${name} is not on the page`)
  return found.facts
}
const textOf = (name: string): string => {
  const { citation, subLists } = listed(name)
  return alertMessage(
    alertOf({ kind: 'opened', after: party({ name, citation, subLists }) }),
    customer,
  ).text.replaceAll(/\s+/g, ' ')
}

describe('an alert on a party of the UFLPA Entity List', () => {
  test('cites the law and the notice that listed it', () => {
    const text = textOf('Camel Group Co., Ltd.')
    expect(text).toContain('UFLPA section 2(d)(2)(B)')
    expect(text).toContain('88 FR 50902 of 2023-08-02')
    expect(text).toContain('https://www.federalregister.gov/documents/2023/08/02/2023-16361/')
  })

  test('cites both notices of a party that was listed twice, oldest first', () => {
    expect(textOf('Xinjiang Habahe Ashele Copper Co., Ltd.')).toMatch(
      /89 FR 65374 of 2024-08-09.*90 FR 3899 of 2025-01-15/,
    )
  })

  test('cites a notice by its number where the citation is not known', () => {
    expect(textOf('Xinjiang Production and Construction Corps')).toContain('FR Doc. 2022-16754 of 2022-08-04')
  })
})
