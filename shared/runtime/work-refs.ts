import { z } from 'zod'
import { sourceIds } from '../model/source.ts'

/** What goes over our queues and streams: names of work, never the work itself, checked by whoever gets them. */

export const changeSetRef = z.object({ source: z.enum(sourceIds), seq: z.number().int().positive() })
export const noticeRef = z.object({ customerId: z.string().min(1), noticeId: z.string().min(1) })
export const batchRef = noticeRef.extend({ batch: z.string().min(1) })

interface Keys {
  pk: string
  sk: string
}

/** What follows a prefix; nothing, which no reference is, where the key has another one. */
const after = (prefix: string, key: string): string =>
  key.startsWith(prefix) ? key.slice(prefix.length) : ''

/** The change set whose header has these keys. */
export const changeSetAt = ({ pk, sk }: Keys): z.infer<typeof changeSetRef> =>
  changeSetRef.parse({ source: after('SRC#', pk), seq: Number(after('CS#', sk)) })

/** The notice that has these keys. */
export const noticeAt = ({ pk, sk }: Keys): z.infer<typeof noticeRef> =>
  noticeRef.parse({ customerId: after('C#', pk), noticeId: after('N#', sk) })
