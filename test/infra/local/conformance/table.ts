import { fileURLToPath } from 'node:url'
import type { Case } from './dynamodb-cases.ts'

export const document = fileURLToPath(new URL('../../../../docs/dynamodb-conformance.md', import.meta.url))

/** The beginning of a case's row, up to the embedded column. */
export const rowOf = ({ call, behaviour }: Pick<Case, 'call' | 'behaviour'>, embedded: string): string =>
  `| ${call} | ${behaviour} | ${embedded} |`
