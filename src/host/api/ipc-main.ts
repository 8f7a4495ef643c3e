import { EventEmitter } from 'node:events'
import { type Codec, makeCodec } from '../page/codec.ts'
import type { FromPage, ToPage } from '../page/isolated-world.ts'
import { strict } from '../strict.ts'

type Handler = (event: object, ...inputs: unknown[]) => unknown

/** The codec of IPC: no functions, no promises. */
export const ipcCodec: Codec = makeCodec()
const handlers = new Map<string, Handler>()

class IpcMain extends EventEmitter {
  handle(channel: string, handler: Handler): void {
    if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
    if (typeof handler !== 'function')
      throw new TypeError(`Expected handler to be a function, but found type '${typeof handler}'`)
    handlers.set(channel, handler)
  }

  handleOnce(channel: string, handler: Handler): void {
    this.handle(channel, (event, ...inputs) => {
      handlers.delete(channel)
      return handler(event, ...inputs)
    })
  }

  removeHandler(channel: string): void {
    handlers.delete(channel)
  }
}

export const ipcMain = strict('ipcMain', new IpcMain())

/** Answers `ipcRenderer.invoke`: an error crosses as its text, as in Electron. */
export async function answerInvoke(event: object, message: FromPage & { t: 'invoke' }): Promise<ToPage> {
  const { id, channel } = message
  try {
    const handler = handlers.get(channel)
    if (!handler) throw new Error(`No handler registered for '${channel}'`)
    const inputs = ipcCodec.decode(message.inputs) as unknown[]
    return { t: 'resolved', id, value: ipcCodec.encode(await handler(event, ...inputs)) }
  } catch (error) {
    return { t: 'rejected', id, message: String(error) }
  }
}
