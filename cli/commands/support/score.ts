import { InvalidArgumentError } from 'commander'

/** A score that an option gives: from 0 to 1. */
export const scoreOf = (text: string): number => {
  const value = Number(text)
  if (text.trim() === '' || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError('It is not a number from 0 to 1.')
  return value
}
