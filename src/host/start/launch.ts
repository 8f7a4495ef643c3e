import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { app, fireReady } from '../api/app.ts'
import { getPath } from '../api/paths.ts'
import { displays } from '../api/screen.ts'
import { browserSession } from '../api/windows.ts'
import { type BrowserListener, Chromium, placeholderUrl } from '../chromium/chromium.ts'
import { life, mark, report } from '../life.ts'
import { watchParent } from './parent-watch.ts'
import { freeProfile } from './profile.ts'
import { running } from './running.ts'

/** How long an app may take to quit after its browser was lost. */
const mourning = 3000

/** Starts the browser for the loaded app and fires `ready`; the browser comes up while the app goes on. */
export async function launch(): Promise<void> {
  mark('app loaded')
  const profile = join(getPath('sessionData'), 'host-chromium')
  mkdirSync(profile, { recursive: true })
  await freeProfile(profile)
  const hasDisplay = Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'])
  const options = {
    profile,
    headless: process.platform === 'linux' && !hasDisplay,
    firstUrl: placeholderUrl(),
    switches: running.switches,
    displays: displays(),
    asRoot: process.getuid?.() === 0,
    extra: process.env['ELECTRON_HOST_CHROMIUM_ARGS'] ?? '',
  }
  browserSession().chromium = new Chromium(options, browserListener)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit())
  watchParent(() => app.quit())
  fireReady()
}

const browserListener: BrowserListener = {
  onTargetGone: (targetId) => browserSession().findByTarget(targetId)?.gone(),
  onTargetCrashed(targetId) {
    const open = browserSession().findByTarget(targetId)
    if (!open) return
    open.contents._page.crashed = true
    const details = { reason: 'crashed', exitCode: 1 }
    open.contents.emit('render-process-gone', {}, details)
    app.emit('render-process-gone', {}, open.contents, details)
  },
  /** Its page's handler was asked already. It is let run, with every request held: its opener waits for it to exist. */
  onPopup({ targetId, sessionId }) {
    const { chromium } = browserSession()
    const steps: [string, object, string?][] = [
      ['Fetch.enable', { patterns: [{ urlPattern: '*' }] }, sessionId],
      ['Runtime.runIfWaitingForDebugger', {}, sessionId],
      ['Target.closeTarget', { targetId }],
    ]
    for (const [method, parameters, session] of steps) chromium.send(method, parameters, session).catch(() => undefined)
  },
  onExit(clean) {
    if (life.quitting) return
    life.browserLost = !clean
    if (!clean) {
      report('the browser ended unexpectedly')
      process.exitCode = 1
    }
    for (const { contents, gone } of browserSession().all()) {
      if (!clean) contents.emit('render-process-gone', {}, { reason: 'killed', exitCode: 1 })
      gone()
    }
    if (!clean) setTimeout(() => app.exit(1), mourning).unref()
    else app.quit()
  },
}
