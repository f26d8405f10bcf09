import type { FederalRegister } from './client.ts'
import { documentUrl, readDocumentAnswer, type FoundDocument } from './api.ts'

/** What a BIS rule on part 744 is about, as far as its title and abstract say. */
export type RuleSubject =
  | 'entity-list'
  | 'unverified-list'
  | 'military-end-user-list'
  | 'affiliates-rule'
  | 'other'

const subjects: readonly { subject: RuleSubject; pattern: RegExp }[] = [
  { subject: 'affiliates-rule', pattern: /\baffiliates?\b/iu },
  { subject: 'entity-list', pattern: /\bentity\s+list\b/iu },
  { subject: 'unverified-list', pattern: /\bunverified\s+list\b|\bUVL\b/iu },
  { subject: 'military-end-user-list', pattern: /\bmilitary[\s-]+end[\s-]+user\b|\bMEU\b/iu },
]

/** All that a rule is about; a rule of both lists is about both. */
export const subjectsOf = ({ title, abstract }: Pick<FoundDocument, 'title' | 'abstract'>): RuleSubject[] => {
  const text = `${title} ${abstract ?? ''}`
  const found = subjects.filter(({ pattern }) => pattern.test(text)).map(({ subject }) => subject)
  return found.length > 0 ? found : ['other']
}

/** Days that are looked at again: a document may be indexed late, or corrected in its index. */
export const overlapDays = 14

export const daysBefore = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10)

const bisRules = {
  agency: 'industry-and-security-bureau',
  type: 'RULE',
  cfr: { title: 15, part: 744 },
} as const

/** A rule to be read, with the documents that it corrects and that correct it. */
export interface FoundRule extends FoundDocument {
  subjects: RuleSubject[]
}

/**
 * All BIS rules on part 744 of a span of days, in order of publication. They are not sorted out by what their title
 * says: whether a rule amends the Entity List is written in its instructions, and there it is read. A correction is
 * linked to what it corrects in both directions, also where the index tells one of them only. A correction of the
 * printing may stand in the index without its agency or part: it is asked for by the number that the corrected rule tells.
 */
export const findRules = async (
  register: FederalRegister,
  from: string,
  to: string,
): Promise<FoundRule[]> => {
  const listed = await register.documents(bisRules, from, to)
  const known = new Set(listed.map(({ documentNumber }) => documentNumber))
  const others: FoundDocument[] = []
  for (const number of new Set(listed.flatMap(({ correctedBy }) => correctedBy))) {
    if (known.has(number)) continue
    const found = readDocumentAnswer(await register.api(documentUrl(number)))
    if (found !== undefined && found.publishedOn <= to) others.push(found)
  }
  const documents = [...listed, ...others].sort((a, b) =>
    `${a.publishedOn} ${a.documentNumber}` < `${b.publishedOn} ${b.documentNumber}` ? -1 : 1,
  )
  const byNumber = new Map(documents.map((document) => [document.documentNumber, document]))
  const correctedBy = Map.groupBy(
    documents.filter(({ corrects }) => corrects !== undefined),
    ({ corrects }) => corrects!,
  )
  const corrects = new Map(
    documents.flatMap((document) =>
      document.correctedBy.map((number) => [number, document.documentNumber] as const),
    ),
  )
  return documents.map((document): FoundRule => {
    const corrected = document.corrects ?? corrects.get(document.documentNumber)
    return {
      ...document,
      ...(corrected === undefined ? {} : { corrects: corrected }),
      correctedBy: [
        ...new Set([
          ...document.correctedBy,
          ...(correctedBy.get(document.documentNumber) ?? []).map(({ documentNumber }) => documentNumber),
        ]),
      ].sort(),
      // A correction speaks of what the rule that it corrects is about.
      subjects: [
        ...new Set([
          ...subjectsOf(document),
          ...(corrected === undefined ? [] : subjectsOf(byNumber.get(corrected) ?? document)),
        ]),
      ],
    }
  })
}
