import { SourceShapeError } from '../../shared/errors.ts'
import { sha256 } from '../../shared/hash.ts'
import type { DesignationFacts } from '../../shared/model/designation.ts'
import type { SourceId } from '../../shared/model/source.ts'
import {
  emptyFacts,
  filledFields,
  type LedgerReader,
  type RuleAction,
  type SameSubject,
  type SnapshotReader,
} from '../../shared/sources/reader.ts'

/** One entry of an invented list: its key and what is filled of its facts. */
export type Line = { key: string; name: string } & Partial<Omit<DesignationFacts, 'source' | 'name'>>

/** A document of an invented list: a first line that states the date and the count, then one JSON line an entry. */
export const documentOf = (
  lines: readonly Line[],
  publishedOn = '2024-01-01',
  count = lines.length,
): Uint8Array =>
  new TextEncoder().encode([{ publishedOn, count }, ...lines].map((line) => JSON.stringify(line)).join('\n'))

export interface LineReaderOptions {
  source?: SourceId
  parserVersion?: string
  /** The key is the source's own id. */
  ownIds?: boolean
  sameSubject?: SameSubject
  sentinels?: string[]
  /** What this version of the parser makes of an entry's facts. */
  read?: (facts: DesignationFacts) => DesignationFacts
  /** Called for each entry that is parsed. */
  onParse?: (key: string) => void
}

/** A small snapshot reader: all that is invented is the markup. */
export const lineReader = (options: LineReaderOptions = {}): SnapshotReader => {
  const { source = 'ofac-sdn', ownIds = true, read = (facts) => facts } = options
  return {
    source,
    parserVersion: options.parserVersion ?? 'lines-1',
    sentinels: options.sentinels ?? [],
    ...(options.sameSubject ? { sameSubject: options.sameSubject } : {}),
    cut(bytes) {
      const [head = '', ...rest] = new TextDecoder().decode(bytes).split('\n')
      const { publishedOn, count } = JSON.parse(head) as { publishedOn: string; count: number }
      if (rest.length !== count) {
        throw new SourceShapeError(
          'count-mismatch',
          `The list states ${count} entries and holds ${rest.length}`,
        )
      }
      return {
        publishedOn,
        declaredCount: count,
        entries: rest.map((raw, index) => ({ raw, rawHash: sha256(raw), place: `line ${index + 2}` })),
      }
    },
    parse({ raw }) {
      const { key, name, ...filled } = JSON.parse(raw) as Line
      options.onParse?.(key)
      const facts = read({
        ...emptyFacts(source, filled.type ?? 'organisation', name),
        ...filled,
        programs: filled.programs ?? ['SDGT'],
      })
      return {
        naturalKey: key,
        ...(ownIds ? { ownId: key } : {}),
        facts,
        guard: { type: facts.type, filled: filledFields(facts), category: facts.programs[0] ?? '' },
      }
    },
  }
}

/** A rule of an invented ledger: what it adds, revises and removes by key. */
export interface InventedRule {
  add?: Line[]
  revise?: Line[]
  remove?: string[]
  /** Its own numbers differ from what is read. */
  disagreements?: string[]
  /** Day (ISO date) of its effect, as the rule itself states it. */
  effectiveOn?: string
}

/** A rule names itself, as the Federal Register's do. */
export const ruleBytes = (number: string, rule: InventedRule): Uint8Array =>
  new TextEncoder().encode(JSON.stringify({ number, ...rule }))

/** A small ledger reader over the same lines, as strict as the real one about what is listed and what is not. */
export const ledgerReader = (options: LineReaderOptions = {}): LedgerReader => {
  const baseline = lineReader({ source: 'bis-entity-list', ownIds: false, ...options })
  return {
    source: baseline.source,
    parserVersion: baseline.parserVersion,
    baseline,
    readRule(bytes, { documentNumber, citation, publishedOn, url, effectiveOn }) {
      const rule = JSON.parse(new TextDecoder().decode(bytes)) as InventedRule
      const action = (kind: RuleAction['action'], line: Line): RuleAction => {
        const raw = JSON.stringify(line)
        const entry = baseline.parse({ raw, rawHash: sha256(raw), place: 'rule' })
        const dated = {
          ...entry.facts,
          citation: { title: citation, url },
          ...(effectiveOn === undefined ? {} : { effectiveOn }),
        }
        return {
          action: kind,
          naturalKey: line.key,
          entry: { ...entry, facts: dated },
          target: { name: line.name, country: '' },
          place: 'rule',
        }
      }
      return {
        documentNumber,
        citation,
        publishedOn,
        ...(rule.effectiveOn === undefined ? {} : { effectiveOn: rule.effectiveOn }),
        stated: {},
        disagreements: rule.disagreements ?? [],
        outOfScope: [],
        actions: [
          ...(rule.add ?? []).map((line) => action('add', line)),
          ...(rule.revise ?? []).map((line) => action('revise', line)),
          ...(rule.remove ?? []).map(
            (naturalKey): RuleAction => ({
              action: 'remove',
              naturalKey,
              target: { name: naturalKey, country: '' },
              place: 'rule',
            }),
          ),
        ],
      }
    },
    planRule(currentKeys, { actions }) {
      for (const { action, naturalKey } of actions) {
        if (currentKeys.has(naturalKey) !== (action !== 'add')) {
          throw new SourceShapeError(
            'unexplained-instruction',
            `${action} of "${naturalKey}" does not fit the list`,
          )
        }
      }
      return {
        upserts: actions.flatMap(({ entry }) => entry ?? []),
        removals: actions.flatMap(({ action, naturalKey }) => (action === 'remove' ? [naturalKey] : [])),
      }
    },
  }
}
