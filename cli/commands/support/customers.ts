import { ConfigError } from '../../../shared/errors.ts'
import type { Customer } from '../../../shared/model/supplier.ts'
import type { System } from '../../system/system.ts'

const unknown = (customerId: string): ConfigError =>
  new ConfigError(
    `There is no customer "${customerId}"`,
    'See npx tierwatch customers list, or add it: npx tierwatch customers add.',
  )

/** The customer that a command names. A mistyped id must not look like a customer of whom there is nothing to tell. */
export const customerOf = async (
  { registry }: Pick<System, 'registry'>,
  customerId: string,
): Promise<Customer> => {
  const customer = await registry.customer(customerId)
  if (!customer) throw unknown(customerId)
  return customer
}

/** The customer that a command names, or all of them where it names none. */
export const customersNamed = async (
  system: Pick<System, 'registry'>,
  customerId: string | undefined,
): Promise<Customer[]> =>
  customerId === undefined ? system.registry.customers() : [await customerOf(system, customerId)]
