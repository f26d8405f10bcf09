import type { AnchorStore, AuditTrail } from './ports.ts'

/**
 * Anchors the heads of chains that have moved since their last anchor: a tail that is cut off afterwards is missed. Gives
 * how many were anchored.
 */
export const anchorHeads = async (
  deps: { trails: (chain: string) => Pick<AuditTrail, 'head'>; anchors: AnchorStore; now: () => Date },
  chains: readonly string[],
): Promise<{ anchored: number }> => {
  let anchored = 0
  for (const chain of chains) {
    const head = await deps.trails(chain).head(chain)
    if (!head) continue
    const newest = await deps.anchors.newest(chain)
    if (newest && newest.seq >= head.seq) continue
    await deps.anchors.put({ chain, ...head, anchoredAt: deps.now().toISOString() })
    anchored++
  }
  return { anchored }
}
