import { describe, expect, it, vi } from 'vitest'
import type { SchedulePlan } from '../../../../infra/local/runner/plan.ts'
import { nextTime, scheduleInput, Schedules } from '../../../../infra/local/runner/schedules.ts'

const plan = (parts: Partial<SchedulePlan>): SchedulePlan => ({
  id: 'Check',
  constructPath: 'Pipe/Check/Resource',
  place: 'Pipe/Check',
  name: 'check',
  arn: 'arn:aws:scheduler:us-east-1:000000000000:schedule/default/check',
  expression: 'rate(1 hour)',
  timezone: 'UTC',
  enabled: true,
  targetArn: 'arn:aws:lambda:us-east-1:000000000000:function:check',
  maximumRetryAttempts: 0,
  maximumEventAgeSeconds: 60,
  ...parts,
})

const started = new Date('2026-03-01T10:15:00Z')

describe('when a schedule fires', () => {
  it.each<[string, Partial<SchedulePlan>, string, string | undefined]>([
    ['a rate fires at once', {}, '2026-03-01T10:14:59.999Z', '2026-03-01T10:15:00.000Z'],
    ['a rate, then', {}, '2026-03-01T10:15:00Z', '2026-03-01T11:15:00.000Z'],
    [
      'a rate of minutes',
      { expression: 'rate(5 minutes)' },
      '2026-03-01T10:21:00Z',
      '2026-03-01T10:25:00.000Z',
    ],
    [
      'a rate from its start date',
      { start: new Date('2026-03-02T00:00:00Z') },
      '2026-03-01T10:15:00Z',
      '2026-03-02T00:00:00.000Z',
    ],
    [
      'no rate after its end date',
      { end: new Date('2026-03-01T11:00:00Z') },
      '2026-03-01T10:15:00Z',
      undefined,
    ],
    [
      'weekdays',
      { expression: 'cron(30 9 ? * MON-FRI *)' },
      '2026-03-01T10:15:00Z',
      '2026-03-02T09:30:00.000Z',
    ],
    [
      'weekdays by number, Sunday = 1',
      { expression: 'cron(30 9 ? * 2 *)' },
      '2026-03-01T10:15:00Z',
      '2026-03-02T09:30:00.000Z',
    ],
    [
      'the last Friday',
      { expression: 'cron(0 8 ? * 6L *)' },
      '2026-03-01T10:15:00Z',
      '2026-03-27T08:00:00.000Z',
    ],
    [
      'the last day of the month',
      { expression: 'cron(0 8 L * ? *)' },
      '2026-03-01T10:15:00Z',
      '2026-03-31T08:00:00.000Z',
    ],
    ['steps', { expression: 'cron(0/20 * * * ? *)' }, '2026-03-01T10:15:00Z', '2026-03-01T10:20:00.000Z'],
    ['a year', { expression: 'cron(0 0 1 1 ? 2028)' }, '2026-03-01T10:15:00Z', '2028-01-01T00:00:00.000Z'],
    ['a year that is over', { expression: 'cron(0 0 1 1 ? 2025)' }, '2026-03-01T10:15:00Z', undefined],
    // The agencies' mornings: New York is four hours behind after the clocks changed on 8 March 2026, else five.
    [
      'a zone, in winter',
      { expression: 'cron(45 8 * * ? *)', timezone: 'America/New_York' },
      '2026-03-07T00:00:00Z',
      '2026-03-07T13:45:00.000Z',
    ],
    [
      'a zone, in summer',
      { expression: 'cron(45 8 * * ? *)', timezone: 'America/New_York' },
      '2026-03-09T00:00:00Z',
      '2026-03-09T12:45:00.000Z',
    ],
    ['once', { expression: 'at(2026-03-01T18:00:00)' }, '2026-03-01T10:15:00Z', '2026-03-01T18:00:00.000Z'],
    ['once, and over', { expression: 'at(2026-03-01T08:00:00)' }, '2026-03-01T10:15:00Z', undefined],
  ])('%s', (_name, parts, after, expected) => {
    expect(nextTime(plan(parts), started, new Date(after))?.toISOString()).toBe(expected)
  })

  it.each([
    'rate(0 minutes)',
    'rate(1 fortnight)',
    'cron(30 9 * * MON-FRI *)',
    'cron(30 9 ? * MON-FRI)',
    'cron(99 9 ? * MON *)',
    'at(tomorrow)',
    'every hour',
  ])('refuses %s', (expression) => {
    expect(() => nextTime(plan({ expression }), started, started)).toThrow(
      /Pipe\/Check: the schedule .* is not understood/,
    )
  })
})

describe('what a schedule sends', () => {
  const input =
    '{"at":"<aws.scheduler.scheduled-time>","run":"<aws.scheduler.execution-id>","by":"<aws.scheduler.schedule-arn>","try":"<aws.scheduler.attempt-number>","source":"ofac-sdn"}'

  it('puts the context attributes in', () => {
    const sent = scheduleInput(plan({ input }), new Date('2026-03-01T10:15:00.250Z'), 'run-1', 2)
    expect(JSON.parse(sent)).toEqual({
      at: '2026-03-01T10:15:00Z',
      run: 'run-1',
      by: plan({}).arn,
      try: '2',
      source: 'ofac-sdn',
    })
  })

  it('replaces members when fired by hand', async () => {
    const sent: string[] = []
    const schedules = new Schedules(
      [plan({ input, enabled: false })],
      async (_arn, body) => void sent.push(body),
      () => {},
    )
    await schedules.byId()['Check']?.fire({ at: '2020-01-01T00:00:00Z' })
    expect(JSON.parse(sent[0] ?? '')).toMatchObject({ at: '2020-01-01T00:00:00Z', source: 'ofac-sdn' })
  })

  it('sends what could not be handed over to the dead-letter queue', async () => {
    const sent: [string, string, Record<string, string> | undefined][] = []
    const deadLetterArn = 'arn:aws:sqs:us-east-1:000000000000:dead'
    const schedules = new Schedules(
      [plan({ input, deadLetterArn })],
      async (arn, body, attributes) => {
        if (arn !== deadLetterArn) throw new Error('no such function')
        sent.push([arn, body, attributes])
      },
      () => {},
    )
    await schedules.byId()['Check']?.fire()
    expect(sent).toHaveLength(1)
    expect(sent[0]?.[2]).toMatchObject({
      ERROR_MESSAGE: 'Error: no such function',
      EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
    })
  })
})

it('a flexible window moves the firing, not the scheduled time nor the next firing', async () => {
  vi.useFakeTimers({ now: started })
  try {
    const fired: string[] = []
    const send = (_arn: string, input: string) => {
      fired.push(`${new Date().toISOString().slice(11, 16)} for ${input}`)
      return Promise.resolve()
    }
    const schedules = new Schedules(
      [plan({ flexibleMinutes: 20, input: '<aws.scheduler.scheduled-time>' })],
      send,
      () => {},
      () => 0.5,
    )
    schedules.start()
    await vi.advanceTimersByTimeAsync(9 * 60_000)
    expect(fired).toEqual([])
    await vi.advanceTimersByTimeAsync(62 * 60_000)
    expect(fired).toEqual(['10:25 for 2026-03-01T10:15:00Z', '11:25 for 2026-03-01T11:15:00Z'])
    await schedules.stop()
  } finally {
    vi.useRealTimers()
  }
})
