import type { CheckOutcome } from '../../shared/lists/version.ts'
import { TransientError } from '../../shared/errors.ts'
import { changeSetNoticeId } from '../../shared/matches/ids.ts'
import { describeSource, watchedSources } from '../../shared/model/source.ts'
import type { PollOutcome } from '../../shared/operations/poll-inspection.ts'
import type { UflpaNoticesRecord } from '../../shared/operations/poll-uflpa-notices.ts'
import type { ChangeSet } from '../../shared/model/change.ts'
import type { EarlyNotice } from '../../shared/model/early-notice.ts'
import { withProgress } from '../output/progress.ts'
import { colours, cut, type Terminal } from '../output/terminal.ts'
import type { LocalSystem } from '../system/local-system.ts'
import { readMailbox } from '../system/mailbox.ts'
import type { RecordedOrigin } from './recorded-origin.ts'
import { registerSampleCustomer, sampleCustomer } from './sample-customer.ts'
import { type Inspection, type Publication, type Release, type Step, timeline } from './timeline.ts'

export interface ReplaySummary {
  /** Steps that were done now; 0 when everything was replayed before. */
  steps: number
  messages: number
}

const dateOf = (step: Step): string => step.at.slice(0, 10)
const maxChangesShown = 4

const provenanceMark: Record<Publication['provenance'], string> = {
  original: colours.green('original'),
  rebuilt: colours.yellow('rebuilt'),
  written: colours.magenta('written'),
}

/** Works until nothing is under way and the watchdog finds nothing left behind: a killed run is finished first. */
const finish = async (system: LocalSystem): Promise<void> => {
  const deadline = Date.now() + 180_000
  for (;;) {
    await system.settle()
    await system.invoke('WatchdogFunction', {})
    await system.settle()
    const work = await system.registry.openWork()
    const pending = await Promise.all(
      watchedSources.map((source) => system.lists.unfinishedChangeSets(source)),
    )
    const untold = await system.earlyNotices.waiting()
    if (work.length + untold.length === 0 && pending.every((changeSets) => changeSets.length === 0)) return
    if (Date.now() > deadline) {
      throw new TransientError(
        `${work.length + untold.length} notices and ${pending.flat().length} change sets are still open after three minutes`,
        'Start again: what is left behind is finished first. The handlers’ log says what fails.',
      )
    }
    await new Promise((resolve) => {
      setTimeout(resolve, 1_000)
    })
  }
}

const earlyNoticeOf = async (
  system: LocalSystem,
  { documentNumber }: Inspection,
): Promise<EarlyNotice | undefined> =>
  (await system.earlyNotices.all()).find((notice) => notice.documentNumber === documentNumber)

/** Whether a step's effect is in the state already. */
const isDone = async (system: LocalSystem, step: Step): Promise<boolean> => {
  if (step.kind === 'registration') {
    return ((await system.registry.customer(sampleCustomer.customerId))?.registerRevision ?? 0) > 0
  }
  if (step.kind === 'inspection') {
    const notice = await earlyNoticeOf(system, step)
    return step.finds === 'announced' ? notice !== undefined : notice?.published !== undefined
  }
  const holds = await system.lists.holds(step.source)
  // Its document was looked at in the step before: what no guard holds any more is released.
  if (step.kind === 'release') return !holds.some(({ guard }) => guard === step.guard)
  const status = await system.lists.status(step.source)
  if (!status) return false
  // A check that failed or was refused has not seen the document; a hold alone may be of a check that was killed.
  const saw = status.lastOutcome !== 'failed' && status.lastOutcome !== 'rejected'
  return (status.lastSuccessAt ?? '') >= step.at || (saw && status.lastCheckAt >= step.at)
}

/** Designations of a change set that the sample customer was told of. */
const hitsOf = async (system: LocalSystem, { source, seq }: ChangeSet): Promise<Set<string>> => {
  const alerts = await system.registry.alertsOfNotice(
    sampleCustomer.customerId,
    changeSetNoticeId(source, seq),
  )
  return new Set(alerts.map(({ transition }) => transition.match.designationId))
}

const showChangeSet = async (out: Terminal, system: LocalSystem, changeSet: ChangeSet): Promise<void> => {
  const { counts, baseline, cause } = changeSet
  if (baseline) {
    out.print(
      `            ${colours.bold(`${counts.added.toLocaleString('en')} designations`)}: the baseline`,
    )
    return
  }
  const parts = (['added', 'amended', 'removed', 'moved'] as const)
    .filter((kind) => counts[kind] > 0)
    .map((kind) => `${counts[kind]} ${kind}`)
  out.print(`            ${colours.bold(parts.join(', '))}${cause === 'published' ? '' : ` (${cause})`}`)
  const hit = await hitsOf(system, changeSet)
  // What hits the customer first: the rest is counted.
  const changes = (await system.lists.changes(changeSet)).toSorted(
    (a, b) => Number(hit.has(b.id)) - Number(hit.has(a.id)),
  )
  const marks = {
    added: colours.green('+'),
    amended: colours.yellow('~'),
    removed: colours.red('−'),
    moved: colours.cyan('→'),
  }
  for (const change of changes.slice(0, maxChangesShown)) {
    const name = cut(change.name, out.width - 18)
    out.print(
      `              ${marks[change.kind]} ${hit.has(change.id) ? colours.bold(name) : name}${change.material ? '' : colours.dim(' (wording only)')}`,
    )
  }
  if (changes.length > maxChangesShown)
    out.print(colours.dim(`              … and ${changes.length - maxChangesShown} more`))
}

/** What the sample customer was sent since the last look: the whole mail, as it arrives. */
const mailReader = (out: Terminal, system: LocalSystem): (() => number) => {
  const seen = new Set(readMailbox(system.directory).map(({ file }) => file))
  return () => {
    const fresh = readMailbox(system.directory).filter(
      ({ file, kind }) => !seen.has(file) && kind === 'notification',
    )
    for (const mail of fresh) {
      seen.add(mail.file)
      const bar = colours.blue('│')
      out.print(`            ${colours.blue('┌─')} ${colours.bold(`Mail to ${mail.to}`)}`)
      out.print(`            ${bar} ${colours.bold(mail.subject)}`)
      out.print(`            ${bar}`)
      for (const line of mail.body.trimEnd().split('\n')) out.print(`            ${bar} ${line}`.trimEnd())
      out.print(`            ${colours.blue('└─')}`)
    }
    return fresh.length
  }
}

const screened = async (system: LocalSystem, changeSet: ChangeSet): Promise<string> => {
  const notice = await system.registry.notice(
    sampleCustomer.customerId,
    changeSetNoticeId(changeSet.source, changeSet.seq),
  )
  if (!notice) return 'no supplier shares a word, number or good with what changed'
  const compared = `${notice.screened} ${notice.screened === 1 ? 'supplier' : 'suppliers'} compared`
  const alerts = await system.registry.alertsOfNotice(sampleCustomer.customerId, notice.noticeId)
  return `${compared}, ${alerts.length === 0 ? 'nothing found' : `${alerts.length} ${alerts.length === 1 ? 'hit' : 'hits'}`}`
}

const showOutcome = async (out: Terminal, system: LocalSystem, outcome: CheckOutcome): Promise<void> => {
  switch (outcome.outcome) {
    case 'unchanged':
      out.print(`            ${colours.dim('looked, and nothing changed')}`)
      return
    case 'held':
    case 'committed':
      for (const changeSet of outcome.outcome === 'committed' ? outcome.changeSets : []) {
        await showChangeSet(out, system, changeSet)
        if (await system.registry.customer(sampleCustomer.customerId)) {
          out.print(`            ${colours.dim(await screened(system, changeSet))}`)
        }
      }
      for (const { reason } of outcome.held ?? [])
        out.print(`            ${colours.yellow('held for review')}: ${reason}`)
      return
    case 'rejected':
    case 'failed':
      out.print(`            ${colours.red(outcome.outcome)}: ${outcome.reason}`)
      out.print(`            ${colours.dim(outcome.nextStep)}`)
  }
}

const check = (
  system: LocalSystem,
  step: Publication | Release,
  scheduledAt = step.at,
): Promise<CheckOutcome> =>
  system.invoke<CheckOutcome>('CheckSourceFunction', {
    source: step.source,
    scheduledAt,
    ...(step.kind === 'release'
      ? { release: { guard: step.guard, author: 'replay operator', reason: step.reason } }
      : {}),
  })

/** After the page of the UFLPA list: the Federal Register's notices of the moment, as on their own schedule. */
const lookAtNotices = async (out: Terminal, system: LocalSystem, scheduledAt: string): Promise<void> => {
  const { standings } = await system.invoke<UflpaNoticesRecord>('CheckSourceFunction', {
    mode: 'uflpa-notices',
    scheduledAt,
  })
  for (const { publishedOn, citation, documentNumber, ahead } of standings) {
    if (ahead !== undefined)
      out.print(
        `            ${colours.yellow('ahead of the page')}: ${citation ?? `FR Doc. ${documentNumber}`} of ${publishedOn}`,
      )
  }
}

/** Looks at public inspection, as its own schedule would, and says what became of the step's rule. */
const inspect = async (out: Terminal, system: LocalSystem, step: Inspection): Promise<void> => {
  await withProgress('looking at public inspection', async () => {
    await system.invoke<PollOutcome>('CheckSourceFunction', {
      mode: 'public-inspection',
      scheduledAt: step.at,
    })
    await system.settle()
  })
  const notice = await earlyNoticeOf(system, step)
  if (!notice) return
  const { documentNumber, title, publishesOn, published, names } = notice
  out.print(
    published === undefined
      ? `            ${colours.yellow('early notice')}: ${title} (FR Doc. ${documentNumber}), ${names.length} parties, to be published on ${publishesOn}`
      : `            ${colours.dim(`FR Doc. ${documentNumber} is ${notice.state}: published as ${published.citation}`)}`,
  )
}

const headline = (step: Step): string => {
  const date = colours.cyan(dateOf(step))
  switch (step.kind) {
    case 'registration':
      return `${date}  ${colours.bold(sampleCustomer.name)} registers its supply chain  ${provenanceMark.written}  ${colours.dim('its trade, owners and officers are invented')}`
    case 'inspection':
      return `${date}  ${colours.bold('Public inspection')}  ${provenanceMark[step.provenance]}  ${colours.dim(step.note)}`
    case 'release':
      return `${date}  ${colours.bold(describeSource[step.source].title)}  an operator releases what the guard "${step.guard}" holds`
    case 'publication':
      return `${date}  ${colours.bold(describeSource[step.source].title)}  ${provenanceMark[step.provenance]}  ${colours.dim(step.note)}`
  }
}

/**
 * Replays the recorded documents in date order through the deployed handlers. What is in the state already is not
 * done again; work that a killed run left behind is finished first.
 */
export const replay = async (
  out: Terminal,
  system: LocalSystem,
  origin: RecordedOrigin,
  steps: readonly Step[] = timeline,
): Promise<ReplaySummary> => {
  const showMail = mailReader(out, system)
  const summary: ReplaySummary = { steps: 0, messages: 0 }
  await withProgress('finishing what was under way', () => finish(system))
  summary.messages += showMail()
  for (const step of steps) {
    if (await isDone(system, step)) continue
    origin.showAsOf(step.at)
    out.print(headline(step))
    if (step.kind === 'registration') {
      const { suppliers } = await withProgress('registering suppliers', async () => {
        const registered = await registerSampleCustomer(system, step.at)
        await finish(system)
        return registered
      })
      out.print(
        `            ${colours.bold(`${suppliers} suppliers`)} in its file; screened against every list known so far`,
      )
    } else if (step.kind === 'inspection') {
      await inspect(out, system, step)
    } else {
      const outcome = await withProgress(`checking ${describeSource[step.source].title}`, async () => {
        const checked = await check(system, step)
        await system.settle()
        return checked
      })
      await showOutcome(out, system, outcome)
      if (step.source === 'dhs-uflpa') await lookAtNotices(out, system, step.at)
    }
    summary.messages += showMail()
    summary.steps++
  }
  await withProgress('finishing', () => finish(system))
  summary.messages += showMail()
  return summary
}

/**
 * Looks at every source once more, as its schedule would: a second start has nothing else to do. After an upgrade a list
 * may be read anew, and what that tells people is shown like any other message.
 */
export const lookAgain = async (
  out: Terminal,
  system: LocalSystem,
  origin: RecordedOrigin,
): Promise<{ changed: number; messages: number }> => {
  const showMail = mailReader(out, system)
  const last = timeline.at(-1)?.at ?? ''
  origin.showAsOf(last)
  let changed = 0
  for (const source of watchedSources) {
    const outcome = await system.invoke<CheckOutcome>('CheckSourceFunction', {
      source,
      scheduledAt: new Date(Date.parse(last) + 3_600_000).toISOString(),
    })
    out.print(
      `            ${describeSource[source].title}: ${outcome.outcome === 'unchanged' ? 'nothing new' : outcome.outcome}`,
    )
    if (outcome.outcome !== 'unchanged') changed++
  }
  await finish(system)
  return { changed, messages: showMail() }
}
