import { createHash } from 'node:crypto'
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../wire/arn.ts'

/** The one account and region that exist locally; the embedded services answer with the same. */
export const region = LOCAL_REGION
export const accountId = LOCAL_ACCOUNT
export const partition = 'aws'

export const arn = (service: string, resource: string): string =>
  `arn:${partition}:${service}:${region}:${accountId}:${resource}`

/** What comes after the last colon: the name of a queue, topic or function in its ARN. */
export const nameInArn = (text: string): string => text.slice(text.lastIndexOf(':') + 1)

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** Twelve letters and digits that are always the same for the same text, where CloudFormation would draw at random. */
const stableSuffix = (text: string): string =>
  [...createHash('sha256').update(text).digest().subarray(0, 12)].map((byte) => letters[byte % 32]).join('')

/**
 * A physical name as CloudFormation would make it, `<stack>-<logical id>-<suffix>`, within the service's limit.
 * The suffix follows from stack and logical id, so that the same template finds its resources again.
 */
export const physicalName = (
  stack: string,
  logicalId: string,
  limits: { max: number; lowerCase?: boolean },
): string => {
  const room = limits.max - 14
  const stackPart = stack.slice(0, Math.max(room - logicalId.length, Math.floor(room / 2)))
  const name = `${stackPart}-${logicalId.slice(0, room - stackPart.length)}-${stableSuffix(`${stack}/${logicalId}`)}`
  return limits.lowerCase ? name.toLowerCase() : name
}

/** A UUID that follows from the text: key ids and the like. */
export const stableUuid = (text: string): string => {
  const hex = createHash('sha256').update(text).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
