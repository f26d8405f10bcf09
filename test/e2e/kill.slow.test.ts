import { readdirSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { sampleCustomer } from '../../cli/replay/sample-customer.ts'
import { run, type Running } from './support/command.ts'
import { newHome } from './support/home.ts'
import { type Result, resultOf, sentIn, toldIn, withState } from './support/observe.ts'
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
  /** When nothing of the run was left (epoch milliseconds). */
  at: number
  where: string
  /** What was on record as sent when it died. */
  sent: ReadonlySet<string>
}

const isDone = (line: string): boolean => line.startsWith('done ')

/** Runs the replay until `when` resolves, or until all is done, and kills it: it never ends by itself. */
const killOnce = async (
  home: string,
  where: string,
  when: (running: Running) => Promise<unknown>,
): Promise<Kill> => {
  const running = run(home, script, ['stay'])
  await Promise.race([when(running), running.line(isDone)])
  running.killAll()
  const { code, stderr } = await running.ended
  expect(code, stderr).toBeNull()
  return { at: Date.now(), where, sent: await sentIn(home) }
}

const stepBegins = (running: Running, day: string): Promise<unknown> =>
  running.line((line) => (dayOf(line) ?? '') >= day)

const mailFiles = (home: string): number => readdirSync(path.join(home, 'mailbox')).length

const nextMail = async (home: string, running: Running): Promise<void> => {
  const before = mailFiles(home)
  const over = new AbortController()
  void running.line(isDone).then(() => over.abort())
  while (!over.signal.aborted && mailFiles(home) === before) await sleep(1)
}

describe(`a replay that is killed ten times, seed ${seed}`, () => {
  const random = seeded(seed)
  const kills: Kill[] = []
  let home: string
  let undisturbed: Result
  let killed: Result
  beforeAll(async () => {
    const calm = newHome('calm')
    const took = await timed(calm)
    undisturbed = await withState(calm, (system) => resultOf(system, calm, customerId))
    home = newHome('killed')
    // Not the last step: a run that is done before its kill is killed while nothing is under way.
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
    for (const day of targets) {
      const delay = random() * 1.1 * (took.get(day) ?? 0)
      const pause = random() * 1_500
      if (atMail.has(day)) {
        kills.push(
          await killOnce(home, `${day} at a mail`, (running) =>
            stepBegins(running, day).then(() => nextMail(home, running)),
          ),
        )
      } else {
        kills.push(
          await killOnce(home, `${day} + ${Math.round(delay)} ms`, (running) =>
            stepBegins(running, day).then(() => sleep(delay)),
          ),
        )
      }
      if (!recoveries.has(day)) continue
      kills.push(
        await killOnce(home, `recovery + ${Math.round(pause)} ms`, (running) =>
          running.line((line) => line === 'ready').then(() => sleep(pause)),
        ),
      )
    }
    const last = await run(home, script).ended
    expect(last.code, last.stderr).toBe(0)
    killed = await withState(home, (system) => resultOf(system, home, customerId))
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
    expect([undisturbed.openWork, undisturbed.deadLetters]).toEqual([0, []])
    expect([killed.openWork, killed.deadLetters]).toEqual([0, []])
  })

  it('mails everything at least once, and again only what a kill caught before it was marked as sent', () => {
    expect(new Set(toldIn(undisturbed)).size).toBe(undisturbed.mails.length)
    expect([...new Set(toldIn(killed))].sort()).toEqual([...new Set(toldIn(undisturbed))].sort())
    let repeated = 0
    for (const [tellsOf, mails] of Map.groupBy(killed.mails, (mail) => mail.tellsOf)) {
      for (const [at, mail] of mails.slice(1).entries()) {
        repeated++
        const [from, to] = [mails[at]?.sentAt ?? '', mail.sentAt].map((sentAt) => Date.parse(sentAt))
        // Between the two there was a kill, and on its record the first was not sent yet.
        const caught = kills.filter((kill) => kill.at >= from! && kill.at < to! && !kill.sent.has(tellsOf))
        expect(caught.length, `${tellsOf} was mailed again at ${mail.sentAt}`).toBeGreaterThan(0)
      }
    }
    console.log(`${killed.mails.length} mails, ${repeated} of them repeated`)
  })
})
