import { notImplemented, wrongTemplate } from './refusal.ts'

/** Where an intrinsic function finds what it names. Every member throws when it does not know the name. */
export interface Scope {
  ref: (logicalId: string) => unknown
  attribute: (logicalId: string, attribute: string) => unknown
  importValue: (exportName: string) => unknown
  stackOutput: (stackName: string, outputName: string) => unknown
  condition: (name: string) => boolean
  mapping: (map: string, top: string, second: string) => unknown
}

/** `AWS::NoValue`: the property is as if it had not been written. */
const noValue = Symbol('AWS::NoValue')

type Members = Record<string, unknown>
type Evaluate = (argument: unknown, scope: Scope, place: string) => unknown

const isObject = (value: unknown): value is Members =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

/** The intrinsic that an object is, if it is one: a single member called `Ref`, `Condition` or `Fn::…`. */
const intrinsicOf = (value: unknown): [name: string, argument: unknown] | undefined => {
  if (!isObject(value)) return undefined
  const entries = Object.entries(value)
  const [entry] = entries
  if (entries.length !== 1 || entry === undefined) return undefined
  return entry[0] === 'Ref' || entry[0].startsWith('Fn::') ? entry : undefined
}

const text = (value: unknown, place: string): string => {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw wrongTemplate(place, `a text is wanted, not ${JSON.stringify(value)}`)
}

const list = (value: unknown, place: string): unknown[] => {
  if (Array.isArray(value)) return value
  throw wrongTemplate(place, `a list is wanted, not ${JSON.stringify(value)}`)
}

const evaluated = (argument: unknown, scope: Scope, place: string): unknown => {
  const value = evaluate(argument, scope, place)
  if (value === noValue) throw wrongTemplate(place, 'AWS::NoValue cannot be used as a value here')
  return value
}

const evaluatedText = (argument: unknown, scope: Scope, place: string): string =>
  text(evaluated(argument, scope, place), place)

/** Arguments of a function that takes a list of exactly so many. */
const argumentsOf = (argument: unknown, counts: number[], place: string): unknown[] => {
  const items = list(argument, place)
  if (!counts.includes(items.length)) {
    throw wrongTemplate(place, `takes ${counts.join(' or ')} arguments, not ${items.length}`)
  }
  return items
}

const substitute = (argument: unknown, scope: Scope, place: string): string => {
  const [pattern, own] =
    typeof argument === 'string' ? [argument, undefined] : argumentsOf(argument, [2], place)
  const variables: Members = isObject(own) ? own : {}
  return text(pattern, place).replace(/\$\{([^}]*)\}/g, (_whole, inner: string) => {
    if (inner.startsWith('!')) return `\${${inner.slice(1)}}`
    const name = inner.trim()
    if (Object.hasOwn(variables, name)) return evaluatedText(variables[name], scope, place)
    const [logicalId = '', ...attribute] = name.split('.')
    const value =
      attribute.length > 0 ? scope.attribute(logicalId, attribute.join('.')) : scope.ref(logicalId)
    return text(value, place)
  })
}

const getAttribute = (argument: unknown, scope: Scope, place: string): unknown => {
  const parts = typeof argument === 'string' ? argument.split('.') : list(argument, place)
  const [logicalId, ...attribute] = parts.map((part) => evaluatedText(part, scope, place))
  if (logicalId === undefined || attribute.length === 0) {
    throw wrongTemplate(place, 'takes a logical id and an attribute')
  }
  return scope.attribute(logicalId, attribute.join('.'))
}

const select = (argument: unknown, scope: Scope, place: string): unknown => {
  const [at, from] = argumentsOf(argument, [2], place)
  const items = list(evaluated(from, scope, place), place)
  const index = Number(evaluatedText(at, scope, place))
  if (!Number.isInteger(index) || index < 0 || index >= items.length) {
    throw wrongTemplate(place, `there is no item ${index} in a list of ${items.length}`)
  }
  return items[index]
}

const stackOutput = (argument: unknown, scope: Scope, place: string): unknown => {
  if (!isObject(argument)) throw wrongTemplate(place, 'takes StackName and OutputName')
  const { StackName: stack, OutputName: output, Region: _region, ...others } = argument
  const [other] = Object.keys(others)
  if (other !== undefined) throw notImplemented(place, `the argument ${other}`)
  return scope.stackOutput(evaluatedText(stack, scope, place), evaluatedText(output, scope, place))
}

/** A condition: true or false from the few functions that CloudFormation allows there. */
export const evaluateCondition = (value: unknown, scope: Scope, place: string): boolean => {
  if (typeof value === 'boolean') return value
  const [name, argument] = isObject(value) ? (Object.entries(value)[0] ?? ['']) : ['']
  const each = (): boolean[] =>
    argumentsOf(argument, [2, 3, 4, 5, 6, 7, 8, 9, 10], `${place}.${name}`).map((item) =>
      evaluateCondition(item, scope, `${place}.${name}`),
    )
  switch (name) {
    case 'Condition':
      return scope.condition(text(argument, place))
    case 'Fn::Equals': {
      const [left, right] = argumentsOf(argument, [2], place)
      return JSON.stringify(evaluated(left, scope, place)) === JSON.stringify(evaluated(right, scope, place))
    }
    case 'Fn::Not':
      return !evaluateCondition(argumentsOf(argument, [1], place)[0], scope, place)
    case 'Fn::And':
      return each().every(Boolean)
    case 'Fn::Or':
      return each().some(Boolean)
    default:
      throw notImplemented(place, `the condition ${name || JSON.stringify(value)}`)
  }
}

const functions: Record<string, Evaluate> = {
  Ref: (argument, scope, place) => {
    const name = text(argument, place)
    return name === 'AWS::NoValue' ? noValue : scope.ref(name)
  },
  'Fn::GetAtt': getAttribute,
  'Fn::Sub': substitute,
  'Fn::Select': select,
  'Fn::GetStackOutput': stackOutput,
  'Fn::ImportValue': (argument, scope, place) => scope.importValue(evaluatedText(argument, scope, place)),
  'Fn::Join': (argument, scope, place) => {
    const [separator, items] = argumentsOf(argument, [2], place)
    return list(evaluated(items, scope, place), place)
      .map((item) => text(item, place))
      .join(text(separator, place))
  },
  'Fn::Split': (argument, scope, place) => {
    const [separator, whole] = argumentsOf(argument, [2], place)
    return evaluatedText(whole, scope, place).split(text(separator, place))
  },
  'Fn::If': (argument, scope, place) => {
    const [condition, whenTrue, whenFalse] = argumentsOf(argument, [3], place)
    return evaluate(scope.condition(text(condition, place)) ? whenTrue : whenFalse, scope, place)
  },
  'Fn::FindInMap': (argument, scope, place) => {
    const [map, top, second] = argumentsOf(argument, [3], place).map((part) =>
      evaluatedText(part, scope, place),
    )
    return scope.mapping(map ?? '', top ?? '', second ?? '')
  },
}

const evaluate = (value: unknown, scope: Scope, place: string): unknown => {
  if (Array.isArray(value)) {
    return value
      .map((item, index) => evaluate(item, scope, `${place}[${index}]`))
      .filter((item) => item !== noValue)
  }
  if (!isObject(value)) return value
  const intrinsic = intrinsicOf(value)
  if (intrinsic) {
    const [name, argument] = intrinsic
    const known = functions[name]
    if (known === undefined) throw notImplemented(place, `the intrinsic function ${name}`)
    return known(argument, scope, `${place}.${name}`)
  }
  const members = Object.entries(value).map(([key, member]): [string, unknown] => [
    key,
    evaluate(member, scope, `${place}.${key}`),
  ])
  return Object.fromEntries(members.filter(([, member]) => member !== noValue))
}

/**
 * The value with every intrinsic function replaced by what it stands for.
 * @param place where the value stands ("Pipe/Screen2B87E20D"), for messages
 * @throws ConfigError for an intrinsic that is not known, and for arguments that make no sense
 */
export const resolve = (value: unknown, scope: Scope, place: string): unknown => {
  const result = evaluate(value, scope, place)
  return result === noValue ? undefined : result
}

/** Every logical id that the value refers to (pseudo parameters and parameters included). */
export const referencesIn = (value: unknown, found = new Set<string>()): Set<string> => {
  if (Array.isArray(value)) for (const item of value) referencesIn(item, found)
  if (!isObject(value)) return found
  const intrinsic = intrinsicOf(value)
  if (intrinsic) {
    const [name, argument] = intrinsic
    if (name === 'Ref' && typeof argument === 'string') found.add(argument)
    if (name === 'Fn::GetAtt') {
      const logicalId = typeof argument === 'string' ? argument.split('.')[0] : (argument as unknown[])[0]
      if (typeof logicalId === 'string') found.add(logicalId)
    }
    if (name === 'Fn::Sub') {
      const pattern = typeof argument === 'string' ? argument : String((argument as unknown[])[0])
      for (const [, inner] of pattern.matchAll(/\$\{([^!}][^}]*)\}/g)) {
        found.add((inner ?? '').trim().split('.')[0] ?? '')
      }
    }
  }
  for (const member of Object.values(value)) referencesIn(member, found)
  return found
}
