import { openLocalSystem } from '../../../cli/system/local-system.ts'

// One look at public inspection on the state of a home, as its schedule would: `<recorded origin> <scheduled time>`.
const [recordedOrigin = '', scheduledAt = ''] = process.argv.slice(2)
const system = await openLocalSystem({ recordedOrigin })
process.stdout.write('ready\n')
try {
  await system.invoke('CheckSourceFunction', { mode: 'public-inspection', scheduledAt })
  process.stdout.write('polled\n')
  await system.settle()
  process.stdout.write('done\n')
} finally {
  await system.close()
}
