import { canonicalJson } from '../../../../shared/hash.ts'
import { cannotApply } from '../refusal.ts'
import type { Making } from './resource-type.ts'

/**
 * Compares what cannot be changed about a resource with what it was made from at an earlier start.
 * @returns remembers it: to be called once the resource exists
 * @throws ConfigError, which says how to start over, when the template now asks for something else
 */
export const checkFixed = (
  making: Making,
  type: string,
  physicalId: string,
  fixed: Record<string, unknown>,
): (() => void) => {
  const { stack, logicalId, state } = making
  const known = state.resource(stack.name, logicalId)
  const now = canonicalJson(fixed)
  if (known && (known.type !== type || known.physicalId !== physicalId || known.fixed !== now)) {
    const before: Record<string, unknown> = JSON.parse(known.fixed)
    const changed = [...new Set([...Object.keys(before), ...Object.keys(fixed)])].filter(
      (key) => canonicalJson(before[key]) !== canonicalJson(fixed[key]),
    )
    const what = changed.length > 0 ? changed.join(', ') : `the name (${known.physicalId} → ${physicalId})`
    throw cannotApply(making.place, `${what} changed since the local state was made`, making.stateDirectory)
  }
  return () => state.setResource({ stack: stack.name, logicalId, type, physicalId, fixed: now })
}
