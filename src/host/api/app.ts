import { life } from '../life.ts'
import { running } from '../start/running.ts'
import { type InstanceLock, takeInstanceLock, tellFirstInstance } from '../start/single-instance.ts'
import { HostEmitter, preventable, strict } from '../strict.ts'
import { appName, getPath, setAppName, setPath } from './paths.ts'
import { browserSession } from './windows.ts'

const fires = [
  'before-quit',
  'browser-window-created',
  'quit',
  'ready',
  'render-process-gone',
  'second-instance',
  'web-contents-created',
  'will-finish-launching',
  'will-quit',
  'window-all-closed',
]
/** Events of operating systems, networks and processes that the stand-in has no part in. */
const silent = [
  'accessibility-support-changed',
  'activate',
  'browser-window-blur',
  'browser-window-focus',
  'certificate-error',
  'child-process-gone',
  'gpu-info-update',
  'login',
  'open-file',
  'open-url',
  'select-client-certificate',
  'session-created',
]

let announceReady: (value: object) => void
const ready = new Promise<object>((resolve) => {
  announceReady = resolve
})

class App extends HostEmitter {
  readonly isPackaged = false
  readonly commandLine = strict('commandLine', {
    appendSwitch: (name: string, value = ''): void => void running.switches.set(name, value),
    appendArgument: (_argument: string): void => {},
    hasSwitch: (name: string): boolean => running.switches.has(name),
    getSwitchValue: (name: string): string => running.switches.get(name) ?? '',
    removeSwitch: (name: string): void => void running.switches.delete(name),
  })
  private _lock: InstanceLock | undefined

  constructor() {
    super('app', { fires, silent })
  }

  get name(): string {
    return appName()
  }

  set name(name: string) {
    setAppName(name)
  }

  getName(): string {
    return appName()
  }

  setName(name: string): void {
    setAppName(name)
  }

  getVersion(): string {
    const { version } = running.app.manifest
    return typeof version === 'string' ? version : '0.0.0'
  }

  getAppPath(): string {
    return running.app.directory
  }

  getPath(which: string): string {
    return getPath(which)
  }

  setPath(which: string, path: string): void {
    setPath(which, path)
  }

  getLocale(): string {
    return this.getSystemLocale()
  }

  getSystemLocale(): string {
    const language = (process.env['LANG'] ?? '').split('.')[0] ?? ''
    return /^[a-z]{2}_[A-Z]{2}$/.test(language) ? language.replace('_', '-') : 'en-US'
  }

  getPreferredSystemLanguages(): string[] {
    return [this.getSystemLocale()]
  }

  isReady(): boolean {
    return life.ready
  }

  whenReady(): Promise<object> {
    return ready
  }

  requestSingleInstanceLock(additionalData: unknown = {}): boolean {
    if (this._lock) return true
    const userData = getPath('userData')
    this._lock = takeInstanceLock(userData, (second) => {
      const tell = (): boolean =>
        this.emit('second-instance', {}, second.argv, second.workingDirectory, second.additionalData)
      void ready.then(tell)
    })
    if (!this._lock)
      tellFirstInstance(userData, { argv: process.argv, workingDirectory: process.cwd(), additionalData })
    return this._lock !== undefined
  }

  hasSingleInstanceLock(): boolean {
    return this._lock !== undefined
  }

  releaseSingleInstanceLock(): void {
    this._lock?.release()
    this._lock = undefined
  }

  /** Asks the app, then its windows, then the app again; any of them may refuse. */
  quit(): void {
    if (life.quitting) return
    const event = preventable({})
    this.emit('before-quit', event)
    if (event.defaultPrevented) return
    life.quitting = true
    void this._closeAll()
  }

  /** Ends at once, asking nobody. Before `ready` no line of the app runs any more after it. */
  exit(code = 0): void {
    const status = life.browserLost && code === 0 ? 1 : code
    life.quitting = true
    this.emit('quit', {}, status)
    this.releaseSingleInstanceLock()
    if (!life.ready) process.exit(status)
    void browserSession()
      .close()
      .finally(() => process.exit(status))
  }

  // Matters of a desktop that the stand-in leaves alone.

  focus(): void {
    browserSession().focused?.window.focus()
  }

  setAppUserModelId(_id: string): void {}

  enableSandbox(): void {}

  disableHardwareAcceleration(): void {}

  private async _closeAll(): Promise<void> {
    for (const open of browserSession().all()) {
      if (await open.close()) continue
      life.quitting = false
      return
    }
    const event = preventable({})
    this.emit('will-quit', event)
    if (event.defaultPrevented) life.quitting = false
    else this.exit(0)
  }
}

export const app = strict('app', new App())

/** Fires `ready`. Called once, when the browser is on its way. */
export function fireReady(): void {
  life.ready = true
  announceReady({})
  app.emit('ready', {}, {})
}
