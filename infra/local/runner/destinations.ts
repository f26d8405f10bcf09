import { PublishCommand } from '@aws-sdk/client-sns'
import { ConfigError } from '../../../shared/errors.ts'
import type { SqsService } from '../sqs/server.ts'
import type { MessageAttributes } from '../wire/message-attributes.ts'
import { nameInArn } from './aws-identity.ts'
import type { Clients } from './services.ts'

/** Hands a text to a queue, a topic or a function, by ARN. Resolves when it is stored there. */
export type Send = (arn: string, body: string, attributes?: Record<string, string>) => Promise<void>

/**
 * @param invokeAsync stores an asynchronous invocation of a function
 * @throws ConfigError for an ARN of another kind
 */
export const createSend =
  (clients: Clients, sqs: SqsService, invokeAsync: (functionName: string, payload: string) => void): Send =>
  async (arn, body, attributes = {}) => {
    const messageAttributes: MessageAttributes = Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
    )
    if (arn.startsWith('arn:aws:sqs:')) await sqs.sendInProcess(arn, body, messageAttributes)
    else if (arn.startsWith('arn:aws:lambda:')) invokeAsync(nameInArn(arn), body)
    else if (arn.startsWith('arn:aws:sns:')) {
      const MessageAttributes = Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
      )
      await clients.sns.send(new PublishCommand({ TopicArn: arn, Message: body, MessageAttributes }))
    } else {
      throw new ConfigError(
        `Nothing can be sent to ${arn}`,
        'Use a queue, a topic or a function as the destination.',
      )
    }
  }
