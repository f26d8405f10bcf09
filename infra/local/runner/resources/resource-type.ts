import { z } from 'zod'
import type { Stack } from '../assembly.ts'
import type { Log } from '../log.ts'
import type { Plan } from '../plan.ts'
import { notImplemented, wrongTemplate } from '../refusal.ts'
import type { Clients } from '../services.ts'
import type { RunnerState } from '../state.ts'

/** What other resources may know of one: the value of `Ref`, and its attributes. */
export interface Made {
  ref: string
  attributes: Record<string, string>
}

export interface Making {
  stack: Stack
  logicalId: string
  constructPath: string
  /** "Pipe/Screen2B87E20D (AWS::Lambda::Function)", for messages. */
  place: string
  clients: Clients
  plan: Plan
  state: RunnerState
  stateDirectory: string
  log: Log
}

/** A type of resource that exists on the local machine. */
export interface ResourceType {
  /** Properties that need no counterpart here, each with the reason. They are not even evaluated. */
  inert: Record<string, string>
  make: (properties: Record<string, unknown>, making: Making) => Promise<Made>
}

/** CloudFormation takes numbers and booleans written as text. */
export const integer = z.union([
  z.number().int(),
  z
    .string()
    .regex(/^-?\d+$/)
    .transform(Number),
])
export const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')])

/** A nested property that needs no counterpart here; the reason stands in the source. */
export const inert = (_reason: string): z.ZodOptional<z.ZodUnknown> => z.unknown().optional()

const refusal = (place: string, issue: z.core.$ZodIssue): Error => {
  const path = issue.path.map(String).join('.')
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.map((key) => (path === '' ? key : `${path}.${key}`))
    return notImplemented(place, `the property ${names.join(', ')}`)
  }
  if (issue.code === 'invalid_union') {
    const [unknown] = issue.errors.flat().filter((inner) => inner.code === 'unrecognized_keys')
    if (unknown) return refusal(place, { ...unknown, path: [...issue.path, ...unknown.path] })
  }
  if (issue.code === 'invalid_value') {
    return notImplemented(
      place,
      `this value of the property ${path}: only ${issue.values.map(String).join(', ')}`,
    )
  }
  return wrongTemplate(place, `the property ${path} is not understood: ${issue.message}`)
}

/**
 * A resource type from the schema of what it understands. A property that is neither in the schema nor inert is
 * refused by name.
 */
export const resourceType = <Schema extends z.ZodType>(
  definition: { schema: Schema; inert?: Record<string, string> },
  make: (properties: z.infer<Schema>, making: Making) => Promise<Made> | Made,
): ResourceType => ({
  inert: definition.inert ?? {},
  make: async (properties, making) => {
    const parsed = definition.schema.safeParse(properties)
    if (parsed.success) return make(parsed.data, making)
    throw refusal(making.place, parsed.error.issues[0] as z.core.$ZodIssue)
  },
})
