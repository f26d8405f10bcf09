import { countryName, isCountryCode } from '../../countries.ts'
import { programmesWithoutRow } from '../../legal/consequences.ts'
import { weekdayName } from '../../legal/calendar.ts'
import { notCompared } from '../../legal/effect.ts'
import { effectOf } from '../../legal/effects.ts'
import type { Alert, Consequence } from '../../model/alert.ts'
import type { Met } from '../../model/match.ts'
import { describeSource } from '../../model/source.ts'
import type { Customer } from '../../model/supplier.ts'
import { clearedBefore } from './cleared-words.ts'
import { changesInWords } from './field-words.ts'
import {
  bullet,
  clean,
  cleanUrl,
  counted,
  enumerated,
  firstOf,
  labelled,
  section,
  wrap,
} from './plain-text.ts'
import { notYetInForce, onlyDaysCame } from './in-force.ts'
import { legendOf, sideBySide } from './side-by-side.ts'
import {
  causeSentence,
  lawWords,
  measureWords,
  programsInWords,
  roleWords,
  ruleWords,
  sharedFactWords,
  severityWords,
  theList,
} from './words.ts'

/** The parts of an alert's text, each a list of lines. */

const percent = (share: number): string => `${Math.round(Math.min(Math.max(share, 0), 1) * 100)} percent`
const country = (code: string): string => (isCountryCode(code) ? countryName(code) : clean(code, 40))

const listed = (alert: Alert): string => clean(alert.designation.name)
const supplier = (alert: Alert): string => clean(alert.supplier.name)

/** What the entry is listed under, and its citation where that says more than the list's own name. */
const under = (alert: Alert): string => {
  const { shown, more } = firstOf(alert.designation.programs, 6)
  const programs = programsInWords(shown)
  const title = clean(alert.citation.title, 80)
  const cited = title === describeSource[alert.source].title || title.startsWith('http') ? [] : [title]
  // The citation of a UFLPA row is its sub-lists.
  const told = alert.source === 'dhs-uflpa' && cited.length > 0 ? [] : programs
  const words = [...told, ...(more > 0 ? [`${more} more`] : []), ...cited]
  return words.length === 0 ? '' : `, under ${words.join(', ')}`
}

/** An agency did nothing where only our reading changed: the news is told as what stands there. */
const readAgain = (alert: Alert): boolean => alert.cause === 'reparsed'

/** A row that is gone says nothing of the order: CBP revokes by a notice and by the order's status. */
const noRevocation = 'No document says that the order is revoked.'

const resolvedBy = (alert: Alert): string => {
  const list = theList(alert.source)
  const again = readAgain(alert)
  switch (alert.resolvedBecause) {
    case 'supplier-removed':
      return `${supplier(alert)} left your register. ${listed(alert)} stands on ${list} as before.`
    case 'listing-inactive':
      return again
        ? `Read again, the listing of ${listed(alert)} on ${list} is not in force.`
        : `The listing of ${listed(alert)} on ${list} is no longer in force.`
    case 'no-longer-matching':
      return `${listed(alert)} stands on ${list} still; your record of the supplier and the listing no longer meet.`
    case 'below-threshold':
      return `${listed(alert)} stands on ${list} still, and is as like the supplier as before: the likeness is below the threshold that you set.`
    case 'withdrawn-from-table':
      return again
        ? `Read again, ${list} does not have ${listed(alert)}.`
        : `${listed(alert)} no longer stands in the table of ${list}. ${noRevocation}`
    case 'moved':
      return `${listed(alert)} no longer stands under this number on ${list}: the party is still listed, under another one.`
    case 'delisted':
    case undefined:
      return again
        ? `Read again, ${list} does not have ${listed(alert)}.`
        : `${listed(alert)} no longer stands on ${list}.`
  }
}

const entryNews = (alert: Alert): string => {
  const list = theList(alert.source)
  const stands = `${listed(alert)} stands on ${list}${under(alert)}`
  const news: Readonly<Record<Alert['change']['kind'], string>> = {
    added: `${listed(alert)} was added to ${list}${under(alert)}.`,
    amended: `The entry of ${listed(alert)} on ${list}${under(alert)}, was amended.`,
    moved: `${listed(alert)} is now listed under another number on ${list}${under(alert)}${alert.carriedFrom === undefined ? '' : `: ${clean(alert.designation.id, 60)}, before ${clean(alert.carriedFrom.designationId, 60)}`}. The listing goes on.`,
    removed:
      alert.designation.status === 'withdrawn-from-table'
        ? `${listed(alert)} was withdrawn from the table of ${list}. ${noRevocation}`
        : `${listed(alert)} was removed from ${list}.`,
    none: `${stands}: an existing listing, not news.`,
  }
  const rereading: Partial<typeof news> = {
    added: `${stands}; we had not read it so before.`,
    amended: `${stands}; we now read its entry differently.`,
    removed: `Read again, ${list} does not have ${listed(alert)}.`,
  }
  if (onlyDaysCame(alert)) return `${stands}; its entry is as it was.`
  return (readAgain(alert) ? rereading[alert.change.kind] : undefined) ?? news[alert.change.kind]
}

/** What happened to a match that an officer or owner of the supplier has. */
const metNews = (alert: Alert, met: Met, party: string): string => {
  const who = `${clean(met.name)}, registered as an ${met.as} of your party ${party}`
  switch (alert.kind) {
    case 'opened':
      return `${who}, matches it.`
    case 'amended':
      return alert.carriedFrom === undefined
        ? `Its match with ${who}, rests on facts that have changed.`
        : `Your match of ${who}, is carried over to the new number; the one with the old number has ended.`
    case 'reopened':
      return `${who}, matches it again.`
    case 'resolved':
      return `Its match with ${who}, has ended.`
    case 'notice':
      return `This concerns ${who}.`
  }
}

/** Who was met, by which shares, and what the listed owners hold together. */
const metLines = ({ met }: Alert): string[] => {
  if (met === undefined) return []
  const share = (percent: number | undefined): string =>
    percent === undefined ? 'a share that is not stated' : `${percent} percent`
  const { through = [], holdings = [] } = met
  return [
    ...labelled(met.as === 'officer' ? 'Officer' : 'Owner', clean(met.name)),
    ...(met.position === undefined ? [] : labelled('Position', clean(met.position, 80))),
    ...(met.as === 'owner'
      ? labelled('Holds', `${share(met.percent)} of ${clean(through[0]?.name ?? 'your party', 80)}`)
      : []),
    ...through.flatMap(({ name, percent }, at) =>
      labelled(
        '',
        `${clean(name, 80)} holds ${share(percent)} of ${clean(through[at + 1]?.name ?? 'your party', 80)}`,
      ),
    ),
    ...holdings.flatMap(({ law, state, percent }) =>
      labelled(
        'Together',
        `${percent} percent (${lawWords[law]})${state === 'reached' ? ': half or more' : state === 'unknown' ? '; shares that are not stated could make it half' : ': less than half'}`,
      ),
    ),
  ]
}

const matchNews = (alert: Alert): string => {
  const own = `${supplier(alert)} (${clean(alert.supplier.supplierId, 60)})`
  if (alert.met !== undefined) return metNews(alert, alert.met, own)
  const party = own
  const news: Readonly<Record<Alert['kind'], string>> = {
    opened: `Your registered party ${party} matches it.`,
    amended:
      alert.carriedFrom === undefined
        ? `Its match with your registered party ${party} rests on facts that have changed.`
        : `Your match of ${party} is carried over to the new number; the one with the old number has ended.`,
    reopened: `Your registered party ${party} matches it again.`,
    resolved: `Its match with your registered party ${party} has ended.`,
    notice: `This concerns your registered party ${party}.`,
  }
  return news[alert.kind]
}

/** Who was listed, amended or delisted, by which agency, under what; and whom of yours it hits. */
export const headline = (alert: Alert): string[] => {
  // The day on which a clearing ran out is the customer's own: neither a publication nor the law names it.
  const cause = alert.previouslyCleared?.because === 'expired' ? undefined : causeSentence[alert.cause]
  const cleared = clearedBefore(alert)
  const news = alert.kind === 'resolved' ? resolvedBy(alert) : entryNews(alert)
  const subject = alert.designation.subject
  return [
    ...wrap(`${news} ${matchNews(alert)}`),
    ...(subject === undefined || subject === alert.designation.name
      ? []
      : wrap(`The match rests on this subject of the order: ${clean(subject)}.`)),
    ...(cause === undefined ? [] : wrap(cause)),
    ...(cleared === undefined ? [] : wrap(cleared)),
    ...wrap(`Severity: ${severityWords[alert.severity]}.`),
  ]
}

const unique = (texts: readonly (string | undefined)[]): string[] => [
  ...new Set(texts.filter((text) => text !== undefined)),
]

/**
 * Consequences of one measure for one role are told together. What was told before in the same text is in `told` and
 * is not said again; the citation always is.
 */
const consequenceLines = (group: readonly Consequence[], owned: boolean, told: Set<string>): string[] => {
  const [first] = group
  if (!first) return []
  const rows = group.map(({ effectId }) => effectOf(effectId)).filter((row) => row !== undefined)
  const indented = (label: string, texts: readonly (string | undefined)[], limit: number): string[] =>
    unique(texts)
      .filter((text) => !told.has(`${label}${text}`))
      .flatMap((text) => {
        told.add(`${label}${text}`)
        return wrap(`${label}${clean(text, limit)}`, '  ')
      })
  const owners = rows.map(({ flowDown }) => `${flowDown.text} (${flowDown.citation})`)
  const basis = unique(group.flatMap(({ legalBasis }) => legalBasis.split('; '))).join('; ')
  return [
    ...bullet(
      first.onSupplier === undefined || (first.role !== 'owner' && first.role !== 'officer')
        ? `${measureWords[first.measure]}, as your ${roleWords[first.role]}.`
        : `${measureWords[first.measure]}, as ${roleWords[first.role] === 'owner' ? 'an owner' : 'an officer'} of your party.`,
    ),
    ...indented(
      'Your party: ',
      group.map(({ onSupplier }) =>
        onSupplier === undefined ? undefined : `${onSupplier.sentence} (${onSupplier.citation})`,
      ),
      900,
    ),
    ...indented(
      '',
      group.map(({ sentence }) => sentence),
      900,
    ),
    ...indented(
      'Limits: ',
      group.map(({ notProhibited }) => notProhibited),
      600,
    ),
    ...indented(
      'Binds: ',
      rows.map(({ binds }) => binds),
      300,
    ),
    ...(owned ? indented('Owned parties: ', owners, 700) : []),
    ...indented(
      'Way out: ',
      rows.map(({ licence }) => licence),
      600,
    ),
    ...indented(
      'Keep records: ',
      rows.map(({ retention }) => retention),
      200,
    ),
    ...wrap(`Legal basis: ${clean(basis, 800)}`, '  '),
    ...(group.some(({ checkedOn }) => checkedOn === null) ? wrap(notCompared, '  ') : []),
  ]
}

/** A listing without a row gets no sentence about its effect, only the statement that there is none. */
const noEffectOnRecord = (programs: readonly string[]): string[] => {
  const { shown, more } = firstOf(programs, 8)
  const named = shown.map((program) => clean(program, 40)).join(', ')
  const what = named === '' ? 'this listing' : `${named}${more > 0 ? ` and ${more} more` : ''}`
  return bullet(
    `No legal effect is on record here for ${what}. Ask counsel what it does before you act on it.`,
  )
}

const meaning = (alert: Alert): string[] => {
  if (alert.kind === 'resolved') return []
  const { consequences, source, rule, supplier: party } = alert
  if (consequences.length === 0) return noEffectOnRecord(alert.designation.programs)
  // Where an owner was met, what that means for the supplier is told by itself.
  const owned = alert.met === undefined && (rule === 'ownership' || party.roles.includes('owner'))
  const told = new Set<string>()
  const groups = Map.groupBy(consequences, ({ measure, role }) => `${measure} ${role}`)
  const without = programmesWithoutRow(source, alert.designation.programs)
  const later = notYetInForce(alert)
  return [
    ...(later === undefined ? [] : bullet(later)),
    ...[...groups.values()].flatMap((group) => consequenceLines(group, owned, told)),
    ...(without.length > 0 ? noEffectOnRecord(without) : []),
  ]
}

const chain = (path: readonly string[]): string => [...path.map((id) => clean(id, 40)), 'you'].join(' → ')

/** One line for each party of a chain, the matched one first. */
const links = (path: Alert['chains'][number]): string[] =>
  path.flatMap(({ supplierId, name, goods }) => {
    const { shown, more } = firstOf(goods, 3)
    const what = shown.map((one) => clean(one, 60)).join('; ')
    return labelled(
      '',
      `${clean(supplierId, 40)} ${clean(name, 80)}${what === '' ? '' : `: ${what}${more > 0 ? ` and ${more} more` : ''}`}`,
    )
  })

const pathLimit = 3
const exposure = (alert: Alert): string[] => {
  const { shown, more } = firstOf(alert.paths, pathLimit)
  const { tier } = alert.supplier
  const [shortest] = alert.chains
  const lines = shown.flatMap((path, position) => [
    ...labelled('Chain', chain(path)),
    ...(position === 0 && shortest !== undefined ? links(shortest) : []),
  ])
  return [
    ...labelled('Tier', tier > 0 ? String(tier) : 'no chain to you is on record'),
    ...lines,
    ...(more > 0 ? labelled('', `and ${counted(more, 'more chain')}`) : []),
  ]
}

const partyWord = ({ supplier: { roles } }: Alert): string =>
  roleWords[roles.includes('supplier') ? 'supplier' : (roles[0] ?? 'supplier')]

const yourSupplier = (alert: Alert): string[] => {
  const { supplierId, otherNames, country: code, address, roles } = alert.supplier
  const others = firstOf(otherNames, 3)
  return [
    ...labelled('Your key', clean(supplierId, 60)),
    ...labelled('Name', supplier(alert)),
    ...(others.shown.length > 0
      ? labelled(
          'Other names',
          `${others.shown.map((name) => clean(name, 80)).join('; ')}${others.more > 0 ? ` and ${others.more} more` : ''}`,
        )
      : []),
    ...(code === undefined ? [] : labelled('Country', country(code))),
    ...(address === undefined ? [] : labelled('Address', clean(address, 240))),
    ...labelled('Role', enumerated(roles.map((role) => roleWords[role]))),
    ...metLines(alert),
    ...exposure(alert),
  ]
}

const listedParty = (alert: Alert): string[] => {
  const { designation } = alert
  const aliases = firstOf(designation.aliases, 6)
  const addresses = firstOf(designation.addresses, 3)
  const identifiers = firstOf(designation.identifiers, 5)
  return [
    ...labelled('Name', listed(alert)),
    ...labelled('Number', clean(designation.id, 80)),
    ...labelled('Type', clean(designation.type, 40)),
    ...(aliases.shown.length > 0
      ? labelled(
          'Also known as',
          `${aliases.shown.map(({ name, quality }) => `${clean(name, 100)}${quality === 'weak' ? ' (weak)' : ''}`).join('; ')}${aliases.more > 0 ? ` and ${aliases.more} more` : ''}`,
        )
      : []),
    ...addresses.shown.flatMap(({ text }) => labelled('Address', clean(text, 240))),
    ...(addresses.more > 0
      ? labelled('', `and ${counted(addresses.more, 'more address', 'more addresses')}`)
      : []),
    ...(designation.countries.length > 0
      ? labelled('Countries', firstOf(designation.countries, 8).shown.map(country).join(', '))
      : []),
    ...identifiers.shown.flatMap(({ type, value }) =>
      labelled('Identifier', `${clean(type, 40)} ${clean(value, 80)}`),
    ),
    ...(identifiers.more > 0 ? labelled('', `and ${counted(identifiers.more, 'more identifier')}`) : []),
    // Entity List: each entry has terms of its own, which the general sentence above cannot tell.
    ...(designation.licence
      ? [
          ...labelled('Licence for', clean(designation.licence.requirement, 300)),
          ...labelled('Review', clean(designation.licence.reviewPolicy, 300)),
        ]
      : []),
  ]
}

const points = (effect: number): string => {
  const rounded = Math.round(Math.abs(effect) * 100)
  if (rounded === 0) return ''
  return ` (${effect > 0 ? 'adds' : 'takes'} ${counted(rounded, 'point')})`
}

/** Which of the facts that the match rests on are other ones than before. */
const factWords = (fact: string): string => {
  const shared = sharedFactWords[fact]
  if (shared !== undefined) return shared
  const [side = '', name = ''] = fact.split('.')
  const what = clean(name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase(), 40)
  return `${side === 'supplier' ? 'your record' : 'the listing'}: ${what}`
}

const changedFacts = (alert: Alert): string[] => {
  const { shown, more } = firstOf(alert.change.matchFacts, 10)
  return [...shown.map(factWords), ...(more > 0 ? [`${more} more`] : [])].flatMap(bullet)
}

const clockLines = (alert: Alert): string[] => {
  const open = new Set<string>()
  const lines = alert.clocks.flatMap(({ anchor, anchorWords, text, deadlines }) => {
    if (anchor !== undefined && deadlines.length === 0) open.add(anchor)
    return [
      ...bullet(clean(text, 500)),
      ...wrap(`Runs from the day on which ${anchorWords}.`, '  '),
      ...deadlines.flatMap(({ anchoredOn, dueOn, counted, reference, author }) =>
        wrap(
          `Due ${dueOn}, a ${weekdayName(dueOn)}: ${counted} after ${anchoredOn}${reference === undefined ? '' : ` (${clean(reference, 60)})`}, as ${clean(author, 60)} entered it.`,
          '  ',
        ),
      ),
    ]
  })
  return [
    ...lines,
    ...(open.size > 0
      ? wrap(
          `No day is counted from this alert. Enter the day of the event to have the last day counted: npx tierwatch anchor ${clean(alert.matchId, 20)} ${[...open][0] ?? ''} YYYY-MM-DD --author NAME`,
        )
      : []),
  ]
}

const nextStepLines = (alert: Alert): string[] =>
  alert.nextSteps.flatMap(({ text, source }) => bullet(`${clean(text, 500)} (${clean(source, 160)})`))

const remaining = (alert: Alert): string[] =>
  alert.remains.flatMap(({ text, source }) => bullet(`${clean(text, 500)} (${clean(source, 160)})`))

const alsoOpen = (alert: Alert, together: readonly Alert[]): string[] => {
  // After an end they are told among what remains.
  if (alert.kind === 'resolved') return []
  const told = new Set(together.map(({ matchId }) => matchId))
  const { shown, more } = firstOf(
    alert.alsoOpen.filter(({ matchId }) => !told.has(matchId)),
    6,
  )
  return [
    ...shown.flatMap(({ matchId, designationName, source: list, rule, score }) =>
      bullet(
        `${clean(designationName, 80)}, ${theList(list)}: ${ruleWords[rule]}, ${percent(score)} (match ${clean(matchId, 20)})`,
      ),
    ),
    ...(more > 0 ? bullet(`${counted(more, 'more match', 'more matches')}.`) : []),
  ]
}

const stepLimit = 12
const whyWeThinkSo = (alert: Alert): string[] => {
  const { shown, more } = firstOf(alert.explanation, stepLimit)
  return [
    ...labelled('Rule', ruleWords[alert.rule]),
    ...labelled('Score', percent(alert.score)),
    ...shown.flatMap(({ text, effect }) =>
      bullet(`${clean(text, 300)}${effect === undefined ? '' : points(effect)}`),
    ),
    ...(more > 0 ? bullet(`${counted(more, 'more step')} in the record of the alert.`) : []),
  ]
}

const dates = (alert: Alert): string[] => {
  const { listedOn, effectiveOn, publishedOn } = alert.dates
  const { fetchedAt } = alert.evidence
  return [
    ...(listedOn === undefined ? [] : labelled('Listed on', clean(listedOn, 40))),
    ...(effectiveOn === undefined ? [] : labelled('In force from', clean(effectiveOn, 40))),
    ...(publishedOn === undefined ? [] : labelled('Published on', clean(publishedOn, 40))),
    ...labelled('Fetched at', clean(fetchedAt, 40)),
    ...labelled('As of', clean(alert.at, 40)),
  ]
}

const source = (alert: Alert): string[] => {
  const { title, url, quoted, notices = [] } = alert.citation
  const link = cleanUrl(url) ?? cleanUrl(alert.evidence.url)
  return [
    ...(title.startsWith('http') ? [] : labelled('Citation', clean(title, 200))),
    ...(quoted === undefined ? [] : labelled('Quoted', `"${clean(quoted, 600)}"`)),
    ...notices.flatMap((notice) => {
      const at = cleanUrl(notice.url)
      const day = clean(notice.publishedOn, 40)
      return labelled('Notice', `${clean(notice.title, 40)} of ${day}${at === undefined ? '' : `, ${at}`}`)
    }),
    ...(link === undefined ? [] : labelled('Link', link)),
  ]
}

const evidence = (alert: Alert): string[] => {
  const { sha256, url, parserVersion, ruleVersion } = alert.evidence
  const { listVersionBefore: before, listVersionAfter: after } = alert.change
  const document = cleanUrl(url)
  return [
    'SHA-256:',
    `  ${clean(sha256, 64)}`,
    ...(document === undefined ? [] : labelled('Document', document)),
    ...labelled('List version', before === null ? String(after) : `${after}, before ${before}`),
    ...labelled('Read by', `${clean(parserVersion, 40)}, matched by ${clean(ruleVersion, 40)}`),
  ]
}

/** The other entries of the party, or the other rules, that meet the same supplier: told once, in this message. */
const togetherLines = (together: readonly Alert[]): string[] => {
  const { shown, more } = firstOf(together, 12)
  return [
    ...shown.flatMap((alert) => {
      const { designation } = alert
      const where = designation.countries.map(country).join(', ')
      return [
        ...bullet(
          `${listed(alert)}${where === '' ? '' : ` (${where})`}, number ${clean(designation.id, 80)}: ${ruleWords[alert.rule]}, ${percent(alert.score)}. Severity: ${severityWords[alert.severity]}.`,
        ),
        ...(designation.licence === undefined
          ? []
          : wrap(
              `Licence for: ${clean(designation.licence.requirement, 200)} Review: ${clean(designation.licence.reviewPolicy, 120)}`,
              '  ',
            )),
        ...wrap(`Alert ${clean(alert.alertId, 80)}, match ${clean(alert.matchId, 20)}.`, '  '),
      ]
    }),
    ...(more > 0 ? bullet(`${counted(more, 'more')}; the record of each has it all.`) : []),
  ]
}

/** The whole text of one alert, and in short of those that are told with it. */
export const alertText = (alert: Alert, customer: Customer, together: readonly Alert[] = []): string =>
  [
    ...headline(alert),
    ...section('What it means for you', meaning(alert)),
    ...section(`Your ${partyWord(alert)}`, yourSupplier(alert)),
    ...section(alert.designation.type === 'order' ? 'The order' : 'The listed party', listedParty(alert)),
    ...section(alert.kind === 'resolved' ? 'Why it had matched' : 'Why we think so', whyWeThinkSo(alert)),
    ...section('Also: the same party by other entries or rules', togetherLines(together)),
    ...section('Side by side', [...sideBySide(alert.comparison), ...legendOf(alert.comparison)]),
    ...section('What changed in the entry', changesInWords(alert.change.fields)),
    ...section('What the match rests on that changed', changedFacts(alert)),
    ...section('What remains', remaining(alert)),
    ...section('What to do next', nextStepLines(alert)),
    ...section('Clocks', clockLines(alert)),
    ...section('Other open matches of this party', alsoOpen(alert, together)),
    ...section('Dates', dates(alert)),
    ...section('Source', source(alert)),
    ...section('Evidence', evidence(alert)),
    '',
    ...wrap(
      `Alert ${clean(alert.alertId, 80)}, match ${clean(alert.matchId, 20)}, revision ${alert.revision}, for ${clean(customer.name, 120)} (${clean(customer.customerId, 60)}).`,
    ),
    ...wrap('Tierwatch reports what official lists say. It does not give legal advice.'),
    '',
  ].join('\n')
