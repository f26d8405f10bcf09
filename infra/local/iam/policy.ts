import { z } from 'zod'

const texts = z.union([z.string().transform((text) => [text]), z.array(z.string())])

const conditionValues = z
  .union([z.string(), z.number(), z.boolean(), z.array(z.union([z.string(), z.number(), z.boolean()]))])
  .transform((value) => [value].flat().map(String))

interface Principals {
  AWS?: string[] | undefined
  Service?: string[] | undefined
  Federated?: string[] | undefined
  CanonicalUser?: string[] | undefined
}

const principal = z.union([
  z.literal('*').transform((): Principals => ({ AWS: ['*'] })),
  z
    .strictObject({
      AWS: texts.optional(),
      Service: texts.optional(),
      Federated: texts.optional(),
      CanonicalUser: texts.optional(),
    })
    .transform((given): Principals => given),
])

const statement = z
  .strictObject({
    Sid: z.string().optional(),
    Effect: z.enum(['Allow', 'Deny']),
    Action: texts.optional(),
    NotAction: texts.optional(),
    Resource: texts.optional(),
    NotResource: texts.optional(),
    Principal: principal.optional(),
    NotPrincipal: principal.optional(),
    Condition: z.record(z.string(), z.record(z.string(), conditionValues)).optional(),
  })
  .refine(({ Action, NotAction }) => (Action === undefined) !== (NotAction === undefined), {
    message: 'a statement has either Action or NotAction',
  })

/** A policy document: of a role, of a resource, or of a key. */
export const policyDocument = z.strictObject({
  Version: z.string().optional(),
  Id: z.string().optional(),
  Statement: z.union([z.array(statement), statement.transform((one) => [one])]),
})

export type Statement = z.output<typeof statement>
export type Principal = Principals
