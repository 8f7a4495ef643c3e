import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, watch, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { notImplemented } from '../strict.ts'

/** What a second instance hands over. Any program of the same user can write it: the app treats it as input. */
export interface SecondInstance {
  readonly argv: readonly string[]
  readonly workingDirectory: string
  readonly additionalData: unknown
}

/** A lock that is held until it is released, or until the process ends in whatever way. */
export interface InstanceLock {
  release(): void
}

const messageFile = /^second-\d+-\d+\.json$/
let messages = 0

/**
 * Takes the lock of a userData folder, at once. The lock is a listening name that the kernel takes back when the process
 * dies (Linux: the abstract namespace; Windows: a named pipe), so that a dead owner never blocks a start. Messages of
 * second instances are files in the folder, written before the second instance gets its answer.
 * Returns undefined when another process holds the lock.
 */
export function takeInstanceLock(
  userData: string,
  onSecond: (instance: SecondInstance) => void,
): InstanceLock | undefined {
  mkdirSync(userData, { recursive: true })
  const server = createServer((socket) => socket.destroy())
  server.on('error', () => undefined)
  server.listen(lockName(userData))
  // Node binds a local name before listen() returns; the error event only comes later.
  if (!server.listening) return undefined
  server.unref()
  const folder = mailbox(userData)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const watcher = watch(folder, () => {
    for (const instance of readMessages(folder)) onSecond(instance)
  })
  watcher.unref()
  return {
    release() {
      watcher.close()
      server.close()
    },
  }
}

/** Leaves a message for the instance that holds the lock. */
export function tellFirstInstance(userData: string, instance: SecondInstance): void {
  const folder = mailbox(userData)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const name = `second-${process.pid}-${++messages}.json`
  const draft = join(folder, `draft-${name}`)
  writeFileSync(draft, JSON.stringify(instance), { mode: 0o600 })
  renameSync(draft, join(folder, name))
}

function readMessages(folder: string): SecondInstance[] {
  return readdirSync(folder)
    .filter((name) => messageFile.test(name))
    .map((name) => {
      const text = readFileSync(join(folder, name), 'utf8')
      rmSync(join(folder, name))
      return JSON.parse(text) as SecondInstance
    })
}

function mailbox(userData: string): string {
  return join(userData, 'host-second-instances')
}

function lockName(userData: string): string {
  const id = createHash('sha256').update(realpathSync(userData)).digest('hex').slice(0, 32)
  if (process.platform === 'linux') return `\0electron-host-${process.getuid?.() ?? 0}-${id}`
  if (process.platform === 'win32') return `\\\\.\\pipe\\electron-host-${id}`
  throw notImplemented(`app.requestSingleInstanceLock on ${process.platform}`)
}
