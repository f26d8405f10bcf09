import type { DueItem, DueStore, LastLook } from '../../shared/lists/due-dates.ts'
import type { SourceId } from '../../shared/model/source.ts'

export interface DueTables {
  items: DueItem[]
  lookedThrough: Map<SourceId, LastLook>
}

export const emptyDueTables = (): DueTables => ({ items: [], lookedThrough: new Map() })

export const memoryDueStore = (tables: DueTables = emptyDueTables()): DueStore => ({
  put: async (items) => {
    for (const item of items) {
      if (!tables.items.some((known) => JSON.stringify(known) === JSON.stringify(item)))
        tables.items.push(structuredClone(item))
    }
  },
  between: async (source, after, through) =>
    structuredClone(
      tables.items.filter((item) => item.source === source && after < item.on && item.on <= through),
    ),
  lookedThrough: async (source) => tables.lookedThrough.get(source),
  putLookedThrough: async (source, look) => {
    tables.lookedThrough.set(source, { ...look })
  },
})
