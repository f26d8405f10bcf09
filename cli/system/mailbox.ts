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

/** Topic and token of the newest confirmation mail to an address: what its recipient would click on. */
export const newestConfirmation = (
  stateDirectory: string,
  endpoint: string,
): { topicArn: string; token: string } | undefined => {
  const mail = readMailbox(stateDirectory).findLast(
    ({ kind, to }) => kind === 'confirmation' && to === endpoint,
  )
  return mail?.token === undefined ? undefined : { topicArn: mail.topicArn, token: mail.token }
}
