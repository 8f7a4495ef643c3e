import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fixtureApp, headlessEnvironment, temporaryFolder } from './desk.ts'
import { browsersOf, type RunningHost, startHost, untilWritten } from './processes.ts'

let folder = ''
const started: RunningHost[] = []
const start = (args: readonly string[] = [], more: Record<string, string> = {}): RunningHost => {
  const host = startHost(folder, args, more)
  started.push(host)
  return host
}

beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(async () => {
  for (const host of started.splice(0)) {
    host.process.kill('SIGKILL')
    await host.ended
  }
  await expect.poll(() => browsersOf(folder), { timeout: 10_000 }).toEqual([])
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

describe('one instance', () => {
  it('hands a second start over to the first', async () => {
    const first = start()
    await untilWritten(first, 'firstPaint')
    const second = start(['--from-the-second'])
    expect(await second.ended).toBe(3)
    await untilWritten(first, 'second --from-the-second passed on')
    first.process.kill('SIGTERM')
    expect(await first.ended).toBe(0)
  })

  it('is not blocked by an instance that was killed', async () => {
    const first = start()
    await untilWritten(first, 'firstPaint')
    first.process.kill('SIGKILL')
    await first.ended
    const second = start()
    await untilWritten(second, 'firstPaint')
    second.process.kill('SIGTERM')
    expect(await second.ended).toBe(0)
  })
})

describe('the end', () => {
  it('comes in order on SIGTERM: windows, app, browser', async () => {
    const host = start()
    await untilWritten(host, 'firstPaint')
    expect(browsersOf(folder)).not.toEqual([])
    host.process.kill('SIGTERM')
    expect(await host.ended).toBe(0)
    expect(browsersOf(folder)).toEqual([])
  })

  it('comes in order while a page still loads', async () => {
    const host = start()
    await untilWritten(host, 'page set up')
    host.process.kill('SIGTERM')
    expect(await host.ended).toBe(0)
  })

  it('leaves no browser behind a host that was killed', async () => {
    const host = start()
    await untilWritten(host, 'firstPaint')
    host.process.kill('SIGKILL')
    expect(await host.ended).toBe('SIGKILL')
    await expect.poll(() => browsersOf(folder), { timeout: 10_000 }).toEqual([])
  })

  it('is no success when the browser was killed', async () => {
    const host = start()
    await untilWritten(host, 'firstPaint')
    const [browser] = browsersOf(folder).sort((one, other) => one - other)
    if (browser === undefined) throw new Error('there is no browser')
    process.kill(browser, 'SIGKILL')
    expect(await host.ended).toBe(1)
    expect(host.output()).toContain('the browser ended unexpectedly')
    expect(host.output()).toContain('fixture: all closed')
    expect(host.output()).toContain('gone killed')
  })

  it('follows a launcher that was killed', async () => {
    // A shell that starts the host and waits: killed, it can't tell its child.
    const script = `"$0" "$1" & echo "host $!"; wait`
    const electron = join(import.meta.dirname, '../../src/host/electron')
    const launcher = spawn('sh', ['-c', script, electron, fixtureApp], {
      env: headlessEnvironment(folder, { ELECTRON_HOST_TIMES: '1' }),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let text = ''
    for (const stream of [launcher.stdout, launcher.stderr])
      stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
    await expect.poll(() => text, { timeout: 20_000 }).toContain('firstPaint')
    const host = Number(/host (\d+)/.exec(text)?.[1])
    launcher.kill('SIGKILL')
    const isAlive = (): boolean => {
      try {
        return process.kill(host, 0)
      } catch {
        return false
      }
    }
    await expect.poll(isAlive, { timeout: 10_000 }).toBe(false)
  })
})

describe('a start that can not be', () => {
  it('says that there is no app', async () => {
    const missing = spawn(join(import.meta.dirname, '../../src/host/electron'), [join(folder, 'nothing')])
    let text = ''
    missing.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()))
    expect(await new Promise((resolve) => missing.on('close', resolve))).toBe(1)
    expect(text).toContain('Unable to find Electron app at')
  })

  it('ends with the stack of a rejection that nobody handles', async () => {
    const host = start(['--reject'])
    expect(await host.ended).toBe(1)
    expect(host.output()).toContain('nobody waits for this')
  })

  it('says that there is no browser', async () => {
    const host = start([], { ELECTRON_HOST_BROWSER: '/nowhere/chromium' })
    expect(await host.ended).toBe(1)
    expect(host.output()).toContain('no Chromium, Chrome or Edge found')
  })
})
