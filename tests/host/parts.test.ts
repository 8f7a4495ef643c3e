import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseDisplays, parseXrandr } from '../../src/host/api/screen.ts'
import { matchPattern } from '../../src/host/api/web-request.ts'
import { browserArguments, findBrowser } from '../../src/host/browser.ts'
import { runtime } from '../../src/host/runtime.ts'
import { SchemeTable } from '../../src/host/schemes.ts'
import { findApp, parseCommandLine } from '../../src/host/start/command-line.ts'
import { fixtureApp } from './desk.ts'

describe('the command line', () => {
  it('is read as Electron reads it', () => {
    const line = ['-r', 'loader.js', '--no-sandbox', '--inspect=0', 'app', '--flag', '--name=a=b', 'file', '-r', 'x']
    expect(parseCommandLine(line)).toEqual({
      preloads: ['loader.js'],
      switches: new Map([
        ['no-sandbox', ''],
        ['inspect', '0'],
        ['flag', ''],
        ['name', 'a=b'],
        ['r', ''],
      ]),
      target: 'app',
    })
    expect(parseCommandLine([]).target).toBe('.')
  })

  it('names an app by folder or by script', () => {
    const entry = join(fixtureApp, 'main.js')
    expect(findApp('fixture-app', import.meta.dirname)).toMatchObject({ directory: fixtureApp, entry })
    expect(findApp(entry, '/')).toMatchObject({ directory: fixtureApp, entry, manifest: { version: '1.2.3' } })
    expect(() => findApp('nowhere', '/')).toThrow('Unable to find Electron app at /nowhere')
  })
})

describe('schemes', () => {
  const table = new SchemeTable()
  table.register('app', { standard: true, secure: true })

  it('are shown to the browser as origins of their own, and back', () => {
    const pairs = [
      ['app://desk/index.html?a=1#b', 'https://desk.app.invalid/index.html?a=1#b'],
      ['app://desk/', 'https://desk.app.invalid/'],
    ] as const
    for (const [own, page] of pairs) expect([table.toPage(own), table.fromPage(page)]).toEqual([page, own])
    expect(table.toPage('app://desk')).toBe('https://desk.app.invalid/')
    for (const foreign of ['https://desk.other.invalid/', 'https://example.com/', 'data:text/html,x'])
      expect([table.toPage(foreign), table.fromPage(foreign)]).toEqual([foreign, foreign])
  })

  it('are translated in policies, addresses and origins', () => {
    const headers = new Headers({
      'content-security-policy':
        "default-src 'self' app: data:; img-src app://desk https://x.example; form-action 'none'",
      location: 'app://desk/next',
      'access-control-allow-origin': 'app://desk',
      'x-other': 'app://desk',
    })
    expect(Object.fromEntries(table.headersToPage(headers).map(({ name, value }) => [name, value]))).toEqual({
      'content-security-policy':
        "default-src 'self' https://*.app.invalid data:; img-src https://desk.app.invalid https://x.example; form-action 'none'",
      location: 'https://desk.app.invalid/next',
      'access-control-allow-origin': 'https://desk.app.invalid',
      'x-other': 'app://desk',
    })
    const request = table.headersFromPage({ Origin: 'https://desk.app.invalid', Accept: '*/*' })
    expect([request.get('origin'), request.get('accept')]).toEqual(['app://desk', '*/*'])
  })

  it('may not undo the fences of a page', () => {
    const weaker = new SchemeTable()
    expect(() => weaker.register('app', { standard: true, bypassCSP: true })).toThrow('the privilege bypassCSP')
    expect(() => weaker.register('app', { standard: true, allowServiceWorkers: true })).toThrow('allowServiceWorkers')
    expect(() => weaker.register('app', { secure: true })).toThrow('without the privilege standard')
  })
})

describe('displays', () => {
  it('are read from a setting or from xrandr', () => {
    const two = [
      { x: 0, y: 0, width: 1366, height: 768 },
      { x: 1366, y: 0, width: 1280, height: 800 },
    ]
    expect(parseDisplays('1366x768, 1280x800')).toEqual(two)
    expect(parseDisplays('1366x768+0+0,1280x800+1366+0')).toEqual(two)
    expect(() => parseDisplays('big')).toThrow("'big' is not a display")
    const text = 'Screen 0: minimum 1 x 1\nscreen connected primary 1366x768+0+0 0mm x 0mm\nDP-1 disconnected\n'
    expect(parseXrandr(text)).toEqual(two.slice(0, 1))
  })
})

describe('request patterns', () => {
  it('match as Chromium matches', () => {
    const matches = (pattern: string, url: string): boolean => matchPattern(pattern).test(url)
    expect(matches('<all_urls>', 'app://desk/x')).toBe(true)
    expect(matches('*://*/*', 'https://example.com/a')).toBe(true)
    expect(matches('https://example.com/*', 'https://example.com.evil/a')).toBe(false)
    expect(() => matchPattern('example.com')).toThrow('Invalid url pattern')
  })
})

describe('the browser', () => {
  it('is the one that is named, or the first that is found, or none', () => {
    expect(findBrowser({ ELECTRON_HOST_BROWSER: process.execPath })).toBe(process.execPath)
    expect(findBrowser({ ELECTRON_HOST_BROWSER: '/nowhere' })).toBeUndefined()
    expect(findBrowser({ PATH: process.env['PATH'] })).toMatch(/chrom|edge/i)
  })

  it('keeps its profile, its pipe and its fence whatever the app asks for', () => {
    const switches = new Map([
      ['user-data-dir', '/tmp/other'],
      ['disable-features', 'AppFeature'],
      ['use-fake-device-for-media-stream', ''],
    ])
    const displays = [{ width: 1366, height: 768 }]
    const options = {
      profile: '/p',
      headless: true,
      firstUrl: '',
      switches,
      displays,
      asRoot: false,
      extra: '--a  --b=c',
    }
    const given = browserArguments(options)
    expect(given.filter((argument) => argument.startsWith('--user-data-dir'))).toEqual(['--user-data-dir=/p'])
    expect(given.find((argument) => argument.startsWith('--disable-features'))).toMatch(/=AppFeature,Translate/)
    expect(given).toEqual(
      expect.arrayContaining(['--remote-debugging-pipe', '--use-fake-device-for-media-stream', '--a', '--b=c']),
    )
    expect(given.join(' ')).toContain('MAP * ~NOTFOUND')
    expect(given).not.toContain('--no-sandbox')
  })
})

describe('the runtime', () => {
  it('is the stand-in where Electron is not, and says what to install where nothing is', () => {
    const here = runtime()
    expect(here.env['ELECTRON_EXEC_PATH']).toMatch(/electron$/)
    expect(() => runtime({ ELECTRON_HOST_BROWSER: '/nowhere' })).toThrow('apt-get install chromium')
  })
})
