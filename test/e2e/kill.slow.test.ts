import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { sampleCustomer } from '../../cli/replay/sample-customer.ts'
import { watchedSources } from '../../shared/model/source.ts'
import { run, type Running } from './support/command.ts'
import { newHome } from './support/home.ts'
import { alertsOf, type Mail, mailsOf, rowsOf, versionsOf, withState } from './support/observe.ts'
import { sample, seeded } from './support/seeded.ts'
import { shortTimeline } from './support/short-timeline.ts'

const { customerId } = sampleCustomer
const script = fileURLToPath(new URL('support/replay-short.ts', import.meta.url))

/** To see a failure again as closely as a race can be seen again: `TIERWATCH_KILL_SEED=… npx vitest run …`. */
const seed = Number(process.env['TIERWATCH_KILL_SEED'] ?? Math.floor(Math.random() * 1_000_000))
/** At a random moment of a step. */
const killsInSteps = 6
/** The moment a step's first mail leaves: between publishing an alert and marking it as sent, or just after. */
const killsAtMail = 2
/** In the start that picks up what a kill left behind. */
const killsInRecovery = 2

interface Result {
  /** Alert → notice, state, and whether it is sealed. The name of an upload is not the same twice. */
  alerts: string[]
  matches: string[]
  notices: string[]
  versions: string[]
  /** Entries, shards and change sets that versions name; what a crash staged in vain is not among them. */
  changeSets: string[]
  openWork: number
  deadLetters: number
  mails: Mail[]
}

const nameOf = (noticeId: string): string => (noticeId.startsWith('intake#') ? 'intake' : noticeId)

const resultOf = (home: string): Promise<Result> =>
  withState(home, async (system) => {
    const alerts: string[] = []
    for (const { alertId, noticeId, state } of await alertsOf(system, customerId)) {
      const sealed = (await system.sealedAlert(customerId, alertId)) === null ? 'not sealed' : 'sealed'
      alerts.push(`${alertId} ${nameOf(noticeId)} ${state} ${sealed}`)
    }
    const matches: string[] = []
    for await (const match of system.registry.matches(customerId)) {
      const { supplierId, source, designationId, rule, revision, state } = match
      matches.push([supplierId, source, designationId, rule, revision, state].join(' '))
    }
    const notices: string[] = []
    for await (const { noticeId, state, total, done } of system.registry.notices(customerId)) {
      notices.push(`${nameOf(noticeId)} ${state} ${done}/${total}`)
    }
    const rows = await rowsOf(system, 'ListsTable')
    const pending = await Promise.all(
      watchedSources.map((source) => system.lists.unfinishedChangeSets(source)),
    )
    return {
      alerts: alerts.sort(),
      matches: matches.sort(),
      notices: notices.sort(),
      versions: (await versionsOf(system)).map(
        ({ source, seq, cause, root, count, withheld }) =>
          `${source} ${seq} ${cause} ${root} ${count} ${withheld.length}`,
      ),
      changeSets: rows
        .filter(({ sk }) => String(sk).startsWith('CS#'))
        .map(({ pk, sk, state }) => [pk, sk, state].join(' '))
        .sort(),
      openWork: (await system.registry.openWork()).length + pending.flat().length,
      deadLetters: system.local.deadLetters().reduce((sum, { count }) => sum + count, 0),
      mails: mailsOf(home),
    }
  })

const dayOf = (line: string): string | undefined => /^\d{4}-\d{2}-\d{2}(?= {2})/.exec(line)?.[0]
const days = shortTimeline.map(({ at }) => at.slice(0, 10))
const registered = shortTimeline.find(({ kind }) => kind === 'registration')?.at.slice(0, 10) ?? ''

/** How long each step took, by its day, in milliseconds. */
const timed = async (home: string): Promise<Map<string, number>> => {
  const running = run(home, script)
  const starts: number[] = []
  for (const day of days) {
    expect(await running.line((line) => dayOf(line) === day), day).toBeDefined()
    starts.push(performance.now())
  }
  const { code, stderr } = await running.ended
  expect(code, stderr).toBe(0)
  starts.push(performance.now())
  return new Map(days.map((day, step) => [day, (starts[step + 1] ?? 0) - (starts[step] ?? 0)]))
}

interface Kill {
  at: number
  where: string
}

/** Runs the replay until `when` resolves, and kills it. `undefined`: it was done before. */
const killOnce = async (
  home: string,
  where: string,
  when: (running: Running) => Promise<unknown>,
): Promise<Kill | undefined> => {
  const running = run(home, script)
  await Promise.race([when(running), running.ended])
  const at = Date.now()
  running.killAll()
  const { code, stderr } = await running.ended
  expect(code ?? 0, stderr).toBe(0)
  return code === null ? { at, where } : undefined
}

const stepBegins = (running: Running, day: string): Promise<unknown> =>
  running.line((line) => (dayOf(line) ?? '') >= day)

const nextMail = async (home: string, running: Running): Promise<void> => {
  const before = mailsOf(home).length
  while (running.child.exitCode === null && mailsOf(home).length === before) await sleep(1)
}

describe(`a replay that is killed ten times, seed ${seed}`, () => {
  const random = seeded(seed)
  const kills: Kill[] = []
  let home: string
  let undisturbed: Result
  let killed: Result
  beforeAll(async () => {
    const calm = await newHome('calm')
    const took = await timed(calm)
    undisturbed = await resultOf(calm)
    home = await newHome('killed')
    // Not the last step: a run that is done before its kill would be one kill less.
    const targets = sample(days.slice(0, -1), killsInSteps + killsAtMail, random)
    // The first two steps mail nothing: nobody is registered yet.
    const atMail = new Set(
      sample(
        targets.filter((day) => day > registered),
        killsAtMail,
        random,
      ),
    )
    const recoveries = new Set(sample(targets.slice(0, -1), killsInRecovery, random))
    const add = (kill: Kill | undefined): number => kills.push(...(kill ? [kill] : []))
    for (const day of targets) {
      const delay = random() * 1.1 * (took.get(day) ?? 0)
      const pause = random() * 1_500
      if (atMail.has(day)) {
        add(
          await killOnce(home, `${day} at a mail`, (running) =>
            stepBegins(running, day).then(() => nextMail(home, running)),
          ),
        )
      } else {
        add(
          await killOnce(home, `${day} + ${Math.round(delay)} ms`, (running) =>
            stepBegins(running, day).then(() => sleep(delay)),
          ),
        )
      }
      if (!recoveries.has(day)) continue
      add(
        await killOnce(home, `recovery + ${Math.round(pause)} ms`, (running) =>
          running.line((line) => line === 'ready').then(() => sleep(pause)),
        ),
      )
    }
    const last = await run(home, script).ended
    expect(last.code, last.stderr).toBe(0)
    killed = await resultOf(home)
    console.log(`seed ${seed}: killed at ${kills.map(({ where }) => where).join(', ')}`)
  }, 900_000)

  it('was killed ten times', () => {
    expect(kills).toHaveLength(killsInSteps + killsAtMail + killsInRecovery)
  })

  it('ends with the same list versions, change sets and matches', () => {
    expect(undisturbed.versions).toHaveLength(shortTimeline.length - 1)
    expect(killed.versions).toEqual(undisturbed.versions)
    expect(killed.changeSets).toEqual(undisturbed.changeSets)
    expect(killed.matches).toEqual(undisturbed.matches)
  })

  it('has the same alerts under the same notices, all of them sealed and sent', () => {
    expect(undisturbed.alerts.length).toBeGreaterThan(25)
    expect(undisturbed.alerts.every((alert) => alert.endsWith(' sent sealed'))).toBe(true)
    expect(killed.alerts).toEqual(undisturbed.alerts)
    expect(killed.notices).toEqual(undisturbed.notices)
  })

  it('leaves nothing under way and nothing given up', () => {
    expect([undisturbed.openWork, undisturbed.deadLetters]).toEqual([0, 0])
    expect([killed.openWork, killed.deadLetters]).toEqual([0, 0])
  })

  it('mails everything at least once, and twice only what a kill caught between publishing and marking', () => {
    const told = ({ mails }: Result): string[] => mails.map(({ tellsOf }) => nameOf(tellsOf))
    expect(new Set(told(undisturbed)).size).toBe(undisturbed.mails.length)
    expect([...new Set(told(killed))].sort()).toEqual([...new Set(told(undisturbed))].sort())
    const before = new Map<string, Mail>()
    const caught: number[] = []
    for (const mail of killed.mails) {
      const earlier = before.get(mail.tellsOf)
      before.set(mail.tellsOf, mail)
      if (!earlier) continue
      // The first of the two was the last mail before some kill, and the second came after it.
      const kill = kills.findIndex(
        ({ at }) =>
          Date.parse(mail.sentAt) > at &&
          killed.mails.findLast(({ sentAt }) => Date.parse(sentAt) <= at)?.messageId === earlier.messageId,
      )
      expect(kill, `${mail.tellsOf} was mailed again without a kill`).toBeGreaterThanOrEqual(0)
      caught.push(kill)
    }
    expect(new Set(caught).size, 'one kill, one repeated mail at most').toBe(caught.length)
    console.log(`${killed.mails.length} mails, ${caught.length} of them repeated`)
  })
})
