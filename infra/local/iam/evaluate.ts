import type { AccessRequest } from '../wire/access.ts'
import { conditionsHold, withVariables } from './conditions.ts'
import type { Principal, Statement } from './policy.ts'
import { matchesArn, matchesWildcard } from './wildcard.ts'

/** Who asks: a role, or a service of AWS on behalf of a resource. */
export type Caller = { kind: 'role'; arn: string } | { kind: 'service'; name: string }

export type Decision = { allowed: true } | { allowed: false; why: string }

const accountOf = (arn: string): string => arn.split(':')[4] ?? ''

/** `direct`: the policy speaks of the caller. `account`: it leaves the decision to the account's own policies. */
const names = (principal: Principal, caller: Caller): 'direct' | 'account' | 'no' => {
  const others = principal.AWS ?? []
  if (others.includes('*')) return 'direct'
  if (caller.kind === 'service') return principal.Service?.includes(caller.name) ? 'direct' : 'no'
  if (others.includes(caller.arn)) return 'direct'
  const account = accountOf(caller.arn)
  const isAccount = others.some((text) => text === account || text === `arn:aws:iam::${account}:root`)
  return isAccount ? 'account' : 'no'
}

const covers = (statement: Statement, { action, resource, context }: AccessRequest): boolean => {
  const { Action, NotAction, Resource, NotResource, Condition } = statement
  const anAction = (pattern: string): boolean => matchesWildcard(pattern, action, true)
  if (Action ? !Action.some(anAction) : NotAction?.some(anAction)) return false
  const aResource = (pattern: string): boolean => {
    const filled = withVariables(pattern, context)
    return filled !== undefined && (filled === '*' || matchesArn(filled, resource))
  }
  // The policy of a key speaks of that key only, and need not name it.
  if (Resource && !Resource.some(aResource)) return false
  if (NotResource?.some(aResource)) return false
  return conditionsHold(Condition, context)
}

const titleOf = ({ Sid }: Statement, place: string): string =>
  Sid === undefined ? `a statement of ${place}` : `the statement ${Sid} of ${place}`

/**
 * What IAM would decide within one account: a Deny anywhere wins; otherwise an Allow of the role or of the resource's
 * own policy is enough. Of a key, its own policy must allow, or leave it to the account.
 * @param identity statements of the caller's role; none for a service
 * @param resource statements of the resource's own policy
 */
export const decide = (
  caller: Caller,
  request: AccessRequest,
  identity: readonly Statement[],
  resource: readonly Statement[],
): Decision => {
  const own = identity.filter((statement) => covers(statement, request))
  const theirs = resource.flatMap((statement) => {
    const { Principal: is, NotPrincipal: isNot } = statement
    const who = is ? names(is, caller) : isNot && names(isNot, caller) === 'no' ? 'direct' : 'no'
    return who !== 'no' && covers(statement, request) ? [{ statement, who }] : []
  })
  const denial = own.find(({ Effect }) => Effect === 'Deny')
  if (denial) return { allowed: false, why: `${titleOf(denial, 'the role')} denies it` }
  const refusal = theirs.find(({ statement }) => statement.Effect === 'Deny')
  if (refusal) {
    return { allowed: false, why: `${titleOf(refusal.statement, 'the resource’s policy')} denies it` }
  }
  if (theirs.some(({ who }) => who === 'direct')) return { allowed: true }
  const isKey = request.action.startsWith('kms:')
  const mayDecide = !isKey || theirs.length > 0
  if (mayDecide && own.length > 0) return { allowed: true }
  if (isKey && !mayDecide) return { allowed: false, why: 'the policy of the key allows it to nobody here' }
  return {
    allowed: false,
    why:
      caller.kind === 'role'
        ? 'no statement of the role allows it'
        : `the resource’s policy does not allow it to ${caller.name}`,
  }
}
