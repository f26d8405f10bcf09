import { expect, test } from 'vitest'
import { checkSource } from '../../shared/lists/check-source.ts'
import { findProgrammes } from '../../shared/lists/find-programmes.ts'
import { ofacNonSdnReader } from '../../shared/sources/ofac/readers.ts'
import { fixture } from '../sources/ofac/fixtures.ts'
import { memoryDocumentStore } from '../support/memory-document-store.ts'
import { memoryDueStore } from '../support/memory-due-store.ts'
import { memoryListStore } from '../support/memory-list-store.ts'

const source = 'ofac-nonsdn'
const recorded = (day: string): string =>
  new TextDecoder().decode(fixture(`ofac-nonsdn/${day}/consolidated.xml.gz`))

const world = () => {
  const lists = memoryListStore()
  const documents = memoryDocumentStore()
  const due = memoryDueStore()
  return {
    lists,
    documents,
    check: async (at: string, text: string) => {
      const scheduledAt = `${at}T12:00:00.000Z`
      await checkSource(
        { source, scheduledAt },
        {
          lists,
          documents,
          due,
          reader: ofacNonSdnReader,
          now: () => new Date(scheduledAt),
          fetch: () =>
            Promise.resolve([
              { bytes: new TextEncoder().encode(text), url: 'https://list.example/', fetchedAt: scheduledAt },
            ]),
        },
      )
      return (await lists.status(source))?.programmesWithoutRow
    },
  }
}

test.each(['2018-04-06', '2024-05-06'])(
  'the recorded list of %s has a row for every programme',
  async (day) => {
    expect(await world().check(day, recorded(day))).toMatchObject({ seq: 1, on: day, count: 0, shown: [] })
  },
)

test('a programme that the law table lacks is found at the commit, by name, until it has a row or is gone', async () => {
  const { check, lists, documents } = world()
  const list = recorded('2024-05-06')
  expect(list).toContain('<program>CMIC-EO13959</program>')
  const unknown = list.replace('<program>CMIC-EO13959</program>', '<program>ZORG-EO14999</program>')
  expect(await check('2024-05-06', list)).toMatchObject({ count: 0 })
  const found = await check('2024-05-07', unknown)
  expect(found).toMatchObject({ seq: 2, count: 1, shown: [{ program: 'ZORG-EO14999', entries: 1 }] })
  expect(found?.shown[0]?.example).toMatch(/\w{3}/)
  expect(await check('2024-05-08', unknown)).toEqual({ ...found, on: '2024-05-08' })

  // What was found is not looked for again, until the table of law is another.
  const noSegment = { segment: () => Promise.reject(new Error('the version is read again')) }
  const again = (known: typeof found) =>
    findProgrammes(source, '2024-05-07', known, { lists, documents: noSegment })
  expect(await again(found)).toBe(found)
  const olderLaw = { ...found!, law: 'another', count: 7 }
  await expect(again(olderLaw)).rejects.toThrow('read again')
  expect(await findProgrammes(source, '2024-05-07', olderLaw, { lists, documents })).toEqual(found)

  expect(await check('2024-05-09', list)).toMatchObject({ seq: 3, count: 0, shown: [] })
})
