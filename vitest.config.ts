import vue from '@vitejs/plugin-vue'
import path from 'node:path'
import { defineConfig } from 'vitest/config'

/** Slow kinds of tests by folder; every other folder of tests/ holds unit and property tests. */
const storage = ['tests/storage/**/*.test.ts', 'tests/migrations/**/*.test.ts']
const api = [
  'tests/central/**/*.test.ts',
  'tests/worker/**/*.test.ts',
  'tests/town/**/*.test.ts',
  'tests/conformance/**/*.test.ts',
  'tests/fault-lab/**/*.test.ts',
]
const host = ['tests/host/**/*.test.ts']
const tidy = ['tests/tidy/**/*.test.ts']
/** What breaks disks and processes, and what plays many desks at once; both have a long form (`npm run soak`). */
const crash = ['tests/crash/**/*.test.ts']
const sim = ['tests/sim/**/*.test.ts']
const SOAK_HOUR = 3_600_000
const long = (usual: number): number => (process.env['HALL_DESK_SOAK'] === '1' ? SOAK_HOUR : usual)
const patience = long(240_000)

// Compiled once, started often: taking the types out of a program's sources costs more than starting it.
process.env['NODE_COMPILE_CACHE'] ??= path.join(import.meta.dirname, '.hall-desk/compiled')

/** Files of a worker share what they import: loading the product anew for each took longer than their tests. */
const shared = { isolate: false } as const

export default defineConfig({
  plugins: [vue()],
  test: {
    // One PostgreSQL for the whole run, started when the first test asks for a database.
    globalSetup: ['tests/support/postgres-door.ts'],
    restoreMocks: true,
    allowOnly: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          ...shared,
          // A property of many runs takes its time on a busy machine; what is measured is measured in tests/bench.
          testTimeout: 20_000,
          include: ['tests/**/*.test.ts'],
          exclude: [...storage, ...api, ...host, ...tidy, ...crash, ...sim, 'tests/e2e/**'],
        },
      },
      {
        extends: true,
        test: { name: 'storage', ...shared, include: storage, testTimeout: long(20_000), hookTimeout: 60_000 },
      },
      { extends: true, test: { name: 'api', ...shared, include: api, testTimeout: long(20_000), hookTimeout: 60_000 } },
      {
        extends: true,
        // A browser a file: two at once would measure each other on a small machine.
        test: { name: 'host', include: host, testTimeout: 60_000, hookTimeout: 60_000, fileParallelism: false },
      },
      {
        extends: true,
        test: { name: 'crash', ...shared, include: crash, testTimeout: patience, hookTimeout: 120_000 },
      },
      { extends: true, test: { name: 'sim', ...shared, include: sim, testTimeout: patience, hookTimeout: 120_000 } },
      { extends: true, test: { name: 'tidy', include: tidy, testTimeout: 60_000 } },
    ],
  },
})
