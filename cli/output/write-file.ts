import { writeFile } from 'node:fs/promises'
import { InputError } from '../../shared/errors.ts'

/** Writes a result to the file that an option names. A folder that is not there is no fault of ours, and is told as such. */
export const writeResult = async (file: string, content: string | Uint8Array): Promise<void> => {
  try {
    await writeFile(file, content)
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code
    if (reason === undefined) throw error
    throw new InputError(`${file} cannot be written`, [{ file, reason }], 'Check the path.')
  }
}
