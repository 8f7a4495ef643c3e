import type { Tab } from '../chromium/tab.ts'
import type { Rectangle } from '../geometry.ts'
import { HostEmitter } from '../strict.ts'
import type { WindowOptions } from './window-options.ts'
import { browserSession } from './windows.ts'

type FrameState = 'normal' | 'minimized' | 'maximized' | 'fullscreen'

const fires = [
  'blur',
  'close',
  'closed',
  'enter-full-screen',
  'focus',
  'hide',
  'leave-full-screen',
  'maximize',
  'minimize',
  'move',
  'page-title-updated',
  'ready-to-show',
  'resize',
  'restore',
  'show',
  'unmaximize',
]
/** Events of a person's hand on a native frame, which the debugging pipe does not tell of. */
const silent = [
  'always-on-top-changed',
  'app-command',
  'moved',
  'query-session-end',
  'resized',
  'responsive',
  'session-end',
  'system-context-menu',
  'unresponsive',
  'will-move',
  'will-resize',
]

/** Place, size and state of a window. Without a display the page gets the asked size; with one, the frame does. */
export abstract class WindowFrame extends HostEmitter {
  protected abstract readonly _tab: Tab
  private _bounds: Rectangle
  private _frameState: FrameState = 'normal'

  constructor({ x = 0, y = 0, width = 800, height = 600 }: WindowOptions) {
    super('BrowserWindow', { fires, silent })
    this._bounds = { x, y, width, height }
  }

  minimize(): void {
    this._setState('minimized', 'minimize')
  }

  maximize(): void {
    this._setState('maximized', 'maximize')
  }

  unmaximize(): void {
    this._setState('normal', 'unmaximize')
  }

  restore(): void {
    this._setState('normal', 'restore')
  }

  setFullScreen(full: boolean): void {
    this._setState(full ? 'fullscreen' : 'normal', full ? 'enter-full-screen' : 'leave-full-screen')
  }

  setKiosk(kiosk: boolean): void {
    this.setFullScreen(kiosk)
  }

  isMinimized(): boolean {
    return this._frameState === 'minimized'
  }

  isMaximized(): boolean {
    return this._frameState === 'maximized'
  }

  isFullScreen(): boolean {
    return this._frameState === 'fullscreen'
  }

  isKiosk(): boolean {
    return this.isFullScreen()
  }

  getBounds(): Rectangle {
    return { ...this._bounds }
  }

  setBounds(bounds: Partial<Rectangle>): void {
    const before = this._bounds
    this._bounds = { ...before, ...bounds }
    const { x, y, width, height } = this._bounds
    if (x !== before.x || y !== before.y) this.emit('move')
    if (width !== before.width || height !== before.height) this.emit('resize')
    void this._applyBounds()
  }

  getNormalBounds(): Rectangle {
    return this.getBounds()
  }

  getContentBounds(): Rectangle {
    return this.getBounds()
  }

  getSize(): [number, number] {
    return [this._bounds.width, this._bounds.height]
  }

  setSize(width: number, height: number): void {
    this.setBounds({ width, height })
  }

  getContentSize(): [number, number] {
    return this.getSize()
  }

  setContentSize(width: number, height: number): void {
    this.setSize(width, height)
  }

  getPosition(): [number, number] {
    return [this._bounds.x, this._bounds.y]
  }

  setPosition(x: number, y: number): void {
    this.setBounds({ x, y })
  }

  // Matters of a native frame, which a system browser keeps to itself.

  setMenu(_menu: unknown): void {}

  removeMenu(): void {}

  setMenuBarVisibility(_visible: boolean): void {}

  setAutoHideMenuBar(_hide: boolean): void {}

  setAlwaysOnTop(_onTop: boolean): void {}

  setContentProtection(_protect: boolean): void {}

  setMinimumSize(_width: number, _height: number): void {}

  setResizable(_resizable: boolean): void {}

  setSkipTaskbar(_skip: boolean): void {}

  setBackgroundColor(_color: string): void {}

  flashFrame(_flash: boolean): void {}

  setProgressBar(_progress: number): void {}

  /** Puts a new window where its options say. */
  protected async _place(options: WindowOptions): Promise<void> {
    await this._applyBounds()
    if (options.fullscreen || options.kiosk) this.setFullScreen(true)
  }

  private async _applyBounds(): Promise<void> {
    const { x, y, width, height } = this._bounds
    const bounds = { left: x, top: y, width, height }
    try {
      const windowId = await this._windowId()
      if (browserSession().chromium.headless)
        await this._tab.send('Browser.setContentsSize', { windowId, width, height })
      else await this._tab.send('Browser.setWindowBounds', { windowId, bounds })
    } catch {
      // The window closed meanwhile, or is not in the normal state: it has no bounds to set.
    }
  }

  private _setState(windowState: FrameState, event: string): void {
    this._frameState = windowState
    this.emit(event)
    this._windowId()
      .then((windowId) => this._tab.send('Browser.setWindowBounds', { windowId, bounds: { windowState } }))
      .catch(() => undefined)
  }

  private async _windowId(): Promise<number> {
    return ((await this._tab.send('Browser.getWindowForTarget')) as { windowId: number }).windowId
  }
}
