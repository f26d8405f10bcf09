import { describe, expect, test } from 'vitest'
import { digestOf, digests, readGenerated } from '../../bench/generated-data.ts'
import { endings, wordLevels } from '../../shared/screening/common-words.ts'

test.each(Object.entries(digests))('%s is what its generator gave', (file, digest) => {
  expect(digestOf(readGenerated(file))).toBe(digest)
})

test('everyday words: each form is known by its ending or has a place of its own, never both', () => {
  const { words } = JSON.parse(readGenerated('common-words.generated.json')) as {
    words: Record<string, string>
  }
  const all = new Set(Object.values(words).flatMap((list) => list.split(' ')))
  for (const word of all)
    if (word.length >= 5)
      expect(
        endings.some(
          ([ending, instead]) =>
            word.endsWith(ending) && all.has(word.slice(0, word.length - ending.length) + instead),
        ),
        word,
      ).toBe(false)
  const levelOf = wordLevels(words)
  expect(['trade', 'companies', 'citadel', 'signets'].map(levelOf)).not.toContain(undefined)
  expect(['gazprom', 'hoshine', 'ineos'].map(levelOf)).toEqual([undefined, undefined, undefined])
})

describe('readings of Chinese characters', () => {
  const { korean, cantonese } = JSON.parse(readGenerated('han-readings.generated.json')) as Record<
    'korean' | 'cantonese',
    Record<string, string>
  >
  const readingOf = (of: Record<string, string>, character: string): string | undefined =>
    Object.entries(of).find(([, characters]) => characters.includes(character))?.[0]

  test('each character has one reading, and nearly all of GB 2312 have one', () => {
    for (const of of [korean, cantonese]) {
      const characters = Array.from(Object.values(of).join(''))
      expect(new Set(characters).size).toBe(characters.length)
      expect(characters.length).toBeGreaterThan(6_750)
    }
  })

  test.each([
    ['三', 'sam', 'saam'],
    ['兴', 'heung', 'hing'],
    ['陈', 'jin', 'can'],
    ['出', 'chul', 'ceot'],
  ])('%s is read %s in Korean and %s in Cantonese', (character, inKorean, inCantonese) => {
    expect(readingOf(korean, character)).toBe(inKorean)
    expect(readingOf(cantonese, character)).toBe(inCantonese)
  })
})
