import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from '@playwright/test'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Desk, openDesk } from './desk.ts'

let desk: Desk
let server: Server
let origin = ''
beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/moved') response.writeHead(302, { location: '/' }).end()
    else response.writeHead(200, { 'content-type': 'text/html' }).end('<title>Local</title><p id="text">local</p>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  desk = await openDesk()
})
afterAll(async () => {
  await desk.close()
  server.close()
})

/** Opens another window at an address and returns its page. */
async function openWindow(url: string): Promise<Page> {
  const opening = desk.app.waitForEvent('window')
  await desk.app.evaluate(async ({ BrowserWindow }, address) => {
    const window = new BrowserWindow({ width: 400, height: 300 })
    await window.loadURL(address)
  }, url)
  return opening
}

const countWindows = (): Promise<number> =>
  desk.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)

describe('frames and workers of a page', () => {
  it('are served by the scheme too, those in a process of their own included', async () => {
    const page = await openWindow('app://fixture/frames.html')
    await expect.poll(() => page.evaluate(() => document.title)).toBe('worker ready, frame ready, frame loaded')
    await page.close()
  })

  it('register no service worker', async () => {
    const answer = desk.page.evaluate(() => navigator.serviceWorker.register('/page.js').then(String, String))
    expect(await answer).toContain('Failed to register a ServiceWorker')
  })
})

describe('a service of this machine', () => {
  it('may be shown, as the development server is', async () => {
    const page = await openWindow(`${origin}/`)
    expect(await page.locator('#text').textContent()).toBe('local')
    const moved = desk.app.evaluate(
      ({ BrowserWindow }, url) => BrowserWindow.getAllWindows().at(-1)?.loadURL(url).catch(String),
      `${origin}/moved`,
    )
    expect(await moved).toContain('ERR_ABORTED (-3) loading')
    expect(await desk.seen()).toContain(`redirect ${origin}/`)
    await page.close()
  })

  it('is fetched by main, and nothing beyond', async () => {
    const fetched = await desk.app.evaluate(async ({ net }, url) => (await net.fetch(url)).status, `${origin}/`)
    expect(fetched).toBe(200)
    const beyond = desk.app.evaluate(({ net }) => net.fetch('https://example.com/'))
    await expect(beyond).rejects.toThrow('net.fetch of https://example.com is not implemented')
  })

  it('that does not answer fails the load with an error, and says so', async () => {
    const opening = desk.app.waitForEvent('window')
    const failed = desk.app.evaluate(async ({ BrowserWindow }) => {
      const window = new BrowserWindow()
      const told = new Promise((resolve) =>
        window.webContents.once('did-fail-load', (_e, _code, text) => resolve(text)),
      )
      const error = await window.loadURL('http://127.0.0.1:9/').catch(String)
      window.destroy()
      return [error, await told]
    })
    const [error, told] = await failed
    await opening
    expect(error).toContain("ERR_UNSAFE_PORT (-312) loading 'http://127.0.0.1:9/'")
    expect(told).toBe('ERR_UNSAFE_PORT')
  })
})

describe('closing', () => {
  it('is held back by a page until the app overrules it', async () => {
    const page = await openWindow('app://fixture/second.html')
    // Chromium asks no page that nobody has touched yet, and one that is only just there may miss a touch.
    const touch = async () => {
      await page.mouse.click(20, 20)
      return page.evaluate(() => navigator.userActivation.hasBeenActive)
    }
    await expect.poll(touch, { timeout: 20_000 }).toBe(true)
    await page.evaluate(() => addEventListener('beforeunload', (event) => event.preventDefault()))
    const close = (overrule: boolean): Promise<unknown> =>
      desk.app.evaluate(
        ({ BrowserWindow }, leave) =>
          new Promise((resolve) => {
            const window = BrowserWindow.getAllWindows().at(-1)
            window?.webContents.once('will-prevent-unload', (event) => {
              if (leave) event.preventDefault()
              resolve('held back')
            })
            window?.close()
          }),
        overrule,
      )
    page.on('dialog', () => undefined) // the host answers, not Playwright
    expect(await close(false)).toBe('held back')
    expect(await countWindows()).toBe(2)
    expect(await close(true)).toBe('held back')
    await expect.poll(countWindows).toBe(1)
  })

  it('is refused by the app as often as it likes', async () => {
    const opening = desk.app.waitForEvent('window')
    const left = await desk.app.evaluate(async ({ BrowserWindow }) => {
      const window = new BrowserWindow()
      window.once('close', (event) => event.preventDefault())
      window.close()
      const before = BrowserWindow.getAllWindows().length
      const closed = new Promise<void>((resolve) => {
        window.once('closed', () => resolve())
      })
      window.close()
      await closed
      return [before, BrowserWindow.getAllWindows().length, window.isDestroyed()]
    })
    await opening
    expect(left).toEqual([2, 1, true])
  })
})

describe('a page that crashed', () => {
  it('is told of, and can be loaded again', async () => {
    await desk.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
    )
    await expect.poll(() => desk.seen()).toContain('gone crashed')
    const crashed = await desk.app.evaluate(async ({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
      const before = contents?.isCrashed()
      await contents?.loadURL('app://fixture/index.html')
      return [before, contents?.isCrashed(), await contents?.executeJavaScript(`fixture.call('echo', 'again')`)]
    })
    expect(crashed).toEqual([true, false, 'again'])
  })
})
