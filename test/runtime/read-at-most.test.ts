import { expect, test } from 'vitest'
import { readAtMost } from '../../shared/runtime/read-at-most.ts'

/** An endless body of ones, and how much of it was asked for. */
const endless = () => {
  let asked = 0
  const body = async function* (): AsyncGenerator<Uint8Array> {
    for (;;) {
      asked++
      yield new Uint8Array(10).fill(1)
    }
  }
  return { body: body(), asked: () => asked }
}

test('a body is read whole where it is short enough', async () => {
  const body = async function* (): AsyncGenerator<Uint8Array> {
    yield Uint8Array.of(1, 2)
    yield Uint8Array.of(3)
  }
  expect(await readAtMost(body(), 3)).toEqual(Uint8Array.of(1, 2, 3))
  expect(await readAtMost(undefined, 3)).toEqual(new Uint8Array())
})

test('a body without an end is read as far as the limit and no further', async () => {
  const { body, asked } = endless()
  expect(await readAtMost(body, 25)).toEqual(new Uint8Array(25).fill(1))
  expect(asked()).toBe(3)
})
