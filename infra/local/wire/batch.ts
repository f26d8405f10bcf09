import { ServiceError } from './service-error.ts'

const LARGEST_BATCH = 10

/** Refuses a batch that SQS and SNS refuse as a whole: empty, too long, ids repeated or malformed. */
export const checkBatch = (entries: readonly { Id: string }[]): void => {
  if (entries.length === 0)
    throw new ServiceError('EmptyBatchRequest', 'There must be at least one entry in the batch.')
  if (entries.length > LARGEST_BATCH) {
    throw new ServiceError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${LARGEST_BATCH}. You have sent ${entries.length}.`,
    )
  }
  const seen = new Set<string>()
  for (const { Id } of entries) {
    if (!/^[A-Za-z0-9_-]{1,80}$/.test(Id)) {
      throw new ServiceError(
        'InvalidBatchEntryId',
        'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
      )
    }
    if (seen.has(Id)) throw new ServiceError('BatchEntryIdsNotDistinct', `Id ${Id} repeated.`)
    seen.add(Id)
  }
}

interface FailedEntry {
  Id: string
  SenderFault: boolean
  Code: string
  Message: string
}

/** Does each entry by itself; what is wrong with one entry is told for that entry and leaves the others alone. */
export const eachEntry = <Entry extends { Id: string }, Done extends object>(
  entries: readonly Entry[],
  act: (entry: Entry) => Done,
): { Successful: (Done & { Id: string })[]; Failed: FailedEntry[] } => {
  const Successful: (Done & { Id: string })[] = []
  const Failed: FailedEntry[] = []
  for (const entry of entries) {
    try {
      Successful.push({ ...act(entry), Id: entry.Id })
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error
      Failed.push({ Id: entry.Id, SenderFault: true, Code: error.code, Message: error.message })
    }
  }
  return { Successful, Failed }
}
