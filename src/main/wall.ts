import { ipcMain, type IpcMainInvokeEvent } from 'electron'
import { randomUUID } from 'node:crypto'
import type { Audience } from '../contract/call.ts'
import { fault, type Envelope } from '../contract/envelope.ts'
import { getCall, isCallName } from '../contract/registry.ts'

/** Answers calls of mode `shell`, which the window process keeps to itself. */
export type ShellAnswers = Readonly<Record<string, (input: never) => Promise<Envelope<unknown>>>>

export interface WallParts {
  /** Which of our windows the message came from; nothing when it came from anywhere else. */
  audienceOf(event: IpcMainInvokeEvent): Audience | undefined
  readonly shell: ShellAnswers
  /** Hands a checked call to the data thread. */
  data(name: string, input: unknown): Promise<Envelope<unknown>>
}

const inputFault = (reason: string, field?: string): Envelope<never> =>
  fault({ id: randomUUID(), code: 'input', reason, ...(field === undefined ? {} : { field }) })

/**
 * The one place where a page's message becomes a call: the sender, the name, the audience and the shape of the
 * input are checked here, once, and nothing behind it checks them again.
 */
export function raiseWall(parts: WallParts): void {
  ipcMain.handle('desk:call', async (event, name: unknown, input: unknown): Promise<Envelope<unknown>> => {
    const audience = parts.audienceOf(event)
    if (audience === undefined) return inputFault('sender')
    if (typeof name !== 'string' || !isCallName(name)) return inputFault('unknown-call')
    const call = getCall(name)
    if (!call.audience.includes(audience)) return inputFault('unknown-call')
    const parsed = call.input.safeParse(input)
    if (!parsed.success) return inputFault('malformed', parsed.error.issues[0]?.path.join('.') ?? '')
    const shell = parts.shell[name]
    try {
      if (shell !== undefined) return await shell(parsed.data as never)
      return await parts.data(name, parsed.data)
    } catch (error) {
      const id = randomUUID()
      // Where it was thrown, never its message, which may carry what a page sent.
      const frames =
        error instanceof Error
          ? (error.stack ?? '').split('\n').filter((line) => /^\s+at \S.*:\d+:\d+\)?$/.test(line))
          : []
      process.stderr.write(
        `fault ${id} ${error instanceof Error ? error.name : typeof error} ${frames.slice(0, 4).join(' ')}\n`,
      )
      return fault({ id, code: 'internal' })
    }
  })
}
