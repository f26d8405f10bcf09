import type { Snapshot } from '../../../../infra/local/status/snapshot.ts'

const hostile = `</pre><script>alert(1)</script><img src=x onerror="alert(1)">'"&\u202e`

/** A run in which everything that comes from outside is hostile. */
export const hostileSnapshot: Snapshot = {
  at: new Date('2026-11-02T09:00:00Z'),
  startedAt: new Date('2026-11-02T08:00:00Z'),
  busy: [hostile],
  endpoints: { sqs: 'http://127.0.0.1:1' },
  tables: [{ name: hostile, items: 1234, indexes: [hostile] }],
  queues: [{ name: hostile, visible: 2, inFlight: 0, delayed: 0, deadLetters: true }],
  topics: [{ name: hostile, confirmed: 1, pending: 1 }],
  buckets: [{ name: hostile, objects: 1, versions: 2, bytes: 3_000_000, locked: true }],
  functions: [
    {
      id: hostile,
      runtime: 'nodejs24.x',
      memoryMegabytes: 256,
      timeoutSeconds: 3,
      running: 0,
      invocations: 7,
      errors: 1,
      throttles: 0,
      coldStarts: 2,
      lastMilliseconds: 12,
    },
  ],
  schedules: [{ id: hostile, expression: 'rate(1 hour)', timezone: 'UTC', enabled: true }],
  rules: [{ bus: 'default', name: hostile, state: 'ENABLED', pattern: hostile, targets: [hostile] }],
  buses: ['default'],
  events: [
    {
      bus: 'default',
      matched: 1,
      event: {
        version: '0',
        id: '1',
        'detail-type': hostile,
        source: hostile,
        account: '000000000000',
        time: '2026-11-02T09:00:00Z',
        region: 'us-east-1',
        resources: [],
        detail: { name: hostile },
      },
    },
  ],
  mails: [
    {
      kind: 'confirmation',
      messageId: '1',
      topicArn: hostile,
      subscriptionArn: 's',
      to: hostile,
      subject: hostile,
      body: hostile,
      sentAt: '2026-11-02T09:00:00Z',
      token: hostile,
      confirmUrl: 'javascript:alert(1)',
    },
  ],
  denied: [
    {
      caller: hostile,
      action: 's3:GetObject',
      resource: hostile,
      context: {},
      why: hostile,
      at: '2026-11-02T09:00:00Z',
      count: 3,
    },
  ],
  log: [{ at: new Date('2026-11-02T09:00:00Z'), level: 'error', message: hostile }],
}
