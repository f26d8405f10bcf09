import { ConfigError } from '../errors.ts'
import type { WatchedSource } from '../model/source.ts'
import { watchedSources } from '../model/source.ts'
import { bisEntityListReader } from './bis-entity-list/reader.ts'
import { cbpWroReader } from './cbp-wro/reader.ts'
import { dhsUflpaReader } from './dhs-uflpa/reader.ts'
import { ofacNonSdnReader, ofacSdnReader } from './ofac/readers.ts'
import type { LedgerReader, SnapshotReader } from './reader.ts'
import { tradeCslWatchedReader } from './trade-csl/reader.ts'
import { usStatuteReader } from './us-statute/reader.ts'

const readers: Readonly<Record<WatchedSource, SnapshotReader | LedgerReader>> = {
  'bis-entity-list': bisEntityListReader,
  'ofac-sdn': ofacSdnReader,
  'ofac-nonsdn': ofacNonSdnReader,
  'cbp-wro': cbpWroReader,
  'dhs-uflpa': dhsUflpaReader,
  'us-statute': usStatuteReader,
  'trade-csl': tradeCslWatchedReader,
}

/** The reader of a watched source. Throws `ConfigError` for a name that is none. */
export const readerOf = (source: string): SnapshotReader | LedgerReader => {
  const watched = watchedSources.find((known) => known === source)
  if (!watched)
    throw new ConfigError(
      `"${source}" is not a source that is watched`,
      `Use one of ${watchedSources.join(', ')}.`,
    )
  return readers[watched]
}
