import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { MailItem } from '../../infra/local/sns/mailbox.ts'

/** The mails that the local system would have sent, in the order of sending; with the name of each one's file. */
export const readMailbox = (stateDirectory: string): (MailItem & { file: string })[] => {
  const directory = path.join(stateDirectory, 'mailbox')
  if (!existsSync(directory)) return []
  return readdirSync(directory)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => {
      const file = path.join(directory, name)
      return { ...(JSON.parse(readFileSync(file, 'utf8')) as MailItem), file }
    })
}

/** Topic and token of the confirmation mails to an address, the newest of each topic: what its recipient would click on. */
export const confirmationsOf = (
  stateDirectory: string,
  endpoint: string,
): { topicArn: string; token: string }[] => {
  const newest = new Map<string, string>()
  for (const { kind, to, topicArn, token } of readMailbox(stateDirectory)) {
    if (kind === 'confirmation' && to === endpoint && token !== undefined) newest.set(topicArn, token)
  }
  return [...newest].map(([topicArn, token]) => ({ topicArn, token }))
}
