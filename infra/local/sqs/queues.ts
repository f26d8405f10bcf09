import { queueArn, LOCAL_ACCOUNT } from '../wire/arn.ts'
import { ServiceError } from '../wire/service-error.ts'
import { invalidParameter, queueDoesNotExist, unsupported } from './errors.ts'
import { defaultAttributes, differingAttribute, redrivePolicyOf, withAttributes } from './queue-attributes.ts'
import type { Request } from './requests.ts'
import { allQueues, countMessages, findQueue, queueAt, queueNamed } from './store.ts'
import type { Sqs } from './store.ts'

export const createQueue = (sqs: Sqs, request: Request<'CreateQueue'>) => {
  const { QueueName: name, Attributes: given = {}, tags = {} } = request
  if (name.endsWith('.fifo')) throw unsupported(`${name}: a FIFO queue`)
  if (!/^[A-Za-z0-9_-]{1,80}$/.test(name)) {
    throw invalidParameter('A queue name may hold only letters, digits, "-" and "_", at most 80 of them.')
  }
  sqs.database.transaction(() => {
    const attributes = withAttributes(sqs, name, defaultAttributes, given)
    const existing = findQueue(sqs, name)
    if (existing) {
      const differing = differingAttribute(existing.attributes, given)
      if (differing !== undefined) {
        throw new ServiceError(
          'QueueNameExists',
          `A queue already exists with the same name and a different value for attribute ${differing}`,
        )
      }
      return
    }
    const now = sqs.now()
    sqs.database.run(
      'INSERT INTO queues (name, attributes, tags, created_at, modified_at) VALUES (?, ?, ?, ?, ?)',
      name,
      JSON.stringify(attributes),
      JSON.stringify(tags),
      now,
      now,
    )
  })
  return { QueueUrl: sqs.queueUrl(name) }
}

export const deleteQueue = (sqs: Sqs, request: Request<'DeleteQueue'>) => {
  const { name } = queueAt(sqs, request.QueueUrl)
  sqs.database.transaction(() => {
    sqs.database.run('DELETE FROM messages WHERE queue = ?', name)
    sqs.database.run('DELETE FROM queues WHERE name = ?', name)
  })
  return {}
}

export const getQueueUrl = (sqs: Sqs, request: Request<'GetQueueUrl'>) => {
  const owner = request.QueueOwnerAWSAccountId
  if (owner !== undefined && owner !== LOCAL_ACCOUNT) throw queueDoesNotExist(`${owner}/${request.QueueName}`)
  return { QueueUrl: sqs.queueUrl(queueNamed(sqs, request.QueueName).name) }
}

export const listQueues = (sqs: Sqs, request: Request<'ListQueues'>) => {
  const { QueueNamePrefix: prefix = '', MaxResults: limit, NextToken: after = '' } = request
  const found = allQueues(sqs).filter(({ name }) => name.startsWith(prefix) && name > after)
  const page = found.slice(0, limit ?? 1000)
  const last = page.at(-1)
  return {
    ...(page.length > 0 ? { QueueUrls: page.map(({ name }) => sqs.queueUrl(name)) } : {}),
    ...(limit !== undefined && last && found.length > page.length ? { NextToken: last.name } : {}),
  }
}

export const getQueueAttributes = (sqs: Sqs, request: Request<'GetQueueAttributes'>) => {
  const queue = queueAt(sqs, request.QueueUrl)
  const counts = countMessages(sqs, queue)
  const known: Record<string, string> = {
    ...queue.attributes,
    QueueArn: queueArn(queue.name),
    CreatedTimestamp: String(Math.floor(queue.createdAt / 1000)),
    LastModifiedTimestamp: String(Math.floor(queue.modifiedAt / 1000)),
    ApproximateNumberOfMessages: String(counts.visible),
    ApproximateNumberOfMessagesNotVisible: String(counts.inFlight),
    ApproximateNumberOfMessagesDelayed: String(counts.delayed),
  }
  const names = request.AttributeNames ?? []
  if (names.includes('All')) return { Attributes: known }
  const optional = [
    'RedrivePolicy',
    'RedriveAllowPolicy',
    'Policy',
    'KmsMasterKeyId',
    'KmsDataKeyReusePeriodSeconds',
  ]
  const unknown = names.find((name) => known[name] === undefined && !optional.includes(name))
  if (unknown !== undefined) throw new ServiceError('InvalidAttributeName', `Unknown Attribute ${unknown}.`)
  const found = Object.entries(known).filter(([name]) => names.includes(name))
  return found.length > 0 ? { Attributes: Object.fromEntries(found) } : {}
}

export const setQueueAttributes = (sqs: Sqs, request: Request<'SetQueueAttributes'>) => {
  sqs.database.transaction(() => {
    const queue = queueAt(sqs, request.QueueUrl)
    const attributes = withAttributes(sqs, queue.name, queue.attributes, request.Attributes)
    sqs.database.run(
      'UPDATE queues SET attributes = ?, modified_at = ? WHERE name = ?',
      JSON.stringify(attributes),
      sqs.now(),
      queue.name,
    )
  })
  return {}
}

export const listDeadLetterSourceQueues = (sqs: Sqs, request: Request<'ListDeadLetterSourceQueues'>) => {
  const { name } = queueAt(sqs, request.QueueUrl)
  const sources = allQueues(sqs).filter((queue) => redrivePolicyOf(queue.attributes)?.target === name)
  return { queueUrls: sources.map((queue) => sqs.queueUrl(queue.name)) }
}

const setTags = (sqs: Sqs, queueUrl: string, change: (tags: Map<string, string>) => void) => {
  sqs.database.transaction(() => {
    const queue = queueAt(sqs, queueUrl)
    const tags = new Map(Object.entries(queue.tags))
    change(tags)
    sqs.database.run(
      'UPDATE queues SET tags = ? WHERE name = ?',
      JSON.stringify(Object.fromEntries(tags)),
      queue.name,
    )
  })
  return {}
}

export const tagQueue = (sqs: Sqs, request: Request<'TagQueue'>) =>
  setTags(sqs, request.QueueUrl, (tags) => {
    for (const [key, value] of Object.entries(request.Tags)) tags.set(key, value)
  })

export const untagQueue = (sqs: Sqs, request: Request<'UntagQueue'>) =>
  setTags(sqs, request.QueueUrl, (tags) => {
    for (const key of request.TagKeys) tags.delete(key)
  })

export const listQueueTags = (sqs: Sqs, request: Request<'ListQueueTags'>) => {
  const { tags } = queueAt(sqs, request.QueueUrl)
  return Object.keys(tags).length > 0 ? { Tags: tags } : {}
}

const PURGE_INTERVAL_MS = 60_000

export const purgeQueue = (sqs: Sqs, request: Request<'PurgeQueue'>) => {
  sqs.database.transaction(() => {
    const queue = queueAt(sqs, request.QueueUrl)
    const now = sqs.now()
    if (queue.purgedAt !== undefined && now - queue.purgedAt < PURGE_INTERVAL_MS) {
      throw new ServiceError(
        'PurgeQueueInProgress',
        `Only one PurgeQueue operation on ${queue.name} is allowed every 60 seconds.`,
        403,
      )
    }
    sqs.database.run('DELETE FROM messages WHERE queue = ?', queue.name)
    sqs.database.run('UPDATE queues SET purged_at = ? WHERE name = ?', now, queue.name)
  })
  return {}
}
