import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import type { Readable, Writable } from 'node:stream'
import { browserArguments, type BrowserOptions, findBrowser, profileArguments } from '../browser.ts'
import type { Rectangle } from '../geometry.ts'
import type { AttachedToTarget, CdpEvent } from './cdp.ts'
import { CdpPipe } from './pipe.ts'

/** A page that the browser shows: its id and the session that commands it. */
export interface AttachedPage {
  readonly targetId: string
  readonly sessionId: string
}

/** What the browser does without being told. */
export interface BrowserListener {
  onTargetGone(targetId: string): void
  onTargetCrashed(targetId: string): void
  /** A page opened a window by itself. It is paused; the listener closes it. */
  onPopup(page: AttachedPage): void
  /** The browser ended; `clean` when it did so of its own accord. */
  onExit(clean: boolean): void
}

const filter = [{ type: 'page' }]

/** One Chromium and its windows. New pages are held until they are set up, so that no document runs without its scripts. */
export class Chromium {
  readonly headless: boolean
  readonly #binary: string
  readonly #options: BrowserOptions
  readonly #process: ChildProcess
  readonly #pipe: CdpPipe
  readonly #sessions = new Map<string, (event: CdpEvent) => void>()
  readonly #expected = new Map<string, (page: AttachedPage) => void>()
  readonly #early = new Map<string, AttachedPage>()
  readonly #listener: BrowserListener
  readonly #attached: Promise<unknown>
  #firstWindow = true

  constructor(options: BrowserOptions, listener: BrowserListener) {
    const binary = findBrowser()
    if (!binary) throw new Error('electron-host: no Chromium, Chrome or Edge found; set ELECTRON_HOST_BROWSER')
    this.#binary = binary
    this.#options = options
    this.#listener = listener
    this.headless = options.headless
    // A process group of its own: Ctrl+C reaches the host alone, which then closes the windows in order.
    this.#process = spawn(binary, browserArguments(options), {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
    })
    const [, , errors, input, output] = this.#process.stdio
    this.#pipe = new CdpPipe(input as Writable, output as Readable, (event) => this.#receive(event))
    forwardDebuggerLine(errors as Readable)
    this.#process.on('error', () => this.#exit(false))
    this.#process.on('exit', (code) => this.#exit(code === 0))
    this.#attached = this.send('Target.setDiscoverTargets', { discover: true, filter }).then(() =>
      this.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true, filter }),
    )
    this.#attached.catch(() => undefined)
  }

  send(method: string, params?: object, sessionId?: string): Promise<unknown> {
    return this.#pipe.send(method, params, sessionId)
  }

  /** Names the receiver of a session's events. */
  listen(sessionId: string, receiver: (event: CdpEvent) => void): void {
    this.#sessions.set(sessionId, receiver)
  }

  /** Opens a blank window and resolves with its page, paused. */
  async openWindow(bounds: Rectangle): Promise<AttachedPage> {
    await this.#attached
    if (!this.headless) return this.#openAppWindow()
    const opened = await this.send('Target.createTarget', {
      url: 'about:blank',
      newWindow: true,
      left: bounds.x,
      top: bounds.y,
      width: bounds.width,
      height: bounds.height,
    })
    return this.#expect((opened as { targetId: string }).targetId)
  }

  /** Asks the browser to close; kills it when it has not done so in three seconds. Resolves when it is gone. */
  async close(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return
    const gone = new Promise((resolve) => this.#process.once('exit', resolve))
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), 3000)
    this.send('Browser.close').catch(() => undefined)
    await gone
    clearTimeout(timer)
  }

  /** With a display, an app window is the running browser's answer to a second start; its page tells them apart. */
  #openAppWindow(): Promise<AttachedPage> {
    if (this.#firstWindow) {
      this.#firstWindow = false
      return this.#expect(this.#options.firstUrl)
    }
    const url = placeholderUrl()
    spawn(this.#binary, [...profileArguments(this.#options), `--app=${url}`], {
      stdio: 'ignore',
      detached: true,
    }).unref()
    return this.#expect(url)
  }

  /** Waits for the page with this id or address; it may have come before the answer that named it. */
  #expect(key: string): Promise<AttachedPage> {
    const early = this.#early.get(key)
    this.#early.delete(key)
    return early ? Promise.resolve(early) : new Promise((resolve) => this.#expected.set(key, resolve))
  }

  #receive(event: CdpEvent): void {
    if (event.sessionId !== undefined) return this.#sessions.get(event.sessionId)?.(event)
    switch (event.method) {
      case 'Target.targetDestroyed':
        return this.#listener.onTargetGone(event.params['targetId'] as string)
      case 'Target.targetCrashed':
        return this.#listener.onTargetCrashed(event.params['targetId'] as string)
      case 'Target.attachedToTarget':
        return this.#attach(event.params as unknown as AttachedToTarget)
    }
  }

  #attach({ sessionId, targetInfo }: AttachedToTarget): void {
    const page = { targetId: targetInfo.targetId, sessionId }
    if (targetInfo.openerId !== undefined) return this.#listener.onPopup(page)
    for (const key of [targetInfo.targetId, targetInfo.url]) {
      const waiting = this.#expected.get(key)
      if (!waiting) this.#early.set(key, page)
      this.#expected.delete(key)
      waiting?.(page)
    }
  }

  #exit(clean: boolean): void {
    this.#pipe.close()
    this.#listener.onExit(clean)
  }
}

/** A page that shows nothing and can be told from every other (`about:` addresses are refused for app windows). */
export function placeholderUrl(): string {
  return `data:text/html,<title>${randomBytes(6).toString('hex')}</title>`
}

/** Playwright reads the address of the debugging port from the host's own error stream. */
function forwardDebuggerLine(errors: Readable): void {
  let rest = ''
  errors.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (line.startsWith('DevTools listening on')) process.stderr.write(`${line}\n`)
      else if (process.env['ELECTRON_HOST_DEBUG']) process.stderr.write(`[chromium] ${line}\n`)
    }
  })
}
