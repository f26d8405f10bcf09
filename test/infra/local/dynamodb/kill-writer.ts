import { StatementSync } from 'node:sqlite'
import { startDynamoDb } from '../../../../infra/local/dynamodb/server.ts'

/**
 * Writes generation after generation, each as one transaction, and prints each generation's number once the server
 * has answered, until it is killed. Arguments: the store's file, the table, the first generation, and optionally
 * the statement of the sixth generation before which the process kills itself: 1 is the transaction's first write.
 */
const [file = '', table = '', first = '', statement = ''] = process.argv.slice(2)
const FATAL_GENERATION = Number(first) + 5

let statementsLeft = Number.POSITIVE_INFINITY
// oxlint-disable-next-line typescript/unbound-method -- the proxy calls it on the statement that it is called on
StatementSync.prototype.run = new Proxy(StatementSync.prototype.run, {
  apply(run, statement, parameters) {
    if (--statementsLeft <= 0) process.kill(process.pid, 'SIGKILL')
    return Reflect.apply(run, statement, parameters)
  },
})

const { url } = await startDynamoDb({ file })

const call = async (operation: string, body: object): Promise<void> => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'x-amz-target': `DynamoDB_20120810.${operation}`, authorization: 'unchecked' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(await response.text())
}

for (let generation = Number(first); ; generation++) {
  if (statement !== '' && generation === FATAL_GENERATION) statementsLeft = Number(statement)
  const members = ['a', 'b', 'c', 'd'].map((id) => ({
    Put: {
      TableName: table,
      Item: { pk: { S: id }, generation: { N: String(generation) }, text: { S: 'x'.repeat(5000) } },
    },
  }))
  await call('TransactWriteItems', {
    ClientRequestToken: `generation-${generation}`,
    TransactItems: [
      ...members,
      { Put: { TableName: table, Item: { pk: { S: `log-${generation}` } } } },
      { Delete: { TableName: table, Key: { pk: { S: `log-${generation - 3}` } } } },
      {
        Update: {
          TableName: table,
          Key: { pk: { S: 'counter' } },
          UpdateExpression: 'ADD written :one',
          ExpressionAttributeValues: { ':one': { N: '1' } },
        },
      },
    ],
  })
  process.stdout.write(`${generation}\n`)
}
