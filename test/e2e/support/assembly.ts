import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { synthesise } from '../../../infra/synthesise.ts'

const cache = fileURLToPath(new URL('../../../node_modules/.cache/tierwatch-e2e/', import.meta.url))

/** Kept between runs: an assembly of the very same sources is not made again. */
export const sharedAssembly = path.join(cache, 'assembly')

/** What V8 has compiled of the command line's sources, for the many processes that the tests start. */
export const compileCache = path.join(cache, 'compiled')

/** Before the first file of a run: they run side by side, and none of them may find it half made. */
export const setup = async (): Promise<void> => {
  mkdirSync(cache, { recursive: true })
  await synthesise(sharedAssembly, 'local')
}
