import path from 'node:path'

/** Where the state of the local system lies: `.tierwatch/` in the working directory, or `TIERWATCH_HOME`. */
export const stateDirectory = (): string => path.resolve(process.env['TIERWATCH_HOME'] ?? '.tierwatch')
