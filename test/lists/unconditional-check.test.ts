import { describe, expect, it } from 'vitest'
import { checkSource } from '../../shared/lists/check-source.ts'
import type { FetchRequest } from '../../shared/lists/ports.ts'
import { ofacSdnReader } from '../../shared/sources/ofac/readers.ts'
import { memoryDueStore } from '../support/memory-due-store.ts'
import { memoryDocumentStore } from '../support/memory-document-store.ts'
import { memoryListStore } from '../support/memory-list-store.ts'
import { bytesOf, documentOf, entryOf } from '../sources/ofac/documents.ts'

const url = 'https://sanctionslistservice.ofac.treas.gov/api/download/SDN.XML'
const document = documentOf({ entries: ['306', '4697', '29299'].map((uid) => entryOf(uid)) })

describe('a source that is checked every hour', () => {
  it('is asked for its whole document once a day, and told what we have in between', async () => {
    const asked: FetchRequest[] = []
    const deps = {
      lists: memoryListStore(),
      documents: memoryDocumentStore(),
      due: memoryDueStore(),
      reader: ofacSdnReader,
      now: () => new Date('2026-09-23T00:00:00Z'),
      fetch: (request: FetchRequest) => {
        asked.push(request)
        return Promise.resolve([
          { bytes: bytesOf(document), url, fetchedAt: '2026-09-23T00:00:00Z', validator: { etag: '"1"' } },
        ])
      },
    }
    for (let hour = 0; hour < 50; hour += 1) {
      const scheduledAt = new Date(Date.parse('2026-09-23T00:00:00Z') + hour * 3_600_000).toISOString()
      await checkSource({ source: 'ofac-sdn', scheduledAt }, deps)
    }
    const whole = asked.flatMap(({ validators }, hour) => (validators[url] === undefined ? [hour] : []))
    expect(whole).toEqual([0, 24, 48])
    expect(asked[1]?.validators[url]).toEqual({ etag: '"1"' })
  })

  it('is asked again for the whole document until one is read', async () => {
    const asked: FetchRequest[] = []
    const deps = {
      lists: memoryListStore(),
      documents: memoryDocumentStore(),
      due: memoryDueStore(),
      reader: ofacSdnReader,
      now: () => new Date('2026-09-23T00:00:00Z'),
      fetch: (request: FetchRequest) => {
        asked.push(request)
        const body =
          asked.length === 26 || asked.length === 27 ? '<html><body>Just a moment</body></html>' : document
        return Promise.resolve([
          { bytes: bytesOf(body), url, fetchedAt: '2026-09-23T00:00:00Z', validator: { etag: '"1"' } },
        ])
      },
    }
    const outcomes: string[] = []
    for (let hour = 0; hour < 29; hour += 1) {
      const scheduledAt = new Date(
        Date.parse('2026-09-23T00:00:00Z') + (hour < 25 ? hour : hour + 24) * 3_600_000,
      ).toISOString()
      outcomes.push((await checkSource({ source: 'ofac-sdn', scheduledAt }, deps)).outcome)
    }
    const whole = asked.flatMap(({ validators }, check) => (validators[url] === undefined ? [check] : []))
    expect(outcomes.slice(25, 28)).toEqual(['rejected', 'rejected', 'unchanged'])
    expect(whole).toEqual([0, 24, 25, 26, 27])
  })
})
