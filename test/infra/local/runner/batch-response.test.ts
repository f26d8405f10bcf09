import { describe, expect, it } from 'vitest'
import { reportedFailures } from '../../../../infra/local/runner/event-sources/batch-response.ts'

const known = new Set(['a', 'b'])
const report = (answer: unknown) => reportedFailures(JSON.stringify(answer), known)

describe('answers under ReportBatchItemFailures', () => {
  it.each<[string, unknown]>([
    ['null', null],
    ['an empty object', {}],
    ['null failures', { batchItemFailures: null }],
    ['no failures', { batchItemFailures: [] }],
  ])('%s is success', (_name, answer) => {
    expect(report(answer)).toEqual(new Set())
  })

  it.each<[string, unknown]>([
    ['an empty identifier', { batchItemFailures: [{ itemIdentifier: '' }] }],
    ['a null identifier', { batchItemFailures: [{ itemIdentifier: null }] }],
    ['a misspelt key', { batchItemFailures: [{ itemIdentifer: 'a' }] }],
    [
      'an identifier of another batch',
      { batchItemFailures: [{ itemIdentifier: 'a' }, { itemIdentifier: 'z' }] },
    ],
    ['a null failure', { batchItemFailures: [null] }],
    ['failures that are no list', { batchItemFailures: 'a' }],
    ['a text', 'done'],
    ['a list', ['a']],
  ])('%s fails the whole batch', (_name, answer) => {
    expect(report(answer)).toBe('all')
  })

  it('names the failed items', () => {
    expect(report({ batchItemFailures: [{ itemIdentifier: 'b' }] })).toEqual(new Set(['b']))
  })
})
