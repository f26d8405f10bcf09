import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type GoldenDigests, goldenDigests } from '../../bench/matching-golden.ts'
import { screeningModel } from '../../shared/screening/model.ts'

/**
 * The model's version stands in stored keys and in evidence: under one version the same names give the same keys,
 * scores and explanations. Whoever means to change one raises the version, and writes the new digests down with
 * `node bench/matching-golden.ts`.
 */
test('under one version of the model no key, score or explanation changes', () => {
  const recorded = JSON.parse(readFileSync(join(import.meta.dirname, 'golden.json'), 'utf8')) as Record<
    string,
    GoldenDigests
  >
  expect(recorded).toHaveProperty(screeningModel().version)
  expect(goldenDigests()).toEqual(recorded[screeningModel().version])
  // Half a minute of work where the machine has other work too.
}, 180_000)
