import { ConfigError } from '../../../shared/errors.ts'

/** Ends of a construct path that say what a thing is and not which one. */
const generic = new Set(['Resource', 'Default', 'Function', 'Handler', 'Lambda', 'Schedule'])

const significant = (path: string): string[] => {
  const parts = path.split('/')
  const own = parts.length > 1 ? parts.slice(1) : parts
  while (own.length > 1 && generic.has(own.at(-1) ?? '')) own.pop()
  return own
}

/**
 * What people call things: of each construct path ("Pipeline/CheckSource/Function/Resource") the shortest end that no
 * other has ("CheckSource").
 */
export const shortIds = (paths: string[]): string[] => {
  const all = paths.map(significant)
  return all.map((parts, index) => {
    for (let length = 1; length <= parts.length; length += 1) {
      const id = parts.slice(-length).join('/')
      const shared = all.some((other, at) => at !== index && other.slice(-length).join('/') === id)
      if (!shared) return id
    }
    return paths[index] ?? ''
  })
}

interface Named {
  id: string
  name: string
  constructPath: string
}

/**
 * The one thing that is meant: by id, physical name, or any piece of its construct path.
 * @throws ConfigError when none is, or more than one
 */
export const findNamed = <Thing extends Named>(things: Thing[], key: string, kind: string): Thing => {
  const exact = things.find((thing) => thing.id === key || thing.name === key)
  if (exact) return exact
  const inPath = things.filter((thing) => `/${thing.constructPath}/`.includes(`/${key}/`))
  const [only, ...more] = inPath
  if (only !== undefined && more.length === 0) return only
  const known = things.map((thing) => thing.id).join(', ')
  const what =
    only === undefined ? `There is no ${kind} ${key}` : `${key} is the name of more than one ${kind}`
  throw new ConfigError(what, known === '' ? `The templates have no ${kind}.` : `Known: ${known}`)
}
