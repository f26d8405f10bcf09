import type { EarlyName, EarlyNews, EarlyNotice } from '../../model/early-notice.ts'
import { compactName } from '../bis-entity-list/natural-key.ts'
import type { RuleReading } from '../reader.ts'
import type { InspectedDocument } from './public-inspection.ts'

/** What one poll, or one rule that was read, says of a document. */
export type Observation =
  | { kind: 'seen'; document: InspectedDocument; names: EarlyName[]; namesFrom: EarlyNotice['namesFrom'] }
  | { kind: 'missing' }
  | { kind: 'published'; rule: Pick<RuleReading, 'citation' | 'publishedOn' | 'actions'>; url: string }

export interface Transition {
  notice: EarlyNotice
  /** What subscribers are told; absent where there is nothing new to tell. */
  tell?: EarlyNews
}

/** Days after its day of publication on which a document that never appeared counts as withdrawn. */
const graceDays = 3
const oneDay = 86_400_000

const keyOf = ({ action, name, country }: EarlyName): string =>
  `${action} ${country ?? ''} ${compactName(name)}`

/** Names of both, told apart; a name without a destination meets the same name under any. */
const differences = (announced: readonly EarlyName[], now: readonly EarlyName[]): string[] => {
  const has = (names: readonly EarlyName[], one: EarlyName): boolean =>
    names.some(
      (other) =>
        other.action === one.action &&
        compactName(other.name) === compactName(one.name) &&
        (one.country === undefined || other.country === undefined || one.country === other.country),
    )
  return [
    ...announced.filter((one) => !has(now, one)).map(({ name }) => `${name} is not in it`),
    ...now.filter((one) => !has(announced, one)).map(({ name }) => `${name} was not announced`),
  ]
}

const told = (notice: EarlyNotice, tell: NonNullable<Transition['tell']>): Transition => ({
  notice: { ...notice, revision: notice.revision + 1 },
  tell,
})

const optional = (document: InspectedDocument): Partial<EarlyNotice> => ({
  ...(document.filedAt === undefined ? {} : { filedAt: document.filedAt }),
  ...(document.publishesOn === undefined ? {} : { publishesOn: document.publishesOn }),
  ...(document.pdfUrl === undefined ? {} : { pdfUrl: document.pdfUrl }),
})

const seen = (
  before: EarlyNotice | null,
  { document, names, namesFrom }: Observation & { kind: 'seen' },
  at: string,
): Transition | null => {
  const withdrawn = /\bwithdr(?:aw|ew)/iu.test(document.editorialNote ?? '')
  const facts = {
    documentNumber: document.documentNumber,
    title: document.title,
    agency: document.agencies.map(({ name }) => name).join(', '),
    url: document.url,
    names,
    namesFrom,
    ...optional(document),
  }
  if (before === null) {
    if (withdrawn) return null
    return told(
      { ...facts, state: 'announced', revision: 0, firstSeenAt: at, lastSeenAt: at, updatedAt: at },
      'announced',
    )
  }
  // What is published does not become unpublished; the list still shows it on its day.
  if (before.published !== undefined) return null
  const now = { ...before, lastSeenAt: at }
  if (withdrawn) {
    if (before.state === 'withdrawn') return { notice: now }
    return told({ ...now, state: 'withdrawn', updatedAt: at, because: document.editorialNote! }, 'withdrawn')
  }
  if (before.state === 'withdrawn')
    return told(
      { ...now, ...facts, state: 'announced', updatedAt: at, because: 'It is filed again.' },
      'announced',
    )
  // A text that could not be fetched this time takes nothing back.
  const readable = namesFrom !== 'none' || before.namesFrom === 'none'
  const changes = [
    ...(readable ? differences(before.names, names) : []),
    ...(facts.publishesOn !== undefined &&
    before.publishesOn !== undefined &&
    facts.publishesOn !== before.publishesOn
      ? [`it is to be published on ${facts.publishesOn}, not on ${before.publishesOn}`]
      : []),
  ]
  if (changes.length === 0) return { notice: { ...now, ...optional(document), title: document.title } }
  return told(
    {
      ...now,
      ...facts,
      ...(readable ? {} : { names: before.names, namesFrom: before.namesFrom }),
      state: 'corrected',
      updatedAt: at,
      because: `The document was changed: ${changes.slice(0, 10).join('; ')}.`,
    },
    'corrected',
  )
}

const published = (
  before: EarlyNotice,
  { rule, url }: Observation & { kind: 'published' },
  at: string,
): Transition | null => {
  if (before.published !== undefined) return null
  const names = rule.actions.map(
    ({ action, target, entry }): EarlyName => ({
      action,
      name: entry?.facts.name ?? target.name,
      country: target.country,
    }),
  )
  const differing = before.namesFrom === 'none' ? [] : differences(before.names, names)
  const now: EarlyNotice = {
    ...before,
    names,
    namesFrom: 'instructions',
    updatedAt: at,
    published: { citation: rule.citation, publishedOn: rule.publishedOn ?? '', url },
  }
  // What was announced has come: the listing's own alerts tell of it, and nobody is told twice.
  if (differing.length === 0 && before.state !== 'withdrawn')
    return { notice: { ...now, state: 'confirmed' } }
  return told(
    {
      ...now,
      state: 'corrected',
      because:
        differing.length === 0
          ? 'It was published after all.'
          : `The rule as published differs: ${differing.slice(0, 10).join('; ')}.`,
    },
    'corrected',
  )
}

const missing = (before: EarlyNotice, at: string): Transition | null => {
  if (before.published !== undefined || before.state === 'withdrawn') return null
  const gone = Date.parse(at) - Date.parse(before.lastSeenAt)
  const day = before.publishesOn ?? before.lastSeenAt.slice(0, 10)
  const due = Date.parse(`${day}T00:00:00Z`)
  const now = Date.parse(at)
  // Before its day it has to be there; after it, the rule has to be in the index within a few days.
  const early = now < due && gone >= oneDay
  const late = now > due + (graceDays + 1) * oneDay
  if (!early && !late) return null
  return told(
    {
      ...before,
      state: 'withdrawn',
      updatedAt: at,
      because: early
        ? 'It is no longer on public inspection, before its day of publication.'
        : `It was not published by ${new Date(due + graceDays * oneDay).toISOString().slice(0, 10)}.`,
    },
    'withdrawn',
  )
}

/**
 * The one state machine of early notices: what is known of a document, and what a poll or a published rule says, give
 * what is known now and what subscribers are told. Seeing the same twice tells nothing. `null` where nothing changes.
 */
export const nextNotice = (
  before: EarlyNotice | null,
  observation: Observation,
  at: string,
): Transition | null => {
  switch (observation.kind) {
    case 'seen':
      return seen(before, observation, at)
    case 'published':
      return before === null ? null : published(before, observation, at)
    case 'missing':
      return before === null ? null : missing(before, at)
  }
}

/** Whether two notices tell the same names, in any order. */
export const sameNames = (one: readonly EarlyName[], other: readonly EarlyName[]): boolean => {
  const keys = new Set(one.map(keyOf))
  return keys.size === new Set(other.map(keyOf)).size && other.every((name) => keys.has(keyOf(name)))
}
