import type { Customer } from '../../model/supplier.ts'
import { fits, type OutgoingMessage } from '../outgoing.ts'
import { attest, type Attestation, type AttestationDependencies } from './attestation.ts'
import { attestationMessage } from './attestation-text.ts'

/** What is kept of an attestation that was sent. */
export interface SentAttestation {
  customerId: string
  /** End of its period (ISO instant). */
  to: string
  key: string
  messageId: string
  /** Real time (ISO instant). */
  sentAt: string
}

export interface AttestationStore {
  /** The newest that ends before a moment; the next period begins where it ended. */
  before(customerId: string, to: string): Promise<SentAttestation | null>
  sent(customerId: string, to: string): Promise<SentAttestation | null>
  markSent(sent: SentAttestation): Promise<void>
}

export interface SendAttestationDependencies extends AttestationDependencies {
  attestations: AttestationStore
  /** Seals a text and gives what is sealed: the first one counts. */
  seal: (key: string, text: string) => Promise<string>
  publish: (topicArn: string, message: OutgoingMessage) => Promise<string>
  now: () => Date
}

const week = 7 * 86_400_000

export const attestationKey = (customerId: string, to: string): string =>
  `attestations/${customerId}/${to.slice(0, 10)}.json`

/** A period begins where the one before ended: no hour of a customer's watch is in none. */
export const periodUntil = async (
  { attestations }: Pick<SendAttestationDependencies, 'attestations'>,
  customer: Customer,
  to: string,
): Promise<{ from: string; to: string }> => {
  const before = await attestations.before(customer.customerId, to)
  const weekAgo = new Date(Date.parse(to) - week).toISOString()
  const from =
    before?.to ?? (customer.createdAt > weekAgo && customer.createdAt < to ? customer.createdAt : weekAgo)
  return { from, to }
}

const outgoing = (attestation: Attestation, customer: Customer, key: string): OutgoingMessage => {
  const { subject, text } = attestationMessage(attestation, customer)
  const attributes = { kind: 'attestation', severity: 'info' }
  const record = { key }
  const jsonOf = (open: number): string =>
    JSON.stringify({
      ...attestation,
      open: { ...attestation.open, matches: attestation.open.matches.slice(0, open) },
      record,
    })
  for (let open = attestation.open.matches.length; ; open = Math.floor(open / 2)) {
    const message = { subject, text, json: jsonOf(open), attributes }
    if (open === 0 || fits(message)) return message
  }
}

/**
 * Attests one customer's watch up to a moment: sealed, then published, then marked. Run again it repeats at most the
 * delivery that was in flight, under the same id and with the same words. `false`: it was sent before.
 */
export const sendAttestation = async (
  deps: SendAttestationDependencies,
  customer: Customer,
  to: string,
): Promise<boolean> => {
  const { customerId } = customer
  if (await deps.attestations.sent(customerId, to)) return false
  const key = attestationKey(customerId, to)
  const made = await attest(deps, customer, await periodUntil(deps, customer, to))
  const attestation = JSON.parse(await deps.seal(key, `${JSON.stringify(made)}\n`)) as Attestation
  const messageId = await deps.publish(customer.topicArn, outgoing(attestation, customer, key))
  await deps.attestations.markSent({
    customerId,
    to,
    key,
    messageId,
    sentAt: deps.now().toISOString(),
  })
  return true
}
