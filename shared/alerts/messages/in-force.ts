import { newYorkDay } from '../../dates.ts'
import type { Alert } from '../../model/alert.ts'

/**
 * Told before what a listing does where its day is still to come: the sentences of law speak of what it does once it is in
 * force. `undefined` where it is, or where the publication names no day.
 */
export const notYetInForce = ({
  dates,
  at,
  kind,
}: Pick<Alert, 'dates' | 'at' | 'kind'>): string | undefined =>
  kind !== 'resolved' && dates.effectiveOn !== undefined && dates.effectiveOn > newYorkDay(at)
    ? `It takes effect on ${dates.effectiveOn}; what follows does not bind before that day.`
    : undefined

/** Only days have come: the entry is what it was. */
export const onlyDaysCame = ({ change: { fields } }: Pick<Alert, 'change'>): boolean =>
  fields.length > 0 && fields.every(({ field }) => field === 'due')
