import { createServer } from 'node:http'
import { X509Certificate, verify } from 'node:crypto'
import { SetTopicAttributesCommand } from '@aws-sdk/client-sns'
import { expect, test } from 'vitest'
import { afterTest, eventually } from '../wire/support.ts'
import { queueArn, startTopic } from './support.ts'

type Envelope = Record<string, string>

/** As a subscriber verifies: fetches the certificate, and puts the signed text together by itself. */
const isGenuine = async (envelope: Envelope): Promise<boolean> => {
  const fields =
    envelope['Type'] === 'Notification'
      ? ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type']
      : ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type']
  const text = fields.flatMap((name) => (name in envelope ? [name, envelope[name]] : [])).join('\n')
  const pem = await (await fetch(envelope['SigningCertURL'] ?? '')).text()
  const certificate = new X509Certificate(pem)
  expect(certificate.verify(certificate.publicKey)).toBe(true)
  expect(new Date(certificate.validTo).getTime()).toBeGreaterThan(Date.now())
  return verify(
    envelope['SignatureVersion'] === '2' ? 'sha256' : 'sha1',
    Buffer.from(`${text}\n`),
    certificate.publicKey,
    Buffer.from(envelope['Signature'] ?? '', 'base64'),
  )
}

test('envelopes are signed, in the version of their topic; a changed one is found out', async () => {
  const { client, TopicArn, subscribe, publish, settled, queued } = await startTopic()
  await subscribe('sqs', queueArn('q'))
  await publish('first', { Subject: 'A subject' })
  await settled()
  await client.send(
    new SetTopicAttributesCommand({ TopicArn, AttributeName: 'SignatureVersion', AttributeValue: '2' }),
  )
  await publish('second')
  await settled()
  const envelopes = queued.map(({ body }) => JSON.parse(body) as Envelope)
  expect(envelopes.map((each) => each['SignatureVersion'])).toEqual(['1', '2'])
  for (const envelope of envelopes) {
    expect(await isGenuine(envelope)).toBe(true)
    expect(await isGenuine({ ...envelope, Message: 'changed' })).toBe(false)
  }
})

test('an endpoint can verify the confirmation that it is asked for, and what follows', async () => {
  const { subscribe, publish } = await startTopic()
  const posted: Envelope[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (part: Buffer) => {
      text += part.toString()
    })
    request.on('end', () => {
      posted.push(JSON.parse(text) as Envelope)
      response.end()
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  afterTest(() => {
    server.close()
  })
  const address = server.address()
  await subscribe('http', `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`)
  await eventually('asked to confirm', () => posted.length === 1)
  expect(await isGenuine(posted[0] ?? {})).toBe(true)
  await fetch(posted[0]?.['SubscribeURL'] ?? '')
  await publish('x')
  await eventually('notified', () => posted.length === 2)
  expect(await isGenuine(posted[1] ?? {})).toBe(true)
})
