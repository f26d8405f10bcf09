import { join } from 'node:path'
import { startSns } from '../../../../infra/local/sns/server.ts'

const folder = process.argv[2]
if (folder === undefined) throw new Error('usage: child.ts <folder>')
// Queues and functions never answer here: what is published for them waits for the next process.
const never = (): Promise<void> => new Promise(() => {})
const service = await startSns({
  file: join(folder, 'sns.sqlite'),
  mailboxDirectory: join(folder, 'mailbox'),
  deliver: { sqs: never, lambda: never },
})
console.log(service.url)
