/**
 * The refusal that an embedded service answers with, in the service's own words: SDK clients branch on `code`.
 * It is a message of the wire, not one of Tierwatch's own failures, so it stands beside `shared/errors.ts`.
 */
export class ServiceError extends Error {
  readonly code: string
  readonly status: number
  /** Further elements of the error's body, such as the header that S3 names. */
  readonly details: Readonly<Record<string, string>>

  constructor(code: string, message: string, status = 400, details: Readonly<Record<string, string>> = {}) {
    super(message)
    this.name = 'ServiceError'
    this.code = code
    this.status = status
    this.details = details
  }
}

/** What went wrong, as text, whatever was thrown. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
