import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * What each generator of `shared/screening/data` gave when it last ran, so that a file that was edited by hand, or made
 * by another generator than the one at hand, is noticed (`test/screening/generated-data.test.ts`). A generator whose
 * outcome differs says so; the new digest is then written here.
 */
export const digests: Readonly<Record<string, string>> = {
  'common-words.generated.json': 'f611df5dd067061b8b7e025a806d41e832a1ff1245e1d3baec911f1ae13263c6',
  'han-readings.generated.json': '32d06d63bd9a9dd43659a9d7f4fb5dc769edea74384a3a20beb06852b816329b',
  'legal-forms.generated.json': '16453b563d7efd8483a905f4aefc498fa46f6c063c31c0eec4f611510c424ef7',
  'token-rarity.generated.json': '5b5a753fcf63eeefabd6c4c7552fd1496627f68701d1aaac9f3b8ab38713ee97',
}

const pathOf = (file: string): string => join(import.meta.dirname, '..', 'shared', 'screening', 'data', file)

export const readGenerated = (file: string): string => readFileSync(pathOf(file), 'utf8')

export const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Writes a generator's outcome and tells whether it is the one that is known. */
export const writeGenerated = (file: string, value: unknown): void => {
  const text = `${JSON.stringify(value)}\n`
  writeFileSync(pathOf(file), text)
  const digest = digestOf(text)
  console.log(
    digest === digests[file]
      ? `${file}: as known`
      : `${file}: differs from what is known, write ${digest} into bench/generated-data.ts`,
  )
}
