import { Argument, type Command } from 'commander'
import type { ListedEntry } from '../../../shared/lists/read-document.ts'
import { fieldDiffs } from '../../../shared/lists/diff.ts'
import { guardNames, type GuardName } from '../../../shared/lists/guards.ts'
import { identify } from '../../../shared/lists/identity.ts'
import { planVersion } from '../../../shared/lists/plan-version.ts'
import type { ExplainedChange } from '../../../shared/model/change.ts'
import type { Designation, DesignationFacts } from '../../../shared/model/designation.ts'
import { exitCodes } from '../../errors.ts'
import { withProgress } from '../../output/progress.ts'
import { cut, show } from '../../output/terminal.ts'
import { firstSight } from './designations.ts'
import { offlineSources } from './offline-reader.ts'
import { listAfter, type OfflineList, readOffline } from './read-list.ts'
import type { RuleOptions } from './rule-document.ts'
import type { Run } from '../../run.ts'

/** Every guard is released: a comparison shows what differs, whether or not the running system would believe it. */
const allGuards: readonly GuardName[] = guardNames

export interface Comparison {
  changes: ExplainedChange[]
  /** What the guards of the running system would say of such a step, in sentences. */
  guards: string[]
}

/** The difference between two lists of a source, as a commit of the running system would have it. */
export const compareLists = (before: OfflineList, after: OfflineList): Comparison => {
  const first = firstSight(before)
  const idOf = (ids: ReadonlyMap<string, string>, entry: ListedEntry): string =>
    entry.ownId ?? ids.get(entry.naturalKey) ?? ''
  const byId = new Map(before.entries.map((entry) => [idOf(first.ids, entry), entry]))
  const live = new Map<string, () => DesignationFacts>(
    [...byId].map(([id, entry]) => [id, () => entry.facts()]),
  )
  const { ids } = identify(after.source, { ids: first.register }, live, after.entries, after.sameSubject)
  const manifest = new Map([...byId].map(([id, entry]) => [id, entry.hash]))
  const stood = new Map(after.entries.map((entry) => [idOf(ids, entry), entry]))
  const gone = [...byId].filter(([id, { hash }]) => stood.get(id)?.hash !== hash)
  const were = new Map<string, Designation>(gone.map(([id, entry]) => [id, { id, ...entry.facts() }]))
  const step = {
    source: after.source,
    previous: { manifest, statistics: before.statistics },
    next: after.entries,
    ids,
    before: were,
    statistics: after.statistics,
    sentinelsMissing: after.sentinelsMissing,
  }
  const plan = planVersion({ ...step, released: allGuards })
  const { verdict } = planVersion(step)
  return {
    changes: plan.changes.map((change) => {
      const was = were.get(change.id)
      const is = stood.get(change.movedTo ?? change.id)
      return { ...change, fields: was && is ? fieldDiffs(was, { ...is.facts() }) : [] }
    }),
    guards:
      verdict.kind === 'accept' ? [] : verdict.reasons.map(({ guard, reason }) => `${guard}: ${reason}`),
  }
}

const counted = (changes: readonly ExplainedChange[]): string =>
  (['added', 'amended', 'removed', 'moved'] as const)
    .map((kind) => `${changes.filter((change) => change.kind === kind).length.toLocaleString('en')} ${kind}`)
    .join(', ')

const whatChanged = ({ fields, kind, movedTo, material }: ExplainedChange): string => {
  const names = fields.map(({ field }) => field).join(', ')
  if (kind === 'moved') return `now ${movedTo}${names === '' ? '' : `; ${names}`}`
  if (kind === 'added' || kind === 'removed') return ''
  return material ? names : `${names} (wording only)`
}

export const addDiff = (program: Command, run: Run): void => {
  program
    .command('diff')
    .summary('what changed between two documents of a source')
    .description(
      'Compares two documents of a source and prints every change: added, amended (field by field), removed, or moved to another id. Parties are followed through renames, and order and layout mean nothing.',
    )
    .addArgument(new Argument('<source>', 'whose documents they are').choices(offlineSources))
    .argument('<before>', 'the earlier document')
    .argument(
      '<after>',
      'the later document; for bis-entity-list also a rule, which is put over the list before',
    )
    .option('--citation <citation>', 'Federal Register citation of the later rule, e.g. "88 FR 12170"')
    .option('--published <day>', 'day on which the later rule was published, where it does not say so itself')
    .option('--json', 'one JSON line for each change')
    .addHelpText(
      'after',
      `
Examples:
  $ tierwatch diff ofac-nonsdn consolidated-2018.xml.gz consolidated-2024.xml.gz
  $ tierwatch diff bis-entity-list csl-2022-04.csv.gz 2023-03929.xml --json
  $ tierwatch diff cbp-wro before.csv after.csv --json | jq 'select(.material)'

Each line: {kind, id, name, material, fields: [{field, before, after}]}. Of a field that is a set, "before" has the
members that went and "after" those that came. "material" is false where only wording changed. What the running
system's guards would hold is told on stderr; here nothing is held, and the exit code is 0.`,
    )
    .action(
      (source: string, beforeFile: string, afterFile: string, options: RuleOptions & { json?: boolean }) =>
        run(async (out) => {
          const { changes, guards } = await withProgress(
            `comparing two documents of ${source}`,
            async (update) => {
              const one = await readOffline(source, beforeFile, { say: (text) => out.say(text), update })
              const before = await listAfter(null, one)
              const other = await readOffline(source, afterFile, {
                ...options,
                say: (text) => out.say(text),
                update,
              })
              const after = await listAfter(before, other)
              update('comparing')
              return compareLists(before, after)
            },
          )
          if (out.json) {
            for (const { kind, id, name, material, fields, movedTo } of changes) {
              out.line({ kind, id, name, material, fields, ...(movedTo === undefined ? {} : { movedTo }) })
            }
          } else {
            show(
              out,
              changes,
              [
                ['change', ({ kind }) => kind],
                ['id', ({ id }) => id],
                ['name', ({ name }) => cut(name, 52)],
                ['what', (change) => cut(whatChanged(change), 40)],
              ],
              'Nothing changed.',
            )
          }
          out.say(counted(changes))
          for (const guard of guards)
            out.say(`The running system would ask for a person's look first (${guard}).`)
          return exitCodes.fine
        }, options),
    )
}
