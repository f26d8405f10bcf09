import type { CustomerStore } from '../customers/onboarding.ts'
import { rescreenNoticeId } from '../matches/ids.ts'
import type { Registry } from '../matches/ports.ts'
import { rescreenRegister } from '../matches/rescreen.ts'
import type { Customer } from '../model/supplier.ts'

export interface KeyAgainDependencies {
  registry: Pick<Registry, 'customers' | 'suppliers' | 'notice' | 'openNotice'>
  customers: Pick<CustomerStore, 'update'>
  /** The model that is deployed. */
  modelVersion: string
  /** Real time. */
  now: () => Date
}

/** No invocation is longer: what the release before had under way may write its own keys until then. */
const overlapMinutes = 16

/**
 * A new model looks suppliers up by other keys and may score them otherwise. Where a customer's suppliers do not stand
 * under its keys, a notice is opened (a quarter of an hour later, for the release before may still be at work) whose
 * batches write the keys and screen the suppliers again; when they are done, the customer is marked. Until then `fan-out`
 * compares its suppliers one by one, so that nothing is missed meanwhile. Run again, or after a death at any point, it goes
 * on where it was; a customer that fails does not keep the others waiting, and the first failure is thrown at the end. What
 * the old model's keys were stays behind: nobody looks there. Gives the customers that are being keyed.
 */
export const keyAgain = async (deps: KeyAgainDependencies): Promise<string[]> => {
  const { registry, customers, modelVersion } = deps
  const waiting: string[] = []
  const failures: unknown[] = []
  for (const customer of await registry.customers()) {
    const { customerId, keysModel } = customer
    if (keysModel === modelVersion) continue
    try {
      if (await isKeyed(deps, customer)) await customers.update(customerId, { keysModel: modelVersion })
      else waiting.push(customerId)
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
  return waiting
}

/** Whether all that a customer registered stands under the model's keys; begins with it where nobody has. */
const isKeyed = async (deps: KeyAgainDependencies, customer: Customer): Promise<boolean> => {
  const { registry, now } = deps
  const { customerId } = customer
  const { noticeId, since } = await keyingOf(deps, customer)
  if (now().getTime() - Date.parse(since) < overlapMinutes * 60_000) return false
  const notice = await registry.notice(customerId, noticeId)
  if (notice !== null) return notice.state !== 'screening'
  // Where nobody is registered there is nothing to key. Whoever registers from now on is keyed by the intake.
  return (await rescreenRegister(registry, customerId, now().toISOString(), { noticeId, rekey: true })) === 0
}

/** The name of the notice is written down before it is opened: a run that died opens the same one. */
const keyingOf = async (
  { customers, modelVersion, now }: KeyAgainDependencies,
  { customerId, keying }: Customer,
): Promise<NonNullable<Customer['keying']>> => {
  if (keying?.model === modelVersion) return keying
  const since = now().toISOString()
  const begun = { model: modelVersion, noticeId: rescreenNoticeId(since), since }
  await customers.update(customerId, { keying: begun })
  return begun
}
