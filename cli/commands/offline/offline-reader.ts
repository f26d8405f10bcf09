import { ConfigError } from '../../../shared/errors.ts'
import { watchedSources } from '../../../shared/model/source.ts'
import type { LedgerReader, SnapshotReader } from '../../../shared/sources/reader.ts'
import { readerOf } from '../../../shared/sources/registry.ts'
import { tradeCslReader } from '../../../shared/sources/trade-csl/reader.ts'
import { UsageError } from '../../errors.ts'

/** What can be read from a file: the watched sources; of the screening list here the parties of every list. */
export const offlineSources = watchedSources

/** The reader of a source. Throws `UsageError` for a name that is none. */
export const offlineReader = (source: string): SnapshotReader | LedgerReader => {
  if (source === 'trade-csl') return tradeCslReader
  try {
    return readerOf(source)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    throw new UsageError(`"${source}" is not a source; the sources are ${offlineSources.join(', ')}`)
  }
}
