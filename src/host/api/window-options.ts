import { notImplemented } from '../strict.ts'

export interface WebPreferences {
  readonly preload?: string
  readonly [name: string]: unknown
}

export interface WindowOptions {
  readonly width?: number
  readonly height?: number
  readonly x?: number
  readonly y?: number
  readonly show?: boolean
  readonly title?: string
  readonly fullscreen?: boolean
  readonly kiosk?: boolean
  readonly webPreferences?: WebPreferences
  readonly [name: string]: unknown
}

/** Preferences that must have this value when they are given, and have it when they are not. */
const required: Readonly<Record<string, boolean>> = {
  allowRunningInsecureContent: false,
  contextIsolation: true,
  experimentalFeatures: false,
  javascript: true,
  navigateOnDragDrop: false,
  nodeIntegration: false,
  nodeIntegrationInSubFrames: false,
  nodeIntegrationInWorker: false,
  plugins: false,
  sandbox: true,
  webSecurity: true,
  webviewTag: false,
}
/** Preferences that change nothing a test could see here. */
const harmlessPreferences = new Set([
  'autoplayPolicy',
  'backgroundThrottling',
  'defaultEncoding',
  'defaultFontSize',
  'devTools',
  'disableDialogs',
  'enableWebSQL',
  'safeDialogs',
  'scrollBounce',
  'spellcheck',
  'textAreasAreResizable',
  'v8CacheOptions',
  'webgl',
])
const honouredOptions = new Set(['width', 'height', 'x', 'y', 'show', 'title', 'fullscreen', 'kiosk', 'webPreferences'])
/** Looks and manners of a native frame, which is Chromium's own here. */
const harmlessOptions = new Set([
  'alwaysOnTop',
  'autoHideMenuBar',
  'backgroundColor',
  'center',
  'closable',
  'darkTheme',
  'focusable',
  'frame',
  'fullscreenable',
  'icon',
  'maxHeight',
  'maxWidth',
  'maximizable',
  'minHeight',
  'minWidth',
  'minimizable',
  'movable',
  'paintWhenInitiallyHidden',
  'resizable',
  'roundedCorners',
  'skipTaskbar',
  'titleBarStyle',
  'useContentSize',
])

/** Every option and preference that the stand-in takes. */
export const windowOptionNames: readonly string[] = [...honouredOptions, ...harmlessOptions]
export const webPreferenceNames: readonly string[] = ['preload', ...Object.keys(required), ...harmlessPreferences]

/** Refuses a window whose page would be less fenced than Electron's sandbox, and options that have no meaning here. */
export function checkWindowOptions(options: WindowOptions): void {
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined && !honouredOptions.has(name) && !harmlessOptions.has(name))
      throw notImplemented(`the BrowserWindow option ${name}`)
  }
  for (const [name, value] of Object.entries(options.webPreferences ?? {})) {
    if (value === undefined || name === 'preload' || harmlessPreferences.has(name)) continue
    if (!(name in required)) throw notImplemented(`webPreferences.${name}`)
    if (value !== required[name]) throw new Error(`electron-host: webPreferences.${name} must be ${required[name]}`)
  }
}
