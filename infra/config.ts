import { ConfigError } from '../shared/errors.ts'
import { defaultRetentionYears, longestDutyYears } from '../shared/legal/record-keeping.ts'
import type { WatchedSource } from '../shared/model/source.ts'

export const metricsNamespace = 'Tierwatch'

/** All that differs between stages, and the numbers that an operator may want to turn. */
export interface StageConfig {
  /** `local`, `ci`, `staging`, `prod` …: part of every stack's and customer topic's name. */
  stage: string
  /**
   * `local` and `ci` are thrown away with their data. Everywhere else tables, buckets and keys outlive their
   * stack, because years later they have to prove what was alerted and why.
   */
  ephemeral: boolean
  /** Tables with their own key name their region in the template, so every stage has one. */
  region: string
  /** Mail address or URL that the fetcher's user agent names, so that a source can reach us. */
  contact: string
  /** Who is told when an alarm fires. Required wherever the stage is not ephemeral: an unheard alarm is silence. */
  opsEmail?: string
  /** Minutes between two checks of a source. */
  cadenceMinutes: Readonly<Record<WatchedSource, number>>
  /** Minutes between two rounds of the watchdog: every age that it measures is this stale at worst. */
  watchdogMinutes: number
  /** Minutes between two looks for what came due. */
  dueDatesMinutes: number
  /** Hours for which the link to a report is signed; it ends earlier with the credentials that signed it. */
  reportLinkHours: number
  /** Seconds after which unfinished work counts as left behind and is driven again. */
  sweepAfterSeconds: number
  logLevel: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR'
  /** Screening batches in flight at once. Bounds the load on the tables, not the throughput of a day. */
  screenConcurrency: number
  /** Supplier files read at once. */
  intakeConcurrency: number
  /**
   * How long kept documents, sealed records and anchors of the audit trail are locked. `compliance` cannot be undone by
   * anybody, the account's root included. The read cache and what changed nothing stay disposable.
   */
  retention: { mode: 'governance' | 'compliance'; years: number }
  /** Minify bundles. Off where the bundle is read by people and the start has to be quick. */
  minify: boolean
}

/** What the command line gives: `-c stage=prod -c contact=… -c opsEmail=… -c region=…`. */
export interface StageContext {
  stage?: string
  /** Outside `local` and `ci` the region of the credentials, unless given. */
  region?: string
  contact?: string
  opsEmail?: string
  /** Years that evidence is locked; at least as long as the longest duty of its readers. */
  retentionYears?: string
  /** `governance` (default) or `compliance`. */
  retentionMode?: string
}

const ephemeralStages = ['local', 'ci']

/**
 * OFAC publishes without notice at any hour and blocking takes effect at once: every 15 minutes. The Federal Register
 * and the two forced-labour lists move on working days: hourly finds them well within the day of their publication.
 */
const cadenceMinutes: StageConfig['cadenceMinutes'] = {
  'ofac-sdn': 15,
  'ofac-nonsdn': 15,
  'bis-entity-list': 60,
  'cbp-wro': 60,
  'dhs-uflpa': 60,
  // Published daily, in the morning of the east coast.
  'trade-csl': 60,
  // Ships with the code: a check a day notices a deployment that changed it.
  'us-statute': 1440,
}

const need = (value: string | undefined, what: string, option: string): string => {
  if (value !== undefined && value.trim() !== '') return value.trim()
  throw new ConfigError(`${what} is not set.`, `Give it on the command line: -c ${option}=…`)
}

/** Refuses a retention that would let evidence go before the law lets its readers. */
const retentionOf = ({
  retentionYears,
  retentionMode = 'governance',
}: StageContext): StageConfig['retention'] => {
  const years = retentionYears === undefined ? defaultRetentionYears : Number(retentionYears)
  if (!Number.isInteger(years) || years < longestDutyYears || years > 100) {
    throw new ConfigError(
      `Evidence cannot be kept for "${retentionYears}" years: the longest duty of its readers is ${longestDutyYears}.`,
      `Give a whole number of years from ${longestDutyYears}: -c retentionYears=${defaultRetentionYears}`,
    )
  }
  if (retentionMode !== 'governance' && retentionMode !== 'compliance') {
    throw new ConfigError(
      `"${retentionMode}" is no mode of Object Lock.`,
      'Give -c retentionMode=governance, or compliance, which nobody can undo.',
    )
  }
  return { mode: retentionMode, years }
}

/** The configuration of a stage. Throws `ConfigError` for a stage name that AWS would refuse, or a missing contact. */
export const stageConfig = (context: StageContext = {}): StageConfig => {
  const stage = context.stage ?? 'local'
  // Topic names hold the stage, and CloudFormation cuts the stack's name at 24 characters for a bucket's name.
  if (!/^[a-z][a-z0-9-]{0,11}$/.test(stage)) {
    throw new ConfigError(
      `"${stage}" is not a stage name.`,
      'Use 1 to 12 lower-case letters, digits and hyphens, beginning with a letter: -c stage=prod',
    )
  }
  const shared = {
    stage,
    cadenceMinutes,
    watchdogMinutes: 5,
    dueDatesMinutes: 60,
    reportLinkHours: 12,
    screenConcurrency: 20,
    intakeConcurrency: 5,
    retention: retentionOf(context),
  }
  if (ephemeralStages.includes(stage)) {
    return {
      ...shared,
      ephemeral: true,
      region: 'us-east-1',
      contact: context.contact ?? 'https://tierwatch.invalid/contact',
      ...(context.opsEmail === undefined ? {} : { opsEmail: context.opsEmail }),
      // A laptop is stopped and started at will: what it left behind is picked up in seconds.
      sweepAfterSeconds: 30,
      logLevel: 'INFO',
      minify: false,
    }
  }
  return {
    ...shared,
    ephemeral: false,
    region: need(context.region, 'The region', 'region'),
    contact: need(context.contact, 'The contact that sources see in the user agent', 'contact'),
    opsEmail: need(context.opsEmail, 'The address that alarms are sent to', 'opsEmail'),
    sweepAfterSeconds: 600,
    logLevel: 'INFO',
    minify: true,
  }
}

/** Prefix of every customer topic: the one name space in which topics are made at run time. */
export const topicNamePrefix = (stage: string): string => `tierwatch-${stage}-customer-`
