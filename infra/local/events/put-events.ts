import { randomUUID } from 'node:crypto'
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../wire/arn.ts'
import { compilePattern, ruleOperators } from '../wire/event-pattern.ts'
import type { Pattern } from '../wire/event-pattern.ts'
import { ServiceError } from '../wire/service-error.ts'
import { deadLetterFor } from './deliver.ts'
import { InputProblem, inputFor } from './input.ts'
import type { Request } from './requests.ts'
import { busNameOf, hasBus, remember, ruleArn, rulesOf, targetsOf } from './store.ts'
import type { BusEvent, Delivery, Events, Rule, Target } from './store.ts'

const MOST_ENTRIES = 10
/** All entries of a request together: 1 MB since January 2026. */
const LARGEST_REQUEST_BYTES = 1_048_576
const DEFAULT_RETRIES = 185
const DEFAULT_AGE_SECONDS = 86_400

type Entry = Request<'PutEvents'>['Entries'][number]
type Result = { EventId: string } | { ErrorCode: string; ErrorMessage: string }

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-putevent-size */
const sizeOf = (entry: Entry): number =>
  (entry.Time === undefined ? 0 : 14) +
  [entry.Source, entry.DetailType, entry.Detail, ...(entry.Resources ?? [])].reduce(
    (sum, text) => sum + Buffer.byteLength(text ?? ''),
    0,
  )

const invalid = (parameter: string, reason: string): Result => ({
  ErrorCode: 'InvalidArgument',
  ErrorMessage: `Parameter ${parameter} is not valid. Reason: ${reason}`,
})

/** The detail of an entry, or why the entry is refused. */
const read = (entry: Entry): { detail: Record<string, unknown> } | { refused: Result } => {
  for (const name of ['Source', 'DetailType', 'Detail'] as const) {
    if (!entry[name]) return { refused: invalid(name, `${name} is a required argument.`) }
  }
  if ((entry.DetailType ?? '').length > 128) {
    return { refused: invalid('DetailType', 'DetailType must be at most 128 characters long.') }
  }
  if (/^aws\./i.test(entry.Source ?? '')) {
    return {
      refused: {
        ErrorCode: 'NotAuthorizedForSourceException',
        ErrorMessage: 'Not authorized for the source.',
      },
    }
  }
  try {
    const detail: unknown = JSON.parse(entry.Detail ?? '')
    if (detail !== null && typeof detail === 'object' && !Array.isArray(detail)) {
      return { detail: detail as Record<string, unknown> }
    }
  } catch {
    // The same refusal as for JSON that is no object.
  }
  return { refused: { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' } }
}

const compiled = new Map<string, Pattern>()

/** Patterns were checked when their rule was put; compiling is worth keeping, for every event meets every rule. */
const matcherOf = (rule: Rule): Pattern => {
  const known = compiled.get(rule.pattern)
  if (known) return known
  const matcher = compilePattern(JSON.parse(rule.pattern), ruleOperators)
  compiled.set(rule.pattern, matcher)
  return matcher
}

/** Writes what one target is to receive; the caller holds the transaction. */
const enqueue = (events: Events, rule: Rule, target: Target, event: BusEvent): void => {
  const arn = ruleArn(rule.bus, rule.name)
  const deadLetterArn = target.DeadLetterConfig?.Arn
  const delivery: Delivery = {
    kind: 'delivery',
    ruleArn: arn,
    targetArn: target.Arn,
    input: JSON.stringify(event),
    acceptedAt: events.now(),
    maximumRetryAttempts: target.RetryPolicy?.MaximumRetryAttempts ?? DEFAULT_RETRIES,
    maximumEventAgeSeconds: target.RetryPolicy?.MaximumEventAgeInSeconds ?? DEFAULT_AGE_SECONDS,
    ...(deadLetterArn !== undefined && { deadLetterArn }),
  }
  try {
    const ingestedAt = new Date(events.now()).toISOString()
    const job = { ...delivery, input: inputFor(target, event, { arn, name: rule.name }, ingestedAt) }
    events.outbox.add(job)
    if (events.faults?.duplicates()) events.outbox.add(job)
  } catch (error) {
    if (!(error instanceof InputProblem)) throw error
    events.warn(error.message)
    const letter = deadLetterFor(delivery, error, 1)
    if (letter) events.outbox.add(letter)
  }
}

const put = (events: Events, entry: Entry): Result => {
  const checked = read(entry)
  if ('refused' in checked) return checked.refused
  if (events.fails()) return { ErrorCode: 'InternalFailure', ErrorMessage: 'It failed on purpose.' }
  const bus = busNameOf(entry.EventBusName)
  const time = entry.Time === undefined ? new Date(events.now()) : new Date(entry.Time * 1000)
  const event: BusEvent = {
    version: '0',
    id: randomUUID(),
    'detail-type': entry.DetailType ?? '',
    source: entry.Source ?? '',
    account: LOCAL_ACCOUNT,
    time: `${time.toISOString().slice(0, 19)}Z`,
    region: LOCAL_REGION,
    resources: entry.Resources ?? [],
    detail: checked.detail,
  }
  if (!hasBus(events, bus)) {
    // AWS takes the event, answers with an id, and drops it.
    events.warn(
      `event ${event.id} (${event.source}) was put on the bus ${bus}, which does not exist: it is lost`,
    )
    return { EventId: event.id }
  }
  const matching = rulesOf(events, bus).filter((rule) => rule.state === 'ENABLED' && matcherOf(rule)(event))
  for (const rule of matching) {
    for (const target of targetsOf(events, rule)) enqueue(events, rule, target, event)
  }
  remember(events, bus, event, matching.length)
  return { EventId: event.id }
}

/** Takes each entry by itself: what is wrong with one is told in its place and leaves the others alone. */
export const putEvents = (events: Events, { Entries: entries }: Request<'PutEvents'>) => {
  if (entries.length === 0 || entries.length > MOST_ENTRIES) {
    throw new ServiceError(
      'ValidationException',
      `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length ${
        entries.length === 0 ? 'greater than or equal to 1' : `less than or equal to ${MOST_ENTRIES}`
      }`,
    )
  }
  if (entries.reduce((sum, entry) => sum + sizeOf(entry), 0) > LARGEST_REQUEST_BYTES) {
    throw new ServiceError(
      'ValidationException',
      'Total size of the entries in the request is over the limit.',
    )
  }
  const results = events.database.transaction(() => entries.map((entry) => put(events, entry)))
  return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results }
}
