import { ServiceError } from '../wire/service-error.ts'

interface Receipt {
  queue: string
  sequence: number
  /** New for each receive: only the newest one deletes. */
  nonce: string
}

export const receiptHandle = (queue: string, sequence: number, nonce: string): string =>
  Buffer.from(JSON.stringify([queue, sequence, nonce])).toString('base64')

/** Reads a handle that this service gave out for this queue. Throws `ReceiptHandleIsInvalid` for any other text. */
export const readReceipt = (queue: string, handle: string): Receipt => {
  const invalid = (): ServiceError =>
    new ServiceError(
      'ReceiptHandleIsInvalid',
      `The input receipt handle "${handle}" is not a valid receipt handle.`,
      404,
    )
  let parts: unknown
  try {
    parts = JSON.parse(Buffer.from(handle, 'base64').toString('utf8'))
  } catch {
    throw invalid()
  }
  if (!Array.isArray(parts) || parts.length !== 3) throw invalid()
  const [name, sequence, nonce] = parts as unknown[]
  if (typeof name !== 'string' || typeof sequence !== 'number' || typeof nonce !== 'string') throw invalid()
  // The message may have gone to the dead-letter queue since; the handle still belongs to where it was received.
  if (name !== queue) throw invalid()
  return { queue: name, sequence, nonce }
}
