import type { SourceId } from '../model/source.ts'

/** Why a designation no longer stands in its source's newest document, as far as the document itself says. */
export type RemovalReason = 'delisted' | 'withdrawn-from-table'

/**
 * CBP revokes an order by a notice and says so in the order's status; a row that is gone says nothing of the order. Its
 * removal is `withdrawn-from-table` until a document says revoked. The other lists are the listing: what is not on them
 * is delisted.
 */
export const removalReason = (source: SourceId): RemovalReason =>
  source === 'cbp-wro' ? 'withdrawn-from-table' : 'delisted'
