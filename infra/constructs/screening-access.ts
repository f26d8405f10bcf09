import type { DataStack } from '../stacks/data-stack.ts'
import {
  allowDataKey,
  allowListing,
  allowObjects,
  allowTable,
  type AnyHandler,
  listKeys,
  readItems,
  registryKeys,
  writeItems,
} from './access.ts'
import { evidencePrefixes } from './evidence-store.ts'

/** Where a function that screens finds lists, suppliers, their keys and the list index. */
export const screeningVariables = (
  data: DataStack,
): Record<'LISTS_TABLE' | 'REGISTRY_TABLE' | 'INDEX_TABLE' | 'EVIDENCE_BUCKET', string> => ({
  LISTS_TABLE: data.lists.tableName,
  REGISTRY_TABLE: data.registry.tableName,
  INDEX_TABLE: data.index.tableName,
  EVIDENCE_BUCKET: data.evidence.bucket.bucketName,
})

/** Reading the index of a list, which lies in pieces beside the evidence. */
export const allowListIndex = (handler: AnyHandler, data: DataStack): void => {
  allowObjects(handler, {
    sid: 'ReadSegments',
    bucket: data.evidence.bucket,
    actions: ['GetObject'],
    prefixes: [evidencePrefixes.segments],
    reason: 'Pieces of the list index are named by their hash, which the version at HEAD tells.',
  })
  allowListing(handler, 'SeeWhatIsMissing', data.evidence.bucket)
}

/** What comparing a supplier with listings takes, whichever of the two changed. */
export const allowScreening = (handler: AnyHandler, data: DataStack): void => {
  allowTable(handler, { sid: 'ReadLists', table: data.lists, actions: readItems })
  allowTable(handler, {
    sid: 'Matches',
    table: data.registry,
    actions: [...readItems, ...writeItems],
    leadingKeys: [registryKeys.customer],
  })
  // A new model looks suppliers up by other keys.
  allowTable(handler, { sid: 'WriteKeys', table: data.index, actions: ['BatchWriteItem'] })
  allowListIndex(handler, data)
  allowObjects(handler, {
    sid: 'ListIndexes',
    bucket: data.evidence.bucket,
    actions: ['GetObject', 'PutObject'],
    prefixes: [evidencePrefixes.listIndexes],
    reason: 'A list index is named by the root of the list and by what made it.',
  })
  allowDataKey(handler, data.dataKey)
}

/** Reading change sets, and closing those of which every notice is on its way. */
export const allowChangeSets = (handler: AnyHandler, data: DataStack): void => {
  allowTable(handler, { sid: 'ReadLists', table: data.lists, actions: readItems })
  allowTable(handler, {
    sid: 'MarkChangeSet',
    table: data.lists,
    actions: ['UpdateItem'],
    leadingKeys: [listKeys.source],
  })
  // A change set that concerns nobody is delivered at once.
  allowTable(handler, {
    sid: 'CloseChangeSet',
    table: data.lists,
    actions: ['DeleteItem'],
    leadingKeys: [listKeys.openWork],
  })
}
