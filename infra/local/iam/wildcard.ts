const compiled = new Map<string, RegExp>()

/** `*` stands for any run of characters, `?` for one. */
export const matchesWildcard = (pattern: string, text: string, ignoreCase = false): boolean => {
  if (pattern === '*') return true
  const key = `${ignoreCase ? 'i' : 's'}${pattern}`
  let matcher = compiled.get(key)
  if (!matcher) {
    const source = pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\*+/g, '.*')
      .replaceAll('?', '.')
    matcher = new RegExp(`^${source}$`, ignoreCase ? 'is' : 's')
    compiled.set(key, matcher)
  }
  return matcher.test(text)
}

/** ARNs are compared part by part, so that no wildcard reaches over a colon of the first five. */
export const matchesArn = (pattern: string, arn: string): boolean => {
  const parts = (text: string): string[] => {
    const all = text.split(':')
    return [...all.slice(0, 5), all.slice(5).join(':')]
  }
  const wanted = parts(pattern)
  const given = parts(arn)
  if (!pattern.startsWith('arn:') || !arn.startsWith('arn:')) return matchesWildcard(pattern, arn)
  return wanted.every((part, at) => matchesWildcard(part, given[at] ?? ''))
}
