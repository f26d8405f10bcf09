import type { AuditAct } from '../audit/chain.ts'
import type { AuditTrail } from '../audit/ports.ts'
import {
  onboard,
  type OnboardingAnswer,
  type OnboardingDependencies,
  type OnboardingRequest,
} from './onboarding.ts'

/** How the trail tells a request that changed something; `null` for one that only looked. */
const actOf = (
  request: OnboardingRequest,
  { customer, subscriptionArn, rescreened = 0 }: OnboardingAnswer,
  told: Pick<AuditAct, 'author' | 'at'>,
): AuditAct | null => {
  switch (request.act) {
    case 'add-customer':
      return {
        ...told,
        act: 'customer.add',
        subject: customer.customerId,
        details: {
          name: customer.name,
          topicArn: customer.topicArn,
          ...(rescreened > 0 ? { rescreened } : {}),
        },
        once: `customer.add ${customer.createdAt}`,
      }
    case 'remove-customer':
      return {
        ...told,
        act: 'customer.remove',
        subject: customer.customerId,
        details: { name: customer.name },
        once: `customer.remove ${customer.createdAt}`,
      }
    case 'rename-customer':
      return {
        ...told,
        act: 'customer.rename',
        subject: customer.customerId,
        details: { name: customer.name },
      }
    case 'set-severity':
      return {
        ...told,
        act: 'severity.set',
        subject: customer.customerId,
        details: { cells: request.cells },
      }
    case 'set-thresholds':
      return {
        ...told,
        act: 'thresholds.set',
        subject: customer.customerId,
        details: { ...request.thresholds, rescreened },
      }
    case 'subscribe': {
      const { protocol, endpoint, filter } = request
      return {
        ...told,
        act: 'subscription.add',
        subject: endpoint,
        details: { protocol, ...(filter ? { filter } : {}), ...(subscriptionArn ? { subscriptionArn } : {}) },
      }
    }
    case 'subscriptions':
      return null
  }
}

/**
 * Does what onboarding does, and puts it into the customer's audit trail. An act whose line could not be written is an
 * error to the caller, who does it again: it is harmless twice, and its line is written once.
 */
export const auditedOnboarding = async (
  deps: OnboardingDependencies & { trail: Pick<AuditTrail, 'append'> },
  request: OnboardingRequest,
  author: string,
): Promise<OnboardingAnswer> => {
  const answer = await onboard(deps, request)
  const act = actOf(request, answer, { author, at: deps.now().toISOString() })
  if (act) await deps.trail.append(answer.customer.customerId, act)
  return answer
}
