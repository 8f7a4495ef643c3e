import { BrowserWindow, screen, type WebContents } from 'electron'
import { join } from 'node:path'

export type Page = 'index' | 'customer'

const PRELOAD = join(import.meta.dirname, '../preload/index.cjs')

/** The clerk's window and, when asked for, the customer screen; on the second display where there is one. */
export class Windows {
  #clerk: BrowserWindow | undefined
  #customer: BrowserWindow | undefined

  isClerk(contents: WebContents): boolean {
    return this.#clerk?.webContents === contents
  }

  isCustomer(contents: WebContents): boolean {
    return this.#customer?.webContents === contents
  }

  get clerk(): BrowserWindow | undefined {
    return this.#clerk
  }

  openClerk(): BrowserWindow {
    const window = open('index', { width: 1366, height: 768, minWidth: 1180, minHeight: 680, title: '税厅台' })
    this.#clerk = window
    window.on('closed', () => {
      this.#clerk = undefined
      this.#customer?.close()
    })
    return window
  }

  /** Opens the customer screen, or gives the one that is open. Resolves once its page listens. */
  async openCustomer(): Promise<BrowserWindow> {
    if (this.#customer !== undefined) return this.#customer
    const second = screen.getAllDisplays().find((display) => display.id !== screen.getPrimaryDisplay().id)
    const window = open('customer', {
      width: 1024,
      height: 768,
      title: '税厅台 · 客户屏',
      ...(second === undefined ? {} : { x: second.bounds.x, y: second.bounds.y, fullscreen: true }),
    })
    this.#customer = window
    window.on('closed', () => {
      this.#customer = undefined
    })
    await new Promise<void>((resolve) => {
      window.webContents.once('did-finish-load', () => {
        resolve()
      })
    })
    return window
  }

  focusClerk(): void {
    if (this.#clerk?.isMinimized() === true) this.#clerk.restore()
    this.#clerk?.focus()
  }

  tellClerk(topic: string, payload: unknown): void {
    this.#clerk?.webContents.send('desk:topic', { topic, payload })
  }

  tellCustomer(topic: string, payload: unknown): void {
    this.#customer?.webContents.send('desk:topic', { topic, payload })
  }
}

function open(page: Page, options: Electron.BrowserWindowConstructorOptions): BrowserWindow {
  const window = new BrowserWindow({
    show: false,
    backgroundColor: '#f5f6f7',
    ...options,
    webPreferences: {
      preload: PRELOAD,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
    },
  })
  window.once('ready-to-show', () => {
    window.show()
  })
  void window.loadURL(addressOf(page))
  return window
}

function addressOf(page: Page): string {
  const development = process.env['ELECTRON_RENDERER_URL']
  return development === undefined ? `app://desk/${page}.html` : `${development}/${page}.html`
}
