import { crc32, deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { SourceShapeError } from '../../../shared/errors.ts'
import { fetchDocuments, officialUrls, sdnArchive } from '../../../shared/sources/fetch/fetch-documents.ts'
import { FetchError, type HttpGet } from '../../../shared/sources/fetch/http.ts'
import { unzipOnly } from '../../../shared/sources/fetch/unzip.ts'

const content = Buffer.from('<sdnList>'.padEnd(100_000, 'entries '))

/** A ZIP archive of one file, by the format's own layout. */
const zipOf = (
  file: Buffer,
  { method = 8, size = file.length, files = 1, checksum = crc32(file) } = {},
): Buffer => {
  const data = method === 8 ? deflateRawSync(file) : file
  const name = Buffer.from('SDN.XML')
  const local = Buffer.alloc(30)
  local.writeUInt32LE(0x04034b50, 0)
  local.writeUInt16LE(name.length, 26)
  const entry = Buffer.alloc(46)
  entry.writeUInt32LE(0x02014b50, 0)
  entry.writeUInt16LE(method, 10)
  entry.writeUInt32LE(checksum, 16)
  entry.writeUInt32LE(data.length, 20)
  entry.writeUInt32LE(size, 24)
  entry.writeUInt16LE(name.length, 28)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(files, 10)
  end.writeUInt32LE(46 + name.length, 12)
  end.writeUInt32LE(30 + name.length + data.length, 16)
  return Buffer.concat([local, name, data, entry, name, end])
}

const faultOf = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    if (error instanceof SourceShapeError) return error.fault
    throw error
  }
  throw new Error('it was accepted')
}

describe('the one file of a ZIP archive', () => {
  it.each([0, 8])('is read (method %i)', (method) => {
    expect(Buffer.from(unzipOnly(zipOf(content, { method }), 1_000_000)).equals(content)).toBe(true)
  })

  it.each([
    ['not-the-document', Buffer.from('<html>Access denied, and much more than that</html>')],
    ['not-the-document', Buffer.alloc(0)],
    ['not-the-document', zipOf(content, { files: 2 })],
    ['truncated', zipOf(content).subarray(0, -30)],
    ['truncated', zipOf(content, { checksum: 1 })],
    ['truncated', zipOf(content, { size: content.length + 1 })],
    ['too-large', zipOf(content, { size: 2_000_000 })],
    ['too-large', zipOf(Buffer.alloc(5_000_000), { size: 1000 })],
    ['malformed', zipOf(content, { method: 9 })],
  ])('is refused as %s', (fault, archive) => {
    expect(faultOf(() => unzipOnly(archive, 1_000_000))).toBe(fault)
  })
})

describe("OFAC's SDN List when its 29 MB do not come through", () => {
  const now = () => new Date('2026-09-23T14:00:00Z')
  const list = officialUrls['ofac-sdn']
  const fetchWith = (error: Error, archive: Buffer) => {
    const asked: string[] = []
    const get: HttpGet = async (url) => {
      asked.push(url)
      if (url === list) throw error
      return { status: 200, url, body: archive }
    }
    return {
      asked,
      result: fetchDocuments({ get, now, sleep: async () => {} })({
        source: 'ofac-sdn',
        validators: {},
      }),
    }
  }

  it.each([
    new FetchError('idle-timeout', 'it sent nothing'),
    new SourceShapeError('truncated', 'it broke off'),
  ])('is read from its archive: %s', async (error) => {
    const { asked, result } = fetchWith(error, zipOf(content))
    const [document] = await result
    expect(asked).toEqual([list, sdnArchive])
    expect(Buffer.from(document?.bytes ?? []).equals(content)).toBe(true)
    expect(document).toMatchObject({ url: sdnArchive, fetchedAt: '2026-09-23T14:00:00.000Z' })
    expect(document?.validator).toBeUndefined()
  })

  it('is refused for what the archive would not mend', async () => {
    const refusal = new SourceShapeError('firewall-challenge', 'a challenge')
    const { asked, result } = fetchWith(refusal, zipOf(content))
    await expect(result).rejects.toBe(refusal)
    expect(asked).toEqual([list])
  })
})
