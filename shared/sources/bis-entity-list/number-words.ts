const units =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  )
const tens = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ')

/** Source of a pattern for the numbers that rules write: "13", "1,024", "seven", "twenty-four", "one hundred and two", "an". */
export const numberPattern = String.raw`\d[\d,]*|an?\b|(?:(?:${[...units, ...tens].join('|')}|hundred|and)(?:[\s-]+(?=${[...units, ...tens, 'hundred', 'and'].join('|')})|\b))+`

/** The value of such a number; `undefined` for any other word. */
export const numberOf = (text: string): number | undefined => {
  const word = text.trim().toLowerCase()
  if (/^\d[\d,]*$/u.test(word)) return Number(word.replaceAll(',', ''))
  if (word === 'a' || word === 'an') return 1
  let total = 0
  let known = false
  for (const part of word.split(/[\s-]+/u)) {
    if (part === 'and') continue
    if (part === 'hundred') total = (total === 0 ? 1 : total) * 100
    else if (units.includes(part)) total += units.indexOf(part)
    else if (tens.includes(part)) total += (tens.indexOf(part) + 2) * 10
    else return undefined
    known = true
  }
  return known ? total : undefined
}
