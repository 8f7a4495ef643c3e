import { defineConfig } from '@playwright/test'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { findElectron, runtime } from './src/host/runtime.ts'

const hostFolder = path.join(import.meta.dirname, 'src/host')

// Compiled once, started often: taking the types out of a central's sources costs more than starting it.
process.env['NODE_COMPILE_CACHE'] ??= path.join(import.meta.dirname, '.hall-desk/compiled')

/**
 * What opens the desk, as environment: `_electron.launch()` without an executable path follows it. Tests set it in
 * their worker from `test.info().project.metadata`, since two projects may want different ones.
 */
const electron = findElectron()
const host = runtime({ ...process.env, ELECTRON_OVERRIDE_DIST_PATH: hostFolder }).env

/** One suite: in the host always, and in the real Electron wherever its binary is. */
const desks = [
  { name: 'desk', metadata: { env: host } },
  ...(electron === undefined ? [] : [{ name: 'desk-electron', metadata: { env: runtime().env } }]),
]

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  // The rooms' own configurations map a package to its types, which Playwright would then run.
  tsconfig: 'tsconfig.json',
  forbidOnly: true,
  // A desk is a browser, a data thread and a central service: half the processors is all a machine can carry.
  workers: Math.max(1, Math.floor(availableParallelism() / 2)),
  // Patient: a slow machine is no fault of the product.
  timeout: 90_000,
  expect: { timeout: 20_000 },
  projects: [
    ...desks.map((desk) => ({ ...desk, testIgnore: 'tour/**' })),
    { name: 'tour', testMatch: 'tour/**/*.{spec,test}.ts', metadata: { env: runtime().env }, timeout: 900_000 },
  ],
})
