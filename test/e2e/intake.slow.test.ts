import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pLimit from 'p-limit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RecordedOrigin, startRecordedOrigin } from '../../cli/replay/recorded-origin.ts'
import { type LocalSystem, openLocalSystem } from '../../cli/system/local-system.ts'
import type { CheckOutcome } from '../../shared/lists/version.ts'
import type { Alert } from '../../shared/model/alert.ts'
import { commandLine, ndjson, type Ran, tierwatch } from './support/command.ts'
import { newHome } from './support/home.ts'
import { mailsOf } from './support/observe.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'tierwatch-files-'))
afterAll(() => rmSync(folder, { recursive: true }))

const file = (
  name: string,
  rows: readonly string[],
  header = 'supplier_id,name,country,goods,supplies',
): string => {
  const written = path.join(folder, name)
  writeFileSync(written, [header, ...rows, ''].join('\n'))
  return written
}

const listed = 'A-1,Hetian Taida Apparel Co Ltd,CN,6203.42 trousers,A-2'
const soonListed = 'A-3,Dalian Ocean Fishing Company Limited,CN,0303 frozen fish,'
const harmless = Array.from(
  { length: 10 },
  (_, at) =>
    `A-${10 + at},${['Ostwall', 'Brackwater', 'Fennimore', 'Gildenstern', 'Hollowmere', 'Kestrelby', 'Larkspur', 'Mossgrove', 'Netherfold', 'Quaymaster'][at]} Weaving Mill,PT,,`,
)
const acme = [listed, 'A-2,Ostwall Cutting and Sewing,VN,,', soonListed, ...harmless]
const borea = [
  'B-1,Hotan Taida Garment Co Ltd,CN,,',
  'B-2,Dalian Ocean Fishing Co Ltd,CN,,B-3',
  'B-3,Larkspur Canning Works,TH,,',
]

/** The last line on stderr with `--json`: the error for programs. */
interface ToldError {
  error: string
  message: string
  nextStep: string
  problems?: { file: string; line?: number; field?: string; reason: string }[]
}
const errorOf = ({ stderr }: Ran): ToldError =>
  JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '') as ToldError

describe('customers and their suppliers on the command line', () => {
  let home: string
  const run = (...args: string[]): Promise<Ran> => tierwatch(home, ...args)
  const good = async (...args: string[]): Promise<Ran> => {
    const ran = await run(...args)
    expect(ran.code, ran.stderr).toBe(0)
    return ran
  }
  const json = async <T = Record<string, unknown>>(...args: string[]): Promise<T[]> =>
    ndjson<T>(await good(...args, '--json'))

  let origin: RecordedOrigin
  /** Held open from the first register on: the commands then talk to it, as to a `start` in another terminal. */
  let running: LocalSystem | undefined
  const open = (): Promise<LocalSystem> => openLocalSystem({ recordedOrigin: origin.url })
  /** The orders of a day are published, checked, screened and told. */
  const publish = async (system: LocalSystem, day: string): Promise<CheckOutcome> => {
    const at = `${day}T14:00:00.000Z`
    origin.showAsOf(at)
    const payload = { source: 'cbp-wro', scheduledAt: at }
    const outcome = await system.invoke<CheckOutcome>('CheckSourceFunction', payload)
    await system.settle()
    return outcome
  }

  beforeAll(async () => {
    home = newHome('intake')
    const tooEarly = await run('status', '--json')
    expect(tooEarly.code).toBe(1)
    expect(errorOf(tooEarly)).toMatchObject({
      error: 'ConfigError',
      nextStep: expect.stringContaining('npm start') as string,
    })
    await good('start', '--empty')
    origin = await startRecordedOrigin()
    process.env['TIERWATCH_HOME'] = home
    const system = await open()
    expect(await publish(system, '2020-12-01')).toMatchObject({ outcome: 'committed' })
    await system.close()
  }, 120_000)
  afterAll(async () => {
    await running?.close()
    await origin.close()
    delete process.env['TIERWATCH_HOME']
  })
  const system = (): LocalSystem => {
    if (!running) throw new Error('nothing is running yet')
    return running
  }

  it('adds customers; doing it again changes nothing, and a wrong id is refused', async () => {
    const [added] = await json('customers', 'add', 'acme', '--name', 'Acme Apparel Ltd')
    expect(added).toMatchObject({ customerId: 'acme', name: 'Acme Apparel Ltd', registerRevision: 0 })
    await json('customers', 'add', 'borea', '--name', 'Borea Foods Inc')
    expect(await json('customers', 'add', 'acme', '--name', 'Acme Apparel Ltd')).toEqual([added])
    expect((await json('customers', 'list')).map(({ customerId }) => customerId)).toEqual(['acme', 'borea'])
    const wrong = await run('customers', 'add', 'Acme Ltd', '--name', 'Acme', '--json')
    expect(wrong.code).toBe(1)
    expect(errorOf(wrong).message).toContain('lower case letters, digits and hyphens')
    expect(await json('customers', 'list')).toHaveLength(2)
  })

  it('subscribes: an address that has not confirmed is shown as such', async () => {
    for (const customer of ['acme', 'borea']) {
      const address = `watch@${customer}.example`
      await good('subscribe', customer, 'email', address)
      expect(await json('subscriptions', customer)).toMatchObject([{ endpoint: address, confirmed: false }])
      await good('confirm-subscription', address)
      expect(await json('subscriptions', customer)).toMatchObject([{ endpoint: address, confirmed: true }])
    }
    const unknown = await run('subscribe', 'acme', 'pigeon', 'roof', '--json')
    expect(unknown.code).toBe(1)
    expect(errorOf(unknown).message).toContain('"pigeon" is not one of')
  })

  it('refuses a register of nobody, and a file that is not there', async () => {
    const nobody = await run('register', 'nobody', file('suppliers.csv', acme), '--json')
    expect(nobody.code).toBe(1)
    expect(errorOf(nobody)).toMatchObject({
      error: 'ConfigError',
      message: expect.stringContaining('nobody') as string,
    })
    const missing = await run('register', 'acme', path.join(folder, 'none.csv'), '--json')
    expect(missing.code).toBe(1)
    expect(errorOf(missing).problems).toMatchObject([{ reason: 'there is no such file' }])
  })

  describe('then registers', () => {
    const registerOf = async (customer: string): Promise<Record<string, unknown>[]> =>
      (await json('suppliers', customer)).sort((a, b) =>
        String(a['supplierId']) < String(b['supplierId']) ? -1 : 1,
      )
    let registered: Record<string, unknown>[]
    beforeAll(async () => {
      running = await open()
      const [applied] = await json('register', 'acme', file('suppliers.csv', acme))
      expect(applied).toMatchObject({
        customerId: 'acme',
        state: 'applied',
        added: acme.length,
        changed: 0,
        removed: 0,
        unchanged: 0,
      })
      registered = await registerOf('acme')
    }, 60_000)

    it('is one owner of the state: a second start is refused, and says what to do', async () => {
      const second = await run('start', '--empty')
      expect(second.code).toBe(1)
      expect(second.stderr).toContain('Stop the other process')
    })

    it('screens it against the lists at hand and reports once', async () => {
      expect(registered).toHaveLength(acme.length)
      expect(registered[0]).toMatchObject({
        supplierId: 'A-1',
        country: 'CN',
        tier: 2,
      })
      expect(await json('matches', 'acme')).toMatchObject([
        { supplierId: 'A-1', source: 'cbp-wro', rule: 'name', state: 'open' },
      ])
      expect(mailsOf(home)).toMatchObject([
        {
          to: 'watch@acme.example',
          subject: 'Screening report: 1 match, 13 parties screened, 6 lists not read yet',
        },
      ])
    })

    it('refuses a wrong file whole, naming line and field of everything that is wrong', async () => {
      const wrong = file('wrong.csv', [
        'A-1,Hetian Taida Apparel Co Ltd,CN,,',
        ',Nameless Mill,PT,,',
        'A-50,Some New Mill,Atlantis,,',
        'A-51,Another Mill,PT,,A-99',
      ])
      const ran = await run('register', 'acme', wrong, '--json')
      expect(ran.code).toBe(1)
      expect(ran.stdout).toBe('')
      const { error, problems, nextStep } = errorOf(ran)
      expect(error).toBe('InputError')
      expect(problems).toMatchObject([
        { file: 'wrong.csv', line: 3, field: 'supplier_id' },
        {
          file: 'wrong.csv',
          line: 4,
          field: 'country',
          reason: expect.stringContaining('Atlantis') as string,
        },
        { file: 'wrong.csv', line: 5, field: 'supplies', reason: expect.stringContaining('A-99') as string },
      ])
      expect(nextStep).toContain('nothing was changed')
      const unknownColumn = await run(
        'register',
        'acme',
        file('columns.csv', ['A-1,Mill,red'], 'supplier_id,name,colour'),
        '--json',
      )
      expect(unknownColumn.code).toBe(1)
      expect(errorOf(unknownColumn).problems).toMatchObject([{ line: 1, field: 'colour' }])
      const people = await run('register', 'acme', wrong)
      expect(people.code).toBe(1)
      expect(people.stderr).toMatch(/wrong\.csv, line 4, country: .*Atlantis/)
      expect(await registerOf('acme')).toEqual(registered)
      expect(mailsOf(home)).toHaveLength(1)
    })

    it('changes nothing and tells nobody when the same file comes again', async () => {
      expect(await json('register', 'acme', file('suppliers.csv', acme.toReversed()))).toMatchObject([
        { state: 'applied', added: 0, changed: 0, removed: 0, unchanged: acme.length },
      ])
      expect(await registerOf('acme')).toEqual(registered)
      expect(mailsOf(home)).toHaveLength(1)
    })

    it('holds a file that removes a supplier with an open match, or too many', async () => {
      for (const [rows, why] of [
        [acme.filter((row) => row !== listed), 'open match: A-1'],
        [acme.slice(0, -5), 'would remove 5 of 13 suppliers'],
      ] as const) {
        const ran = await run('register', 'acme', file('suppliers.csv', rows), '--json')
        expect(ran.code).toBe(3)
        expect(ndjson(ran)).toMatchObject([{ state: 'held', held: expect.stringContaining(why) as string }])
        expect(await registerOf('acme')).toEqual(registered)
      }
      expect(mailsOf(home)).toHaveLength(1)
    })

    it('removes what is confirmed, and changes only the rows of a patch', async () => {
      expect(
        await json('register', 'acme', file('suppliers.csv', acme.slice(0, -5)), '--confirm-removals'),
      ).toMatchObject([{ state: 'applied', added: 0, changed: 0, removed: 5, unchanged: 8 }])
      expect(await registerOf('acme')).toEqual(
        registered.filter(({ supplierId }) => !/^A-1[5-9]$/.test(String(supplierId))),
      )
      expect(
        await json('register', 'acme', file('one.patch.csv', ['A-15,Kestrelby Weaving Mill,PT,,'])),
      ).toMatchObject([{ state: 'applied', added: 1, removed: 0 }])
      expect(await registerOf('acme')).toHaveLength(9)
    })
  })

  describe('and with two customers who have suppliers in common', () => {
    beforeAll(async () => {
      await json('register', 'borea', file('suppliers.csv', borea))
      expect(await publish(system(), '2021-05-28')).toMatchObject({ outcome: 'committed' })
    }, 120_000)

    it('shows and mails each of them its own matches only', async () => {
      const all = await json<Alert & { state: string }>('alerts')
      for (const [customer, ids, chain] of [
        ['acme', /^A-/, [['A-3']]],
        ['borea', /^B-/, [['B-2', 'B-3']]],
      ] as const) {
        const alerts = await json<Alert & { state: string }>('alerts', customer)
        expect(alerts).toEqual(all.filter(({ customerId }) => customerId === customer))
        expect(alerts.every(({ supplier }) => ids.test(supplier.supplierId))).toBe(true)
        const [news, ...more] = alerts.filter(({ cause }) => cause === 'published')
        expect(more).toEqual([])
        expect(news).toMatchObject({
          kind: 'opened',
          source: 'cbp-wro',
          rule: 'name',
          state: 'sent',
          paths: chain,
        })
        const mails = mailsOf(home).filter(({ to }) => to === `watch@${customer}.example`)
        expect(mails.filter(({ tellsOf }) => tellsOf === news?.alertId)).toHaveLength(1)
        const others = customer === 'acme' ? /\bB-[123]\b|borea/i : /\bA-\d|acme/i
        for (const { body, subject, topicArn } of mails) {
          expect(`${subject}\n${body}`).not.toMatch(others)
          expect(topicArn.endsWith(`-${customer}`)).toBe(true)
        }
        for (const match of await json('matches', customer))
          expect(match).toMatchObject({ customerId: customer })
      }
      expect(all).toHaveLength(4)
      expect(all[2]?.alertId).not.toBe(all[3]?.alertId)
    })

    it('answers every query with lines of JSON, and with text for people without --json', async () => {
      const [alert] = await json<Alert>('alerts', 'acme')
      for (const args of [
        ['status'],
        ['alerts'],
        ['matches', '--all'],
        ['customers', 'list'],
        ['subscriptions', 'acme'],
        ['suppliers', 'borea'],
        ['evidence', alert?.alertId ?? ''],
        ['as-of', '2021-01-01', 'cbp-wro', '--list'],
        ['redrive'],
      ]) {
        const lines = await json(...args)
        expect(lines.length, args.join(' ')).toBeGreaterThan(0)
        for (const line of lines) expect(line).toBeTypeOf('object')
      }
      const people = await good('alerts', 'acme')
      expect(people.stdout).toContain('Dalian Ocean Fishing')
      expect(people.stdout).not.toContain('{')
      expect(await json('redrive')).toEqual(
        (await json('redrive')).map((queue) => ({ ...queue, messages: 0 })),
      )
    })

    it('forgets a customer that is removed: nobody is told any more, the other one is', async () => {
      await good('customers', 'remove', 'acme')
      expect((await json('customers', 'list')).map(({ customerId }) => customerId)).toEqual(['borea'])
      const before = mailsOf(home).length
      expect(await publish(system(), '2022-06-22')).toMatchObject({ outcome: 'committed' })
      const told = mailsOf(home).slice(before)
      expect(told.length).toBeGreaterThan(0)
      expect(new Set(told.map(({ to }) => to))).toEqual(new Set(['watch@borea.example']))
      expect((await run('alerts', 'acme')).code).toBe(1)
    })
  })

  it('explains every command with --help, and knows a wrong call from an error', async () => {
    const commandsIn = ({ stdout }: Ran): string[] =>
      [...(stdout.split('Commands:\n')[1]?.split('\nBegin here')[0] ?? '').matchAll(/^ {2}([a-z-]+)/gm)].map(
        ([, name]) => name ?? '',
      )
    const commands = commandsIn(await good('--help')).filter((name) => name !== 'help')
    expect(commands.length).toBeGreaterThan(18)
    const nested = commandsIn(await good('customers', '--help'))
    expect(nested).toEqual(['add', 'rename', 'list', 'remove', 'help'])
    const calls = [
      ...commands.map((name) => [name]),
      ['customers', 'add'],
      ['customers', 'list'],
      ['customers', 'remove'],
    ]
    const limit = pLimit(3)
    await Promise.all(
      calls.map((call) =>
        limit(async () => {
          const { stdout } = await good(...call, '--help')
          expect(stdout, call.join(' ')).toContain(`Usage: tierwatch ${call.join(' ')}`)
        }),
      ),
    )
    for (const call of [
      ['nonsense'],
      ['register', 'acme'],
      ['customers', 'add', 'acme'],
      ['release', 'no-such-list', '--reason', 'r', '--author', 'a'],
      ['as-of', 'yesterday'],
    ]) {
      expect((await run(...call)).code, call.join(' ')).toBe(2)
    }
    expect(readFileSync(commandLine, 'utf8').startsWith('#!')).toBe(true)
  })
})
