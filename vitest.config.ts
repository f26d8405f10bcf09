import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'fast',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.slow.test.ts'],
          setupFiles: ['test/support/no-network.ts'],
          // For what hangs, not for what is slow: a machine that is busy with other work may take ten times as long.
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // By itself vitest leaves one core free: half of a machine of two.
          maxWorkers: '100%',
        },
      },
      {
        test: {
          name: 'slow',
          include: ['test/**/*.slow.test.ts'],
          setupFiles: ['test/support/no-network.ts'],
          globalSetup: ['test/e2e/support/assembly.ts'],
          testTimeout: 900_000,
          hookTimeout: 300_000,
          // Each file runs a whole system in processes of its own; alone it keeps little more than one core busy.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
