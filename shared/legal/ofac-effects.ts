import type { Effect } from './effect.ts'
export const ofacEffects: readonly Effect[] = []
