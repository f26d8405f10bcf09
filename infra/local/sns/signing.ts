import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'

/** Fields that SNS signs, in this order; what is not there is left out. */
const FIELDS = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: [
    'Message',
    'MessageId',
    'SubscribeURL',
    'Timestamp',
    'Token',
    'TopicArn',
    'Type',
  ],
} as const

/**
 * The text that is signed: each field's name and value on a line of its own.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
 */
export const stringToSign = (envelope: Readonly<Record<string, unknown>>): string => {
  const fields = FIELDS[envelope['Type'] === 'Notification' ? 'Notification' : 'SubscriptionConfirmation']
  return fields
    .filter((name) => typeof envelope[name] === 'string')
    .map((name) => `${name}\n${String(envelope[name])}\n`)
    .join('')
}

/** ASN.1 as DER writes it: a tag, a length, and the content. */
const der = (tag: number, ...contents: Buffer[]): Buffer => {
  const content = Buffer.concat(contents)
  if (content.length < 128) return Buffer.concat([Buffer.from([tag, content.length]), content])
  const digits = content.length.toString(16)
  const length = Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex')
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, content])
}
const sequence = (...contents: Buffer[]): Buffer => der(0x30, ...contents)
const sha256WithRsa = sequence(Buffer.from('06092a864886f70d01010b0500', 'hex'))

/** A name of one part, the common name. */
const commonName = (text: string): Buffer =>
  sequence(der(0x31, sequence(Buffer.from('0603550403', 'hex'), der(0x0c, Buffer.from(text)))))

const utcTime = (date: Date): Buffer =>
  der(0x17, Buffer.from(`${date.toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`))

/** A certificate that signs itself: Node.js reads certificates and makes none. */
const selfSigned = (key: KeyObject): string => {
  const years = (count: number): Date => new Date(Date.UTC(new Date().getUTCFullYear() + count, 0, 1))
  const name = commonName('Embedded SNS of one machine')
  const serial = randomBytes(8)
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40
  const content = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, serial),
    sha256WithRsa,
    name,
    sequence(utcTime(years(-1)), utcTime(years(20))),
    name,
    createPublicKey(key).export({ type: 'spki', format: 'der' }),
  )
  const signature = sign('sha256', content, key)
  const certificate = sequence(content, sha256WithRsa, der(0x03, Buffer.from([0]), signature))
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

export interface Signer {
  /** The envelope with its signature, in the version that the topic asks for. */
  signed(
    origin: string,
    envelope: Record<string, unknown>,
    version: string | undefined,
  ): Record<string, unknown>
  /** The certificate of that path, or undefined. */
  certificateAt(path: string): string | undefined
}

/** Signs with a key of this machine, made when it is first needed and kept beside the topics. */
export const createSigner = (file: string): Signer => {
  let known: { key: KeyObject; certificate: string; path: string } | undefined
  const load = () => {
    if (known) return known
    if (!existsSync(file)) {
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
      const pem = privateKey.export({ type: 'pkcs8', format: 'pem' })
      writeFileSync(file, `${String(pem)}${selfSigned(privateKey)}`, { mode: 0o600 })
    }
    const content = readFileSync(file, 'utf8')
    const certificate = content.slice(content.indexOf('-----BEGIN CERTIFICATE'))
    const id = createHash('sha256').update(certificate).digest('hex').slice(0, 32)
    known = { key: createPrivateKey(content), certificate, path: `/SimpleNotificationService-${id}.pem` }
    return known
  }
  return {
    signed: (origin, envelope, version = '1') => {
      const { key, path } = load()
      const algorithm = version === '2' ? 'sha256' : 'sha1'
      return {
        ...envelope,
        SignatureVersion: version,
        Signature: sign(algorithm, Buffer.from(stringToSign(envelope)), key).toString('base64'),
        SigningCertURL: `${origin}${path}`,
      }
    },
    certificateAt: (path) => (path.endsWith('.pem') && path === load().path ? load().certificate : undefined),
  }
}
