import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type EmbeddedDynamoDb, startDynamoDb } from '../../../../infra/local/dynamodb/server.ts'
import { cases } from './dynamodb-cases.ts'
import { connect } from './subject.ts'
import { document, rowOf } from './table.ts'

let server: EmbeddedDynamoDb
let subject: ReturnType<typeof connect>
beforeAll(async () => {
  server = await startDynamoDb({ file: ':memory:' })
  subject = connect(server.url)
})
afterAll(async () => {
  subject.close()
  await server.close()
})

describe('the embedded DynamoDB behaves as AWS’s', () => {
  test.each(cases)('$call: $behaviour', ({ run }) => run(subject))
})

test('the table in the documentation is that of these cases: npm run conformance', () => {
  const rows = readFileSync(document, 'utf8').split('\n')
  for (const each of cases) {
    expect(rows.filter((row) => row.startsWith(rowOf(each, 'passes')))).toHaveLength(1)
  }
})
