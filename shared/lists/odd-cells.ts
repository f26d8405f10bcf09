import type { SourceId } from '../model/source.ts'
import type { DocumentStore, ListStore } from './ports.ts'
import { readVersion } from './read-list.ts'
import type { OddCells } from './version.ts'

const mostKept = 20

/**
 * What a version holds that was kept as published because it was not made out: the notes under the labels that its reader
 * uses for that. Each version is looked through once; `known` is what was found before.
 */
export const findOddCells = async (
  source: SourceId,
  labels: readonly string[],
  known: OddCells | undefined,
  {
    lists,
    documents,
  }: { lists: Pick<ListStore, 'head' | 'version'>; documents: Pick<DocumentStore, 'segment'> },
): Promise<OddCells | undefined> => {
  const head = await lists.head(source)
  if (!head || known?.seq === head.seq) return known
  const cells = [...(await readVersion(documents, await lists.version(source, head.seq))).values()].flatMap(
    ({ id, name, notes }) =>
      notes
        .filter(({ label }) => labels.includes(label))
        .map(({ label, value }) => ({
          designationId: id,
          name: name.slice(0, 200),
          label,
          value: value.slice(0, 500),
        })),
  )
  return { seq: head.seq, count: cells.length, shown: cells.slice(0, mostKept) }
}
