import type { Command } from 'commander'
import { ConfigError, IntegrityError } from '../../shared/errors.ts'
import { exposureAsItWas } from '../../shared/evidence/gather.ts'
import { evidencePage } from '../../shared/evidence/page/evidence-page.ts'
import { type SealedRecord, sealedKey } from '../../shared/evidence/sealed-record.ts'
import type { EvidenceVerdict } from '../../shared/evidence/verify.ts'
import { sha256 } from '../../shared/hash.ts'
import { matchIdOf } from '../../shared/matches/disposition.ts'
import { matchSortKey } from '../../shared/matches/ids.ts'
import type { AlertRecord } from '../../shared/matches/ports.ts'
import { exposureOf, suppliersById } from '../../shared/suppliers/exposure.ts'
import { exitCodes } from '../errors.ts'
import { withProgress } from '../output/progress.ts'
import { colours, table, type Terminal } from '../output/terminal.ts'
import type { Run } from '../run.ts'
import { onSystem, type SystemOptions } from '../system/open-system.ts'
import { recomputeAlert } from '../system/recompute.ts'
import type { System } from '../system/system.ts'
import { json, stage } from './support/options.ts'
import { writeResult } from '../output/write-file.ts'

interface Found {
  alert: AlertRecord
  customer: { customerId: string; name: string }
  /** The sealed record's text; `null`: it is not in the bucket. */
  text: string | null
}

const find = async (system: System, alertId: string): Promise<Found> => {
  for (const customer of await system.registry.customers()) {
    const alert = await system.registry.alert(customer.customerId, alertId)
    if (alert) {
      return { alert, customer, text: await system.sealedRecord(customer.customerId, alertId) }
    }
  }
  throw new ConfigError(`There is no alert "${alertId}"`, 'Its id stands in npx tierwatch alerts.')
}

const missing = ({ alert }: Found): IntegrityError =>
  new IntegrityError(
    `The sealed record of alert ${alert.alertId} is missing (${alert.state})`,
    alert.state === 'sent'
      ? 'Restore it from the bucket’s versions: it was locked when it was written.'
      : 'It is written just before the alert is sent; look again later.',
  )

const recompute = (system: System, { alert, text }: Found & { text: string }): Promise<EvidenceVerdict> =>
  withProgress('reading the archived documents again', () => recomputeAlert(system, alert, text))

const tellVerdict = (out: Terminal, { alertId, outcome, checks }: EvidenceVerdict): number => {
  if (out.json) out.line({ alertId, outcome, checks })
  else {
    const sign = {
      same: colours.green('same'),
      note: 'note',
      differs: colours.yellow('differs'),
      damaged: colours.red('damaged'),
    }
    out.print(
      table(
        ['part', 'outcome', 'what was found'],
        checks.map((check) => [check.name, sign[check.outcome], check.text]),
      ),
    )
    out.print(
      outcome === 'same'
        ? `\n${colours.green('The same:')} alert ${alertId} was recomputed from the archived bytes.`
        : `\n${colours.red(outcome === 'damaged' ? 'Damaged:' : 'Differs:')} alert ${alertId} does not give the same from the archived bytes.`,
    )
  }
  return outcome === 'same' ? exitCodes.fine : exitCodes.error
}

/** The page with decisions, deliveries and the register as they stand. */
const pageOf = async (
  system: System,
  { alert, customer, text }: Found & { text: string },
  verdict: EvidenceVerdict | undefined,
): Promise<string> => {
  const record = JSON.parse(text) as SealedRecord
  const { customerId } = customer
  const key = matchSortKey(record.match)
  const life: AlertRecord[] = []
  for await (const other of system.registry.alerts(customerId)) {
    if (matchSortKey(other.transition.match) === key) life.push(other)
  }
  life.sort((a, b) => a.transition.match.revision - b.transition.match.revision)
  const acts = []
  for await (const { entry } of system.trail(customerId).entries(customerId)) {
    if (entry?.subject === matchIdOf(record.match)) acts.push(entry)
  }
  const suppliers = await system.registry.suppliers(customerId)
  const exposure = exposureOf(suppliers, record.match.supplierId)
  return evidencePage({
    record,
    text,
    sha256: sha256(text),
    key: sealedKey(customerId, alert.alertId),
    customer: customer.name,
    match: await system.registry.match(record.match),
    life,
    acts,
    exposureNow: exposure ? exposureAsItWas(exposure, suppliersById(suppliers)) : null,
    ...(verdict === undefined ? {} : { verdict }),
    renderedAt: new Date().toISOString(),
  })
}

export const addEvidenceCommand = (program: Command, run: Run): void => {
  program
    .command('evidence <alert>')
    .description(
      'the sealed record of an alert; --html renders it as a page, --verify recomputes it from the archived bytes',
    )
    .option('--verify', 'recompute the match from the archived documents, and say whether it is the same')
    .option(
      '--html <file>',
      'write the evidence page: one file without scripts, for a browser or to print as PDF',
    )
    .option(...stage)
    .option(...json)
    .addHelpText(
      'after',
      `
  $ npx tierwatch evidence 4f1d9a52…                              the record, as JSON
  $ npx tierwatch evidence 4f1d9a52… --verify                     is it still what was sealed, and does it give the same?
  $ npx tierwatch evidence 4f1d9a52… --verify --html alert.html   the page, with the outcome in it

--verify compares the record with the hash that the alert was sent with, the archived documents with theirs, and the
quoted passages with the documents; it reads the documents again with the parser, rebuilds the entry, scores it against
the supplier as it was, and names everything that differs. Other versions of parser, rules or model are said.
Exit code 1 where anything is altered, missing, or gives something else.`,
    )
    .action((alertId: string, options: SystemOptions & { verify?: boolean; html?: string }) =>
      onSystem(run, options, async (system, out) => {
        const found = await find(system, alertId)
        const { text } = found
        if (text === null) throw missing(found)
        const whole = { ...found, text }
        const verdict = options.verify ? await recompute(system, whole) : undefined
        if (options.html !== undefined) {
          await writeResult(options.html, await pageOf(system, whole, verdict))
          if (!out.json) out.print(`${options.html} is the evidence page of alert ${alertId}.`)
        }
        if (verdict) return tellVerdict(out, verdict)
        if (options.html === undefined) {
          out.print(out.json ? text.trimEnd() : JSON.stringify(JSON.parse(text), null, 2))
        } else if (out.json) out.line({ alertId, html: options.html })
        return exitCodes.fine
      }),
    )
}
