import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import type { MailItem } from '../../../infra/local/sns/mailbox.ts'
import { type LocalSystem, openLocalSystem } from '../../../cli/system/local-system.ts'
import { readMailbox } from '../../../cli/system/mailbox.ts'
import { outputOf } from '../../../cli/system/system.ts'
import type { AlertRecord } from '../../../shared/matches/ports.ts'
import { watchedSources } from '../../../shared/model/source.ts'
import type { ListVersion } from '../../../shared/lists/version.ts'

/** Opens the state of a home in this process, looks at it or works with it, and closes it. */
export const withState = async <T>(
  home: string,
  work: (system: LocalSystem) => Promise<T>,
  options: { recordedOrigin?: string } = {},
): Promise<T> => {
  process.env['TIERWATCH_HOME'] = home
  const system = await openLocalSystem(options)
  try {
    return await work(system)
  } finally {
    await system.close()
    delete process.env['TIERWATCH_HOME']
  }
}

/** Every item of a table, as plain values. */
export const rowsOf = async (system: LocalSystem, output: string): Promise<Record<string, unknown>[]> => {
  const client = new DynamoDBClient(system.local.clientConfig('dynamodb'))
  const rows: Record<string, unknown>[] = []
  let from: Record<string, never> | undefined
  do {
    const page = await client.send(
      new ScanCommand({
        TableName: outputOf(system.outputs, output),
        ...(from ? { ExclusiveStartKey: from } : {}),
      }),
    )
    rows.push(...(page.Items ?? []).map((item) => unmarshall(item)))
    from = page.LastEvaluatedKey as Record<string, never> | undefined
  } while (from)
  client.destroy()
  return rows
}

/** How many items of each kind the lists table has: by the first part of the partition key, and of HEAD's the sort key. */
export const countsByKind = (rows: readonly Record<string, unknown>[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const { pk, sk } of rows) {
    const kind = String(pk).split('#')[0] ?? ''
    const name = kind === 'SRC' ? `SRC/${String(sk).split('#')[0]}` : kind
    counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
}

/** What each check of a source came to, in order of the scheduled time. */
export const checksOf = (
  rows: readonly Record<string, unknown>[],
  source: string,
): { at: string; outcome: string }[] =>
  rows
    .filter(({ pk }) => pk === `CHK#${source}`)
    .map(({ sk, body }) => ({ at: String(sk), ...(JSON.parse(String(body)) as { outcome: string }) }))
    .sort((a, b) => (a.at < b.at ? -1 : 1))

export const alertsOf = async (system: LocalSystem, customerId: string): Promise<AlertRecord[]> => {
  const alerts: AlertRecord[] = []
  for await (const alert of system.registry.alerts(customerId)) alerts.push(alert)
  return alerts
}

/** All versions of all sources, oldest first. */
export const versionsOf = async (system: LocalSystem): Promise<ListVersion[]> => {
  const versions: ListVersion[] = []
  for (const source of watchedSources) {
    const own: ListVersion[] = []
    for await (const version of system.lists.versions(source)) own.push(version)
    versions.push(...own.reverse())
  }
  return versions
}

export interface Mail extends MailItem {
  /** The alert or the notice that it tells of, as its last lines say. */
  tellsOf: string
}

/** The alerts, reports and digests that were mailed, in order of sending. */
export const mailsOf = (home: string): Mail[] =>
  readMailbox(home)
    .filter(({ kind }) => kind === 'notification')
    .map((mail) => {
      const [, alertId] = /^Alert ([0-9a-f]{32}), match [0-9a-f]+, revision \d+,/m.exec(mail.body) ?? []
      const [, noticeId] = /^Notice (\S+) of /m.exec(mail.body) ?? []
      const tellsOf = alertId ?? noticeId
      if (tellsOf === undefined) throw new Error(`mail ${mail.messageId} names neither alert nor notice`)
      return { ...mail, tellsOf }
    })
