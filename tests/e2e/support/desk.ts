import { _electron, expect, test, type ElectronApplication, type Page } from '@playwright/test'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { root } from './processes.ts'

export interface DeskOptions {
  /** Where the central is, or would be. */
  readonly central: string
  /** Lets a new desk in at its first start. */
  readonly enrolCode?: string
  readonly name?: string
  /** Opens its key; `null` leaves that to the person at the keyboard. */
  readonly passphrase?: string | null
  /** Where the card reader's service listens; nowhere by default. */
  readonly cardReader?: string
  /** A folder of an earlier desk; a fresh one by default. */
  readonly folder?: string
}

/** One desk: the program as it is delivered, its folder, and the clerk's window. */
export interface Desk {
  readonly app: ElectronApplication
  /** The clerk's window. */
  readonly page: Page
  readonly folder: string
  /** Whether it runs. */
  readonly isOpen: boolean
  /** What it wrote to its standard error since its first start: the log. */
  readonly log: () => string
  /** The customer screen, as soon as it is open. */
  customer(): Promise<Page>
  /** Pulls the plug: every process of the desk ends in this instant. */
  kill(): Promise<void>
  /** Opens the same folder again, after a kill or properly. */
  restart(options?: Partial<DeskOptions>): Promise<void>
  /** Closes it as its user does; the folder stays. */
  end(): Promise<void>
  /** Closes it and removes its folder. */
  close(): Promise<void>
}

/** Opens the key of every desk here. */
export const PASSPHRASE = 'zhuomian-1366'
/** A slow machine is no fault of the product. */
const PATIENCE = 60_000
/** Where nobody listens: a reader that isn't there must not be somebody else's. */
const NO_READER = 'http://127.0.0.1:9'

/** What a desk is told when it starts; `folder` is where it keeps its data. */
export function environmentOf(options: DeskOptions, folder: string): Record<string, string> {
  const chosen = test.info().project.metadata['env'] as Record<string, string>
  const own = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined)
  // The electron package asks for the executable in this process, not in the one it starts.
  Object.assign(process.env, chosen)
  const screen = 'ELECTRON_OVERRIDE_DIST_PATH' in chosen ? { DISPLAY: '', WAYLAND_DISPLAY: '' } : {}
  return {
    ...Object.fromEntries(own),
    ...chosen,
    ...screen,
    HALL_DESK_DATA: folder,
    HALL_DESK_CENTRAL: options.central,
    ...(options.passphrase === null ? {} : { HALL_DESK_PASSPHRASE: options.passphrase ?? PASSPHRASE }),
    HALL_DESK_CARD_READER: options.cardReader ?? NO_READER,
    ...(options.enrolCode === undefined ? {} : { HALL_DESK_ENROL_CODE: options.enrolCode }),
    ...(options.name === undefined ? {} : { HALL_DESK_NAME: options.name }),
  }
}

/** The window that shows this page, as soon as it does. */
async function findWindow(app: ElectronApplication, address: string): Promise<Page> {
  let found: Page | undefined
  await expect.poll(() => (found = app.windows().find((one) => one.url().includes(address)))).toBeDefined()
  return found as unknown as Page
}

async function launch(options: DeskOptions, folder: string, log: string[]) {
  const app = await _electron.launch({ args: ['.'], cwd: root, env: environmentOf(options, folder) })
  app.context().setDefaultTimeout(PATIENCE)
  app.process().stderr?.on('data', (chunk: Buffer) => log.push(chunk.toString()))
  const page = await app.firstWindow()
  await page.waitForURL(/index\.html/)
  return { app, page }
}

/** Starts a desk and waits for its first screen. */
export async function startDesk(options: DeskOptions): Promise<Desk> {
  const folder = options.folder ?? (await mkdtemp(path.join(tmpdir(), 'hall-e2e-desk-')))
  const log: string[] = []
  let isOpen = true
  let { app, page } = await launch(options, folder, log)
  const kill = async () => {
    const { pid } = app.process()
    const gone = once(app.process(), 'exit')
    if (pid !== undefined) process.kill(pid, 'SIGKILL')
    await gone
    isOpen = false
  }
  const end = async () => {
    if (isOpen) await app.close()
    isOpen = false
  }
  return {
    get app() {
      return app
    },
    get page() {
      return page
    },
    folder,
    get isOpen() {
      return isOpen
    },
    log: () => log.join(''),
    customer: () => findWindow(app, 'customer.html'),
    kill,
    restart: async (changed = {}) => {
      await end()
      ;({ app, page } = await launch({ ...options, ...changed }, folder, log))
      isOpen = true
    },
    end,
    close: async () => {
      await end()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
