import { describe, expect, it } from 'vitest'
import { type AnyHandler, listKeys, registryKeys } from '../../infra/constructs/access.ts'
import { at, targetOf, templatesOf } from './templates.ts'

const { app, ofType } = templatesOf('prod')

interface Statement {
  Sid?: string
  Effect: string
  Action: string | string[]
  Resource: unknown
  Condition?: Record<string, Record<string, unknown>>
}

const list = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value])

/** What the role of a function may do: one line for each action and resource. */
const grantsOf = (
  handler: AnyHandler,
): { action: string; target: string; condition: Statement['Condition'] }[] => {
  const role = app.pipeline.getLogicalId(handler.role.node.defaultChild as never)
  const statements = ofType('AWS::IAM::Policy')
    .filter((policy) => at<unknown[]>(policy, 'Roles').some((name) => targetOf(name) === role))
    .flatMap((policy) => at<Statement[]>(policy, 'PolicyDocument', 'Statement'))
  if (statements.length === 0) throw new Error(`${handler.name} has no policy`)
  return statements.flatMap((statement) =>
    list(statement.Action).flatMap((action) =>
      list(statement.Resource).map((resource) => ({
        action,
        target: describeResource(resource),
        condition: statement.Condition,
      })),
    ),
  )
}

const names: Record<string, string> = Object.fromEntries(
  Object.entries({
    lists: app.data.lists,
    registry: app.data.registry,
    index: app.data.index,
    ops: app.data.ops,
    evidence: app.data.evidence.bucket,
    intake: app.data.intake.bucket,
    dataKey: app.data.dataKey,
    topicKey: app.data.customerTopics.key,
  }).map(([name, resource]) => [app.data.getLogicalId(resource.node.defaultChild as never), name]),
)

/** `lists`, `evidence/sealed/*`, `arn:…:tierwatch-prod-customer-*`; queues and log groups by their logical id. */
const describeResource = (resource: unknown): string => {
  if (typeof resource === 'string') return resource
  const joined = (resource as { 'Fn::Join'?: [string, unknown[]] })['Fn::Join']
  if (joined) return joined[1].map(describeResource).join(joined[0])
  const target = targetOf(resource) ?? JSON.stringify(resource)
  if (JSON.stringify(resource).includes('StreamArn')) return `stream of ${names[target]}`
  return names[target] ?? target
}

const { pipeline } = app
const grants = Object.fromEntries(pipeline.handlers.map((handler) => [handler.name, grantsOf(handler)]))
const actionsOn = (name: string, target: string | RegExp): string[] =>
  grants[name]!.filter((grant) =>
    typeof target === 'string' ? grant.target === target : target.test(grant.target),
  )
    .map(({ action }) => action)
    .sort()
const writing = /^dynamodb:(Put|Update|Delete|BatchWrite)/

describe('access', () => {
  it('no role has a wildcard for an action, nor for a resource but the acknowledged ones', () => {
    const wild = pipeline.handlers.flatMap(({ name }) =>
      grants[name]!.filter(({ action, target }) => action.includes('*') || target.includes('*')).map(
        ({ action, target }) =>
          `${name}: ${action} ${target.replace(/^.*sns:/, 'sns:').replace(/:AWS::AccountId:/, ':')}`,
      ),
    )
    expect(wild.sort()).toEqual(
      [
        ...['documents', 'incoming', 'read-cache', 'segments'].flatMap((prefix) => [
          `check-source: s3:GetObject evidence/${prefix}/*`,
          `check-source: s3:PutObject evidence/${prefix}/*`,
        ]),
        'check-source: s3:PutObjectRetention evidence/documents/*',
        'fan-out: s3:GetObject evidence/segments/*',
        ...['screen-changes', 'screen-supplier'].flatMap((name) => [
          `${name}: s3:GetObject evidence/list-index/*`,
          `${name}: s3:PutObject evidence/list-index/*`,
        ]),
        'screen-changes: s3:GetObject evidence/segments/*',
        'screen-supplier: s3:GetObject evidence/segments/*',
        'intake-suppliers: s3:GetObject intake/intake/*',
        'intake-suppliers: s3:GetObjectVersion intake/intake/*',
        'send-alerts: s3:GetObject evidence/documents/*',
        'attest: s3:GetObject evidence/attestations/*',
        'attest: s3:PutObject evidence/attestations/*',
        'attest: s3:PutObjectRetention evidence/attestations/*',
        'attest: sns:Publish sns:eu-central-1:tierwatch-prod-customer-*',
        'watchdog: sns:ListSubscriptionsByTopic sns:eu-central-1:tierwatch-prod-customer-*',
        'send-alerts: s3:GetObject evidence/reports/*',
        'send-alerts: s3:PutObject evidence/reports/*',
        'send-alerts: s3:PutObjectRetention evidence/reports/*',
        'send-alerts: s3:GetObject evidence/sealed/*',
        'send-alerts: s3:PutObject evidence/sealed/*',
        'send-alerts: s3:PutObjectRetention evidence/sealed/*',
        'send-alerts: sns:Publish sns:eu-central-1:tierwatch-prod-customer-*',
        ...[
          'CreateTopic',
          'DeleteTopic',
          'GetTopicAttributes',
          'ListSubscriptionsByTopic',
          'SetTopicAttributes',
          'Subscribe',
          'TagResource',
        ].map((action) => `onboarding: sns:${action} sns:eu-central-1:tierwatch-prod-customer-*`),
        'onboarding: sns:GetSubscriptionAttributes *',
        'watchdog: s3:GetObject evidence/anchors/*',
        'watchdog: s3:PutObject evidence/anchors/*',
        'watchdog: s3:PutObjectRetention evidence/anchors/*',
      ].sort(),
    )
  })

  it('nobody may scan a table: leading keys do not bind a scan', () => {
    for (const all of Object.values(grants)) {
      expect(all.map(({ action }) => action)).not.toContain('dynamodb:Scan')
    }
  })

  it('only check-source writes what is listed; due-dates commits over it, others mark change sets at most', () => {
    for (const { name } of pipeline.handlers) {
      const writes = grants[name]!.filter(({ action, target }) => target === 'lists' && writing.test(action))
      if (name === 'check-source') expect(writes.length).toBeGreaterThan(0)
      for (const { action, condition } of name === 'check-source' ? [] : writes) {
        const keys = condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys']
        if (name === 'due-dates') {
          expect(keys).toEqual([listKeys.source, listKeys.parts, listKeys.openWork])
          continue
        }
        expect([`${name} ${action}`, keys]).toEqual([
          expect.stringMatching(/^(fan-out|watchdog) dynamodb:(UpdateItem|DeleteItem)$/),
          expect.toSatisfy((own: unknown) =>
            (action === 'dynamodb:UpdateItem'
              ? [listKeys.source]
              : [listKeys.openWork, ...(name === 'fan-out' ? [listKeys.earlyNotices] : [])]
            ).some((key) => JSON.stringify(own) === JSON.stringify([key])),
          ),
        ])
      }
    }
  })

  it('check-source cannot see customers, and nobody but fan-out, intake and onboarding the index; screening writes keys there', () => {
    expect(actionsOn('check-source', 'registry')).toEqual([])
    expect(actionsOn('check-source', 'index')).toEqual([])
    const seeing = pipeline.handlers.filter(({ name }) => actionsOn(name, 'index').length > 0)
    expect(seeing.map(({ name }) => name).sort()).toEqual([
      'fan-out',
      'intake-suppliers',
      'onboarding',
      'screen-changes',
      'screen-supplier',
    ])
    for (const name of ['screen-changes', 'screen-supplier'] as const)
      expect(actionsOn(name, 'index')).toEqual(['dynamodb:BatchWriteItem'])
    expect(actionsOn('fan-out', 'index')).toEqual([
      'dynamodb:BatchGetItem',
      'dynamodb:GetItem',
      'dynamodb:Query',
    ])
  })

  it('every access to customers is bound to leading keys, and a call without keys is refused', () => {
    const allowed = new Set<string>(Object.values(registryKeys))
    for (const [name, all] of Object.entries(grants)) {
      for (const { action, condition } of all.filter(({ target }) => target === 'registry')) {
        const keys = condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'] as string[] | undefined
        expect(keys, `${name} ${action}`).toBeDefined()
        expect(keys!.filter((key) => !allowed.has(key))).toEqual([])
        expect(condition?.['Null']).toEqual({ 'dynamodb:LeadingKeys': 'false' })
      }
    }
  })

  it('keys open through the services that hold the data, the topic key for customer topics alone', () => {
    for (const all of Object.values(grants)) {
      for (const { condition } of all.filter(({ action }) => action.startsWith('kms:'))) {
        expect(condition?.['StringEquals']).toHaveProperty('kms:ViaService')
      }
    }
    for (const publisher of ['send-alerts', 'attest'] as const) {
      expect(actionsOn(publisher, 'topicKey')).toEqual(['kms:Decrypt', 'kms:GenerateDataKey'])
      const [grant] = grants[publisher]!.filter(({ target }) => target === 'topicKey')
      expect(JSON.stringify(grant!.condition)).toContain(':tierwatch-prod-customer-*')
    }
    const holders = pipeline.handlers.filter(({ name }) => actionsOn(name, 'topicKey').length > 0)
    expect(holders.map(({ name }) => name).sort()).toEqual(['attest', 'send-alerts'])
  })

  it('only send-alerts and attest publish, and the watchdog sends to the four queues that drive work again', () => {
    const publishing = pipeline.handlers.filter(({ name }) =>
      grants[name]!.some(({ action }) => action === 'sns:Publish'),
    )
    expect(publishing.map(({ name }) => name).sort()).toEqual(['attest', 'send-alerts'])
    const queues = [
      pipeline.changeScreening.work,
      pipeline.fanOut.redrive,
      pipeline.supplierScreening.redrive,
      pipeline.alertDelivery.redrive,
    ].map(({ queue }) => pipeline.getLogicalId(queue.node.defaultChild as never))
    const sendsTo = grants['watchdog']!.filter(
      ({ action, target }) => action === 'sqs:SendMessage' && queues.includes(target),
    )
    expect(sendsTo.map(({ target }) => target).sort()).toEqual([...queues].sort())
  })

  it('the scheduler may invoke the one function and send to the one queue', () => {
    const roles = ofType('AWS::IAM::Role').filter((role) => 'Policies' in role.Properties)
    expect(roles).toHaveLength(4)
    for (const role of roles) {
      const statements = at<Statement[]>(role, 'Policies', 0, 'PolicyDocument', 'Statement')
      expect(statements.map(({ Action }) => Action)).toEqual(['lambda:InvokeFunction', 'sqs:SendMessage'])
      for (const { Resource } of statements) expect(targetOf(Resource)).toBeDefined()
    }
    expect(ofType('AWS::IAM::Role').filter((role) => 'ManagedPolicyArns' in role.Properties)).toEqual([])
  })
})
