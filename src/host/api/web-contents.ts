import type { Tab } from '../chromium/tab.ts'
import type { Rectangle } from '../geometry.ts'
import { report } from '../life.ts'
import { LoadError } from '../load-error.ts'
import { schemes } from '../schemes.ts'
import { HostEmitter, strict } from '../strict.ts'
import { ipcCodec } from './ipc-main.ts'
import { makeNativeImage, type NativeImage } from './native-image.ts'
import { getPath } from './paths.ts'
import { deniedAtFirst } from './permissions.ts'
import { type PdfOptions, type PrintOptions, printerName, printToFolder, printToPdf } from './printing.ts'
import type { RequestGate } from './request-gate.ts'
import { type Session, session } from './session.ts'
import { makeMainFrame, type WebFrameMain } from './web-frame.ts'
import { browserSession } from './windows.ts'

const fires = [
  'console-message',
  'destroyed',
  'did-fail-load',
  'did-finish-load',
  'did-navigate',
  'did-navigate-in-page',
  'did-start-loading',
  'did-stop-loading',
  'dom-ready',
  'page-title-updated',
  'preload-error',
  'render-process-gone',
  'will-frame-navigate',
  'will-navigate',
  'will-prevent-unload',
  'will-redirect',
]
/** Events whose cause can't be seen through the debugging pipe, or never happens here. */
const silent = [
  'before-input-event',
  'blur',
  'certificate-error',
  'context-menu',
  'devtools-opened',
  'did-attach-webview',
  'focus',
  'input-event',
  'login',
  'responsive',
  'select-bluetooth-device',
  'select-client-certificate',
  'unresponsive',
  'will-attach-webview',
  'zoom-changed',
]

/** Details of a window that a page wants to open. */
export interface OpenDetails {
  readonly url: string
  readonly frameName: string
  readonly features: string
  readonly disposition: string
  readonly referrer: object
}
type OpenHandler = (details: OpenDetails) => { readonly action: 'allow' | 'deny' }

/** What the host knows about a page, behind the object that the app sees. */
export interface PageState {
  readonly tab: Tab
  readonly gate: RequestGate
  url: string
  title: string
  loading: boolean
  crashed: boolean
  destroyed: boolean
  openHandler: OpenHandler | undefined
}

/** A window's page. Made by its BrowserWindow, which then calls `attach`. */
export class WebContents extends HostEmitter {
  readonly id: number
  readonly mainFrame: WebFrameMain
  private _state: PageState | undefined

  constructor(id: number) {
    super('webContents', { fires, silent })
    this.id = id
    const source = { url: () => this.getURL(), isPresent: () => !this.isDestroyed() }
    this.mainFrame = makeMainFrame(source, id)
  }

  /** The host's side of the page. Not part of Electron's interface. */
  get _page(): PageState {
    if (!this._state) throw new Error('electron-host: the page is not attached yet')
    return this._state
  }

  set _page(state: PageState) {
    this._state = state
  }

  get session(): Session {
    return session.defaultSession
  }

  getURL(): string {
    return this._page.url
  }

  getTitle(): string {
    return this._page.title
  }

  isDestroyed(): boolean {
    return this._page.destroyed
  }

  isCrashed(): boolean {
    return this._page.crashed
  }

  isLoading(): boolean {
    return this._page.loading
  }

  getOSProcessId(): number {
    return 0
  }

  getType(): string {
    return 'window'
  }

  async loadURL(url: string): Promise<void> {
    const { tab, gate } = this._page
    const pageUrl = schemes.toPage(new URL(url).href)
    try {
      await tab.whenReady()
      this._denyPermissions(pageUrl)
      gate.expect(pageUrl.split('#')[0] ?? pageUrl)
      await tab.load(pageUrl)
    } catch (error) {
      const failure = new LoadError(error instanceof Error ? error.message : String(error), url)
      if (!this.isDestroyed()) this.emit('did-fail-load', {}, failure.errno, failure.code, url, true, this.id, 1)
      throw failure
    }
  }

  reload(): void {
    this._page.tab.send('Page.reload').catch(() => undefined)
  }

  /** Sends to the page's preload. Inputs that can't be cloned throw here, as in Electron. */
  send(channel: string, ...inputs: unknown[]): void {
    this._page.tab.deliver({ t: 'event', channel, inputs: ipcCodec.encode(inputs) })
  }

  executeJavaScript(code: string, userGesture = false): Promise<unknown> {
    return this._page.tab.evaluate(code, userGesture)
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this._page.openHandler = handler
  }

  printToPDF(options: PdfOptions): Promise<Buffer> {
    return printToPdf(this._page.tab, options)
  }

  /** Writes a PDF into `<userData>/printed/`: there is no print dialog and no device here. */
  print(options: PrintOptions = {}, callback?: (success: boolean, failureReason: string) => void): void {
    printToFolder(this._page.tab, getPath('userData'), options).then(
      (file) => {
        report(`printed to ${file}`)
        callback?.(true, '')
      },
      (error: unknown) => callback?.(false, String(error)),
    )
  }

  async getPrintersAsync(): Promise<object[]> {
    return [{ name: printerName, displayName: 'PDF in a folder', description: '', options: {} }]
  }

  async capturePage(area?: Rectangle): Promise<NativeImage> {
    const clip = area ? { clip: { ...area, scale: 1 } } : {}
    const answer = await this._page.tab.send('Page.captureScreenshot', { format: 'png', ...clip })
    return makeNativeImage(Buffer.from((answer as { data: string }).data, 'base64'))
  }

  close(): void {
    browserSession().findByContents(this)?.window.close()
  }

  focus(): void {
    browserSession().findByContents(this)?.window.focus()
  }

  forcefullyCrashRenderer(): void {
    this._page.tab.send('Page.crash').catch(() => undefined)
  }

  /** DevTools are Chromium's own here: open them from its menu. */
  openDevTools(): void {}

  closeDevTools(): void {}

  isDevToolsOpened(): boolean {
    return false
  }

  setBackgroundThrottling(_allowed: boolean): void {}

  setIgnoreMenuShortcuts(_ignored: boolean): void {}

  /**
   * Nothing that Chromium would ask a person about is allowed to an origin before the app's handlers were asked.
   * Not waited for: the browser takes its commands in order, and the navigation comes after.
   */
  private _denyPermissions(pageUrl: string): void {
    const { origin } = new URL(pageUrl)
    if (origin === 'null') return
    for (const name of deniedAtFirst) {
      const parameters = { permission: { name }, setting: 'denied', origin }
      // A browser that lacks one of these has nothing to deny.
      browserSession()
        .chromium.send('Browser.setPermission', parameters)
        .catch(() => undefined)
    }
  }
}

/** A page as the app sees it: unknown members throw. */
export function makeWebContents(id: number): WebContents {
  return strict('webContents', new WebContents(id))
}

export const webContents = strict('webContents', {
  getAllWebContents: (): WebContents[] =>
    browserSession()
      .all()
      .map(({ contents }) => contents),
  getFocusedWebContents: (): WebContents | null => browserSession().focused?.contents ?? null,
  fromId: (id: number): WebContents | undefined => browserSession().find(id)?.contents,
  fromDevToolsTargetId: (targetId: string): WebContents | undefined =>
    browserSession().findByTarget(targetId)?.contents,
})
