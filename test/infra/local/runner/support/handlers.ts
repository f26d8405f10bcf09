import { existsSync, readFileSync } from 'node:fs'

/** Source of handlers for tests: they append what they see to the file that OUT names, one JSON value a line. */
const write = `import { appendFileSync } from 'node:fs'
const write = (value) => appendFileSync(process.env.OUT, JSON.stringify(value) + '\\n')
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
`

/** Lines of an output file so far. */
export const written = <Line>(file: string): Line[] =>
  existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Line)
    : []

export const handlers = {
  /** Writes the event as it came. */
  echo: `${write}export const handler = async (event) => { write(event); return { echoed: event } }`,

  /** Always fails. */
  fails: `${write}export const handler = async (event) => { write(event); throw new Error('never works') }`,

  /**
   * Stream and queue records, one by one: writes each batch's sort keys or bodies. A record called "flaky…" fails the
   * first time, one called "poison…" always; the answer names the failed ones.
   */
  partial: `${write}const seen = new Set()
export const handler = async (event) => {
  const name = (record) => record.dynamodb?.Keys.sk.S ?? record.body
  const id = (record) => record.dynamodb?.SequenceNumber ?? record.messageId
  write(event.Records.map(name))
  const failed = event.Records.filter((record) => {
    const first = !seen.has(name(record))
    seen.add(name(record))
    return name(record).startsWith('poison') || (first && name(record).startsWith('flaky'))
  })
  return { batchItemFailures: failed.map((record) => ({ itemIdentifier: id(record) })) }
}`,

  /** Throws for the whole batch when it holds a record called "poison…"; writes batches that went well. */
  whole: `${write}export const handler = async (event) => {
  const names = event.Records.map((record) => record.dynamodb?.Keys.sk.S ?? record.body)
  if (names.some((name) => name.startsWith('poison'))) throw new Error('poison in ' + names.join())
  write(names)
}`,

  /** Takes a while for each record, and writes it when it is done. */
  slow: `${write}export const handler = async (event) => {
  for (const record of event.Records) {
    await sleep(4)
    write({ name: record.dynamodb?.Keys.sk.S ?? record.body, pid: process.pid })
  }
}`,

  /** Takes a while for each stream record, and writes which version of which item it was. */
  versions: `${write}export const handler = async (event) => {
  for (const { dynamodb } of event.Records) {
    await sleep(4)
    write({ item: dynamodb.Keys.sk.S, version: Number(dynamodb.NewImage.version.N), life: process.ppid })
  }
}`,
}
