import { InputError, type InputProblem } from '../../shared/errors.ts'
import { plainSupplier, type SupplierFacts } from '../../shared/model/supplier.ts'
import { parseSupplierFile } from '../../shared/suppliers/supplier-file.ts'

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Reads a file from its lines. */
export const read = (...lines: string[]): SupplierFacts[] =>
  parseSupplierFile(bytesOf(lines.join('\n')), 'suppliers.csv')

/** What is wrong with a file; fails where nothing is. */
export const problemsOf = (read: () => unknown): InputProblem[] => {
  try {
    read()
  } catch (error) {
    if (error instanceof InputError) return error.problems
    throw error
  }
  throw new Error('the file was read without a problem')
}

/** The only row of a file with one further column. */
export const cell = (column: string, value: string): SupplierFacts => {
  const [row] = read(`supplier_id,name,${column}`, `S-1,Acme Mills,"${value.replaceAll('"', '""')}"`)
  if (!row) throw new Error('the file has no row')
  return row
}

/** Why the only cell of a column is refused. */
export const refusal = (column: string, value: string): string => {
  const problems = problemsOf(() => cell(column, value))
  if (problems.length !== 1 || problems[0]?.field !== column || problems[0].line !== 2) {
    throw new Error(`not one problem of ${column} in line 2: ${JSON.stringify(problems)}`)
  }
  return problems[0].reason
}

export const facts = (supplierId: string, more: Partial<SupplierFacts> = {}): SupplierFacts => ({
  ...plainSupplier(supplierId, `Mill ${supplierId}`),
  ...more,
})
