import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'

/**
 * The bodies of objects, one file each under a random name. A file is complete before the transaction that names it,
 * and removed after the transaction that forgets it: a crash in between leaves a file without a name, nothing worse.
 */
export interface BlobFolder {
  /** Writes a body and answers with its name. */
  write(body: Uint8Array): string
  /** Opens `length` bytes from `start`; the body stays readable even when it is removed meanwhile. */
  read(name: string, start: number, length: number): Promise<Readable>
  remove(names: readonly (string | undefined)[]): void
  /** Removes what no version names. */
  sweep(isNamed: (name: string) => boolean): void
}

export const openBlobs = (directory: string): BlobFolder => {
  mkdirSync(directory, { recursive: true })
  // Two characters of the name as folder: no folder grows to where listing it takes long.
  const pathOf = (name: string): string => join(directory, name.slice(0, 2), name)
  return {
    write: (body) => {
      const name = randomUUID()
      mkdirSync(join(directory, name.slice(0, 2)), { recursive: true })
      const part = `${pathOf(name)}.part`
      writeFileSync(part, body)
      renameSync(part, pathOf(name))
      return name
    },
    read: async (name, start, length) => {
      const handle = await open(pathOf(name), 'r')
      return handle.createReadStream({ start, end: start + length - 1 })
    },
    remove: (names) => {
      for (const name of names) if (name !== undefined) rmSync(pathOf(name), { force: true })
    },
    sweep: (isNamed) => {
      for (const folder of readdirSync(directory)) {
        for (const name of readdirSync(join(directory, folder))) {
          if (name.endsWith('.part') || !isNamed(name)) rmSync(join(directory, folder, name), { force: true })
        }
      }
    },
  }
}
