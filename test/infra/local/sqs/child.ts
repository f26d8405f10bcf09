import { join } from 'node:path'
import { startSqs } from '../../../../infra/local/sqs/server.ts'

const folder = process.argv[2]
if (folder === undefined) throw new Error('usage: child.ts <folder>')
const service = await startSqs({ file: join(folder, 'sqs.sqlite') })
console.log(service.url)
