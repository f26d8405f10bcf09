import { newYorkDay } from '../../dates.ts'
import type { EarlyName, EarlyNews, EarlyNotice } from '../../model/early-notice.ts'
import { compactName } from '../bis-entity-list/natural-key.ts'
import { isAddressPlaceholder } from '../bis-entity-list/party-type.ts'
import type { RuleAction, RuleReading } from '../reader.ts'
import type { InspectedDocument } from './public-inspection.ts'

/** What one poll, or one rule that was read, says of a document. */
export type Observation =
  | {
      kind: 'seen'
      document: InspectedDocument
      names: EarlyName[]
      namesFrom: EarlyNotice['namesFrom']
      /** The raw text's hash, and where it is kept; absent where it could not be had. */
      text?: { sha256: string; key: string }
      /** The withdrawn document whose place it takes, where it is new. */
      replaces?: string
    }
  /** It is not on the list. `overdue`: nor in the Federal Register, some business days after its day. */
  | { kind: 'missing'; overdue: boolean }
  /** The index has it; the list has not folded it yet. */
  | { kind: 'indexed'; publishedOn: string; url: string }
  | {
      kind: 'published'
      rule: Pick<RuleReading, 'citation' | 'publishedOn'> & { names: EarlyName[] | null }
      url: string
      /** Where it is published under another number than the one on public inspection. */
      documentNumber?: string
    }

export interface Transition {
  notice: EarlyNotice
  /** What subscribers are told; absent where there is nothing new to tell. */
  tell?: EarlyNews
}

/**
 * How long polls have to look in vain (milliseconds) before a document counts as taken away. The desk leaves a withdrawn
 * document on its list, with a note; one that is gone for a moment is being posted anew.
 */
const absence = 2 * 3_600_000

const keyOf = ({ action, name, country }: EarlyName): string =>
  `${action} ${country ?? ''} ${compactName(name)}`

/** Names of both, told apart; a name without a destination meets the same name under any. */
const differences = (
  announced: readonly EarlyName[],
  now: readonly EarlyName[],
  /** Only instructions name everything: what a preamble's list leaves out is no difference. */
  complete: boolean,
): string[] => {
  const has = (names: readonly EarlyName[], one: EarlyName): boolean =>
    names.some(
      (other) =>
        other.action === one.action &&
        compactName(other.name) === compactName(one.name) &&
        (one.country === undefined || other.country === undefined || one.country === other.country),
    )
  return [
    ...announced.filter((one) => !has(now, one)).map(({ name }) => `${name} is not in it`),
    ...(complete ? now : [])
      .filter((one) => !has(announced, one))
      .map(({ name }) => `${name} was not announced`),
  ]
}

/** The name that the instruction of a published rule uses, as an announcement of it has it. */
const nameOf = ({ action, target, entry, edits }: RuleAction): string => {
  // A listed address is announced by its placeholder, and folded under the address itself.
  if (action !== 'revise' || isAddressPlaceholder(target.name)) return target.name
  const renamed = edits?.find(({ op, of, text }) => op === 'replace' && of === 'text' && text === target.name)
  return renamed?.by ?? entry?.facts.name ?? target.name
}

/** What a published rule names; a change of words "wherever it appears" names no entry. */
export const namesOfRule = ({ actions }: Pick<RuleReading, 'actions'>): EarlyName[] =>
  actions
    .filter(({ scope }) => scope === undefined)
    .map((action) => ({
      action: action.action,
      name: nameOf(action),
      country: action.target.country,
    }))

const told = (notice: EarlyNotice, tell: EarlyNews): Transition => ({
  notice: { ...notice, revision: notice.revision + 1 },
  tell,
})

const optional = (document: InspectedDocument): Partial<EarlyNotice> => ({
  ...(document.filedAt === undefined ? {} : { filedAt: document.filedAt }),
  ...(document.publishesOn === undefined ? {} : { publishesOn: document.publishesOn }),
  ...(document.pdfUrl === undefined ? {} : { pdfUrl: document.pdfUrl }),
})

/**
 * Why the desk says that a document will not be published: its note names the agency's letter, or its day of
 * publication is gone. It stays on the list until the end of the day on which it was to appear.
 */
export const withdrawalOf = ({ editorialNote, publishesOn }: InspectedDocument): string | undefined => {
  if (/\bwithdr(?:aw|ew)/iu.test(editorialNote ?? '')) return editorialNote
  return publishesOn === undefined
    ? (editorialNote ?? 'It has no day of publication any more: the agency has withdrawn it.')
    : undefined
}

/** What is known of the names, with the text that they were read from. */
const namesKnown = ({ names, namesFrom, textSha256, textKey }: EarlyNotice): Partial<EarlyNotice> => ({
  names,
  namesFrom,
  ...(textSha256 === undefined ? {} : { textSha256 }),
  ...(textKey === undefined ? {} : { textKey }),
})

const seen = (
  before: EarlyNotice | null,
  observation: Observation & { kind: 'seen' },
  at: string,
): Transition | null => {
  const { document, names, namesFrom, text, replaces } = observation
  const withdrawal = withdrawalOf(document)
  const facts = {
    documentNumber: document.documentNumber,
    title: document.title,
    agency: document.agencies.map(({ name }) => name).join(', '),
    url: document.url,
    names,
    namesFrom,
    ...(text === undefined ? {} : { textSha256: text.sha256, textKey: text.key }),
    ...optional(document),
  }
  if (before === null) {
    if (withdrawal !== undefined) return null
    return told(
      {
        ...facts,
        state: 'announced',
        revision: 0,
        firstSeenAt: at,
        lastSeenAt: at,
        updatedAt: at,
        ...(replaces === undefined
          ? {}
          : { replaces, because: `It takes the place of FR Doc. ${replaces}, which was withdrawn.` }),
      },
      'announced',
    )
  }
  // What is published does not become unpublished; the list still shows it on its day.
  if (before.published !== undefined) return null
  const { missingSince: _found, ...still } = before
  const now: EarlyNotice = { ...still, lastSeenAt: at }
  if (withdrawal !== undefined) {
    if (before.state === 'withdrawn') return { notice: now }
    return told({ ...now, state: 'withdrawn', updatedAt: at, because: withdrawal }, 'withdrawn')
  }
  // A text that could not be fetched, or not be read, this time takes nothing back.
  const readable = text !== undefined && namesFrom !== 'none'
  const known: EarlyNotice = {
    ...now,
    ...facts,
    ...(readable || before.namesFrom === 'none' ? {} : namesKnown(before)),
  }
  if (before.state === 'withdrawn')
    return told({ ...known, state: 'announced', updatedAt: at, because: 'It is filed again.' }, 'announced')
  const moved =
    before.publishesOn !== undefined && document.publishesOn !== before.publishesOn
      ? [`it is to be published on ${document.publishesOn}, not on ${before.publishesOn}`]
      : []
  // Its text comes some minutes after the document itself, or in a form that can be read; nothing was said of its names so far.
  const first = readable && before.namesFrom === 'none'
  const rewritten = readable && !first && before.textSha256 !== undefined && text.sha256 !== before.textSha256
  const comparable =
    namesFrom === 'lists' ? before.names.filter(({ action }) => action === 'add') : before.names
  const changes = [
    ...(rewritten ? differences(comparable, names, before.namesFrom !== 'lists') : []),
    ...moved,
  ]
  if (changes.length > 0)
    return told(
      {
        ...known,
        state: 'corrected',
        updatedAt: at,
        because: `The document was changed: ${changes.slice(0, 10).join('; ')}.`,
      },
      'corrected',
    )
  if (first)
    return told(
      { ...known, updatedAt: at, because: 'Its text can be read now: these are the names in it.' },
      'announced',
    )
  // The same text, read by a better reader: our change, and no news.
  return { notice: known }
}

const published = (
  before: EarlyNotice,
  { rule, url, documentNumber }: Observation & { kind: 'published' },
  at: string,
): Transition | null => {
  if (before.published !== undefined) return null
  const { missingSince: _found, indexed: _folded, because: _before, ...still } = before
  const { names } = rule
  const differing =
    names === null || before.namesFrom === 'none'
      ? []
      : differences(before.names, names, before.namesFrom === 'instructions')
  const now: EarlyNotice = {
    ...still,
    ...(names === null ? {} : { names, namesFrom: 'instructions' as const }),
    updatedAt: at,
    published: {
      citation: rule.citation,
      publishedOn: rule.publishedOn ?? '',
      url,
      ...(documentNumber === undefined ? {} : { documentNumber }),
    },
  }
  const number = documentNumber === undefined ? '' : `It is published as FR Doc. ${documentNumber}. `
  // What was announced has come: the listing's own alerts tell of it, and nobody is told twice.
  if (differing.length === 0 && before.state !== 'withdrawn')
    return { notice: { ...now, state: 'confirmed', ...(number === '' ? {} : { because: number.trim() }) } }
  return told(
    {
      ...now,
      state: 'corrected',
      because: `${number}${
        differing.length === 0
          ? 'It was published after all.'
          : `The rule as published differs: ${differing.slice(0, 10).join('; ')}.`
      }`,
    },
    'corrected',
  )
}

const indexed = (
  before: EarlyNotice,
  { publishedOn, url }: Observation & { kind: 'indexed' },
  at: string,
): Transition | null =>
  before.published !== undefined || before.indexed !== undefined
    ? null
    : { notice: { ...before, updatedAt: at, indexed: { publishedOn, url } } }

const missing = (before: EarlyNotice, overdue: boolean, at: string): Transition | null => {
  if (before.published !== undefined || before.indexed !== undefined || before.state === 'withdrawn')
    return null
  const withdraw = (because: string): Transition =>
    told({ ...before, state: 'withdrawn', updatedAt: at, because }, 'withdrawn')
  if (overdue)
    return withdraw(
      before.publishesOn === undefined
        ? 'It is no longer on public inspection, and was not published.'
        : `It was to be published on ${before.publishesOn}, and is not in the Federal Register.`,
    )
  const day = before.publishesOn ?? newYorkDay(before.lastSeenAt)
  // On its day it leaves the desk for the Federal Register.
  if (newYorkDay(at) >= day) return null
  if (before.missingSince === undefined) return { notice: { ...before, missingSince: at } }
  return Date.parse(at) - Date.parse(before.missingSince) < absence
    ? null
    : withdraw('It is no longer on public inspection, before its day of publication.')
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
  if (observation.kind === 'seen') return seen(before, observation, at)
  if (before === null) return null
  switch (observation.kind) {
    case 'published':
      return published(before, observation, at)
    case 'indexed':
      return indexed(before, observation, at)
    case 'missing':
      return missing(before, observation.overdue, at)
  }
}

/** Whether two notices tell the same names, in any order. */
export const sameNames = (one: readonly EarlyName[], other: readonly EarlyName[]): boolean => {
  const keys = new Set(one.map(keyOf))
  return keys.size === new Set(other.map(keyOf)).size && other.every((name) => keys.has(keyOf(name)))
}
