import { describe, expect, test } from 'vitest'
import { parseSupplierFile } from '../../shared/suppliers/supplier-file.ts'
import { bytesOf, facts, problemsOf, read } from './files.ts'

describe('ids and chains of a file', () => {
  test('an id that stands twice or thrice names the line where it stood first', () => {
    const problems = problemsOf(() => read('supplier_id,name', 'S-1,A', 'S-2,B', 'S-1,C', 'S-1,D'))
    expect(problems.map(({ line, field, reason }) => [line, field, reason])).toEqual([
      [4, 'supplier_id', '"S-1" stands in line 2 already'],
      [5, 'supplier_id', '"S-1" stands in line 2 already'],
    ])
  })

  test('a buyer that is unknown, told once', () => {
    const problems = problemsOf(() =>
      read('supplier_id,name,supplies', 'S-1,A,S-2', 'S-2,B,S-9 | *', 'S-3,C,S-2'),
    )
    expect(problems).toEqual([
      { file: 'suppliers.csv', line: 3, field: 'supplies', reason: '"S-9" is no supplier of this register' },
    ])
  })

  test('circles are fine while one of them sells to the customer', () => {
    expect(read('supplier_id,name,supplies', 'S-1,A,S-2', 'S-2,B,S-1 | *')).toHaveLength(2)
  })

  test('circles that never reach the customer are refused, and so is what leads into them', () => {
    const problems = problemsOf(() =>
      read('supplier_id,name,supplies', 'S-0,Z,', 'S-1,A,S-2', 'S-2,B,S-1', 'S-3,C,S-1'),
    )
    expect(problems.map(({ line, field }) => [line, field])).toEqual([
      [3, 'supplies'],
      [4, 'supplies'],
      [5, 'supplies'],
    ])
    expect(problems[0]?.reason).toBe(
      '"S-1" supplies only S-2, and no chain leads from there to you; write * where it sells to you',
    )
  })
})

describe('a patch', () => {
  const patch = (registered: Parameters<typeof parseSupplierFile>[2], ...lines: string[]) =>
    parseSupplierFile(bytesOf(lines.join('\n')), 'more.patch.csv', registered)

  test('may refer to suppliers that are registered', () => {
    expect(patch([facts('S-1')], 'supplier_id,name,supplies,owners', 'S-2,New,S-1,id:S-1=10')).toHaveLength(1)
  })

  test('is judged by its own rows where it replaces registered ones', () => {
    const registered = [facts('S-1', { supplies: ['S-2'] }), facts('S-2')]
    expect(patch(registered, 'supplier_id,name,supplies', 'S-1,New,*')).toHaveLength(1)
    expect(problemsOf(() => patch(registered, 'supplier_id,name,supplies', 'S-2,New,S-1'))).toEqual([
      {
        file: 'more.patch.csv',
        line: 2,
        field: 'supplies',
        reason:
          '"S-2" supplies only S-1, and no chain leads from there to you; write * where it sells to you',
      },
      {
        file: 'more.patch.csv',
        field: 'supplies',
        reason:
          '"S-1" supplies only S-2, and no chain leads from there to you; write * where it sells to you',
      },
    ])
  })
})
