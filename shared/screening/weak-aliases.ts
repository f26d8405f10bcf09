import type { SourceId } from '../model/source.ts'
import { isBusinessWord } from './business-words.ts'
import { formKinds } from './form-kinds.ts'
import type { PreparedName, Token } from './normalise.ts'
import { comparePrepared } from './score-names.ts'
import { thresholds } from './thresholds.ts'

/**
 * Why an alias of a list that does not grade its aliases is weak by our policy. Such lists too have aliases that fit
 * many parties: a bare acronym (XPCC, KTK), or words that offices and companies anywhere are called by ("Institute of
 * Electric Power"). Every explanation says that the grade is ours.
 */
export type WeakReason = 'acronym' | 'generic'

/** OFAC grades every alias of its lists, so what it does not call weak is not. */
export const gradesAliases = (source: SourceId): boolean => source.startsWith('ofac-')

const longestAcronym = 5
/** A word of this weight, or all words of a name together, tell a party. */
const tellingWord = 0.45
const tellingName = 0.9

const saysNothing = (token: Token): boolean =>
  token.kind === 'word' &&
  token.han === undefined &&
  token.weight < tellingWord &&
  (token.everyday || token.weight < 0.1 || isBusinessWord(token.text))

/**
 * Why an alias is weak by our policy; `null` where it is not: `name` is the party's own name, `all` are all its names.
 * What has a legal form of some country is a registered name, if a short one (AO KMP); what names a place fits the one
 * office there; what is but another wording of the party's own name is as strong as that.
 */
export const weakByPolicy = (
  alias: PreparedName,
  name: PreparedName,
  all: Iterable<PreparedName>,
): WeakReason | null => {
  const [only, second] = alias.tokens
  if (only === undefined || formKinds(alias.ignored) !== 0) return null
  if (second === undefined) {
    const { text } = only
    if (only.kind !== 'word' || only.han !== undefined || text.length < 2 || text.length > longestAcronym)
      return null
    if (!/[aeiouy]/.test(text)) return 'acronym'
    for (const other of all) if (other.initials.includes(text)) return 'acronym'
    return null
  }
  if (alias.weight >= tellingName || !alias.tokens.every(saysNothing)) return null
  return comparePrepared(alias, name).score < thresholds.review ? 'generic' : null
}
