import { expect, test } from 'vitest'
import { screeningModel } from '../../shared/screening/model.ts'
import { prepareName } from '../../shared/screening/normalise.ts'
import { weakByPolicy } from '../../shared/screening/weak-aliases.ts'

const model = screeningModel()
const weak = (alias: string, name = 'Karakum Rocket Engine Tank Zavod') => {
  const [own, other] = [prepareName(name, model), prepareName(alias, model)]
  return weakByPolicy(other, own, [own, other])
}

test('a bare acronym is weak: without a vowel, or of the initials of another name; not a longer word', () => {
  expect(weak('KRTZ')).toBe('acronym')
  expect(weak('KRTZQ')).toBe('acronym')
  expect(weak('KRTZQV')).toBeNull()
  expect(weak('KARE', 'Karakum Aviation Research Establishment')).toBe('acronym')
  expect(weak('KARE')).toBeNull()
})

test('a registered name is not weak, however short', () => {
  expect(weak('AO KRTZ')).toBeNull()
})
