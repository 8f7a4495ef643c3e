import type { Readable, Writable } from 'node:stream'
import type { CdpEvent } from './cdp.ts'

interface Waiting {
  readonly method: string
  resolve(value: unknown): void
  reject(reason: Error): void
}

type Message = CdpEvent & { readonly id?: number; readonly result?: unknown; readonly error?: { message: string } }

/** Commands and events of a browser over its two pipes: JSON messages, each ended by a zero byte. */
export class CdpPipe {
  readonly #input: Writable
  readonly #onEvent: (event: CdpEvent) => void
  readonly #waiting = new Map<number, Waiting>()
  #parts: Buffer[] = []
  #last = 0
  #closed = false

  constructor(input: Writable, output: Readable, onEvent: (event: CdpEvent) => void) {
    this.#input = input
    this.#onEvent = onEvent
    // A browser that is killed breaks its pipes; its exit is handled where the process is.
    input.on('error', () => undefined)
    output.on('error', () => undefined)
    output.on('data', (chunk: Buffer) => this.#read(chunk))
  }

  /** Sends a command; rejects with the browser's message, or when the browser is gone. */
  send(method: string, params: object = {}, sessionId?: string): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(new Error(`${method}: the browser is gone`))
      const id = ++this.#last
      this.#waiting.set(id, { method, resolve, reject })
      this.#input.write(JSON.stringify({ id, method, params, sessionId }) + '\0')
    })
  }

  /** Rejects what still waits, and everything that comes. */
  close(): void {
    this.#closed = true
    for (const { method, reject } of this.#waiting.values()) reject(new Error(`${method}: the browser is gone`))
    this.#waiting.clear()
  }

  #read(chunk: Buffer): void {
    let rest = chunk
    for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
      const text = Buffer.concat([...this.#parts, rest.subarray(0, end)]).toString()
      this.#parts = []
      rest = rest.subarray(end + 1)
      this.#receive(JSON.parse(text) as Message)
    }
    if (rest.length > 0) this.#parts.push(rest)
  }

  #receive(message: Message): void {
    if (message.id === undefined) return this.#onEvent(message)
    const waiting = this.#waiting.get(message.id)
    this.#waiting.delete(message.id)
    if (message.error) waiting?.reject(new Error(`${waiting.method}: ${message.error.message}`))
    else waiting?.resolve(message.result)
  }
}
