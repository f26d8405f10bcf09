import type { AuditAct, AuditEntry } from '../audit/chain.ts'
import { isoDate } from '../dates.ts'
import { canonicalHash, sha256 } from '../hash.ts'
import { ConfigError, InputError } from '../errors.ts'
import { addDays } from '../legal/calendar.ts'
import { auditsAloneRefusal } from '../legal/third-party-audits.ts'
import type { Match, MatchKey, StandingDecision } from '../model/match.ts'
import { matchSortKey } from './ids.ts'
import { type DispositionPolicy, needsApproval } from './disposition-policy.ts'
import { clearingCodes, confirmingCodes, isClearingCode, isConfirmingCode } from './reason-codes.ts'

/** What people call a match by in commands: short, and the same for good. */
export const matchIdOf = (key: MatchKey): string =>
  sha256(JSON.stringify([key.customerId, matchSortKey(key)])).slice(0, 12)

/** A decision as a compliance officer asks for it. */
export interface DecisionRequest {
  decision: 'confirmed' | 'cleared'
  reasonCodes: readonly string[]
  /** In the officer's words. */
  reason: string
  author: string
  /** Real time (ISO instant). */
  at: string
  /** The last day (ISO date) on which a clearing counts. */
  until?: string
  ruleId?: string
}

/** What an act makes of a match, and how the trail tells it. */
export interface Decided {
  match: Match
  act: AuditAct
}

/** Where decisions are kept: the match and its line in the trail in one write. */
export interface Dispositions {
  /** Throws `ConflictError` when the match changed since it was read. */
  record(before: Match, decided: Decided): Promise<AuditEntry>
}

/** What is asked for is refused; the one reason is the message. */
const refuse = (reason: string, nextStep: string): never => {
  throw new InputError(reason, [], nextStep)
}

/**
 * By what a name is known to be one person's: letters and figures alone, without case and width. "J. Doe" and "j doe"
 * are the same person, whatever is put between the letters.
 */
export const authorKey = (author: string): string =>
  author
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]+/gu, '')
    .toLowerCase()

export const isSameAuthor = (a: string, b: string): boolean => authorKey(a) === authorKey(b)

const checkAuthor = (author: string): void => {
  if (authorKey(author) === '') refuse('The author has no name', 'Say who decides: --author "Jane Doe".')
}

const checkReason = (reason: string): void => {
  if (reason.trim() === '') refuse('There is no reason', 'Say why, for whoever asks years later.')
}

const day = (instant: string): string => instant.slice(0, 10)

/** How long a clearing counts: what was asked for, within what the customer's policy allows. */
const untilOf = (request: DecisionRequest, policy: DispositionPolicy): string | undefined => {
  if (request.decision === 'confirmed') {
    if (request.until !== undefined) refuse('A confirmation has no end', 'Leave --until out.')
    return undefined
  }
  const { until } = request
  if (until !== undefined && isoDate(until) !== until) {
    refuse(`"${until}" is not a date`, 'Write it as 2027-01-31.')
  }
  if (until !== undefined && until < day(request.at)) {
    refuse(`${until} has passed`, 'Name a day to come, or leave --until out.')
  }
  if (policy.maxClearingDays === undefined) return until
  const latest = addDays(day(request.at), policy.maxClearingDays)
  if (until !== undefined && until > latest) {
    refuse(
      `By your policy a clearing counts ${policy.maxClearingDays} days at most, until ${latest}`,
      'Name an earlier day, or leave --until out.',
    )
  }
  return until ?? latest
}

const checkCodes = (request: DecisionRequest, xinjiang: boolean): string[] => {
  const codes = [...new Set(request.reasonCodes)]
  const known = request.decision === 'cleared' ? clearingCodes : confirmingCodes
  const isKnown = request.decision === 'cleared' ? isClearingCode : isConfirmingCode
  const unknown = codes.find((code) => !isKnown(code))
  if (codes.length === 0 || unknown !== undefined) {
    refuse(
      unknown === undefined ? 'There is no reason code' : `"${unknown}" is no reason code for this`,
      `Give one or more of: ${Object.keys(known).join(', ')}.`,
    )
  }
  if (xinjiang && codes.every((code) => code === 'third-party-audit')) {
    refuse(
      auditsAloneRefusal(),
      'Give the ground that it rests on besides: --code origin-elsewhere with documents for every tier, for instance.',
    )
  }
  return codes
}

/** What the trail keeps of the match: which state of it was decided on. */
const stateOf = (match: Match): Record<string, unknown> => ({
  customerId: match.customerId,
  supplierId: match.supplierId,
  supplierName: match.supplierName,
  source: match.source,
  designationId: match.designationId,
  designationName: match.designationName,
  rule: match.rule,
  ...(match.met === undefined ? {} : { met: match.met }),
  revision: match.revision,
  state: match.state,
  score: match.score,
  factsHash: match.factsHash,
  matchHash: canonicalHash(match),
})

const withAct = (match: Match, changes: Partial<Match>, dropped: readonly (keyof Match)[] = []): Match => {
  const next: Match = { ...match, ...changes, acts: (match.acts ?? 0) + 1 }
  for (const field of dropped) delete next[field]
  return next
}

const checkLive = (match: Match): void => {
  if (match.state === 'resolved') {
    throw new ConfigError(
      'The match has ended; there is nothing to decide',
      'See npx tierwatch matches for the open ones.',
    )
  }
}

const settle = (match: Match, standing: StandingDecision): Match =>
  withAct(match, { state: standing.decision === 'cleared' ? 'cleared' : 'open', disposition: standing }, [
    'proposed',
  ])

const verb = (decision: StandingDecision['decision']): string =>
  decision === 'cleared' ? 'clear' : 'confirm'

/**
 * Decides what a decision makes of a match: pure. Where the customer's policy asks for a second person, the decision is
 * proposed and the match stays as it is. A cleared match keeps its revision and its facts, so that it stays silent until
 * one of them changes or its time runs out. Throws `InputError` for what is refused, `ConfigError` for a match that ended.
 */
export const decide = (
  match: Match,
  request: DecisionRequest,
  context: { policy: DispositionPolicy; xinjiang: boolean },
): Decided => {
  checkLive(match)
  checkAuthor(request.author)
  checkReason(request.reason)
  const reasonCodes = checkCodes(request, context.xinjiang)
  const until = untilOf(request, context.policy)
  const { decision, reason, author, at, ruleId } = request
  if (decision === 'cleared' && match.state === 'cleared') {
    refuse('The match is cleared already', 'See who cleared it: npx tierwatch matches --all.')
  }
  const standing: StandingDecision = {
    decision,
    reasonCodes,
    reason,
    author,
    at,
    ...(until === undefined ? {} : { until }),
    ...(ruleId === undefined ? {} : { ruleId }),
  }
  const proposed = needsApproval(context.policy, decision)
  return {
    match: proposed ? withAct(match, { proposed: standing }) : settle(match, standing),
    act: {
      act: `match.${verb(decision)}${proposed ? '-proposed' : ''}`,
      author,
      at,
      subject: matchIdOf(match),
      details: { match: stateOf(match), decision: standing },
    },
  }
}

/** A second person's word on what is proposed. */
export interface ApprovalRequest {
  author: string
  /** Real time (ISO instant). */
  at: string
  reason?: string
}

const proposalOf = (match: Match): StandingDecision => {
  checkLive(match)
  return (
    match.proposed ?? refuse('Nothing is proposed for this match', 'See npx tierwatch matches --proposed.')
  )
}

/** Lets a proposed decision count: pure. Nobody approves their own. */
export const approve = (match: Match, request: ApprovalRequest): Decided => {
  const proposed = proposalOf(match)
  checkAuthor(request.author)
  if (isSameAuthor(proposed.author, request.author)) {
    refuse(
      `${request.author} proposed this, and nobody approves their own decision`,
      'Let a second person approve it.',
    )
  }
  if (proposed.until !== undefined && proposed.until < day(request.at)) {
    refuse(`It was proposed until ${proposed.until}, which has passed`, 'Reject it and propose it anew.')
  }
  const standing: StandingDecision = { ...proposed, approvedBy: request.author }
  return {
    match: settle(match, standing),
    act: {
      act: `match.${verb(proposed.decision)}-approved`,
      author: request.author,
      at: request.at,
      subject: matchIdOf(match),
      details: {
        match: stateOf(match),
        decision: standing,
        ...(request.reason === undefined ? {} : { reason: request.reason }),
      },
    },
  }
}

/** Takes a proposed decision off the match: pure. Whoever proposed it may do so, too. */
export const reject = (match: Match, request: ApprovalRequest & { reason: string }): Decided => {
  const proposed = proposalOf(match)
  checkAuthor(request.author)
  checkReason(request.reason)
  return {
    match: withAct(match, {}, ['proposed']),
    act: {
      act: `match.${verb(proposed.decision)}-rejected`,
      author: request.author,
      at: request.at,
      subject: matchIdOf(match),
      details: { match: stateOf(match), decision: proposed, reason: request.reason },
    },
  }
}

/** Says that somebody has taken note of the match as it is now: pure. */
export const acknowledge = (match: Match, request: { author: string; at: string }): Decided => {
  checkLive(match)
  checkAuthor(request.author)
  const { author, at } = request
  return {
    match: withAct(match, { acknowledged: { author, at } }),
    act: {
      act: 'match.acknowledge',
      author,
      at,
      subject: matchIdOf(match),
      details: { match: stateOf(match) },
    },
  }
}
