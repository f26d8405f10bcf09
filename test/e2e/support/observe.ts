import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import path from 'node:path'
import { startDynamoDb } from '../../../infra/local/dynamodb/server.ts'
import { type ClientConfig, clientConfig } from '../../../infra/local/runner/services.ts'
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

const scan = async (config: ClientConfig, table: string): Promise<Record<string, unknown>[]> => {
  const client = new DynamoDBClient(config)
  const rows: Record<string, unknown>[] = []
  let from: Record<string, never> | undefined
  do {
    const page = await client.send(
      new ScanCommand({
        TableName: table,
        ...(from ? { ExclusiveStartKey: from } : {}),
      }),
    )
    rows.push(...(page.Items ?? []).map((item) => unmarshall(item)))
    from = page.LastEvaluatedKey as Record<string, never> | undefined
  } while (from)
  client.destroy()
  return rows
}

/** Every item of a table, as plain values. */
export const rowsOf = (system: LocalSystem, output: string): Promise<Record<string, unknown>[]> =>
  scan(system.local.clientConfig('dynamodb'), outputOf(system.outputs, output))

/** Ids of the alerts and notices that a home has on record as sent: looked at without starting anything that would send. */
export const sentIn = async (home: string): Promise<Set<string>> => {
  const server = await startDynamoDb({ file: path.join(home, 'dynamodb.sqlite') })
  try {
    const rows: Record<string, unknown>[] = []
    for (const { name } of server.tables()) rows.push(...(await scan(clientConfig(server.url), name)))
    return new Set(
      rows
        .filter(({ sk, state }) => state === 'sent' && /^[AN]#/.test(String(sk)))
        .map(({ sk }) => String(sk).slice(2)),
    )
  } finally {
    await server.close()
  }
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

/** The name of an upload is not the same twice. */
export const nameOfNotice = (noticeId: string): string =>
  noticeId.startsWith('intake#') ? 'intake' : noticeId

/** What a run came to: the same for the same documents, whatever went wrong on the way. */
export interface Result {
  /** Alert, notice, state, and whether it is sealed. */
  alerts: string[]
  matches: string[]
  notices: string[]
  versions: string[]
  /** Change sets that versions name; what a crash staged in vain is not among them. */
  changeSets: string[]
  openWork: number
  deadLetters: { queue: string; count: number }[]
  mails: Mail[]
}

export const resultOf = async (system: LocalSystem, home: string, customerId: string): Promise<Result> => {
  const alerts: string[] = []
  for (const { alertId, noticeId, state } of await alertsOf(system, customerId)) {
    const sealed = (await system.sealedAlert(customerId, alertId)) === null ? 'not sealed' : 'sealed'
    alerts.push(`${alertId} ${nameOfNotice(noticeId)} ${state} ${sealed}`)
  }
  const matches: string[] = []
  for await (const match of system.registry.matches(customerId)) {
    const { supplierId, source, designationId, rule, revision, state } = match
    matches.push([supplierId, source, designationId, rule, revision, state].join(' '))
  }
  const notices: string[] = []
  for await (const { noticeId, state, total, done } of system.registry.notices(customerId)) {
    notices.push(`${nameOfNotice(noticeId)} ${state} ${done}/${total}`)
  }
  const pending = await Promise.all(watchedSources.map((source) => system.lists.unfinishedChangeSets(source)))
  return {
    alerts: alerts.sort(),
    matches: matches.sort(),
    notices: notices.sort(),
    versions: (await versionsOf(system)).map(({ source, seq, cause, root, count, withheld }) =>
      [source, seq, cause, root, count, withheld.length].join(' '),
    ),
    changeSets: (await rowsOf(system, 'ListsTable'))
      .filter(({ sk }) => String(sk).startsWith('CS#'))
      .map(({ pk, sk, state }) => [pk, sk, state].join(' '))
      .sort(),
    openWork: (await system.registry.openWork()).length + pending.flat().length,
    deadLetters: system.local.deadLetters().filter(({ count }) => count > 0),
    mails: mailsOf(home),
  }
}

/** What the mails tell of, by the names of alerts and notices. */
export const toldIn = ({ mails }: Pick<Result, 'mails'>): string[] =>
  mails.map(({ tellsOf }) => nameOfNotice(tellsOf))
