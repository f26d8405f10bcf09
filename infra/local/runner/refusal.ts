import { ConfigError } from '../../../shared/errors.ts'

/** The template asks for something that this machine does not do: said by name, never left out in silence. */
export const notImplemented = (place: string, what: string): ConfigError =>
  new ConfigError(
    `${place}: ${what} is not implemented locally`,
    'Teach infra/local/runner/ about it, or name it there as inert with the reason why it is harmless on one machine.',
  )

/** The template contradicts itself or the service's rules. */
export const wrongTemplate = (place: string, what: string): ConfigError =>
  new ConfigError(`${place}: ${what}`, 'Correct the construct that makes this resource and synthesise again.')

/** What is already there cannot become what the template now asks for. */
export const cannotApply = (place: string, what: string, stateDirectory: string): ConfigError =>
  new ConfigError(
    `${place}: ${what}; a local resource that exists cannot be changed that way`,
    `Start over: rm -r ${stateDirectory}`,
  )
