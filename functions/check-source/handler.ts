import { Logger } from '@aws-lambda-powertools/logger'
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { S3Client } from '@aws-sdk/client-s3'
import { z } from 'zod'
import { dynamoDueStore } from '../../shared/adapters/dynamo-due-store.ts'
import { dynamoEarlyNotices } from '../../shared/adapters/dynamo-early-notices.ts'
import { dynamoReconciliations } from '../../shared/adapters/dynamo-reconciliations.ts'
import { dynamoUflpaNotices } from '../../shared/adapters/dynamo-uflpa-notices.ts'
import { dynamoListStore } from '../../shared/adapters/dynamo-list-store.ts'
import { httpGet, userAgent } from '../../shared/adapters/http-get.ts'
import { retentionOf, s3DocumentStore } from '../../shared/adapters/s3-document-store.ts'
import { type CheckDependencies, checkSource, faultOf } from '../../shared/lists/check-source.ts'
import { guardNames } from '../../shared/lists/guards.ts'
import type { CheckOutcome } from '../../shared/lists/version.ts'
import { type WatchedSource, watchedSources } from '../../shared/model/source.ts'
import { ConflictError, TierwatchError } from '../../shared/errors.ts'
import { productVersion } from '../../shared/product.ts'
import { readEnvironment } from '../../shared/runtime/env.ts'
import { pollInspection, type PollOutcome } from '../../shared/operations/poll-inspection.ts'
import { pollUflpaNotices, type UflpaNoticesRecord } from '../../shared/operations/poll-uflpa-notices.ts'
import { reconcileEntityList, type ReconcileOutcome } from '../../shared/operations/reconcile-entity-list.ts'
import { bisEntityListReader } from '../../shared/sources/bis-entity-list/reader.ts'
import { listingNotices } from '../../shared/sources/dhs-uflpa/notices.ts'
import { federalRegister } from '../../shared/sources/federal-register/client.ts'
import {
  allowedHosts,
  fetchDocuments,
  fetchEnhanced,
  officialUrls,
} from '../../shared/sources/fetch/fetch-documents.ts'
import { extractNativeNames, nativeNames } from '../../shared/sources/ofac/native-names.ts'
import { fetchDeltas, secondOpinion } from '../../shared/sources/ofac/second-opinion.ts'
import { readerOf } from '../../shared/sources/registry.ts'

const environment = readEnvironment('check-source', process.env)
const logger = new Logger()
const metrics = new Metrics()
const dynamo = new DynamoDBClient({})
const lists = dynamoListStore(dynamo, environment.LISTS_TABLE)
const due = dynamoDueStore(dynamo, environment.LISTS_TABLE)
const documents = s3DocumentStore(new S3Client({}), environment.EVIDENCE_BUCKET, retentionOf(environment))
const now = (): Date => new Date()

/** Time that reading and committing a document takes at most: fetching ends before it. */
const reserveMilliseconds = 60_000
/** When the invocation under way ends (milliseconds since 1970); an execution environment runs one at a time. */
let invocationEnds = Number.POSITIVE_INFINITY

const get = httpGet({
  userAgent: userAgent(productVersion, environment.CONTACT),
  allowedHosts,
  recordedOrigin: environment.RECORDED_ORIGIN,
  // What was fetched still has to be read and committed.
  remaining: () => invocationEnds - Date.now() - reserveMilliseconds,
  timeoutMilliseconds: 60_000,
  maxBytes: 150_000_000,
})
const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })
const fetch = fetchDocuments({ get, now, sleep })
const register = federalRegister({ get, clock: { now: () => Date.now(), sleep } })

/** What OFAC publishes beside its lists: native names, and its own statement of each change. Recordings have neither. */
const besideTheList = (source: WatchedSource): Pick<CheckDependencies, 'companion' | 'secondOpinion'> => {
  if (environment.RECORDED_ORIGIN !== '' || (source !== 'ofac-sdn' && source !== 'ofac-nonsdn')) return {}
  const deltas = fetchDeltas(get)
  return {
    secondOpinion: (input) => secondOpinion(source, input, deltas),
    ...(source === 'ofac-sdn'
      ? { companion: { fetch: fetchEnhanced({ get, now }), extract: extractNativeNames, read: nativeNames } }
      : {}),
  }
}

const requestSchema = z.object({
  source: z.enum(watchedSources),
  scheduledAt: z.string().min(10),
  unconditional: z.boolean().optional(),
  release: z
    .object({
      guard: z.enum(guardNames),
      author: z.string().min(1),
      reason: z.string().min(1),
    })
    .optional(),
})

const modeSchema = z.object({
  mode: z.enum(['public-inspection', 'reconcile', 'uflpa-notices']),
  scheduledAt: z.string().min(10),
})

/** The Federal Register's notices on the UFLPA Entity List, against the page and our table of them. */
const pollNotices = async (at: string): Promise<UflpaNoticesRecord> => {
  const record = await pollUflpaNotices(
    {
      register,
      store: dynamoUflpaNotices(dynamo, environment.LISTS_TABLE),
      lists,
      documents,
      known: listingNotices,
    },
    at,
  )
  const ahead = record.standings.filter((standing) => standing.ahead !== undefined)
  const missing = record.standings.filter((standing) => standing.record === 'missing')
  metrics.addMetric('UflpaNoticesPolled', MetricUnit.Count, 1)
  metrics.addMetric('UflpaNoticesAhead', MetricUnit.Count, ahead.length)
  metrics.addMetric('UflpaNoticesNotOnRecord', MetricUnit.Count, missing.length)
  metrics.publishStoredMetrics()
  for (const standing of ahead)
    logger.warn('a notice added parties that the page does not show yet', { ...standing })
  for (const standing of missing) logger.warn('a notice that the table of notices lacks', { ...standing })
  logger.info('uflpa notices polled', {
    at,
    notices: record.notices.length,
    unexplainedDays: record.unexplainedDays,
  })
  return record
}

/** What is not a check of a list's document: notices in the Federal Register, and the nightly comparison. */
const runMode = async ({
  mode,
  scheduledAt,
}: z.infer<typeof modeSchema>): Promise<PollOutcome | ReconcileOutcome | UflpaNoticesRecord> => {
  const at = new Date(scheduledAt).toISOString()
  if (mode === 'uflpa-notices') return pollNotices(at)
  if (mode === 'public-inspection') {
    const notices = dynamoEarlyNotices(dynamo, environment.LISTS_TABLE, now)
    const outcome = await pollInspection(
      { register, notices, lists, documents, reader: bisEntityListReader },
      at,
    )
    metrics.addMetric('InspectionPolled', MetricUnit.Count, 1)
    metrics.publishStoredMetrics()
    for (const failed of outcome.failed) logger.warn('early notice not looked into', failed)
    logger.info('public inspection polled', { at, ...outcome })
    return outcome
  }
  const outcome = await reconcileEntityList(
    {
      get,
      lists,
      documents,
      reader: bisEntityListReader,
      screeningListUrl: officialUrls['trade-csl'],
      record: (found) => dynamoReconciliations(dynamo, environment.LISTS_TABLE).record(found),
    },
    at,
  )
  for (const { onlyOurs, onlyTheirs } of outcome.found)
    metrics.addMetric('EntriesOnOneSide', MetricUnit.Count, onlyOurs.length + onlyTheirs.length)
  metrics.addMetric('ReconciliationsFailed', MetricUnit.Count, outcome.failed.length)
  metrics.publishStoredMetrics()
  for (const { against, asOf, ours, theirs, onlyOurs, onlyTheirs } of outcome.found) {
    logger[onlyOurs.length + onlyTheirs.length > 0 ? 'warn' : 'info']('entity list reconciled', {
      against,
      asOf,
      ours,
      theirs,
      onlyOurs: onlyOurs.slice(0, 50),
      onlyTheirs: onlyTheirs.slice(0, 50),
    })
  }
  for (const failed of outcome.failed) logger.warn('entity list not reconciled', failed)
  return outcome
}

export const handler = async (
  event: unknown,
  context: { getRemainingTimeInMillis: () => number },
): Promise<CheckOutcome | PollOutcome | ReconcileOutcome | UflpaNoticesRecord> => {
  invocationEnds = Date.now() + context.getRemainingTimeInMillis()
  const other = modeSchema.safeParse(event)
  if (other.success) return runMode(other.data)
  const { release, unconditional, ...request } = requestSchema.parse(event)
  const scheduledAt = new Date(request.scheduledAt).toISOString()
  let outcome: CheckOutcome
  try {
    outcome = await checkSource(
      {
        source: request.source,
        scheduledAt,
        ...(release ? { release } : {}),
        ...(unconditional === undefined ? {} : { unconditional }),
      },
      {
        lists,
        documents,
        due,
        fetch,
        reader: readerOf(request.source),
        ...besideTheList(request.source),
        now,
      },
    )
  } catch (error) {
    // The run is tried again; the metric must not be lost with it.
    if (error instanceof TierwatchError && error.retryable && !(error instanceof ConflictError)) {
      countFault('FetchesFailed', request.source, faultOf(error))
      metrics.addMetric('ChecksFailed', MetricUnit.Count, 1)
    }
    metrics.publishStoredMetrics()
    throw error
  }
  // Without the source as a dimension, which the log has: CloudWatch is paid by the metric, and alarms add them up.
  metrics.addMetric('ChecksFailed', MetricUnit.Count, 0)
  metrics.addMetric('DocumentsRefused', MetricUnit.Count, outcome.outcome === 'rejected' ? 1 : 0)
  if (outcome.outcome === 'rejected') countFault('ChecksRefused', request.source, outcome.fault)
  const { companion, delta, oddCells, programmesWithoutRow } = (await lists.status(request.source)) ?? {}
  metrics.addMetric('CompanionsFailed', MetricUnit.Count, companion?.reason === undefined ? 0 : 1)
  metrics.addMetric('DeltaDisagreements', MetricUnit.Count, delta?.disagreements ?? 0)
  const awaited = delta?.outcome === 'unavailable' || delta?.outcome === 'not-yet'
  metrics.addMetric('DeltasAwaited', MetricUnit.Count, awaited ? 1 : 0)
  metrics.addMetric('OddCells', MetricUnit.Count, oddCells?.count ?? 0)
  if (oddCells !== undefined && oddCells.count > 0) {
    logger.warn('cells kept as published and not made out', { source: request.source, ...oddCells })
  }
  metrics.addMetric('ProgrammesWithoutRow', MetricUnit.Count, programmesWithoutRow?.count ?? 0)
  if (programmesWithoutRow !== undefined && programmesWithoutRow.count > 0) {
    logger.warn('programmes that the table of legal effects has no row for', {
      source: request.source,
      ...programmesWithoutRow,
      nextStep: 'Have counsel add a row for each to shared/legal, with its citation, and deploy.',
    })
  }
  if (delta?.outcome === 'disagrees') {
    logger.warn('our diff and the agency’s own statement disagree', { source: request.source, ...delta })
  }
  metrics.publishStoredMetrics()
  const log = outcome.outcome === 'rejected' || outcome.outcome === 'held' ? 'warn' : 'info'
  logger[log]('source checked', {
    source: request.source,
    scheduledAt,
    outcome: outcome.outcome,
    ...summary(outcome),
  })
  return outcome
}

/** One fault of one source, by name: the names are few, and an operator looks for them. */
const countFault = (metric: 'FetchesFailed' | 'ChecksRefused', source: string, fault: string): void => {
  const single = metrics.singleMetric()
  single.addDimensions({ source, fault })
  single.addMetric(metric, MetricUnit.Count, 1)
}

const summary = (outcome: CheckOutcome): Record<string, unknown> => {
  switch (outcome.outcome) {
    case 'committed':
      return { versions: outcome.changeSets.map(({ seq, cause, counts }) => ({ seq, cause, ...counts })) }
    case 'held':
      return { held: outcome.held }
    case 'rejected':
    case 'failed':
      return { reason: outcome.reason }
    case 'unchanged':
      return { seq: outcome.seq }
  }
}
