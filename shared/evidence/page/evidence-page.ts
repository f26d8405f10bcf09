import { createHash } from 'node:crypto'
import type { AuditEntry } from '../../audit/chain.ts'
import { notCompared } from '../../legal/effect.ts'
import { notYetInForce, onlyDaysCame } from '../../alerts/messages/in-force.ts'
import type { AlertRecord } from '../../matches/ports.ts'
import type { Alert } from '../../model/alert.ts'
import type { DocumentRef, FieldDiff } from '../../model/change.ts'
import type { Match } from '../../model/match.ts'
import { comparedParty } from '../../matches/met-party.ts'
import { describeSource } from '../../model/source.ts'
import type { EntryAsListed, SealedRecord } from '../sealed-record.ts'
import type { EvidenceVerdict } from '../verify.ts'
import { exposurePicture } from './exposure-picture.ts'
import { attribute, html, link, Markup, shown } from './html.ts'
import { sideBySide } from './side-by-side.ts'
import { style } from './style.ts'

export interface EvidencePageInput {
  record: SealedRecord
  /** The record's text, as it is hashed and locked. */
  text: string
  sha256: string
  key: string
  customer: string
  /** The match as it stands; `null`: it is not on record any more. */
  match: Match | null
  /** The alerts of this match with their deliveries, oldest first. */
  life: readonly AlertRecord[]
  /** What people did about this match, from the audit trail, oldest first. */
  acts: readonly AuditEntry[]
  /** The chains as they stand. */
  exposureNow: SealedRecord['exposure'] | null
  /** What recomputing gave, where it was asked for. */
  verdict?: EvidenceVerdict
  /** Real time (ISO instant). */
  renderedAt: string
}

const kindWords: Readonly<Record<Alert['kind'], string>> = {
  opened: 'New match',
  amended: 'Match amended',
  resolved: 'Match ended',
  reopened: 'Match re-opened',
  notice: 'Notice',
}

const moment = (instant: string | undefined): string =>
  instant === undefined ? '–' : instant.replace('T', ' ').replace(/\.\d+Z$|Z$/, ' UTC')

const facts = (
  caption: string,
  rows: readonly (readonly [string, Markup | string | number | undefined])[],
): Markup =>
  html`<table><caption>${caption}</caption><tbody>${rows
    .filter(([, value]) => value !== undefined && value !== '')
    .map(
      ([label, value]) => html`<tr><th scope="row">${label}</th><td>${value}</td></tr>
`,
    )}</tbody></table>`

const hash = (value: string): Markup => html`<span class="hash">${value}</span>`

const consequences = (alert: Alert): Markup => {
  const { consequences: all, kind } = alert
  if (kind === 'resolved') return html`<p>The match has ended; what the listing did is in the record.</p>`
  if (all.length === 0) return html`<p>No legal effect is on record here for this listing.</p>`
  const later = notYetInForce(alert)
  return html`${later !== undefined && html`<p class="keep">${later}</p>`}<ul>${all.map(
    ({
      measure,
      role,
      sentence,
      notProhibited,
      legalBasis,
      clocks,
      checkedOn,
      onSupplier,
    }) => html`<li class="keep"><b>${measure}</b>, as ${role}: ${sentence}${onSupplier !== undefined && html`<br><b>The supplier:</b> ${onSupplier.sentence} <span class="soft">(${onSupplier.citation})</span>`}${notProhibited !== undefined && html`<br><span class="soft">Limits: ${notProhibited}</span>`}${clocks.map((clock) => html`<br><span class="soft">Clock: ${clock}</span>`)}<br><span class="soft">Legal basis: ${legalBasis}</span>${checkedOn === null && html`<br><b>${notCompared}</b>`}</li>
`,
  )}</ul>`
}

/** One member of a field in words; what has no words of its own is told part by part. */
const value = (member: unknown): string => {
  if (typeof member === 'string') return member
  if (member === null || typeof member !== 'object') return JSON.stringify(member)
  const {
    name,
    text,
    type,
    value: number,
    label,
    title,
    kind,
    quality,
    country,
  } = member as Record<string, unknown>
  const first = [type ?? label, number].filter((part) => typeof part === 'string').join(' ')
  const main = [name, text, title, first].find((part) => typeof part === 'string' && part !== '')
  if (typeof main !== 'string') {
    return Object.entries(member)
      .map(([part, of]) => `${part}: ${typeof of === 'string' ? of : JSON.stringify(of)}`)
      .join(', ')
  }
  const more = [kind, quality === 'weak' ? 'weak' : undefined, text === main ? undefined : country]
    .filter((part) => typeof part === 'string')
    .join(', ')
  return more === '' ? main : `${main} (${more})`
}

const members = (side: unknown, mark: 'gone' | 'come'): Markup => {
  if (side === undefined || side === null) return html`<span class="soft">–</span>`
  const all: unknown[] = Array.isArray(side) ? side : [side]
  if (all.length === 0) return html`<span class="soft">–</span>`
  const tag = new Markup(mark === 'gone' ? 'del' : 'ins')
  return html`<ul>${all.slice(0, 60).map((member) => html`<li><${tag} class="${attribute(mark)}">${value(member)}</${tag}></li>`)}${all.length > 60 && html`<li class="soft">${all.length - 60} more in the record</li>`}</ul>`
}

const difference = (changed: readonly FieldDiff[]): Markup =>
  changed.length === 0
    ? html`<p>The entry itself did not change.</p>`
    : html`<table><caption>What went from the entry, and what came</caption><thead><tr><th scope="col">Field</th><th scope="col">Before</th><th scope="col">After</th></tr></thead><tbody>${changed.map(
        ({
          field,
          before,
          after,
        }) => html`<tr><th scope="row">${field}</th><td>${members(before, 'gone')}</td><td>${members(after, 'come')}</td></tr>
`,
      )}</tbody></table>`

const document = (of: DocumentRef): Markup =>
  facts('The archived document', [
    ['Address', link(of.url)],
    ['Fetched', moment(of.fetchedAt)],
    ['Published', of.publishedOn],
    ['Citation', of.citation],
    ['SHA-256', hash(of.sha256)],
    ['Kept as', hash(of.key)],
    ['Read by', of.parserVersion],
  ])

const passages = (title: string, entry: EntryAsListed | null): Markup => {
  if (!entry) return html``
  return html`<h3>${title}</h3>${document(entry.document)}${
    entry.passages.length === 0
      ? html`<p>Nothing is quoted: ${entry.unquoted}.</p>`
      : entry.passages.map(
          ({
            place,
            start,
            end,
            text,
            sha256,
          }) => html`<figure class="passage"><figcaption>${place}, bytes ${start} to ${end}, SHA-256 ${hash(sha256)}</figcaption><pre>${new Markup(shown(text.replaceAll('\r\n', '\n'), 12_000))}</pre></figure>
`,
        )
  }`
}

const actWords = (act: string): string => act.replace(/^match\./, '').replaceAll('-', ' ')

const dispositions = (acts: readonly AuditEntry[], match: Match | null): Markup => {
  const now = match
    ? match.state === 'cleared' && match.disposition
      ? `Cleared by ${match.disposition.author}${match.disposition.until === undefined ? '' : ` until ${match.disposition.until}`}.`
      : match.proposed
        ? `Open; ${match.proposed.author} proposes to have it ${match.proposed.decision}.`
        : match.disposition
          ? `Open, and confirmed by ${match.disposition.author}.`
          : `The match is ${match.state}; nobody has decided on it as it is now.`
    : 'The match is not on record any more.'
  return html`<p>${now}</p>${
    acts.length === 0
      ? html`<p class="soft">Nobody has acted on it.</p>`
      : html`<table><caption>What people did about it, from the audit trail</caption><thead><tr><th scope="col">No.</th><th scope="col">When</th><th scope="col">Act</th><th scope="col">Who</th><th scope="col">Why</th></tr></thead><tbody>${acts.map(
          ({ seq, at, act, author, details }) => {
            const decision = (details?.['decision'] ?? {}) as {
              reasonCodes?: string[]
              reason?: string
              until?: string
            }
            const reason = details?.['reason'] as string | undefined
            return html`<tr><td>${seq}</td><td>${moment(at)}</td><td>${actWords(act)}</td><td>${author}</td><td>${(decision.reasonCodes ?? []).join(', ')}${decision.reason !== undefined && html`<br>${decision.reason}`}${reason !== undefined && html`<br>${reason}`}${decision.until !== undefined && html`<br><span class="soft">until ${decision.until}</span>`}</td></tr>
`
          },
        )}</tbody></table>`
  }`
}

const deliveries = (life: readonly AlertRecord[], alertId: string): Markup =>
  html`<table><caption>The alerts of this match, and their deliveries</caption><thead><tr><th scope="col">Alert</th><th scope="col">Transition</th><th scope="col">Sent</th><th scope="col">Message</th></tr></thead><tbody>${life.map(
    (
      record,
    ) => html`<tr><td>${hash(record.alertId)}${record.alertId === alertId && html` (this one)`}</td><td>${record.transition.kind}, revision ${record.transition.match.revision}</td><td>${record.state === 'sent' ? moment(record.sentAt) : record.state}</td><td>${hash(record.messageId ?? '–')}</td></tr>
`,
  )}</tbody></table>`

const outcomeWords = {
  same: 'the same',
  differs: 'differs',
  damaged: 'damaged',
  note: 'note',
} as const

const recomputed = (verdict: EvidenceVerdict | undefined): Markup =>
  verdict
    ? html`<p>${verdict.outcome === 'same' ? 'Recomputed from the archived bytes: everything is the same.' : `Recomputed from the archived bytes: ${outcomeWords[verdict.outcome]}.`}</p><table><caption>What was compared</caption><thead><tr><th scope="col">Part</th><th scope="col">Outcome</th><th scope="col">What was found</th></tr></thead><tbody>${verdict.checks.map(
        ({
          name,
          outcome,
          text,
        }) => html`<tr><th scope="row">${name}</th><td class="${attribute(outcome === 'same' ? 'same' : outcome === 'note' ? 'soft' : 'other')}">${outcomeWords[outcome]}</td><td>${text}</td></tr>
`,
      )}</tbody></table>`
    : html`<p class="soft">Not recomputed for this page: npx tierwatch evidence &lt;alert&gt; --verify does.</p>`

const previouslyCleared = ({ previouslyCleared: ended }: Alert): Markup | false =>
  ended !== undefined &&
  html`<p class="keep"><b>Previously cleared</b> by ${ended.author} on ${ended.at.slice(0, 10)} (${ended.reasonCodes.join(', ')}): ${ended.reason}. It is back because ${ended.because === 'expired' ? `the clearing counted until ${ended.until ?? ''}` : ended.because === 'relisted' ? 'the listing had ended and is back' : `this changed: ${ended.fields.join(', ')}`}.</p>`

/** JSON in which everything that is not seen stands as an escape: the same value, whatever shows it. */
const pretty = (record: SealedRecord): string =>
  JSON.stringify(record, null, 1).replace(
    /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

const policyOf = (css: string): string =>
  `default-src 'none'; style-src 'sha256-${createHash('sha256').update(css).digest('base64')}'; base-uri 'none'; form-action 'none'`

/**
 * The evidence page of an alert: one file that needs nothing else, shows without scripts, and prints. Everything in it is
 * data: no name, however hostile, becomes markup, runs, loads anything, or turns the words around it.
 */
export const evidencePage = (input: EvidencePageInput): string => {
  const { record, customer } = input
  const { alert, entry, match, supplier, versions, list } = record
  const designation = (entry.after ?? entry.before)?.designation ?? null
  const source = describeSource[alert.source]
  const title = `${kindWords[alert.kind]}: ${supplier.name} ↔ ${alert.designation.name}`
  const page = html`<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policyOf(style))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${attribute(title)}</title>
<style>${new Markup(style)}</style>
</head>
<body>
<header>
<h1>${supplier.name} ↔ ${alert.designation.name}</h1>
<p><span class="kind">${kindWords[alert.kind]}</span><span class="kind">${alert.severity}</span> ${source.title}, ${source.agency}; for ${customer}</p>
<p class="soft">Alert ${hash(alert.alertId)}, revision ${alert.revision}, as of ${moment(alert.at)}</p>
</header>
<main>
<p class="lead">${alert.designation.name} ${alert.kind === 'resolved' ? `(${alert.designation.status})` : `stands on the ${source.title}`}${alert.designation.programs.length > 0 && html` under ${alert.designation.programs.join(', ')}`}. The supplier ${supplier.name} (${supplier.supplierId}), tier ${alert.supplier.tier}, meets it by the rule “${alert.rule}”${alert.met !== undefined && html`, through its ${alert.met.as} ${alert.met.name}${alert.met.as === 'owner' && ` (${alert.met.percent === undefined ? 'share not stated' : `${alert.met.percent} percent`})`}`} with a score of ${alert.score.toFixed(3)} (${alert.decision}).</p>
${previouslyCleared(alert)}
<h2>What it means</h2>
${consequences(alert)}
<h2>Side by side</h2>
${sideBySide(designation, comparedParty(match.met, supplier, record.upstream), match.met)}
<h2>Why the two meet</h2>
<ul>${match.explanation.map(
    ({
      text,
      effect,
    }) => html`<li>${text}${effect !== undefined && html` <span class="soft">(${effect >= 0 ? '+' : '−'}${Math.abs(effect).toFixed(3)})</span>`}</li>
`,
  )}</ul>
<h2>Exposure</h2>
<h3>As it was when the alert was sealed</h3>
${exposurePicture(record.exposure, customer, 'then')}
<h3>As it stands</h3>
${input.exposureNow ? exposurePicture(input.exposureNow, customer, 'now') : html`<p>The supplier is not in the register any more.</p>`}
<h2>What changed in the listing</h2>
<p>${alert.change.kind === 'none' ? 'This was an existing listing, not news.' : onlyDaysCame(alert) ? 'The entry is as it was; a day came that it or the law names' : `The entry was ${alert.change.kind}`}${alert.change.kind !== 'none' && html` between list version ${list.before?.seq ?? '–'} and ${list.after.seq} (known ${moment(list.after.knownAt)}).`}</p>
${entry.before && entry.after ? difference(entry.changed) : html``}
<h2>The official words</h2>
<p>Citation: ${link(alert.citation.url, alert.citation.title)}</p>
${passages(entry.after && entry.before ? 'After' : 'As listed', entry.after ?? entry.before)}
${entry.after && entry.before && html`${passages('Before', entry.before)}`}
<h2>Decisions</h2>
${dispositions(input.acts, input.match)}
<h2>Deliveries</h2>
${deliveries(input.life, alert.alertId)}
<h2>Proof</h2>
${facts('The sealed record, written and locked before the alert was published', [
  ['SHA-256', hash(input.sha256)],
  ['Kept as', hash(input.key)],
  ['Sealed', moment(record.sealedAt)],
  ['List', html`${alert.source}, version ${list.after.seq}, root ${hash(list.after.root)}`],
  ['List before', list.before ? html`version ${list.before.seq}, root ${hash(list.before.root)}` : undefined],
  [
    'Made with',
    `product ${versions.product}, parser ${versions.parser}, rules ${versions.rules}, model ${versions.model}`,
  ],
])}
${recomputed(input.verdict)}
<details><summary>The whole record (JSON; the hash is over the bytes in the evidence bucket)</summary><pre>${new Markup(shown(pretty(record), 400_000))}</pre></details>
</main>
<footer>
<p>Rendered ${moment(input.renderedAt)} from the sealed record and from decisions, deliveries and the register as they stood then. Tierwatch reports what official lists say. It does not give legal advice.</p>
</footer>
</body>
</html>
`
  return page.text
}
