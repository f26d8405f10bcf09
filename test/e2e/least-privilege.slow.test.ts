import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { startRecordedOrigin } from '../../cli/replay/recorded-origin.ts'
import { replay } from '../../cli/replay/replay.ts'
import type { Terminal } from '../../cli/output/terminal.ts'
import type { DeniedCall } from '../../infra/local/runner/start-local.ts'
import { newHome } from './support/home.ts'
import { withState } from './support/observe.ts'
import { shortTimeline } from './support/short-timeline.ts'

const quiet: Terminal = { json: false, width: 100, line: () => {}, print: () => {}, say: () => {} }
const firstDays = shortTimeline.filter((step) => step.at.slice(0, 10) <= '2021-01-13')

interface Statement {
  Sid?: string
  Action: string | string[]
}
interface Template {
  Resources: Record<string, { Type: string; Properties: { PolicyDocument?: { Statement: Statement[] } } }>
}

/** Takes one action out of one statement of one function's role, in the synthesised template. */
const withoutPermission = (home: string, role: string, sid: string, action: string): void => {
  const file = path.join(home, 'assembly', 'tierwatch-local-pipeline.template.json')
  const template = JSON.parse(readFileSync(file, 'utf8')) as Template
  const [, policy] =
    Object.entries(template.Resources).find(
      ([id, { Type }]) => Type === 'AWS::IAM::Policy' && id.startsWith(role),
    ) ?? []
  const statement = policy?.Properties.PolicyDocument?.Statement.find(({ Sid }) => Sid === sid)
  if (!statement) throw new Error(`${role} has no statement ${sid}`)
  const kept = [statement.Action].flat().filter((each) => each !== action)
  expect(kept).toHaveLength([statement.Action].flat().length - 1)
  statement.Action = kept.length > 0 ? kept : 'none:None'
  writeFileSync(file, JSON.stringify(template))
}

/** Replays the first days, and says what AWS would have refused. */
const deniedIn = async (home: string): Promise<DeniedCall[]> => {
  const origin = await startRecordedOrigin(firstDays)
  try {
    return await withState(
      home,
      async (system) => {
        await replay(quiet, system, origin, firstDays)
        return system.local.deniedCalls()
      },
      { recordedOrigin: origin.url },
    )
  } finally {
    await origin.close()
  }
}

describe('the roles of the template', () => {
  it('allow every call that the functions make', async () => {
    expect(await deniedIn(newHome('roles'))).toEqual([])
  })

  it.each([
    ['SourceChecksHandlerRole', 'UseDataKey', 'kms:GenerateDataKey'],
    ['ChangeScreeningHandlerRole', 'Matches', 'dynamodb:UpdateItem'],
    ['AlertDeliveryHandlerRole', 'ReadStream', 'dynamodb:GetRecords'],
  ])('%s without %s %s is found out', async (role, sid, action) => {
    const home = newHome('roles', { deniedCallsExpected: true })
    withoutPermission(home, role, sid, action)
    const denied = await deniedIn(home)
    expect(new Set(denied.map((call) => call.action))).toEqual(new Set([action]))
    expect(new Set(denied.map((call) => call.why))).toEqual(new Set(['no statement of the role allows it']))
  })
})
