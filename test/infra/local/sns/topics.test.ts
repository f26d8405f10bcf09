import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsCommand,
  ListTagsForResourceCommand,
  ListTopicsCommand,
  SetTopicAttributesCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-sns'
import { describe, expect, it } from 'vitest'
import { queueArn, startTopic } from './support.ts'

describe('topics', () => {
  it('are created once, whatever is repeated, and not with other attributes or tags', async () => {
    const { client } = await startTopic()
    const Attributes = {
      DisplayName: 'Tierwatch',
      KmsMasterKeyId: 'alias/key',
      Policy: '{"Version": "2012-10-17"}',
    }
    const Tags = [{ Key: 'customer', Value: 'acme' }]
    const create = (input: object) => client.send(new CreateTopicCommand({ Name: 'c', ...input }))

    const { TopicArn } = await create({ Attributes, Tags })
    expect(TopicArn).toBe('arn:aws:sns:us-east-1:000000000000:c')
    expect(
      await create({ Attributes: { ...Attributes, Policy: '{"Version":"2012-10-17"}' }, Tags }),
    ).toMatchObject({
      TopicArn,
    })
    expect(await create({})).toMatchObject({ TopicArn })
    await expect(create({ Attributes: { DisplayName: 'Other' } })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining('DisplayName'),
    })
    await expect(create({ Tags: [{ Key: 'customer', Value: 'zeta' }] })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining('tags'),
    })
  })

  it.each([
    ['a FIFO topic', { Name: 'a.fifo' }, /FIFO/],
    ['a name with a space', { Name: 'a b' }, /Name/],
    ['too long a name', { Name: 'x'.repeat(257) }, /Name/],
    ['an unknown attribute', { Name: 'a', Attributes: { Colour: 'red' } }, /Colour/],
    ['too long a display name', { Name: 'a', Attributes: { DisplayName: 'x'.repeat(101) } }, /DisplayName/],
    [
      'messages above 256 KiB',
      { Name: 'a', Attributes: { MaximumMessageSize: '1048576' } },
      /MaximumMessageSize/,
    ],
    ['a data protection policy', { Name: 'a', DataProtectionPolicy: '{}' }, /DataProtectionPolicy/],
  ])('refuse %s', async (_what, input, message) => {
    const { client } = await startTopic()
    await expect(client.send(new CreateTopicCommand(input))).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringMatching(message),
    })
    expect((await client.send(new ListTopicsCommand({}))).Topics).toHaveLength(1)
  })

  it('tell their attributes and how many subscribe', async () => {
    const { client, TopicArn, subscribe } = await startTopic()
    await subscribe('sqs', queueArn('q'))
    await subscribe('email', 'a@example.com')
    await client.send(
      new SetTopicAttributesCommand({ TopicArn, AttributeName: 'DisplayName', AttributeValue: 'Alerts <&>' }),
    )
    const { Attributes } = await client.send(new GetTopicAttributesCommand({ TopicArn }))
    expect(Attributes).toMatchObject({
      DisplayName: 'Alerts <&>',
      Owner: '000000000000',
      SubscriptionsConfirmed: '1',
      SubscriptionsPending: '1',
    })
  })

  it('are listed in pages of a hundred', async () => {
    const { client } = await startTopic()
    for (let index = 0; index < 120; index++)
      await client.send(new CreateTopicCommand({ Name: `t-${index}` }))
    const first = await client.send(new ListTopicsCommand({}))
    const second = await client.send(new ListTopicsCommand({ NextToken: first.NextToken }))
    expect([first.Topics?.length, second.Topics?.length, second.NextToken]).toEqual([100, 21, undefined])
  })

  it('have tags', async () => {
    const { client, TopicArn } = await startTopic()
    await client.send(
      new TagResourceCommand({
        ResourceArn: TopicArn,
        Tags: [
          { Key: 'a', Value: '1' },
          { Key: 'b', Value: '2' },
        ],
      }),
    )
    await client.send(new UntagResourceCommand({ ResourceArn: TopicArn, TagKeys: ['a'] }))
    const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceArn: TopicArn }))
    expect(Tags).toEqual([{ Key: 'b', Value: '2' }])
  })

  it('go with their subscriptions, and going twice is no error', async () => {
    const { client, TopicArn, subscribe, publish } = await startTopic()
    await subscribe('sqs', queueArn('q'))
    await client.send(new DeleteTopicCommand({ TopicArn }))
    await client.send(new DeleteTopicCommand({ TopicArn }))
    expect((await client.send(new ListSubscriptionsCommand({}))).Subscriptions).toEqual([])
    await expect(publish('x')).rejects.toMatchObject({ name: 'NotFoundException' })
  })
})

describe('the service', () => {
  it('refuses actions that it does not know, and unsigned requests but for links', async () => {
    const { service } = await startTopic()
    const post = (body: string, headers: Record<string, string>) =>
      fetch(service.url, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        body,
      })
    const unknown = await post('Action=CreatePlatformApplication', { authorization: 'x' })
    expect([unknown.status, await unknown.text()]).toEqual([
      400,
      expect.stringContaining('CreatePlatformApplication'),
    ])
    expect((await post('Action=ListTopics', {})).status).toBe(403)
    expect((await fetch(`${service.url}/?Action=ListTopics`)).status).toBe(403)
  })
})
