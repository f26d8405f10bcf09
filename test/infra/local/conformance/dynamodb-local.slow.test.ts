import { afterAll, beforeAll, describe, test } from 'vitest'
import { cases } from './dynamodb-cases.ts'
import { findDynamoDbLocal, startDynamoDbLocal } from './dynamodb-local.ts'
import { connect } from './subject.ts'

const program = findDynamoDbLocal()
if ('missing' in program) {
  test(`the same cases on AWS’s DynamoDB Local: not run, because ${program.missing}`, (context) => {
    context.skip(program.missing)
  })
} else {
  let server: Awaited<ReturnType<typeof startDynamoDbLocal>>
  let subject: ReturnType<typeof connect>
  beforeAll(async () => {
    server = await startDynamoDbLocal(program.folder)
    subject = connect(server.url)
  })
  afterAll(async () => {
    subject.close()
    await server.close()
  })
  describe('AWS’s DynamoDB Local', () => {
    for (const { call, behaviour, run, localDiffers } of cases) {
      const title = `${call}: ${behaviour}`
      // Where it is known to differ from DynamoDB itself, it must: else the note in the table is out of date.
      if (localDiffers === undefined) test(title, () => run(subject))
      else test.fails(`${title} (it ${localDiffers})`, () => run(subject))
    }
  })
}
