import type { Command } from 'commander'
import { counted } from '../../shared/alerts/messages/plain-text.ts'
import { isoDate } from '../../shared/dates.ts'
import { ConfigError } from '../../shared/errors.ts'
import { matchIdOf } from '../../shared/matches/disposition.ts'
import { overdueMatches } from '../../shared/matches/overdue.ts'
import { ledgerInForce } from '../../shared/lists/in-force.ts'
import { readVersion, versionKnownAt } from '../../shared/lists/read-list.ts'
import { describeSource, isSourceId, watchedSources } from '../../shared/model/source.ts'
import type { UflpaNoticesRecord } from '../../shared/operations/poll-uflpa-notices.ts'
import type { NoticeStanding } from '../../shared/sources/dhs-uflpa/compare-notices.ts'
import type { Match } from '../../shared/model/match.ts'
import type { Alert } from '../../shared/model/alert.ts'
import type { System } from '../system/system.ts'
import { exitCodes, UsageError } from '../errors.ts'
import { colours, cut, show, type Terminal } from '../output/terminal.ts'
import type { Run } from '../run.ts'
import { onSystem, type SystemOptions, withSystem } from '../system/open-system.ts'
import { json, stage } from './support/options.ts'
import { customersNamed } from './support/customers.ts'

const ageInWords = (instant: string | undefined, now: Date): string => {
  if (instant === undefined) return 'never'
  const minutes = Math.round((now.getTime() - Date.parse(instant)) / 60_000)
  if (minutes < 2) return 'just now'
  if (minutes < 120) return `${minutes} minutes ago`
  return minutes < 48 * 60
    ? `${Math.round(minutes / 60)} hours ago`
    : `${Math.round(minutes / 1440)} days ago`
}

/** What `status` tells of the notices on the UFLPA Entity List. */
const noticesBeside = ({
  at,
  succeededAt,
  failure,
  standings,
  unexplainedDays,
}: UflpaNoticesRecord): string[] => {
  const called = ({ documentNumber, citation, publishedOn }: NoticeStanding): string =>
    `${citation ?? `FR Doc. ${documentNumber}`} of ${publishedOn}`
  return [
    ...(failure === undefined
      ? []
      : [
          `its notices could not be read on ${at.slice(0, 10)}; what follows is as of ${succeededAt?.slice(0, 10) ?? 'never'}. ${failure}`,
        ]),
    ...standings
      .filter(({ ahead }) => ahead !== undefined)
      .map(
        (one) =>
          `the notice ${called(one)} added ${one.stated.adds ?? 'some'} parties that the page does not show yet (${one.onPage} of its day): ${one.url}`,
      ),
    ...standings
      .filter(({ record }) => record !== undefined)
      .map((one) =>
        one.record === 'missing'
          ? `the notice ${called(one)} is not in our table of notices: ${one.url}`
          : `the notice of ${one.publishedOn} has the citation ${one.citation ?? ''} now, which our table of notices lacks`,
      ),
    ...(unexplainedDays.length === 0
      ? []
      : [
          `no notice is known for the rows of ${unexplainedDays.map(({ day, parties }) => `${day} (${counted(parties, 'party', 'parties')})`).join(', ')}`,
        ]),
  ]
}

const sourceStates = async (system: System) =>
  Promise.all(
    watchedSources.map(async (source) => {
      const [head, status, holds, open] = await Promise.all([
        system.lists.head(source),
        system.lists.status(source),
        system.lists.holds(source),
        system.lists.unfinishedChangeSets(source),
      ])
      const version = head ? await system.lists.version(source, head.seq) : null
      return {
        source,
        version: version?.seq ?? null,
        designations: version?.count ?? 0,
        knownAt: version?.knownAt ?? null,
        documentPublishedOn: version?.document.publishedOn ?? null,
        documentSha256: version?.document.sha256 ?? null,
        parserVersion: version?.parserVersion ?? null,
        withheldRemovals: version?.withheld.length ?? 0,
        lastCheckAt: status?.lastCheckAt ?? null,
        checkedAt: status?.checkedAt ?? null,
        succeededAt: status?.succeededAt ?? null,
        lastOutcome: status?.lastOutcome ?? null,
        reason: status?.reason ?? null,
        nextStep: status?.nextStep ?? null,
        holds: holds.map(({ guard, reason, firstHeldAt, times }) => ({ guard, reason, firstHeldAt, times })),
        openChangeSets: open.map(({ seq, state }) => ({ seq, state })),
        companion: status?.companion ?? null,
        delta: status?.delta ?? null,
        oddCells: status?.oddCells ?? null,
        programmesWithoutRow: status?.programmesWithoutRow ?? null,
        notices: source === 'dhs-uflpa' ? await system.uflpaNotices.get() : null,
      }
    }),
  )

const mostShown = 10

const comparedVersions = ({ seq, since }: { seq: number; since?: number }): string =>
  since === undefined ? `version ${seq}` : `versions ${since} to ${seq}`

/** What was found beside a list: its companion document, and the agency's own statement of the last publication. */
export const besideTheList = ({
  companion,
  delta,
  notices,
  oddCells,
  programmesWithoutRow,
}: Pick<
  Awaited<ReturnType<typeof sourceStates>>[number],
  'companion' | 'delta' | 'notices' | 'oddCells' | 'programmesWithoutRow'
>): string[] => [
  ...(notices ? noticesBeside(notices) : []),
  ...(oddCells && oddCells.count > 0
    ? [
        [
          `${oddCells.count} ${oddCells.count === 1 ? 'cell was' : 'cells were'} kept as published and not made out.`,
          ...oddCells.shown
            .slice(0, mostShown)
            .map(({ name, label, value }) => `  ${cut(name, 60)}: ${label}: ${cut(value, 120)}`),
        ].join('\n'),
      ]
    : []),
  ...(programmesWithoutRow && programmesWithoutRow.count > 0
    ? [
        [
          `${counted(programmesWithoutRow.count, 'programme has', 'programmes have')} no row in the table of legal effects: have counsel add it to shared/legal, and deploy.`,
          ...programmesWithoutRow.shown
            .slice(0, mostShown)
            .map(
              ({ program, entries, example }) =>
                `  ${program}: ${counted(entries, 'entry', 'entries')}, for example ${cut(example, 60)}`,
            ),
        ].join('\n'),
      ]
    : []),
  ...(companion?.reason === undefined
    ? []
    : [
        `names in other scripts are as of ${companion.lastGoodAt?.slice(0, 10) ?? 'never'}. ${companion.reason}`,
      ]),
  ...(delta?.outcome === 'disagrees'
    ? [
        [
          `${comparedVersions(delta)} and the agency's own statement of ${delta.publishedOn ?? '–'} disagree on ${delta.disagreements ?? 0} entries.`,
          ...(delta.shown ?? [])
            .slice(0, mostShown)
            .map(({ uid, ours, theirs, name }) => `  ${uid} ${name ?? ''}: ours ${ours}, theirs ${theirs}`),
        ].join('\n'),
      ]
    : delta === null || delta.outcome === 'agrees'
      ? []
      : [
          `${comparedVersions(delta)} ${uncompared[delta.outcome][delta.since === undefined ? 0 : 1]} the agency's own statement of ${delta.publishedOn ?? 'its publication'}.${delta.reason === undefined ? '' : ` ${delta.reason}`}`,
        ]),
]

const uncompared = {
  'not-yet': ['waits for', 'wait for'],
  unavailable: ['is not yet compared with', 'are not yet compared with'],
  'not-comparable': ['cannot be compared with', 'cannot be compared with'],
} as const

const addStatus = (program: Command, run: Run): void => {
  program
    .command('status')
    .description('each list: its version, when it was last checked, what is held or refused and why')
    .option(...stage)
    .option(...json)
    .action((options: SystemOptions) =>
      onSystem(run, options, async (system, out) => {
        const now = new Date()
        const states = await sourceStates(system)
        const work = await system.registry.openWork()
        show(
          out,
          states,
          [
            ['list', ({ source }) => describeSource[source].title],
            ['version', ({ version }) => version ?? '–'],
            ['designations', ({ designations }) => designations.toLocaleString('en')],
            ['known as of', ({ knownAt }) => knownAt?.slice(0, 10) ?? '–'],
            ['last good check', ({ succeededAt }) => ageInWords(succeededAt ?? undefined, now)],
            [
              'state',
              ({ lastOutcome, holds, withheldRemovals }) =>
                holds.length > 0
                  ? colours.yellow(withheldRemovals > 0 ? `${withheldRemovals} removals held` : 'held')
                  : lastOutcome === 'rejected' || lastOutcome === 'failed'
                    ? colours.red(lastOutcome)
                    : (lastOutcome ?? '–'),
            ],
          ],
          'No list is watched.',
        )
        if (!out.json) {
          for (const { customerId, topicArn } of await system.registry.customers()) {
            const { confirmed, pending } = await system.subscriptionsOf(topicArn)
            if (confirmed === 0) {
              out.print(
                `\n${colours.red(`${customerId}: nobody receives its alerts.`)} npx tierwatch subscribe ${customerId} email <address>`,
              )
            }
            if (pending > 0) {
              out.print(
                `\n${colours.yellow(`${customerId}: ${pending} ${pending === 1 ? 'subscription is' : 'subscriptions are'} not confirmed`)} and ${pending === 1 ? 'receives' : 'receive'} nothing: npx tierwatch subscriptions ${customerId}`,
              )
            }
          }
          for (const state of states) {
            const { source, reason, nextStep, holds, lastOutcome } = state
            for (const line of besideTheList(state)) out.print(`\n${describeSource[source].title}: ${line}`)
            if (lastOutcome === 'rejected' || lastOutcome === 'failed') {
              out.print(
                `\n${describeSource[source].title}: ${lastOutcome}. ${reason ?? ''}\n  ${nextStep ?? ''}`,
              )
            }
            for (const hold of holds) {
              out.print(
                `\n${describeSource[source].title}: held by the guard "${hold.guard}" since ${hold.firstHeldAt.slice(0, 10)}. ${hold.reason}.`,
              )
              out.print(
                `  Release it, if it is real: npx tierwatch release ${source} --guard ${hold.guard} --reason "…" --author "…"`,
              )
            }
          }
          if (work.length > 0) out.print(`\n${work.length} notices are not sent yet.`)
          const untold = await system.earlyNotices.waiting()
          if (untold.length > 0)
            out.print(
              `\n${colours.yellow(`News of ${untold.length} ${untold.length === 1 ? 'rule' : 'rules'} on public inspection`)} is not brought to the customers yet: npx tierwatch early-notices`,
            )
        }
        return exitCodes.fine
      }),
    )
}

interface MatchesOptions extends SystemOptions {
  all?: boolean
  explain?: boolean
  overdue?: boolean
  proposed?: boolean
}

/** The state with what people did about it. */
const stateInWords = ({ state, disposition, proposed, acknowledged }: Match): string => {
  if (proposed) return `${state}, proposed`
  if (disposition) return disposition.decision === 'confirmed' ? 'open, confirmed' : state
  return acknowledged ? `${state}, seen` : state
}

const tellOverdue = async (
  out: Terminal,
  system: System,
  customers: readonly { customerId: string }[],
): Promise<number> => {
  const overdue = []
  for (const { customerId } of customers) {
    const deps = { registry: system.registry, policies: system.dispositions, now: () => new Date() }
    overdue.push(...(await overdueMatches(deps, customerId)))
  }
  show(
    out,
    overdue,
    [
      ['severity', ({ severity }) => severity],
      ['missing', ({ missing }) => missing],
      ['since', ({ dueAt }) => dueAt.slice(0, 16).replace('T', ' ')],
      ['supplier', ({ match: { supplierId, supplierName } }) => cut(`${supplierId} ${supplierName}`, 36)],
      ['listed', ({ match: { designationName } }) => cut(designationName, 36)],
      ['match', ({ matchId }) => matchId],
    ],
    'Nothing is overdue.',
  )
  return exitCodes.fine
}

const addAlerts = (program: Command, run: Run): void => {
  program
    .command('alerts [customer]')
    .description('what customers were told: one line for each alert, or the alerts themselves with --json')
    .option(...stage)
    .option(...json)
    .action((customer: string | undefined, options: SystemOptions) =>
      onSystem(run, options, async (system, out) => {
        const customers = await customersNamed(system, customer)
        const rows: {
          alert: Alert | null
          alertId: string
          customerId: string
          kind: string
          at: string
          state: string
          supplier: string
          listed: string
          source: string
        }[] = []
        for (const { customerId } of customers) {
          for await (const record of system.registry.alerts(customerId)) {
            const { match, kind } = record.transition
            rows.push({
              alert: options.json ? await system.sealedAlert(customerId, record.alertId) : null,
              alertId: record.alertId,
              customerId,
              kind,
              at: match.at,
              state: record.state,
              supplier: `${match.supplierId} ${match.supplierName}`,
              listed: match.designationName,
              source: match.source,
            })
          }
        }
        rows.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.alertId < b.alertId ? -1 : 1))
        if (out.json) {
          for (const { alert, ...row } of rows) out.line(alert ? { ...alert, state: row.state } : row)
        } else {
          show(
            out,
            rows,
            [
              ['date', ({ at }) => at.slice(0, 10)],
              ['kind', ({ kind }) => kind],
              ['supplier', ({ supplier }) => cut(supplier, 34)],
              ['listed', ({ listed }) => cut(listed, 34)],
              ['list', ({ source }) => source],
              ['sent', ({ state }) => (state === 'sent' ? 'yes' : colours.yellow(state))],
              ['alert', ({ alertId }) => alertId],
            ],
            'Nobody was told anything yet.',
          )
        }
        return exitCodes.fine
      }),
    )
  program
    .command('matches [customer]')
    .description('suppliers that meet listed parties: open ones, or all with --all')
    .option('--all', 'resolved ones, too')
    .option('--overdue', 'only those on which somebody should have acted by now, the longest overdue first')
    .option('--proposed', 'only those on which a decision waits for a second person')
    .option('--explain', 'print every step of the explanation')
    .option(...stage)
    .option(...json)
    .action((customer: string | undefined, options: MatchesOptions) =>
      onSystem(run, options, async (system, out) => {
        const customers = await customersNamed(system, customer)
        if (options.overdue) return tellOverdue(out, system, customers)
        const matches = []
        for (const { customerId } of customers) {
          for await (const match of system.registry.matches(customerId)) {
            if (options.proposed ? match.proposed : options.all || match.state === 'open') matches.push(match)
          }
        }
        matches.sort((a, b) => b.score - a.score)
        if (!out.json && options.explain && matches.length > 0) {
          for (const match of matches) {
            out.print(
              `${colours.bold(match.supplierName)} (${match.supplierId}) ↔ ${colours.bold(match.designationName)} (${match.source}), ${match.rule}${match.met === undefined ? '' : ` (${match.met.name})`}, ${match.state}, score ${match.score.toFixed(2)}`,
            )
            for (const step of match.explanation) {
              out.print(
                `    ${step.effect === undefined ? '      ' : `${step.effect >= 0 ? '+' : '−'}${Math.abs(step.effect).toFixed(2)} `} ${step.text}`,
              )
            }
          }
          return exitCodes.fine
        }
        show(
          out,
          matches.map((match) => ({ ...match, matchId: matchIdOf(match) })),
          [
            ['state', (match) => stateInWords(match)],
            ['score', ({ score }) => score.toFixed(2)],
            ['rule', ({ rule, met }) => (met === undefined ? rule : cut(`${rule}: ${met.name}`, 30))],
            ['supplier', ({ supplierId, supplierName }) => cut(`${supplierId} ${supplierName}`, 38)],
            ['listed', ({ designationName }) => cut(designationName, 38)],
            ['list', ({ source }) => source],
            ['since', ({ at }) => at.slice(0, 10)],
            ['match', matchIdOf],
          ],
          'No open matches.',
        )
        return exitCodes.fine
      }),
    )
}

export const addRecordCommands = (program: Command, run: Run): void => {
  addStatus(program, run)
  addAlerts(program, run)
  program
    .command('as-of <date> [source]')
    .description('the lists as they were known on a day, and what of them was in force on it')
    .option('--known <date>', 'what we knew on that day of the first date; default: the same day')
    .option('--list', 'print every designation, not only the counts')
    .option(...stage)
    .option(...json)
    .addHelpText(
      'after',
      `
Two times are kept apart: what was known (when we had read it) and what was in force (the dates of the listing itself).

  $ npx tierwatch as-of 2022-01-01 ofac-sdn
  $ npx tierwatch as-of 2023-02-25 bis-entity-list --known 2023-03-01 --list --json`,
    )
    .action(
      (
        date: string,
        source: string | undefined,
        options: SystemOptions & { known?: string; list?: boolean },
      ) =>
        run((out) => {
          for (const day of [date, options.known ?? date]) {
            if (isoDate(day) !== day) throw new UsageError(`"${day}" is not a date such as 2023-02-27`)
          }
          if (source !== undefined && !isSourceId(source)) throw new UsageError(`"${source}" is not a source`)
          return withSystem(options, async (system) => {
            const known = `${options.known ?? date}T23:59:59.999Z`
            let found = 0
            for (const id of source === undefined ? watchedSources : [source]) {
              let version
              try {
                version = await versionKnownAt(system.lists, id, known)
              } catch (error) {
                if (!(error instanceof ConfigError)) throw error
                if (out.json)
                  out.line({
                    source: id,
                    known: known.slice(0, 10),
                    beforeOurRecord: true,
                    message: error.message,
                  })
                else out.print(`${describeSource[id].title}: ${error.message}.`)
                continue
              }
              found++
              const list = [...(await readVersion(system.documents, version)).values()]
              // Rules bind by their own dates: what one took out later was in force before, however late we know of it.
              const inForce =
                id === 'bis-entity-list'
                  ? await ledgerInForce(system.lists, id, version.seq, date)
                  : list.filter(
                      ({ status, effectiveOn, listedOn }) =>
                        status === 'active' && (effectiveOn ?? listedOn ?? '') <= date,
                    )
              if (out.json && options.list) {
                const binding = new Set(inForce.map((one) => one.id))
                const onList = new Set(list.map((one) => one.id))
                for (const designation of list)
                  out.line({ ...designation, inForce: binding.has(designation.id) })
                for (const gone of inForce.filter((one) => !onList.has(one.id)))
                  out.line({ ...gone, inForce: true, removedSince: true })
              } else if (out.json) {
                out.line({
                  source: id,
                  date,
                  known: known.slice(0, 10),
                  version: version.seq,
                  knownAt: version.knownAt,
                  designations: list.length,
                  inForce: inForce.length,
                  document: version.document,
                })
              } else {
                out.print(
                  `${colours.bold(describeSource[id].title)}: version ${version.seq}, known since ${version.knownAt.slice(0, 10)}: ${list.length.toLocaleString('en')} designations, ${inForce.length.toLocaleString('en')} of them in force on ${date}`,
                )
                if (options.list)
                  for (const { id: designationId, name } of list)
                    out.print(`  ${designationId}  ${cut(name, 90)}`)
              }
            }
            return found > 0 ? exitCodes.fine : exitCodes.error
          })
        }, options),
    )
}
