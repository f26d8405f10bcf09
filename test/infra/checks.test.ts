import { Queue } from 'aws-cdk-lib/aws-sqs'
import { describe, expect, it } from 'vitest'
import { appOf } from './templates.ts'

describe('security rules and template validation', () => {
  it.each(['local', 'prod'] as const)('find nothing open in %s', (stage) => {
    expect(() => appOf(stage, true).app.synth()).not.toThrow()
  })

  it('fail the synthesis when something is open', () => {
    const { app, data } = appOf('local', true)
    const careless = new Queue(data, 'Careless')
    expect(careless.node.path).toContain('Careless')
    expect(() => app.synth()).toThrow(/AwsSolutions-SQS4/)
  })
})
