import { z } from 'zod'
import { ConfigError } from '../errors.ts'

/**
 * One schema for each function's environment: the construct that makes the function and the handler that runs in
 * it share it, so that a variable which one of them lacks is a compile error, and a bad value stops the cold start.
 */
const base = z.object({
  STAGE: z.string().min(1),
  POWERTOOLS_SERVICE_NAME: z.string().min(1),
  POWERTOOLS_METRICS_NAMESPACE: z.string().min(1),
  LOG_LEVEL: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']),
})

const lists = { LISTS_TABLE: z.string().min(1) }
const registry = { REGISTRY_TABLE: z.string().min(1) }
const index = { INDEX_TABLE: z.string().min(1) }
const evidence = { EVIDENCE_BUCKET: z.string().min(1) }
/** How evidence that is written is locked. */
const lock = {
  EVIDENCE_LOCK_MODE: z.enum(['GOVERNANCE', 'COMPLIANCE']),
  EVIDENCE_LOCK_YEARS: z.string().regex(/^\d+$/),
}
const intake = { INTAKE_BUCKET: z.string().min(1) }

export const functionEnvironments = {
  'check-source': base.extend({
    ...lists,
    ...evidence,
    ...lock,
    /** Mail address or URL that the user agent names, so that a source can reach us. */
    CONTACT: z.string().min(3),
    /**
     * Only on one machine: the loopback origin that serves recorded documents in place of the official hosts.
     * Empty in AWS; anything but a loopback URL is refused.
     */
    RECORDED_ORIGIN: z.union([z.literal(''), z.string().regex(/^http:\/\/127\.0\.0\.1:\d+$/)]),
  }),
  'due-dates': base.extend({ ...lists }),
  'fan-out': base.extend({
    ...lists,
    ...registry,
    ...index,
    ...evidence,
    SCREEN_QUEUE_URL: z.string().url(),
  }),
  'screen-changes': base.extend({ ...lists, ...registry, ...index, ...evidence }),
  'intake-suppliers': base.extend({
    ...registry,
    ...index,
    ...intake,
    /** Only on one machine: a replay of the past says at which moment of it a file came. Empty in AWS: the clock counts. */
    LOGICAL_TIME: z.enum(['', 'from-upload']),
  }),
  'screen-supplier': base.extend({ ...lists, ...registry, ...index, ...evidence }),
  'send-alerts': base.extend({
    ...lists,
    ...registry,
    ...evidence,
    ...lock,
    /** Seconds that a claimed alert belongs to its sender before the sweeper may claim it again. */
    ALERT_LEASE_SECONDS: z.string().regex(/^\d+$/),
    /** Seconds for which the link to a report is signed. */
    REPORT_LINK_SECONDS: z.string().regex(/^\d+$/),
    /** Queue of the notices whose transitions other systems are told of. */
    EVENTS_QUEUE_URL: z.string().url(),
  }),
  attest: base.extend({ ...lists, ...registry, ...evidence, ...lock }),
  'publish-events': base.extend({ ...lists, ...registry, EVENT_BUS_NAME: z.string().min(1) }),
  watchdog: base.extend({
    ...lists,
    ...registry,
    ...evidence,
    ...lock,
    FAN_OUT_REDRIVE_QUEUE_URL: z.string().url(),
    SCREEN_QUEUE_URL: z.string().url(),
    SCREEN_SUPPLIER_REDRIVE_QUEUE_URL: z.string().url(),
    SEND_REDRIVE_QUEUE_URL: z.string().url(),
    /** Minutes between two rounds: the first round of an hour looks at the calendar. */
    WATCHDOG_MINUTES: z.string().regex(/^\d+$/),
    /** Seconds after which unfinished work counts as left behind. */
    SWEEP_AFTER_SECONDS: z.string().regex(/^\d+$/),
    /** The screening model of this deployment: suppliers that are keyed under another one are keyed again. */
    MODEL_VERSION: z.string().min(1),
  }),
  onboarding: base.extend({
    ...registry,
    ...index,
    /** Prefix of every customer topic: `tierwatch-<stage>-customer-`. */
    TOPIC_NAME_PREFIX: z.string().regex(/^tierwatch-[a-z0-9-]+-customer-$/),
    /** Key that customer topics are encrypted with. */
    TOPIC_KEY_ARN: z.string().min(1),
    /** Where SNS sets aside what a subscriber's endpoint does not take. */
    FAILED_DELIVERIES_QUEUE_ARN: z.string().min(1),
  }),
} as const

export type FunctionName = keyof typeof functionEnvironments
export type FunctionEnvironment<Name extends FunctionName> = z.infer<(typeof functionEnvironments)[Name]>

/** Parses the environment once per cold start. Names the variables that are wrong, never their values. */
export const readEnvironment = <Name extends FunctionName>(
  name: Name,
  environment: Record<string, string | undefined>,
): FunctionEnvironment<Name> => {
  const parsed = functionEnvironments[name].safeParse(environment)
  if (!parsed.success) {
    const variables = parsed.error.issues.map((issue) => `${issue.path.join('.')} (${issue.code})`)
    throw new ConfigError(
      `The environment of ${name} is incomplete: ${variables.join(', ')}`,
      'Deploy the pipeline stack again; its constructs set these variables from the same schema.',
    )
  }
  return parsed.data as FunctionEnvironment<Name>
}
