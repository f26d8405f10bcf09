/**
 * The item identifiers that a function reported as failed, under ReportBatchItemFailures; `all` when its answer is
 * malformed. An empty answer means success: nothing, `{}`, or an empty or absent `batchItemFailures`.
 * @param payload JSON text of the function's answer
 * @param known identifiers of the batch
 */
export const reportedFailures = (payload: string, known: ReadonlySet<string>): Set<string> | 'all' => {
  const answer: unknown = JSON.parse(payload)
  if (answer === null) return new Set()
  if (typeof answer !== 'object' || Array.isArray(answer)) return 'all'
  const failures: unknown = (answer as Record<string, unknown>)['batchItemFailures']
  if (failures === undefined || failures === null) return new Set()
  if (!Array.isArray(failures)) return 'all'
  const identifiers = new Set<string>()
  for (const failure of failures) {
    const identifier: unknown = (failure as { itemIdentifier?: unknown } | null)?.itemIdentifier
    if (typeof identifier !== 'string' || !known.has(identifier)) return 'all'
    identifiers.add(identifier)
  }
  return identifiers
}
