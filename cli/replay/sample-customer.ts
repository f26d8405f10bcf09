import { readFileSync } from 'node:fs'
import type { OnboardingAnswer } from '../../shared/customers/onboarding.ts'
import { type LocalSystem } from '../system/local-system.ts'
import { registerFile } from '../system/register-file.ts'

export const sampleCustomer = {
  customerId: 'northwind',
  name: 'Northwind Outfitters (sample)',
  email: 'compliance@northwind.example',
} as const

export const sampleSupplierFile = new URL('./sample/suppliers.csv', import.meta.url)

/**
 * Makes the sample customer, subscribes its compliance team by e-mail, confirms as the recipient would (the token lies
 * in the local mailbox), and registers its supply chain. Doing it again changes nothing.
 */
export const registerSampleCustomer = async (
  system: LocalSystem,
  logicalAt: string,
): Promise<{ suppliers: number }> => {
  const { customerId, name, email } = sampleCustomer
  await system.invoke<OnboardingAnswer>('OnboardingFunction', { act: 'add-customer', customerId, name })
  const { subscriptions = [] } = await system.invoke<OnboardingAnswer>('OnboardingFunction', {
    act: 'subscriptions',
    customerId,
  })
  if (!subscriptions.some(({ endpoint, confirmed }) => endpoint === email && confirmed)) {
    await system.invoke('OnboardingFunction', {
      act: 'subscribe',
      customerId,
      protocol: 'email',
      endpoint: email,
    })
    await system.settle()
    await system.confirmSubscription(email)
  }
  const record = await registerFile(system, {
    customerId,
    file: 'suppliers.csv',
    bytes: readFileSync(sampleSupplierFile),
    confirmRemovals: false,
    logicalAt,
  })
  return { suppliers: record.added + record.changed + record.annotated + record.unchanged }
}
