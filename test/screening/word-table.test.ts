import { array, assert, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { Letters } from '../../shared/screening/spelling.ts'
import { WordTable } from '../../shared/screening/word-table.ts'

const numberIn = (table: WordTable, word: string, way: 'add' | 'find'): number => {
  const letters = new Letters()
  // A word stands anywhere in a buffer.
  letters.add('xy')
  letters.add(word)
  return table[way](letters.units, 2, letters.length)
}

test('words are numbered in the order of their coming, as a map numbers them, however many come', () => {
  assert(
    property(array(string({ maxLength: 6 }), { maxLength: 200 }), (words) => {
      const table = new WordTable(1)
      const numbers = new Map<string, number>()
      for (const word of words) {
        expect(numberIn(table, word, 'find') < 0).toBe(!numbers.has(word))
        if (!numbers.has(word)) numbers.set(word, numbers.size)
        expect(numberIn(table, word, 'add')).toBe(numbers.get(word))
      }
      expect(table.size).toBe(numbers.size)
      for (const [word, number] of numbers) expect(numberIn(table, word, 'find')).toBe(number)
    }),
    { numRuns: 200 },
  )
})
