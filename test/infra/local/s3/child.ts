import { startS3 } from '../../../../infra/local/s3/server.ts'

const directory = process.argv[2]
if (directory === undefined) throw new Error('usage: child.ts <directory>')
// Nobody ever takes an event here: whatever is written waits for the next process.
const service = await startS3({ directory, onEvent: () => new Promise(() => {}) })
console.log(service.url)
