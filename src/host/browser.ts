import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Size } from './geometry.ts'

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge']
const places = [
  '/snap/bin/chromium',
  '/opt/google/chrome/chrome',
  '/opt/microsoft/msedge/msedge',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/**
 * The path of a Chromium, Chrome or Edge: the one that ELECTRON_HOST_BROWSER names, else the first found on PATH or in
 * a usual place. Undefined when there is none.
 */
export function findBrowser(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = environment['ELECTRON_HOST_BROWSER']
  if (named) return existsSync(named) ? named : undefined
  const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  const candidates = [...names.flatMap((name) => folders.map((folder) => join(folder, name))), ...places]
  return candidates.find((path) => existsSync(path))
}

/** How a browser is started for one run of an app. */
export interface BrowserOptions {
  readonly profile: string
  readonly headless: boolean
  /** Page of the first window, which a browser with a display can't start without. */
  readonly firstUrl: string
  /** The app's own switches and those of the command line. */
  readonly switches: ReadonlyMap<string, string>
  /** Sizes of the displays that a headless browser should believe in. */
  readonly displays: readonly Size[]
  readonly asRoot: boolean
  /** More flags, separated by spaces (ELECTRON_HOST_CHROMIUM_ARGS). */
  readonly extra: string
}

/** Switches that Node or the host itself answers, or that would break the host's hold on the browser. */
const kept = new Set(['inspect', 'inspect-brk', 'user-data-dir', 'headless', 'app', 'remote-debugging-pipe', 'type'])

/** What Chrome would do of its own accord and an app's window must not. */
const quiet = [
  '--test-type', // no warning bars: they shrink the page
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-extensions',
  '--disable-sync',
  '--disable-breakpad',
  '--disable-gpu',
  '--disable-quic',
  '--disable-popup-blocking', // Electron has no blocker: every window.open reaches the app's handler
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
  '--disable-background-timer-throttling',
  '--disable-back-forward-cache',
  '--password-store=basic',
  '--use-mock-keychain',
  '--keep-alive-for-test', // the app decides when it ends, not the last window
]
const disabledFeatures = ['Translate', 'MediaRouter', 'OptimizationHints', 'PaintHolding', 'LocalNetworkAccessChecks']

/** Every name but loopback is unknown: what a page must not reach, it can't. */
const fence = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE [::1]'

/** Arguments that every process sharing the profile must agree on. */
export function profileArguments(options: Pick<BrowserOptions, 'profile' | 'asRoot'>): string[] {
  return [`--user-data-dir=${options.profile}`, '--test-type', ...(options.asRoot ? ['--no-sandbox'] : [])]
}

/** The whole command line of the browser. Features that the app's switches disable are joined with the host's. */
export function browserArguments(options: BrowserOptions): string[] {
  const features = [options.switches.get('disable-features') ?? '', ...disabledFeatures].filter(Boolean).join(',')
  const own = [...options.switches]
    .filter(([name]) => !kept.has(name) && name !== 'disable-features')
    .map(([name, value]) => (value === '' ? `--${name}` : `--${name}=${value}`))
  const screens = options.displays.map(({ width, height }) => `{${width}x${height}}`).join('')
  return [
    ...profileArguments(options),
    ...quiet,
    `--disable-features=${features}`,
    fence,
    ...own,
    ...options.extra.split(' ').filter(Boolean),
    '--remote-debugging-pipe',
    ...(options.headless
      ? ['--headless', '--no-startup-window', `--screen-info=${screens}`]
      : [`--app=${options.firstUrl}`]),
  ]
}
