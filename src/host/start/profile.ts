import { readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

/** How long a browser whose host is gone may take to leave, in steps of `pause` milliseconds. */
const patience = 2000
const pause = 50

/**
 * Waits until no browser uses the profile. A browser left behind by a host that died ends by itself when its pipe
 * closes; one that does not is killed. A living host's browser is left alone, and the start is refused.
 */
export async function freeProfile(profile: string): Promise<void> {
  for (let waited = 0; ; waited += pause) {
    const browser = findBrowserOf(profile)
    if (browser === undefined) return
    if (hasLivingHost(browser)) throw new Error(`electron-host: the profile ${profile} is in use by process ${browser}`)
    if (waited >= patience) process.kill(browser, 'SIGKILL')
    await wait(pause)
  }
}

/** The process that holds Chromium's profile lock (a link named `SingletonLock` to `host-pid`), if it still runs. */
function findBrowserOf(profile: string): number | undefined {
  try {
    const pid = Number(readlinkSync(join(profile, 'SingletonLock')).split('-').at(-1))
    return processText(pid, 'cmdline').includes(`--user-data-dir=${profile}\0`) ? pid : undefined
  } catch {
    return undefined
  }
}

function hasLivingHost(browser: number): boolean {
  const parent = Number(/^PPid:\s*(\d+)/m.exec(processText(browser, 'status'))?.[1] ?? 0)
  return parent > 1 && processText(parent, 'cmdline').includes('host/main.ts')
}

/** One file of Linux's process table; '' when the process is gone. */
function processText(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}
