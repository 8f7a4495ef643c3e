import type { Chromium } from '../chromium/chromium.ts'
import type { Tab } from '../chromium/tab.ts'
import { schemes } from '../schemes.ts'
import type { BrowserWindow } from './browser-window.ts'
import type { WebContents } from './web-contents.ts'

/** A window that is not closed yet, with the levers that only the host may pull. */
export interface OpenWindow {
  readonly window: BrowserWindow
  readonly contents: WebContents
  readonly tab: Tab
  /** Closes as a person would; false when the app refused. */
  close(): Promise<boolean>
  /** The browser closed it, or lost it. */
  gone(): void
}

/** The browser of this run and its windows, oldest first. */
export class BrowserSession {
  readonly #windows = new Map<number, OpenWindow>()
  #chromium: Chromium | undefined
  #focused: number | undefined

  get chromium(): Chromium {
    if (!this.#chromium) throw new Error('electron-host: the browser is not started')
    return this.#chromium
  }

  set chromium(chromium: Chromium) {
    this.#chromium = chromium
  }

  /** Closes the browser, if it was ever started. */
  async close(): Promise<void> {
    await this.#chromium?.close()
  }

  add(id: number, open: OpenWindow): void {
    this.#windows.set(id, open)
  }

  remove(id: number): void {
    this.#windows.delete(id)
    if (this.#focused === id) this.#focused = undefined
  }

  all(): OpenWindow[] {
    return [...this.#windows.values()]
  }

  find(id: number): OpenWindow | undefined {
    return this.#windows.get(id)
  }

  findByTarget(targetId: string | undefined): OpenWindow | undefined {
    return this.all().find(({ tab }) => tab.targetId === targetId)
  }

  findByContents(contents: WebContents): OpenWindow | undefined {
    return this.all().find((open) => open.contents === contents)
  }

  get focused(): OpenWindow | undefined {
    return this.#focused === undefined ? undefined : this.find(this.#focused)
  }

  /** Moves the focus; the window that had it is returned, to be told. */
  focus(id: number): OpenWindow | undefined {
    const before = this.focused
    this.#focused = id
    return before
  }

  /** Does something for every document that is open, with its origin as the browser knows it. */
  async forEachTab(act: (tab: Tab, origin: string) => Promise<unknown>): Promise<void> {
    const documents = this.all().filter(({ contents }) => contents.getURL() !== '')
    await Promise.all(documents.map(({ tab, contents }) => act(tab, new URL(schemes.toPage(contents.getURL())).origin)))
  }
}

const session = new BrowserSession()

export function browserSession(): BrowserSession {
  return session
}
