import { bucketArn, LOCAL_ACCOUNT, LOCAL_REGION, parseArn } from '../wire/arn.ts'
import { ServiceError } from '../wire/service-error.ts'
import { childText, onlyChildren, readXml, xmlDocument } from '../wire/xml.ts'
import type { XmlElement, XmlTree } from '../wire/xml.ts'
import { invalidArgument, notImplemented } from './errors.ts'
import { bucketNamed } from './store.ts'
import type { Bucket, S3 } from './store.ts'

export interface NotificationConfiguration {
  id: string
  /** A queue, a function or a topic. */
  destinationArn: string
  /** `s3:ObjectCreated:*` and the like. */
  events: string[]
  prefix: string
  suffix: string
}

/** How S3 calls each kind of destination, on the wire and in ARNs. */
const KINDS = [
  { element: 'QueueConfiguration', arn: 'Queue', service: 'sqs' },
  { element: 'CloudFunctionConfiguration', arn: 'CloudFunction', service: 'lambda' },
  { element: 'TopicConfiguration', arn: 'Topic', service: 'sns' },
] as const

/** The events that this service raises; others would never come, and are refused. */
export type EventName =
  | 's3:ObjectCreated:Put'
  | 's3:ObjectCreated:Copy'
  | 's3:ObjectRemoved:Delete'
  | 's3:ObjectRemoved:DeleteMarkerCreated'

const EVENTS = [
  's3:ObjectCreated:*',
  's3:ObjectCreated:Put',
  's3:ObjectCreated:Copy',
  's3:ObjectRemoved:*',
  's3:ObjectRemoved:Delete',
  's3:ObjectRemoved:DeleteMarkerCreated',
]

const readFilter = (configuration: XmlElement): { prefix: string; suffix: string } => {
  const filter = { prefix: '', suffix: '' }
  const key = configuration.children.get('Filter')?.[0]?.children.get('S3Key')?.[0]
  for (const rule of key?.children.get('FilterRule') ?? []) {
    const name = childText(rule, 'Name')?.toLowerCase()
    if (name !== 'prefix' && name !== 'suffix') {
      throw invalidArgument(`filter rule name must be either prefix or suffix, not ${name ?? '(none)'}`)
    }
    if (filter[name] !== '') throw invalidArgument(`Cannot specify more than one ${name} rule in a filter.`)
    filter[name] = childText(rule, 'Value') ?? ''
  }
  return filter
}

const readConfiguration = (
  element: XmlElement,
  kind: (typeof KINDS)[number],
  position: number,
): NotificationConfiguration => {
  onlyChildren(element, ['Id', kind.arn, 'Event', 'Filter'], kind.element)
  const destinationArn = childText(element, kind.arn) ?? ''
  if (parseArn(destinationArn)?.service !== kind.service) {
    throw invalidArgument(`The ARN "${destinationArn}" is not well formed, or names no ${kind.arn}`)
  }
  const events = (element.children.get('Event') ?? []).map(({ text }) => text)
  if (events.length === 0) throw invalidArgument(`A ${kind.element} must have at least one event`)
  const unknown = events.find((event) => !EVENTS.includes(event))
  if (unknown !== undefined) throw notImplemented(`The event ${unknown}`)
  return {
    id: childText(element, 'Id') ?? `${kind.element}-${position}`,
    destinationArn,
    events,
    ...readFilter(element),
  }
}

const eventsOverlap = (a: string, b: string): boolean =>
  a === b ||
  (a.endsWith('*') && b.startsWith(a.slice(0, -1))) ||
  (b.endsWith('*') && a.startsWith(b.slice(0, -1)))

const overlap = (a: NotificationConfiguration, b: NotificationConfiguration): boolean =>
  a.events.some((event) => b.events.some((other) => eventsOverlap(event, other))) &&
  (a.prefix.startsWith(b.prefix) || b.prefix.startsWith(a.prefix)) &&
  (a.suffix.endsWith(b.suffix) || b.suffix.endsWith(a.suffix))

/** S3 announces itself to a queue or topic that is configured anew; a function gets no such event. */
const testEvent = (s3: S3, bucket: string): object => ({
  Service: 'Amazon S3',
  Event: 's3:TestEvent',
  Time: new Date(s3.now()).toISOString(),
  Bucket: bucket,
})

export const putNotifications = (s3: S3, bucketName: string, body: Buffer, skipValidation: boolean): void => {
  const root = readXml(body, 'NotificationConfiguration')
  if (root.children.has('EventBridgeConfiguration')) throw notImplemented('Sending events to EventBridge')
  onlyChildren(
    root,
    KINDS.map(({ element }) => element),
    'NotificationConfiguration',
  )
  const configurations = KINDS.flatMap((kind) =>
    (root.children.get(kind.element) ?? []).map((element, index) => readConfiguration(element, kind, index)),
  )
  configurations.forEach((configuration, index) => {
    const other = configurations.slice(index + 1).find((candidate) => overlap(configuration, candidate))
    if (other) {
      throw invalidArgument(
        `Configurations overlap. Configurations on the same bucket cannot share a common event type: ${configuration.id}, ${other.id}`,
      )
    }
  })
  s3.database.transaction(() => {
    const before = new Set(
      bucketNamed(s3, bucketName).notifications.map(({ destinationArn }) => destinationArn),
    )
    s3.database.run(
      'UPDATE buckets SET notifications = ? WHERE name = ?',
      JSON.stringify(configurations),
      bucketName,
    )
    const added = new Set(
      configurations.map(({ destinationArn }) => destinationArn).filter((arn) => !before.has(arn)),
    )
    for (const destinationArn of added) {
      if (skipValidation || parseArn(destinationArn)?.service === 'lambda') continue
      s3.outbox.add({ destinationArn, sourceArn: bucketArn(bucketName), message: testEvent(s3, bucketName) })
    }
  })
}

export const getNotifications = (bucket: Bucket): string => {
  const tree: { [name: string]: XmlTree[] } = {}
  for (const { id, destinationArn, events, prefix, suffix } of bucket.notifications) {
    const kind = KINDS.find(({ service }) => service === parseArn(destinationArn)?.service)
    if (!kind) throw new ServiceError('InternalError', `The notification ${id} has no known destination`, 500)
    const rules = [
      ...(prefix ? [{ Name: 'prefix', Value: prefix }] : []),
      ...(suffix ? [{ Name: 'suffix', Value: suffix }] : []),
    ]
    tree[kind.element] ??= []
    tree[kind.element]?.push({
      Id: id,
      [kind.arn]: destinationArn,
      Event: events,
      ...(rules.length > 0 ? { Filter: { S3Key: { FilterRule: rules } } } : {}),
    })
  }
  return xmlDocument('NotificationConfiguration', 'http://s3.amazonaws.com/doc/2006-03-01/', tree)
}

/** A key as events carry it: form-encoded, so a space is a plus, but with its slashes left alone. */
export const eventKey = (key: string): string =>
  encodeURIComponent(key)
    .replaceAll('%20', '+')
    .replaceAll('%2F', '/')
    .replace(/[!'()]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)

export interface ObjectEvent {
  name: EventName
  key: string
  size?: number
  etag?: string
  versionId?: string
  /** The version's sequence: events of one key are in the order of their sequencers. */
  sequence: number
}

const recordOf = (
  s3: S3,
  bucket: Bucket,
  configuration: NotificationConfiguration,
  event: ObjectEvent,
): object => ({
  eventVersion: '2.1',
  eventSource: 'aws:s3',
  awsRegion: LOCAL_REGION,
  eventTime: new Date(s3.now()).toISOString(),
  eventName: event.name.slice('s3:'.length),
  userIdentity: { principalId: LOCAL_ACCOUNT },
  requestParameters: { sourceIPAddress: '127.0.0.1' },
  responseElements: {},
  s3: {
    s3SchemaVersion: '1.0',
    configurationId: configuration.id,
    bucket: { name: bucket.name, ownerIdentity: { principalId: LOCAL_ACCOUNT }, arn: bucketArn(bucket.name) },
    object: {
      key: eventKey(event.key),
      ...(event.size === undefined ? {} : { size: event.size }),
      ...(event.etag === undefined ? {} : { eTag: event.etag }),
      ...(event.versionId === undefined || event.versionId === 'null' ? {} : { versionId: event.versionId }),
      sequencer: event.sequence.toString(16).toUpperCase().padStart(16, '0'),
    },
  },
})

/** Writes an event for each configuration that wants it, in the transaction that the object is written in. */
export const notify = (s3: S3, bucket: Bucket, event: ObjectEvent): void => {
  for (const configuration of bucket.notifications) {
    const wanted =
      configuration.events.some((name) => eventsOverlap(name, event.name)) &&
      event.key.startsWith(configuration.prefix) &&
      event.key.endsWith(configuration.suffix)
    if (!wanted) continue
    s3.outbox.add({
      destinationArn: configuration.destinationArn,
      sourceArn: bucketArn(bucket.name),
      message: { Records: [recordOf(s3, bucket, configuration, event)] },
    })
  }
}
