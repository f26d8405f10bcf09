import { ServiceError } from '../wire/service-error.ts'

export const invalidParameter = (message: string): ServiceError =>
  new ServiceError('InvalidParameter', `Invalid parameter: ${message}`)

/** For what SNS does and this service does not. */
export const unsupported = (what: string): ServiceError =>
  new ServiceError('InvalidParameter', `Invalid parameter: ${what} is not supported on one machine`)

/**
 * The parameters of a request of the query protocol: `Attributes.entry.1.key=…`. Remembers what was read, so that a
 * parameter that nobody read can be refused by name.
 */
export class Form {
  readonly #values: ReadonlyMap<string, string>
  readonly #read: Set<string>
  readonly #prefix: string

  private constructor(values: ReadonlyMap<string, string>, read: Set<string>, prefix: string) {
    this.#values = values
    this.#read = read
    this.#prefix = prefix
  }

  static of(parameters: URLSearchParams): Form {
    return new Form(new Map(parameters), new Set(['Action', 'Version']), '')
  }

  optional(name: string): string | undefined {
    this.#read.add(this.#prefix + name)
    return this.#values.get(this.#prefix + name)
  }

  /** Throws `InvalidParameter` when it is not there. */
  required(name: string): string {
    const value = this.optional(name)
    if (value === undefined)
      throw invalidParameter(`${this.#prefix}${name} Reason: no value found for a required parameter`)
    return value
  }

  flag(name: string): boolean {
    const value = this.optional(name) ?? 'false'
    if (value !== 'true' && value !== 'false')
      throw invalidParameter(`${name} Reason: it must be true or false`)
    return value === 'true'
  }

  /** The members of a list (`Tags.member.1.Key`) in their order, each as a form of its own. */
  members(name: string, kind: 'member' | 'entry'): Form[] {
    // An empty list comes as its bare name.
    this.#read.add(this.#prefix + name)
    const start = `${this.#prefix}${name}.${kind}.`
    const numbers = new Set<number>()
    for (const key of this.#values.keys()) {
      const digits = key.startsWith(start) ? /^\d+/.exec(key.slice(start.length))?.[0] : undefined
      if (digits !== undefined) numbers.add(Number(digits))
    }
    return [...numbers]
      .sort((a, b) => a - b)
      .map((number) => new Form(this.#values, this.#read, `${start}${number}.`))
  }

  /** A list of texts: `TagKeys.member.1`. */
  texts(name: string): string[] {
    this.#read.add(this.#prefix + name)
    const found: string[] = []
    for (let number = 1; ; number++) {
      const value = this.optional(`${name}.member.${number}`)
      if (value === undefined) return found
      found.push(value)
    }
  }

  /** Whether any parameter begins so. */
  has(name: string): boolean {
    const start = this.#prefix + name
    return [...this.#values.keys()].some((key) => key === start || key.startsWith(`${start}.`))
  }

  /** A map of texts: `Attributes.entry.1.key`, `.value`. */
  map(name: string): Map<string, string> {
    return new Map(
      this.members(name, 'entry').map((entry) => [entry.required('key'), entry.required('value')]),
    )
  }

  /** Counts everything below this form as read: its entry is refused as a whole. */
  markRead(): void {
    for (const name of this.#values.keys()) if (name.startsWith(this.#prefix)) this.#read.add(name)
  }

  /** Refuses the first parameter that nobody read. */
  refuseUnread(): void {
    for (const name of this.#values.keys())
      if (!this.#read.has(name)) throw unsupported(`the parameter ${name}`)
  }
}
