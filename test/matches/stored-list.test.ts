import { beforeEach, expect, test } from 'vitest'
import { screeningModel } from '../../shared/screening/model.ts'
import { indexMaker } from '../../shared/screening/stored-list.ts'
import type { World } from '../support/pipeline.ts'
import { publish, published, register, worldWithCustomer } from '../support/story.ts'

/** What a function that starts cold screens with: the list's index as it was stored once for its version. */
let world: World
const lines = [
  { key: '101', name: 'Karakum Cotton Spinning Mill', countries: ['TM'] },
  { key: '102', name: 'Zanhul Textile Trading', countries: ['CN'] },
]
beforeEach(async () => {
  world = await worldWithCustomer()
  await publish(world, '2024-01-01T00:00:00.000Z', published(lines))
})

const stored = (): [string, Uint8Array][] =>
  [...world.objects].filter(([key]) => key.startsWith('list-index/ofac-sdn/'))
const forgetSegments = (): void => {
  for (const key of world.objects.keys()) if (key.startsWith('segments/')) world.objects.delete(key)
}
const hits = (): string[] =>
  [...world.registry.matches.values()].map(
    ({ supplierId, designationId }) => `${supplierId} ${designationId}`,
  )

test('the first screening stores it, and later ones read nothing else of the list', async () => {
  expect(stored()).toEqual([])
  await register(world, { 'S-1': 'Karakum Cotton Spinning Mill' })
  expect(stored()).toHaveLength(1)
  expect(stored()[0]?.[0]).toContain(indexMaker(screeningModel()))
  forgetSegments()
  await register(world, { 'S-2': 'Zanhul Textile Trading' })
  expect(hits()).toHaveLength(2)
})

test.each([
  ['cut short', (bytes: Uint8Array) => bytes.subarray(0, bytes.length - 100)],
  ['altered', (bytes: Uint8Array) => bytes.map((byte, i) => (i === bytes.length - 9 ? byte ^ 1 : byte))],
  ['of something else', () => new TextEncoder().encode('<html>Access Denied</html>')],
])('one that is %s is made anew', async (_, spoil) => {
  await register(world, { 'S-1': 'Karakum Cotton Spinning Mill' })
  const [[key, good] = ['', new Uint8Array()]] = stored()
  world.objects.set(key, spoil(good))
  await register(world, { 'S-2': 'Zanhul Textile Trading' })
  expect(hits()).toHaveLength(2)
  expect(world.objects.get(key)).toEqual(good)
})

test('one of an earlier list does not count for a later one, even in its place', async () => {
  await register(world, { 'S-1': 'Karakum Cotton Spinning Mill' })
  const [[key, earlier] = ['', new Uint8Array()]] = stored()
  await publish(
    world,
    '2024-01-02T00:00:00.000Z',
    published([...lines, { key: '103', name: 'Bukhara Gin Works', countries: ['UZ'] }]),
  )
  await register(world, { 'S-3': 'Bukhara Gin Works' })
  expect(hits()).toHaveLength(2)
  const later = stored().find(([name]) => name !== key)
  expect(later).toBeDefined()
  // Put in the later one's place it would hide what was added since.
  world.objects.set(later?.[0] ?? '', earlier)
  await register(world, { 'S-4': 'Bukhara Gin Works' })
  expect(hits()).toContain('S-4 103')
})
