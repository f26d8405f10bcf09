import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { InputError, SourceShapeError } from '../../../shared/errors.ts'

const again = 'Correct the call or the file and run the command again.'

/** A file that cannot be used: one problem, with its place. */
export const badInput = (
  file: string,
  reason: string,
  place: { line?: number; field?: string } = {},
  nextStep = again,
): InputError => new InputError(`${file}: ${reason}`, [{ file, ...place, reason }], nextStep)

const whyUnreadable = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT') return 'there is no such file'
  if (code === 'EISDIR') return 'this is a folder, not a file'
  if (code === 'EACCES') return 'this file may not be read'
  return error instanceof Error ? error.message : String(error)
}

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

/** The bytes of a file; `.gz` files are read as what they hold. */
export const readInput = async (file: string): Promise<Uint8Array> => {
  let bytes: Uint8Array
  try {
    bytes = await readFile(file)
  } catch (error) {
    throw badInput(file, whyUnreadable(error))
  }
  if (!isGzip(bytes)) {
    if (file.endsWith('.gz')) throw badInput(file, 'the name ends in .gz, but the file is not gzip')
    return bytes
  }
  try {
    return gunzipSync(bytes)
  } catch {
    throw badInput(file, 'the gzip data is damaged or breaks off')
  }
}

/** The name of a file as if it were not compressed, without its folder. */
export const plainName = (file: string): string => basename(file).replace(/\.gz$/, '')

/** What a reader says of a document that it does not believe, as a problem of the file. */
export const inFile = async <T>(file: string, work: () => Promise<T> | T): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof SourceShapeError)) throw error
    const line = /^line (\d+)$/.exec(error.place ?? '')?.[1]
    throw new InputError(
      `${file} is not read: ${error.fault}`,
      [{ file, ...(line === undefined ? {} : { line: Number(line) }), reason: error.message }],
      'Check that the file is complete and is what the source published; nothing of it was used.',
    )
  }
}
