import type { DesignationFacts } from '../model/designation.ts'

export const normalisedName = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

/** Primary name and strong aliases, normalised, each with its published spelling. Weak aliases join nobody. */
export const strongNames = (facts: DesignationFacts): Map<string, string> => {
  const names = [
    facts.name,
    ...facts.aliases.flatMap(({ name, quality }) => (quality === 'strong' ? [name] : [])),
  ]
  const byNormalised = new Map<string, string>()
  for (const name of names) {
    const normalised = normalisedName(name)
    if (normalised !== '' && !byNormalised.has(normalised)) byNormalised.set(normalised, name)
  }
  return byNormalised
}

/** FNV-1a over UTF-16 units: a bucket, not a proof. */
const shortKey = (text: string): number => {
  let digest = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) digest = Math.imul(digest ^ text.charCodeAt(at), 0x01000193)
  return digest >>> 0
}

/**
 * Short keys of a subject's type and strong names: they ride in the read cache, so that a removed party can be looked for
 * among all that stay without reading one of them. Whoever meets by key is compared by name.
 */
export const nameKeysOf = (facts: DesignationFacts): Uint32Array =>
  Uint32Array.from([...strongNames(facts).keys()], (name) => shortKey(`${facts.type}\n${name}`))
