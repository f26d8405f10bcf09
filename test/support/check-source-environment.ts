import { vi } from 'vitest'

const environment = {
  AWS_REGION: 'us-east-1',
  STAGE: 'prod',
  POWERTOOLS_SERVICE_NAME: 'tierwatch-prod-check-source',
  POWERTOOLS_METRICS_NAMESPACE: 'Tierwatch',
  POWERTOOLS_DEV: 'true',
  POWERTOOLS_METRICS_DISABLED: 'false',
  LOG_LEVEL: 'INFO',
  LISTS_TABLE: 'lists',
  EVIDENCE_BUCKET: 'evidence',
  EVIDENCE_LOCK_MODE: 'GOVERNANCE',
  EVIDENCE_LOCK_YEARS: '11',
  CONTACT: 'https://example.com/contact',
  RECORDED_ORIGIN: '',
}

/** The environment in which check-source's handler may be imported; `vi.unstubAllEnvs` takes it away. */
export const stubCheckSourceEnvironment = (own: Partial<typeof environment> = {}): void => {
  for (const [name, value] of Object.entries({ ...environment, ...own })) vi.stubEnv(name, value)
}
