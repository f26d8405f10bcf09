import { cleanText, splitAfterLegalForm } from './listed-name.ts'

/** How orders introduce another name of a party. "aka" only in one case: "Aka" may begin a name. */
const marks = String.raw`(?:a\/k\/a|a\.k\.a\.?|aka|AKA|f\/k\/a|f\.k\.a\.?|fka|FKA|n\/k\/a|n\.k\.a\.?|d\/b\/a|d\.b\.a\.?|dba|DBA|t\/a|[Aa]lso [Kk]nown [Aa]s|[Ff]ormerly [Kk]nown [Aa]s|[Pp]reviously [Kk]nown [Aa]s|[Nn]ow [Kk]nown [Aa]s|[Dd]oing [Bb]usiness [Aa]s|[Tt]rading [Aa]s)`
const chain = new RegExp(String.raw`[,;]?\s*(?:\band\s+)?(?<![\p{L}\p{N}])(${marks}):?\s+`, 'u')
const inParentheses = new RegExp(
  String.raw`\s*\((?:(?:including|and)\s+\w+\s+alias(?:es)?:|alias(?:es)?:|(?=${marks})|(?=formerly\b))\s*((?:[^()]|\([^()]*\))*)\)`,
  'gu',
)

const kindOf = (mark: string): string => {
  if (/^(?:f|previously)/i.test(mark)) return 'f.k.a.'
  if (/^n/i.test(mark)) return 'n.k.a.'
  return /^(?:d|t)/i.test(mark) ? 'd.b.a.' : 'a.k.a.'
}

/**
 * Other names in parentheses written as a chain: "A (also known as B; and C)" → "A, a/k/a B, a/k/a C". The semicolons
 * of such a parenthesis separate names of one party, those outside it separate parties.
 */
export const withAliasesInChain = (text: string): string =>
  text.replace(inParentheses, (_, content: string) => {
    const pieces = content.split(new RegExp(chain.source, 'gu')).map((piece) => piece.trim())
    let mark = 'a/k/a'
    return pieces
      .flatMap((piece, at): string[] => {
        if (at % 2 === 1) {
          mark = piece
          return []
        }
        const formerly = /^formerly\s+/i.exec(piece)?.[0]
        const used = formerly === undefined ? mark : 'f/k/a'
        return piece
          .slice(formerly?.length ?? 0)
          .split(/\s*;\s*(?:and\s+)?/)
          .flatMap((name) => splitAfterLegalForm(name))
          .map((name) => name.replace(/^and\s+/i, '').trim())
          .filter((name) => name !== '')
          .map((name) => `, ${used} ${name}`)
      })
      .join('')
  })

/** The text before the first other name, and the other names with their kind. */
export const splitAliases = (text: string): { first: string; aliases: { kind: string; name: string }[] } => {
  const [first = '', ...rest] = text.split(new RegExp(chain.source, 'gu'))
  const aliases: { kind: string; name: string }[] = []
  for (let at = 0; at + 1 < rest.length; at += 2) {
    const kind = kindOf(rest[at] ?? '')
    const names = splitAfterLegalForm(cleanText(rest[at + 1] ?? '').replace(/[,;]$/, ''))
    aliases.push(...names.map((name) => ({ kind, name })))
  }
  return { first: first.replace(/[,;]\s*$/, ''), aliases }
}
