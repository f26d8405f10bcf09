/** Jaro–Winkler similarity, from 0 to 1, with the usual prefix of four letters at a tenth each: the baseline. */
export const jaroWinkler = (a: string, b: string): number => {
  if (a === b) return 1
  if (a === '' || b === '') return 0
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1)
  const takenA = Array.from({ length: a.length }, () => false)
  const takenB = Array.from({ length: b.length }, () => false)
  let common = 0
  for (let i = 0; i < a.length; i++) {
    for (let j = Math.max(0, i - reach); j < Math.min(b.length, i + reach + 1); j++) {
      if (takenB[j] || a[i] !== b[j]) continue
      takenA[i] = true
      takenB[j] = true
      common += 1
      break
    }
  }
  if (common === 0) return 0
  let crossed = 0
  let j = 0
  for (let i = 0; i < a.length; i++) {
    if (!takenA[i]) continue
    while (!takenB[j]) j += 1
    if (a[i] !== b[j]) crossed += 1
    j += 1
  }
  const jaro = (common / a.length + common / b.length + (common - crossed / 2) / common) / 3
  let prefix = 0
  while (prefix < 4 && prefix < a.length && prefix < b.length && a[prefix] === b[prefix]) prefix += 1
  return jaro + prefix * 0.1 * (1 - jaro)
}
