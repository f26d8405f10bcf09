import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { mockClient } from 'aws-sdk-client-mock'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { stubCheckSourceEnvironment } from '../support/check-source-environment.ts'

vi.mock('../../shared/lists/check-source.ts', () => ({
  checkSource: () => Promise.resolve({ outcome: 'unchanged', seq: 3 }),
  faultOf: () => 'unexpected',
}))

const dynamo = mockClient(DynamoDBClient)
beforeAll(() => {
  stubCheckSourceEnvironment()
})
afterAll(() => {
  dynamo.restore()
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

it('every check counts the programmes without a row of law, and names them with what to do', async () => {
  const lines: string[] = []
  for (const method of ['log', 'info', 'warn', 'debug'] as const) {
    vi.spyOn(console, method).mockImplementation((line: unknown) => void lines.push(String(line)))
  }
  const { handler } = await import('../../functions/check-source/handler.ts')
  const check = async (status: object) => {
    lines.length = 0
    dynamo
      .on(GetItemCommand)
      .resolves({ Item: { pk: { S: 'SRC#x' }, sk: { S: 'STATUS' }, body: { S: JSON.stringify(status) } } })
    await handler(
      { source: 'ofac-nonsdn', scheduledAt: '2026-11-22T12:00:00Z' },
      { getRemainingTimeInMillis: () => 60_000 },
    )
    return lines.filter((line) => line.includes('no row for'))
  }
  const counted = () =>
    lines
      .filter((line) => line.includes('"CloudWatchMetrics"'))
      .map((line) => (JSON.parse(line) as { ProgrammesWithoutRow?: number }).ProgrammesWithoutRow)

  expect(await check({})).toEqual([])
  expect(counted()).toEqual([0])

  const shown = [
    { program: 'ALPHA', entries: 1, example: 'Alpha Works' },
    { program: 'ZORG-EO14999', entries: 2, example: 'Zorg Holding' },
  ]
  const [told, ...more] = await check({
    programmesWithoutRow: { seq: 3, law: 'a', on: '2026-11-22', count: 2, shown },
  })
  expect(more).toEqual([])
  expect(counted()).toEqual([2])
  for (const words of ['ofac-nonsdn', 'ALPHA', 'ZORG-EO14999', 'shared/legal', 'WARN'])
    expect(told).toContain(words)
})
