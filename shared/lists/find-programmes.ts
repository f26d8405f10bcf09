import { canonicalJson, sha256 } from '../hash.ts'
import { effects } from '../legal/effects.ts'
import { companionPrograms } from '../legal/ofac-nonsdn.ts'
import { mayLackRows, programmesLackingRows } from '../legal/programmes-without-row.ts'
import type { SourceId } from '../model/source.ts'
import type { DocumentStore, ListStore } from './ports.ts'
import { readVersion } from './read-list.ts'
import type { ProgrammesWithoutRow } from './version.ts'

const mostKept = 20

let hashOfLaw: string | undefined
const lawInForce = (): string => (hashOfLaw ??= sha256(canonicalJson({ effects, companionPrograms })))

/**
 * The programmes of an OFAC list at HEAD that the table of legal effects has no row for, before anybody is told of such an
 * entry. A version is looked through once for each table of law and each day (ISO date): rows begin and end on days, and
 * a row that was added must end the alarm although the list has not changed. `known` is what was found before.
 */
export const findProgrammes = async (
  source: SourceId,
  on: string,
  known: ProgrammesWithoutRow | undefined,
  {
    lists,
    documents,
  }: { lists: Pick<ListStore, 'head' | 'version'>; documents: Pick<DocumentStore, 'segment'> },
): Promise<ProgrammesWithoutRow | undefined> => {
  if ((source !== 'ofac-sdn' && source !== 'ofac-nonsdn') || !mayLackRows(source, on)) return undefined
  const head = await lists.head(source)
  if (!head) return undefined
  const law = lawInForce()
  if (known?.seq === head.seq && known.law === law && known.on === on) return known
  const version = await readVersion(documents, await lists.version(source, head.seq))
  const found = programmesLackingRows(version.values(), on)
  return {
    seq: head.seq,
    law,
    on,
    count: found.length,
    shown: found
      .slice(0, mostKept)
      .map((one) => ({ ...one, program: one.program.slice(0, 100), example: one.example.slice(0, 200) })),
  }
}
