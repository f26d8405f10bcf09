import { CellError } from './cell-error.ts'

/** Marks that are seen by nobody and would make two equal names differ; joiners stay, Persian and Hindi need them. */
const invisible = /[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu

/**
 * A cell as it was meant: without what spreadsheets add (="0012", '0012, non-breaking blanks, trailing blanks), in
 * Unicode's composed form. Line breaks stay; the column decides what they mean.
 */
export const cleanCell = (cell: string): string => {
  const kept = /^\s*="(.*)"\s*$/s.exec(cell)?.[1] ?? cell
  return kept
    .normalize('NFC')
    .replace(invisible, '')
    .replace(/\r\n?/g, '\n')
    .replace(/[^\S\n]+/gu, ' ')
    .replace(/ ?\n ?/g, '\n')
    .trim()
    .replace(/^'(?=[\d=+-])/, '')
}

/** What a spreadsheet writes where a formula failed. */
const formulaErrors = /^#(?:N\/A|REF!|NAME\?|VALUE!|DIV\/0!|NULL!|NUM!|SPILL!)$/i

/** The signs of Windows-1252 that are not Latin-1, with their byte: to undo a wrong reading. */
const windowsBytes = new Map(
  Array.from({ length: 32 }, (_, at): [string, number] => [
    new TextDecoder('windows-1252').decode(Uint8Array.of(0x80 + at)),
    0x80 + at,
  ]),
)

/** The text that was meant, where UTF-8 was read as Windows-1252 ("SociÃ©tÃ©" for "Société"); else `undefined`. */
const meant = (text: string): string | undefined => {
  const bytes: number[] = []
  for (const sign of text) {
    const byte = windowsBytes.get(sign) ?? sign.codePointAt(0) ?? 0
    if (byte > 0xff) return undefined
    bytes.push(byte)
  }
  if (bytes.every((byte) => byte < 0x80)) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes))
  } catch {
    return undefined
  }
}

/**
 * Refuses a cell whose characters were lost before the file reached us: such a name meets nobody on any list, and the
 * file looks right to whoever opens it in the program that damaged it. Throws `CellError`.
 */
export const refuseDamaged = (cell: string): void => {
  if (formulaErrors.test(cell)) throw new CellError(`"${cell}" is a spreadsheet's error, not a value`)
  if (cell.includes('\ufffd') || /\?{2,}/.test(cell)) {
    throw new CellError(
      `"${cell}" has lost characters (${cell.includes('\ufffd') ? '\ufffd' : '??'}); save the file as "CSV UTF-8"`,
    )
  }
  const original = meant(cell)
  if (original !== undefined) {
    throw new CellError(
      `"${cell}" was read in a wrong encoding before ("${original}" was meant); open the file as UTF-8 and save it again`,
    )
  }
  const control = /[^\P{Cc}\n]/u.exec(cell)?.[0]
  if (control !== undefined) {
    const code = (control.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
    throw new CellError(`the cell holds the control character U+${code}`)
  }
}
