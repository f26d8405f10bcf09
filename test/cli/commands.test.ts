import { filterWords } from '../../cli/commands/customers.ts'
import path from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { exitOfComparison } from '../../cli/commands/entity-list.ts'
import { worked } from '../../cli/commands/operations.ts'
import { customerOf, customersNamed } from '../../cli/commands/support/customers.ts'
import { writeResult } from '../../cli/output/write-file.ts'
import { isStackOf } from '../../cli/system/aws-system.ts'
import { untilTold } from '../../cli/system/settle.ts'
import { ConfigError, InputError, TransientError } from '../../shared/errors.ts'
import type { ChangeSet } from '../../shared/model/change.ts'
import { emptyWorld, storesOf } from '../support/pipeline.ts'
import { customer, notice } from '../support/samples.ts'

test('a customer that is not there is told, and is not one of whom there is nothing to tell', async () => {
  const { registry } = storesOf(emptyWorld())
  await registry.add(customer('acme'))
  await registry.add(customer('beta'))
  expect(await customerOf({ registry }, 'acme')).toMatchObject({ customerId: 'acme' })
  await expect(customerOf({ registry }, 'amce')).rejects.toThrow(ConfigError)
  await expect(customersNamed({ registry }, 'amce')).rejects.toThrow('There is no customer "amce"')
  expect((await customersNamed({ registry }, undefined)).map(({ customerId }) => customerId)).toEqual([
    'acme',
    'beta',
  ])
})

test('a function that gives a message back has failed, although the call has not', async () => {
  const message = { Records: [{ messageId: 'ofac-sdn#000002' }] }
  const answering = (batchItemFailures: { itemIdentifier: string }[]) => ({
    invoke: <T>() => Promise.resolve({ batchItemFailures } as T),
  })
  await worked(answering([]), 'FanOutFunction', message)
  await expect(
    worked(answering([{ itemIdentifier: 'ofac-sdn#000002' }]), 'FanOutFunction', message),
  ).rejects.toThrow(TransientError)
})

test('a comparison of which one half could not be made is an error to a script', () => {
  expect(exitOfComparison({ failed: [] })).toBe(0)
  expect(exitOfComparison({ failed: [{ against: 'ecfr', reason: 'It answered 503' }] })).toBe(1)
})

test('a stage is never taken for another whose name begins like it', () => {
  const stacks = ['data', 'pipeline', 'monitoring'].flatMap((part) => [
    `tierwatch-prod-${part}`,
    `tierwatch-prod-eu-${part}`,
  ])
  expect(stacks.filter((name) => isStackOf('prod', name))).toEqual([
    'tierwatch-prod-data',
    'tierwatch-prod-pipeline',
    'tierwatch-prod-monitoring',
  ])
})

test('whoever waits for the screening is told when it takes longer than is waited', async () => {
  const { registry, lists } = storesOf(emptyWorld())
  let waits = 0
  const wait = () => Promise.resolve(waits++)
  expect(await untilTold({ registry, lists }, wait)).toBe(true)
  await registry.add(customer('acme'))
  await registry.openNotice(notice('ofac-sdn#000001'), new Map(), '2024-01-01T00:00:00.000Z')
  expect(await untilTold({ registry, lists }, wait)).toBe(false)
  expect(waits).toBe(60)
  // A change set that nobody has fanned out yet may still open a notice; one that was has its notices.
  const state = (of: 'pending' | 'fanned-out') => ({
    unfinishedChangeSets: async () => [{ state: of }] as unknown as ChangeSet[],
  })
  const quiet = { openWork: async () => [] }
  expect(
    await untilTold({ registry: { ...registry, ...quiet }, lists: { ...lists, ...state('pending') } }, wait),
  ).toBe(false)
  expect(
    await untilTold(
      { registry: { ...registry, ...quiet }, lists: { ...lists, ...state('fanned-out') } },
      wait,
    ),
  ).toBe(true)
})

test('a file that cannot be written is told with its path, without a stack', async () => {
  const file = path.join(import.meta.dirname, 'no', 'such', 'folder', 'report.html')
  await expect(writeResult(file, 'x')).rejects.toThrow(InputError)
  await expect(writeResult(file, 'x')).rejects.toMatchObject({ problems: [{ file, reason: 'ENOENT' }] })
})

describe('the filter of a subscription', () => {
  it.each([
    [{ confirmed: true, filter: { severity: ['critical'] } }, '{"severity":["critical"]}'],
    [{ confirmed: true }, 'everything'],
    // SNS does not tell it of one that waits: that it has none is not known.
    [{ confirmed: false }, 'told once it is confirmed'],
  ])('%j is told as %s', (subscription, words) => {
    expect(filterWords(subscription)).toBe(words)
  })
})
