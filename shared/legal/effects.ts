import { bisEffects } from './bis.ts'
import type { Effect } from './effect.ts'
import { importEffects } from './imports.ts'
import { blockingEffects } from './ofac-blocking.ts'
import { nonSdnEffects } from './ofac-nonsdn.ts'
import { tradeCslEffects } from './trade-csl.ts'

/** The one table of legal effects. Everything that is ever said about what a listing does stands in a row of it. */
export const effects: readonly Effect[] = [
  ...bisEffects,
  ...blockingEffects,
  ...nonSdnEffects,
  ...importEffects,
  ...tradeCslEffects,
]

const byId = new Map(effects.map((effect) => [effect.id, effect]))

/** The row of an id; `undefined` for an id that the table does not have. */
export const effectOf = (effectId: string): Effect | undefined => byId.get(effectId)
