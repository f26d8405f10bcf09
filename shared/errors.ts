/**
 * The taxonomy of failures. Each class answers two questions for whoever meets it: is it worth trying again,
 * and what to do next. Messages never hold secrets or supplier data beyond the row that the reader sent in.
 */
export abstract class TierwatchError extends Error {
  abstract readonly retryable: boolean
  /** What a person does next, in one sentence. */
  readonly nextStep: string

  constructor(message: string, nextStep: string, options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.name
    this.nextStep = nextStep
  }
}

/** The network or a service failed in a way that passes: try again. */
export class TransientError extends TierwatchError {
  readonly retryable = true
}

/** The reasons for which a document is not believed to be the list at all. */
export type ShapeFault =
  | 'empty-body'
  | 'not-the-document'
  | 'challenge-page'
  | 'firewall-challenge'
  | 'access-refused'
  | 'forbidden-redirect'
  | 'too-large'
  | 'wrong-root'
  | 'wrong-namespace'
  | 'truncated'
  | 'count-mismatch'
  | 'unknown-category'
  | 'missing-column'
  | 'missing-table'
  | 'forbidden-doctype'
  | 'malformed'
  | 'unexplained-row'
  | 'unexplained-instruction'
  | 'wrong-question'

/** The document does not look like the source: it is refused, and the last good version stays. */
export class SourceShapeError extends TierwatchError {
  readonly retryable = false
  readonly fault: ShapeFault
  /** Where in the document: "line 12", "sdnEntry 4711", "table (ii), row 3". */
  readonly place?: string

  constructor(fault: ShapeFault, message: string, options?: ErrorOptions & { place?: string }) {
    super(
      options?.place ? `${message} (${options.place})` : message,
      'Compare the archived document with the last good one; the last good version stays in force until a good document comes.',
      options,
    )
    this.fault = fault
    if (options?.place !== undefined) this.place = options.place
  }
}

/** One thing that is wrong with a file that a customer or an operator gave. */
export interface InputProblem {
  file: string
  /** 1-based line of the row's first line; 1 is the header. */
  line?: number
  field?: string
  reason: string
}

/** Wrong input is refused whole; every problem is named. */
export class InputError extends TierwatchError {
  readonly retryable = false
  readonly problems: InputProblem[]

  constructor(
    message: string,
    problems: InputProblem[],
    nextStep = 'Correct the named rows and send the whole file again; nothing was changed.',
  ) {
    super(message, nextStep)
    this.problems = problems
  }
}

/** Somebody else wrote first: read again, and usually nothing is left to do. */
export class ConflictError extends TierwatchError {
  readonly retryable = true
}

/** A newer run of the same work has taken it over: this one stands aside, and nothing is left for it to do. */
export class OvertakenError extends ConflictError {}

/** The deployment or the call is wrong: an unset variable, an unknown customer. */
export class ConfigError extends TierwatchError {
  readonly retryable = false
}

/** What should be there by an invariant is not: a torn version, a missing entry, a hash that differs. */
export class IntegrityError extends TierwatchError {
  readonly retryable = false
}
