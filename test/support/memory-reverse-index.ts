import type { ReverseIndex } from '../../shared/matches/ports.ts'

/** Holders (`customer#supplier`) by model and key. */
export type IndexTable = Map<string, Set<string>>

/** The reverse index in memory. */
export const memoryReverseIndex = (table: IndexTable = new Map()): ReverseIndex => ({
  lookUp: async (modelVersion, keys) =>
    new Map(
      keys.flatMap((key) => {
        const holders = [...(table.get(`${modelVersion} ${key}`) ?? [])].sort().map((holder) => {
          const cut = holder.indexOf('#')
          return { customerId: holder.slice(0, cut), supplierId: holder.slice(cut + 1) }
        })
        return holders.length === 0 ? [] : [[key, holders] as const]
      }),
    ),
  put: async (modelVersion, customerId, supplierId, keys) => {
    for (const key of keys) {
      const holders = table.get(`${modelVersion} ${key}`) ?? new Set()
      table.set(`${modelVersion} ${key}`, holders.add(`${customerId}#${supplierId}`))
    }
  },
  remove: async (modelVersion, customerId, supplierId, keys) => {
    for (const key of keys) table.get(`${modelVersion} ${key}`)?.delete(`${customerId}#${supplierId}`)
  },
})
