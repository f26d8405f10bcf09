import { userInfo } from 'node:os'

/** Who does it, for the audit trail. Decisions ask for the name; what operators do takes the account's. */
export const author = [
  '--author <name>',
  'who does it, for the audit trail (default: your account’s name)',
] as const

export const authorOf = (options: { author?: string }): string => options.author ?? userInfo().username
