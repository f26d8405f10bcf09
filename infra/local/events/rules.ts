import { compilePattern, PatternProblem, ruleOperators } from '../wire/event-pattern.ts'
import type { Pattern } from '../wire/event-pattern.ts'
import { parseArn } from '../wire/arn.ts'
import { ServiceError } from '../wire/service-error.ts'
import { readPath } from './input.ts'
import type { Request } from './requests.ts'
import {
  allBuses,
  busArn,
  busAt,
  DEFAULT_BUS,
  notFound,
  ruleArn,
  ruleAt,
  rulesOf,
  targetsOf,
} from './store.ts'
import type { Events, Rule, Target } from './store.ts'

const LARGEST_PATTERN = 4096
const MOST_RULES = 300
const MOST_TARGETS = 5
const TARGET_SERVICES = ['sqs', 'lambda', 'sns']

const validation = (message: string): ServiceError => new ServiceError('ValidationException', message)

/** Throws `InvalidEventPatternException`. */
const readPattern = (text: string): Pattern => {
  const wrong = (reason: string): ServiceError =>
    new ServiceError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${reason}`)
  if (text.length > LARGEST_PATTERN) throw wrong(`it is longer than ${LARGEST_PATTERN} characters`)
  let pattern: unknown
  try {
    pattern = JSON.parse(text)
  } catch {
    throw wrong('it is not JSON')
  }
  try {
    return compilePattern(pattern, ruleOperators)
  } catch (error) {
    if (!(error instanceof PatternProblem)) throw error
    const what = error.unknown === undefined ? error.message : `Unrecognized match type ${error.unknown}`
    throw wrong(`${what}${error.path === '' ? '' : ` at ${error.path.slice(1)}`}`)
  }
}

const ruleAnswer = (rule: Rule) => ({
  Name: rule.name,
  Arn: ruleArn(rule.bus, rule.name),
  EventPattern: rule.pattern,
  State: rule.state,
  EventBusName: rule.bus,
  ...(rule.description !== undefined && { Description: rule.description }),
})

interface Paged {
  NextToken?: string | undefined
  Limit?: number | undefined
}

/** A page of a list in the order of its names; the token is the last one's name. */
const pageOf = <Item>(items: Item[], nameOf: (item: Item) => string, { NextToken, Limit = 100 }: Paged) => {
  const rest = NextToken === undefined ? items : items.filter((item) => nameOf(item) > NextToken)
  const shown = rest.slice(0, Limit)
  const last = shown.at(-1)
  return { shown, next: rest.length > shown.length && last !== undefined ? { NextToken: nameOf(last) } : {} }
}

export const createEventBus = (events: Events, request: Request<'CreateEventBus'>) => {
  const { Name, Description } = request
  if (Name.includes('/')) throw validation('Event bus name must not contain "/".')
  if (events.database.get('SELECT 1 FROM buses WHERE name = ?', Name)) {
    throw new ServiceError('ResourceAlreadyExistsException', `Event bus ${Name} already exists.`)
  }
  events.database.run('INSERT INTO buses VALUES (?, ?, ?)', Name, Description ?? null, events.now())
  return { EventBusArn: busArn(Name), ...(Description !== undefined && { Description }) }
}

export const deleteEventBus = (events: Events, { Name }: Request<'DeleteEventBus'>) => {
  if (Name === DEFAULT_BUS) throw validation('Cannot delete event bus default.')
  if (rulesOf(events, Name).length > 0) throw validation('Event bus can not be deleted since it has rules.')
  events.database.run('DELETE FROM buses WHERE name = ?', Name)
  return {}
}

const busAnswer = (name: string) => ({ Name: name, Arn: busArn(name) })

export const describeEventBus = (events: Events, { Name }: Request<'DescribeEventBus'>) =>
  busAnswer(busAt(events, Name))

export const listEventBuses = (events: Events, request: Request<'ListEventBuses'>) => {
  const names = allBuses(events).filter((name) => name.startsWith(request.NamePrefix ?? ''))
  const { shown, next } = pageOf(names, (name) => name, request)
  return { EventBuses: shown.map(busAnswer), ...next }
}

export const putRule = (events: Events, request: Request<'PutRule'>) => {
  const bus = busAt(events, request.EventBusName)
  const { Name: name, EventPattern: pattern } = request
  if (pattern === undefined) throw validation('Parameter(s) EventPattern must be specified.')
  readPattern(pattern)
  const others = rulesOf(events, bus).filter((rule) => rule.name !== name)
  if (others.length >= MOST_RULES) {
    throw new ServiceError(
      'LimitExceededException',
      `The requested resource exceeds the maximum number allowed.`,
    )
  }
  events.database.run(
    `INSERT INTO rules VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
      SET pattern = excluded.pattern, state = excluded.state, description = excluded.description`,
    bus,
    name,
    pattern,
    request.State ?? 'ENABLED',
    request.Description ?? null,
  )
  return { RuleArn: ruleArn(bus, name) }
}

export const describeRule = (events: Events, request: Request<'DescribeRule'>) =>
  ruleAnswer(ruleAt(events, busAt(events, request.EventBusName), request.Name))

export const listRules = (events: Events, request: Request<'ListRules'>) => {
  const rules = rulesOf(events, busAt(events, request.EventBusName)).filter((rule) =>
    rule.name.startsWith(request.NamePrefix ?? ''),
  )
  const { shown, next } = pageOf(rules, (rule) => rule.name, request)
  return { Rules: shown.map(ruleAnswer), ...next }
}

export const listRuleNamesByTarget = (events: Events, request: Request<'ListRuleNamesByTarget'>) => {
  const names = rulesOf(events, busAt(events, request.EventBusName))
    .filter((rule) => targetsOf(events, rule).some((target) => target.Arn === request.TargetArn))
    .map((rule) => rule.name)
  const { shown, next } = pageOf(names, (name) => name, request)
  return { RuleNames: shown, ...next }
}

export const deleteRule = (events: Events, request: Request<'DeleteRule'>) => {
  const bus = busAt(events, request.EventBusName)
  if (targetsOf(events, { bus, name: request.Name }).length > 0) {
    throw validation("Rule can't be deleted since it has targets.")
  }
  events.database.run('DELETE FROM rules WHERE bus = ? AND name = ?', bus, request.Name)
  return {}
}

const setState = (events: Events, request: Request<'EnableRule'>, state: Rule['state']) => {
  const { bus, name } = ruleAt(events, busAt(events, request.EventBusName), request.Name)
  events.database.run('UPDATE rules SET state = ? WHERE bus = ? AND name = ?', state, bus, name)
  return {}
}

export const enableRule = (events: Events, request: Request<'EnableRule'>) =>
  setState(events, request, 'ENABLED')
export const disableRule = (events: Events, request: Request<'DisableRule'>) =>
  setState(events, request, 'DISABLED')

/** Why a target cannot be, or undefined. */
const targetProblem = (target: Target): string | undefined => {
  const { service = '' } = parseArn(target.Arn) ?? {}
  if (!TARGET_SERVICES.includes(service)) {
    return `Provided Arn is not in correct format, or is a kind of target that does not exist on one machine: ${target.Arn}`
  }
  const inputs = [target.Input, target.InputPath, target.InputTransformer].filter(
    (given) => given !== undefined,
  )
  if (inputs.length > 1)
    return `Only one of Input, InputPath, or InputTransformer must be provided for target ${target.Id}.`
  if (target.Input !== undefined) {
    try {
      JSON.parse(target.Input)
    } catch {
      return `JSON syntax error in input for target ${target.Id}.`
    }
  }
  const paths = [target.InputPath, ...Object.values(target.InputTransformer?.InputPathsMap ?? {})]
  const bad = paths.find((path) => path !== undefined && readPath(path) === undefined)
  if (bad !== undefined) return `Invalid JSON path ${bad} for target ${target.Id}.`
  const queue = target.DeadLetterConfig?.Arn
  if (queue !== undefined && parseArn(queue)?.service !== 'sqs') {
    return `Parameter DeadLetterConfig.Arn is not valid: ${queue} is not a queue.`
  }
  return undefined
}

export const putTargets = (events: Events, request: Request<'PutTargets'>) => {
  const rule = ruleAt(events, busAt(events, request.EventBusName), request.Rule)
  const ids = new Set([...targetsOf(events, rule), ...request.Targets].map((target) => target.Id))
  if (ids.size > MOST_TARGETS) {
    throw new ServiceError(
      'LimitExceededException',
      'The requested resource exceeds the maximum number allowed.',
    )
  }
  for (const target of request.Targets) {
    const problem = targetProblem(target)
    if (problem !== undefined) throw validation(problem)
  }
  for (const target of request.Targets) {
    events.database.run(
      'INSERT OR REPLACE INTO targets VALUES (?, ?, ?, ?)',
      rule.bus,
      rule.name,
      target.Id,
      JSON.stringify(target),
    )
  }
  return { FailedEntryCount: 0, FailedEntries: [] }
}

export const removeTargets = (events: Events, request: Request<'RemoveTargets'>) => {
  const { bus, name } = ruleAt(events, busAt(events, request.EventBusName), request.Rule)
  const failed = request.Ids.flatMap((id) =>
    events.database.run('DELETE FROM targets WHERE bus = ? AND rule = ? AND id = ?', bus, name, id)
      .changes === 1
      ? []
      : [
          {
            TargetId: id,
            ErrorCode: 'ResourceNotFoundException',
            ErrorMessage: notFound(`Target ${id}`).message,
          },
        ],
  )
  return { FailedEntryCount: failed.length, FailedEntries: failed }
}

export const listTargetsByRule = (events: Events, request: Request<'ListTargetsByRule'>) => {
  const rule = ruleAt(events, busAt(events, request.EventBusName), request.Rule)
  const { shown, next } = pageOf(targetsOf(events, rule), (target) => target.Id, request)
  return { Targets: shown, ...next }
}

const NEEDED = ['id', 'account', 'source', 'time', 'region', 'resources', 'detail-type']

export const testEventPattern = (_events: Events, request: Request<'TestEventPattern'>) => {
  const pattern = readPattern(request.EventPattern)
  let event: unknown
  try {
    event = JSON.parse(request.Event)
  } catch {
    throw validation('Parameter Event is not valid. Reason: it is not JSON')
  }
  const missing = NEEDED.filter((field) => !Object.hasOwn(Object(event) as object, field))
  if (missing.length > 0) {
    throw validation(`Parameter Event is not valid. Reason: it lacks ${missing.join(', ')}`)
  }
  return { Result: pattern(event) }
}
