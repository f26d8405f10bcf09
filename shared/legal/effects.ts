import type { Effect } from './effect.ts'
import { bisEffects } from './bis-effects.ts'
import { importEffects } from './import-effects.ts'
import { ofacEffects } from './ofac-effects.ts'

/** The one table of legal effects. Everything that is ever said about what a listing means is in a row of it. */
export const effects: readonly Effect[] = [...bisEffects, ...ofacEffects, ...importEffects]

const byId = new Map(effects.map((effect) => [effect.id, effect]))

/** The row of an id; `undefined` for an id that no row ever had. */
export const effectOf = (effectId: string): Effect | undefined => byId.get(effectId)
