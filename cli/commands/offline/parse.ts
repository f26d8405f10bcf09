import { Argument, type Command } from 'commander'
import { sha256 } from '../../../shared/hash.ts'
import { measuresOf } from '../../../shared/legal/consequences.ts'
import type { Designation } from '../../../shared/model/designation.ts'
import { partyTypeOf } from '../../../shared/sources/bis-entity-list/party-type.ts'
import {
  emptyFacts,
  type EntryEdit,
  type LedgerReader,
  type RuleAction,
  type RuleReading,
} from '../../../shared/sources/reader.ts'
import { identify } from '../../../shared/lists/identity.ts'
import { exitCodes, UsageError } from '../../errors.ts'
import { withProgress } from '../../output/progress.ts'
import { cut, show } from '../../output/terminal.ts'
import { designationLine, designationsOf, today } from './designations.ts'
import { offlineSources } from './offline-reader.ts'
import { type OfflineDocument, readOffline } from './read-list.ts'
import type { RuleOptions } from './rule-document.ts'
import type { Run } from '../../run.ts'

interface Line {
  action?: 'add' | 'revise' | 'remove'
  designation: Designation
  /** The day for which the measure is said. */
  on: string
}

const editWords = ({ op, of, text, by }: EntryEdit): string =>
  op === 'replace'
    ? `“${text}” becomes “${by ?? ''}”`
    : `${of} “${text}” ${op === 'add' ? 'added' : 'removed'}`

/** A removed entry, and one that is changed within, has no row: what the instruction says of it is all there is. */
const entryWithoutRow = (
  rule: RuleReading,
  reader: LedgerReader,
  { action, edits, scope, target: { name, country } }: RuleAction,
) => ({
  ...emptyFacts(
    reader.source,
    partyTypeOf(name),
    scope === undefined
      ? name
      : scope === 'list'
        ? 'every entry that has the words'
        : 'the entry that has the words',
  ),
  countries: country === '' ? [] : [country],
  citation: { title: rule.citation },
  ...(action === 'remove'
    ? { status: 'inactive' as const, statusAsPublished: `removed by ${rule.citation}` }
    : {
        programs: ['EL'],
        statusAsPublished: `amended by ${rule.citation}: ${(edits ?? []).map(editWords).join('; ')}`,
      }),
})

const ruleLines = (rule: RuleReading, reader: LedgerReader): Line[] => {
  const on = rule.publishedOn ?? today()
  const entries = rule.actions.map((action, at) => {
    const facts = action.entry?.facts ?? entryWithoutRow(rule, reader, action)
    // A change of words names no entry: each is a line of its own.
    const naturalKey = action.scope === undefined ? action.naturalKey : `words ${at}`
    return { action: action.action, naturalKey, facts: () => facts }
  })
  const { ids } = identify(reader.source, { ids: new Map() }, new Map(), entries, undefined)
  return entries.map(({ action, naturalKey, facts }) => ({
    action,
    designation: { id: ids.get(naturalKey) ?? sha256(naturalKey).slice(0, 12), ...facts() },
    on,
  }))
}

const linesOf = (document: OfflineDocument): Line[] =>
  document.kind === 'rule'
    ? ruleLines(document.rule, document.reader)
    : designationsOf(document.list).map((designation) => ({
        designation,
        on: document.list.publishedOn ?? today(),
      }))

const nameWidth = 56

export const addParse = (program: Command, run: Run): void => {
  program
    .command('parse')
    .summary('read official documents, one designation a line')
    .description(
      'Reads documents as their agency publishes them and prints what they list: one designation a line, with its id, names, addresses, programmes and what the listing legally does. No system needs to run.',
    )
    .addArgument(new Argument('<source>', 'whose document it is').choices(offlineSources))
    .argument(
      '<file...>',
      'the document; .gz files are read as such; several are printed one after the other',
    )
    .option(
      '--citation <citation>',
      'Federal Register citation of a rule, e.g. "88 FR 12170"; else worked out from its page marks',
    )
    .option('--published <day>', 'day on which a rule was published, where it does not say so itself')
    .option('--json', 'one JSON line for each designation')
    .addHelpText(
      'after',
      `
Sources and their files:
  bis-entity-list  the eCFR's part 744 (XML) or the Consolidated Screening List (CSV), or a Federal Register rule (XML):
                   its lines say add, revise or remove
  ofac-sdn         sdn.xml                          ofac-nonsdn  consolidated.xml
  cbp-wro          the dataset of orders (CSV)      dhs-uflpa    the page of the UFLPA Entity List (HTML)
  trade-csl        the Consolidated Screening List with the parties of every list (CSV, or names as JSON)

Examples:
  $ tierwatch parse ofac-nonsdn consolidated.xml.gz
  $ tierwatch parse bis-entity-list 2023-03929.xml --json | jq -r '[.action, .name, .measure] | @tsv'
  $ tierwatch parse dhs-uflpa page.html --json | wc -l

"measure" is the strongest thing that the listing does on the document's own day (today where it states none);
"measures" has all of them, and "unknown-effect" means that no row of the table of legal effects covers the listing.
A file that is not a complete document of the source is refused whole. A rule whose own numbers differ from what was
read of it is printed, with what differs, and the exit code is 3: a running system holds such a rule.`,
    )
    .action((source: string, files: string[], options: RuleOptions & { json?: boolean }) =>
      run(async (out) => {
        if (options.citation !== undefined && files.length > 1) {
          throw new UsageError('--citation speaks of one rule: give one file')
        }
        let held = false
        for (const file of files) {
          const document = await withProgress(`reading ${file}`, (update) =>
            readOffline(source, file, { ...options, say: (text) => out.say(text), update }),
          )
          const lines = linesOf(document)
          if (document.kind === 'rule') {
            const { disagreements, outOfScope, effectiveOn, publishedOn } = document.rule
            for (const what of new Set(outOfScope.map((one) => one.what)))
              out.say(
                what.endsWith('no entry')
                  ? `${file}: also changes what is no entry (${what.replace(/, no entry$/u, '')})`
                  : `${file}: also amends ${what}, which is not read as the Entity List`,
              )
            if (effectiveOn !== undefined && publishedOn !== undefined && effectiveOn !== publishedOn)
              out.say(
                `${file}: effective ${effectiveOn}, ${effectiveOn < publishedOn ? 'before' : 'after'} its publication`,
              )
            for (const difference of disagreements) out.say(`${file}: held, ${difference}`)
            held ||= disagreements.length > 0
          }
          if (out.json) {
            for (const { action, designation, on } of lines) {
              out.line({ ...(action === undefined ? {} : { action }), ...designationLine(designation, on) })
            }
            continue
          }
          show(
            out,
            lines,
            [
              ...(document.kind === 'rule'
                ? ([['action', ({ action }: Line) => action ?? '']] as const)
                : []),
              ['id', ({ designation }) => designation.id],
              ['type', ({ designation }) => designation.type],
              ['name', ({ designation }) => cut(designation.name, nameWidth)],
              ['countries', ({ designation }) => cut(designation.countries.join(' '), 12)],
              ['programmes', ({ designation }) => cut(designation.programs.join(' '), 24)],
              ['measure', ({ designation, on }) => measuresOf(designation, on)[0] ?? '–'],
              ['listed', ({ designation }) => designation.listedOn ?? '–'],
            ],
            'The document lists nobody.',
          )
          out.say(
            `${file}: ${lines.length.toLocaleString('en')} ${lines.length === 1 ? 'designation' : 'designations'}`,
          )
        }
        return held ? exitCodes.held : exitCodes.fine
      }, options),
    )
}
