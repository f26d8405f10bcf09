import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { ofacNonSdnReader, ofacSdnReader } from '../../shared/sources/ofac/readers.ts'

export interface DocumentsMade {
  before: string
  after: string
  /** Where the first read leaves its read cache and its manifest. */
  cache: string
  manifest: string
  /** Uids of the entries that differ, one a line: the store is asked for these. */
  changedEntries: string
  entries: number
  changed: number
}

const fixture = (name: string): Uint8Array =>
  gunzipSync(readFileSync(new URL(`../../test/fixtures/${name}`, import.meta.url)))

const head = (count: number, date: string): string =>
  `<?xml version="1.0" standalone="yes"?>\r\n<sdnList xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns="https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML">\r\n  <publshInformation>\r\n    <Publish_Date>${date}</Publish_Date>\r\n    <Record_Count>${count}</Record_Count>\r\n  </publshInformation>\r\n`

/**
 * The recorded entries. Those of the SDN list were rebuilt from CSV and have no ids, so that they are shorter than published
 * ones: as many entries of the non-SDN list, as published, stand among them as it takes for OFAC's own measure, which was
 * 19,391 entries in 29,089,607 bytes on 23 September 2026.
 */
const recordedEntries = (): string[] => {
  const rebuilt = ofacSdnReader.cut(fixture('ofac-sdn/2021-07-07/sdn.xml.gz')).entries.map(({ raw }) => raw)
  const published = ofacNonSdnReader
    .cut(fixture('ofac-nonsdn/2024-05-06/consolidated.xml.gz'))
    .entries.map(({ raw }) => raw)
  return rebuilt.flatMap((raw, position) =>
    position % 20 < 9 ? [raw, published[position % published.length] ?? raw] : [raw],
  )
}

const write = (file: string, pieces: Iterable<string>): void => {
  const descriptor = openSync(file, 'w')
  for (const piece of pieces) writeSync(descriptor, piece)
  closeSync(descriptor)
}

/**
 * A list of the given size and the one that follows it. The recorded entries are repeated under new uids and names until
 * the size is reached. Of the changed ones three in five are amended, one in five goes and one in five comes.
 */
export const makeDocuments = (directory: string, bytes: number, changed: number): DocumentsMade => {
  const recorded = recordedEntries()
  const entries: string[] = []
  let size = 400
  for (let round = 0; size < bytes; round++) {
    for (const [position, raw] of recorded.entries()) {
      const uid = 100_000 + round * 50_000 + position
      const entry = raw
        .replace(/<uid>\d+<\/uid>/, `<uid>${uid}</uid>`)
        .replace('<lastName>', `<lastName>${round === 0 ? '' : `R${round} `}`)
      entries.push(entry)
      size += Buffer.byteLength(entry) + 4
      if (size >= bytes) break
    }
  }
  const uidOf = (raw: string): string => /<uid>(\d+)<\/uid>/.exec(raw)?.[1] ?? ''
  const step = Math.floor(entries.length / changed)
  const touched: string[] = []
  const after = entries.flatMap((raw, position) => {
    const number = Math.floor(position / step)
    if (position % step !== 0 || number >= changed) return [raw]
    touched.push(uidOf(raw))
    if (number % 5 === 0) return []
    if (number % 5 === 1) {
      touched.push(String(9_000_000 + number))
      touched.splice(touched.indexOf(uidOf(raw)), 1)
      return [
        raw,
        raw
          .replace(/<uid>\d+<\/uid>/, `<uid>${9_000_000 + number}</uid>`)
          .replace('<lastName>', '<lastName>NEW '),
      ]
    }
    return [raw.replace('</programList>', '<program>SDGT-NEW</program></programList>')]
  })
  const name = (part: string): string => path.join(directory, `${bytes}-${part}`)
  const made = {
    before: name('before.xml'),
    after: name('after.xml'),
    cache: name('cache.bin'),
    manifest: name('manifest.json'),
    changedEntries: name('changed.txt'),
    entries: after.length,
    changed: touched.length,
  }
  const document = function* (list: readonly string[], date: string): Generator<string> {
    yield head(list.length, date)
    for (const entry of list) yield `  ${entry}\r\n`
    yield '</sdnList>'
  }
  write(made.before, document(entries, '09/22/2026'))
  write(made.after, document(after, '09/23/2026'))
  write(made.changedEntries, [touched.join('\n')])
  return made
}
