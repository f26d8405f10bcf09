import type { Customer } from '../../model/supplier.ts'
import { bullet, clean, counted, firstOf, section, wrap } from '../messages/plain-text.ts'
import { ruleWords, shortSource } from '../messages/words.ts'
import type { Attestation } from './attestation.ts'

const changesOf = (list: Attestation['lists'][number]): string => {
  // Where nobody looked, nothing can be said of it.
  if (list.changes.length === 0) return list.succeeded === 0 ? 'Nothing was seen.' : 'Nothing changed.'
  const told = list.changes.slice(-6).map(({ seq, knownAt, cause, baseline, ...counts }) => {
    const parts = (['added', 'amended', 'removed', 'moved'] as const)
      .filter((kind) => counts[kind] > 0)
      .map((kind) => `${counts[kind]} ${kind}`)
    return `version ${seq} of ${knownAt.slice(0, 10)}${cause === 'published' ? '' : ` (${cause})`}: ${baseline ? `baseline of ${counts.added}` : parts.join(', ')}`
  })
  const more = list.changes.length - told.length
  return `Changed: ${told.join('; ')}${more > 0 ? `; and ${counted(more, 'earlier version')}` : ''}.`
}

const listLines = (list: Attestation['lists'][number]): string[] => [
  ...bullet(
    `${list.title} (${list.agency}): ${list.succeeded === list.checks ? `checked ${counted(list.checks, 'time')}` : `${list.succeeded} of ${counted(list.checks, 'check')} succeeded`}, longest gap ${list.longestGapHours} hours. ${list.stale ? 'STALE: do not read silence as good news. ' : ''}${changesOf(list)}`,
  ),
  ...wrap(
    list.version === null
      ? 'No version is known.'
      : `Version ${list.version}, ${list.designations} designations${list.document?.publishedOn == null ? '' : `, published on ${clean(list.document.publishedOn, 40)}`}; last good check ${list.lastSuccess ?? 'none'}.`,
    '  ',
  ),
  ...(list.document === null ? [] : [`  SHA-256 ${clean(list.document.sha256, 64)}`]),
  ...list.held.flatMap(({ guard, reason }) =>
    wrap(`Held by the guard "${clean(guard, 60)}": ${clean(reason, 300)}`, '  '),
  ),
]

const tierWords = ({ tier, suppliers }: Attestation['register']['tiers'][number]): string =>
  `${suppliers} ${tier === 0 ? 'without a chain to you' : `of tier ${tier}`}`

/** The attestation as mail, with its subject. */
export const attestationMessage = (
  attestation: Attestation,
  customer: Customer,
): { subject: string; text: string } => {
  const { lists, register, told, open, waiting, notCovered, from, to } = attestation
  const changed = told.opened + told.amended + told.resolved + told.reopened
  const { shown, more } = firstOf(open.matches, 15)
  const stale = lists.filter((list) => list.stale)
  const held = lists.filter((list) => list.held.length > 0)
  const verdict = attestation.complete
    ? 'Every list was read, nothing is held and nothing waits: where you were told nothing, nothing on these lists hit your register.'
    : 'Not everything was seen: read below what is stale, held or waiting before you take silence for good news.'
  const text = [
    ...wrap(
      `What was watched for ${clean(customer.name, 120)} from ${from.slice(0, 16).replace('T', ' ')} to ${to.slice(0, 16).replace('T', ' ')} UTC.`,
    ),
    ...wrap(verdict),
    ...section('Lists', lists.flatMap(listLines)),
    ...section('Your register', [
      ...wrap(
        `${counted(register.suppliers, 'party', 'parties')} (${register.tiers.map(tierWords).join(', ') || 'none'}), revision ${register.revision}${register.lastUploadAt === null ? '' : `, last file of ${register.lastUploadAt.slice(0, 10)}`}.`,
      ),
    ]),
    ...section('What you were told', [
      ...wrap(
        changed === 0
          ? 'Nothing: no match was opened, amended, ended or re-opened.'
          : `${told.opened} opened, ${told.amended} amended, ${told.resolved} ended, ${told.reopened} re-opened.`,
      ),
    ]),
    ...section('What is open', [
      ...wrap(
        `${counted(open.total, 'match', 'matches')}, ${open.undecided} without a decision${open.overdue > 0 ? `, ${open.overdue} of them OVERDUE by your own times` : ''}. ${counted(open.cleared, 'further pair')} ${open.cleared === 1 ? 'was' : 'were'} decided to be somebody else.`,
      ),
      ...shown.flatMap((match) =>
        bullet(
          `${clean(match.supplierId, 40)} ${clean(match.supplierName, 60)} / ${clean(match.designationName, 60)}, ${shortSource[match.source]}: ${ruleWords[match.rule]}, ${Math.round(match.score * 100)} percent, since ${match.since.slice(0, 10)}${match.decided ? ', confirmed' : ''} (match ${clean(match.matchId, 20)})`,
        ),
      ),
      ...(more > 0 ? wrap(`and ${counted(more, 'more match', 'more matches')}.`) : []),
    ]),
    ...section('What is stale, held or waiting', [
      ...stale.flatMap(({ title, lastSuccess }) =>
        bullet(`${title}: last good check ${lastSuccess ?? 'never'}.`),
      ),
      ...held.flatMap(({ title }) => bullet(`${title}: a document is held by a guard.`)),
      ...(waiting.alerts + waiting.notices > 0
        ? bullet(
            `${counted(waiting.alerts, 'alert')} and ${counted(waiting.notices, 'notice')} not sent yet.`,
          )
        : []),
      ...(stale.length + held.length + waiting.alerts + waiting.notices === 0 ? wrap('Nothing.') : []),
    ]),
    ...section(
      'What is not covered',
      notCovered.flatMap(({ what, why }) => bullet(`${what}. ${why}`)),
    ),
    '',
    ...wrap(
      `Attestation ${clean(attestation.attestationId, 40)}, for ${clean(customer.name, 120)} (${clean(customer.customerId, 60)}).`,
    ),
    ...wrap('Tierwatch reports what official lists say. It does not give legal advice.'),
    '',
  ].join('\n')
  const week = `${from.slice(0, 10)} to ${to.slice(0, 10)}`
  return {
    subject: attestation.complete
      ? `Attestation ${week}: ${counted(lists.length, 'list')} watched, ${changed} changes of your matches`
      : `Attestation ${week}: INCOMPLETE, ${stale.length} stale, ${held.length} held, ${waiting.notices} waiting`,
    text,
  }
}
