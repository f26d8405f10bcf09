import { access } from '../wire/access.ts'
import type { AccessRequest } from '../wire/access.ts'
import type { OperationName, Request } from './requests.ts'
import { busArn, busNameOf, ruleArn } from './store.ts'

/** What an operation needs. Each entry that is put needs the permission for its bus. */
export const accessOf = (name: OperationName, input: Readonly<Record<string, unknown>>): AccessRequest[] => {
  const action = `events:${name}`
  if (name === 'PutEvents') {
    return (input as Request<'PutEvents'>).Entries.map((entry) =>
      access(action, busArn(busNameOf(entry.EventBusName)), {
        'events:source': [entry.Source ?? ''],
        'events:detail-type': [entry.DetailType ?? ''],
      }),
    )
  }
  if (name === 'TestEventPattern' || name === 'ListEventBuses') return [access(action, '*')]
  const bus = busNameOf(input['EventBusName'] as string | undefined)
  if (name.endsWith('EventBus')) return [access(action, busArn(busNameOf(input['Name'] as string)))]
  const rule = input['Rule'] ?? input['Name']
  return [access(action, typeof rule === 'string' ? ruleArn(bus, rule) : busArn(bus))]
}
