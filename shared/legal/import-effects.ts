import type { Effect } from './effect.ts'
export const importEffects: readonly Effect[] = []
