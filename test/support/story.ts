import type { FetchedDocument } from '../../shared/lists/ports.ts'
import type { SourceId } from '../../shared/model/source.ts'
import type { SourceReader } from '../../shared/lists/check-source.ts'
import { screeningModel } from '../../shared/screening/model.ts'
import { Fuse } from './faults.ts'
import { documentOf, type Line, lineReader } from './line-reader.ts'
import { deliver, emptyWorld, functionsOf, memoryRegistryOf, type World } from './pipeline.ts'

/** A fetched document of an invented list. */
export const fetched = (bytes: Uint8Array, url = 'https://list.example/list'): FetchedDocument => ({
  bytes,
  url,
  fetchedAt: '2024-06-01T00:00:00Z',
})

export const published = (lines: readonly Line[], publishedOn?: string): FetchedDocument[] => [
  fetched(documentOf(lines, publishedOn)),
]

export const readers: Partial<Record<SourceId, SourceReader>> = { 'ofac-sdn': lineReader() }

/** A world with one customer, `acme`. */
export const worldWithCustomer = async (customers: readonly string[] = ['acme']): Promise<World> => {
  const world = emptyWorld()
  for (const customerId of customers) {
    await memoryRegistryOf(world).add({
      customerId,
      name: customerId,
      topicArn: `arn:aws:sns:us-east-1:000000000000:tierwatch-test-customer-${customerId}`,
      createdAt: '2024-01-01T00:00:00Z',
      registerRevision: 0,
      supplierCount: 0,
      keysModel: screeningModel().version,
    })
  }
  return world
}

export const supplierFile = (rows: Readonly<Record<string, string>>): Uint8Array =>
  new TextEncoder().encode(
    ['supplier_id,name', ...Object.entries(rows).map(([id, name]) => `${id},${name}`)].join('\n'),
  )

/** Registers suppliers (id → name) and lets everything that follows happen. */
export const register = async (
  world: World,
  rows: Readonly<Record<string, string>>,
  options: { customerId?: string; file?: string; readers?: typeof readers } = {},
): Promise<void> => {
  const functions = functionsOf(world, options.readers ?? readers)
  const { customerId = 'acme', file = 'suppliers.patch.csv' } = options
  await functions.takeIn(customerId, file, supplierFile(rows), `upload-${world.time}`)
  await deliver(world, functions, new Fuse(), 'retry')
}

/** Checks a source that publishes these lines now, and lets everything that follows happen. */
export const publish = async (
  world: World,
  at: string,
  documents: readonly FetchedDocument[],
  options: { source?: SourceId; readers?: typeof readers } = {},
) => {
  const functions = functionsOf(world, options.readers ?? readers)
  const outcome = await functions.check({ source: options.source ?? 'ofac-sdn', scheduledAt: at }, documents)
  await deliver(world, functions, new Fuse(), 'retry')
  return outcome
}
