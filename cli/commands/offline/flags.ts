import type { Command } from 'commander'
import { type Flag, flagsOf } from '../../../shared/screening/flags.ts'
import { parseSupplierFile } from '../../../shared/suppliers/supplier-file.ts'
import { exitCodes } from '../../errors.ts'
import { cut, show } from '../../output/terminal.ts'
import { readInput } from './input-files.ts'
import type { Run } from '../../run.ts'

export const addFlags = (program: Command, run: Run): void => {
  program
    .command('flags <suppliers>')
    .summary('what to look into in a supplier file, offline')
    .description(
      'Reads a supplier file (CSV) and prints its due-diligence flags: parties that a registration number says are registered in Xinjiang, addresses and sites that lie there, registration numbers whose check digit is wrong, and owners whose share is not stated. A flag is a question to ask, never a match.',
    )
    .option('--json', 'one JSON line for each flag')
    .addHelpText(
      'after',
      `
A place of Xinjiang counts only with its parent: the region, its prefecture, a postcode of the region, or, where no other
place in China is called so, China. Streets and homonyms are none: Urumqi Road in Shanghai, Xinjiang County in Shanxi,
Bole in Addis Ababa.

Example:
  $ tierwatch flags suppliers.csv --json | jq .text`,
    )
    .action((file: string, options: { json?: boolean }) =>
      run(async (out) => {
        const suppliers = parseSupplierFile(await readInput(file), file)
        const flags = suppliers.flatMap((supplier) =>
          flagsOf(supplier).map((flag): Flag & { supplier_id: string; name: string } => ({
            supplier_id: supplier.supplierId,
            name: supplier.name,
            ...flag,
          })),
        )
        show(
          out,
          flags,
          [
            ['supplier', ({ supplier_id: id, name }) => cut(`${id} ${name}`, 36)],
            ['flag', ({ kind }) => kind],
            ['why', ({ text }) => cut(text, 110)],
          ],
          'Nothing in this file asks to be looked into.',
        )
        return exitCodes.fine
      }, options),
    )
}
