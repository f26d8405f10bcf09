import { queueArn } from '../wire/arn.ts'
import { access } from '../wire/access.ts'
import type { AccessRequest } from '../wire/access.ts'
import type { OperationName } from './requests.ts'

const nameInUrl = (url: unknown): string => String(url).replace(/\/$/, '').split('/').at(-1) ?? ''

type Input = Readonly<Record<string, unknown>>

const ofMove = (input: Input): AccessRequest[] => {
  const source = String(input['SourceArn'])
  const reading = ['StartMessageMoveTask', 'ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes']
  const to = input['DestinationArn']
  return [
    ...reading.map((action) => access(`sqs:${action}`, source)),
    ...(typeof to === 'string' ? [access('sqs:SendMessage', to)] : []),
  ]
}

const special: Readonly<Partial<Record<OperationName, (input: Input) => AccessRequest[]>>> = {
  ListQueues: () => [access('sqs:ListQueues', '*')],
  CreateQueue: (input) => [access('sqs:CreateQueue', queueArn(String(input['QueueName'])))],
  GetQueueUrl: (input) => [access('sqs:GetQueueUrl', queueArn(String(input['QueueName'])))],
  StartMessageMoveTask: ofMove,
  ListMessageMoveTasks: (input) => [access('sqs:ListMessageMoveTasks', String(input['SourceArn']))],
  CancelMessageMoveTask: () => [access('sqs:CancelMessageMoveTask', '*')],
}

/** What an operation needs. A batch needs the permission of its single call. */
export const accessOf = (name: OperationName, input: Input): AccessRequest[] =>
  special[name]?.(input) ?? [
    access(`sqs:${name.replace(/Batch$/, '')}`, queueArn(nameInUrl(input['QueueUrl']))),
  ]
