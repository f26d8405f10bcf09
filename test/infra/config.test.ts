import { describe, expect, it } from 'vitest'
import { stageConfig } from '../../infra/config.ts'
import type { HandlerVariables } from '../../infra/constructs/handler-function.ts'
import { ConfigError } from '../../shared/errors.ts'
import { longestDutyYears } from '../../shared/legal/record-keeping.ts'
import { watchedSources } from '../../shared/model/source.ts'
import { functionEnvironments } from '../../shared/runtime/env.ts'

const complete = {
  stage: 'prod',
  contact: 'ops@example.org',
  opsEmail: 'ops@example.org',
  region: 'eu-central-1',
}

describe('the configuration of a stage', () => {
  it('is local unless a stage is named, and needs nothing there', () => {
    expect(stageConfig()).toMatchObject({
      stage: 'local',
      ephemeral: true,
      region: 'us-east-1',
    })
  })

  it('is thrown away in local and ci only', () => {
    expect(stageConfig({ stage: 'ci' }).ephemeral).toBe(true)
    expect(stageConfig(complete).ephemeral).toBe(false)
  })

  it.each(['contact', 'opsEmail', 'region'] as const)(
    'refuses a real stage without %s, and says how to give it',
    (key) => {
      const { [key]: _, ...incomplete } = complete
      expect(() => stageConfig(incomplete)).toThrow(ConfigError)
      try {
        stageConfig(incomplete)
      } catch (error) {
        expect((error as ConfigError).nextStep).toContain(`-c ${key}=`)
      }
    },
  )

  it.each(['Prod', '1st', 'prod_eu', '', 'much-too-long-a-name'])('refuses the stage name "%s"', (stage) => {
    expect(() => stageConfig({ ...complete, stage })).toThrow(ConfigError)
  })

  it('keeps evidence as long as the longest duty of its readers, or longer', () => {
    expect(longestDutyYears).toBe(10)
    expect(stageConfig().retention).toEqual({ mode: 'governance', years: 11 })
    expect(stageConfig({ ...complete, retentionYears: '12', retentionMode: 'compliance' }).retention).toEqual(
      { mode: 'compliance', years: 12 },
    )
    expect(stageConfig({ ...complete, retentionYears: '10' }).retention.years).toBe(10)
  })

  it.each([
    { retentionYears: '9' },
    { retentionYears: '10.5' },
    { retentionYears: 'for ever' },
    { retentionYears: '' },
    { retentionMode: 'none' },
  ])('refuses a retention that keeps too little: %o', (context) => {
    expect(() => stageConfig({ ...complete, ...context })).toThrow(ConfigError)
  })

  it('has a cadence for every watched source', () => {
    expect(Object.keys(stageConfig().cadenceMinutes).sort()).toEqual([...watchedSources].sort())
  })
})

describe('the environment of a function', () => {
  const common = {
    STAGE: 'local',
    POWERTOOLS_SERVICE_NAME: 'x',
    POWERTOOLS_METRICS_NAMESPACE: 'Tierwatch',
    LOG_LEVEL: 'INFO',
  }

  it('must be complete where a construct gives it: what is missing does not compile', () => {
    const whole: HandlerVariables<'send-alerts'> = {
      LISTS_TABLE: 'lists',
      REGISTRY_TABLE: 'registry',
      EVIDENCE_BUCKET: 'evidence',
      EVIDENCE_LOCK_MODE: 'GOVERNANCE',
      EVIDENCE_LOCK_YEARS: '11',
      ALERT_LEASE_SECONDS: '20',
      REPORT_LINK_SECONDS: '43200',
      EVENTS_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/000000000000/events',
    }
    // @ts-expect-error: ALERT_LEASE_SECONDS and REPORT_LINK_SECONDS are missing
    const missing: HandlerVariables<'send-alerts'> = {
      LISTS_TABLE: 'lists',
      REGISTRY_TABLE: 'registry',
      EVIDENCE_BUCKET: 'evidence',
      EVIDENCE_LOCK_MODE: 'GOVERNANCE',
      EVIDENCE_LOCK_YEARS: '11',
    }
    const foreign: HandlerVariables<'screen-changes'> = {
      LISTS_TABLE: 'lists',
      REGISTRY_TABLE: 'registry',
      EVIDENCE_BUCKET: 'evidence',
      INDEX_TABLE: 'index',
      // @ts-expect-error: screen-changes has no such variable
      INTAKE_BUCKET: 'intake',
    }
    const mistyped: HandlerVariables<'send-alerts'> = {
      ...whole,
      // @ts-expect-error: variables are texts
      ALERT_LEASE_SECONDS: 20,
    }
    const schema = functionEnvironments['send-alerts']
    expect(schema.safeParse({ ...common, ...whole }).success).toBe(true)
    expect(schema.safeParse({ ...common, ...missing }).success).toBe(false)
    expect(schema.safeParse({ ...common, ...mistyped }).success).toBe(false)
    expect(Object.keys(functionEnvironments['screen-changes'].shape)).not.toContain('INTAKE_BUCKET')
    expect(foreign.LISTS_TABLE).toBe('lists')
  })
})
