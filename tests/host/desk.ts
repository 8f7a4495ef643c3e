import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type ElectronApplication, type Page } from '@playwright/test'
import { runtime } from '../../src/host/runtime.ts'

/** The tiny app that the stand-in runs in these tests. */
export const fixtureApp = join(import.meta.dirname, 'fixture-app')

/** The fixture, running, with its first window loaded. */
export interface Desk {
  readonly app: ElectronApplication
  readonly page: Page
  readonly folder: string
  /** What the app's handlers noted so far. */
  seen(): Promise<string[]>
  close(): Promise<void>
}

/** A folder for one run's userData. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'hall-desk-host-'))
}

/** Environment of a run without a display, whatever the machine has; `more` is added. */
export function headlessEnvironment(folder: string, more: Record<string, string> = {}): Record<string, string> {
  const own = Object.entries(process.env).filter(([name]) => name !== 'DISPLAY' && name !== 'WAYLAND_DISPLAY')
  const environment = Object.fromEntries(own.map(([name, value = '']) => [name, value]))
  return { ...environment, ...runtime().env, FIXTURE_DATA: folder, ...more }
}

/** Starts the fixture as Playwright starts any Electron app. */
export async function openDesk(more: Record<string, string> = {}): Promise<Desk> {
  // The electron package answers with this folder's executable instead of downloading one.
  Object.assign(process.env, runtime().env)
  const folder = temporaryFolder()
  const app = await _electron.launch({ args: [fixtureApp], env: headlessEnvironment(folder, more) })
  const page = await app.firstWindow()
  await page.waitForURL(/index\.html/)
  await page.locator('#state', { hasText: 'ready' }).waitFor()
  return {
    app,
    page,
    folder,
    seen: () => app.evaluate(() => (globalThis as unknown as { fixture: { seen: string[] } }).fixture.seen),
    async close() {
      await app.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** What the fixture's preload puts into its pages. */
export interface FixtureBridge {
  readonly nodePath: string
  readonly sandboxed: boolean
  call(channel: string, value?: unknown): Promise<unknown>
  note(text: string): void
  on(channel: string, listener: (...values: unknown[]) => void): () => void
}

declare global {
  interface Window {
    readonly fixture: FixtureBridge
  }
}
