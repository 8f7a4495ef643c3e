import { spawnSync } from 'node:child_process'
import { readFileSync, realpathSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startDeskProcess, type DeskOrder, type ToldProcess } from './child.ts'

/** What a process did to the files of one folder and what it said, in the order of the kernel. */
export type DiskEvent =
  | { readonly kind: 'create' | 'remove'; readonly path: string }
  | { readonly kind: 'write'; readonly path: string; readonly at: number; readonly data: Buffer }
  | { readonly kind: 'truncate'; readonly path: string; readonly size: number }
  | { readonly kind: 'rename'; readonly path: string; readonly to: string }
  /** What was written before it began is on the disk for good once it ended; `path` may be the folder itself. */
  | { readonly kind: 'sync-begins' | 'sync-ends'; readonly path: string }
  | { readonly kind: 'said'; readonly line: string }

/** The index of the log lives in memory, and the ballast is filling: nothing of either is missed after a power cut. */
export const isLeftOut = (name: string): boolean => name.endsWith('-shm') || name.startsWith('desk.ballast')

const CALLS = [
  ...['openat', 'close', 'write', 'pwrite64', 'pwritev', 'writev', 'ftruncate', 'fallocate'],
  ...['fsync', 'fdatasync', 'sync_file_range', 'rename', 'renameat', 'renameat2', 'unlink', 'unlinkat'],
]

/** Every byte as `\xNN`, every descriptor with its path; what isn't traced costs nothing. */
const ARGUMENTS = ['-f', '--seccomp-bpf', '-qq', '-xx', '-yy', '-s', '100000000', '-e', 'signal=none']

/** Why nothing can be traced here, in words; nothing where it can. */
export function findTraceTrouble(): string | undefined {
  const { error, status, stderr } = spawnSync('strace', [...ARGUMENTS, '-e', 'trace=close', 'true'], {
    encoding: 'utf8',
  })
  if (error !== undefined) return 'strace is not installed'
  return status === 0 ? undefined : `strace may not watch a process here: ${stderr.trim().split('\n')[0] ?? ''}`
}

/** A process that is being traced. */
export interface Traced {
  readonly lines: readonly string[]
  isOver(): boolean
}

/** Runs a desk to its end under strace. @throws with its words when it ends badly. */
export const traceDesk = (order: DeskOrder, meanwhile?: (desk: Traced) => Promise<void>): Promise<DiskEvent[]> =>
  traceProcess(order.directory, (watching) => startDeskProcess(order, watching), meanwhile)

/** Runs a process to its end under strace, and gives what it did in this folder. @throws with its words when it ends badly. */
export async function traceProcess(
  directory: string,
  start: (watching: readonly string[]) => ToldProcess,
  meanwhile: (traced: Traced) => Promise<void> = () => Promise.resolve(),
): Promise<DiskEvent[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'hall-trace-'))
  const file = path.join(folder, 'trace')
  try {
    const traced = start(['strace', ...ARGUMENTS, '-e', `trace=${CALLS.join(',')}`, '-o', file])
    let isOver = false
    const ended = traced.ended.finally(() => (isOver = true))
    await meanwhile({ lines: traced.lines, isOver: () => isOver })
    const code = await ended
    if (code !== 0) throw new Error(`the traced process ended with ${String(code)}:\n${traced.lines.join('\n')}`)
    return readTrace(readFileSync(file, 'latin1'), realpathSync(directory))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** A line is `pid call(arguments) = result`, or begins `<... call resumed>` where another thread came between. */
const LINE = /^(\d+) +(?:<\.\.\. \w+ resumed>|(\w+)\()(.*)$/s
const UNFINISHED = ' <unfinished ...>'

/** Reads what strace wrote. Every write counts from its beginning, a sync only from its end. */
export function readTrace(text: string, folder: string): DiskEvent[] {
  const reader = new TraceReader(folder)
  let begin = 0
  while (begin < text.length) {
    const end = text.indexOf('\n', begin)
    reader.read(text.slice(begin, end === -1 ? text.length : end))
    if (end === -1) break
    begin = end + 1
  }
  return reader.events
}

class TraceReader {
  readonly events: DiskEvent[] = []
  readonly #folder: string
  /** Where each descriptor stands, for writes that name no place. */
  readonly #positions = new Map<string, number>()
  /** Syncs that have begun and not ended, by thread. */
  readonly #syncing = new Map<string, string>()

  constructor(folder: string) {
    this.#folder = folder
  }

  read(line: string): void {
    const [, thread = '', call, rest = ''] = LINE.exec(line) ?? []
    if (call === undefined) {
      const path = this.#syncing.get(thread)
      if (path === undefined) return
      this.#syncing.delete(thread)
      if (/= 0$/.test(rest)) this.events.push({ kind: 'sync-ends', path })
      return
    }
    const isFinished = !rest.endsWith(UNFINISHED)
    if (isFinished && /\) += -1 /.test(rest)) return
    this.#take(thread, call, rest, isFinished)
  }

  #take(thread: string, call: string, rest: string, isFinished: boolean): void {
    switch (call) {
      case 'openat':
        return this.#open(rest)
      case 'write':
      case 'pwrite64':
        return this.#write(call, rest)
      case 'ftruncate': {
        const path = this.#pathOf(rest)
        const size = Number(/, (\d+)/.exec(rest)?.[1])
        if (path !== undefined) this.events.push({ kind: 'truncate', path, size })
        return
      }
      case 'fsync':
      case 'fdatasync': {
        const path = this.#pathOf(rest)
        if (path === undefined) return
        this.events.push({ kind: 'sync-begins', path })
        if (isFinished) this.events.push({ kind: 'sync-ends', path })
        else this.#syncing.set(thread, path)
        return
      }
      case 'rename':
      case 'renameat':
      case 'renameat2':
      case 'unlink':
      case 'unlinkat':
        return this.#name(call, rest)
      case 'close':
        return
      default:
        // Nothing of ours writes by another call; if it begins to, the images would be wrong.
        if (this.#pathOf(rest) !== undefined) throw new Error(`the replay doesn't know ${call}`)
    }
  }

  #open(rest: string): void {
    const [, opened, flags = '', descriptor = ''] = /"((?:\\x..)*)", ([A-Z_|]+).* = (\d+)</.exec(rest) ?? []
    const path = opened === undefined ? undefined : this.#inside(bytesOf(opened).toString())
    if (path === undefined) return
    this.#positions.set(descriptor, 0)
    if (flags.includes('O_CREAT')) this.events.push({ kind: 'create', path })
    if (flags.includes('O_TRUNC')) this.events.push({ kind: 'truncate', path, size: 0 })
  }

  #write(call: 'write' | 'pwrite64', rest: string): void {
    const quote = rest.indexOf('"')
    const data = bytesOf(rest.slice(quote + 1, rest.indexOf('"', quote + 1)))
    const descriptor = /^\d+/.exec(rest)?.[0] ?? ''
    if (call === 'write' && descriptor === '1') {
      for (const line of data.toString().split('\n')) if (line !== '') this.events.push({ kind: 'said', line })
      return
    }
    const path = this.#pathOf(rest)
    if (path === undefined) return
    const at = call === 'write' ? (this.#positions.get(descriptor) ?? 0) : Number(/", \d+, (\d+)/.exec(rest)?.[1])
    if (call === 'write') this.#positions.set(descriptor, at + data.length)
    this.events.push({ kind: 'write', path, at, data })
  }

  #name(call: string, rest: string): void {
    // Where a name is given within a folder, the folder stands before it; a name from the root ignores that.
    const named = rest.matchAll(/(?:<((?:\\x..)*)>, )?"((?:\\x..)*)"/g)
    const [from, to] = [...named].map(([, folder = '', name = '']) =>
      this.#inside(path.resolve(bytesOf(folder).toString(), bytesOf(name).toString())),
    )
    if (from === undefined) return
    if (call.startsWith('unlink')) this.events.push({ kind: 'remove', path: from })
    else if (to !== undefined) this.events.push({ kind: 'rename', path: from, to })
  }

  /** The file behind the descriptor that comes first, as a path within the folder; nothing for files elsewhere. */
  #pathOf(rest: string): string | undefined {
    const [, name] = /^\d+<((?:\\x..)+)>(?!\(deleted\))/.exec(rest) ?? []
    return name === undefined ? undefined : this.#inside(bytesOf(name).toString())
  }

  #inside(file: string): string | undefined {
    const inside = path.relative(this.#folder, path.resolve(this.#folder, file))
    return inside.startsWith('..') || isLeftOut(inside) ? undefined : inside
  }
}

/** Bytes written as `\xNN`. */
function bytesOf(text: string): Buffer {
  const bytes = Buffer.allocUnsafe(text.length / 4)
  for (let i = 0; i < bytes.length; i++)
    bytes[i] = digit(text.charCodeAt(i * 4 + 2)) * 16 + digit(text.charCodeAt(i * 4 + 3))
  return bytes
}

const digit = (code: number): number => (code > 96 ? code - 87 : code - 48)
