import { topicArn } from '../wire/arn.ts'
import { access } from '../wire/access.ts'
import type { AccessRequest } from '../wire/access.ts'

/** Actions that IAM knows no resource of. */
const withoutResource = new Set([
  'ListTopics',
  'ListSubscriptions',
  'Unsubscribe',
  'GetSubscriptionAttributes',
  'SetSubscriptionAttributes',
])

/** What an action needs. */
export const accessOf = (action: string, parameters: URLSearchParams): AccessRequest[] => {
  if (withoutResource.has(action)) return [access(`sns:${action}`, '*')]
  if (action === 'CreateTopic') {
    const arn = topicArn(parameters.get('Name') ?? '')
    const tagged = parameters.has('Tags.member.1.Key')
    return [access('sns:CreateTopic', arn), ...(tagged ? [access('sns:TagResource', arn)] : [])]
  }
  const topic =
    parameters.get('TopicArn') ?? parameters.get('TargetArn') ?? parameters.get('ResourceArn') ?? '*'
  if (action === 'PublishBatch') return [access('sns:Publish', topic)]
  const context: AccessRequest['context'] =
    action === 'Subscribe'
      ? {
          'sns:Protocol': [parameters.get('Protocol') ?? ''],
          'sns:Endpoint': [parameters.get('Endpoint') ?? ''],
        }
      : {}
  return [access(`sns:${action}`, topic, context)]
}
