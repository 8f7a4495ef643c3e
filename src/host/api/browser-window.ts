import { pathToFileURL } from 'node:url'
import { Tab } from '../chromium/tab.ts'
import type { Rectangle } from '../geometry.ts'
import { life, report } from '../life.ts'
import { pageScripts } from '../page/scripts.ts'
import { preventable, strict } from '../strict.ts'
import { app } from './app.ts'
import type { NativeImage } from './native-image.ts'
import { listenToPage } from './page-events.ts'
import { appName } from './paths.ts'
import { RequestGate } from './request-gate.ts'
import { makeWebContents, type WebContents } from './web-contents.ts'
import { WindowFrame } from './window-frame.ts'
import { checkWindowOptions, type WindowOptions } from './window-options.ts'
import { browserSession } from './windows.ts'

/** A page that does not answer a closing window is closed without it. */
const closingPatience = 3000
let lastId = 0

class BrowserWindowClass extends WindowFrame {
  static getAllWindows(): BrowserWindow[] {
    return browserSession()
      .all()
      .map(({ window }) => window)
  }

  static fromId(id: number): BrowserWindow | null {
    return browserSession().find(id)?.window ?? null
  }

  static fromWebContents(contents: WebContents): BrowserWindow | null {
    return browserSession().findByContents(contents)?.window ?? null
  }

  static getFocusedWindow(): BrowserWindow | null {
    return browserSession().focused?.window ?? null
  }

  readonly id: number
  readonly webContents: WebContents
  protected override readonly _tab: Tab
  private _title: string
  private _visible: boolean
  private _destroyed = false
  private _painted = false
  /** Ends the closing under way: true when the window is gone, false when its page stays. */
  private _left: ((closed: boolean) => void) | undefined
  private _closing: Promise<boolean> | undefined

  constructor(options: WindowOptions = {}) {
    if (!life.ready) throw new Error('Cannot create BrowserWindow before app is ready')
    checkWindowOptions(options)
    super(options)
    this.id = ++lastId
    this._title = options.title ?? appName()
    this._visible = options.show ?? true
    this.webContents = makeWebContents(this.id)
    const self = strict('BrowserWindow', this as BrowserWindow)
    this._tab = this._openPage(options, self)
    this._tab.whenReady().then(
      () => this._place(options),
      (error: unknown) => life.quitting || report(`a window could not open: ${String(error)}`),
    )
    if (this._visible) this._takeFocus()
    app.emit('web-contents-created', {}, this.webContents)
    app.emit('browser-window-created', {}, self)
    return self
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url)
  }

  loadFile(file: string): Promise<void> {
    return this.webContents.loadURL(pathToFileURL(file).href)
  }

  reload(): void {
    this.webContents.reload()
  }

  capturePage(area?: Rectangle): Promise<NativeImage> {
    return this.webContents.capturePage(area)
  }

  close(): void {
    void this._close()
  }

  /** Closes without asking anybody. */
  destroy(): void {
    this._gone()
    void this._tab.close().catch(() => undefined)
  }

  isDestroyed(): boolean {
    return this._destroyed
  }

  show(): void {
    this.showInactive()
    this.focus()
  }

  showInactive(): void {
    if (this.isMinimized()) this.restore()
    if (this._visible) return
    this._visible = true
    this.emit('show')
  }

  hide(): void {
    if (!this._visible) return
    this._visible = false
    this.emit('hide')
  }

  isVisible(): boolean {
    return this._visible
  }

  focus(): void {
    this.moveTop()
    this._takeFocus()
  }

  isFocused(): boolean {
    return browserSession().focused?.window.id === this.id
  }

  moveTop(): void {
    this._tab.send('Page.bringToFront').catch(() => undefined)
  }

  getTitle(): string {
    return this._title
  }

  setTitle(title: string): void {
    this._title = title
  }

  private _openPage(options: WindowOptions, self: BrowserWindow): Tab {
    const contents = this.webContents
    const owner = {
      preload: options.webPreferences?.preload,
      close: () => this.close(),
      onStay: () => this._left?.(false),
      onFirstPaint: () => this._onFirstPaint(),
      onTitle: (title: string) => this._onTitle(title),
    }
    const { chromium } = browserSession()
    const tab = new Tab(chromium, this.getBounds(), pageScripts(owner.preload), listenToPage(contents, owner))
    contents._page = {
      tab,
      gate: new RequestGate(contents, tab),
      url: '',
      title: '',
      loading: false,
      crashed: false,
      destroyed: false,
      openHandler: undefined,
    }
    browserSession().add(this.id, { window: self, contents, tab, close: () => this._close(), gone: () => this._gone() })
    return tab
  }

  /**
   * Closes as a person would: the app may refuse, then the page may. Resolves with whether it closed. The browser
   * forgets a closing that begins while a page still holds back another, so they wait for one another.
   */
  private async _close(): Promise<boolean> {
    const before = this._closing
    const closing = before ? before.then(() => this._closeOnce()) : this._closeOnce()
    this._closing = closing
    const closed = await closing
    if (this._closing === closing) this._closing = undefined
    return closed
  }

  private async _closeOnce(): Promise<boolean> {
    if (this._destroyed) return true
    const event = preventable({})
    this.emit('close', event)
    if (event.defaultPrevented) return false
    const done = new Promise<boolean>((resolve) => {
      this._left = resolve
    })
    const timer = setTimeout(() => void this._tab.close().catch(() => undefined), closingPatience)
    const ask = () => void this._tab.send('Page.close').catch(() => undefined)
    ask()
    // It forgets one as well that comes a blink after the page was told to stay.
    const again = setInterval(ask, closingPatience / 4)
    const closed = await done
    clearInterval(again)
    clearTimeout(timer)
    return closed
  }

  private _gone(): void {
    if (this._destroyed) return
    this._destroyed = true
    browserSession().remove(this.id)
    this.webContents._page.destroyed = true
    this._tab.abandon()
    this.webContents.emit('destroyed')
    this.emit('closed')
    this._left?.(true)
    if (browserSession().all().length > 0 || life.quitting) return
    if (app.listenerCount('window-all-closed') > 0) app.emit('window-all-closed')
    else app.quit()
  }

  private _onFirstPaint(): void {
    if (this._painted) return
    this._painted = true
    this.emit('ready-to-show', {})
  }

  private _onTitle(title: string): void {
    const event = preventable({})
    this.webContents._page.title = title
    this.webContents.emit('page-title-updated', event, title, true)
    this.emit('page-title-updated', event, title, true)
    if (!event.defaultPrevented) this._title = title
  }

  private _takeFocus(): void {
    const before = browserSession().focus(this.id)
    if (before?.window.id === this.id) return
    before?.window.emit('blur')
    this.emit('focus')
  }
}

export type BrowserWindow = BrowserWindowClass

/** Electron's class; statics that the stand-in lacks throw too. */
export const BrowserWindow = strict('BrowserWindow', BrowserWindowClass)
