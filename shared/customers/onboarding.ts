import { isDeepStrictEqual } from 'node:util'
import pLimit from 'p-limit'
import { ConfigError, ConflictError, InputError } from '../errors.ts'
import type { Registry, ReverseIndex } from '../matches/ports.ts'
import { aboveOf } from '../matches/upstream.ts'
import { rescreenRegister } from '../matches/rescreen.ts'
import type { Thresholds } from '../model/match.ts'
import type { Customer, SeverityCell, Supplier } from '../model/supplier.ts'
import { registeredKeys } from '../screening/related-parties.ts'
import type { ScreeningModel } from '../screening/model.ts'
import { thresholdFault } from '../screening/thresholds.ts'
import { filterFault } from './filters.ts'

export const subscriptionProtocols = ['email', 'email-json', 'sqs', 'lambda', 'https', 'http'] as const
export type SubscriptionProtocol = (typeof subscriptionProtocols)[number]

export interface Subscription {
  /** `pending` until the recipient confirms. */
  arn: string
  protocol: string
  endpoint: string
  confirmed: boolean
  filter?: Record<string, unknown>
}

/** The customer's topic, made at run time under the deployment's own prefix. */
export interface CustomerTopics {
  create(customerId: string): Promise<string>
  delete(topicArn: string): Promise<void>
  subscribe(
    topicArn: string,
    subscription: { protocol: SubscriptionProtocol; endpoint: string; filter?: Record<string, string[]> },
  ): Promise<string>
  subscriptions(topicArn: string): Promise<Subscription[]>
}

export interface CustomerStore {
  /** `false` where the customer is there already. */
  add(customer: Customer): Promise<boolean>
  /** Changes a profile. Throws `ConflictError` where another changed it meanwhile. */
  update(
    customerId: string,
    change: Partial<Pick<Customer, 'name' | 'severity' | 'thresholds' | 'keysModel' | 'keying'>>,
    /** Asked of the customer as it is in the moment of the change; what it throws leaves everything as it is. */
    agree?: (stored: Customer) => void,
  ): Promise<void>
  /** Ends a customer; `at`: real time (ISO instant). */
  remove(customerId: string, at: string): Promise<void>
}

export interface OnboardingDependencies {
  registry: Registry
  customers: CustomerStore
  topics: CustomerTopics
  index: ReverseIndex
  model: ScreeningModel
  now: () => Date
}

export type OnboardingRequest =
  | { act: 'add-customer'; customerId: string; name: string }
  | { act: 'rename-customer'; customerId: string; name: string }
  /** `before`: the cells that whoever asks has seen; another's change in between is not undone. */
  | { act: 'set-severity'; customerId: string; before: SeverityCell[]; cells: SeverityCell[] }
  | { act: 'set-thresholds'; customerId: string; thresholds: Thresholds }
  | { act: 'remove-customer'; customerId: string }
  | {
      act: 'subscribe'
      customerId: string
      protocol: string
      endpoint: string
      filter?: Record<string, string[]>
    }
  | { act: 'subscriptions'; customerId: string }

export type OnboardingAnswer = {
  customer: Customer
  subscriptions?: Subscription[]
  subscriptionArn?: string
  /** How many suppliers are screened again because of it. */
  rescreened?: number
}

/** Customer ids are part of keys, topic names and object keys: lower case letters, digits and hyphens. */
const customerIdPattern = /^[a-z0-9][a-z0-9-]{1,40}$/

const existing = async (deps: OnboardingDependencies, customerId: string): Promise<Customer> => {
  const customer = await deps.registry.customer(customerId)
  if (!customer) {
    throw new ConfigError(`There is no customer "${customerId}"`, 'Add it first: tierwatch customers add.')
  }
  return customer
}

const refuse = (field: string, reason: string, nextStep: string): never => {
  throw new InputError(`${field}: ${reason}`, [{ file: 'request', field, reason }], nextStep)
}

const refuseOtherName = ({ customerId, name: had }: Customer, name: string): void => {
  if (had === name) return
  refuse(
    'name',
    `"${customerId}" is a customer already, named "${had}"`,
    `Rename it: tierwatch customers rename ${customerId} --name "${name}"; or choose another id.`,
  )
}

/** Index writes in flight at a time: one after the other a register of 10,000 suppliers would outlast the function. */
const indexWriters = 16

/** Puts the index keys of suppliers, or takes them away. */
const writeKeys = async (
  { model, index }: OnboardingDependencies,
  act: 'put' | 'remove',
  suppliers: readonly Supplier[],
): Promise<void> => {
  const limit = pLimit(indexWriters)
  const byId = new Map(suppliers.map((supplier) => [supplier.supplierId, supplier]))
  await Promise.all(
    suppliers.map((supplier) =>
      limit(() => {
        const { customerId, supplierId } = supplier
        const keys = registeredKeys(supplier, aboveOf(supplier, byId), model)
        return index[act](model.version, customerId, supplierId, keys)
      }),
    ),
  )
}

export const onboard = async (
  deps: OnboardingDependencies,
  request: OnboardingRequest,
): Promise<OnboardingAnswer> => {
  switch (request.act) {
    case 'add-customer': {
      const { customerId, name } = request
      if (!customerIdPattern.test(customerId)) {
        return refuse(
          'customerId',
          'is not lower case letters, digits and hyphens',
          'Choose an id such as acme-apparel.',
        )
      }
      const known = await deps.registry.customer(customerId)
      if (known) refuseOtherName(known, name)
      // A customer that was removed and comes back has its records, but no keys: nothing that changes would find them.
      const before = (await deps.registry.suppliers(customerId)).filter(({ state }) => state === 'registered')
      if (!known) await writeKeys(deps, 'put', before)
      // The topic comes first: a customer without a topic could not be told anything. Making it twice is harmless.
      const topicArn = await deps.topics.create(customerId)
      await deps.customers.add({
        customerId,
        name,
        topicArn,
        createdAt: deps.now().toISOString(),
        registerRevision: 0,
        supplierCount: before.length,
        keysModel: deps.model.version,
      })
      const customer = await existing(deps, customerId)
      // Of two who add it at once, one comes second.
      refuseOtherName(customer, name)
      // What was listed while it was none is looked for, under one notice however often this runs.
      if (before.length === 0 || customer.registerRevision > 0) return { customer }
      return { customer, rescreened: await rescreenRegister(deps.registry, customerId, customer.createdAt) }
    }
    case 'rename-customer':
      await existing(deps, request.customerId)
      await deps.customers.update(request.customerId, { name: request.name })
      return { customer: await existing(deps, request.customerId) }
    case 'set-severity':
      await existing(deps, request.customerId)
      await deps.customers.update(
        request.customerId,
        { severity: request.cells },
        ({ severity: stored = [] }) => {
          // An answer that was lost, and the same request again: it is done already.
          const isAgreed = [request.before, request.cells].some((cells) => isDeepStrictEqual(cells, stored))
          if (isAgreed) return
          throw new ConflictError(
            `The severities of ${request.customerId} were changed by another meanwhile`,
            `Look at them, then set yours again: tierwatch severity ${request.customerId}.`,
          )
        },
      )
      return { customer: await existing(deps, request.customerId) }
    case 'set-thresholds': {
      const { customerId, thresholds } = request
      const fault = thresholdFault(thresholds)
      if (fault) return refuse(fault.field, fault.reason, 'Both can only be raised above the standard.')
      await existing(deps, customerId)
      await deps.customers.update(customerId, { thresholds })
      // Only now: whoever screens for it reads the new ones. A run that died before is run again.
      const rescreened = await rescreenRegister(deps.registry, customerId, deps.now().toISOString())
      return { customer: await existing(deps, customerId), rescreened }
    }
    case 'remove-customer': {
      const customer = await existing(deps, request.customerId)
      await writeKeys(deps, 'remove', await deps.registry.suppliers(customer.customerId))
      // The profile goes after the topic, which it names: a run that dies before is simply run again.
      await deps.topics.delete(customer.topicArn)
      await deps.customers.remove(customer.customerId, deps.now().toISOString())
      // What was to be told to it has nobody to be told to. What is opened meanwhile the watchdog closes.
      for (const { customerId, noticeId } of await deps.registry.openWork()) {
        if (customerId === customer.customerId) await deps.registry.closeNotice(customerId, noticeId)
      }
      return { customer }
    }
    case 'subscribe': {
      const customer = await existing(deps, request.customerId)
      const protocol = subscriptionProtocols.find((known) => known === request.protocol)
      if (!protocol) {
        return refuse(
          'protocol',
          `"${request.protocol}" is not one of ${subscriptionProtocols.join(', ')}`,
          'Use one of these protocols.',
        )
      }
      const fault = request.filter && filterFault(request.filter)
      if (fault) return refuse('filter', fault.reason, fault.nextStep)
      const subscriptionArn = await deps.topics.subscribe(customer.topicArn, {
        protocol,
        endpoint: request.endpoint,
        ...(request.filter ? { filter: request.filter } : {}),
      })
      return { customer, subscriptionArn }
    }
    case 'subscriptions': {
      const customer = await existing(deps, request.customerId)
      return { customer, subscriptions: await deps.topics.subscriptions(customer.topicArn) }
    }
  }
}
