/** Options that many commands share, in the same words. */
export const stage = ['--stage <stage>', 'a deployed stage instead of the local system'] as const
export const json = ['--json', 'one JSON line for each result'] as const
