import type { DesignationFacts, Note } from '../model/designation.ts'

/**
 * What notes say that a listing does: which directive the party is subject to, which sanctions of a menu were chosen. One
 * tag of OFAC's stands for several of them, so that a party may come under another without any other change. The wording
 * around is no part of it.
 */
export const termsIn = (notes: readonly Note[]): string[] => {
  const terms = notes.flatMap(({ label, value }) => {
    const order = /Executive Order (\d+)/.exec(label)?.[1]
    const directive = /^Subject to Directive (\w+)/.exec(value)?.[1]
    if (order !== undefined && directive !== undefined) return [`E.O. ${order}, Directive ${directive}`]
    const menu = /CAATSA Section 235/.test(label) ? /235\(a\)\((\d+)\)/.exec(value)?.[1] : undefined
    return menu === undefined ? [] : [`CAATSA section 235(a)(${menu})`]
  })
  return [...new Set(terms)].sort()
}

/** The terms of a listing; `undefined` on lists that have no such terms. */
export const termsOf = ({
  source,
  notes,
}: Pick<DesignationFacts, 'source' | 'notes'>): string[] | undefined =>
  source === 'ofac-nonsdn' ? termsIn(notes) : undefined
