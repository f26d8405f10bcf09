import type { Storage } from '../storage.ts'

/** An answer that is JSON text already: stored items go out as they are, without being parsed. */
export class JsonText {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** One API operation: a request's body in, the answer out. Refusals are thrown as ServiceError. */
export type Operation = (storage: Storage, body: unknown) => object | JsonText

/** Largest sum of item sizes in one page of a query or scan. */
export const MAX_PAGE_BYTES = 1024 * 1024
