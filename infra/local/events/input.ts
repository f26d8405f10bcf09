import type { BusEvent, Target } from './store.ts'

/** A target's input cannot be made from an event: what AWS gives up at once, without another attempt. */
export class InputProblem extends Error {}

/** Steps of `$.detail.items[0].name` and `$.detail['a.b']`, or undefined for what is no path. */
export const readPath = (path: string): (string | number)[] | undefined => {
  if (!path.startsWith('$')) return undefined
  const steps: (string | number)[] = []
  let rest = path.slice(1)
  while (rest !== '') {
    const found = /^(?:\.([A-Za-z0-9_-]+)|\[(\d+)\]|\['([^']+)'\])/.exec(rest)
    if (!found) return undefined
    const [whole, name, index, quoted] = found
    steps.push(index === undefined ? (name ?? quoted ?? '') : Number(index))
    rest = rest.slice(whole.length)
  }
  return steps
}

const valueAt = (event: unknown, path: string): unknown => {
  let value = event
  for (const step of readPath(path) ?? []) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, step)) return undefined
    value = (value as Record<string | number, unknown>)[step]
  }
  return value
}

/** Within a text of the template a value is written as it reads; elsewhere as JSON. */
const written = (value: unknown, inText: boolean): string => {
  if (!inText) return value === undefined ? '""' : JSON.stringify(value)
  if (value === undefined) return ''
  return JSON.stringify(typeof value === 'string' ? value : JSON.stringify(value)).slice(1, -1)
}

/** Whether an odd number of quotation marks, not counting escaped ones, stands before. */
const isInText = (before: string): boolean => (before.replace(/\\./gs, '').split('"').length - 1) % 2 === 1

const transform = (
  { InputPathsMap: paths = {}, InputTemplate: template }: NonNullable<Target['InputTransformer']>,
  event: BusEvent,
  rule: { arn: string; name: string },
  ingestedAt: string,
): string => {
  const variables = new Map<string, unknown>(
    Object.entries(paths).map(([name, path]) => [name, valueAt(event, path)]),
  )
  variables.set('aws.events.rule-arn', rule.arn)
  variables.set('aws.events.rule-name', rule.name)
  variables.set('aws.events.event.ingestion-time', ingestedAt)
  variables.set(
    'aws.events.event',
    Object.fromEntries(Object.entries(event).filter(([key]) => key !== 'detail')),
  )
  variables.set('aws.events.event.json', event)
  const filled = template.replace(/<([A-Za-z0-9._-]+)>/g, (whole, name: string, offset: number) =>
    variables.has(name) ? written(variables.get(name), isInText(template.slice(0, offset))) : whole,
  )
  try {
    JSON.parse(filled)
  } catch {
    throw new InputProblem(`The input template of rule ${rule.name} does not give JSON for event ${event.id}`)
  }
  return filled
}

/** What a target receives of an event: JSON. Throws `InputProblem`. */
export const inputFor = (
  target: Target,
  event: BusEvent,
  rule: { arn: string; name: string },
  ingestedAt: string,
): string => {
  if (target.Input !== undefined) return target.Input
  if (target.InputPath !== undefined) return JSON.stringify(valueAt(event, target.InputPath) ?? null)
  if (target.InputTransformer) return transform(target.InputTransformer, event, rule, ingestedAt)
  return JSON.stringify(event)
}
