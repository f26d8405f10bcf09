/** The embedded services are one account in one region: names are enough to find anything. */
export const LOCAL_ACCOUNT = '000000000000'
export const LOCAL_REGION = 'us-east-1'

export const queueArn = (name: string): string => `arn:aws:sqs:${LOCAL_REGION}:${LOCAL_ACCOUNT}:${name}`
export const topicArn = (name: string): string => `arn:aws:sns:${LOCAL_REGION}:${LOCAL_ACCOUNT}:${name}`
export const bucketArn = (name: string): string => `arn:aws:s3:::${name}`

export interface Arn {
  service: string
  region: string
  account: string
  /** All that follows the account: `my-queue`, `function:check-source`, `my-topic:subscription-id`. */
  resource: string
}

/** The parts of an ARN, or undefined where the text is none. */
export const parseArn = (text: string): Arn | undefined => {
  const found = /^arn:aws:([a-z0-9-]+):([a-z0-9-]*):(\d{12})?:(.+)$/.exec(text)
  if (!found) return undefined
  const [, service = '', region = '', account = '', resource = ''] = found
  return { service, region, account, resource }
}

/** The name of a queue of this account, or undefined where the ARN is not one of its queues. */
export const queueNameOf = (arn: string): string | undefined => {
  const parsed = parseArn(arn)
  return parsed?.service === 'sqs' && arn === queueArn(parsed.resource) ? parsed.resource : undefined
}
